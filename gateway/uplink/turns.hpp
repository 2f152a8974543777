#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "gateway/uplink/message.hpp"

namespace hazgate::uplink {

/// Messages that go in turn: so many are with the broker, the others wait here. Who hears that one is done takes
/// the next, on the thread it is on; who fills up need not be woken for each.
/// Thread  any
class Turns {
 public:
  static constexpr std::size_t kAtOnce = 8;
  static constexpr std::size_t kFew = 8;  ///< waiting: it is time to fill up

  struct Waiting {
    Publication publication;
    std::uint32_t number = 0;
  };

  /// What is to be sent now; none: it waits for its turn.
  std::optional<Waiting> begin(Waiting&& message) {
    const std::lock_guard lock(mutex_);
    if (going_ < kAtOnce) {
      ++going_;
      return std::move(message);
    }
    waiting_.push_back(std::move(message));
    return std::nullopt;
  }

  /// One is done. What is to be sent now.
  std::optional<Waiting> next() {
    const std::lock_guard lock(mutex_);
    if (waiting_.empty()) {
      if (going_ > 0) --going_;
      return std::nullopt;
    }
    std::optional<Waiting> next = std::move(waiting_.front());
    waiting_.pop_front();
    return next;
  }

  /// False: enough wait to go on for a while.
  bool needs_more() const {
    const std::lock_guard lock(mutex_);
    return waiting_.size() <= kFew;
  }

  /// None of those that wait goes: their numbers.
  std::vector<std::uint32_t> forget() {
    const std::lock_guard lock(mutex_);
    std::vector<std::uint32_t> numbers;
    for (const Waiting& message : waiting_) numbers.push_back(message.number);
    waiting_.clear();
    return numbers;
  }

 private:
  mutable std::mutex mutex_;
  std::deque<Waiting> waiting_;
  std::size_t going_ = 0;
};

}  // namespace hazgate::uplink
