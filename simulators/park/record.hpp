#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "gateway/journal/record.hpp"

namespace hazgate::sim {

/// What a light gateway keeps of its two lanes until a broker has it: as hazgate's journal, but in
/// memory, so that it lasts as long as the process. Too many samples: the oldest go, as retention does.
/// Thread  any, one at a time (pure)
class Record {
 public:
  /// `epoch`: 16 hexadecimal digits; `most_samples`: kept at a time
  Record(std::string epoch, std::size_t most_samples)
      : epoch_(std::move(epoch)), most_samples_(most_samples) {}

  journal::EventRecord add_event(WallTime t, std::string kind, std::string body);
  journal::SampleRecord add_sample(WallTime t, std::uint32_t layout, std::string frame);

  /// In seq order, behind `after`, at most `limit`; what was removed is left out.
  std::vector<journal::EventRecord> events(std::uint64_t after, std::size_t limit) const;
  std::vector<journal::SampleRecord> samples(std::uint64_t after, std::size_t limit) const;

  /// All up to there is with the broker and not asked for again.
  void sent(std::uint64_t event, std::uint64_t sample);

  const std::string& epoch() const { return epoch_; }
  std::uint64_t last_event() const { return last_event_; }
  std::uint64_t last_sample() const { return last_sample_; }
  std::uint64_t removed() const { return removed_; }  ///< samples, before a broker had them

 private:
  std::string epoch_;
  std::size_t most_samples_;
  std::deque<journal::EventRecord> events_;    ///< contiguous, the last is last_event_
  std::deque<journal::SampleRecord> samples_;  ///< likewise
  std::uint64_t last_event_ = 0, last_sample_ = 0, removed_ = 0;
};

}  // namespace hazgate::sim
