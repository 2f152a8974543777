#include "gateway/config/plan_text.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <string_view>

#include "gateway/config/office_text.hpp"
#include "gateway/config/references.hpp"

namespace hazgate::config {
namespace {

using emergency::Grade;
using emergency::StepKind;
using model::TableReader;

constexpr std::array<std::string_view, 4> kStepKinds = {"write", "notify", "publish", "neighbours"};
constexpr std::array<std::string_view, 3> kUnless = {"acknowledged", "closed", "cleared"};
constexpr std::array<std::string_view, 2> kPer = {"plan", "area"};
/// Source  domain.md 8.3: confirm windows are 0 to 180 s
constexpr Duration kLongestConfirm = std::chrono::seconds{180};
constexpr Duration kLongestWait = std::chrono::hours{24};
constexpr std::int64_t kMostAtOnce = 100;
constexpr double kMostMetres = 100'000.0;

std::vector<emergency::Via> read_channels(TableReader& reader) {
  std::vector<emergency::Via> via;
  const auto words = reader.texts("via").value_or(std::vector<std::string>{});
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto& texts = emergency::kViaTexts;
    const auto found = std::find(texts.begin(), texts.end(), words[i]);
    if (found != texts.end()) {
      via.push_back(static_cast<emergency::Via>(found - texts.begin()));
    } else {
      reader.mistake_in("via", i, "\"" + words[i] + "\" is not a channel",
                        "use sms, email, webhook, mqtt or siren");
    }
  }
  return via;
}

std::optional<Grade> read_grade(TableReader& reader, const char* key) {
  const auto grade = reader.one_of(key, emergency::kGradeTexts);
  return grade ? std::optional(static_cast<Grade>(*grade)) : std::nullopt;
}

/// The keys that mean something for one kind of step only.
void check_step_keys(TableReader& reader, StepKind kind) {
  const auto only_for = [&](std::initializer_list<const char*> keys, bool fits, const char* what) {
    for (const char* key : keys) {
      if (!reader.has(key) || fits) continue;
      (void)reader.value(key);
      reader.mistake(key, std::string("belongs to a ") + what + " step", "remove it");
    }
  };
  only_for({"point", "value", "on_close", "feedback", "feedback_value", "feedback_within", "drill"},
           kind == StepKind::Write, "write");
  only_for({"role", "via", "ack_within", "at_once", "repeat"}, kind == StepKind::Notify, "notify");
  only_for({"within"}, kind == StepKind::Neighbours, "neighbours");
  only_for({"text"}, kind == StepKind::Notify || kind == StepKind::Publish, "notify or publish");
}

void read_feedback(TableReader& reader, StepText& text) {
  text.feedback = read_reference(reader, "feedback");
  emergency::FeedbackSpec feedback;
  feedback.value = reader.value("feedback_value").value_or(Value{true});
  if (const auto within = reader.duration("feedback_within")) {
    feedback.within = *within;
    if (*within <= Duration{}) {
      reader.mistake("feedback_within", "leaves no time", "write \"15s\"");
    }
  }
  if (reader.has("feedback")) {
    text.step.feedback = feedback;
    return;
  }
  for (const char* key : {"feedback_value", "feedback_within"}) {
    if (reader.has(key))
      reader.mistake(key, "stands without feedback", "name the point that shows it");
  }
}

void read_confirm(TableReader& reader, emergency::StepSpec& step) {
  step.confirm_within = reader.duration("confirm_within").value_or(Duration{});
  if (step.confirm_within <= kLongestConfirm) return;
  reader.mistake("confirm_within", "a step waits for a person no longer than 180 s",
                 "write \"180s\" or less");
}

/// Whose turn comes when: see emergency::CallSpec.
void read_turns(TableReader& reader, StepText& text) {
  emergency::StepSpec& step = text.step;
  if (const auto within = reader.duration("ack_within")) {
    step.ack_within = *within;
    if (*within < std::chrono::seconds{1} || *within > kLongestWait) {
      reader.mistake("ack_within", "is not between 1s and 24h",
                     "write such as \"3m\"; left out, everybody is told at once");
    }
  }
  if (const auto count = reader.integer("at_once", 1, kMostAtOnce)) {
    text.at_once = static_cast<std::size_t>(*count);
  }
  if (reader.has("at_once") && !reader.has("ack_within")) {
    reader.mistake("at_once", "stands without ack_within: everybody is told at once",
                   "write ack_within = \"3m\", or remove it");
  }
  if (const auto repeat = reader.duration("repeat")) {
    step.repeat = *repeat;
    const bool never = *repeat == Duration{};
    if (!never && (*repeat < std::chrono::seconds{1} || *repeat > kLongestWait)) {
      reader.mistake("repeat", "is not between 1s and 24h",
                     "write such as \"5m\", or \"0s\" for never");
    }
  }
}

void read_radius(TableReader& reader, StepText& text) {
  text.within = reference(reader, "within", "");
  const auto metres = reader.number("within");
  if (!metres) return;
  // Written so that what is no number is outside too.
  const bool is_distance = *metres >= 1.0 && *metres <= kMostMetres;
  if (is_distance) {
    text.step.radius = *metres;
  } else {
    reader.mistake("within", to_text(Value{*metres}) + " is out of range",
                   "write metres from our source, 1 to 100000");
  }
}

StepText read_step(TableReader& reader) {
  StepText text;
  emergency::StepSpec& step = text.step;
  reader.require("do", "write write, notify, publish or neighbours");
  text.id = reference(reader, "id", "");
  if (reader.has("id")) step.id = reader.identifier("id").value_or("");
  step.after = reader.duration("after").value_or(Duration{});
  text.follows = read_reference(reader, "follows");
  step.from = read_grade(reader, "from");
  if (const auto unless = reader.one_of("unless", kUnless)) {
    step.unless = static_cast<emergency::Unless>(*unless + 1);
  }
  read_confirm(reader, step);
  text.confirm = reference(reader, "confirm_within", "");
  const auto kind = reader.one_of("do", kStepKinds);
  if (kind) step.kind = static_cast<StepKind>(*kind);
  if (kind) check_step_keys(reader, step.kind);
  text.point = read_reference(reader, "point");
  text.value = reference(reader, "value", "");
  text.on_close = reference(reader, "on_close", "");
  text.role = read_reference(reader, "role");
  text.text = reference(reader, "text", "");
  step.value = reader.value("value").value_or(Value{});
  step.on_close = reader.value("on_close");
  step.in_drill = reader.flag("drill").value_or(false);
  step.role = text.role.word;
  text.via = reference(reader, "via", "");
  step.via = read_channels(reader);
  step.text = reader.text("text").value_or("");
  read_feedback(reader, text);
  if (!kind || step.kind == StepKind::Notify) read_turns(reader, text);
  if (!kind || step.kind == StepKind::Neighbours) read_radius(reader, text);
  if (!kind) return text;
  if (step.kind == StepKind::Write) {
    reader.require("point", "write the point to be written");
    reader.require("value", "write the value to be written");
  }
  if (step.kind == StepKind::Notify) reader.require("role", "write who is told");
  return text;
}

RiseText read_rise(TableReader& reader) {
  RiseText rise;
  reader.require("to", "write the grade to which the response rises: I, II or III");
  reader.require("alarms", "write the ids of the alarms that raise it");
  rise.to = reference(reader, "to", "");
  rise.grade = read_grade(reader, "to");
  rise.alarms = read_references(reader, "alarms");
  rise.need = reference(reader, "need", "");
  rise.need_count = reader.integer("need", 1, 64).value_or(1);
  return rise;
}

}  // namespace

