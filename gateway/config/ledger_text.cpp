#include "gateway/config/ledger_text.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace hazgate::config {
namespace {

constexpr int kMostRepeats = 1000;
constexpr int kMostDays = 365;
constexpr std::size_t kMostReminders = 20;
constexpr std::chrono::hours kLeastWithin{1};
constexpr std::chrono::hours kMostWithin = std::chrono::days{kMostDays};

std::optional<int> days_from(const Value& value) {
  const auto* whole = std::get_if<std::int64_t>(&value);
  if (whole == nullptr || *whole < 0 || *whole > kMostDays) return std::nullopt;
  return static_cast<int>(*whole);
}

void read_remind(model::TableReader& reader, std::vector<int>& remind) {
  const auto given = reader.values("remind");
  if (!given) return;
  if (given->size() > kMostReminders) {
    reader.mistake("remind", "are more than 20", "write a few, such as [7, 3, 1]");
    return;
  }
  std::vector<int> days;
  for (std::size_t i = 0; i < given->size(); ++i) {
    const auto day = days_from((*given)[i]);
    if (!day) {
      reader.mistake_in("remind", i, hazgate::to_text((*given)[i]) + " is no number of days",
                        "write whole numbers from 0 to 365, such as [7, 3, 1]");
    } else if (std::find(days.begin(), days.end(), *day) != days.end()) {
      reader.mistake_in("remind", i, std::to_string(*day) + " is there twice", "remove one");
    } else {
      days.push_back(*day);
    }
  }
  std::sort(days.rbegin(), days.rend());
  remind = std::move(days);
}

}  // namespace

void read_ledger(model::TableReader& reader, ledger::Terms& terms) {
  if (const auto repeats = reader.integer("repeats", 2, kMostRepeats)) {
    terms.repeats = static_cast<std::size_t>(*repeats);
  }
  if (const auto within = reader.duration("within")) {
    if (*within < kLeastWithin || *within > kMostWithin) {
      reader.mistake("within", "is not between 1h and 365d", "write for example \"7d\"");
    } else {
      terms.within = std::chrono::duration_cast<std::chrono::hours>(*within);
    }
  }
  read_remind(reader, terms.remind);
  if (const auto days = reader.integer("recheck_days", 1, kMostDays)) {
    terms.recheck_days = static_cast<int>(*days);
  }
}

}  // namespace hazgate::config
