#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <vector>

#include "drivers/poll/bus_plan.hpp"
#include "drivers/poll/report.hpp"

namespace hazgate::daemon {

/// Tells the neighbours of a device that is near a limit to be polled fast, on whichever bus they are.
/// Thread  any
class Neighbours {
 public:
  using Pace = std::function<void(BusIndex bus, DeviceIndex device, bool fast)>;

  /// `pace` is called on the thread of take() and must not call back.
  Neighbours(const std::vector<poll::BusPlan>& buses, Pace pace);

  void take(const poll::NearLimit& news);
  /// From now on nobody is told anything: other tables hold.
  void retire();

 private:
  struct Device {
    BusIndex bus{};
    std::vector<DeviceIndex> neighbours;
    bool near = false;
    int near_neighbours = 0;
  };
  std::mutex mutex_;
  std::map<DeviceIndex, Device> devices_;
  Pace pace_;
};

}  // namespace hazgate::daemon
