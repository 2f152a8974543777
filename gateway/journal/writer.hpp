#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "gateway/journal/database.hpp"
#include "gateway/journal/journal.hpp"
#include "gateway/journal/queue.hpp"
#include "gateway/journal/room.hpp"
#include "gateway/journal/store.hpp"

namespace hazgate::journal {

/// The thread that owns the writing connection: group commit, retries, checkpoints, retention.
/// Thread  every public function from any thread
class Writer {
 public:
  Writer(Options options, Journal::Sink sink, std::unique_ptr<Database> database,
         std::unique_ptr<Store> store, const Opened& opened);
  ~Writer();  ///< commits what waits (one try on a broken disk), then ends the thread
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  void append(Journal::Batch batch);
  void append(PendingSample sample);
  void append(FrameLayout layout);
  void set_sent(Lane lane, std::uint64_t seq, const Spans& ahead);
  Ends ends() const;
  JournalCounters counters() const;

 private:
  void run();
  /// Waits for something to do; false: stop. With the lock held.
  bool wait(std::unique_lock<std::mutex>& lock);
  bool may_commit(Clock::time_point now) const;
  void commit(std::unique_lock<std::mutex>& lock);
  std::optional<DatabaseError> write(Work& work);
  Committed settle(Work& work);
  void succeeded(const Work& work, bool healthy);
  void failed(const DatabaseError& error);
  void catch_up();
  void look_after(Clock::time_point now);
  void checkpoint(Clock::time_point now);
  void count_checkpoint(Clock::time_point began, bool whole);
  void count_waiting(JournalCounters& counters, Clock::time_point now) const;
  void retain(Clock::time_point now);
  void close();

  const Options options_;
  const Journal::Sink sink_;
  std::unique_ptr<Database> database_;
  std::unique_ptr<Store> store_;
  Room room_;
  std::uint64_t last_event_, last_sample_, last_audit_;
  WallTime newest_{};  ///< of all records seen
  Clock::time_point retain_at_{}, checkpoint_at_{}, checkpoint_again_at_{}, close_at_{};

  mutable std::mutex mutex_;  ///< guards all below
  std::condition_variable wake_;
  Queue queue_;
  std::uint64_t in_hand_ = 0;  ///< records taken out of the queue and not durable yet
  bool stopping_ = false;
  std::optional<Clock::time_point> retry_at_;  ///< set while commits fail
  std::optional<Clock::time_point> in_disk_;   ///< since when the disk is asked
  JournalCounters counters_;
  Ends ends_;
  std::vector<std::chrono::microseconds> latencies_;  ///< of the last event commits, a ring
  std::size_t latency_place_ = 0;

  std::thread thread_;
};

}  // namespace hazgate::journal
