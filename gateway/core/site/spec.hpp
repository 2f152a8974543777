#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "drivers/codec/point_format.hpp"
#include "drivers/codec/value.hpp"
#include "drivers/model/family.hpp"
#include "gateway/core/alarm/condition.hpp"
#include "gateway/core/alarm/ids.hpp"
#include "gateway/core/alarm/priority.hpp"
#include "gateway/core/alarm/standing.hpp"
#include "gateway/core/alarm/vote.hpp"
#include "gateway/core/emergency/plan.hpp"
#include "gateway/core/kpi/flood.hpp"
#include "gateway/core/roster/roster.hpp"
#include "gateway/core/site/around_spec.hpp"
#include "gateway/core/site/telemetry_spec.hpp"

/// The site as the core sees it: checked, complete, never changed while it runs. Made by
/// gateway/config from the site file; ids are unique and every index is inside its table.
namespace hazgate::site {

struct PointSpec {
  std::string id;    ///< "gd-101.gas"
  std::string name;  ///< for people; may be empty
  DeviceIndex device{};
  codec::PointFormat format;
  std::string unit;  ///< "%LEL"
  bool writable = false;
  emergency::OutputUse use = emergency::OutputUse::Other;  ///< of a writable one
  Value closes;  ///< a valve: the only value that is ever written
  std::string
      on_loss;  ///< what the device does with an output when the gateway is gone; may be empty
  std::vector<std::string> parts;   ///< of a zone of a fire panel with a queue of events
  double telemetry_deadband = 0.0;  ///< TelemetryMode::OnChange: smaller moves are not published
};

struct DeviceSpec {
  std::string id;
  std::string name;
  std::string area;
  std::string model;  ///< empty: points are inline in the site file
  model::Family family = model::Family::Other;
  BusIndex bus{};
  std::vector<PointIndex> points;
  bool has_queue = false;             ///< a fire panel that is read event by event
  std::size_t controller_digits = 0;  ///< of its parts' codes; see device::EventQueue
  TelemetrySpec telemetry;
};

struct BusSpec {
  std::string id;
};

struct AlarmSpec {
  std::string id;  ///< "gd-101.gas.HH", "gd-101.comm", "vote.t101-leak", "bus.rs485-1"
  std::string name;
  alarm::ConditionParams condition;
  alarm::Rules rules;
  Priority priority = Priority::Medium;
  bool grave = false;  ///< critical, fire or gas level 2: never grouped in a flood
  std::string message;
  std::string action;
  std::string basis;
  std::optional<PointIndex> point;    ///< of kinds that readings drive; System of an output
  std::optional<PointIndex> other;    ///< what Deviation compares with; the device's own alarm
  bool of_feedback = false;           ///< System of an output: its feedback is missing
  std::optional<DeviceIndex> device;  ///< Comm; System of a fire panel that must be checked
  std::optional<BusIndex> bus;        ///< System of a bus
  // Vote:
  std::vector<AlarmIndex> members;
  std::size_t need = 0;
  alarm::OnBad on_bad = alarm::OnBad::Alarm;
};

/// Suppression by design: while the reading of a point is usable and says so, these alarms mean
/// nothing.
struct SuppressionSpec {
  std::string id;
  std::vector<AlarmIndex> alarms;
  PointIndex point{};
  alarm::ConditionParams when;  ///< of kind State
  std::string approved_by;
  std::string basis;
};

/// Alarms of which the first one to come is worth knowing.
struct GroupSpec {
  std::string id;
  std::vector<AlarmIndex> alarms;
};

struct ContactSpec {
  std::string id;
  std::string name;
  std::string role;
  std::vector<emergency::Via> via;  ///< in the order of preference; only those that exist
  std::string sms;
  std::string email;
  std::string webhook;
  std::string language;  ///< zh-CN, zh-TW or en; empty: of the neighbour or site it belongs to
};

using emergency::OutputSpec;
using emergency::OutputUse;
using emergency::PlanSpec;
using emergency::StepKind;
using emergency::StepSpec;
using emergency::Unless;

struct SiteSpec {
  std::string park, enterprise, gateway, name, timezone, language;
  std::vector<BusSpec> buses;
  std::vector<DeviceSpec> devices;
  std::vector<PointSpec> points;
  std::vector<AlarmSpec> alarms;  ///< a vote stands behind its members
  std::vector<SuppressionSpec> suppressions;
  std::vector<GroupSpec> groups;
  kpi::FloodLimits flood;
  Duration longest_out_of_service = std::chrono::hours{72};  ///< then it is an alarm itself
  std::vector<PlanSpec> plans;
  std::vector<OutputSpec> outputs;  ///< that plans write
  std::vector<ContactSpec> contacts;
  AroundSpec around;
  roster::Roster roster;              ///< contacts are places in `contacts`
  std::optional<PointIndex> summons;  ///< the siren of last resort; one of `outputs`
  std::string reporting_role;  ///< who is reminded of reports that the law wants; may be empty
};

}  // namespace hazgate::site
