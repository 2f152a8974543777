#include <algorithm>
#include <set>

#include "drivers/codec/codec.hpp"
#include "gateway/config/site_check.hpp"
#include "gateway/core/emergency/neighbours.hpp"
#include "gateway/core/emergency/switching.hpp"

namespace hazgate::config {
namespace {

using emergency::OutputUse;
using emergency::StepKind;

/// What a step is called when the site file does not say: what it does.
std::string default_id(const StepText& text) {
  switch (text.step.kind) {
    case StepKind::Write:
      return "write " + text.point.word + " " + to_text(text.step.value);
    case StepKind::Notify:
      return "notify " + text.step.role;
    case StepKind::Neighbours:
      return "neighbours";
    case StepKind::Publish:
      break;
  }
  return "publish";
}

/// The same again is told apart by a number.
std::string unlike(const std::set<std::string>& ids, const std::string& id) {
  if (!ids.contains(id)) return id;
  std::size_t number = 2;
  while (ids.contains(id + " " + std::to_string(number))) ++number;
  return id + " " + std::to_string(number);
}

}  // namespace

void SiteCheck::check_plans() {
  std::map<std::string, model::Place> plans;
  for (const PlanText& text : text_.plans) {
    if (!is_fresh(plans, text.id, "plan")) continue;
    site::PlanSpec plan{.id = text.id.word,
                        .name = text.name,
                        .grade = text.grade,
                        .trigger = find_alarms(text.trigger),
                        .report = text.report.value_or(text.grade != emergency::Grade::IV),
                        .source = find_source(text.source),
                        .per_area = text.per_area};
    plan.fire = std::any_of(plan.trigger.begin(), plan.trigger.end(), [&](AlarmIndex alarm) {
      return is_fire(settings_.site.alarms[at(alarm)]);
    });
    refuse_channel_alarms(text.trigger);
    for (const RiseText& rise : text.rises) check_rise(rise, plan);
    check_steps(text, plan);
    settings_.site.plans.push_back(std::move(plan));
  }
  check_ventilation();
}

/// The id of a [[source]], as it is written; what no source has is a mistake.
std::string SiteCheck::find_source(const Reference& named) {
  if (named.word.empty()) return {};
  std::map<std::string, int> sources;
  for (const SourceText& source : text_.sources) sources.emplace(source.id.word, 0);
  if (!sources.contains(named.word)) {
    complain(named, "no source \"" + named.word + "\"", hint(named.word, sources));
  }
  return named.word;
}

void SiteCheck::check_rise(const RiseText& text, site::PlanSpec& plan) {
  emergency::RiseSpec rise{.to = text.grade.value_or(emergency::Grade::I),
                           .alarms = find_alarms(text.alarms),
                           .need = static_cast<std::size_t>(text.need_count)};
  refuse_channel_alarms(text.alarms);
  if (text.grade && !emergency::is_graver(rise.to, plan.grade)) {
    complain(text.to, "is no rise: the plan begins with " + std::string(to_text(plan.grade)),
             "write a graver grade, or remove the rise");
  }
  if (rise.need > text.alarms.size()) {
    complain(text.need, "asks for more alarms than it names",
             "write at most " + std::to_string(text.alarms.size()));
  }
  plan.rises.push_back(std::move(rise));
}

void SiteCheck::check_steps(const PlanText& text, site::PlanSpec& plan) {
  std::set<std::string> ids;
  for (const StepText& step : text.steps) {
    emergency::StepSpec checked = step.step;
    if (checked.kind == StepKind::Write) check_write(step, checked);
    if (checked.kind == StepKind::Notify) {
      check_role(step, checked);
      check_turns(step, plan, checked);
    }
    if (checked.kind == StepKind::Neighbours) check_radius(step, plan, checked);
    check_follows(step, plan, checked);
    check_confirm(step, plan);
    if (ids.contains(checked.id)) {
      complain(step.id, "step \"" + checked.id + "\" stands already in the plan",
               "give each step a name of its own");
    }
    checked.id = unlike(ids, checked.id.empty() ? default_id(step) : checked.id);
    ids.insert(checked.id);
    plan.steps.push_back(std::move(checked));
  }
  const bool by_time = std::none_of(plan.steps.begin(), plan.steps.end(),
                                    [](const auto& step) { return step.follows || step.from; });
  if (!by_time) return;  // they stand as they are written
  std::stable_sort(plan.steps.begin(), plan.steps.end(),
                   [](const auto& a, const auto& b) { return a.after < b.after; });
}

void SiteCheck::check_follows(const StepText& text, const site::PlanSpec& plan,
                              emergency::StepSpec& step) {
  if (text.follows.word.empty()) return;
  std::map<std::string, int> earlier;
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    earlier.emplace(plan.steps[i].id, 0);
    if (plan.steps[i].id == text.follows.word) step.follows = i;
  }
  if (step.follows) return;
  complain(text.follows, "no step \"" + text.follows.word + "\" stands before this one in the plan",
           hint(text.follows.word, earlier));
}

