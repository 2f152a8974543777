#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "gateway/core/alarm/time.hpp"

/// Times as they come back from a disk that may have garbled them.
/// Thread  any (pure)
namespace hazgate::journal {

/// Years 0001 to 9999 are less from 1970; of what lies within, difference and sum fit into a Duration.
inline constexpr std::chrono::hours kFarthest{24LL * 366 * 10'000};

/// Units   ms: unix
/// Result  none: no clock has ever shown it
constexpr std::optional<WallTime> stamp_from(std::int64_t ms) {
  constexpr std::int64_t kMost = std::chrono::milliseconds{kFarthest}.count();
  if (ms < -kMost || ms > kMost) return std::nullopt;
  return from_unix_ms(ms);
}

/// Result  none: nothing has ever lasted so long, or less than nothing
constexpr std::optional<Duration> duration_from(std::int64_t us) {
  if (us < 0 || us > Duration{kFarthest}.count()) return std::nullopt;
  return Duration{us};
}

}  // namespace hazgate::journal
