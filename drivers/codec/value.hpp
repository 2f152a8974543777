#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

namespace hazgate {

/// The value of a point, exact for every Modbus type: a 64-bit counter stays an integer, an
/// enumeration is its text, monostate is "no value" (bad quality).
using Value = std::variant<std::monostate, bool, std::int64_t, std::uint64_t, double, std::string>;

inline bool has_value(const Value& value) {
  return !std::holds_alternative<std::monostate>(value);
}

/// For comparison with limits: bool as 0/1, integers as the nearest double; nothing for text.
std::optional<double> as_number(const Value& value);

/// For people: "12.5", "true", "fault", "-" for no value. The shortest form that reads back.
std::string to_text(const Value& value);

}  // namespace hazgate
