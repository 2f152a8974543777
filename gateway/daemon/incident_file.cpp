#include "gateway/daemon/incident_file.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "gateway/daemon/incident_messages.hpp"
#include "gateway/daemon/messages.hpp"

namespace hazgate::daemon {
namespace {

namespace json = boost::json;

template <class Value>
bool add(std::vector<Value>& list, const Value& value) {
  if (std::find(list.begin(), list.end(), value) != list.end()) return false;
  list.push_back(value);
  return true;
}

/// A vote brings its members with it.
void add_with_members(const site::SiteSpec& spec, AlarmIndex alarm, IncidentScope& scope) {
  if (!add(scope.alarms, alarm)) return;
  for (const AlarmIndex member : spec.alarms[at(alarm)].members) {
    add_with_members(spec, member, scope);
  }
}

void add_points(const site::SiteSpec& spec, IncidentScope& scope) {
  for (const AlarmIndex alarm : scope.alarms) {
    const auto& point = spec.alarms[at(alarm)].point;
    if (!point || std::find(scope.points.begin(), scope.points.end(), *point) != scope.points.end())
      continue;
    if (scope.points.size() < IncidentScope::kMostPoints) {
      scope.points.push_back(*point);
    } else {
      ++scope.points_left_out;
    }
  }
}

/// Of a trigger's points everything else that is watched: their other limits, and their device.
void add_neighbours(const site::SiteSpec& spec, IncidentScope& scope) {
  for (std::size_t i = 0; i < spec.alarms.size(); ++i) {
    const site::AlarmSpec& alarm = spec.alarms[i];
    const bool concerned =
        std::any_of(scope.points.begin(), scope.points.end(), [&](const PointIndex point) {
          return alarm.point == point ||
                 (alarm.device && alarm.device == spec.points[at(point)].device);
        });
    if (concerned) add(scope.alarms, index_of<AlarmIndex>(i));
  }
}

const site::PlanSpec* plan_of(const site::SiteSpec& spec, const std::string& id) {
  const auto found =
      std::find_if(spec.plans.begin(), spec.plans.end(), [&](const auto& p) { return p.id == id; });
  return found == spec.plans.end() ? nullptr : &*found;
}

void add_names(const site::SiteSpec& spec, const std::string& plan, IncidentScope& scope) {
  for (const AlarmIndex alarm : scope.alarms) scope.names.push_back(spec.alarms[at(alarm)].id);
  const site::PlanSpec* steps = plan_of(spec, plan);
  if (steps == nullptr) return;
  for (const auto& step : steps->steps) {
    if (step.point) add(scope.names, spec.points[at(*step.point)].id);
  }
}

std::string text_at(const json::object& body, std::string_view key) {
  const json::value* value = body.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

/// Commands about alarms carry their arguments as target, with the ids in quotes.
bool is_about(const json::object& audit, const IncidentScope& scope) {
  const std::string op = text_at(audit, "op"), target = text_at(audit, "target");
  if (op == "silence") return true;
  if ((op == "ack" || op == "reset") && target.find("\"all\":true") != std::string::npos)
    return true;
  return std::any_of(scope.names.begin(), scope.names.end(), [&](const std::string& name) {
    return target == name || target.find('"' + name + '"') != std::string::npos;
  });
}

json::object alarm_facts(const site::SiteSpec& spec, AlarmIndex index) {
  const site::AlarmSpec& alarm = spec.alarms[at(index)];
  json::object object{{"id", alarm.id},
                      {"name", alarm.name},
                      {"kind", alarm::to_text(alarm.condition.kind)},
                      {"priority", to_text(alarm.priority)},
                      {"message", alarm.message},
                      {"basis", alarm.basis}};
  if (alarm::has_limit(alarm.condition.kind)) object["limit"] = alarm.condition.limit;
  if (!alarm.members.empty()) object["need"] = alarm.need;
  if (alarm.point) {
    object["point"] = spec.points[at(*alarm.point)].id;
    object["unit"] = spec.points[at(*alarm.point)].unit;
  }
  return object;
}

json::object point_facts(const site::SiteSpec& spec, PointIndex index) {
  const site::PointSpec& point = spec.points[at(index)];
  const site::DeviceSpec& device = spec.devices[at(point.device)];
  json::array limits;
  for (const site::AlarmSpec& alarm : spec.alarms) {
    const bool low = alarm.condition.kind == alarm::ConditionKind::Low;
    if (alarm.point != index || (!low && alarm.condition.kind != alarm::ConditionKind::High)) {
      continue;
    }
    limits.push_back(json::object{{"alarm", alarm.id},
                                  {"name", alarm.name},
                                  {"value", alarm.condition.limit},
                                  {"low", low},
                                  {"priority", to_text(alarm.priority)}});
  }
  return {{"id", point.id},
          {"name", point.name},
          {"unit", point.unit},
          {"device", device.id},
          {"device_name", device.name},
          {"area", device.area},
          {"limits", std::move(limits)}};
}

/// Those whose area one of the points is in.
json::array sources_near(const json::array& sources, const json::array& points) {
  json::array near;
  for (const json::value& source : sources) {
    const std::string area = text_at(source.as_object(), "area");
    const bool here =
        !area.empty() && std::any_of(points.begin(), points.end(), [&](const auto& p) {
          return text_at(p.as_object(), "area") == area;
        });
    if (here) near.push_back(source);
  }
  return near.empty() ? sources : near;
}

}  // namespace

IncidentScope scope_of(const site::SiteSpec& spec, const site::IncidentMemory& incident,
                       WallTime now) {
  IncidentScope scope{.incident = {incident.id},
                      .from = incident.opened - IncidentScope::kBefore,
                      .to = incident.closed.value_or(now)};
  scope.incident.insert(scope.incident.end(), incident.also.begin(), incident.also.end());
  scope.readings_to = std::min<WallTime>(scope.to, scope.from + IncidentScope::kLongestCourse);
  for (std::size_t i = 0; i < spec.alarms.size(); ++i) {
    const auto& triggers = incident.triggers;
    if (std::find(triggers.begin(), triggers.end(), spec.alarms[i].id) != triggers.end()) {
      add_with_members(spec, index_of<AlarmIndex>(i), scope);
    }
  }
  scope.triggers = scope.alarms.size();
  add_points(spec, scope);
  add_neighbours(spec, scope);
  add_names(spec, incident.plan, scope);
  return scope;
}

bool is_of(const journal::EventRecord& record, const IncidentScope& scope) {
  const bool within = record.t >= scope.from && record.t <= scope.to;
  const auto is_any = [&](const auto& is) {
    return std::any_of(scope.incident.begin(), scope.incident.end(), is);
  };
  const auto is_this = [&](const std::string& text) {
    return is_any([&](const std::string& id) { return id == text; });
  };
  const bool names_it =
      is_any([&](const std::string& id) { return record.body.find(id) != std::string::npos; });
  const bool may_be = record.kind == "incident" ? names_it
                      : record.kind == "alarm"  ? within
                                                : record.kind == "audit" && (within || names_it);
  if (!may_be) return false;
  json::error_code error;
  const json::value parsed = json::parse(record.body, error);
  if (error || !parsed.is_object()) return false;
  const json::object& body = parsed.get_object();
  if (record.kind == "incident") return is_this(text_at(body, "incident"));
  if (record.kind == "audit") {
    return is_this(text_at(body, "target")) || (within && is_about(body, scope));
  }
  const auto& names = scope.names;
  return std::find(names.begin(), names.end(), text_at(body, "id")) != names.end();
}

json::object incident_file_head(const site::SiteSpec& spec, const site::IncidentMemory& incident,
                                const IncidentScope& scope, const json::array& sources,
                                const std::map<DeviceIndex, json::object>& overdue) {
  json::array alarms, points, contacts;
  for (std::size_t i = 0; i < scope.alarms.size(); ++i) {
    json::object facts = alarm_facts(spec, scope.alarms[i]);
    const std::string id = text_at(facts, "id");
    const auto& triggers = incident.triggers;
    facts["trigger"] = std::find(triggers.begin(), triggers.end(), id) != triggers.end();
    facts["member"] = i < scope.triggers;
    alarms.push_back(std::move(facts));
  }
  for (const site::ContactSpec& contact : spec.contacts) {
    contacts.push_back(json::object{{"id", contact.id}, {"name", contact.name}});
  }
  for (const PointIndex point : scope.points) {
    json::object facts = point_facts(spec, point);
    const auto mark = overdue.find(spec.points[at(point)].device);
    if (mark != overdue.end()) facts["overdue"] = mark->second;
    points.push_back(std::move(facts));
  }
  json::array near = sources_near(sources, points);
  return {{"site", json::object{{"park", spec.park},
                                {"enterprise", spec.enterprise},
                                {"gateway", spec.gateway},
                                {"name", spec.name},
                                {"timezone", spec.timezone},
                                {"language", spec.language}}},
          {"incident", incident_object(spec, incident)},
          {"steps", steps_of(spec, incident)},
          {"sources", std::move(near)},
          {"contacts", std::move(contacts)},
          {"alarms", std::move(alarms)},
          {"points", std::move(points)},
          {"points_left_out", scope.points_left_out},
          {"from", unix_ms(scope.from)},
          {"to", unix_ms(scope.to)},
          {"readings_to", unix_ms(scope.readings_to)}};
}

json::array sources_array(const std::vector<config::SourceSettings>& sources) {
  json::array array;
  for (const config::SourceSettings& source : sources) {
    array.push_back(json::object{
        {"id", source.id},
        {"name", source.name},
        {"area", source.area},
        {"level", source.assessment.level ? json::value(static_cast<int>(*source.assessment.level))
                                          : json::value(nullptr)},
        {"main", source.responsible.main},
        {"technical", source.responsible.technical},
        {"operational", source.responsible.operational}});
  }
  return array;
}

}  // namespace hazgate::daemon
