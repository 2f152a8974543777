#include "gateway/core/emergency/switching.hpp"

#include <cstdint>

#include "drivers/codec/codec.hpp"

namespace hazgate::emergency {
namespace {

bool is_bool(const codec::PointFormat& format) {
  return codec::is_bit_table(format.table) || format.type == codec::RawType::Bool;
}

/// The value as it is written, if it can be.
Value writable(const codec::PointFormat& format, const Value& value) {
  return codec::encode(format, value) ? value : Value{};
}

}  // namespace

Value off_of(const codec::PointFormat& format) {
  for (const codec::StateText& state : format.states) {
    if (state.code == 0) return writable(format, state.text);
  }
  if (!format.states.empty()) return {};
  return writable(format, is_bool(format) ? Value{false} : Value{std::int64_t{0}});
}

Value on_of(const codec::PointFormat& format) {
  Value on;
  for (const codec::StateText& state : format.states) {
    if (state.code == 1 || (state.code != 0 && !has_value(on))) on = state.text;
  }
  if (format.states.empty()) on = is_bool(format) ? Value{true} : Value{std::int64_t{1}};
  // With a scale of 10, 1 is rounded to 0.
  return codec::is_same_write(format, on, off_of(format)) ? Value{} : writable(format, on);
}

bool switches_on(const codec::PointFormat& format, const Value& value) {
  const auto number = as_number(value);
  if (number && *number == 0.0) return false;
  return !codec::is_same_write(format, value, off_of(format));
}

}  // namespace hazgate::emergency
