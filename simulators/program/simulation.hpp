#pragma once

#include "simulators/program/arguments.hpp"
#include "simulators/program/event_log.hpp"
#include "simulators/scenario/scenario.hpp"

namespace hazgate::sim {

/// Runs the slaves until the scenario ends or a signal comes. The exit code.
/// Thread  all of it is one
int simulate(Scenario scenario, const Arguments& arguments, EventLog& log);

}  // namespace hazgate::sim
