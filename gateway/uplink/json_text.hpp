#pragma once

#include <cstdint>
#include <string>
#include <string_view>

/// JSON written straight into a string, for the path that every reading takes.
/// Thread  any (pure)
namespace hazgate::uplink {

/// A quoted string. What is not UTF-8 (a device may send any bytes) becomes U+FFFD.
void append_json(std::string& out, std::string_view text);

/// The shortest form that reads back; integers exact. JSON has no NaN and no infinity: null.
void append_json(std::string& out, double number);
void append_json(std::string& out, std::int64_t number);
void append_json(std::string& out, std::uint64_t number);

}  // namespace hazgate::uplink
