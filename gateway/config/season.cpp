#include "gateway/config/season.hpp"

#include <algorithm>
#include <set>

#include "gateway/config/settings.hpp"

namespace hazgate::config {
namespace {

bool has_days(const Season& season) {
  return season.first.ok() && season.last.ok();
}

std::vector<std::size_t> seasons_of(const std::vector<Season>& seasons,
                                    std::chrono::year_month_day day) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < seasons.size(); ++i) {
    if (has_day(seasons[i], day)) found.push_back(i);
  }
  return found;
}

}  // namespace

bool has_day(const Season& season, std::chrono::year_month_day day) {
  if (!has_days(season)) return false;
  const std::chrono::month_day date = day.month() / day.day();
  if (season.first <= season.last) return season.first <= date && date <= season.last;
  return season.first <= date || date <= season.last;
}

std::shared_ptr<const Settings> in_force(const std::shared_ptr<const Settings>& loaded,
                                         std::chrono::year_month_day day) {
  const auto wanted = seasons_of(loaded->seasons, day);
  const auto found = std::find_if(loaded->in_seasons.begin(), loaded->in_seasons.end(),
                                  [&](const auto& settings) { return settings->season == wanted; });
  return found == loaded->in_seasons.end() ? loaded : *found;
}

std::string season_text(const Settings& settings) {
  std::string text;
  for (const std::size_t season : settings.season)
    text += (text.empty() ? "" : " ") + settings.seasons[season].id;
  return text;
}

std::vector<std::vector<std::size_t>> meetings(const std::vector<Season>& seasons) {
  std::set<std::vector<std::size_t>> sets;
  constexpr std::chrono::sys_days kBegin = std::chrono::year(2028) / 1 / 1;  // has all 366 days
  for (auto day = kBegin; day < kBegin + std::chrono::days{366}; day += std::chrono::days{1}) {
    sets.insert(seasons_of(seasons, day));
  }
  sets.erase(std::vector<std::size_t>{});
  for (std::size_t i = 0; i < seasons.size(); ++i) {
    if (!has_days(seasons[i])) sets.insert({i});
  }
  return {sets.begin(), sets.end()};
}

}  // namespace hazgate::config
