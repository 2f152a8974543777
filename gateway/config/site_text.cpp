#include "gateway/config/site_text.hpp"

#include <algorithm>
#include <array>

#include "drivers/model/reader.hpp"
#include "gateway/config/office_text.hpp"
#include "gateway/config/plan_text.hpp"
#include "gateway/config/references.hpp"
#include "gateway/config/sections.hpp"

namespace hazgate::config {
namespace {

using model::TableReader;

constexpr std::array<std::string_view, 3> kOnBad = {"alarm", "normal", "drop"};
constexpr std::array<std::string_view, 2> kUnitKinds = {"production", "storage"};

/// 0 and 255 stand for the one device behind a TCP address; SiteCheck refuses them on a line.
std::optional<int> read_unit(TableReader& reader) {
  const auto given = reader.value("unit");
  const auto* unit = given ? std::get_if<std::int64_t>(&*given) : nullptr;
  if (unit != nullptr && (*unit == 0 || *unit == 255)) return static_cast<int>(*unit);
  const auto usual = reader.integer("unit", 1, 247);
  return usual ? std::optional(static_cast<int>(*usual)) : std::nullopt;
}

VesselText read_vessel(TableReader& reader) {
  VesselText vessel;
  reader.require("point", "write the id of the point that measures it, such as \"pressure\"");
  vessel.point = read_reference(reader, "point");
  bool any = false;
  for (const auto& [key, target] :
       {std::pair{"trip", &vessel.trip}, std::pair{"safety_valve", &vessel.safety_valve},
        std::pair{"mawp", &vessel.mawp}, std::pair{"design", &vessel.design}}) {
    const auto value = reader.number(key);
    any = any || reader.has(key);
    if (value) *target = {*value, {reader.place_of(key), reader.full(key)}};
  }
  if (!any) {
    reader.mistake("trip", "says nothing about the vessel",
                   "write trip, safety_valve, mawp or design, in the point's unit");
  }
  return vessel;
}

DeviceText read_device(TableReader& reader) {
  DeviceText device;
  device.id = read_id(reader);
  reader.require("bus", "write the id of the bus it hangs on");
  reader.require("unit", "write its unit id on the bus, 1 to 247");
  device.bus = read_reference(reader, "bus");
  device.model = read_reference(reader, "model");
  device.name = reader.text("name").value_or("");
  device.area = reader.text("area").value_or("");
  device.unit = reference(reader, "unit", "");
  device.unit_id = read_unit(reader);
  device.poll = model::read_poll(reader);
  device.queue = model::read_queue(reader);
  device.telemetry = read_device_telemetry(reader);
  reader.each("point", [&](TableReader& table) {
    if (auto point = model::read_point(table)) {
      device.points.push_back(std::move(*point));
    } else {
      device.incomplete = true;
    }
  });
  reader.each("alarm",
              [&](TableReader& table) { device.alarms.push_back(model::read_alarm(table)); });
  device.gas = model::read_gas(reader);
  reader.each("vessel", [&](TableReader& table) { device.vessels.push_back(read_vessel(table)); });
  if (!reader.has("model") && !reader.has("point")) {
    reader.mistake("model", "the device has neither a model nor points",
                   "write model = \"…\", or [[device.point]] tables");
  }
  return device;
}

VoteText read_vote(TableReader& reader) {
  VoteText vote;
  vote.id = read_id(reader);
  if (!reader.has("points")) {
    reader.require("members", "write the ids of the alarms that vote, or points = […]");
  }
  reader.require("need", "write how many members must be in alarm");
  vote.members = read_references(reader, "members");
  vote.points = read_references(reader, "points");
  for (const char* key : {"members", "points"}) {
    if (const auto given = reader.texts(key); given && given->empty()) {
      reader.mistake(key, "names nothing", "write the ids of those that vote");
    }
  }
  if (reader.has("points") && reader.has("members")) {
    reader.mistake("points", "stands beside members", "write one of the two");
  }
  vote.need = reference(reader, "need", "");
  vote.need_count = reader.integer("need", 1, 64).value_or(0);
  if (const auto on_bad = reader.one_of("on_bad", kOnBad)) {
    vote.on_bad = static_cast<alarm::OnBad>(*on_bad);
  }
  model::AlarmText& alarm = vote.alarm;
  alarm.place = reader.place();
  alarm.path = reader.path();
  alarm.title = reader.text("name");
  model::read_manner(reader, alarm);
  if (reader.has("points")) model::read_condition(reader, alarm);
  model::mark(reader, alarm);
  return vote;
}

SuppressionText read_suppression(TableReader& reader) {
  SuppressionText text;
  text.id = read_id(reader);
  reader.require("alarms", "write the ids of the alarms that mean nothing then");
  reader.require("point", "write the id of the point that says so");
  reader.require("states", "write the states of the point: states = [false]");
  reader.require("approved_by", "write who has approved the rule");
  text.alarms = read_references(reader, "alarms");
  text.point = read_reference(reader, "point");
  text.approved_by = reader.text("approved_by").value_or("");
  text.basis = reader.text("basis").value_or("");
  text.when.place = reader.place();
  text.when.path = reader.path();
  text.when.point = text.point.word;
  text.when.name = "when";
  text.when.kind = "state";
  text.when.states = reader.values("states");
  model::mark(reader, text.when);
  return text;
}

GroupText read_group(TableReader& reader) {
  GroupText text;
  text.id = read_id(reader);
  reader.require("alarms", "write the ids of the alarms of which the first is worth knowing");
  text.alarms = read_references(reader, "alarms");
  return text;
}

ContactText read_contact(TableReader& reader) {
  ContactText text;
  text.id = read_id(reader);
  reader.require("role", "write the role that plans name");
  site::ContactSpec& contact = text.contact;
  contact.id = text.id.word;
  contact.name = reader.text("name").value_or("");
  contact.role = reader.text("role").value_or("");
  text.ways = read_ways(reader);
  contact.sms = text.ways.sms.word;
  contact.email = text.ways.email.word;
  contact.webhook = text.ways.webhook.word;
  return text;
}

SubstanceText read_substance(TableReader& reader) {
  SubstanceText substance;
  const auto word = [&](const char* key) {
    const auto given = reader.text(key);
    if (reader.has(key) && !given) substance.doubtful = true;
    return reference(reader, key, given.value_or(""));
  };
  substance.place = reference(reader, "", "");
  substance.name = word("name");
  substance.cas = word("cas");
  substance.title = word("title");
  if (reader.is_list("class")) {
    substance.classes = read_references(reader, "class");
    if (substance.classes.empty() && !reader.texts("class")) substance.doubtful = true;
  } else if (Reference symbol = word("class"); !symbol.word.empty()) {
    substance.classes = {std::move(symbol)};
  }
  reader.require("tonnes", "write the most that the unit is designed to hold, in tonnes");
  substance.tonnes = reference(reader, "tonnes", "");
  substance.quantity = reader.number("tonnes");
  return substance;
}

void read_responsible(TableReader& reader, Responsible& responsible) {
  const toml::table* table = reader.table("responsible");
  if (table == nullptr) return;
  TableReader inside = reader.inside("responsible", *table);
  responsible.main = inside.text("main").value_or("");
  responsible.technical = inside.text("technical").value_or("");
  responsible.operational = inside.text("operational").value_or("");
  inside.finish();
}

SourceText read_source(TableReader& reader) {
  SourceText source;
  source.id = read_id(reader);
  source.name = reader.text("name").value_or(source.id.word);
  source.area = reader.text("area").value_or("");
  reader.require("kind", "write production or storage");
  if (const auto kind = reader.one_of("kind", kUnitKinds))
    source.kind = static_cast<hazard::UnitKind>(*kind);
  reader.require(
      "people_within_500m",
      "write how many people live within 500 m outside the plant's boundary, 0 if nobody");
  source.people = reference(reader, "people_within_500m", "");
  source.people_within_500m = reader.integer("people_within_500m", 0, 100'000'000).value_or(0);
  read_responsible(reader, source.responsible);
  source.substance = reference(reader, "substance", "");
  source.doubtful = reader.has("substance") && !reader.is_list("substance");
  reader.each("substance", [&](TableReader& substance) {
    source.substances.push_back(read_substance(substance));
  });
  return source;
}

}  // namespace

SiteText read_site(const toml::table& table, const std::string& file, model::Mistakes& mistakes) {
  SiteText site;
  TableReader reader(table, {}, file, mistakes);
  read_sections(reader, site);
  reader.each("bus", [&](TableReader& bus) {
    const Reference id = read_id(bus);
    site.buses.push_back(read_bus(bus));
    site.buses.back().id = id;
    site.buses.back().device = reference(bus, "device", "");
  });
  reader.each("device", [&](TableReader& device) { site.devices.push_back(read_device(device)); });
  reader.each("alarm",
              [&](TableReader& alarm) { site.alarms.push_back(model::read_alarm(alarm)); });
  reader.each("vote", [&](TableReader& vote) { site.votes.push_back(read_vote(vote)); });
  reader.each("suppression",
              [&](TableReader& rule) { site.suppressions.push_back(read_suppression(rule)); });
  reader.each("group", [&](TableReader& group) { site.groups.push_back(read_group(group)); });
  reader.each("equipment",
              [&](TableReader& thing) { site.equipment.push_back(read_equipment(thing)); });
  site.report = read_report(reader);
  read_notify(reader, site.notify);
  reader.each("contact",
              [&](TableReader& contact) { site.contacts.push_back(read_contact(contact)); });
  reader.each("ventilation",
              [&](TableReader& fan) { site.ventilations.push_back(read_ventilation(fan)); });
  reader.each("duty", [&](TableReader& duty) { site.duties.push_back(read_duty(duty)); });
  reader.each("holiday", [&](TableReader& day) {
    if (const auto holiday = read_holiday(day)) site.holidays.push_back(*holiday);
  });
  reader.each("plan", [&](TableReader& plan) { site.plans.push_back(read_plan(plan)); });
  reader.each("source", [&](TableReader& source) { site.sources.push_back(read_source(source)); });
  reader.each("season", [&](TableReader& season) {
    const Reference id = read_id(season);
    site.seasons.push_back(read_season(season, id));
  });
  read_around(reader, site.around);
  reader.finish();
  return site;
}

}  // namespace hazgate::config
