#include <algorithm>

#include "gateway/config/measured_gas.hpp"
#include "gateway/config/site_check.hpp"

/// What lies over alarms, and which belong together: [[suppression]] and [[group]].
namespace hazgate::config {

std::vector<AlarmIndex> SiteCheck::find_alarms(const std::vector<Reference>& named) {
  std::vector<AlarmIndex> alarms;
  for (const Reference& name : named) {
    const auto found = alarms_.find(name.word);
    if (found == alarms_.end()) {
      if (!is_doubtful(name.word)) {
        complain(name, "no alarm \"" + name.word + "\"", hint(name.word, alarms_));
      }
    } else if (std::find(alarms.begin(), alarms.end(), found->second) != alarms.end()) {
      complain(name, "alarm \"" + name.word + "\" is named twice", "name each one once");
    } else {
      alarms.push_back(found->second);
    }
  }
  return alarms;
}

/// Fire and gas of level 2 mean something whatever the plant is doing.
bool SiteCheck::may_be_suppressed(AlarmIndex index) const {
  const site::SiteSpec& site = settings_.site;
  const site::AlarmSpec& alarm = site.alarms[at(index)];
  if (is_fire(alarm) || (alarm.grave && is_of_gas(alarm))) return false;
  if (!alarm.members.empty()) {
    return std::all_of(alarm.members.begin(), alarm.members.end(),
                       [&](AlarmIndex member) { return may_be_suppressed(member); });
  }
  return true;
}

/// Whether it says that there is gas, by itself or by those that vote.
bool SiteCheck::is_of_gas(const site::AlarmSpec& alarm) const {
  const alarm::ConditionKind kind = alarm.condition.kind;
  if (kind == alarm::ConditionKind::High || kind == alarm::ConditionKind::Low) {
    const site::PointSpec& point = settings_.site.points[at(*alarm.point)];
    return may_be_gas(point) ||
           settings_.site.devices[at(point.device)].family == model::Family::Gas;
  }
  return std::any_of(alarm.members.begin(), alarm.members.end(), [&](AlarmIndex member) {
    return is_of_gas(settings_.site.alarms[at(member)]);
  });
}

void SiteCheck::check_suppressions() {
  std::map<std::string, model::Place> seen;
  for (const SuppressionText& text : text_.suppressions) {
    if (!is_fresh(seen, text.id, "suppression")) continue;
    site::SuppressionSpec rule{.id = text.id.word,
                               .alarms = find_alarms(text.alarms),
                               .approved_by = text.approved_by,
                               .basis = text.basis};
    for (std::size_t i = 0; i < text.alarms.size(); ++i) {
      const auto found = alarms_.find(text.alarms[i].word);
      if (found == alarms_.end() || may_be_suppressed(found->second)) continue;
      complain(text.alarms[i], "\"" + text.alarms[i].word + "\" is of fire or gas level 2",
               "these are never suppressed; remove it");
    }
    const auto point = points_.find(text.point.word);
    if (point == points_.end()) {
      if (!text.point.word.empty() && !is_doubtful(text.point.word)) {
        complain(text.point, "no point \"" + text.point.word + "\"",
                 hint(text.point.word, points_));
      }
      continue;
    }
    const AlarmDraft draft{.id = rule.id, .text = text.when, .point = point->second, .device = {}};
    const auto when = check_alarm(draft, &settings_.site.points[at(point->second)],
                                  model::Family::Other, mistakes_);
    if (!when) continue;
    rule.point = point->second;
    rule.when = when->condition;
    settings_.site.suppressions.push_back(std::move(rule));
  }
}

void SiteCheck::check_groups() {
  std::map<std::string, model::Place> seen;
  for (const GroupText& text : text_.groups) {
    if (!is_fresh(seen, text.id, "group")) continue;
    settings_.site.groups.push_back({.id = text.id.word, .alarms = find_alarms(text.alarms)});
  }
}

}  // namespace hazgate::config
