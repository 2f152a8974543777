#include "gateway/config/office_text.hpp"

#include <algorithm>
#include <array>

#include "gateway/config/day_text.hpp"

namespace hazgate::config {
namespace {

using model::TableReader;
using office::Date;
using office::Duty;
using office::Span;

constexpr std::array<std::string_view, 3> kScopes = {"on-site", "special", "comprehensive"};
constexpr std::array<std::string_view, 8> kWeekdays = {"sun", "mon", "tue", "wed",
                                                       "thu", "fri", "sat", "none"};
constexpr std::size_t kNoWeekday = 7;

Reference reference(TableReader& reader, std::string_view key, std::string word) {
  return {std::move(word), reader.place_of(key), reader.full(key)};
}

std::optional<Date> read_date(TableReader& reader, std::string_view key) {
  const auto text = reader.text(key);
  if (!text) return std::nullopt;
  const auto date = office::date_from(*text);
  if (!date) {
    reader.mistake(key, "\"" + *text + "\" is no day", "write YYYY-MM-DD, such as \"2026-05-20\"");
  }
  return date;
}

std::optional<Span> read_span(TableReader& reader, std::string_view key) {
  const auto text = reader.text(key);
  if (!text) return std::nullopt;
  const auto span = office::span_from(*text);
  if (!span) {
    reader.mistake(key, "\"" + *text + "\" is no stretch of the calendar",
                   "write such as \"6 months\", \"1 year\" or \"90 days\"");
  }
  return span;
}

void read_duty(TableReader& reader, EquipmentText& text, Duty duty) {
  const std::string key(office::to_text(duty));
  const toml::table* table = reader.table(key);
  if (table == nullptr) return;
  TableReader inside = reader.inside(key, *table);
  office::DutySpec spec{
      .duty = duty, .last = read_date(inside, "last"), .every = read_span(inside, "every")};
  if (duty == Duty::Certificate) spec.until = read_date(inside, "until");
  const bool until = duty == Duty::Certificate && inside.has("until");
  if (!until) {
    inside.require("last", duty == Duty::Certificate
                               ? "write until = \"2027-03-31\", the day until which it is good"
                               : "write when it was done last, such as \"2026-05-20\"");
  }
  if (!inside.has("every") && !until) {
    spec.every = office::usual_span(text.equipment.kind, duty, text.equipment.explosion_risk);
    if (!spec.every && text.has_kind && inside.has("last")) {
      inside.mistake("every",
                     "is missing, and there is none that is usual for a " +
                         std::string(office::to_text(text.equipment.kind)),
                     "write how often, such as every = \"1 year\"");
    }
  }
  inside.finish();
  text.equipment.duties.push_back(spec);
}

std::vector<Reference> read_references(TableReader& reader, std::string_view key) {
  std::vector<Reference> list;
  const auto words = reader.texts(key).value_or(std::vector<std::string>{});
  for (std::size_t i = 0; i < words.size(); ++i) {
    list.push_back(
        {words[i], reader.place_of(key, i), reader.full(key) + "[" + std::to_string(i) + "]"});
  }
  return list;
}

void read_fixed(TableReader& reader, office::ReportRules& rules) {
  const auto given = reader.texts("fixed").value_or(std::vector<std::string>{});
  for (std::size_t i = 0; i < given.size(); ++i) {
    // In a leap year, so that 29 February is a day that can be refused.
    const auto date = given[i].size() == 5 ? office::date_from("2000-" + given[i]) : std::nullopt;
    if (!date || (date->month() == std::chrono::February && date->day() == std::chrono::day{29})) {
      reader.mistake_in("fixed", i, "\"" + given[i] + "\" is not a day of every year",
                        "write MM-DD, such as \"07-20\"");
      continue;
    }
    const std::chrono::month_day day{date->month(), date->day()};
    if (std::find(rules.fixed.begin(), rules.fixed.end(), day) != rules.fixed.end()) {
      reader.mistake_in("fixed", i, "\"" + given[i] + "\" is there twice", "remove one");
      continue;
    }
    rules.fixed.push_back(day);
  }
  std::sort(rules.fixed.begin(), rules.fixed.end());
}

}  // namespace

EquipmentText read_equipment(TableReader& reader) {
  EquipmentText text;
  office::EquipmentSpec& equipment = text.equipment;
  reader.require("id", "write a name of a-z, 0-9 and -");
  text.id = reference(reader, "id", reader.identifier("id").value_or(reader.written("id")));
  equipment.id = text.id.word;
  equipment.name = reader.text("name").value_or("");
  reader.require("kind",
                 "write what it is: gas-detector, gauge, lightning, safety-valve, vessel, "
                 "fire, certificate or other");
  const auto kind = reader.one_of("kind", office::kEquipmentKindTexts);
  text.has_kind = kind.has_value();
  if (kind) equipment.kind = static_cast<office::EquipmentKind>(*kind);
  text.device = reference(reader, "device", reader.text("device").value_or(""));
  equipment.device = text.device.word;
  equipment.explosion_risk = reader.flag("explosion_risk").value_or(false);
  equipment.certificate = reader.text("number").value_or("");
  equipment.holder = reader.text("holder").value_or("");
  bool any = false;
  for (std::size_t i = 0; i < office::kDutyTexts.size(); ++i) {
    any = any || reader.has(office::kDutyTexts[i]);
    read_duty(reader, text, static_cast<Duty>(i));
  }
  if (!any) {
    reader.mistake("calibration", "nothing is to be done to it",
                   "write calibration, inspection or certificate, such as calibration = { last = "
                   "\"2026-05-20\" }");
  }
  return text;
}

DrillText read_drill(TableReader& reader) {
  constexpr Span kHalfYear{.months = 6};
  constexpr Span kYear{.months = 12};
  const auto scope = reader.one_of("scope", kScopes);
  DrillText drill{.every = scope.value_or(0) == 0 ? kHalfYear : kYear};
  if (const auto every = read_span(reader, "drill_every")) drill.every = *every;
  drill.last = read_date(reader, "last_drill");
  return drill;
}

ReportText read_report(TableReader& reader) {
  ReportText text;
  const toml::table* table = reader.table("report");
  if (table == nullptr) return text;
  TableReader inside = reader.inside("report", *table);
  office::ReportRules& rules = text.rules;
  if (const auto daily = inside.text("daily")) {
    const auto at = time_of_day_from(*daily);
    if (!at) {
      inside.mistake("daily", "\"" + *daily + "\" is not a time of day",
                     "write HH:MM, from \"00:00\" to \"23:59\"; there is a report every day");
    }
    rules.at = at.value_or(rules.at);
  }
  if (const auto weekly = inside.one_of("weekly", kWeekdays)) {
    rules.weekly.reset();
    if (*weekly != kNoWeekday) rules.weekly = std::chrono::weekday{static_cast<unsigned>(*weekly)};
  }
  if (const auto by = inside.integer("monthly_by", 0, 28)) {
    rules.monthly_by = static_cast<unsigned>(*by);
  }
  rules.quarterly = inside.flag("quarterly").value_or(rules.quarterly);
  rules.half_yearly = inside.flag("half_yearly").value_or(rules.half_yearly);
  read_fixed(inside, rules);
  text.to = read_references(inside, "to");
  inside.finish();
  return text;
}

}  // namespace hazgate::config
