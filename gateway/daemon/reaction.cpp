#include "gateway/daemon/reaction.hpp"

#include <algorithm>

namespace hazgate::daemon {

void Reaction::ordered(std::uint64_t ticket, Tick reply_received) {
  if (open_.size() < kKept) open_[ticket] = reply_received;
}

void Reaction::sent(std::uint64_t ticket, Tick write_sent) {
  const auto found = open_.find(ticket);
  if (found == open_.end()) return;
  // A write that never reached the wire has no time to count.
  if (write_sent != Tick{}) {
    if (kept_.size() < kKept) {
      kept_.push_back(write_sent - found->second);
    } else {
      kept_[count_ % kKept] = write_sent - found->second;
    }
    ++count_;
  }
  open_.erase(found);
}

Reaction::Figures Reaction::figures() const {
  if (kept_.empty()) return {};
  std::vector<Duration> sorted = kept_;
  std::sort(sorted.begin(), sorted.end());
  const auto percentile = [&](std::size_t percent) {
    return sorted[std::min(sorted.size() - 1, sorted.size() * percent / 100)];
  };
  return {.count = count_, .p50 = percentile(50), .p99 = percentile(99), .max = sorted.back()};
}

}  // namespace hazgate::daemon
