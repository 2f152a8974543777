#include "gateway/uplink/sparkplug/catalog.hpp"

#include <algorithm>
#include <utility>

namespace hazgate::uplink::sparkplug {

Catalog::Catalog(std::vector<Device> devices) : devices_(std::move(devices)) {
  std::uint64_t alias = 0;
  for (Device& device : devices_) {
    for (Metric& metric : device.metrics) metric.alias = ++alias;
  }
}

const Device* Catalog::find(const std::string& id) const {
  const auto found = std::find_if(devices_.begin(), devices_.end(),
                                  [&](const Device& device) { return device.id == id; });
  return found == devices_.end() ? nullptr : &*found;
}

std::vector<const Metric*> Catalog::columns(const Device& device,
                                            const journal::FrameLayout& layout) {
  std::vector<const Metric*> columns;
  columns.reserve(layout.points.size());
  for (const std::string& point : layout.points) {
    const auto found = std::find_if(device.metrics.begin(), device.metrics.end(),
                                    [&](const Metric& metric) { return metric.name == point; });
    columns.push_back(found == device.metrics.end() ? nullptr : &*found);
  }
  return columns;
}

}  // namespace hazgate::uplink::sparkplug
