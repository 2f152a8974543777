#include "gateway/core/ledger/reminder.hpp"

#include <algorithm>

namespace hazgate::ledger {
namespace {

int days_between(Day from, Day to) {
  return static_cast<int>((to - from).count());
}

std::optional<Reminder> of_deadline(Day deadline, Day today, const Terms& terms) {
  const int left = days_between(today, deadline);
  if (left < 0) return Reminder{.kind = ReminderKind::Overdue, .days = -left};
  std::optional<int> stage;
  for (const int days : terms.remind) {
    if (left <= days && (!stage || days < *stage)) stage = days;
  }
  if (!stage) return std::nullopt;
  return Reminder{.kind = ReminderKind::DueSoon, .days = left, .stage = *stage};
}

/// What there is to say today, said or not.
std::optional<Reminder> standing(const Item& item, Day today, const Terms& terms) {
  switch (item.state) {
    case State::Open: {
      const int waits = days_between(item.found.day, today);
      if (waits < 1) return std::nullopt;
      return Reminder{.kind = ReminderKind::Unassigned, .days = waits};
    }
    case State::FixedOnSite:
    case State::DoneWaitRecheck: {
      const int waits = item.done ? days_between(item.done->day, today) : terms.recheck_days;
      if (waits < terms.recheck_days) return std::nullopt;
      return Reminder{.kind = ReminderKind::Recheck, .days = waits};
    }
    case State::Noticed:
    case State::InWork:
      return item.deadline ? of_deadline(*item.deadline, today, terms) : std::nullopt;
    case State::Closed:
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Reminder> reminder_for(const Item& item, Day today, const Terms& terms) {
  const auto due = standing(item, today, terms);
  if (!due || !item.reminded) return due;
  const Reminded& said = *item.reminded;
  if (said.kind != due->kind || today < said.on) return due;
  const bool again =
      due->kind == ReminderKind::DueSoon ? due->stage < said.stage : said.on != today;
  return again ? due : std::nullopt;
}

}  // namespace hazgate::ledger
