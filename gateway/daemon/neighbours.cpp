#include "gateway/daemon/neighbours.hpp"

#include <utility>

namespace hazgate::daemon {

Neighbours::Neighbours(const std::vector<poll::BusPlan>& buses, Pace pace)
    : pace_(std::move(pace)) {
  for (const poll::BusPlan& bus : buses) {
    for (const poll::PolledDevice& device : bus.devices) {
      if (device.neighbours.empty()) continue;
      Device& known = devices_[device.index];
      known.bus = bus.index;
      known.neighbours = device.neighbours;
    }
  }
}

void Neighbours::take(const poll::NearLimit& news) {
  const std::lock_guard lock(mutex_);
  if (pace_ == nullptr) return;
  const auto found = devices_.find(news.device);
  if (found == devices_.end() || found->second.near == news.near) return;
  found->second.near = news.near;
  for (const DeviceIndex each : found->second.neighbours) {
    const auto neighbour = devices_.find(each);
    if (neighbour == devices_.end()) continue;
    int& count = neighbour->second.near_neighbours;
    count += news.near ? 1 : -1;
    if (count == (news.near ? 1 : 0)) pace_(neighbour->second.bus, each, news.near);
  }
}

void Neighbours::retire() {
  const std::lock_guard lock(mutex_);
  pace_ = nullptr;
}

}  // namespace hazgate::daemon
