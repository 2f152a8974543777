#include "gateway/core/roster/gaps.hpp"

#include <algorithm>
#include <set>

namespace hazgate::roster {
namespace {

using std::chrono::days;
using When = Gap::When;

constexpr TimeOfDay kDayEnd = std::chrono::hours{24};

/// Looks at every hour of days, one after the other.
class Search {
 public:
  Search(const Roster& roster, std::string_view role) : roster_(roster) {
    edges_ = {TimeOfDay{0}, kDayEnd};
    for (const Duty& duty : roster.duties()) {
      if (duty.role != role) continue;
      duties_.push_back(&duty);
      edges_.insert({duty.from, duty.to});
    }
  }
  const std::vector<const Duty*>& duties() const { return duties_; }

  std::optional<Gap> between(When when, Day first, Day last) const {
    std::optional<Gap> gap;
    for (Day day = first; day <= last; day += days{1}) look(when, day, gap);
    return gap;
  }

 private:
  /// Between two edges nothing changes.
  void look(When when, Day day, std::optional<Gap>& gap) const {
    for (auto from = edges_.begin(), to = std::next(from); to != edges_.end(); from = to++) {
      if (is_manned(when, day, *from)) continue;
      if (!gap) gap = Gap{.when = when, .day = day, .from = *from, .until = *from};
      if (gap->day == day && gap->until == *from) gap->until = *to;
      gap->total += *to - *from;
    }
  }

  bool is_manned(When when, Day day, TimeOfDay time) const {
    return std::any_of(duties_.begin(), duties_.end(), [&](const Duty* duty) {
      const auto begun = begun_on(*duty, day, time);
      if (!begun || duty->contacts.empty()) return false;
      return holds_on(*duty, when == When::Holidays || roster_.holiday(*begun) != nullptr);
    });
  }

  const Roster& roster_;
  std::vector<const Duty*> duties_;
  std::set<TimeOfDay> edges_;
};

/// The first and the last date that entries of the role name.
std::optional<std::pair<Day, Day>> dates_of(const std::vector<const Duty*>& duties) {
  std::set<Day> dates;
  for (const Duty* duty : duties) {
    if (duty->first) dates.insert(*duty->first);
    if (duty->last) dates.insert(*duty->last);
  }
  if (dates.empty()) return std::nullopt;
  return std::pair{*dates.begin(), *dates.rbegin()};
}

/// A Monday behind every date and holiday, far enough for a night of before.
Day usual_monday(const Roster& roster, const std::optional<std::pair<Day, Day>>& dates) {
  Day latest = dates ? dates->second : Day{};
  for (const Holiday& holiday : roster.holidays()) latest = std::max(latest, holiday.last);
  const Day later = latest + days{8};
  return later + (std::chrono::Monday - std::chrono::weekday(later));
}

}  // namespace

std::vector<Gap> gaps(const Roster& roster, std::string_view role) {
  const Search search(roster, role);
  std::vector<Gap> found;
  const auto add = [&](const std::optional<Gap>& gap) {
    if (gap) found.push_back(*gap);
  };
  if (search.duties().empty()) return found;
  const auto dates = dates_of(search.duties());
  const Day monday = usual_monday(roster, dates);
  const Day sunday = monday + days{6};
  const bool ends = std::all_of(search.duties().begin(), search.duties().end(),
                                [](const Duty* duty) { return duty->last.has_value(); });
  if (ends) {
    found.push_back({.when = When::Ended, .day = dates->second + days{1}});
  } else {
    add(search.between(When::Weekly, monday, sunday));
    if (!roster.holidays().empty()) add(search.between(When::Holidays, monday, sunday));
  }
  if (dates) {
    add(search.between(When::Dates, dates->first,
                       std::min(dates->second, dates->first + kMostDays)));
  }
  return found;
}

}  // namespace hazgate::roster
