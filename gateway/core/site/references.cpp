#include "gateway/core/site/references.hpp"

#include <utility>
#include <vector>

#include "gateway/core/alarm/condition.hpp"

namespace hazgate::site {
namespace {

using AlarmLists = Lists<AlarmIndex>;
using PlaceLists = Lists<std::size_t>;

}  // namespace

AlarmLists alarms_by_point(const SiteSpec& spec) {
  std::vector<AlarmLists::Entry> entries;
  for (std::size_t i = 0; i < spec.alarms.size(); ++i) {
    const AlarmSpec& alarm = spec.alarms[i];
    if (!alarm::is_of_samples(alarm.condition.kind)) continue;
    if (alarm.point) entries.emplace_back(at(*alarm.point), index_of<AlarmIndex>(i));
    if (alarm.other) entries.emplace_back(at(*alarm.other), index_of<AlarmIndex>(i));
  }
  return {spec.points.size(), std::move(entries)};
}

AlarmLists votes_by_member(const SiteSpec& spec) {
  std::vector<AlarmLists::Entry> entries;
  for (std::size_t i = 0; i < spec.alarms.size(); ++i) {
    for (const AlarmIndex member : spec.alarms[i].members) {
      entries.emplace_back(at(member), index_of<AlarmIndex>(i));
    }
  }
  return {spec.alarms.size(), std::move(entries)};
}

PlaceLists rules_by_point(const SiteSpec& spec) {
  std::vector<PlaceLists::Entry> entries;
  for (std::size_t i = 0; i < spec.suppressions.size(); ++i) {
    entries.emplace_back(at(spec.suppressions[i].point), i);
  }
  return {spec.points.size(), std::move(entries)};
}

PlaceLists rules_by_alarm(const SiteSpec& spec) {
  std::vector<PlaceLists::Entry> entries;
  for (std::size_t i = 0; i < spec.suppressions.size(); ++i) {
    for (const AlarmIndex alarm : spec.suppressions[i].alarms) entries.emplace_back(at(alarm), i);
  }
  return {spec.alarms.size(), std::move(entries)};
}

PlaceLists groups_by_alarm(const SiteSpec& spec) {
  std::vector<PlaceLists::Entry> entries;
  for (std::size_t i = 0; i < spec.groups.size(); ++i) {
    for (const AlarmIndex alarm : spec.groups[i].alarms) entries.emplace_back(at(alarm), i);
  }
  return {spec.alarms.size(), std::move(entries)};
}

}  // namespace hazgate::site
