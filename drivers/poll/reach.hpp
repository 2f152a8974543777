#pragma once

#include <vector>

#include "drivers/poll/budget.hpp"

namespace hazgate::poll {

/// Whether every poll of a device ends before its next one is due, at the worst phase of the others.
struct Reach {
  bool at_period = true;  ///< everybody answers
  bool at_fast = true;    ///< everybody answers, and all are near a limit at once
  bool one_dying = true;  ///< at_period, also whichever other device falls silent, until it is lost
  bool one_lost = true;   ///< at_period, also whichever other device is lost and probed
};

/// Judged as the schedule orders the bus, the earliest deadline first. A poll that ends late does so at the
/// end of a span in which the line worked without pause on polls whose deadlines are no later, on what goes
/// before its class (danger, and probes that are late, before the others) and, in the beginning, on one
/// thing that had begun already: a poll of its class with a later deadline or, for danger, one request of
/// the others. So a device is late only when all of that exceeds some span as long as its period. On
/// a line that is more than full the others starve, and danger may wait for a whole poll of each. Writes,
/// scans, second looks, and the events of a fire panel that follow the first of a poll are not in it.
///
/// A dying device costs each try one response time-out: 1 + retries at its first miss, one at each
/// later poll, comm_after polls long. A lost one costs a time-out each kLongestProbeWait.
/// Shape   one for each of bus.devices; budget: budget_of(bus)
/// Thread  any (pure)
/// Source  Jeffay, Stanat, Martel 1991: non-preemptive scheduling of periodic tasks
std::vector<Reach> reach_of(const BusPlan& bus, const Budget& budget);

/// Reach::at_period alone.
std::vector<bool> in_time(const BusPlan& bus, const Budget& budget);

}  // namespace hazgate::poll
