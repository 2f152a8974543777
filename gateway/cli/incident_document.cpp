#include "gateway/cli/incident_document.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cmath>
#include <string_view>
#include <utility>

#include "gateway/control/json_text.hpp"
#include "gateway/core/emergency/accident.hpp"

namespace hazgate::cli {
namespace {

namespace json = boost::json;

constexpr std::int64_t kHour = 3'600'000;
constexpr std::int64_t kDay = 24 * kHour;

/// No figure is larger: 1 million million yuan.
constexpr double kMostFigure = 1e12;

constexpr auto kUsable = std::to_array<std::string_view>({"good", "uncertain", "simulated"});

CourseReading reading_from(const Item& item) {
  CourseReading reading{.t = integer_of(item, "t").value_or(0),
                        .quality = text_of(item, "quality"),
                        .gap = flag_of(item, "gap")};
  reading.usable = std::find(kUsable.begin(), kUsable.end(), reading.quality) != kUsable.end();
  if (!reading.usable) return reading;
  reading.value = number_of(item, "value");
  reading.text = text_of(item, "value");
  const json::value* value = item.if_contains("value");
  if (value != nullptr && value->is_bool()) reading.value = value->get_bool() ? 1.0 : 0.0;
  reading.usable = reading.value.has_value() || !reading.text.empty();
  return reading;
}

PointCourse point_from(const Item& item) {
  PointCourse point{.id = text_of(item, "id"),
                    .name = text_of(item, "name"),
                    .unit = text_of(item, "unit"),
                    .device = text_of(item, "device"),
                    .device_name = text_of(item, "device_name"),
                    .area = text_of(item, "area"),
                    .whole = flag_of(item, "whole"),
                    .error = text_of(item, "error")};
  const Item overdue = part_of(item, "overdue");
  point.overdue_duty = text_of(overdue, "duty");
  point.overdue_since = text_of(overdue, "due");
  for (const Item& each : list_of(item, "readings")) point.readings.push_back(reading_from(each));
  for (const Item& each : list_of(item, "limits")) {
    const auto value = number_of(each, "value");
    if (!value) continue;
    point.limits.push_back(
        {text_of(each, "alarm"), text_of(each, "name"), *value, flag_of(each, "low")});
  }
  return point;
}

/// The pieces of a point's readings go where the point is.
void add_readings(Items& points, const Item& piece) {
  for (Item& point : points) {
    if (text_of(point, "id") != text_of(piece, "of")) continue;
    json::value& readings = point["readings"];
    if (!readings.is_array()) readings = json::array{};
    for (const Item& reading : list_of(piece, "readings")) readings.get_array().push_back(reading);
    for (const char* key : {"whole", "error"}) {
      if (piece.contains(key)) point[key] = piece.at(key);
    }
  }
}

/// The event lane in its own order, whatever the clock said; what people did between it by its time.
std::vector<RecordEntry> in_order(std::vector<RecordEntry> entries) {
  const auto is_audit = [](const RecordEntry& e) { return e.kind == "audit"; };
  const auto split = std::stable_partition(entries.begin(), entries.end(),
                                           [&](const RecordEntry& e) { return !is_audit(e); });
  const auto by_seq = [](const RecordEntry& a, const RecordEntry& b) { return a.seq < b.seq; };
  std::sort(entries.begin(), split, by_seq);
  std::sort(split, entries.end(), by_seq);
  std::vector<RecordEntry> merged;
  auto event = entries.begin(), audit = split;
  while (event != split || audit != entries.end()) {
    const bool takes_event = audit == entries.end() || (event != split && event->t <= audit->t);
    merged.push_back(std::move(takes_event ? *event++ : *audit++));
  }
  return merged;
}

json::array array_of(const Items& items) {
  json::array array;
  for (const Item& item : items) array.push_back(item);
  return array;
}

json::array array_of(const std::vector<RecordEntry>& entries) {
  json::array array;
  for (const RecordEntry& entry : entries) array.push_back(entry.body);
  return array;
}

AlarmSummary summary_of(const Item& facts, const std::vector<RecordEntry>& entries) {
  AlarmSummary summary{.facts = facts};
  for (const RecordEntry& entry : entries) {
    if (entry.kind != "alarm" || text_of(entry.body, "id") != text_of(facts, "id")) continue;
    const std::string to = text_of(entry.body, "to"), from = text_of(entry.body, "from");
    if (to == "active" && from != "active") {
      ++summary.times;
      if (!summary.raised) {
        summary.raised = entry.t;
        summary.raised_seq = entry.seq;
      }
      if (const auto limit = number_of(entry.body, "limit")) summary.facts["limit"] = *limit;
    }
    if (text_of(entry.body, "cause") == "ack") {
      summary.acknowledged = entry.t;
      summary.acknowledged_by = text_of(entry.body, "by");
    }
    summary.state = to;
    summary.normal = to == "normal" ? std::optional(entry.t) : std::nullopt;
  }
  return summary;
}

/// A limit may have been another one when the alarm came.
void take_limits_of(const std::vector<AlarmSummary>& alarms, std::vector<PointCourse>& points) {
  for (PointCourse& point : points) {
    for (CourseLimit& limit : point.limits) {
      const auto found = std::find_if(alarms.begin(), alarms.end(), [&](const AlarmSummary& a) {
        return text_of(a.facts, "id") == limit.alarm;
      });
      if (found == alarms.end()) continue;
      limit.value = number_of(found->facts, "limit").value_or(limit.value);
    }
  }
}

/// What the rules ask when the daemon says nothing of its clocks. The 2 h begin when the report of
/// the first hour is received, which nobody knows here.
std::vector<ReportClock> clocks_by_rule(std::optional<std::int64_t> opened) {
  std::vector<ReportClock> clocks{{"1h"}, {"2h"}, {"24h"}, {"3d"}, {"30d"}};
  if (!opened) return clocks;
  clocks[0].due = *opened + kHour;
  clocks[2].due = *opened + kDay;
  clocks[3].due = *opened + 3 * kDay;
  clocks[4].due = *opened + 30 * kDay;
  return clocks;
}

std::vector<ReportClock> clocks_of(const Item& incident) {
  std::vector<ReportClock> clocks;
  for (const Item& each : list_of(incident, "clocks")) {
    clocks.push_back({text_of(each, "clock"), integer_of(each, "due"), integer_of(each, "reported"),
                      text_of(each, "by"), text_of(each, "to")});
  }
  return clocks.empty() ? clocks_by_rule(integer_of(incident, "opened")) : clocks;
}

/// Where a figure of the report may stand: the incident, a part of it, or an entry of its record.
Items places_of(const IncidentDocument& document) {
  Items places;
  const auto add = [&](const Item& item) {
    places.push_back(item);
    for (const char* part : {"report", "reported", "casualties", "losses", "review"}) {
      if (Item inner = part_of(item, part); !inner.empty()) places.push_back(std::move(inner));
    }
  };
  for (const RecordEntry& entry : document.entries) {
    if (entry.kind == "incident") add(entry.body);
  }
  add(document.incident);
  return places;
}

std::optional<double> last_number(const Items& places, std::initializer_list<const char*> keys) {
  std::optional<double> found;
  for (const Item& place : places) {
    for (const char* key : keys) {
      if (const auto number = number_of(place, key)) found = number;
    }
  }
  return found;
}

std::string last_text(const Items& places, std::initializer_list<const char*> keys) {
  std::string found;
  for (const Item& place : places) {
    for (const char* key : keys) {
      if (std::string text = text_of(place, key); !text.empty()) found = std::move(text);
    }
  }
  return found;
}

/// What the daemon says, else what the table says of the figures.
std::string accident_of(const Item& incident, const Losses& losses) {
  if (std::string told = text_of(incident, "accident"); !told.empty()) return told;
  const auto sum = [](std::initializer_list<std::optional<double>> figures) {
    double all = 0.0;
    for (const auto& figure : figures) all += std::clamp(figure.value_or(0.0), 0.0, kMostFigure);
    return static_cast<std::int64_t>(std::floor(all));
  };
  const auto grade = emergency::accident_grade({.deaths = sum({losses.deaths, losses.missing}),
                                                .serious = sum({losses.injured, losses.poisoned}),
                                                .loss = sum({losses.loss})});
  return grade ? std::string(emergency::to_text(*grade)) : std::string();
}

void read_report(IncidentDocument& document) {
  const Items places = places_of(document);
  document.losses = {.deaths = last_number(places, {"deaths", "dead"}),
                     .injured = last_number(places, {"injured", "injuries", "serious",
                                                     "serious_injuries", "seriously_injured"}),
                     .light = last_number(places, {"light"}),
                     .poisoned = last_number(places, {"poisoned", "poisonings"}),
                     .missing = last_number(places, {"missing"}),
                     .loss = last_number(places, {"loss", "direct_loss", "loss_yuan"}),
                     .scene = last_text(places, {"scene", "place"}),
                     .text = last_text(places, {"casualties", "losses", "damage"})};
  document.accident = accident_of(document.incident, document.losses);
  const Item close = part_of(document.incident, "review");
  document.closing = {text_of(close, "cause"), text_of(close, "people"), text_of(close, "measures"),
                      text_of(close, "education")};
  document.clocks = clocks_of(document.incident);
}

void take_entry(IncidentDocument& document, const Item& body) {
  RecordEntry entry{.kind = text_of(body, "kind"),
                    .seq = static_cast<std::uint64_t>(integer_of(body, "seq").value_or(0)),
                    .t = integer_of(body, "t").value_or(0),
                    .body = body};
  if (entry.kind != "audit") {
    const bool first = document.first_seq == 0 || entry.seq < document.first_seq;
    document.first_seq = first ? entry.seq : document.first_seq;
    document.last_seq = std::max(document.last_seq, entry.seq);
  }
  document.has_beginning = document.has_beginning || text_of(body, "entry") == "opened";
  document.entries.push_back(std::move(entry));
}

std::string json_form(const Item& head, const Items& points, const IncidentDocument& document) {
  Item form{{"form", "hazgate-incident-1"}};
  for (const auto& [key, value] : head) form[key] = value;
  form["points"] = array_of(points);
  form["record"] = Item{{"epoch", document.epoch},
                        {"first_seq", document.first_seq},
                        {"last_seq", document.last_seq}};
  form["timeline"] = array_of(document.entries);
  return control::json_text(form);
}

}  // namespace

IncidentDocument incident_document(const Items& answers) {
  IncidentDocument document;
  Item head;
  Items points;
  for (const Item& answer : answers) {
    if (answer.contains("incident")) {
      head = answer;
      points = list_of(answer, "points");
    } else if (answer.contains("readings")) {
      add_readings(points, answer);
    } else if (answer.contains("event")) {
      take_entry(document, part_of(answer, "event"));
    }
  }
  document.site = part_of(head, "site");
  document.incident = part_of(head, "incident");
  document.steps = list_of(head, "steps");
  document.sources = list_of(head, "sources");
  for (const Item& contact : list_of(head, "contacts")) {
    document.contacts[text_of(contact, "id")] = text_of(contact, "name");
  }
  document.from = integer_of(head, "from").value_or(0);
  document.to = integer_of(head, "to").value_or(0);
  document.readings_to = integer_of(head, "readings_to").value_or(document.to);
  document.points_left_out =
      static_cast<std::uint64_t>(integer_of(head, "points_left_out").value_or(0));
  document.epoch = text_of(head, "epoch");
  document.entries = in_order(std::move(document.entries));
  for (const Item& point : points) document.points.push_back(point_from(point));
  for (const Item& facts : list_of(head, "alarms")) {
    AlarmSummary summary = summary_of(facts, document.entries);
    if (flag_of(facts, "trigger") || flag_of(facts, "member") || summary.times > 0) {
      document.alarms.push_back(std::move(summary));
    }
  }
  take_limits_of(document.alarms, document.points);
  read_report(document);
  document.json = json_form(head, points, document);
  return document;
}

}  // namespace hazgate::cli
