#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// What a person typed, as numbers.
/// Thread  any (pure)
namespace hazgate::cli {

/// A whole number, decimal or 0x…; never octal: an address written 010 is ten.
std::optional<std::uint64_t> number_from(std::string_view text);

/// The value of `write`: a whole number goes to the daemon as it is, exact; anything else as text,
/// which the daemon reads as the point wants it.
boost::json::value value_from(const std::string& text);

}  // namespace hazgate::cli
