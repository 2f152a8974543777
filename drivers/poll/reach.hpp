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

/// Judged as the schedule orders the bus. Within a class whoever is due first goes first, so that a poll
/// may find one of every other device before it (two, of a device that is late itself). Danger waits
/// besides for one request of the others; the others for all danger that comes meanwhile. On a
/// line that is more than full the others starve, and danger may wait for a whole poll of each. Writes,
/// scans and second looks are not in it.
///
/// A dying device costs each try one response time-out: 1 + retries at its first miss, one at each
/// later poll, comm_after polls long. A lost one costs a time-out each kLongestProbeWait.
/// Shape   one for each of bus.devices; budget: budget_of(bus)
/// Thread  any (pure)
std::vector<Reach> reach_of(const BusPlan& bus, const Budget& budget);

}  // namespace hazgate::poll
