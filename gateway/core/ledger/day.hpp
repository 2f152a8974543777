#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/core/alarm/time.hpp"

namespace hazgate::ledger {

/// A day of the calendar on the site's own wall. Deadlines are days: what is due on the 10th is in time
/// until that day ends there.
using Day = std::chrono::sys_days;

/// When something happened: the stamp, and the day that it was at the site.
struct Moment {
  WallTime at{};
  Day day{};

  friend bool operator==(const Moment&, const Moment&) = default;
};

/// "2026-05-20"
std::string day_text(Day day);
/// The same backwards; nothing when it is no day, or none of the years 2000 to 2199.
std::optional<Day> day_from(std::string_view text);
/// What a person writes for a deadline: "2026-05-20", or "10d" from today on.
std::optional<Day> day_from(std::string_view text, Day today);
int year_of(Day day);

}  // namespace hazgate::ledger
