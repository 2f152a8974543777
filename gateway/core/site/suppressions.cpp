#include "gateway/core/site/suppressions.hpp"

#include "gateway/core/alarm/condition.hpp"

namespace hazgate::site {

Suppressions::Suppressions(const SiteSpec& spec)
    : rules_(spec.suppressions),
      holds_(spec.suppressions.size()),
      rules_of_point_(spec.points.size()),
      rules_of_alarm_(spec.alarms.size()) {
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    rules_of_point_[at(rules_[i].point)].push_back(i);
    for (const AlarmIndex alarm : rules_[i].alarms) rules_of_alarm_[at(alarm)].push_back(i);
  }
}

std::span<const AlarmIndex> Suppressions::take(const Sample& sample) {
  changed_.clear();
  for (const std::size_t rule : rules_of_point_[at(sample.point)]) {
    const auto verdict = alarm::judge(rules_[rule].when, false, sample).verdict;
    const bool holds = verdict == alarm::Verdict::True;
    if (holds_[rule] == holds) continue;
    holds_[rule] = holds;
    changed_.insert(changed_.end(), rules_[rule].alarms.begin(), rules_[rule].alarms.end());
  }
  return changed_;
}

std::optional<bool> Suppressions::holds(AlarmIndex alarm) const {
  bool known = true;
  for (const std::size_t rule : rules_of_alarm_[at(alarm)]) {
    if (holds_[rule] == true) return true;
    known = known && holds_[rule].has_value();
  }
  return known ? std::optional(false) : std::nullopt;
}

const SuppressionSpec* Suppressions::rule(AlarmIndex alarm) const {
  for (const std::size_t rule : rules_of_alarm_[at(alarm)]) {
    if (holds_[rule] == true) return &rules_[rule];
  }
  return nullptr;
}

}  // namespace hazgate::site
