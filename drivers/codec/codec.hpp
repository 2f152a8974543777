#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "drivers/codec/point_format.hpp"
#include "drivers/codec/value.hpp"
#include "gateway/core/alarm/quality.hpp"

namespace hazgate::codec {

/// What one point reads. `value` is monostate unless is_usable(quality).
/// `number` is what the alarm core compares: also set for OutOfRange (see above_range), and the raw
/// code for an enumeration.
struct Decoded {
  Value value;
  Quality quality = Quality::Good;
  bool above_range = false;
  double number = 0.0;
};

/// Turns the registers of one point into a value.
/// Units   words: as received, big-endian per register; value: the point's unit after scale and
///         offset
/// Shape   words.size() == width(format); the table is Input or Holding
/// Errors  none: NaN, infinity, a sentinel, bad BCD, a code without a text or bytes that are no
///         printable text is Fault; outside the range is OutOfRange
/// Thread  any (pure)
/// Source  MODBUS Application Protocol V1.1b3, 4.2 and 6.4
Decoded decode_registers(const PointFormat& format, std::span<const std::uint16_t> words);

/// The same for a coil or discrete input.
Decoded decode_bit(const PointFormat& format, bool bit);

/// Turns a value into the registers that write it (one word 0/1 for a coil). With a mask the bits
/// beside it are 0.
/// Errors  a text that says what does not fit (range of the raw type, unknown state, wrong kind, a
///         `bit` in a register cannot be written alone)
tl::expected<std::vector<std::uint16_t>, std::string> encode(const PointFormat& format,
                                                             const Value& value);

/// Whether both values come out as the same registers, so that writing one is writing the other. A value that
/// cannot be written is the same as none, not even as itself.
bool is_same_write(const PointFormat& format, const Value& one, const Value& other);

}  // namespace hazgate::codec
