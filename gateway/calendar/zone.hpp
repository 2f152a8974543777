#pragma once

#include <chrono>
#include <string>
#include <tl/expected.hpp>

#include "gateway/core/alarm/time.hpp"

namespace date {
class time_zone;
}

namespace hazgate::calendar {

/// A time zone of the tz database: what clocks on the wall show. Local time is written as if it were
/// UTC.
/// Thread  any
class Zone {
 public:
  Zone() = default;  ///< UTC, which needs no database

  /// Errors  a text: the machine does not know the zone
  static tl::expected<Zone, std::string> find(const std::string& name);

  std::chrono::sys_seconds local(WallTime moment) const;
  std::chrono::year_month_day day(WallTime moment) const;
  /// When clocks show this. What is left out when they are put forward is at that moment; of what comes
  /// twice when they are put back it is the first.
  WallTime moment_of(std::chrono::sys_seconds local) const;

 private:
  explicit Zone(const date::time_zone* zone) : zone_(zone) {}

  const date::time_zone* zone_ = nullptr;
};

/// What time it is for the calendar. A clock that nobody has set may be far behind, but it is not earlier
/// than the latest record before this start, and what has passed since.
/// Shape   trusted: the clock is synchronised; recorded: the latest stamp on record; since: the start
constexpr WallTime calendar_time(WallTime wall, bool trusted, WallTime recorded, Duration since) {
  const WallTime least = recorded + std::chrono::duration_cast<WallTime::duration>(since);
  return trusted || wall > least ? wall : least;
}

}  // namespace hazgate::calendar