PlanText read_plan(TableReader& reader) {
  PlanText plan;
  plan.id = read_id(reader);
  plan.name = reader.text("name").value_or(plan.id.word);
  plan.grade = read_grade(reader, "level").value_or(Grade::II);
  if (const auto per = reader.one_of("per", kPer)) plan.per_area = *per == 1;
  plan.report = reader.flag("report");
  plan.source = read_reference(reader, "source");
  reader.require("trigger",
                 "write the ids of the alarms that start the plan, [] if only persons do");
  plan.drill = read_drill(reader);
  plan.trigger = read_references(reader, "trigger");
  reader.each("rise", [&](TableReader& rise) { plan.rises.push_back(read_rise(rise)); });
  reader.each("step", [&](TableReader& step) { plan.steps.push_back(read_step(step)); });
  if (!reader.has("step")) {
    reader.mistake("step", "the plan does nothing", "write [[plan.step]] tables");
  }
  return plan;
}

VentilationText read_ventilation(TableReader& reader) {
  VentilationText text;
  reader.require("point", "write the id of the fan's point");
  reader.require("fires", "write the ids of the fire alarms of its zone, [] if there are none");
  text.point = read_reference(reader, "point");
  text.fires = read_references(reader, "fires");
  return text;
}

}  // namespace hazgate::config
