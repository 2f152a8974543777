#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "gateway/core/roster/roster.hpp"

namespace hazgate::roster {

/// Hours in which a role that has a roster has nobody on duty.
struct Gap {
  enum class When : std::uint8_t {
    Weekly,    ///< in any week that has neither holidays nor entries with dates
    Holidays,  ///< on such a weekday when it is a holiday
    Dates,     ///< between the first and the last date that entries name
    Ended,     ///< from `day` on: every entry has a last day
  };
  When when = When::Weekly;
  Day day{};  ///< of the first one; Weekly, Holidays: its weekday alone means something
  TimeOfDay from{}, until{};     ///< of the first one; `until` may be 24 h
  std::chrono::minutes total{};  ///< of the week, or of all the days between the dates
};

/// At most one of each kind; none for a role without a roster. Entries with dates are looked at for
/// kMostDays.
/// Thread  any (pure)
std::vector<Gap> gaps(const Roster& roster, std::string_view role);

inline constexpr std::chrono::days kMostDays{800};

}  // namespace hazgate::roster
