#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/journal/frame.hpp"
#include "gateway/journal/varint.hpp"

/// The readings of one point, one after the other, as few bytes.
/// Thread  any (pure)
namespace hazgate::journal {

/// Whole numbers as differences: zigzag varints; where nothing changes a 0 and how often (0: to the
/// end). A number is modulo 2^64.
void put_numbers(std::string& bytes, std::span<const std::uint64_t> numbers);
/// Shape   numbers.size() of them are read
bool take_numbers(ByteReader& bytes, std::span<std::uint64_t> numbers);

/// The same for what grows by about the same each time: differences of differences.
void put_steps(std::string& bytes, std::span<const std::uint64_t> numbers);
bool take_steps(ByteReader& bytes, std::span<std::uint64_t> numbers);

/// Runs of one kind and quality: a byte (quality in the low half, kind in the high one), a varint of how
/// many (0: to the end), then the values.
///
///   kind  0 none    nothing
///         1 bool    numbers, 0 and 1
///         2 int64   numbers
///         3 uint64  numbers
///         4 double  a byte for the form (decimal.hpp) and numbers; form 13: each its bits xor those
///                   before, as a byte (zero bytes at the end in the high half, bytes that follow in
///                   the low one) and these bytes; 0 and a varint: so many the same, 0: to the end
///         5 text    how many different ones there are, each (length, bytes), and numbers: which
std::string encode_column(std::span<const ReadingView> readings);

/// Every bit as it was. Texts point into the column.
/// Shape   readings.size() of them are read
/// Result  false: it is not a column of so many; bad bytes do no harm
bool decode_column(std::string_view column, std::span<ReadingView> readings);

}  // namespace hazgate::journal
