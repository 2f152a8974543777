#include "gateway/daemon/plan_messages.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "gateway/daemon/incident_messages.hpp"
#include "gateway/daemon/messages.hpp"

namespace hazgate::daemon {
namespace {

namespace json = boost::json;
using emergency::StepKind;

double seconds(Duration duration) {
  return std::chrono::duration<double>(duration).count();
}

/// The words of a site file.
std::string_view unless_text(emergency::Unless unless) {
  constexpr std::array<std::string_view, 4> kTexts = {"", "acknowledged", "closed", "cleared"};
  return kTexts[static_cast<std::size_t>(unless)];
}

void put_write(json::object& object, const site::SiteSpec& spec, const emergency::StepSpec& step) {
  if (step.on_close) object["on_close"] = to_json(*step.on_close);
  if (step.in_drill) object["drill"] = true;
  if (!step.feedback) return;
  object["feedback"] = spec.points[at(step.feedback->point)].id;
  object["feedback_s"] = seconds(step.feedback->within);
}

void put_notify(json::object& object, const emergency::StepSpec& step) {
  object["ack_s"] = seconds(step.ack_within);
  object["at_once"] = step.at_once;
  object["repeat_s"] = seconds(step.repeat);
}

const site::PlanSpec* plan_of(const site::SiteSpec& spec, const std::string& id) {
  const auto found =
      std::find_if(spec.plans.begin(), spec.plans.end(), [&](const auto& p) { return p.id == id; });
  return found == spec.plans.end() ? nullptr : &*found;
}

}  // namespace

json::object step_object(const site::SiteSpec& spec, const site::PlanSpec& plan, std::size_t step) {
  const emergency::StepSpec& told = plan.steps[step];
  json::object object{{"id", told.id},
                      {"after_s", seconds(told.after)},
                      {"do", to_text(told.kind)},
                      {"target", target_of(spec, told)}};
  if (told.follows) {
    object["follows"] = plan.steps[*told.follows].id;
    object["follows_step"] = *told.follows + 1;  // people count from 1
  }
  if (told.from) object["from"] = emergency::to_text(*told.from);
  if (told.unless != emergency::Unless::Never) object["unless"] = unless_text(told.unless);
  if (told.confirm_within > Duration{}) object["confirm_s"] = seconds(told.confirm_within);
  if (told.kind == StepKind::Write) put_write(object, spec, told);
  if (told.kind == StepKind::Notify) put_notify(object, told);
  if (told.kind == StepKind::Neighbours) object["radius"] = told.radius;
  return object;
}

json::array rises_of(const site::SiteSpec& spec, const site::PlanSpec& plan) {
  json::array rises;
  for (const emergency::RiseSpec& rise : plan.rises) {
    json::array alarms;
    for (const AlarmIndex alarm : rise.alarms) alarms.emplace_back(spec.alarms[at(alarm)].id);
    rises.push_back(json::object{
        {"to", emergency::to_text(rise.to)}, {"need", rise.need}, {"alarms", std::move(alarms)}});
  }
  return rises;
}

json::array steps_of(const site::Site& site, const site::IncidentMemory& incident, Now now) {
  json::array steps;
  const site::PlanSpec* plan = plan_of(site.spec(), incident.plan);
  if (plan == nullptr) return steps;
  for (std::size_t i = 0; i < plan->steps.size() && i < incident.steps.size(); ++i) {
    json::object object = step_object(site.spec(), *plan, i);
    object["progress"] = emergency::to_text(incident.steps[i].progress);
    object["since"] = unix_ms(incident.steps[i].since);
    if (const auto due = site.step_due(incident.id, i, now)) object["due"] = unix_ms(*due);
    steps.push_back(std::move(object));
  }
  return steps;
}

json::array running_of(const site::Site& site, const site::PlanSpec& plan, Now now) {
  json::array running;
  for (const site::IncidentMemory& incident : site.incidents()) {
    if (incident.plan != plan.id || incident.ended || incident.closed) continue;
    json::object object = incident_object(site.spec(), incident);
    object["steps"] = steps_of(site, incident, now);
    running.push_back(std::move(object));
  }
  return running;
}

}  // namespace hazgate::daemon
