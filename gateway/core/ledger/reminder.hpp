#pragma once

#include <optional>

#include "gateway/core/ledger/item.hpp"
#include "gateway/core/ledger/terms.hpp"

namespace hazgate::ledger {

struct Reminder {
  ReminderKind kind = ReminderKind::Unassigned;
  int days = 0;  ///< DueSoon: left, 0 is today; Overdue: since the deadline; others: since it waits
  int stage = 0;  ///< DueSoon: which of Terms::remind this is

  friend bool operator==(const Reminder&, const Reminder&) = default;
};

/// What somebody is to be reminded of today; nothing when that was said, or there is nothing to say.
/// Due: once for each of Terms::remind, the next one at once when days were missed. Overdue, without an
/// owner (from the day after it was found on) and without a re-check: once a day. A calendar that was put
/// back reminds again rather than not at all.
/// Thread  any (pure)
std::optional<Reminder> reminder_for(const Item& item, Day today, const Terms& terms);

}  // namespace hazgate::ledger
