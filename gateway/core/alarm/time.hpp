#pragma once

#include <chrono>
#include <cstdint>

namespace hazgate {

/// Resolution of every delay and every stamp inside hazgate.
using Duration = std::chrono::microseconds;

/// Tag of monotonic time. It has no now(): the core is told the time, it never asks.
struct MonotonicClock {
  using duration = Duration;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<MonotonicClock>;
  static constexpr bool is_steady = true;
};

/// Tag of UTC. No now(), for the same reason.
struct UtcClock {
  using duration = std::chrono::milliseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<UtcClock>;
  static constexpr bool is_steady = false;
};

/// Monotonic time for delays and deadlines; meaningless in another process.
using Tick = MonotonicClock::time_point;

/// UTC since 1970-01-01 for stamps that people and other systems read; it may step.
using WallTime = UtcClock::time_point;

/// The one moment at which a step of the core happens.
struct Now {
  Tick tick{};
  WallTime wall{};
  bool wall_trusted = true;  ///< false until the clock is known to be synchronised
};

/// Milliseconds since 1970, the form of every `t` that leaves the gateway.
constexpr std::int64_t unix_ms(WallTime at) {
  return at.time_since_epoch().count();
}
constexpr WallTime from_unix_ms(std::int64_t ms) {
  return WallTime{std::chrono::milliseconds{ms}};
}

}  // namespace hazgate
