#include "gateway/calendar/zone.hpp"

#include <date/tz.h>
#include <exception>

namespace hazgate::calendar {

using std::chrono::floor;
using std::chrono::seconds;
using std::chrono::sys_seconds;

tl::expected<Zone, std::string> Zone::find(const std::string& name) {
  if (name == "UTC") return Zone{};
  try {
    const date::time_zone* zone = date::locate_zone(name);
    zone->get_info(sys_seconds{});  // reads its file now: later nobody asks whether it is there
    return Zone{zone};
  } catch (const std::exception&) {  // the only way in which the library says no
    return tl::unexpected("this machine does not know the time zone \"" + name +
                          "\" of the site; correct it, or install the tz database (tzdata)");
  }
}

sys_seconds Zone::local(WallTime moment) const {
  const sys_seconds utc =
      floor<seconds>(std::chrono::sys_time<std::chrono::milliseconds>{moment.time_since_epoch()});
  return zone_ == nullptr ? utc : utc + zone_->get_info(utc).offset;
}

std::chrono::year_month_day Zone::day(WallTime moment) const {
  return floor<std::chrono::days>(local(moment));
}

WallTime Zone::moment_of(sys_seconds local) const {
  if (zone_ == nullptr) return WallTime{local.time_since_epoch()};
  const auto info = zone_->get_info(date::local_seconds{local.time_since_epoch()});
  const sys_seconds moment = info.result == date::local_info::nonexistent
                                 ? sys_seconds{info.first.end}
                                 : local - info.first.offset;
  return WallTime{moment.time_since_epoch()};
}

}  // namespace hazgate::calendar
