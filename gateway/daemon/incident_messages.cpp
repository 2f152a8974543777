#include "gateway/daemon/incident_messages.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <optional>

#include "gateway/daemon/messages.hpp"

namespace hazgate::daemon {
namespace {

namespace json = boost::json;

json::value or_null(const std::optional<WallTime>& at) {
  return at ? json::value(unix_ms(*at)) : json::value(nullptr);
}

json::array texts(const std::vector<std::string>& list) {
  json::array array;
  for (const std::string& text : list) array.emplace_back(text);
  return array;
}

void put_text(json::object& body, const char* key, const std::string& text) {
  if (!text.empty()) body[key] = text;
}

json::array ways(const std::vector<emergency::Via>& via) {
  json::array list;
  for (const emergency::Via way : via) list.push_back(json::value(emergency::to_text(way)));
  return list;
}

json::object casualties_object(const emergency::Casualties& casualties) {
  // A zero may be one that nobody has entered.
  json::object object;
  for (const auto& [key, count] :
       {std::pair{"deaths", casualties.deaths}, std::pair{"serious", casualties.serious},
        std::pair{"light", casualties.light}, std::pair{"loss", casualties.loss}}) {
    if (count != 0) object[key] = count;
  }
  return object;
}

std::string_view clock_text(emergency::Duty duty) {
  constexpr std::array<std::string_view, 5> kTexts = {"1h", "2h", "24h", "3d", "30d"};
  return kTexts[static_cast<std::size_t>(duty)];
}

json::array clocks_of(const emergency::ReportingClocks& clocks, Now now) {
  json::array list;
  for (const emergency::ClockView& clock : clocks.view(now)) {
    json::object object{{"clock", clock_text(clock.duty)},
                        {"duty", emergency::to_text(clock.duty)},
                        {"due", unix_ms(clock.due)},
                        {"open", clock.open},
                        {"overdue", clock.overdue},
                        {"late", clock.late},
                        {"binds", clock.binds}};
    if (!clock.reports.empty()) {
      const emergency::Report& last = clock.reports.back();
      object["reported"] = unix_ms(last.at);
      object["by"] = last.by;
      object["to"] = last.to;
      object["note"] = last.note;
    }
    list.push_back(std::move(object));
  }
  return list;
}

json::array told_of(const site::Site& site, const std::string& incident, Now now) {
  json::array list;
  for (const emergency::ErrandMemory& errand : site.response().told(incident, now)) {
    json::array ways;
    for (const emergency::WayMemory& way : errand.ways) {
      ways.push_back(json::object{{"via", emergency::to_text(way.via)},
                                  {"progress", emergency::to_text(way.progress)},
                                  {"attempts", way.attempts},
                                  {"at", unix_ms(way.at)}});
    }
    list.push_back(json::object{{"contact", errand.contact},
                                {"about", errand.name},
                                {"round", errand.round},
                                {"turn", unix_ms(errand.turn)},
                                {"gave_up", errand.gave_up},
                                {"ways", std::move(ways)}});
  }
  return list;
}

json::array neighbours_of(const std::vector<emergency::NeighbourMemory>& neighbours) {
  json::array list;
  for (const emergency::NeighbourMemory& told : neighbours) {
    list.push_back(json::object{{"neighbour", told.neighbour},
                                {"downwind", told.downwind},
                                {"told", unix_ms(told.told)},
                                {"acknowledged", or_null(told.acknowledged)},
                                {"by", told.acknowledged_by},
                                {"all_clear", or_null(told.all_clear)}});
  }
  return list;
}

void add_clocks(json::object& incident, const emergency::ReportingClocks& clocks, Now now) {
  incident["clocks"] = clocks_of(clocks, now);
  incident["casualties"] = casualties_object(clocks.memory().casualties);
  const auto grade = clocks.grade();
  incident["accident"] = grade ? json::value(emergency::to_text(*grade)) : json::value();
}

}  // namespace

json::object wind_object(const emergency::Wind& wind) {
  json::object object{{"state", emergency::to_text(wind.state)}};
  if (wind.state == emergency::WindState::Known) object["direction"] = wind.direction;
  if (wind.state == emergency::WindState::Unknown) {
    object["doubt"] = emergency::to_text(wind.doubt);
  } else {
    object["speed"] = wind.speed;
    object["mean_speed"] = wind.mean_speed;
  }
  return object;
}

json::object incident_entry(const site::SiteSpec& spec, const site::IncidentEvent& event) {
  json::object body;
  body["t"] = unix_ms(event.t);
  body["incident"] = event.incident;
  body["plan"] = event.plan;
  body["entry"] = emergency::to_text(event.entry);
  if (event.step) body["step"] = *event.step;
  if (event.alarm) body["alarm"] = spec.alarms[at(*event.alarm)].id;
  if (event.point) body["point"] = spec.points[at(*event.point)].id;
  if (has_value(event.value)) body["value"] = to_json(event.value);
  put_text(body, "role", event.role);
  if (event.grade) body["grade"] = emergency::to_text(*event.grade);
  if (!event.via.empty()) body["via"] = ways(event.via);
  if (event.entry == emergency::EntryKind::Notify) body["contacts"] = texts(event.contacts);
  put_text(body, "contact", event.contact);
  if (event.attempt > 1) body["attempt"] = event.attempt;
  if (event.round > 1) body["round"] = event.round;
  if (event.due) body["due"] = unix_ms(*event.due);
  if (event.wind) body["wind"] = wind_object(*event.wind);
  if (!event.routes.empty()) body["routes"] = texts(event.routes);
  if (event.casualties) body["casualties"] = casualties_object(*event.casualties);
  put_text(body, "text", event.text);
  put_text(body, "by", event.by);
  put_text(body, "note", event.note);
  body["drill"] = event.drill;
  return body;
}

json::array steps_of(const site::SiteSpec& spec, const site::IncidentMemory& incident) {
  json::array steps;
  const auto plan = std::find_if(spec.plans.begin(), spec.plans.end(),
                                 [&](const auto& p) { return p.id == incident.plan; });
  if (plan == spec.plans.end()) return steps;
  for (std::size_t i = 0; i < plan->steps.size() && i < incident.steps.size(); ++i) {
    const auto& step = plan->steps[i];
    steps.push_back(json::object{{"after_s", std::chrono::duration<double>(step.after).count()},
                                 {"do", to_text(step.kind)},
                                 {"target", target_of(spec, step)},
                                 {"progress", emergency::to_text(incident.steps[i].progress)},
                                 {"since", unix_ms(incident.steps[i].since)}});
  }
  return steps;
}

json::object incident_object(const site::SiteSpec& spec, const site::IncidentMemory& incident) {
  json::object object{{"id", incident.id}, {"plan", incident.plan}};
  for (const auto& plan : spec.plans) {
    if (plan.id != incident.plan) continue;
    object["name"] = plan.name;
  }
  object["level"] = emergency::to_text(incident.grade());
  object["opened"] = unix_ms(incident.opened);
  object["acknowledged"] = or_null(incident.acknowledged);
  object["acknowledged_by"] = incident.acknowledged_by;
  object["ended"] = or_null(incident.ended);
  object["ended_by"] = incident.ended_by;
  object["closed"] = or_null(incident.closed);
  object["closed_by"] = incident.closed_by;
  object["note"] = incident.note;
  object["triggers"] = texts(incident.triggers);
  object["started_by"] = incident.started_by;
  object["area"] = incident.area;
  object["head_count"] = incident.head_count ? json::value(*incident.head_count) : json::value();
  object["review"] = json::object{{"cause", incident.review.cause},
                                  {"people", incident.review.people},
                                  {"measures", incident.review.measures},
                                  {"education", incident.review.education}};
  object["silenced"] = incident.silenced;
  object["drill"] = incident.drill;
  if (!incident.also.empty()) object["also"] = texts(incident.also);
  return object;
}

json::object incident_object(const site::Site& site, const site::IncidentMemory& incident,
                             Now now) {
  json::object object = incident_object(site.spec(), incident);
  object["told"] = told_of(site, incident.id, now);
  if (const auto* clocks = site.response().clocks(incident.id)) add_clocks(object, *clocks, now);
  if (const auto* calls = site.response().neighbours(incident.id)) {
    object["neighbours"] = neighbours_of(calls->told());
  }
  return object;
}

void add_archive(json::object& incident, const site::RestMemory& archive, Now now) {
  if (archive.clocks) {
    emergency::ClockOrders nothing;  // none of them is open
    add_clocks(incident, emergency::ReportingClocks(*archive.clocks, now, nothing), now);
  }
  if (!archive.neighbours.empty()) incident["neighbours"] = neighbours_of(archive.neighbours);
}

}  // namespace hazgate::daemon
