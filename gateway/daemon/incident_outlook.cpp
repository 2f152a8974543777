#include "gateway/daemon/incident_outlook.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "gateway/core/emergency/evacuation.hpp"
#include "gateway/daemon/incident_messages.hpp"
#include "gateway/daemon/messages.hpp"
#include "gateway/daemon/plan_messages.hpp"

namespace hazgate::daemon {
namespace {

namespace json = boost::json;

/// What the ways out rest on, and where they lead. Units: see emergency::Advice
json::object advice_object(const site::SiteSpec& spec, const site::IncidentMemory& incident,
                           const emergency::Wind& wind) {
  const auto plan = std::find_if(spec.plans.begin(), spec.plans.end(),
                                 [&](const auto& p) { return p.id == incident.plan; });
  const std::string source = plan == spec.plans.end() ? std::string() : plan->source;
  const emergency::Advice advice =
      emergency::advise(site::evacuation_of(spec.around, source, incident.area), wind);
  json::object object = wind_object(wind);
  object["keep_distance"] = advice.keep_distance;
  if (advice.keep_distance) {
    object["all_round"] = advice.all_round;
  } else {
    object["crosswind"] = json::array{advice.crosswind[0], advice.crosswind[1]};
    object["upwind"] = advice.upwind;
  }
  json::array routes;
  for (const std::string& route : advice.routes) routes.emplace_back(route);
  object["routes"] = std::move(routes);
  return object;
}

void put_name(json::object& names, const std::string& id, const std::string& name) {
  if (!name.empty() && name != id) names[id] = name;
}

/// Of the people and neighbours that `object` speaks of.
json::object names_of(const site::SiteSpec& spec, const json::object& object) {
  json::object names;
  const auto speaks_of = [&](const char* list, const char* key, const std::string& id) {
    const json::value* items = object.if_contains(list);
    return items != nullptr &&
           std::any_of(items->as_array().begin(), items->as_array().end(),
                       [&](const json::value& item) { return item.at(key).as_string() == id; });
  };
  for (const auto& contact : spec.contacts) {
    if (speaks_of("told", "contact", contact.id)) put_name(names, contact.id, contact.name);
  }
  for (const auto& neighbour : spec.around.neighbours) {
    if (speaks_of("neighbours", "neighbour", neighbour.id)) {
      put_name(names, neighbour.id, neighbour.name);
    }
  }
  return names;
}

}  // namespace

json::object wind_now(const site::Site& site, Now now) {
  if (!site.spec().around.wind) return {};
  json::object object = wind_object(site.response().wind(now));
  object["now"] = unix_ms(now.wall);
  if (const auto since = site.response().wind_since(now)) object["since"] = unix_ms(*since);
  return object;
}

void add_outlook(json::object& object, const site::Site& site, const site::IncidentMemory& incident,
                 Now now) {
  object["now"] = unix_ms(now.wall);
  object["steps"] = steps_of(site, incident, now);
  if (const auto advised = site.response().advised(incident.id)) {
    object["wind"] = advice_object(site.spec(), incident, *advised);
  }
  if (json::object wind = wind_now(site, now); !wind.empty()) object["wind_now"] = std::move(wind);
  object["names"] = names_of(site.spec(), object);
}

}  // namespace hazgate::daemon