/// The first of fire, or of gas at level 2.
const site::AlarmSpec* SiteCheck::gravest_of(const std::vector<AlarmIndex>& alarms) const {
  for (const AlarmIndex trigger : alarms) {
    const site::AlarmSpec& alarm = settings_.site.alarms[at(trigger)];
    if (is_fire(alarm) || (alarm.priority == Priority::Critical && is_of_gas(alarm))) return &alarm;
  }
  return nullptr;
}

/// Fire, and gas at level 2, wait for nobody's word.
void SiteCheck::check_confirm(const StepText& text, const site::PlanSpec& plan) {
  if (text.step.confirm_within <= Duration{}) return;
  const site::AlarmSpec* alarm = gravest_of(plan.trigger);
  const bool starts = alarm != nullptr;
  for (const emergency::RiseSpec& rise : plan.rises) {
    if (alarm == nullptr) alarm = gravest_of(rise.alarms);
  }
  if (alarm == nullptr) return;
  complain(text.confirm,
           alarm->id + (starts ? " starts this plan" : " raises the grade of this plan") +
               ": after " + (is_fire(*alarm) ? "fire" : "gas of level 2") +
               " no step waits for a person",
           "remove it, or move the step to a plan of its own");
}

/// Source  domain.md 8.3: after fire, and gas at level 2, the first three are told at once
void SiteCheck::check_turns(const StepText& text, const site::PlanSpec& plan,
                            emergency::StepSpec& step) {
  constexpr std::size_t kFirst = 3;
  const bool by_turns = step.ack_within > Duration{};
  const std::size_t usual = by_turns && gravest_of(plan.trigger) != nullptr ? kFirst : 1;
  step.at_once = text.at_once.value_or(usual);
}

void SiteCheck::check_radius(const StepText& text, const site::PlanSpec& plan,
                             const emergency::StepSpec& step) {
  const double radius = emergency::radius_of(step, plan.grade, plan.grade);
  const auto& neighbours = text_.around.neighbours;
  const bool anybody = std::any_of(neighbours.begin(), neighbours.end(), [&](const auto& one) {
    return one.neighbour.distance <= radius;
  });
  if (anybody) return;
  remarks_.add(text.within.place, text.within.key,
               "warns nobody: no [[neighbour]] is within " + to_text(Value{radius}) + " m",
               "write the neighbours, or a larger within, or remove the step");
}

void SiteCheck::check_role(const StepText& text, emergency::StepSpec& step) {
  if (step.role.empty()) return;  // reported when it was read
  std::map<std::string, int> roles;
  for (const site::ContactSpec& contact : settings_.site.contacts) {
    roles.emplace(contact.role, 0);
    if (contact.role == step.role) step.contacts.push_back(contact.id);
  }
  if (step.contacts.empty()) {
    complain(text.role, "no contact has the role \"" + step.role + "\"", hint(step.role, roles));
  }
}

std::optional<PointIndex> SiteCheck::find_point(const Reference& named) {
  const auto found = points_.find(named.word);
  if (found != points_.end()) return found->second;
  if (!named.word.empty() && !is_doubtful(named.word)) {
    complain(named, "no point \"" + named.word + "\"", hint(named.word, points_));
  }
  return std::nullopt;
}

