#pragma once

#include <cstddef>
#include <vector>

#include "drivers/poll/bus_plan.hpp"

namespace hazgate::poll {

/// What polling one device once takes on its bus.
struct DeviceCost {
  std::size_t device = 0;  ///< in BusPlan::devices
  bool danger = false;
  std::size_t requests = 0;
  std::size_t bytes = 0;  ///< of all frames, there and back
  Duration
      time{};  ///< a poll in which all its requests fall due: bytes on the wire, silences, turnaround, latency
  Duration longest_request{};
  Duration unanswered{};  ///< one request to it while it is dead: the response time-out above all
  double share = 0.0;     ///< of the line's time
  double fast_share = 0.0;
};

/// What a bus costs. A share above 1 cannot be kept, whatever is answered how fast.
struct Budget {
  std::vector<DeviceCost> devices;
  double share = 0.0;          ///< of the line's time, all devices
  double danger_share = 0.0;   ///< the devices with danger points alone
  double fast_share = 0.0;     ///< all devices, each at its fast period
  Duration longest_request{};  ///< what a write or danger may have to wait for
};

/// How often a device is asked when it is near a limit; as always when it has no fast period.
Duration fast_period(const PolledDevice& device);

/// Units   latency: what each device takes to answer; 0 gives the least that is possible at all
/// Thread  any (pure)
/// Source  MODBUS over Serial Line V1.02, 2.5.1; domain.md 9.2
Budget budget_of(const BusPlan& bus, Duration latency);

}  // namespace hazgate::poll
