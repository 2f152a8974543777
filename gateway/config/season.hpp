#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace hazgate::config {

struct Settings;

/// A part of the year with limits of its own, and who has signed them: hot months, thunderstorm months.
struct Season {
  std::string id, name;
  std::chrono::month_day first{}, last{};  ///< both are in it; it may go over New Year
  std::string signed_by;
  std::chrono::year_month_day signed_on{};
};

bool has_day(const Season& season, std::chrono::year_month_day day);

/// Of what load() gave: that which holds on this day. Never null when `loaded` is not.
/// Shape   day: in the site's time zone
std::shared_ptr<const Settings> in_force(const std::shared_ptr<const Settings>& loaded,
                                         std::chrono::year_month_day day);

/// The ids of the seasons whose limits these are, with a blank between them; empty: the usual ones.
std::string season_text(const Settings& settings);

/// Every set of seasons, as places in the list, that some day of the year has, without the empty one. A season
/// whose days are wrong stands alone.
std::vector<std::vector<std::size_t>> meetings(const std::vector<Season>& seasons);

}  // namespace hazgate::config
