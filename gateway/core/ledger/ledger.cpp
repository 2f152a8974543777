#include "gateway/core/ledger/ledger.hpp"

#include <algorithm>
#include <charconv>
#include <tuple>
#include <utility>

namespace hazgate::ledger {
namespace {

constexpr std::size_t kDigits = 4;
constexpr std::uint64_t kHighest = 999'999'999;

std::optional<std::uint64_t> digits(std::string_view text) {
  std::uint64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  return error == std::errc{} && stop == end ? std::optional(number) : std::nullopt;
}

/// The reason, behind what else the record must say of the act.
std::string text_of(const Command& command) {
  std::string what;
  if (command.act == Act::Notice || command.act == Act::Assign) what = command.owner;
  if (command.act == Act::Extend) what = command.approved_by;
  if (command.act == Act::Refer) what = command.addressee + ' ' + command.notice_no;
  if (command.act == Act::List) what = to_text(command.listed);
  if (command.act == Act::Link) {
    for (const std::string& alarm : command.alarms) what += (what.empty() ? "" : ", ") + alarm;
  }
  if (what.empty()) return command.text;
  return command.text.empty() ? what : what + ": " + command.text;
}

/// Numbers of more than four digits come after the others of their year.
bool comes_before(const Item* one, const Item* other) {
  constexpr std::size_t kYear = 7;  // "h-2026-"
  const auto key = [](const Item* item) {
    return std::tuple(std::string_view(item->id).substr(0, kYear), item->id.size(),
                      std::string_view(item->id));
  };
  return key(one) < key(other);
}

}  // namespace

void Ledger::restore(Item item) {
  reserve(item.id);
  std::string id = item.id;
  items_.insert_or_assign(std::move(id), std::move(item));
}

void Ledger::reserve(std::string_view id) {
  if (!id.starts_with("h-") || id.size() < 8 || id[6] != '-') return;
  const auto year = digits(id.substr(2, 4));
  const auto number = digits(id.substr(7));
  if (!year || !number || *number > kHighest) return;
  auto& last = last_[static_cast<int>(*year)];
  last = std::max(last, *number);
}

void Ledger::restore(const std::string& alarm, Sightings sightings) {
  offenders_.restore(alarm, std::move(sightings));
}

std::string Ledger::next_id(Day day) const {
  const auto last = last_.find(year_of(day));
  const std::string number = std::to_string(last == last_.end() ? 1 : last->second + 1);
  return "h-" + std::to_string(year_of(day)) + "-" +
         std::string(kDigits - std::min(kDigits, number.size()), '0') + number;
}

Ledger::Result Ledger::open(const Finding& finding, const std::string& by, Moment now) {
  auto item = found(finding, next_id(now.day), by, now);
  if (!item) return tl::unexpected(item.error());
  for (const std::string& alarm : item->alarms) offenders_.forget(alarm);
  restore(*item);
  Entry entry{.t = now.at, .act = Act::Open, .to = item->state, .by = by};
  entry.text = item->description;
  return Change{std::move(*item), std::move(entry)};
}

Ledger::Result Ledger::act(std::string_view id, const Command& command, Moment now) {
  const auto found = items_.find(id);
  if (found == items_.end()) {
    return tl::unexpected("no item '" + std::string(id) + "'; see `hazctl hazard list --all`");
  }
  Item& item = found->second;
  Entry entry{.t = now.at, .act = command.act, .from = item.state, .by = command.by};
  if (auto done = apply(item, command, now); !done) {
    return tl::unexpected(item.id + ": " + done.error());
  }
  if (command.act == Act::Link) {
    for (const std::string& alarm : command.alarms) offenders_.forget(alarm);
  }
  entry.to = item.state;
  entry.text = text_of(command);
  entry.proposes_stop_work = command.act == Act::Fail && !item.stop_work;
  return Change{item, std::move(entry)};
}

std::vector<Change> Ledger::look(Moment now) {
  std::vector<Change> changes;
  for (auto& [id, item] : items_) {
    const auto reminder = reminder_for(item, now.day, terms_);
    if (!reminder) continue;
    item.reminded = Reminded{reminder->kind, reminder->stage, now.day};
    Entry entry{.t = now.at, .act = Act::Remind, .from = item.state, .to = item.state};
    entry.by = "hazgated";
    entry.reminder = reminder;
    changes.push_back({item, std::move(entry)});
  }
  return changes;
}

bool Ledger::saw(const std::string& alarm, WallTime at) {
  const bool known = std::any_of(items_.begin(), items_.end(), [&](const auto& each) {
    const Item& item = each.second;
    return item.state != State::Closed &&
           std::find(item.alarms.begin(), item.alarms.end(), alarm) != item.alarms.end();
  });
  return !known && offenders_.saw(alarm, at, terms_);
}

const Item* Ledger::find(std::string_view id) const {
  const auto found = items_.find(id);
  return found == items_.end() ? nullptr : &found->second;
}

const Item* Ledger::find_incident(std::string_view incident) const {
  const auto found = std::find_if(items_.begin(), items_.end(), [&](const auto& each) {
    return !incident.empty() && each.second.incident == incident;
  });
  return found == items_.end() ? nullptr : &found->second;
}

std::vector<const Item*> Ledger::items() const {
  std::vector<const Item*> items;
  items.reserve(items_.size());
  for (const auto& [id, item] : items_) items.push_back(&item);
  std::sort(items.begin(), items.end(), comes_before);
  return items;
}

}  // namespace hazgate::ledger
