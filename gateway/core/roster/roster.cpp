#include "gateway/core/roster/roster.hpp"

#include <algorithm>
#include <utility>

namespace hazgate::roster {
namespace {

using std::chrono::days;

bool has_day(const Duty& duty, Day day) {
  const unsigned monday_is_one = std::chrono::weekday(day).iso_encoding();
  return duty.weekdays[monday_is_one - 1] && (!duty.first || day >= *duty.first) &&
         (!duty.last || day <= *duty.last);
}

void add_once(std::vector<std::size_t>& list, std::size_t contact) {
  if (std::find(list.begin(), list.end(), contact) == list.end()) list.push_back(contact);
}

}  // namespace

std::optional<Day> begun_on(const Duty& duty, Day day, TimeOfDay time) {
  const bool overnight = duty.to <= duty.from;
  if (time >= duty.from && (overnight || time < duty.to) && has_day(duty, day)) return day;
  if (overnight && time < duty.to && has_day(duty, day - days{1})) return day - days{1};
  return std::nullopt;
}

bool holds_on(const Duty& duty, bool holiday) {
  switch (duty.holidays) {
    case OnHolidays::Yes:
      return true;
    case OnHolidays::No:
      return !holiday;
    case OnHolidays::Only:
      break;
  }
  return holiday;
}

Roster::Roster(std::vector<Duty> duties, std::vector<Holiday> holidays,
               std::vector<std::string> roles)
    : duties_(std::move(duties)), holidays_(std::move(holidays)), roles_(std::move(roles)) {}

const Holiday* Roster::holiday(Day day) const {
  const auto found = std::find_if(holidays_.begin(), holidays_.end(), [&](const Holiday& holiday) {
    return day >= holiday.first && day <= holiday.last;
  });
  return found == holidays_.end() ? nullptr : &*found;
}

bool Roster::has_duties(std::string_view role) const {
  return std::any_of(duties_.begin(), duties_.end(),
                     [&](const Duty& duty) { return duty.role == role; });
}

OnDuty Roster::on_duty(std::string_view role, std::chrono::sys_seconds local) const {
  const Day day = std::chrono::floor<days>(local);
  return on_duty(role, day, std::chrono::floor<TimeOfDay>(local - day));
}

OnDuty Roster::on_duty(std::string_view role, Day day, TimeOfDay time) const {
  OnDuty answer;
  for (const Duty& duty : duties_) {
    if (duty.role != role) continue;
    const auto begun = begun_on(duty, day, time);
    if (!begun || !holds_on(duty, holiday(*begun) != nullptr)) continue;
    for (const std::size_t contact : duty.contacts) add_once(answer.contacts, contact);
  }
  if (!answer.contacts.empty()) return answer;
  answer.source = has_duties(role) ? Source::Gap : Source::NoRoster;
  for (std::size_t contact = 0; contact < roles_.size(); ++contact) {
    if (roles_[contact] == role) answer.contacts.push_back(contact);
  }
  return answer;
}

}  // namespace hazgate::roster
