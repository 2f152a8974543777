#include "gateway/uplink/lane_age.hpp"

#include <algorithm>

namespace hazgate::uplink {

void LaneAge::attach(std::uint64_t last, std::uint64_t sent) {
  marks_.clear();
  last_ = last;
  sent_ = std::min(sent, last);
  step_ = 1;
  asked_ = false;
}

void LaneAge::committed(std::uint64_t seq, WallTime t) {
  if (seq <= last_) return;
  const bool first_to_wait = last_ == sent_;
  last_ = seq;
  if (first_to_wait) {
    marks_.clear();
    step_ = 1;
  } else if (!marks_.empty() && seq < marks_.back().seq + step_) {
    return;
  }
  marks_.push_back({seq, t});
  if (marks_.size() > kMost) thin();
}

/// Every other one goes; the first stays, which may be the oldest of all.
void LaneAge::thin() {
  std::deque<Mark> kept;
  for (std::size_t i = 0; i < marks_.size(); i += 2) kept.push_back(marks_[i]);
  marks_ = std::move(kept);
  step_ *= 2;
}

void LaneAge::sent(std::uint64_t seq) {
  if (seq <= sent_) return;
  sent_ = seq;
  last_ = std::max(last_, sent_);
  trim();
  if (last_ == sent_) marks_.clear();
}

/// Whether the first mark is that of the oldest record, or near enough.
bool LaneAge::is_known() const {
  if (sent_ == last_) return true;
  if (marks_.empty() || marks_.front().seq > sent_ + 1) return false;
  const std::uint64_t most = std::max({step_, kNear, (last_ - sent_) / (kMost / 2)});
  return sent_ + 1 - marks_.front().seq <= most;
}

std::optional<std::uint64_t> LaneAge::asked_after() {
  if (is_known() || asked_) return std::nullopt;
  asked_ = true;
  return sent_;
}

void LaneAge::found(std::uint64_t after, WallTime t) {
  asked_ = false;
  if (sent_ == last_) return;
  if (!marks_.empty() && marks_.front().seq <= after + 1) marks_.pop_front();
  marks_.push_front({after + 1, t});
  trim();
}

/// What lies before the oldest is not needed.
void LaneAge::trim() {
  while (marks_.size() > 1 && marks_[1].seq <= sent_ + 1) marks_.pop_front();
}

std::optional<WallTime> LaneAge::oldest() const {
  if (sent_ == last_ || marks_.empty() || marks_.front().seq > sent_ + 1) return std::nullopt;
  return marks_.front().t;
}

}  // namespace hazgate::uplink
