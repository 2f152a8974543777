#include "gateway/cli/incident_rows.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <fmt/core.h>

#include "gateway/cli/times.hpp"
#include "gateway/control/json_text.hpp"

namespace hazgate::cli {
namespace {

namespace json = boost::json;

constexpr std::string_view kGateway = "hazgated";

/// Fields that a row shows elsewhere, or that say nothing to a reader.
constexpr auto kShownElsewhere = std::to_array<std::string_view>(
    {"kind", "epoch", "seq", "t", "incident", "plan", "entry", "step", "alarm", "by", "drill",
     "point", "role", "via", "value"});

/// Whose texts are words of the contract. What a person wrote is never translated.
constexpr auto kOfTheContract = std::to_array<std::string_view>(
    {"value", "quality", "flags", "via", "channel", "grade", "from_grade", "to_grade"});

/// "deaths 1, seriously injured 2". Words only of what the contract has: a text that a person wrote stands
/// in no object of it.
std::string object_in_words(const Item& object, const ReportWords& words) {
  std::string all;
  for (const auto& [key, value] : object) {
    const bool plain = !value.is_object() && !value.is_array();
    all += (all.empty() ? "" : ", ") + words.word(key) + " " +
           (plain ? words.word(shown(value)) : control::json_text(value));
  }
  return all;
}

std::string value_in_words(const json::value& value, bool of_contract, const ReportWords& words) {
  if (value.is_object()) return object_in_words(value.get_object(), words);
  if (value.is_array()) {
    std::string all;
    for (const json::value& each : value.get_array()) {
      if (!all.empty()) all += ", ";
      all += value_in_words(each, of_contract, words);
    }
    return all;
  }
  return of_contract || value.is_bool() ? words.word(shown(value)) : shown(value);
}

std::string field_in_words(std::string_view key, const json::value& value,
                           const ReportWords& words) {
  if (key == "due" && value.is_int64()) return words.moment(value.get_int64());
  const auto& own = kOfTheContract;
  return value_in_words(value, std::find(own.begin(), own.end(), key) != own.end(), words);
}

/// "Wang (wang)"
std::string contact_text(const IncidentDocument& document, const std::string& id) {
  const auto found = document.contacts.find(id);
  if (found == document.contacts.end() || found->second.empty()) return id;
  return found->second == id ? id : found->second + " (" + id + ")";
}

/// The entry with the names of people beside their ids.
Item with_names(const IncidentDocument& document, Item body) {
  for (const char* key : {"contact", "contacts"}) {
    json::value* value = body.if_contains(key);
    if (value == nullptr) continue;
    if (value->is_string()) *value = contact_text(document, text_of(body, key));
    if (!value->is_array()) continue;
    for (json::value& each : value->get_array()) {
      if (each.is_string()) each = contact_text(document, std::string(each.get_string()));
    }
  }
  return body;
}

std::string field(const Item& body, const char* key, const ReportWords& words) {
  const json::value* value = body.if_contains(key);
  return value == nullptr || value->is_null() ? std::string() : field_in_words(key, *value, words);
}

void join(std::string& text, const std::string& more, const char* between) {
  if (more.empty()) return;
  if (!text.empty()) text += between;
  text += more;
}

std::string person(const Item& body, const ReportWords& words) {
  const std::string by = text_of(body, "by");
  return by.empty() || by == kGateway ? words.say(ReportText::GatewayItself) : by;
}

/// "relay-1.siren", "shift-leader"
std::string subject(const Item& body, const ReportWords& words) {
  std::string text = text_of(body, "point");
  join(text, field(body, "role", words), " ");
  const std::string via = field(body, "via", words);
  if (!via.empty()) text += " (" + via + ")";
  return text;
}

std::string rest_of(const Item& body, const ReportWords& words) {
  std::string text = field(body, "value", words);
  for (const auto& [key, value] : body) {
    const auto& hidden = kShownElsewhere;
    if (std::find(hidden.begin(), hidden.end(), key) != hidden.end() || value.is_null()) continue;
    const std::string said = field_in_words(key, value, words);
    if (said.empty()) continue;
    const bool plain = key == "text" || key == "note" || key == "contacts";
    join(text, plain ? said : words.word(key) + ": " + said, "; ");
  }
  return text;
}

TimelineRow incident_row(const Item& body, const ReportWords& words) {
  const std::string kind = text_of(body, "entry");
  TimelineRow row{.who = person(body, words), .what = words.word(kind)};
  join(row.what, subject(body, words), " ");
  row.cause = text_of(body, "alarm");
  if (const auto step = integer_of(body, "step")) {
    join(row.cause, words.say(ReportText::Step, {std::to_string(*step + 1)}), ", ");
  }
  row.result = rest_of(body, words);
  row.failed = kind.find("failed") != std::string::npos;
  return row;
}

TimelineRow alarm_row(const RecordEntry& entry, const ReportWords& words) {
  const Item& body = entry.body;
  const std::string from = text_of(body, "from"), to = text_of(body, "to");
  TimelineRow row{.who = person(body, words),
                  .what = words.say(ReportText::Alarm) + " " + text_of(body, "id")};
  if (from != to) row.what += ": " + words.word(from) + " → " + words.word(to);
  row.cause = words.word(text_of(body, "cause"));
  row.result = field(body, "value", words);
  const std::string limit = field(body, "limit", words), quality = text_of(body, "quality");
  if (!limit.empty()) join(row.result, words.say(ReportText::Limit) + " " + limit, ", ");
  if (!quality.empty() && quality != "good") join(row.result, words.word(quality), ", ");
  join(row.result, field(body, "flags", words), "; ");
  join(row.result, text_of(body, "note"), "; ");
  return row;
}

/// Commands about alarms have their arguments as target: {"alarms":["gd-101.gas.HH"],…}.
std::string target_text(const std::string& target, const ReportWords& words) {
  json::error_code error;
  const json::value parsed = json::parse(target, error);
  if (error || !parsed.is_object()) return target;
  const Item& args = parsed.get_object();
  return flag_of(args, "all") ? words.word("all") : joined(args, "alarms");
}

TimelineRow audit_row(const RecordEntry& entry, const ReportWords& words) {
  const Item& body = entry.body;
  const bool ok = flag_of(body, "ok");
  TimelineRow row{.who = person(body, words),
                  .what = words.word(text_of(body, "op")),
                  .cause = words.word(text_of(body, "from")),
                  .result = words.word(ok ? "done" : "refused"),
                  .failed = !ok};
  join(row.what, target_text(text_of(body, "target"), words), " ");
  join(row.result, text_of(body, "note"), "; ");
  join(row.result, text_of(body, "error"), "; ");
  return row;
}

}  // namespace

std::vector<TimelineRow> timeline_rows(const IncidentDocument& document, const ReportWords& words) {
  std::vector<TimelineRow> rows;
  for (const RecordEntry& entry : document.entries) {
    TimelineRow row = entry.kind == "alarm" ? alarm_row(entry, words)
                      : entry.kind == "audit"
                          ? audit_row(entry, words)
                          : incident_row(with_names(document, entry.body), words);
    row.number = (entry.kind == "audit" ? "A" : "") + std::to_string(entry.seq);
    row.t = entry.t;
    row.kind = entry.kind;
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<OutputRow> output_rows(const IncidentDocument& document, const ReportWords& words) {
  std::vector<OutputRow> rows;
  for (const RecordEntry& entry : document.entries) {
    const std::string kind = text_of(entry.body, "entry");
    const auto step = integer_of(entry.body, "step");
    if (kind == "feedback-missed") {
      const auto of_step = std::find_if(rows.rbegin(), rows.rend(),
                                        [&](const OutputRow& row) { return row.step == step; });
      if (of_step == rows.rend()) continue;
      ++of_step->failures;
      of_step->result = words.word(kind) + " " + text_of(entry.body, "point");
      continue;
    }
    if (kind != "write" && kind != "write-done" && kind != "write-failed") continue;
    const std::string point = text_of(entry.body, "point");
    const std::string value = field(entry.body, "value", words);
    const std::string output = value.empty() ? point : point + " = " + value;
    // A failure may not say what was to be written: it belongs to the last order of its output.
    auto row = std::find_if(rows.rbegin(), rows.rend(), [&](const OutputRow& r) {
      return r.output == output || (value.empty() && r.output.rfind(point + " = ", 0) == 0);
    });
    if (kind == "write" || row == rows.rend()) {
      if (row == rows.rend()) {
        rows.push_back({.output = output});
        row = rows.rbegin();
      }
      if (!row->ordered) row->ordered = entry.t;
      row->step = step;
    }
    if (kind == "write-done" && !row->confirmed) row->confirmed = entry.t;
    if (kind == "write-failed") ++row->failures;
    if (std::string text = text_of(entry.body, "text"); !text.empty()) row->result = text;
  }
  return rows;
}

std::vector<PersonRow> person_rows(const IncidentDocument& document, const ReportWords& words) {
  constexpr auto kOfPeople = std::to_array<std::string_view>(
      {"notify", "told", "sent", "delivered", "failed", "acknowledged", "reported", "silenced"});
  std::vector<PersonRow> rows;
  for (const RecordEntry& entry : document.entries) {
    const Item body = with_names(document, entry.body);
    const std::string kind = text_of(body, "entry");
    if (std::find(kOfPeople.begin(), kOfPeople.end(), kind) == kOfPeople.end()) continue;
    PersonRow row{.t = entry.t, .what = words.word(kind), .how = field(body, "via", words)};
    for (const char* key : {"role", "contacts", "contact", "to", "by"}) {
      const std::string who = field(body, key, words);
      if (who != kGateway) join(row.who, who, ": ");
    }
    join(row.how, field(body, "channel", words), ", ");
    for (const char* key : {"text", "note", "error"}) join(row.note, field(body, key, words), "; ");
    rows.push_back(std::move(row));
  }
  return rows;
}

std::string point_name(const PointCourse& point) {
  const std::string name = point.device_name.empty() ? point.name : point.device_name;
  return name.empty() ? point.id : name + " (" + point.id + ")";
}

std::string span_text(std::int64_t ms) {
  return duration_text(std::max<std::int64_t>(0, ms));
}

}  // namespace hazgate::cli
