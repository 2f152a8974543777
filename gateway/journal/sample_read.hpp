#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "gateway/journal/minute.hpp"
#include "gateway/journal/record.hpp"
#include "gateway/journal/tail.hpp"

/// The sample lane as it lies on disk (schema 6), over any connection. Several statements that must see the
/// same moment need a transaction around them.
/// Errors  in the Database, as with every statement
namespace hazgate::journal {

class Database;

/// Blocks and rows of the tail that could not be decoded, each counted once.
class Damage {
 public:
  void meet(std::uint64_t key);                   ///< on the reading thread
  std::uint64_t count() const { return count_; }  ///< from any thread

 private:
  std::set<std::uint64_t> met_;
  std::atomic<std::uint64_t> count_{0};
};

/// The body of one layout's block in a closed segment; none: no such frame was in it.
std::optional<std::string> block_of(Database& database, std::uint64_t segment,
                                    std::uint32_t layout);

/// The frames of a closed segment, in order. What does not decode is left out.
std::vector<SampleRecord> closed_frames(Database& database, std::uint64_t segment, Damage& damage);

/// All frames from a segment on, in order. What does not decode is left out.
void each_frame(Database& database, std::uint64_t segment, Damage& damage,
                const std::function<void(const SampleRecord&, FramePlace)>& take);

/// The frames of a segment that is not closed, which grows: each look reads what has come since.
class TailReader {
 public:
  using Wanted = std::function<bool(std::uint32_t layout)>;
  explicit TailReader(std::uint64_t segment, Wanted wanted = {});

  void look(Database& database, Damage& damage);
  std::uint64_t segment() const { return segment_; }
  std::uint64_t last_seq() const { return last_seq_; }
  const std::vector<SampleRecord>& frames() const { return frames_; }

 private:
  std::uint64_t segment_, row_ = 0, last_seq_ = 0;
  Wanted wanted_;
  bool readable_ = true;
  Told told_;
  std::vector<SampleRecord> frames_;
};

/// Segments that are not closed, the oldest first.
std::vector<std::uint64_t> open_segments(Database& database);

/// Frames in all, kept at home or not.
std::uint64_t count_frames(Database& database);

/// Published frames in the order of their numbers, a few at a time. The segment that was decoded last is
/// kept.
/// Thread  one at a time
class SampleReader {
 public:
  explicit SampleReader(Damage& damage) : damage_(damage) {}

  std::vector<SampleRecord> after(Database& database, std::uint64_t seq, std::size_t limit);

 private:
  /// The segment with the first number beyond `seq` is in hand; its last number, none: there is none.
  std::optional<std::uint64_t> take_up(Database& database, std::uint64_t seq);
  const std::vector<SampleRecord>& frames() const;

  Damage& damage_;
  std::uint64_t closed_ = 0;  ///< the segment that frames_ are of
  std::vector<SampleRecord> frames_;
  std::optional<TailReader> tail_;  ///< when the segment in hand is not closed
};

}  // namespace hazgate::journal
