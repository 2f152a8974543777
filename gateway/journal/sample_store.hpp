#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "gateway/journal/database.hpp"
#include "gateway/journal/minute.hpp"
#include "gateway/journal/segment.hpp"

namespace hazgate::journal {

/// One row for the segment and one for each layout's block, its key (segment << 32) + layout.
void insert_segment(Database& database, const Segment& segment, std::uint64_t last_seq,
                    const std::map<std::uint32_t, std::string>& blocks);

/// The sample lane on disk: a row for each commit (the tail) until its segment is closed, then a block
/// for each layout. The segments that are not closed yet are in memory too.
/// Errors  in the Database, as with every statement
class SampleStore {
 public:
  SampleStore(Database& database, const SegmentLimits& limits);

  /// Reads the tail that was left behind; its segments get no more frames and are closed when there is time.
  void load(Opened& opened);

  /// Within a transaction. What is inserted counts when settled.
  void insert(std::span<const SampleRecord> records);
  void settle(bool durable);
  /// Where those of the last insert() came to stand.
  const std::vector<FramePlace>& places() const { return places_; }

  /// Some milliseconds of closing, in a transaction of its own; true: there is more.
  bool close_some();
  bool has_to_close() const { return !closing_.empty(); }
  /// More than one waits, or more than may be kept in memory: frames come faster than they are closed.
  bool is_behind() const { return closing_.size() > 1; }
  bool is_overdue() const { return closing_.size() > 4; }

  /// Within a transaction: deletes the oldest segments, closed ones, that are all too old or (`any`)
  /// whatever they are; one slice. True: there may be more.
  bool retain(WallTime before, bool any);
  /// The same with the oldest one alone; false: it is too young, or there is none.
  bool retain_one(WallTime before);
  /// Within a transaction: of the oldest segment that is all older than `before` and not thinned yet, one
  /// frame of each layout in a minute stays. False: there is none. Some tens of milliseconds.
  bool thin(WallTime before);

  std::uint64_t closed() const { return closed_; }    ///< segments
  std::uint64_t damaged() const { return damaged_; }  ///< rows of the tail that could not be read

 private:
  /// A segment that gets no more frames.
  struct Closing {
    Segment segment;
    std::uint64_t last_seq = 0;
    std::map<std::uint32_t, std::vector<std::size_t>> left;  ///< not in a block yet, by layout
    std::map<std::uint32_t, std::string> blocks;
    bool begun = false;
  };
  /// How the open segment was before the transaction.
  struct Mark {
    std::size_t frames = 0, closing = 0;
    std::uint32_t checksum = 0;
    std::uint64_t last_seq = 0;
  };

  void turn();  ///< the open segment gets no more frames
  void undo();
  void write_closed(const Closing& closing);
  void remove(std::uint64_t segment);

  Database& database_;
  const SegmentLimits limits_;
  Statement insert_row_, delete_rows_, oldest_, delete_segment_, delete_blocks_;
  Segment open_;
  std::deque<Closing> closing_;
  std::optional<Mark> mark_;
  std::vector<FramePlace> places_;
  std::uint64_t last_seq_ = 0, next_id_ = 1, damaged_ = 0, closed_ = 0;
  std::uint64_t thinned_ = 0;  ///< segments up to this one
};

}  // namespace hazgate::journal
