#pragma once

#include <cstddef>

#include "gateway/core/site/lists.hpp"
#include "gateway/core/site/spec.hpp"

namespace hazgate::site {

// What refers to what in the spec, looked up from the other end: in the order of the spec.

/// Those that a reading of the point drives.
Lists<AlarmIndex> alarms_by_point(const SiteSpec& spec);
/// Votes that count the alarm.
Lists<AlarmIndex> votes_by_member(const SiteSpec& spec);
/// Places in spec.suppressions.
Lists<std::size_t> rules_by_point(const SiteSpec& spec);
Lists<std::size_t> rules_by_alarm(const SiteSpec& spec);
/// Places in spec.groups.
Lists<std::size_t> groups_by_alarm(const SiteSpec& spec);

}  // namespace hazgate::site
