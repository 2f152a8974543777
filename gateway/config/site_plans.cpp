#include <algorithm>

#include "drivers/codec/codec.hpp"
#include "gateway/config/site_check.hpp"

namespace hazgate::config {

void SiteCheck::check_plans() {
  std::map<std::string, model::Place> contacts, plans;
  for (const ContactText& text : text_.contacts) {
    if (is_fresh(contacts, text.id, "contact")) settings_.site.contacts.push_back(text.contact);
  }
  for (const PlanText& text : text_.plans) {
    if (!is_fresh(plans, text.id, "plan")) continue;
    site::PlanSpec plan{.id = text.id.word, .name = text.name, .level = text.level};
    for (const Reference& trigger : text.trigger) {
      const auto found = alarms_.find(trigger.word);
      if (found != alarms_.end()) {
        plan.trigger.push_back(found->second);
      } else if (!is_doubtful(trigger.word)) {
        complain(trigger, "no alarm \"" + trigger.word + "\"", hint(trigger.word, alarms_));
      }
    }
    for (const StepText& step : text.steps) plan.steps.push_back(check_step(step));
    std::stable_sort(plan.steps.begin(), plan.steps.end(),
                     [](const auto& a, const auto& b) { return a.after < b.after; });
    settings_.site.plans.push_back(std::move(plan));
  }
}

emergency::StepSpec SiteCheck::check_step(const StepText& text) {
  emergency::StepSpec step = text.step;
  if (step.kind == emergency::StepKind::Write) check_write(text, step);
  if (step.kind == emergency::StepKind::Notify) check_role(text, step);
  return step;
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

void SiteCheck::check_write(const StepText& text, emergency::StepSpec& step) {
  if (text.point.word.empty()) return;
  const auto found = points_.find(text.point.word);
  if (found == points_.end()) {
    if (is_doubtful(text.point.word)) return;
    complain(text.point, "no point \"" + text.point.word + "\"", hint(text.point.word, points_));
    return;
  }
  const site::PointSpec& point = settings_.site.points[at(found->second)];
  if (!point.writable) {
    complain(text.point, "point \"" + point.id + "\" cannot be written",
             "name one with writable = true");
    return;
  }
  step.point = found->second;
  step.sound = point.sound;
  const auto check = [&](const Value& value, const Reference& where) {
    const auto words = codec::encode(point.format, value);
    if (!words) {
      complain(where, "does not fit \"" + point.id + "\": " + words.error(), "write another value");
    }
  };
  if (has_value(step.value)) check(step.value, text.value);
  if (step.on_close) check(*step.on_close, text.on_close);
}

}  // namespace hazgate::config
