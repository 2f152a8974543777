#pragma once

#include <cstdint>
#include <span>

#include "drivers/codec/point_format.hpp"

namespace hazgate::codec {

/// The register at `place` of a value of `count` registers, counted from the most significant one,
/// with its bytes put in order. The same rule reads and writes.
std::uint16_t ordered_word(std::span<const std::uint16_t> words, std::size_t place,
                           ByteOrder order);

/// All registers of a value as one number, the most significant first.
/// Shape   words.size() is at most 4
std::uint64_t join(std::span<const std::uint16_t> words, ByteOrder order);

/// The inverse of join().
void split(std::uint64_t bits, ByteOrder order, std::span<std::uint16_t> words);

/// raw * scale + offset, as the double nearest to what a person would write: 123 * 0.1 is 12.3, not
/// 12.300000000000001. Where the scale is one over an integer (0.1, 0.01, 0.025) that is one exact
/// division; otherwise the result is rounded to 14 significant digits of the larger term.
double scaled(double raw, double scale, double offset);

/// A 32-bit float as the double nearest to the shortest decimal that identifies it: 19.3f is 19.3,
/// not 19.299999237060547, so that it compares with a limit of 19.3 as a person expects. Converting
/// back gives the same float.
double widened(float raw);

}  // namespace hazgate::codec
