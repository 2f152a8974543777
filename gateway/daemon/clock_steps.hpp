#pragma once

#include <cstdint>
#include <optional>

#include "gateway/core/alarm/time.hpp"

namespace hazgate::daemon {

/// Sees when the wall clock was set: between two looks it went otherwise than the monotonic one. What is
/// slewed (at most 500 ppm, or 0.5 ms a second) is no step.
/// Thread  any, one at a time (pure)
class ClockSteps {
 public:
  static constexpr Duration kStep = std::chrono::milliseconds{100};

  void look(Tick tick, WallTime wall);
  std::uint64_t count() const { return count_; }
  /// Positive: forward. 0 before the first.
  Duration last() const { return last_; }
  std::optional<WallTime> last_at() const { return last_at_; }  ///< by the clock after it

 private:
  std::optional<Duration> apart_;  ///< wall minus monotonic, at the last look
  std::uint64_t count_ = 0;
  Duration last_{};
  std::optional<WallTime> last_at_;
};

}  // namespace hazgate::daemon
