#pragma once

#include <optional>
#include <string>

#include "gateway/core/ledger/figures.hpp"
#include "gateway/core/ledger/item.hpp"
#include "gateway/core/ledger/reminder.hpp"
#include "gateway/core/office/contents.hpp"
#include "gateway/core/site/spec.hpp"
#include "gateway/notify/channel.hpp"

/// What of the ledger goes into letters and reports.
/// Thread  any (pure)
namespace hazgate::daemon {

/// A reminder about a hidden danger to its owner, when he is a contact.
struct ReminderLetter {
  std::string contact;    ///< the id
  notify::Letter letter;  ///< without `to` and `ticket`
};
std::optional<ReminderLetter> reminder_letter(const site::SiteSpec& spec, const ledger::Item& item,
                                              const ledger::Reminder& reminder);

office::LedgerCounts counts_of(const ledger::Figures& figures);

}  // namespace hazgate::daemon
