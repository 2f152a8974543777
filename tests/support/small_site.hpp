#pragma once

#include <string>
#include <vector>

#include "gateway/core/site/site.hpp"

/// A tank with three gas detectors, a 2oo3 vote, a siren and a fan: enough site for the core's
/// tests.
namespace hazgate::testing {

struct SmallSite {
  site::SiteSpec spec;
  std::vector<PointIndex> gas;  ///< gd-1..gd-3
  PointIndex siren{}, fan{};
  std::vector<AlarmIndex> high;  ///< gd-N.gas.HH: limit 50, deadband 2, latching
  AlarmIndex vote{}, siren_failure{};
  std::vector<AlarmIndex> comm;

  explicit SmallSite(alarm::OnBad on_bad = alarm::OnBad::Alarm) {
    spec.buses.push_back({.id = "field"});
    for (const char* id : {"gd-1", "gd-2", "gd-3"}) {
      const auto device = add_device(id, model::Family::Gas);
      gas.push_back(add_point(device, "gas", false));
    }
    const auto relay = add_device("relay", model::Family::Output);
    siren = add_point(relay, "siren", true);
    fan = add_point(relay, "fan", true);
    for (const PointIndex point : gas) high.push_back(add_high(point));
    for (std::size_t i = 0; i < 4; ++i) comm.push_back(add_comm(index_of<DeviceIndex>(i)));
    siren_failure = add_alarm("relay.siren.write", alarm::ConditionKind::System);
    spec.alarms[at(siren_failure)].point = siren;
    vote = add_alarm("vote.leak", alarm::ConditionKind::Vote);
    site::AlarmSpec& leak = spec.alarms[at(vote)];
    leak.rules.latch = true;
    leak.members = high;
    leak.need = 2;
    leak.on_bad = on_bad;
    spec.plans.push_back(plan());
    const DeviceIndex box = spec.points[at(siren)].device;
    spec.outputs = {{.point = siren, .device = box, .use = emergency::OutputUse::Siren},
                    {.point = fan, .device = box, .use = emergency::OutputUse::Other}};
  }

  Sample reading(std::size_t detector, double value, Tick when) const {
    return {.point = gas[detector], .quality = Quality::Good, .value = value, .at = when};
  }
  Sample bad_reading(std::size_t detector, Quality quality, Tick when) const {
    return {.point = gas[detector], .quality = quality, .at = when};
  }

 private:
  DeviceIndex add_device(const std::string& id, model::Family family) {
    site::DeviceSpec device;
    device.id = id;
    device.family = family;
    spec.devices.push_back(std::move(device));
    return index_of<DeviceIndex>(spec.devices.size() - 1);
  }

  PointIndex add_point(DeviceIndex device, const std::string& name, bool writable) {
    site::PointSpec point;
    point.id = spec.devices[at(device)].id + "." + name;
    point.device = device;
    point.writable = writable;
    spec.points.push_back(std::move(point));
    const auto index = index_of<PointIndex>(spec.points.size() - 1);
    spec.devices[at(device)].points.push_back(index);
    return index;
  }

  AlarmIndex add_alarm(const std::string& id, alarm::ConditionKind kind) {
    site::AlarmSpec alarm;
    alarm.id = id;
    alarm.condition.kind = kind;
    alarm.priority = Priority::Critical;
    spec.alarms.push_back(std::move(alarm));
    return index_of<AlarmIndex>(spec.alarms.size() - 1);
  }

  AlarmIndex add_high(PointIndex point) {
    const AlarmIndex index =
        add_alarm(spec.points[at(point)].id + ".HH", alarm::ConditionKind::High);
    site::AlarmSpec& alarm = spec.alarms[at(index)];
    alarm.point = point;
    alarm.rules.latch = true;
    alarm.condition.limit = 50.0;
    alarm.condition.deadband = 2.0;
    alarm.condition.over_range_raises = true;
    return index;
  }

  AlarmIndex add_comm(DeviceIndex device) {
    const AlarmIndex index =
        add_alarm(spec.devices[at(device)].id + ".comm", alarm::ConditionKind::Comm);
    spec.alarms[at(index)].device = device;
    spec.alarms[at(index)].condition.off_delay = std::chrono::seconds{10};
    return index;
  }

  emergency::PlanSpec plan() const {
    using std::chrono::seconds;
    emergency::StepSpec sound{.after = seconds{0},
                              .kind = emergency::StepKind::Write,
                              .point = siren,
                              .value = true,
                              .on_close = Value{false}};
    emergency::StepSpec ventilate{
        .after = seconds{2}, .kind = emergency::StepKind::Write, .point = fan, .value = true};
    emergency::StepSpec tell{.after = seconds{0},
                             .kind = emergency::StepKind::Notify,
                             .role = "duty",
                             .contacts = {"wang"}};
    emergency::StepSpec escalate{.after = seconds{180},
                                 .unless = emergency::Unless::Acknowledged,
                                 .kind = emergency::StepKind::Notify,
                                 .role = "director"};
    return {.id = "leak",
            .name = "Leak",
            .grade = emergency::Grade::II,
            .trigger = {vote},
            .steps = {sound, tell, ventilate, escalate}};
  }
};

}  // namespace hazgate::testing
