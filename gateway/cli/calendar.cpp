#include "gateway/cli/calendar.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <system_error>

namespace hazgate::cli {
namespace {

using std::chrono::days;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::sys_seconds;

constexpr std::array<std::string_view, 3> kPerTexts = {"shift", "day", "month"};

std::filesystem::path zones() {
  const char* given = std::getenv("TZDIR");
  return given != nullptr && *given != '\0' ? given : "/usr/share/zoneinfo";
}

/// How far local time is ahead of UTC at this moment.
seconds offset_at(sys_seconds moment) {
  const std::time_t utc = moment.time_since_epoch().count();
  std::tm parts{};
  ::localtime_r(&utc, &parts);
  return seconds{::timegm(&parts) - utc};
}

/// The first moment after `from` with the offset of `to`; between the two it changes once.
sys_seconds change_between(sys_seconds from, sys_seconds to) {
  const seconds after = offset_at(to);
  while (to - from > seconds{1}) {
    const sys_seconds middle = from + (to - from) / 2;
    (offset_at(middle) == after ? to : from) = middle;
  }
  return to;
}

/// When clocks show this, written as if it were UTC.
sys_seconds moment_of(sys_seconds local) {
  const seconds before = offset_at(local - days{1});
  const seconds after = offset_at(local + days{1});
  for (const seconds offset : {before, after}) {
    if (offset_at(local - offset) == offset) return local - offset;
  }
  return change_between(local - after, local - before);  // it is left out
}

sys_seconds local_of(WallTime moment) {
  const sys_seconds utc = std::chrono::floor<seconds>(
      std::chrono::sys_time<std::chrono::milliseconds>{moment.time_since_epoch()});
  return utc + offset_at(utc);
}

WallTime wall(sys_seconds moment) {
  return WallTime{moment.time_since_epoch()};
}

sys_days first_of_month(sys_days day) {
  const std::chrono::year_month_day date{day};
  return sys_days{date.year() / date.month() / 1};
}

/// Every beginning from before `since` to behind `until`.
std::vector<WallTime> beginnings(Per per, const std::vector<std::chrono::minutes>& shifts,
                                 WallTime since, WallTime until) {
  std::vector<WallTime> list;
  const auto add = [&](sys_seconds local) {
    const WallTime begin = wall(moment_of(local));
    if (list.empty() || begin > list.back()) list.push_back(begin);
  };
  // Two days earlier: whatever the zone has left out, it is before `since`.
  sys_days day = std::chrono::floor<days>(local_of(since)) - days{2};
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

tl::expected<void, std::string> use_zone(const std::string& name) {
  std::error_code ignored;
  const bool known = !name.empty() && name.front() != '/' &&
                     std::filesystem::is_regular_file(zones() / name, ignored);
  if (!known && name != "UTC") {
    return tl::unexpected("this machine does not know the time zone " + name +
                          " of the site; install the tz database (tzdata)");
  }
  ::setenv("TZ", known ? (":" + name).c_str() : "UTC0", 1);  // NOLINT(concurrency-mt-unsafe)
  ::tzset();
  return {};
}

std::vector<kpi::Period> periods(Per per, const std::vector<std::chrono::minutes>& shifts,
                                 WallTime since, WallTime until) {
  std::vector<kpi::Period> list;
  const std::vector<WallTime> begins = beginnings(per, shifts, since, until);
  for (std::size_t i = 0; i + 1 < begins.size(); ++i) {
    if (begins[i + 1] > since && begins[i] < until) list.push_back({begins[i], begins[i + 1]});
  }
  return list;
}

}  // namespace hazgate::cli
