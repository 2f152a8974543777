#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "drivers/poll/bus_worker.hpp"
#include "drivers/poll/report.hpp"

namespace hazgate::test {

/// Collects what a bus worker reports and waits for what a test is looking for.
class Reports {
 public:
  poll::BusWorker::Sink sink() {
    return [this](poll::Report&& report) {
      const std::lock_guard lock(mutex_);
      all_.push_back(std::move(report));
      more_.notify_all();
    };
  }

  /// The next report of a kind that passes, in order, from where the last call ended; nothing when
  /// none came in time.
  template <class Kind>
  std::optional<Kind> next(const std::function<bool(const Kind&)>& passes = nullptr) {
    std::unique_lock lock(mutex_);
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    for (;;) {
      for (; read_ < all_.size(); ++read_) {
        const auto* found = std::get_if<Kind>(&all_[read_]);
        if (found == nullptr || (passes && !passes(*found))) continue;
        ++read_;
        return *found;
      }
      if (more_.wait_until(lock, end) == std::cv_status::timeout) return std::nullopt;
    }
  }

  /// All of a kind so far.
  template <class Kind>
  std::vector<Kind> all() const {
    const std::lock_guard lock(mutex_);
    std::vector<Kind> found;
    for (const auto& report : all_) {
      if (const auto* one = std::get_if<Kind>(&report)) found.push_back(*one);
    }
    return found;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable more_;
  std::vector<poll::Report> all_;
  std::size_t read_ = 0;
};

/// Waits until `passes`, looking again after every report-sized moment; false when it never did.
inline bool eventually(const std::function<bool()>& passes) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{20};
  std::mutex mutex;
  std::condition_variable never;
  std::unique_lock lock(mutex);
  while (!passes()) {
    if (std::chrono::steady_clock::now() > end) return false;
    never.wait_for(lock, std::chrono::milliseconds{2});
  }
  return true;
}

}  // namespace hazgate::test
