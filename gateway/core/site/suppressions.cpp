#include "gateway/core/site/suppressions.hpp"

#include "gateway/core/alarm/condition.hpp"
#include "gateway/core/site/references.hpp"

namespace hazgate::site {

Suppressions::Suppressions(const SiteSpec& spec)
    : rules_(spec.suppressions),
      holds_(spec.suppressions.size()),
      rules_of_point_(rules_by_point(spec)),
      rules_of_alarm_(rules_by_alarm(spec)) {}

std::span<const AlarmIndex> Suppressions::take(const Sample& sample) {
  changed_.clear();
  for (const std::size_t rule : rules_of_point_.of(at(sample.point))) {
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
  for (const std::size_t rule : rules_of_alarm_.of(at(alarm))) {
    if (holds_[rule] == true) return true;
    known = known && holds_[rule].has_value();
  }
  return known ? std::optional(false) : std::nullopt;
}

const SuppressionSpec* Suppressions::rule(AlarmIndex alarm) const {
  for (const std::size_t rule : rules_of_alarm_.of(at(alarm))) {
    if (holds_[rule] == true) return &rules_[rule];
  }
  return nullptr;
}

}  // namespace hazgate::site
