#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gateway/core/kpi/flood.hpp"
#include "gateway/core/kpi/transition.hpp"

namespace hazgate::kpi {

/// What counts as what. Of a window: what is younger than it; "within 1 min" is less than a minute.
struct Terms {
  unsigned operators = 1;      ///< rates, crowds and floods are for each of them
  FloodLimits flood{};         ///< for one operator
  std::uint64_t crowd = 11;    ///< alarms in a slot of ten minutes that are too many for one
  std::size_t top = 10;        ///< how many of the most frequent alarms are named
  std::size_t chattering = 3;  ///< annunciations of one alarm …
  Duration chattering_in = std::chrono::minutes{1};  ///< … within this
  Duration fleeting_for =
      std::chrono::seconds{10};  ///< gone again after at most this, unacknowledged
  std::size_t fleeting = 10;     ///< fleeting annunciations of one alarm …
  Duration fleeting_in = std::chrono::minutes{10};  ///< … within this
  Duration stale_after = std::chrono::hours{24};    ///< active for longer than this
};

/// A shift, a day, a month: [begin, end).
struct Period {
  WallTime begin{};
  WallTime end{};

  friend bool operator==(const Period&, const Period&) = default;
};

struct Counted {
  std::string id;
  std::uint64_t count = 0;

  friend bool operator==(const Counted&, const Counted&) = default;
};

/// What happened in one period. Lists of ids are in the order of the alphabet, `top` by number.
struct Report {
  Period period;
  WallTime until{};  ///< what is counted ends here: the period's end, or now
  unsigned operators = 1;

  std::uint64_t alarms = 0;  ///< annunciations: a new occurrence with no flag over it
  std::array<std::uint64_t, kPriorityTexts.size()> by_priority{};
  /// New occurrences that nobody heard, each under one flag: the last that lies over it in Flag's order.
  std::array<std::uint64_t, alarm::kAllFlags.size()> quiet{};

  std::uint64_t most_in_day = 0, most_in_hour = 0, most_in_ten_minutes = 0;  ///< of all operators
  std::uint64_t slots = 0, crowded = 0;  ///< of ten minutes, from the period's begin on

  std::uint64_t floods = 0;  ///< begun in it
  Duration longest_flood{};  ///< these two: their parts in the period
  Duration flood_time{};

  std::vector<Counted> top;
  std::vector<std::string> chattering, fleeting, stale;
  std::uint64_t fleeting_alarms = 0;  ///< annunciations that were fleeting, of any alarm

  std::uint64_t acknowledged = 0;  ///< annunciations acknowledged in it
  std::optional<std::chrono::milliseconds> acknowledge_median, acknowledge_95;

  std::array<Duration, alarm::kAllFlags.size()> flag_time{};  ///< summed over the alarms
  std::size_t active_at_begin = 0, active_at_end = 0;
  std::uint64_t clock_steps = 0;  ///< stamps that go back, or are later than the end of the reading
};

}  // namespace hazgate::kpi
