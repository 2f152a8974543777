#include "gateway/calendar/periods.hpp"

#include <algorithm>
#include <array>

namespace hazgate::calendar {
namespace {

using std::chrono::days;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::sys_seconds;

constexpr std::array<std::string_view, 3> kPerTexts = {"shift", "day", "month"};

sys_days first_of_month(sys_days day) {
  const std::chrono::year_month_day date{day};
  return sys_days{date.year() / date.month() / 1};
}

/// Every beginning from before `since` to behind `until`.
std::vector<WallTime> beginnings(const Zone& zone, Per per,
                                 const std::vector<std::chrono::minutes>& shifts, WallTime since,
                                 WallTime until) {
  std::vector<WallTime> list;
  const auto add = [&](sys_seconds local) {
    const WallTime begin = zone.moment_of(local);
    if (list.empty() || begin > list.back()) list.push_back(begin);
  };
  // Two days earlier: whatever the zone has left out, it is before `since`.
  sys_days day = std::chrono::floor<days>(zone.local(since)) - days{2};
  if (per == Per::Month) day = first_of_month(day);
  while (list.empty() || list.back() <= until) {
    switch (per) {
      case Per::Shift:
        for (const auto shift : shifts) add(sys_seconds{day} + shift);
        day += days{1};
        break;
      case Per::Day:
        add(sys_seconds{day});
        day += days{1};
        break;
      case Per::Month:
        add(sys_seconds{day});
        day = first_of_month(day + days{31});
        break;
    }
  }
  return list;
}

}  // namespace

std::optional<Per> per_from(std::string_view text) {
  const auto found = std::find(kPerTexts.begin(), kPerTexts.end(), text);
  if (found == kPerTexts.end()) return std::nullopt;
  return static_cast<Per>(found - kPerTexts.begin());
}

std::string_view to_text(Per per) {
  return kPerTexts[static_cast<std::size_t>(per)];
}

std::vector<kpi::Period> periods(const Zone& zone, Per per,
                                 const std::vector<std::chrono::minutes>& shifts, WallTime since,
                                 WallTime until) {
  std::vector<kpi::Period> list;
  const std::vector<WallTime> begins = beginnings(zone, per, shifts, since, until);
  for (std::size_t i = 0; i + 1 < begins.size(); ++i) {
    if (begins[i + 1] > since && begins[i] < until) list.push_back({begins[i], begins[i + 1]});
  }
  return list;
}

}  // namespace hazgate::calendar
