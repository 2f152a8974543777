#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "drivers/poll/bus_plan.hpp"
#include "drivers/poll/counters.hpp"
#include "drivers/poll/report.hpp"

namespace hazgate::poll {

/// Whether a worker can go on with the other plan without opening its bus anew.
bool has_same_line(const BusPlan& one, const BusPlan& other);

/// Whether the device is asked the same in the same way, so that what was read and learned of it holds.
/// Limits, neighbours and places in the tables may differ.
bool is_same_device(const PolledDevice& one, const PolledDevice& other);

/// For each device of `after` its place in `before`, when it is the same one.
std::vector<std::optional<std::size_t>> places_before(const BusPlan& before, const BusPlan& after);

/// Where what stood in the tables of one configuration stands in those of the next; nothing: it is gone,
/// or has become something else. Devices are followed on buses of the same id and the same line.
struct Renumbering {
  std::vector<std::optional<BusIndex>> buses;
  std::vector<std::optional<DeviceIndex>> devices;
  std::vector<std::optional<PointIndex>> points;
  std::vector<std::optional<DeviceIndex>>
      namesakes;  ///< devices of the same id, whatever has changed

  std::optional<BusIndex> of(BusIndex bus) const;
  std::optional<DeviceIndex> of(DeviceIndex device) const;
  std::optional<PointIndex> of(PointIndex point) const;

  /// This one, and then the next.
  Renumbering then(const Renumbering& next) const;
};

/// Thread  any (pure)
Renumbering renumber(const std::vector<BusPlan>& before, const std::vector<BusPlan>& after);

/// Counters in the numbers of the next configuration, without the devices that are gone.
void renumber(BusCounters& counters, const Renumbering& renumbering);

/// A report in the numbers of the next configuration. The end of a write always comes through: a point
/// that is gone is kNoPoint. The event of a fire panel, which is in no queue any more, always comes through
/// as long as there is a device of that id.
/// Result  false: it is about something that is gone
bool renumber(Report& report, const Renumbering& renumbering);

}  // namespace hazgate::poll
