#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <unordered_map>
#include <vector>

#include "gateway/journal/record.hpp"

/// The frames of one commit, told by what has changed since the last frame of the same layout.
/// Thread  any (pure)
namespace hazgate::journal {

/// What a segment has told so far.
struct Told {
  std::unordered_map<std::uint32_t, std::string> frames;  ///< the last one of each layout
  std::uint32_t checksum = 0;  ///< of the last commit: one that is missing between two is noticed
};

/// Shape   published frames have numbers that follow each other
///
///   version 1, the first number given (0: none), varint frames; each: layout, publish << 2 | how,
///   time as a zigzag difference to the frame before (the first: to 0), then, by how
///     0 whole    varint length, bytes
///     1 same     nothing
///     2 changed  varint length, changes: varint (readings that stay << 4 | what), then by what
///                  0 a packed reading   1 a whole number's zigzag difference
///                  2 … 14 the same of a decimal, of form what - 2 (decimal.hpp)
///   and CRC-32C of the checksum before (0: the first of its segment) and all that
///
/// `told` is of the segment before; afterwards these frames belong to it.
std::string encode_tail(std::span<const SampleRecord> frames, Told& told);

/// Gives the frames to `take`; of layouts that are not `wanted` nothing is kept in `told`.
/// Errors  wrong version or checksum, cut short, not what follows: what came
///         before has been given, nothing after it in this segment can be read; bad bytes do no harm
tl::expected<void, std::string> decode_tail(std::string_view bytes, Told& told,
                                            const std::function<bool(std::uint32_t)>& wanted,
                                            const std::function<void(SampleRecord&&)>& take);

}  // namespace hazgate::journal
