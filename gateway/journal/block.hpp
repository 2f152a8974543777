#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "gateway/journal/frame.hpp"

/// A run of frames of one layout as columns, one for each point.
/// Thread  any (pure)
namespace hazgate::journal {

/// One frame on its way into a block.
struct BlockFrame {
  std::uint64_t ordinal = 0;  ///< which it is among all frames of its segment, from 0; grows
  std::uint64_t seq = 0;      ///< 0: kept at home
  std::int64_t t = 0;         ///< [ms] unix
  std::string_view frame;
};

/// Parts of at most 512 frames, each (varint length, part). Frames that hold as many readings as the first
/// one that pack() could have made lie in columns; others, whatever they are, as texts in parts of
/// their own.
///
///   part  version 1, varint 0 (texts) or points + 1, varint frames,
///         ordinals as steps, times as steps, published or not as numbers, of those that are their
///         seq - ordinal as numbers (column.hpp), the length of each column as a varint,
///         the columns, CRC-32C of all that (little-endian)
std::string encode_block(std::span<const BlockFrame> frames);

/// One part, to look into. Points into the block.
class BlockPart {
 public:
  /// Errors  wrong version, wrong checksum, cut short; bad bytes do no harm
  static tl::expected<BlockPart, std::string> open(std::string_view bytes);

  std::size_t size() const { return ordinals_.size(); }
  std::uint64_t ordinal(std::size_t i) const { return ordinals_[i]; }
  std::uint64_t seq(std::size_t i) const { return seqs_[i]; }
  std::int64_t t(std::size_t i) const { return static_cast<std::int64_t>(times_[i]); }

  /// The readings at one place of the frames, without decoding the others.
  /// Shape   readings.size() == size()
  /// Result  false: the frames do not go so far, or are texts that do not
  bool column(std::size_t place, std::vector<ReadingView>& readings) const;
  /// The frames, bit by bit as they were; fewer than size(): a column does not hold what it should.
  std::vector<std::string> frames() const;

 private:
  bool take_head(std::string_view bytes);

  bool texts_ = false;
  std::vector<std::uint64_t> ordinals_, seqs_, times_;
  std::vector<std::string_view> columns_;
};

/// The parts of a block that are sound, one after the other; `damaged` is whether another was met.
std::vector<BlockPart> open_block(std::string_view block, bool& damaged);

}  // namespace hazgate::journal
