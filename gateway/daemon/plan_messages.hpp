#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cstddef>

#include "gateway/core/site/site.hpp"

/// The contract's JSON of what a plan says of its steps, and of how they stand.
/// Thread  any (pure)
namespace hazgate::daemon {

/// One step as the plan has it; what is not written is not there.
/// Shape   step: a place in plan.steps
boost::json::object step_object(const site::SiteSpec& spec, const site::PlanSpec& plan,
                                std::size_t step);

/// What lets the grade rise by itself.
boost::json::array rises_of(const site::SiteSpec& spec, const site::PlanSpec& plan);

/// The steps of an incident with their progress, and when those begin that wait. Empty: its plan is gone.
boost::json::array steps_of(const site::Site& site, const site::IncidentMemory& incident, Now now);

/// The incidents of a plan that run, with their steps.
boost::json::array running_of(const site::Site& site, const site::PlanSpec& plan, Now now);

}  // namespace hazgate::daemon
