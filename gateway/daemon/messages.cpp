#include "gateway/daemon/messages.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>

#include "gateway/control/json_text.hpp"
#include "gateway/daemon/incident_messages.hpp"
#include "gateway/daemon/plan_messages.hpp"

namespace hazgate::daemon {
namespace {

namespace json = boost::json;

json::value or_null(const std::optional<double>& number) {
  return number && std::isfinite(*number) ? json::value(*number) : json::value(nullptr);
}

/// The value an alarm speaks of, in the point's own words: the text of a state, not its code.
json::value alarm_value(const site::SiteSpec& spec, const site::AlarmSpec& alarm,
                        const std::optional<double>& value) {
  const bool own_value = alarm.condition.kind == alarm::ConditionKind::High ||
                         alarm.condition.kind == alarm::ConditionKind::Low ||
                         alarm.condition.kind == alarm::ConditionKind::State ||
                         alarm.condition.kind == alarm::ConditionKind::Stuck ||
                         alarm.condition.kind == alarm::ConditionKind::BadQuality;
  if (!value || !alarm.point || !own_value) return or_null(value);
  const codec::PointFormat& format = spec.points[at(*alarm.point)].format;
  for (const codec::StateText& state : format.states) {
    if (static_cast<double>(state.code) == *value) return json::value(state.text);
  }
  const bool flag = format.type == codec::RawType::Bool || format.type == codec::RawType::Bit;
  return flag ? json::value(*value != 0.0) : or_null(value);
}

json::array flag_texts(alarm::Flags flags) {
  json::array array;
  for (const alarm::Flag flag : alarm::kAllFlags) {
    if (flags.has(flag)) array.emplace_back(alarm::to_text(flag));
  }
  return array;
}

/// Of a vote the number of members that it needs.
json::value limit_value(const site::AlarmSpec& alarm, const std::optional<double>& limit) {
  if (alarm.condition.kind == alarm::ConditionKind::Vote) return json::value(alarm.need);
  return or_null(limit);
}

json::object body_of(const site::SiteSpec& spec, const site::AlarmEvent& event) {
  json::object body;
  const bool gone = !event.gone.empty();
  static const site::AlarmSpec kNone;
  const site::AlarmSpec& alarm = gone ? kNone : spec.alarms[at(event.alarm)];
  body["t"] = unix_ms(event.t);
  body["id"] = gone ? event.gone : alarm.id;
  body["occurrence"] = event.occurrence;
  body["from"] = alarm::to_text(event.from);
  body["to"] = alarm::to_text(event.to);
  body["flags"] = flag_texts(event.flags);
  body["cause"] = alarm::to_text(event.cause);
  body["priority"] = to_text(alarm.priority);
  body["value"] = gone ? or_null(event.value) : alarm_value(spec, alarm, event.value);
  body["limit"] = gone ? json::value(nullptr) : limit_value(alarm, event.limit);
  body["quality"] = to_text(event.quality);
  if (!event.first_out.empty()) body["first_out"] = event.first_out;
  if (event.grouped) body["grouped"] = true;
  if (event.announce > 1) {
    body["announce"] = event.announce;
    if (event.announce_of != 0) body["of"] = event.announce_of;
    body["since"] = unix_ms(event.announced_since);
  }
  body["by"] = event.by;
  body["note"] = event.note;
  body["drill"] = false;
  return body;
}

void put_text(json::object& body, const char* key, const std::string& text) {
  if (!text.empty()) body[key] = text;
}

json::object body_of(const site::SiteSpec& spec, const site::IncidentEvent& event) {
  return incident_entry(spec, event);
}

json::object body_of(const site::SiteSpec&, const site::AuditEvent& event) {
  json::object body;
  body["t"] = unix_ms(event.t);
  body["by"] = event.by;
  body["from"] = event.from;
  body["op"] = event.op;
  body["target"] = event.target;
  body["ok"] = event.ok;
  put_text(body, "note", event.note);
  put_text(body, "error", event.error);
  return body;
}

json::object body_of(const site::SiteSpec& spec, const site::PanelEvent& event) {
  json::object body;
  body["t"] = unix_ms(event.t);
  body["device"] = spec.devices[at(event.device)].id;
  body["event"] = device::to_text(event.event.kind);
  body["code"] = event.event.code;
  body["part"] = event.event.part;
  body["point"] = event.zone ? json::value(spec.points[at(*event.zone)].id) : json::value(nullptr);
  if (event.event.source) body["source"] = *event.event.source;
  if (event.event.part_type) body["part_type"] = *event.event.part_type;
  body["raw"] = event.event.raw;
  return body;
}

json::object body_of(const site::SiteSpec& spec, const site::NoteEvent& event) {
  json::object body;
  body["t"] = unix_ms(event.t);
  body["point"] = spec.points[at(event.point)].id;
  body["text"] = device::to_text(event.note);
  body["value"] = event.value ? json::value(*event.value) : json::value(nullptr);
  return body;
}

struct KindOf {
  const char* operator()(const site::AlarmEvent&) const { return "alarm"; }
  const char* operator()(const site::IncidentEvent&) const { return "incident"; }
  const char* operator()(const site::AuditEvent&) const { return "audit"; }
  const char* operator()(const site::PanelEvent&) const { return "panel"; }
  const char* operator()(const site::NoteEvent&) const { return "note"; }
};

/// `until` is reckoned from the time that is left: it follows the clock.
json::object flag_note(const site::FlagNote& note, const std::optional<Tick>& ends, Now now) {
  const auto until = [&] {
    return now.wall + std::chrono::duration_cast<std::chrono::milliseconds>(*ends - now.tick);
  };
  return {{"since", unix_ms(note.since)},
          {"until", ends ? json::value(unix_ms(until())) : json::value(nullptr)},
          {"by", note.by},
          {"reason", note.reason}};
}

json::object vote_object(const site::Site& site, AlarmIndex vote) {
  const alarm::VoteResult result = site.vote(vote);
  return {{"counted", result.counted},
          {"need", result.need},
          {"bad", result.bad},
          {"members", site.spec().alarms[at(vote)].members.size()}};
}

json::object describe_point(const site::SiteSpec& spec, const site::PointSpec& point) {
  json::object object{{"id", point.id},
                      {"device", spec.devices[at(point.device)].id},
                      {"name", point.name},
                      {"unit", point.unit},
                      {"type", codec::to_text(point.format.type)},
                      {"writable", point.writable}};
  if (point.format.range) {
    object["range"] = {point.format.range->low, point.format.range->high};
  }
  if (point.use != site::OutputUse::Other) {
    object["output"] = model::kOutputUseTexts[static_cast<std::size_t>(point.use)];
  }
  if (!point.on_loss.empty()) object["on_loss"] = point.on_loss;
  if (point.telemetry_deadband > 0) object["telemetry_deadband"] = point.telemetry_deadband;
  if (!point.format.states.empty()) {
    json::array states;
    for (const auto& state : point.format.states) states.emplace_back(state.text);
    object["states"] = std::move(states);
  }
  return object;
}

/// How often the park hears of a device, so that it knows when silence is too long.
json::object describe_telemetry(const site::TelemetrySpec& telemetry) {
  const auto seconds = [](Duration pause) { return std::chrono::duration<double>(pause).count(); };
  json::object object{
      {"mode", site::kTelemetryModeTexts[static_cast<std::size_t>(telemetry.mode)]}};
  if (telemetry.mode == site::TelemetryMode::Interval) object["every_s"] = seconds(telemetry.every);
  if (telemetry.mode == site::TelemetryMode::OnChange) {
    object["silence_s"] = seconds(telemetry.silence);
  }
  return object;
}

json::object describe_alarm(const site::SiteSpec& spec, const site::AlarmSpec& alarm) {
  json::object object{{"id", alarm.id},
                      {"name", alarm.name},
                      {"kind", alarm::to_text(alarm.condition.kind)},
                      {"limit", limit_value(alarm, alarm::has_limit(alarm.condition.kind)
                                                       ? std::optional(alarm.condition.limit)
                                                       : std::nullopt)},
                      {"priority", to_text(alarm.priority)},
                      {"latch", alarm.rules.latch},
                      {"message", alarm.message},
                      {"action", alarm.action},
                      {"basis", alarm.basis}};
  if (alarm.point) object["point"] = spec.points[at(*alarm.point)].id;
  if (!alarm.members.empty()) {
    json::array members;
    for (const AlarmIndex member : alarm.members) members.emplace_back(spec.alarms[at(member)].id);
    object["members"] = std::move(members);
  }
  return object;
}

}  // namespace

json::value to_json(const Value& value) {
  struct Visitor {
    json::value operator()(std::monostate) const { return nullptr; }
    json::value operator()(bool flag) const { return flag; }
    json::value operator()(std::int64_t number) const { return number; }
    json::value operator()(std::uint64_t number) const { return number; }
    json::value operator()(double number) const { return or_null(number); }
    json::value operator()(const std::string& text) const { return json::value(text); }
  };
  return std::visit(Visitor{}, value);
}

std::string_view to_text(emergency::StepKind kind) {
  switch (kind) {
    case emergency::StepKind::Write:
      return "write";
    case emergency::StepKind::Notify:
      return "notify";
    case emergency::StepKind::Neighbours:
      return "neighbours";
    case emergency::StepKind::Publish:
      break;
  }
  return "publish";
}

std::string target_of(const site::SiteSpec& spec, const emergency::StepSpec& step) {
  if (step.point) return spec.points[at(*step.point)].id + " = " + hazgate::to_text(step.value);
  if (step.kind != emergency::StepKind::Notify) return step.text;
  std::string target = step.role;
  const char* between = " by ";
  for (const emergency::Via way : step.via) {
    target += between + std::string(emergency::to_text(way));
    between = ", ";
  }
  return target;
}

json::object plan_object(const site::SiteSpec& spec, const site::PlanSpec& plan) {
  json::array trigger, steps;
  for (const AlarmIndex alarm : plan.trigger) trigger.emplace_back(spec.alarms[at(alarm)].id);
  for (std::size_t i = 0; i < plan.steps.size(); ++i) steps.push_back(step_object(spec, plan, i));
  return {{"id", plan.id},
          {"name", plan.name},
          {"level", emergency::to_text(plan.grade)},
          {"trigger", std::move(trigger)},
          {"per", plan.per_area ? "area" : "plan"},
          {"report", plan.report},
          {"source", plan.source},
          {"rises", rises_of(spec, plan)},
          {"steps", std::move(steps)}};
}

journal::EventRecord record_of(const site::SiteSpec& spec, const site::Event& event) {
  journal::EventRecord record;
  record.t = std::visit([](const auto& e) { return e.t; }, event);
  record.kind = std::visit(KindOf{}, event);
  record.body =
      std::visit([&](const auto& e) { return control::json_text(body_of(spec, e)); }, event);
  return record;
}

json::object calendar_object(const site::SiteSpec& spec, const config::AlarmSystem& alarm_system) {
  json::array shifts;
  for (const auto begins : alarm_system.shifts) shifts.emplace_back(config::shift_text(begins));
  return {{"timezone", spec.timezone},
          {"shifts", std::move(shifts)},
          {"operators", alarm_system.operators}};
}

json::object alarm_object(const site::Site& site, AlarmIndex alarm, Now now) {
  const site::SiteSpec& spec = site.spec();
  const site::AlarmView view = site.alarm(alarm);
  const site::AlarmSpec& description = spec.alarms[at(alarm)];
  json::object object{
      {"id", description.id},
      {"name", description.name},
      {"state", alarm::to_text(view.state)},
      {"flags", flag_texts(view.flags)},
      {"occurrence", view.occurrence},
      {"priority", to_text(description.priority)},
      {"value", alarm_value(spec, description, view.value)},
      {"limit", limit_value(description, view.limit)},
      {"quality", to_text(view.quality)},
      {"since", view.occurrence == 0 ? json::value(nullptr) : json::value(unix_ms(view.since))},
      {"message", description.message},
      {"action", description.action},
      {"by", view.by},
      {"note", view.note}};
  if (description.grave) object["grave"] = true;
  put_text(object, "first_out", view.first_out);
  if (!description.members.empty()) object["vote"] = vote_object(site, alarm);
  if (view.flags.has(alarm::Flag::Shelved)) {
    object["shelf"] = flag_note(view.shelf, view.shelf_ends, now);
  }
  if (view.flags.has(alarm::Flag::OutOfService)) {
    object["removal"] = flag_note(view.removal, view.returns, now);
  }
  if (view.suppressed_by != nullptr) object["suppressed_by"] = view.suppressed_by->id;
  return object;
}

json::object handover_object(const site::Site& site, const kpi::Period& period, Now now) {
  json::array removed, shelved, suppressed, standing;
  std::size_t unacknowledged = 0;
  for (std::size_t i = 0; i < site.spec().alarms.size(); ++i) {
    const auto index = index_of<AlarmIndex>(i);
    if (!site.is_listed(index)) continue;
    const site::AlarmSpec& spec = site.spec().alarms[i];
    const site::AlarmView view = site.alarm(index);
    const auto entry = [&](json::object more) {
      json::object object{
          {"id", spec.id}, {"name", spec.name}, {"priority", to_text(spec.priority)}};
      for (auto& [key, value] : more) object[key] = value;
      return object;
    };
    if (view.flags.has(alarm::Flag::OutOfService)) {
      removed.push_back(entry(flag_note(view.removal, view.returns, now)));
    }
    if (view.flags.has(alarm::Flag::Shelved)) {
      shelved.push_back(entry(flag_note(view.shelf, view.shelf_ends, now)));
    }
    if (view.suppressed_by != nullptr) {
      suppressed.push_back(entry({{"rule", view.suppressed_by->id}}));
    }
    if (view.state == alarm::State::Normal) continue;
    unacknowledged += alarm::is_unacknowledged(view.state) ? 1 : 0;
    standing.push_back(entry({{"state", alarm::to_text(view.state)},
                              {"value", alarm_value(site.spec(), spec, view.value)},
                              {"limit", limit_value(spec, view.limit)},
                              {"since", unix_ms(view.since)},
                              {"message", spec.message}}));
  }
  return {{"t", unix_ms(now.wall)},
          {"begin", unix_ms(period.begin)},
          {"end", unix_ms(period.end)},
          {"counts", json::object{{"out_of_service", removed.size()},
                                  {"shelved", shelved.size()},
                                  {"suppressed", suppressed.size()},
                                  {"standing", standing.size()},
                                  {"unacknowledged", unacknowledged}}},
          {"out_of_service", std::move(removed)},
          {"shelved", std::move(shelved)},
          {"suppressed", std::move(suppressed)},
          {"standing", std::move(standing)}};
}

std::string alarms_message(const site::Site& site, Now now) {
  json::array alarms;
  for (std::size_t i = 0; i < site.spec().alarms.size(); ++i) {
    const auto alarm = index_of<AlarmIndex>(i);
    if (site.is_listed(alarm)) alarms.push_back(alarm_object(site, alarm, now));
  }
  return control::json_text(json::object{{"t", unix_ms(now.wall)}, {"alarms", std::move(alarms)}});
}

std::string describe_message(const site::SiteSpec& spec, Now now,
                             const std::map<DeviceIndex, json::object>& overdue) {
  json::array devices, points, alarms, plans;
  for (const auto& device : spec.devices) {
    devices.push_back(json::object{{"id", device.id},
                                   {"name", device.name},
                                   {"area", device.area},
                                   {"model", device.model},
                                   {"family", model::to_text(device.family)},
                                   {"bus", spec.buses[at(device.bus)].id},
                                   {"telemetry", describe_telemetry(device.telemetry)}});
  }
  for (const auto& [device, what] : overdue) devices.at(at(device)).as_object()["overdue"] = what;
  for (const auto& point : spec.points) points.push_back(describe_point(spec, point));
  for (const auto& alarm : spec.alarms) alarms.push_back(describe_alarm(spec, alarm));
  for (const auto& plan : spec.plans) plans.push_back(plan_object(spec, plan));
  return control::json_text(json::object{{"t", unix_ms(now.wall)},
                                         {"park", spec.park},
                                         {"enterprise", spec.enterprise},
                                         {"gateway", spec.gateway},
                                         {"name", spec.name},
                                         {"timezone", spec.timezone},
                                         {"language", spec.language},
                                         {"devices", std::move(devices)},
                                         {"points", std::move(points)},
                                         {"alarms", std::move(alarms)},
                                         {"plans", std::move(plans)}});
}

}  // namespace hazgate::daemon
