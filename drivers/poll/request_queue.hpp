#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

#include "drivers/poll/bus_worker.hpp"
#include "drivers/poll/renumbering.hpp"

namespace hazgate::poll {

/// A write on its way, with what became of it so far.
struct PendingWrite {
  WriteRequest request;
  WriteResult result;
  Tick not_before{};
  bool sent = false;       ///< only its read-back is missing
  bool overtaken = false;  ///< a later write to the same point has come; it ends here

  /// It has not been on the bus yet.
  bool is_first() const { return result.attempts == 0; }
};

/// The neighbours of a device are near a limit, or no longer.
struct Pace {
  DeviceIndex device{};
  bool fast = false;
};

/// An event of a panel is on record.
struct OnRecord {
  DeviceIndex device{};
  std::uint64_t ticket = 0;
};

/// Another plan, and where its reports go.
struct Change {
  BusPlan plan;
  BusWorker::Sink sink;
};

/// What other threads ask of a bus worker, and its alarm clock: waiting ends when something comes.
/// Unbounded on purpose: writes are never dropped.
/// Thread  any
class RequestQueue {
 public:
  /// At once: none is given out before the last of them is here. What is behind its first try and waits
  /// for another, or for its read-back, is overtaken by a write to the same point.
  void push(std::vector<WriteRequest> requests);
  void push(RawRead request);
  /// False while a scan waits or runs.
  bool push(ScanRequest request);
  void push(Pace pace);
  void push(OnRecord event);
  /// From here on everything that is asked is in the numbers of the new plan; what waits is brought
  /// into them. Nothing is given out until the worker has taken the change.
  void change(Change change, const Renumbering& renumbering);
  std::optional<Change> take_change();
  /// Writes to points that the change has taken away.
  std::vector<PendingWrite> take_orphans();
  void cancel_scan() { scan_cancelled_.store(true, std::memory_order_release); }
  void stop();

  enum class Turn : std::uint8_t { Any, First };
  /// The next that may be done now: first writes before all else, then in the order in which they came or
  /// were put back. `turn`: whether only a first write is wanted.
  std::optional<PendingWrite> take_write(Tick now, Turn turn = Turn::Any);
  std::optional<RawRead> take_read();
  std::optional<ScanRequest> take_scan();
  bool scan_cancelled() const { return scan_cancelled_.load(std::memory_order_acquire); }
  /// The one that was taken; from now on there may be another.
  void scan_ended();
  std::vector<Pace> take_paces();
  std::vector<OnRecord> take_recorded();
  /// For another try, or its read-back, behind the others. False when a later write to the same point waits, which
  /// must not be undone by this one, or its point is gone; then `write` is left as it was.
  bool put_back(PendingWrite& write);

  /// Cheap: whether a write may be waiting that can be gone on with: one has come since take_write() last
  /// found none.
  bool urgent() const { return urgent_.load(std::memory_order_acquire); }
  bool stopping() const { return stopping_.load(std::memory_order_acquire); }
  /// Stopping, or a change waits: a poll is cut off behind its transaction.
  bool interrupted() const { return stopping() || changing_.load(std::memory_order_acquire); }
  /// When the first write that was put back may be tried; Tick::max() when there is none.
  Tick next_write() const;

  /// Until `until`, or until a write comes, or stop(); with `reads`, also while a raw read or a scan waits.
  void wait(Tick until, bool reads);

 private:
  void add(WriteRequest request);

  mutable std::mutex mutex_;
  std::condition_variable come_;
  std::deque<PendingWrite> writes_;
  std::deque<RawRead> reads_;
  std::vector<Pace> paces_;
  std::vector<OnRecord> recorded_;
  std::optional<ScanRequest> scan_;
  bool scanning_ = false;
  std::atomic<bool> scan_cancelled_ = false;
  std::atomic<bool> paced_ = false;
  std::atomic<bool> any_recorded_ = false;
  std::atomic<bool> changing_ = false;
  std::optional<Change> change_;
  Renumbering renumbering_;  ///< from the worker's plan to that of `change_`
  std::vector<PendingWrite> orphans_;
  std::atomic<bool> urgent_ = false;
  std::atomic<bool> stopping_ = false;
};

}  // namespace hazgate::poll
