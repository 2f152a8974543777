#pragma once

#include <optional>

#include "gateway/core/site/site.hpp"
#include "gateway/notify/texts/facts.hpp"

/// What a letter says of the alarm that opened an incident.
/// Thread  any (pure)
namespace hazgate::daemon {

/// The first of the incident's triggers that is not normal, else the first; none: a person has started it, or
/// the configuration has none of them any more.
std::optional<AlarmIndex> leading_alarm(const site::Site& site,
                                        const site::IncidentMemory& incident);

/// Fills happening, alarm, point, value, unit, limit, place and action.
/// `fire`: the plan is one of fire
void tell_alarm(const site::Site& site, AlarmIndex alarm, bool fire,
                notify::texts::Language language, notify::texts::Facts& facts);

}  // namespace hazgate::daemon
