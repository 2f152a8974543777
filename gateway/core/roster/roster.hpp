#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/core/roster/duty.hpp"

namespace hazgate::roster {

/// Why these are told.
enum class Source : std::uint8_t {
  Duty,      ///< they are on duty
  NoRoster,  ///< nobody has written a roster for the role: everybody who has it
  Gap,  ///< the roster has nobody at this time: everybody who has the role, and that is to be said
};

struct OnDuty {
  std::vector<std::size_t> contacts;  ///< each once; empty only when nobody has the role at all
  Source source = Source::Duty;
};

/// The duty roster of the site. Nobody is ever untellable: when it has no answer, everybody who has the role
/// is told, in the order of the file.
/// Thread  any (pure)
class Roster {
 public:
  Roster() = default;
  /// Shape   roles: of each contact, by its place; Duty::contacts are such places
  Roster(std::vector<Duty> duties, std::vector<Holiday> holidays, std::vector<std::string> roles);

  /// Of several entries that hold, the one written first goes first.
  /// Units   local: the time that clocks on the wall show
  OnDuty on_duty(std::string_view role, std::chrono::sys_seconds local) const;
  OnDuty on_duty(std::string_view role, Day day, TimeOfDay time) const;
  /// Null when the day is none.
  const Holiday* holiday(Day day) const;

  bool has_duties(std::string_view role) const;
  std::span<const Duty> duties() const { return duties_; }
  std::span<const Holiday> holidays() const { return holidays_; }

 private:
  std::vector<Duty> duties_;
  std::vector<Holiday> holidays_;
  std::vector<std::string> roles_;
};

/// The day on which the hours of `duty` began in which this moment is; none: it is outside them, or the day
/// is not one of the weekdays and dates.
std::optional<Day> begun_on(const Duty& duty, Day day, TimeOfDay time);
/// Whether `duty` holds on a day that is, or is not, a holiday.
bool holds_on(const Duty& duty, bool holiday);

}  // namespace hazgate::roster
