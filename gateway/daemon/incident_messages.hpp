#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "gateway/core/site/site.hpp"

/// The contract's JSON of incidents.
/// Thread  any (pure)
namespace hazgate::daemon {

/// One entry of a timeline: the `incident` message.
boost::json::object incident_entry(const site::SiteSpec& spec, const site::IncidentEvent& event);

/// Units   speed: m/s; direction: degrees FROM which it blows
boost::json::object wind_object(const emergency::Wind& wind);

/// One incident, and its steps with their progress.
boost::json::object incident_object(const site::SiteSpec& spec,
                                    const site::IncidentMemory& incident);
/// The same with who was told, the clocks of its reports and the neighbours.
boost::json::object incident_object(const site::Site& site, const site::IncidentMemory& incident,
                                    Now now);
/// What was put away of it, as the one above has it.
void add_archive(boost::json::object& incident, const site::RestMemory& archive, Now now);
boost::json::array steps_of(const site::SiteSpec& spec, const site::IncidentMemory& incident);

}  // namespace hazgate::daemon
