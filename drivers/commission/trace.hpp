#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/modbus/tap.hpp"

/// Frames of a bus, kept and explained.
/// Thread  any (pure)
namespace hazgate::commission {

/// A frame of a trace.
/// Units   at_us: microseconds since 1970, UTC; runs evenly within one trace whatever the clock does
struct TracedFrame {
  std::int64_t at_us = 0;
  modbus::Direction direction = modbus::Direction::Sent;
  bool serial = false;
  std::vector<std::uint8_t> bytes;  ///< none: a silence where an answer was due
  std::string_view error;           ///< see error_word(); empty: fine
};

/// What is wrong with a frame, in one word: "time-out", "crc", "length", "late", "wrong-unit",
/// "wrong-function", "wrong-echo", "out-of-step", "lost". Empty when nothing is, and for an exception,
/// which the frame itself says.
std::string_view error_word(const modbus::Frame& frame);

/// What a frame says.
struct Said {
  bool readable = false;  ///< there is a unit and a function in it
  std::uint8_t unit = 0;
  std::uint8_t function = 0;
  std::optional<std::uint16_t> address;
  std::optional<std::uint16_t> count;
  std::vector<std::uint16_t> values;  ///< registers, or bits as 0 and 1
  bool bits = false;
  std::uint8_t exception = 0;
  std::optional<std::int64_t> after_us;  ///< a reply: since its request
};

/// Explains the frames of one bus one after the other: a reply is understood by its request.
class Interpreter {
 public:
  Said take(const TracedFrame& frame);

 private:
  Said request_;
  std::int64_t asked_us_ = 0;
  bool waiting_ = false;
};

/// "read holding 0 x2", "holding 0 = 16844 0", "exception 02 (illegal data address)"
std::string said_text(const Said& said, modbus::Direction direction);

std::string hex_text(std::span<const std::uint8_t> bytes);
/// Errors  nothing: not two hexadecimal digits for each byte
std::optional<std::vector<std::uint8_t>> hex_from(std::string_view text);

}  // namespace hazgate::commission
