#include <algorithm>
#include <fmt/format.h>
#include <set>

#include "gateway/config/site_check.hpp"
#include "gateway/core/roster/gaps.hpp"

namespace hazgate::config {
namespace {

using roster::Gap;
using roster::TimeOfDay;

constexpr TimeOfDay kNoon = std::chrono::hours{12};
constexpr std::array<const char*, 7> kDays = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                              "Friday", "Saturday", "Sunday"};

struct Hours {
  TimeOfDay from, to;
};

/// What a shift can be called: by its beginning, and of two or three also by the part of the day. Day is
/// that which has noon in it.
std::map<std::string, Hours> shift_hours(const std::vector<TimeOfDay>& begins) {
  std::map<std::string, Hours> shifts;
  const std::size_t count = begins.size();
  std::size_t day = count - 1;  // noon is in the last one when all begin behind it
  for (std::size_t i = 0; i < count; ++i) {
    shifts[shift_text(begins[i])] = {begins[i], begins[(i + 1) % count]};
    if (begins[i] <= kNoon) day = i;
  }
  const auto call = [&](const char* name, std::size_t later) {
    const std::size_t i = (day + later) % count;
    shifts[name] = {begins[i], begins[(i + 1) % count]};
  };
  if (count == 2) {
    call("day", 0);
    call("night", 1);
  } else if (count == 3) {
    call("day", 0);
    call("evening", 1);
    call("night", 2);
  }
  return shifts;
}

std::string date_text(roster::Day day) {
  const std::chrono::year_month_day date{day};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

std::string hours_text(std::chrono::minutes total) {
  return fmt::format("{}:{:02} h", total.count() / 60, total.count() % 60);
}

/// "on Sunday from 08:00 to 20:00, in all 12:00 h of the week"
std::string gap_text(const Gap& gap) {
  const char* weekday = kDays[std::chrono::weekday(gap.day).iso_encoding() - 1];
  const std::string until = gap.until == std::chrono::hours{24} ? "24:00" : shift_text(gap.until);
  const std::string hours =
      " from " + shift_text(gap.from) + " to " + until + ", in all " + hours_text(gap.total) + " ";
  switch (gap.when) {
    case Gap::When::Weekly:
      return std::string("on ") + weekday + hours + "of the week";
    case Gap::When::Holidays:
      return std::string("when ") + weekday + " is a holiday" + hours + "of a week of holidays";
    case Gap::When::Dates:
      return "on " + date_text(gap.day) + hours + "between the dates of the roster";
    case Gap::When::Ended:
      break;
  }
  return "from " + date_text(gap.day) + " on: every entry has a last_day";
}

}  // namespace

void SiteCheck::check_roster() {
  std::map<std::string, std::size_t> contacts;
  std::map<std::string, int> roles;
  std::vector<std::string> role_of;
  for (const site::ContactSpec& contact : settings_.site.contacts) {
    contacts.emplace(contact.id, role_of.size());
    roles.emplace(contact.role, 0);
    role_of.push_back(contact.role);
  }
  const auto shifts = shift_hours(text_.alarm_system.shifts);
  std::vector<roster::Duty> duties;
  for (const DutyText& text : text_.duties) {
    roster::Duty duty = text.duty;
    duty.role = text.role.word;
    if (!duty.role.empty() && !roles.contains(duty.role)) {
      mistakes_.add(text.role.mark.place, text.role.mark.path,
                    "no contact has the role \"" + duty.role + "\"", hint(duty.role, roles));
    }
    duty.contacts = find_contacts(text, contacts);
    const auto shift = shifts.find(text.shift.word);
    if (shift != shifts.end()) {
      duty.from = shift->second.from;
      duty.to = shift->second.to;
    } else if (!text.shift.word.empty()) {
      mistakes_.add(text.shift.mark.place, text.shift.mark.path,
                    "no shift \"" + text.shift.word + "\" in [alarms]",
                    hint(text.shift.word, shifts));
    }
    if (duty.holidays == roster::OnHolidays::Only && text_.holidays.empty()) {
      remarks_.add(text.mark.place, text.mark.path + ".holidays",
                   "there is no [[holiday]]: nobody is ever on duty by this entry",
                   "write the holidays of the year");
    }
    duties.push_back(std::move(duty));
  }
  settings_.site.roster = {std::move(duties), text_.holidays, std::move(role_of)};
  remark_on_gaps();
}

std::vector<std::size_t> SiteCheck::find_contacts(
    const DutyText& text, const std::map<std::string, std::size_t>& contacts) {
  std::vector<std::size_t> found;
  for (const MarkedWord& contact : text.contacts) {
    const auto known = contacts.find(contact.word);
    if (known == contacts.end()) {
      mistakes_.add(contact.mark.place, contact.mark.path, "no contact \"" + contact.word + "\"",
                    hint(contact.word, contacts));
    } else if (std::find(found.begin(), found.end(), known->second) != found.end()) {
      mistakes_.add(contact.mark.place, contact.mark.path,
                    "\"" + contact.word + "\" is there twice", "remove one");
    } else {
      found.push_back(known->second);
    }
  }
  return found;
}

/// A role that a plan needs and that has a roster, at times with nobody on it.
void SiteCheck::remark_on_gaps() {
  std::set<std::string> needed;
  for (const site::PlanSpec& plan : settings_.site.plans) {
    for (const site::StepSpec& step : plan.steps) needed.insert(step.role);
  }
  for (const std::string& role : needed) {
    for (const Gap& gap : gaps(settings_.site.roster, role)) {
      const auto first = std::find_if(text_.duties.begin(), text_.duties.end(),
                                      [&](const DutyText& text) { return text.role.word == role; });
      remarks_.add(first->mark.place, first->mark.path,
                   "nobody is on duty as \"" + role + "\" " + gap_text(gap),
                   "add a [[duty]]; until then everybody who has the role is told");
    }
  }
}

}  // namespace hazgate::config
