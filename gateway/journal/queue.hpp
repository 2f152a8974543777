#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "gateway/journal/journal.hpp"

namespace hazgate::journal {

using Clock = std::chrono::steady_clock;

/// A batch on its way to the disk.
struct PendingBatch {
  Journal::Batch batch;
  Clock::time_point handed_in{};
};

/// A sample on its way to the disk.
struct PendingSample {
  SampleRecord record;
  bool publish = true;
};

/// What one transaction takes along.
struct Work {
  std::vector<FrameLayout> layouts;
  std::deque<PendingBatch> batches;
  std::deque<PendingSample> samples;
  std::optional<std::uint64_t> sent_event, sent_sample;
  Spans ahead_sample;  ///< goes with sent_sample

  bool empty() const {
    return layouts.empty() && batches.empty() && samples.empty() && !sent_event && !sent_sample;
  }
};

/// What waits for the writer. Events are never dropped; of too many samples the oldest go.
/// Thread  one at a time (pure)
class Queue {
 public:
  /// Some 25 s of the largest site this is built for, 8 MiB of frames.
  static constexpr std::size_t kMostSamples = 8192;
  /// Samples per transaction: an event never waits behind more.
  static constexpr std::size_t kSamplesPerCommit = 1024;

  explicit Queue(std::chrono::milliseconds sample_commit) : sample_commit_(sample_commit) {}

  // Each says whether the writer must look at its deadline again.
  bool push(Journal::Batch batch, Clock::time_point now);
  bool push(PendingSample sample, Clock::time_point now);
  bool push_sent(Lane lane, std::uint64_t seq, const Spans& ahead, Clock::time_point now);
  void push(FrameLayout layout) { waiting_.layouts.push_back(std::move(layout)); }

  /// When the next commit is due; none: nothing waits.
  std::optional<Clock::time_point> due() const;

  /// The next transaction. `events_alone`: leaves the samples, so that what matters most has the
  /// best chance on a disk that is full.
  Work take(bool events_alone);
  /// Puts back what could not be made durable, in its old place.
  void put_back(Work work);

  void refuse_sample() { ++dropped_; }  ///< there is no room for it

  bool empty() const { return waiting_.empty(); }
  bool has_batches() const { return !waiting_.batches.empty(); }
  std::uint64_t records() const;
  std::uint64_t dropped_samples() const { return dropped_; }

 private:
  void drop_oldest();

  std::chrono::milliseconds sample_commit_;
  Work waiting_;
  std::optional<Clock::time_point> samples_due_, sent_due_;
  std::uint64_t dropped_ = 0;
};

}  // namespace hazgate::journal
