#include "gateway/journal/incident_text.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <optional>
#include <string_view>
#include <vector>

#include "gateway/journal/json_list.hpp"
#include "gateway/journal/stamp.hpp"

namespace hazgate::journal {
namespace {

namespace json = boost::json;
using emergency::Grade;
using emergency::IncidentMemory;
using emergency::StepMemory;
using emergency::StepProgress;

template <class Enum, std::size_t count>
std::optional<Enum> from_text(const std::array<std::string_view, count>& texts,
                              std::string_view text) {
  const auto found = std::find(texts.begin(), texts.end(), text);
  if (found == texts.end()) return std::nullopt;
  return static_cast<Enum>(found - texts.begin());
}

std::string text_in(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::optional<std::int64_t> number_in(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_int64() ? std::optional(value->get_int64()) : std::nullopt;
}

std::optional<WallTime> stamp_in(const json::object& object, std::string_view key) {
  const auto ms = number_in(object, key);
  return ms ? stamp_from(*ms) : std::nullopt;
}

json::object review_object(const emergency::Review& review) {
  return {{"cause", review.cause},
          {"people", review.people},
          {"measures", review.measures},
          {"education", review.education}};
}

json::value value_object(const Value& value) {
  struct Visitor {
    json::value operator()(std::monostate) const { return nullptr; }
    json::value operator()(const std::string& text) const { return json::value(text); }
    json::value operator()(bool flag) const { return flag; }
    json::value operator()(std::int64_t number) const { return number; }
    json::value operator()(std::uint64_t number) const { return number; }
    json::value operator()(double number) const { return number; }
  };
  return std::visit(Visitor{}, value);
}

Value value_from(const json::value& value) {
  if (value.is_bool()) return value.get_bool();
  if (value.is_int64()) return value.get_int64();
  if (value.is_uint64()) return value.get_uint64();
  if (value.is_double()) return value.get_double();
  if (value.is_string()) return std::string(value.get_string());
  return {};
}

json::object step_object(const StepMemory& step) {
  json::object object{{"id", step.id}, {"since", unix_ms(step.since)}};
  if (step.point.empty()) return object;
  object["point"] = step.point;
  object["value"] = value_object(step.value);
  if (step.on_close) object["on_close"] = value_object(*step.on_close);
  object["quiet"] = step.quiet;
  return object;
}

/// An older hazgate silenced all sirens of an incident or none.
bool is_quiet(const json::object& object, std::string_view key, const IncidentMemory& incident) {
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_bool() ? value->get_bool() : incident.silenced;
}

bool read_grades(const json::array& list, IncidentMemory& incident) {
  bool whole = true;
  for (const json::value& entry : list) {
    const json::object none;
    const json::object& object = entry.is_object() ? entry.get_object() : none;
    const auto grade = from_text<Grade>(emergency::kGradeTexts, text_in(object, "grade"));
    const auto since = stamp_in(object, "since");
    whole = whole && grade && since;
    if (grade) incident.grades.emplace_back(*grade, since.value_or(incident.opened));
  }
  return whole;
}

bool read_step_times(const json::array& list, IncidentMemory& incident) {
  if (list.size() != incident.steps.size()) return false;
  bool whole = true;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const json::object none;
    const json::object& object = list[i].is_object() ? list[i].get_object() : none;
    StepMemory& step = incident.steps[i];
    const auto since = stamp_in(object, "since");
    whole = whole && since;
    step.since = since.value_or(incident.opened);
    step.id = text_in(object, "id");
    step.point = text_in(object, "point");
    step.quiet = !step.point.empty() && is_quiet(object, "quiet", incident);
    if (const json::value* value = object.if_contains("value")) step.value = value_from(*value);
    if (const json::value* value = object.if_contains("on_close")) {
      step.on_close = value_from(*value);
    }
  }
  return whole;
}

bool read_review(const json::value& value, IncidentMemory& incident) {
  if (!value.is_object()) return false;
  const json::object& fields = value.get_object();
  incident.review = {.cause = text_in(fields, "cause"),
                     .people = text_in(fields, "people"),
                     .measures = text_in(fields, "measures"),
                     .education = text_in(fields, "education")};
  return true;
}

/// Whether the list under this key is as it should be; none is too.
bool read_list(const json::object& more, std::string_view key,
               bool (*read)(const json::array&, IncidentMemory&), IncidentMemory& incident) {
  const json::value* list = more.if_contains(key);
  return list == nullptr || (list->is_array() && read(list->get_array(), incident));
}

}  // namespace

std::string steps_to_json(const IncidentMemory& incident) {
  std::vector<std::string> texts;
  texts.reserve(incident.steps.size());
  for (const StepMemory& step : incident.steps) {
    texts.emplace_back(emergency::to_text(step.progress));
  }
  return to_json(texts);
}

bool read_steps(const std::string& text, IncidentMemory& incident) {
  const auto texts = texts_from_json(text);
  if (!texts) return false;
  bool whole = true;
  for (const std::string& word : *texts) {
    const auto progress = from_text<StepProgress>(emergency::kProgressTexts, word);
    whole = whole && progress;
    incident.steps.push_back(
        {.id = {}, .progress = progress.value_or(StepProgress::Waiting), .since = incident.opened});
  }
  return whole;
}

std::string more_to_json(const IncidentMemory& incident) {
  json::array steps, grades;
  for (const StepMemory& step : incident.steps) {
    steps.push_back(step_object(step));
  }
  for (const auto& [grade, since] : incident.grades) {
    grades.push_back(json::object{{"grade", emergency::to_text(grade)}, {"since", unix_ms(since)}});
  }
  json::object more{{"started_by", incident.started_by},
                    {"ended_by", incident.ended_by},
                    {"area", incident.area},
                    {"summons", emergency::to_text(incident.summons)},
                    {"summons_quiet", incident.summons_quiet},
                    {"steps", std::move(steps)},
                    {"grades", std::move(grades)},
                    {"review", review_object(incident.review)}};
  if (!incident.also.empty()) more["also"] = to_json(incident.also);
  if (incident.ended) more["ended"] = unix_ms(*incident.ended);
  if (incident.head_count) more["head_count"] = *incident.head_count;
  return json::serialize(more);
}

bool read_more(const std::string& text, IncidentMemory& incident) {
  boost::system::error_code failed;
  const json::value parsed = json::parse(text, failed);
  if (failed || !parsed.is_object()) return false;
  const json::object& more = parsed.get_object();
  incident.started_by = text_in(more, "started_by");
  incident.ended_by = text_in(more, "ended_by");
  incident.area = text_in(more, "area");
  incident.summons =
      from_text<emergency::Summons>(emergency::kSummonsTexts, text_in(more, "summons"))
          .value_or(emergency::Summons::None);
  incident.summons_quiet = is_quiet(more, "summons_quiet", incident);
  bool whole = true;
  if (more.contains("also")) {
    auto also = texts_from_json(text_in(more, "also"));
    whole = also.has_value();
    if (also) incident.also = std::move(*also);
  }
  if (more.contains("ended")) {
    const auto ended = stamp_in(more, "ended");
    whole = ended.has_value() && whole;
    incident.ended = ended.value_or(incident.opened);
  }
  incident.head_count = number_in(more, "head_count");
  if (const json::value* review = more.if_contains("review")) {
    whole = read_review(*review, incident) && whole;
  }
  whole = read_list(more, "grades", read_grades, incident) && whole;
  return read_list(more, "steps", read_step_times, incident) && whole;
}

}  // namespace hazgate::journal
