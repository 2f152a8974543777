#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "gateway/journal/minute.hpp"

/// Minutes as few bytes: all points of one minute, and many minutes of one point.
/// Thread  any (pure)
namespace hazgate::journal {

/// The points of one minute of one layout, as they are kept until many minutes of each are together.
///
///   version 1, varint points, their counts and how many are not good as numbers (column.hpp), whether each has a value
///   as numbers, of each that has: varint (length << 1) + whether min and max differ, a column of min or of
///   min, max and mean; CRC-32C of all that (little-endian)
std::string encode_minute(std::span<const PointMinute> points);
/// Errors  wrong version, wrong checksum, cut short; bad bytes do no harm
tl::expected<std::vector<PointMinute>, std::string> decode_minute(std::string_view bytes);

/// A minute of one point, and which.
using TimedMinute = std::pair<std::int64_t, PointMinute>;

/// Minutes of one point, in any order; one may be there twice.
///
///   version 1, varint minutes, which ones as steps, counts and how many are not good as numbers, whether each has a value
///   as numbers, whether min, max and mean of it are one as numbers, then as columns with their
///   lengths: min of all that have a value, max and mean of those where they are not one; CRC-32C
std::string encode_minutes(std::span<const TimedMinute> minutes);
/// Errors  as decode_minute()
tl::expected<std::vector<TimedMinute>, std::string> decode_minutes(std::string_view bytes);

}  // namespace hazgate::journal
