#include <algorithm>
#include <array>

#include "gateway/config/site_check.hpp"

namespace hazgate::config {
namespace {

/// A season changes limits and delays; what is watched, and how, stays.
constexpr std::array<const char*, 8> kRefused = {"kind", "states",  "mask",  "from",
                                                 "own",  "falling", "latch", "title"};

bool is_urgent_text(const std::optional<std::string>& priority) {
  return priority == "critical" || priority == "high";
}

}  // namespace

void SiteCheck::check_seasons() {
  std::map<std::string, model::Place> seen;
  for (const SeasonText& text : text_.seasons) {
    is_fresh(seen, text.id, "season");
    settings_.seasons.push_back(text.season);
  }
}

/// Whether the season may change this alarm so.
bool SiteCheck::may_change(const model::AlarmText& text, const AlarmDraft& draft) {
  const AlarmComplaint complain(text, mistakes_);
  bool may = !refuse_for_comm(text, draft);
  for (const char* key : kRefused) {
    if (draft.device || !text.written.contains(key)) continue;
    may = false;
    complain(key, "does not change with a season", "remove it; limits, delays and texts do");
  }
  const auto other = [](const auto& each) { return each.first != "point" && each.first != "name"; };
  if (std::none_of(text.written.begin(), text.written.end(), other)) {
    may = false;
    complain("name", "changes nothing", "write what the season changes, such as limit");
  }
  const bool was = is_urgent_text(draft.text.priority);
  if (text.priority && is_urgent_text(text.priority) != was) {
    may = false;
    complain(
        "priority",
        was ? "is no longer high or critical in the season: its point would be read later"
            : "is high or critical in the season only: its point would be read first only then",
        "write it in the alarm itself, for the whole year");
  }
  return may;
}

void SiteCheck::override_in_season(const SeasonText& season) {
  for (const model::AlarmText& text : season.alarms) {
    if (text.point.empty() || text.name.empty()) continue;  // reported when it was read
    const AlarmComplaint complain(text, mistakes_);
    const std::string id = text.point + "." + text.name;
    const auto known = draft_by_id_.find(id);
    if (known == draft_by_id_.end()) {
      if (!is_doubtful(id)) complain("name", "no alarm \"" + id + "\"", hint(id, draft_by_id_));
      continue;
    }
    AlarmDraft& draft = drafts_[known->second];
    if (!may_change(text, draft)) continue;
    const auto [first, fresh] = in_season_.emplace(id, text.place.line);
    if (!fresh) {
      complain("name",
               "alarm \"" + id + "\" has limits of a season in line " +
                   std::to_string(first->second) + " already, on the same day of the year",
               "write seasons that do not meet, or a third one for the days on which they do");
      continue;
    }
    // What is missing is missing where the alarm itself stands, and said once.
    const model::Mark own{draft.text.place, draft.text.path};
    override_with(draft.text, text);
    draft.text.place = own.place;
    draft.text.path = own.path;
  }
}

}  // namespace hazgate::config
