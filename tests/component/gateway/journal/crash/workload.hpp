#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "gateway/journal/journal.hpp"

namespace hazgate::crash {

/// How far a record has come, each counted from 1; batches bring events, a memory and a document.
struct Extent {
  std::uint64_t batch = 0, sample = 0;
  std::uint64_t sent_event = 0, sent_sample = 0;
  bool opened = false;  ///< the journal said its epoch: from then on it is this one
};

// What the workload hands in is a function of its number, so that a record shows by itself whether
// anything is missing, doubled, torn or out of order.
journal::Journal::Batch batch_of(std::uint64_t number);
std::uint64_t events_until(std::uint64_t batch);  ///< lane event: those of batches 1 … batch
std::uint64_t audits_until(std::uint64_t batch);
journal::EventRecord event_of(std::uint64_t seq);
journal::EventRecord audit_of(std::uint64_t seq);
WallTime time_of_batch(std::uint64_t number);
WallTime time_of_sample(std::uint64_t seq);
std::string frame_of_sample(std::uint64_t seq);

/// Options with which everything happens often: checkpoints, retention of samples, retries.
journal::Options lively_options(const std::string& folder);
constexpr std::chrono::seconds kSamplesKept{4};  ///< 40 samples

/// How far the journal says that it has come.
Extent extent_of(const journal::Opened& opened);

/// A user of the journal, and the witness of what it was promised: what became durable, and after
/// how many operations of the disk it was told so.
/// Thread  one; the journal's own threads promise
class Workload {
 public:
  /// `has_epoch`: the folder has a journal from which an epoch was told.
  explicit Workload(std::string folder, bool has_epoch = false);
  ~Workload();
  Workload(const Workload&) = delete;
  Workload& operator=(const Workload&) = delete;

  /// Goes on where the journal stands. Empty, or why it would not open.
  std::string open();
  void close() { journal_.reset(); }
  journal::Journal& journal() { return *journal_; }

  /// Hands in so many batches with samples and cursors between them; most are waited for. False: one
  /// did not become durable within ten seconds.
  bool run(int batches);
  void hand_in_batch();
  void hand_in_samples(int count);
  bool wait_for_batch(std::uint64_t number);
  bool wait_for_sample(std::uint64_t seq);
  /// Waits until all that was handed in is durable and the journal says that it is healthy. When it
  /// fails on and on, `mend` is called; false: neither within ten seconds.
  bool settle(const std::function<void()>& mend);

  const Extent& handed_in() const { return handed_in_; }
  Extent promised() const;
  Extent promised_by(std::size_t position) const;
  const std::string& epoch() const { return epoch_; }
  std::vector<std::string> failures() const;
  std::string complaint() const;  ///< numbers that came twice or not in order; empty: none

 private:
  void adopt(const journal::Opened& state);
  void told(journal::Committed&& committed);
  void promise(const Extent& extent);
  void send_cursors();
  bool wait(const std::function<bool()>& condition);

  const std::string folder_;
  const bool has_epoch_;
  std::string epoch_;
  Extent handed_in_;

  mutable std::mutex mutex_;  ///< guards all below
  std::condition_variable changed_;
  struct Promise {
    std::size_t position;
    Extent extent;
  };
  std::vector<Promise> promises_;
  Extent durable_;
  std::uint64_t last_event_ = 0;
  std::vector<std::string> failures_;
  std::string complaint_;

  std::unique_ptr<journal::Journal> journal_;  // last: its threads call back until it is gone
};

}  // namespace hazgate::crash
