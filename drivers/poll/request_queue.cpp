#include "drivers/poll/request_queue.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace hazgate::poll {

void RequestQueue::push(std::vector<WriteRequest> requests) {
  {
    const std::lock_guard lock(mutex_);
    for (WriteRequest& request : requests) add(std::move(request));
    urgent_.store(true, std::memory_order_release);
  }
  come_.notify_one();
}

void RequestQueue::add(WriteRequest request) {
  for (PendingWrite& other : writes_) {
    if (other.request.point != request.point || other.is_first()) continue;
    other.overtaken = true;
    other.not_before = {};
  }
  PendingWrite& write = writes_.emplace_back();
  write.result.ticket = request.ticket;
  write.result.point = request.point;
  write.request = std::move(request);
}

void RequestQueue::push(RawRead request) {
  {
    const std::lock_guard lock(mutex_);
    reads_.push_back(request);
  }
  come_.notify_one();
}

void RequestQueue::push(Pace pace) {
  {
    const std::lock_guard lock(mutex_);
    paces_.push_back(pace);
    paced_.store(true, std::memory_order_release);
  }
  come_.notify_one();
}

void RequestQueue::push(OnRecord event) {
  {
    const std::lock_guard lock(mutex_);
    recorded_.push_back(event);
    any_recorded_.store(true, std::memory_order_release);
  }
  come_.notify_one();
}

void RequestQueue::change(Change change, const Renumbering& renumbering) {
  {
    const std::lock_guard lock(mutex_);
    for (PendingWrite& write : std::exchange(writes_, {})) {
      const auto point = renumbering.of(write.request.point);
      write.request.point = write.result.point = point.value_or(kNoPoint);
      if (point) {
        writes_.push_back(std::move(write));
      } else {
        orphans_.push_back(std::move(write));
      }
    }
    paces_.clear();
    std::erase_if(recorded_, [&](OnRecord& event) {
      const auto device = renumbering.of(event.device);
      event.device = device.value_or(event.device);
      return !device;
    });
    renumbering_ = change_ ? renumbering_.then(renumbering) : renumbering;
    change_ = std::move(change);
    changing_.store(true, std::memory_order_release);
  }
  come_.notify_one();
}

std::optional<Change> RequestQueue::take_change() {
  if (!changing_.load(std::memory_order_acquire)) return std::nullopt;
  const std::lock_guard lock(mutex_);
  changing_.store(false, std::memory_order_release);
  return std::exchange(change_, std::nullopt);
}

std::vector<PendingWrite> RequestQueue::take_orphans() {
  const std::lock_guard lock(mutex_);
  return std::exchange(orphans_, {});
}

std::vector<Pace> RequestQueue::take_paces() {
  if (!paced_.load(std::memory_order_acquire)) return {};
  const std::lock_guard lock(mutex_);
  paced_.store(false, std::memory_order_release);
  return std::exchange(paces_, {});
}

std::vector<OnRecord> RequestQueue::take_recorded() {
  if (!any_recorded_.load(std::memory_order_acquire)) return {};
  const std::lock_guard lock(mutex_);
  if (change_) return {};
  any_recorded_.store(false, std::memory_order_release);
  return std::exchange(recorded_, {});
}

bool RequestQueue::push(ScanRequest request) {
  {
    const std::lock_guard lock(mutex_);
    if (scanning_ || stopping()) return false;
    scanning_ = true;
    scan_cancelled_.store(false, std::memory_order_release);
    scan_ = std::move(request);
  }
  come_.notify_one();
  return true;
}

std::optional<ScanRequest> RequestQueue::take_scan() {
  const std::lock_guard lock(mutex_);
  return std::exchange(scan_, std::nullopt);
}

void RequestQueue::scan_ended() {
  const std::lock_guard lock(mutex_);
  scanning_ = false;
}

void RequestQueue::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_.store(true, std::memory_order_release);
  }
  come_.notify_one();
}

std::optional<PendingWrite> RequestQueue::take_write(Tick now, Turn turn) {
  const std::lock_guard lock(mutex_);
  if (change_) return std::nullopt;
  auto ready = std::find_if(writes_.begin(), writes_.end(),
                            [](const PendingWrite& write) { return write.is_first(); });
  if (ready == writes_.end()) {
    ready = std::find_if(writes_.begin(), writes_.end(),
                         [now](const PendingWrite& write) { return write.not_before <= now; });
    if (ready == writes_.end()) urgent_.store(false, std::memory_order_release);
    if (ready == writes_.end() || turn == Turn::First) return std::nullopt;
  }
  PendingWrite write = std::move(*ready);
  writes_.erase(ready);
  return write;
}

std::optional<RawRead> RequestQueue::take_read() {
  const std::lock_guard lock(mutex_);
  if (reads_.empty()) return std::nullopt;
  const RawRead read = reads_.front();
  reads_.pop_front();
  return read;
}

bool RequestQueue::put_back(PendingWrite& write) {
  const std::lock_guard lock(mutex_);
  const auto point = change_ ? renumbering_.of(write.request.point) : write.request.point;
  const bool superseded = std::any_of(
      writes_.begin(), writes_.end(),
      [&](const PendingWrite& other) { return other.request.point == point && !other.overtaken; });
  if (superseded || !point) return false;
  write.request.point = write.result.point = *point;
  writes_.push_back(std::move(write));
  return true;
}

Tick RequestQueue::next_write() const {
  const std::lock_guard lock(mutex_);
  Tick earliest = Tick::max();
  for (const PendingWrite& write : writes_) earliest = std::min(earliest, write.not_before);
  return earliest;
}

void RequestQueue::wait(Tick until, bool reads) {
  std::unique_lock lock(mutex_);
  const auto news = [&] {
    return interrupted() || urgent() ||
           (reads && (!reads_.empty() || scan_ || !paces_.empty() || !recorded_.empty()));
  };
  if (until == Tick::max()) {
    come_.wait(lock, news);
    return;
  }
  const std::chrono::steady_clock::time_point end{until.time_since_epoch()};
  come_.wait_until(lock, end, news);
}

}  // namespace hazgate::poll
