#pragma once

#include <boost/json/object.hpp>

#include "gateway/core/site/site.hpp"

/// What of an incident is of the moment: `incident show` has it, the report does not.
/// Thread  any (pure)
namespace hazgate::daemon {

/// The wind as it is measured now.
/// Result  {"state","doubt","speed","direction","since","now"}; empty: the site has no [wind]
boost::json::object wind_now(const site::Site& site, Now now);

/// Adds `now`, `steps` as they stand, the `wind` of the ways out with the advice, `wind_now`, and the `names` of who
/// was told.
void add_outlook(boost::json::object& object, const site::Site& site,
                 const site::IncidentMemory& incident, Now now);

}  // namespace hazgate::daemon
