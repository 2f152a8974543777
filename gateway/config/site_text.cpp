#include "gateway/config/site_text.hpp"

#include <algorithm>
#include <array>

#include "drivers/model/reader.hpp"
#include "gateway/config/office_text.hpp"
#include "gateway/config/sections.hpp"

namespace hazgate::config {
namespace {

using model::TableReader;

constexpr std::array<std::string_view, 3> kOnBad = {"alarm", "normal", "drop"};
constexpr std::array<std::string_view, 3> kStepKinds = {"write", "notify", "publish"};
constexpr std::array<std::string_view, 3> kUnless = {"acknowledged", "closed", "cleared"};
constexpr std::array<std::string_view, 4> kLevels = {"I", "II", "III", "IV"};
constexpr std::array<std::string_view, 2> kUnitKinds = {"production", "storage"};
constexpr std::array<std::string_view, 5> kChannels = {"sms", "email", "webhook", "mqtt", "siren"};

Reference reference(TableReader& reader, std::string_view key, std::string word) {
  return {std::move(word), reader.place_of(key), reader.full(key)};
}

Reference read_id(TableReader& reader) {
  reader.require("id", "write a name of a-z, 0-9 and -");
  const auto id = reader.identifier("id");
  // A wrong id stays in use, so that what refers to it is not a mistake too.
  return reference(reader, "id", id.value_or(reader.written("id")));
}

Reference read_reference(TableReader& reader, std::string_view key) {
  return reference(reader, key, reader.text(key).value_or(""));
}

std::vector<Reference> read_references(TableReader& reader, std::string_view key) {
  std::vector<Reference> list;
  const auto words = reader.texts(key).value_or(std::vector<std::string>{});
  list.reserve(words.size());
  for (std::size_t i = 0; i < words.size(); ++i) {
    list.push_back(
        {words[i], reader.place_of(key, i), reader.full(key) + "[" + std::to_string(i) + "]"});
  }
  return list;
}

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

void check_channels(TableReader& reader, const std::vector<std::string>& via) {
  for (std::size_t i = 0; i < via.size(); ++i) {
    if (std::find(kChannels.begin(), kChannels.end(), via[i]) != kChannels.end()) continue;
    reader.mistake_in("via", i, "\"" + via[i] + "\" is not a channel",
                      "use sms, email, webhook, mqtt or siren");
  }
}

/// The keys that mean something for one kind of step only.
void check_step_keys(TableReader& reader, emergency::StepKind kind) {
  const auto only_for = [&](std::initializer_list<const char*> keys, bool fits, const char* what) {
    for (const char* key : keys) {
      if (reader.has(key) && !fits) {
        reader.mistake(key, std::string("belongs to a ") + what + " step", "remove it");
      }
    }
  };
  only_for({"point", "value", "on_close"}, kind == emergency::StepKind::Write, "write");
  only_for({"role", "via"}, kind == emergency::StepKind::Notify, "notify");
  only_for({"text"}, kind != emergency::StepKind::Write, "notify or publish");
}

StepText read_step(TableReader& reader) {
  StepText text;
  emergency::StepSpec& step = text.step;
  reader.require("do", "write write, notify or publish");
  step.after = reader.duration("after").value_or(Duration{});
  if (const auto unless = reader.one_of("unless", kUnless)) {
    step.unless = static_cast<emergency::Unless>(*unless + 1);
  }
  const auto kind = reader.one_of("do", kStepKinds);
  text.point = read_reference(reader, "point");
  text.value = reference(reader, "value", "");
  text.on_close = reference(reader, "on_close", "");
  text.role = read_reference(reader, "role");
  step.value = reader.value("value").value_or(Value{});
  step.on_close = reader.value("on_close");
  step.role = text.role.word;
  step.via = reader.texts("via").value_or(std::vector<std::string>{});
  step.text = reader.text("text").value_or("");
  if (!kind) return text;
  step.kind = static_cast<emergency::StepKind>(*kind);
  check_step_keys(reader, step.kind);
  check_channels(reader, step.via);
  if (step.kind == emergency::StepKind::Write) {
    reader.require("point", "write the point to be written");
    reader.require("value", "write the value to be written");
  }
  if (step.kind == emergency::StepKind::Notify) reader.require("role", "write who is told");
  return text;
}

PlanText read_plan(TableReader& reader) {
  PlanText plan;
  plan.id = read_id(reader);
  plan.name = reader.text("name").value_or(plan.id.word);
  if (const auto level = reader.one_of("level", kLevels)) plan.level = kLevels[*level];
  reader.require("trigger", "write the ids of the alarms that start the plan");
  plan.drill = read_drill(reader);
  plan.trigger = read_references(reader, "trigger");
  if (const auto given = reader.texts("trigger"); given && given->empty()) {
    reader.mistake("trigger", "no alarm starts this plan", "write the ids of the alarms that do");
  }
  reader.each("step", [&](TableReader& step) { plan.steps.push_back(read_step(step)); });
  if (!reader.has("step")) {
    reader.mistake("step", "the plan does nothing", "write [[plan.step]] tables");
  }
  return plan;
}

ContactText read_contact(TableReader& reader) {
  ContactText text;
  text.id = read_id(reader);
  reader.require("role", "write the role that plans name");
  site::ContactSpec& contact = text.contact;
  contact.id = text.id.word;
  contact.name = reader.text("name").value_or("");
  contact.role = reader.text("role").value_or("");
  contact.sms = reader.text("sms").value_or("");
  contact.email = reader.text("email").value_or("");
  contact.webhook = reader.text("webhook").value_or("");
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
  reader.each("contact",
              [&](TableReader& contact) { site.contacts.push_back(read_contact(contact)); });
  reader.each("plan", [&](TableReader& plan) { site.plans.push_back(read_plan(plan)); });
  reader.each("source", [&](TableReader& source) { site.sources.push_back(read_source(source)); });
  reader.each("season", [&](TableReader& season) {
    const Reference id = read_id(season);
    site.seasons.push_back(read_season(season, id));
  });
  reader.finish();
  return site;
}

}  // namespace hazgate::config
