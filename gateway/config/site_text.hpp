#pragma once

#include <optional>
#include <string>
#include <vector>

#include "drivers/model/device_model.hpp"
#include "drivers/model/tables.hpp"
#include "drivers/poll/bus_plan.hpp"
#include "gateway/config/around_text.hpp"
#include "gateway/config/duty_text.hpp"
#include "gateway/config/notify_text.hpp"
#include "gateway/config/reference.hpp"
#include "gateway/config/settings.hpp"
#include "gateway/config/telemetry_text.hpp"

/// The site file as it is written: every table read and checked for form, nothing looked up yet.
namespace hazgate::config {

struct BusText {
  Reference id;
  std::variant<poll::SerialLine, poll::TcpHost> line;
  Reference device;  ///< of a serial line, for messages
  Duration response_timeout = std::chrono::milliseconds{500};
  int retries = 1;
  int max_connections = 1;  ///< TCP
};

/// [[device.vessel]]: what the plant is set and built for, on one point. Any of the four may be
/// missing.
/// Units   values: the point's
struct VesselText {
  Reference point;
  struct Value {
    double value = 0.0;
    model::Mark mark;
  };
  std::optional<Value> trip, safety_valve, mawp, design;
};

struct DeviceText {
  Reference id, bus, model;  ///< word empty: missing
  std::string name, area;
  Reference unit;  ///< for messages
  std::optional<int> unit_id;
  model::PollText poll;
  std::optional<device::EventQueue> queue;
  std::vector<model::ModelPoint> points;
  bool incomplete = false;  ///< a point of it could not be read
  std::vector<model::AlarmText> alarms;
  model::GasText gas;  ///< of its gas point
  std::vector<VesselText> vessels;
  TelemetryText telemetry;
};

struct VoteText {
  Reference id;
  std::vector<Reference> members;
  std::vector<Reference> points;  ///< instead: `alarm` says what each of them is compared with
  Reference need;
  std::int64_t need_count = 0;
  alarm::OnBad on_bad = alarm::OnBad::Alarm;
  model::AlarmText alarm;  ///< priority, latch, message and so on; of `points` the condition
};

struct SuppressionText {
  Reference id;
  std::vector<Reference> alarms;
  Reference point;
  std::string approved_by, basis;
  model::AlarmText when;  ///< point and states, as of an alarm of kind "state"
};

struct GroupText {
  Reference id;
  std::vector<Reference> alarms;
};

/// [[equipment]]; of `equipment` the device is not looked up.
struct EquipmentText {
  Reference id, device;
  office::EquipmentSpec equipment;
  bool has_kind = false;  ///< it could be read
};

struct DrillText {
  office::Span every{.months = 6};
  std::optional<office::Date> last;
};

struct ReportText {
  office::ReportRules rules;  ///< without `to`
  std::vector<Reference> to;
};

struct StepText {
  emergency::StepSpec step;  ///< without what is looked up
  Reference point, role, value, on_close, follows, feedback;
  Reference id, confirm, text, via, within;  ///< for messages
  std::optional<std::size_t> at_once;        ///< as written
};

struct RiseText {
  Reference to, need;  ///< for messages
  std::optional<emergency::Grade> grade;
  std::vector<Reference> alarms;
  std::int64_t need_count = 1;
};

/// [[ventilation]]: the fire alarms of the zone in which a fan stands.
struct VentilationText {
  Reference point;
  std::vector<Reference> fires;
};

struct PlanText {
  Reference id;
  std::string name;
  emergency::Grade grade = emergency::Grade::II;
  bool per_area = false;
  std::vector<Reference> trigger;
  std::vector<RiseText> rises;
  DrillText drill;
  std::optional<bool> report;
  Reference source;
  std::vector<StepText> steps;
};

struct ContactText {
  Reference id;
  site::ContactSpec contact;  ///< without `via`
  WaysText ways;
};

struct SubstanceText {
  Reference name, cas, title;  ///< word empty: missing
  std::vector<Reference> classes;
  Reference place, tonnes;         ///< for messages
  std::optional<double> quantity;  ///< tonnes; none: missing or no number
  bool doubtful = false;           ///< what says which one it is could not be read
};

struct SourceText {
  Reference id;
  Reference people, substance;  ///< for messages
  std::string name, area;
  hazard::UnitKind kind = hazard::UnitKind::Storage;
  Responsible responsible;
  std::int64_t people_within_500m = 0;
  std::vector<SubstanceText> substances;
  bool doubtful = false;  ///< the substances could not be read
};

struct SeasonText {
  Reference id;
  Season season;
  std::vector<model::AlarmText> alarms;
};

struct MetricsText {
  MetricsSettings settings;
  Reference listen;
};

struct SiteText {
  site::SiteSpec head;  ///< park, enterprise, gateway, name, timezone, language
  StoreSettings store;
  UplinkSettings uplink;
  TelemetryText telemetry;  ///< of [uplink]
  ControlSettings control;
  MetricsText metrics;
  AlarmSystem alarm_system;
  ledger::Terms ledger;
  std::vector<BusText> buses;
  std::vector<DeviceText> devices;
  std::vector<model::AlarmText> alarms;
  std::vector<VoteText> votes;
  std::vector<SuppressionText> suppressions;
  std::vector<GroupText> groups;
  std::vector<EquipmentText> equipment;
  ReportText report;
  NotifyText notify;
  std::vector<ContactText> contacts;
  std::vector<DutyText> duties;
  std::vector<roster::Holiday> holidays;
  std::vector<PlanText> plans;
  std::vector<VentilationText> ventilations;
  std::vector<SourceText> sources;
  std::vector<SeasonText> seasons;
  AroundText around;
};

/// Reads everything that can be read; what is wrong goes into `mistakes`.
SiteText read_site(const toml::table& table, const std::string& file, model::Mistakes& mistakes);

}  // namespace hazgate::config