void SiteCheck::check_feedback(const StepText& text, PointIndex seen,
                               emergency::FeedbackSpec& feedback) {
  const site::PointSpec& point = settings_.site.points[at(seen)];
  feedback.point = seen;
  feedback.format = point.format;
  const auto& states = point.format.states;
  const auto number = emergency::reads_as(point.format, feedback.value);
  const bool known = states.empty()
                         ? number.has_value()
                         : std::any_of(states.begin(), states.end(), [&](const auto& one) {
                             return number == static_cast<double>(one.code);
                           });
  if (known) return;
  complain(text.feedback,
           "\"" + point.id + "\" never shows feedback_value " + to_text(feedback.value) +
               ": the step would always fail",
           states.empty() ? "write a number, true or false" : "write one of its states");
}

void SiteCheck::check_write(const StepText& text, emergency::StepSpec& step) {
  if (!text.feedback.word.empty()) {
    const auto seen = find_point(text.feedback);
    if (seen) check_feedback(text, *seen, *step.feedback);
  }
  const auto found = find_point(text.point);
  if (!found) return;
  const site::PointSpec& point = settings_.site.points[at(*found)];
  if (!point.writable) {
    complain(text.point, "point \"" + point.id + "\" cannot be written",
             "name one with writable = true");
    return;
  }
  step.point = found;
  const auto check = [&](const Value& value, const Reference& where) {
    const auto words = codec::encode(point.format, value);
    if (!words) {
      complain(where, "does not fit \"" + point.id + "\": " + words.error(), "write another value");
    } else if (point.use == OutputUse::Valve &&
               !codec::is_same_write(point.format, value, point.closes)) {
      complain(where, "\"" + point.id + "\" is a valve, and a plan only ever closes it",
               "write " + to_text(point.closes) + "; it is opened by a person on site");
    }
  };
  if (has_value(step.value)) check(step.value, text.value);
  if (step.on_close) check(*step.on_close, text.on_close);
  // What warns is over when the plan is: nothing else would end it.
  const bool warns = point.use == OutputUse::Siren || point.use == OutputUse::Strobe;
  if (warns && !step.on_close && emergency::switches_on(point.format, step.value)) {
    if (auto off = emergency::off_of(point.format); has_value(off)) step.on_close = std::move(off);
  }
  const bool must_stop = point.use == OutputUse::Siren || point.use == OutputUse::Ventilation;
  if (must_stop && !has_value(emergency::off_of(point.format))) {
    complain(text.point, "\"" + point.id + "\" cannot be switched off: nothing it can be is 0",
             "give it a state of code 0, or a type and an offset that allow 0");
  }
  add_output(*found, point);
}

/// Ventilation that nobody speaks of stands in every zone.
void SiteCheck::add_output(PointIndex index, const site::PointSpec& point) {
  auto& outputs = settings_.site.outputs;
  const bool known = std::any_of(outputs.begin(), outputs.end(),
                                 [&](const auto& output) { return output.point == index; });
  if (known) return;
  site::OutputSpec output{
      .point = index, .device = point.device, .use = point.use, .format = point.format};
  if (auto on = emergency::on_of(point.format); has_value(on)) output.on = std::move(on);
  if (auto off = emergency::off_of(point.format); has_value(off)) output.off = std::move(off);
  if (point.use == OutputUse::Ventilation) {
    const auto& alarms = settings_.site.alarms;
    for (std::size_t i = 0; i < alarms.size(); ++i) {
      if (alarms[i].grave && is_fire(alarms[i])) output.fires.push_back(index_of<AlarmIndex>(i));
    }
  }
  outputs.push_back(std::move(output));
}

void SiteCheck::check_ventilation() {
  for (const VentilationText& text : text_.ventilations) {
    auto fires = find_alarms(text.fires);
    const auto found = find_point(text.point);
    if (!found) continue;
    const site::PointSpec& point = settings_.site.points[at(*found)];
    if (point.use != OutputUse::Ventilation) {
      complain(text.point, "\"" + point.id + "\" is no ventilation",
               "write output = \"ventilation\" in its model");
      continue;
    }
    for (const Reference& named : text.fires) {
      const auto alarm = alarms_.find(named.word);
      if (alarm == alarms_.end() || is_fire(settings_.site.alarms[at(alarm->second)])) continue;
      complain(named, "\"" + named.word + "\" is no fire alarm", "name alarms of the fire panel");
    }
    add_output(*found, point);
    for (site::OutputSpec& output : settings_.site.outputs) {
      if (output.point == *found) output.fires = fires;
    }
  }
}

}  // namespace hazgate::config
