#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <set>

#include "gateway/config/fire_check.hpp"
#include "gateway/config/site_check.hpp"

namespace hazgate::config {

/// A vote over points compares each of them by an alarm of its own, which has the vote's id for a name.
void SiteCheck::draft_votes() {
  const GeneratedText words = generated_text(Generated::Member, settings_.site.language);
  for (const VoteText& vote : text_.votes) {
    std::set<std::string> seen;
    std::optional<std::string> unit;
    for (const Reference& member : vote.points) {
      if (!seen.insert(member.word).second) {
        complain(member, "point \"" + member.word + "\" votes twice", "name each point once");
        continue;
      }
      const auto point = points_.find(member.word);
      if (point == points_.end()) {
        if (is_doubtful(member.word)) continue;
        complain(member, "no point \"" + member.word + "\"", hint(member.word, points_));
        continue;
      }
      const site::PointSpec& spec = settings_.site.points[at(point->second)];
      if (!unit) unit = spec.unit;
      if (spec.unit != *unit) {
        complain(member,
                 "is in \"" + spec.unit + "\" and the points before it in \"" + *unit + "\"",
                 "one limit fits one unit: let alarms vote (members) instead");
      }
      const std::size_t prefix = settings_.site.devices[at(spec.device)].id.size() + 1;
      model::AlarmText text = vote.alarm;
      text.point = spec.id.substr(prefix);
      text.name = vote.id.word;
      text.priority = "low";
      text.message = words.message;
      text.action = words.action;
      text.title.reset();
      text.on_delay.reset();
      text.off_delay.reset();
      text.latch.reset();
      text.sound_again.reset();
      text.shelve.reset();
      draft(spec.device, text);
    }
  }
}

void SiteCheck::check_votes() {
  std::map<std::string, model::Place> seen;
  for (const VoteText& text : text_.votes) {
    if (!is_fresh(seen, text.id, "vote")) continue;
    site::AlarmSpec vote;
    vote.id = "vote." + text.id.word;
    vote.name = text.id.word;
    vote.condition.kind = alarm::ConditionKind::Vote;
    vote.on_bad = text.on_bad;
    vote.need = static_cast<std::size_t>(text.need_count);
    check_members(text, vote);
    refuse_channel_alarms(text.members);
    const std::size_t members = text.members.size() + text.points.size();
    if (members > 0 && vote.need > members) {
      complain(text.need,
               "needs " + std::to_string(vote.need) + " of " + std::to_string(members) + " members",
               "write a need from 1 to the number of members");
    }
    if (text.points.empty()) speak_for_members(vote);
    fill_common(text.alarm, vote, mistakes_);
    if (is_fire(vote)) check_fire(text.alarm, vote, nullptr, mistakes_);
    bool grave = !text.points.empty() && is_urgent(vote) && is_of_gas(vote);
    for (const AlarmIndex index : vote.members) {
      site::AlarmSpec member = settings_.site.alarms[at(index)];
      grave = grave || member.grave;
      if (text.points.empty() || !is_fire(member)) continue;
      member.priority = vote.priority;  // the vote is what people hear
      check_fire(text.alarm, member, &settings_.site.points[at(*member.point)], mistakes_);
    }
    check_shelf(text.alarm, vote, grave, false, mistakes_);
    add_alarm(std::move(vote));
  }
}

/// What a vote says when nothing of its own is written: what its members say.
void SiteCheck::speak_for_members(site::AlarmSpec& vote) const {
  for (const AlarmIndex index : vote.members) {
    const site::AlarmSpec& member = settings_.site.alarms[at(index)];
    if (vote.message.empty() && !member.message.empty()) {
      vote.message = fmt::format("{}/{} {}", vote.need, vote.members.size(), member.message);
    }
    if (vote.action.empty()) vote.action = member.action;
    if (member.basis.empty() || vote.basis.find(member.basis) != std::string::npos) continue;
    vote.basis += (vote.basis.empty() ? "" : "; ") + member.basis;
  }
}

void SiteCheck::check_members(const VoteText& text, site::AlarmSpec& vote) {
  for (const Reference& point : text.points) {
    const auto found = alarms_.find(point.word + "." + text.id.word);
    if (found != alarms_.end()) vote.members.push_back(found->second);
  }
  for (const Reference& member : text.members) {
    const auto found = alarms_.find(member.word);
    if (found == alarms_.end()) {
      const bool later = std::any_of(text_.votes.begin(), text_.votes.end(), [&](const auto& each) {
        return "vote." + each.id.word == member.word;
      });
      if (later) {
        complain(member, "\"" + member.word + "\" does not stand above this vote",
                 "a vote counts only alarms and votes above it; move it");
      } else if (!is_doubtful(member.word)) {
        complain(member, "no alarm \"" + member.word + "\"", hint(member.word, alarms_));
      }
    } else if (std::find(vote.members.begin(), vote.members.end(), found->second) !=
               vote.members.end()) {
      complain(member, "alarm \"" + member.word + "\" votes twice", "name each member once");
    } else {
      vote.members.push_back(found->second);
    }
  }
}

}  // namespace hazgate::config
