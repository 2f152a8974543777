#pragma once

#include <string>
#include <vector>

#include "gateway/core/site/site.hpp"

namespace hazgate::testing {

inline device::PanelEvent panel_event(device::PanelEventKind kind, const std::string& part) {
  device::PanelEvent event;
  event.kind = kind;
  event.code = static_cast<std::uint8_t>(kind);
  event.part = part;
  event.raw = part;
  return event;
}

/// A fire panel with a queue of events and three zones: one part, those that begin with 00201, the rest.
struct PanelSite {
  site::SiteSpec spec;
  DeviceIndex panel{}, other{};
  std::vector<PointIndex> zones;
  std::vector<AlarmIndex> fire;  ///< of each zone, latching
  AlarmIndex check{};

  PanelSite() {
    spec.buses.push_back({.id = "field"});
    site::DeviceSpec device;
    device.id = "fp-1";
    device.family = model::Family::Fire;
    device.has_queue = true;
    spec.devices.push_back(device);
    device.id = "gd-1";
    device.has_queue = false;
    spec.devices.push_back(device);
    other = index_of<DeviceIndex>(1);
    add_zone("hall", {"0020100100"});
    add_zone("store", {"00201*"});
    add_zone("others", {"*"});
    site::AlarmSpec alarm;
    alarm.id = "fp-1.check";
    alarm.condition.kind = alarm::ConditionKind::System;
    alarm.device = panel;
    check = add(alarm);
  }

 private:
  AlarmIndex add(const site::AlarmSpec& alarm) {
    spec.alarms.push_back(alarm);
    return index_of<AlarmIndex>(spec.alarms.size() - 1);
  }
  void add_zone(const std::string& id, std::vector<std::string> parts) {
    site::PointSpec point;
    point.id = "fp-1." + id;
    point.device = panel;
    point.format.states = device::zone_states();
    point.parts = std::move(parts);
    spec.points.push_back(point);
    zones.push_back(index_of<PointIndex>(spec.points.size() - 1));
    spec.devices[at(panel)].points.push_back(zones.back());
    site::AlarmSpec alarm;
    alarm.id = point.id + ".FIRE";
    alarm.condition.kind = alarm::ConditionKind::State;
    alarm.condition.codes[0] = static_cast<double>(device::ZoneState::Fire);
    alarm.condition.code_count = 1;
    alarm.point = zones.back();
    alarm.rules.latch = true;
    alarm.priority = Priority::Critical;
    fire.push_back(add(alarm));
  }
};

}  // namespace hazgate::testing
