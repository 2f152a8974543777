#include "gateway/config/around_text.hpp"

#include <array>
#include <set>
#include <utility>

#include "drivers/codec/value.hpp"

namespace hazgate::config {
namespace {

using model::TableReader;

constexpr std::array<std::string_view, 3> kLanguages = {"zh-CN", "zh-TW", "en"};
constexpr const char* kSectorForm =
    "write [from, to] in degrees the wind comes FROM, clockwise, such as [0, 90] or [315, 45]";
constexpr std::size_t kRoutes = 2;
constexpr double kMostMetres = 100'000.0;

Reference reference(TableReader& reader, std::string_view key, std::string word = {}) {
  return {std::move(word), reader.place_of(key), reader.full(key)};
}

/// A text that must say something when it is there.
Reference read_word(TableReader& reader, std::string_view key, const char* remedy) {
  const auto word = reader.text(key);
  if (word && word->empty()) reader.mistake(key, "is empty", remedy);
  return reference(reader, key, word.value_or(""));
}

std::optional<double> number_within(TableReader& reader, std::string_view key, double low,
                                    double high, const char* remedy) {
  const auto value = reader.number(key);
  if (!value || (*value >= low && *value <= high)) return value;
  reader.mistake(key, to_text(Value{*value}) + " is out of range", remedy);
  return std::nullopt;
}

std::optional<Duration> duration_within(TableReader& reader, std::string_view key, Duration low,
                                        Duration high, const char* remedy) {
  const auto value = reader.duration(key);
  if (!value || (*value >= low && *value <= high)) return value;
  reader.mistake(key, "is out of range", remedy);
  return std::nullopt;
}

WindText read_wind(TableReader& reader) {
  WindText wind;
  constexpr const char* kSpeed = "write the id of the point that measures it in m/s";
  constexpr const char* kDirection =
      "write the id of the point that measures the degrees it comes from";
  reader.require("speed", kSpeed);
  reader.require("direction", kDirection);
  wind.speed = read_word(reader, "speed", kSpeed);
  wind.direction = read_word(reader, "direction", kDirection);
  emergency::WindRules& rules = wind.rules;
  rules.calm_below =
      number_within(reader, "calm_below", 0.1, 5.0, "write m/s from 0.1 to 5, such as 0.5")
          .value_or(rules.calm_below);
  rules.stuck_after = duration_within(reader, "stuck_after", std::chrono::minutes{10},
                                      std::chrono::hours{24}, "write from \"10m\" to \"24h\"")
                          .value_or(rules.stuck_after);
  return wind;
}

/// Nothing, with a mistake, when it is no sector.
std::optional<site::EvacuationSector> read_sector(TableReader& reader) {
  reader.require("sector", kSectorForm);
  const auto list = reader.values("sector");
  if (!list) return std::nullopt;
  std::vector<double> degrees;
  for (const Value& value : *list) {
    const bool is_number =
        std::holds_alternative<std::int64_t>(value) || std::holds_alternative<double>(value);
    if (const auto number = as_number(value); number && is_number) degrees.push_back(*number);
  }
  if (list->size() != 2 || degrees.size() != 2) {
    reader.mistake("sector", "is not two numbers", kSectorForm);
    return std::nullopt;
  }
  site::EvacuationSector sector{.from = degrees[0], .to = degrees[1]};
  // Written so that what is no number is outside too.
  const bool is_inside =
      sector.from >= 0.0 && sector.from < 360.0 && sector.to >= 0.0 && sector.to <= 360.0;
  if (!is_inside) {
    reader.mistake("sector", "leaves the circle of 0 to 360 degrees", kSectorForm);
    return std::nullopt;
  }
  if (sector.from == sector.to) {
    reader.mistake("sector", "is empty", "write [0, 360] for every wind");
    return std::nullopt;
  }
  if (sector.to == 0.0) sector.to = 360.0;
  return sector;
}

std::vector<std::string> read_routes(TableReader& reader) {
  constexpr const char* kForm = "write two routes, so that one is left when the other is cut off";
  reader.require("routes", kForm);
  const auto routes = reader.texts("routes");
  if (!routes) return {};
  if (routes->size() != kRoutes) {
    reader.mistake(
        "routes",
        "names " + std::to_string(routes->size()) + (routes->size() == 1 ? " route" : " routes"),
        kForm);
    return *routes;
  }
  for (std::size_t i = 0; i < routes->size(); ++i) {
    if ((*routes)[i].empty()) reader.mistake_in("routes", i, "is empty", "describe the route");
  }
  if ((*routes)[0] == (*routes)[1] && !(*routes)[0].empty()) {
    reader.mistake_in("routes", 1, "is the same as the first", kForm);
  }
  return *routes;
}

EvacuationText read_evacuation(TableReader& reader) {
  EvacuationText text;
  constexpr const char* kPlace = "write the id of a source, or instead area = the name of an area";
  text.table = reference(reader, "");
  text.source = read_word(reader, "source", kPlace);
  text.area = read_word(reader, "area", kPlace);
  if (!reader.has("source") && !reader.has("area")) {
    reader.mistake("source", "is missing", kPlace);
  } else if (reader.has("source") && reader.has("area")) {
    reader.mistake("area", "stands beside source", "write one of the two");
    text.area.word.clear();
  }
  text.sector = reference(reader, "sector");
  text.ways = read_sector(reader);
  std::vector<std::string> routes = read_routes(reader);
  if (text.ways) text.ways->routes = std::move(routes);
  text.all_round = number_within(reader, "all_round", 1.0, kMostMetres,
                                 "write metres from 1 to 100000, such as 500");
  text.all_round_place = reference(reader, "all_round");
  return text;
}

std::vector<Reference> read_contacts(TableReader& reader) {
  constexpr const char* kForm = "write the ids of the contacts of its duty room";
  reader.require("contacts", kForm);
  std::vector<Reference> contacts;
  const auto words = reader.texts("contacts");
  if (!words) return contacts;
  if (words->empty()) reader.mistake("contacts", "names nobody", kForm);
  std::set<std::string> seen;
  for (std::size_t i = 0; i < words->size(); ++i) {
    if (!seen.insert((*words)[i]).second) {
      reader.mistake_in("contacts", i, "\"" + (*words)[i] + "\" stands there already",
                        "name each contact once");
      continue;
    }
    contacts.push_back({(*words)[i], reader.place_of("contacts", i),
                        reader.full("contacts") + "[" + std::to_string(i) + "]"});
  }
  return contacts;
}

NeighbourText read_neighbour(TableReader& reader) {
  NeighbourText text;
  site::NeighbourSpec& neighbour = text.neighbour;
  constexpr const char* kBearing =
      "write degrees from our source towards them, 0 (north) to 360, clockwise";
  constexpr const char* kDistance = "write metres from our source, 1 to 100000";
  reader.require("id", "write a name of a-z, 0-9 and -");
  const auto id = reader.identifier("id");
  text.id = reference(reader, "id", id.value_or(reader.written("id")));
  neighbour.id = text.id.word;
  neighbour.name = reader.text("name").value_or(neighbour.id);
  reader.require("bearing", kBearing);
  neighbour.bearing = number_within(reader, "bearing", 0.0, 360.0, kBearing).value_or(0.0);
  if (neighbour.bearing == 360.0) neighbour.bearing = 0.0;
  reader.require("distance", kDistance);
  neighbour.distance = number_within(reader, "distance", 1.0, kMostMetres, kDistance).value_or(1.0);
  text.contacts = read_contacts(reader);
  if (const auto language = reader.one_of("language", kLanguages)) {
    neighbour.language = kLanguages[*language];
  }
  neighbour.ack_within = duration_within(reader, "ack_within", std::chrono::seconds{30},
                                         std::chrono::hours{1}, "write from \"30s\" to \"1h\"")
                             .value_or(neighbour.ack_within);
  return text;
}

}  // namespace

void read_around(TableReader& reader, AroundText& around) {
  if (const toml::table* table = reader.table("wind")) {
    TableReader inside = reader.inside("wind", *table);
    around.wind = read_wind(inside);
    inside.finish();
  }
  reader.each("evacuation", [&](TableReader& evacuation) {
    around.evacuations.push_back(read_evacuation(evacuation));
  });
  reader.each("neighbour", [&](TableReader& neighbour) {
    around.neighbours.push_back(read_neighbour(neighbour));
  });
}

}  // namespace hazgate::config
