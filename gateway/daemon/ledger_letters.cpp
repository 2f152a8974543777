#include "gateway/daemon/ledger_letters.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "gateway/core/ledger/rules.hpp"

namespace hazgate::daemon {

std::optional<ReminderLetter> reminder_letter(const site::SiteSpec& spec, const ledger::Item& item,
                                              const ledger::Reminder& reminder) {
  const auto owner =
      std::find_if(spec.contacts.begin(), spec.contacts.end(), [&](const auto& contact) {
        return ledger::same_person(contact.id, item.owner) ||
               ledger::same_person(contact.name, item.owner);
      });
  if (owner == spec.contacts.end()) return std::nullopt;
  const bool english = spec.language == "en";
  const bool overdue = reminder.kind == ledger::ReminderKind::Overdue;
  const std::string what =
      english ? (overdue ? "overdue" : "due") : (overdue ? "已逾期" : "将到期");
  ReminderLetter reminded{.contact = owner->id, .letter = {}};
  notify::Letter& letter = reminded.letter;
  letter.subject = (english ? "hidden danger " : "隐患") + what + " " + item.id;
  letter.text = letter.subject + "\n" + item.description + "\n";
  letter.key = fmt::format("{}/hazard/{}.{}.{}", spec.gateway, item.id,
                           ledger::to_text(reminder.kind), reminder.days);
  return reminded;
}

office::LedgerCounts counts_of(const ledger::Figures& figures) {
  const auto listed = [&](ledger::ListedLevel level) {
    return figures.listed[static_cast<std::size_t>(level)];
  };
  return {.found = figures.found,
          .fixed_on_site = figures.fixed_on_site,
          .notices = figures.notices,
          .done_in_time = figures.in_time,
          .rechecks = figures.rechecks_passed + figures.rechecks_failed,
          .rechecks_passed = figures.rechecks_passed,
          .open = figures.open,
          .overdue = figures.overdue,
          .stop_work = figures.stop_work,
          .county = listed(ledger::ListedLevel::County),
          .prefecture = listed(ledger::ListedLevel::Prefecture),
          .province = listed(ledger::ListedLevel::Province)};
}

}  // namespace hazgate::daemon
