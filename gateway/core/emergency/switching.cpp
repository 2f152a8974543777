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

std::optional<double> reads_as(const codec::PointFormat& format, const Value& value) {
  if (format.type == codec::RawType::String) return std::nullopt;
  // A bit of a register has states, but cannot be written.
  for (const codec::StateText& state : format.states) {
    if (value == Value{state.text}) return static_cast<double>(state.code);
  }
  const auto words = codec::encode(format, value);
  if (!words) return as_number(value);
  const codec::Decoded read = codec::is_bit_table(format.table)
                                  ? codec::decode_bit(format, words->front() != 0)
                                  : codec::decode_registers(format, *words);
  return read.quality == Quality::Fault ? std::nullopt : std::optional(read.number);
}

}  // namespace hazgate::emergency
