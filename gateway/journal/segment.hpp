#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "gateway/journal/journal.hpp"
#include "gateway/journal/record.hpp"
#include "gateway/journal/tail.hpp"

namespace hazgate::journal {

/// Stamps within a segment lie no farther apart, whatever the limits say: so far back a search by time
/// looks for segments that begin earlier.
inline constexpr std::chrono::hours kLongestSegment{1};

/// A stretch of the sample lane, in memory: frames in the order in which they became durable.
/// Thread  one at a time (pure)
class Segment {
 public:
  explicit Segment(std::uint64_t id = 0) : id_(id) {}

  std::uint64_t id() const { return id_; }
  bool empty() const { return frames_.empty(); }
  const std::vector<SampleRecord>& frames() const { return frames_; }
  WallTime from() const { return from_; }  ///< the earliest stamp
  WallTime to() const { return to_; }      ///< the latest stamp

  /// Whether one more frame of this moment belongs into it.
  bool takes(WallTime t, const SegmentLimits& limits) const;
  void add(SampleRecord record);
  /// What is told of it on disk so far (tail.hpp).
  Told& told() { return told_; }

  /// Back to the first `frames`, told up to `checksum`: the rest did not become durable.
  void cut(std::size_t frames, std::uint32_t checksum);

  /// Which frames are of a layout, in order.
  std::map<std::uint32_t, std::vector<std::size_t>> by_layout() const;
  /// The block of these frames.
  std::string block(const std::vector<std::size_t>& frames) const;

 private:
  void span(const SampleRecord& record);

  std::uint64_t id_;
  std::vector<SampleRecord> frames_;
  Told told_;
  std::size_t bytes_ = 0;
  WallTime from_{}, to_{};
};

}  // namespace hazgate::journal
