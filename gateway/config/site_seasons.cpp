#include <array>

#include "gateway/config/site_check.hpp"

namespace hazgate::config {
namespace {

/// A season changes limits and delays; what is watched, and how, stays.
constexpr std::array<const char*, 7> kRefused = {"kind",    "states", "mask", "from",
                                                 "falling", "latch",  "title"};

}  // namespace

void SiteCheck::check_seasons() {
  std::map<std::string, model::Place> seen;
  for (const SeasonText& text : text_.seasons) {
    is_fresh(seen, text.id, "season");
    settings_.seasons.push_back(text.season);
  }
}

void SiteCheck::override_in_season(const SeasonText& season) {
  for (const model::AlarmText& text : season.alarms) {
    if (text.point.empty() || text.name.empty()) continue;  // reported when it was read
    const AlarmComplaint complain(text, mistakes_);
    const std::string id = text.point + "." + text.name;
    bool refused = false;
    for (const char* key : kRefused) {
      if (!text.written.contains(key)) continue;
      refused = true;
      complain(key, "does not change with a season", "remove it; limits, delays and texts do");
    }
    if (refused) continue;
    const auto known = draft_by_id_.find(id);
    if (known == draft_by_id_.end()) {
      if (!is_doubtful(id)) complain("name", "no alarm \"" + id + "\"", hint(id, draft_by_id_));
      continue;
    }
    const auto [first, fresh] = in_season_.emplace(id, text.place.line);
    if (fresh) {
      override_with(drafts_[known->second].text, text);
    } else {
      complain("name",
               "alarm \"" + id + "\" has limits of a season in line " +
                   std::to_string(first->second) + " already, on the same day of the year",
               "write seasons that do not meet, or a third one for the days on which they do");
    }
  }
}

}  // namespace hazgate::config
