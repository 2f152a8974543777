#pragma once

#include <cstdint>
#include <optional>

namespace hazgate::uplink::sparkplug {

/// The number of a session, one more with each CONNECT, 255 is followed by 0. So that no number of an earlier
/// process comes again soon, they are reserved on record, some at a time: a CONNECT waits for no disk.
/// Thread  any, one at a time (pure)
class BdSeq {
 public:
  static constexpr std::uint8_t kAtOnce = 16;

  /// Until the record is known: any, such as one from the clock.
  explicit BdSeq(std::uint8_t first) : next_(first) {}

  /// What the record says was reserved up to; none: there was never a session. Too late when there has been
  /// one in this process.
  void restore(std::optional<std::uint8_t> reserved) {
    knows_ = true;
    if (was_used_) return;
    next_ = reserved ? static_cast<std::uint8_t>(*reserved + 1) : std::uint8_t{0};
    left_ = 0;
  }

  std::uint8_t take() {
    was_used_ = true;
    if (left_ > 0) --left_;
    return next_++;
  }

  /// To be kept on record; none: enough is reserved, or there is no record.
  std::optional<std::uint8_t> reserve() {
    if (!knows_ || left_ > kAtOnce / 2) return std::nullopt;
    left_ = kAtOnce;
    return static_cast<std::uint8_t>(next_ + kAtOnce - 1);
  }

 private:
  std::uint8_t next_;
  std::uint8_t left_ = 0;
  bool knows_ = false, was_used_ = false;
};

}  // namespace hazgate::uplink::sparkplug
