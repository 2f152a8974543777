#include "gateway/daemon/recorder.hpp"

#include <string>
#include <utility>

namespace hazgate::daemon {

Recorder::Recorder(const site::SiteSpec& spec)
    : spec_(spec), devices_(spec.devices.size()), place_(spec.points.size()) {
  for (std::size_t d = 0; d < spec.devices.size(); ++d) {
    const auto& points = spec.devices[d].points;
    devices_[d].readings.resize(points.size());
    for (std::size_t i = 0; i < points.size(); ++i) place_[at(points[i])] = i;
    set_rules(d);
  }
  attach(nullptr);
}

void Recorder::set_rules(std::size_t place) {
  const site::DeviceSpec& device = spec_.devices[place];
  std::vector<double> deadbands;
  deadbands.reserve(device.points.size());
  for (const PointIndex point : device.points) {
    deadbands.push_back(spec_.points[at(point)].telemetry_deadband);
  }
  devices_[place].reporting.set(device.telemetry, std::move(deadbands),
                                phase_of(device.id, device.telemetry.every));
}

void Recorder::attach(journal::Journal* journal) {
  journal_ = journal;
  for (std::size_t d = 0; d < spec_.devices.size(); ++d) {
    const site::DeviceSpec& device = spec_.devices[d];
    std::vector<std::string> names;
    names.reserve(device.points.size());
    for (const PointIndex point : device.points) {
      names.push_back(spec_.points[at(point)].id.substr(device.id.size() + 1));
    }
    // Without a journal nobody else gives numbers.
    const auto id =
        journal_ == nullptr ? static_cast<std::uint32_t>(d) : journal_->layout(device.id, names);
    devices_[d].layout = {id, device.id, std::move(names)};
  }
}

void Recorder::take_over(Recorder& before, const poll::Renumbering& renumbering) {
  for (std::size_t i = 0; i < before.devices_.size(); ++i) {
    const auto device = renumbering.of(index_of<DeviceIndex>(i));
    if (!device) continue;
    devices_[at(*device)].readings = std::move(before.devices_[i].readings);
    devices_[at(*device)].any = before.devices_[i].any;
    devices_[at(*device)].reporting = std::move(before.devices_[i].reporting);
    set_rules(at(*device));
  }
}

void Recorder::take(const poll::PollResult& result, const Aside& aside) {
  Device& device = devices_[at(result.device)];
  for (const poll::PointReading& reading : result.readings) {
    device.readings[place_[at(reading.point)]] = {reading.decoded.value, reading.decoded.quality};
    device.any = true;
  }
  if (!result.complete || !device.any) return;
  device.any = false;
  if (journal_ == nullptr && !aside) return;
  const bool publish = device.reporting.take(device.readings, result.at);
  std::string frame = journal::pack(device.readings);
  if (publish && aside) aside(device.layout, {0, result.wall, device.layout.id, frame});
  if (journal_ == nullptr) return;
  journal_->append_sample(result.wall, device.layout.id, std::move(frame), publish);
}

}  // namespace hazgate::daemon
