#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// Who is on duty when: in local time, which is given.
namespace hazgate::roster {

using Day = std::chrono::sys_days;       ///< of the local calendar
using TimeOfDay = std::chrono::minutes;  ///< since local midnight, below 24 h

enum class OnHolidays : std::uint8_t { Yes, No, Only };

/// One entry of the roster. Weekday, dates and holidays are those of the day on which the hours begin: a
/// night from Friday 20:00 to 08:00 is all Friday's, and on the eve of a holiday no holiday's.
struct Duty {
  std::string role;
  std::vector<std::size_t> contacts;  ///< in the order in which they are told
  std::array<bool, 7> weekdays = {true, true, true, true, true, true, true};  ///< Monday first
  TimeOfDay from{}, to{};          ///< `to` not behind `from`: of the next day; the same: 24 hours
  std::optional<Day> first, last;  ///< both are in it
  OnHolidays holidays = OnHolidays::Yes;

  friend bool operator==(const Duty&, const Duty&) = default;
};

struct Holiday {
  Day first{}, last{};  ///< both are in it
  std::string name;

  friend bool operator==(const Holiday&, const Holiday&) = default;
};

}  // namespace hazgate::roster
