#include <algorithm>
#include <utility>

#include "gateway/core/site/call_name.hpp"
#include "gateway/core/site/response.hpp"

/// A step that asks must be heard to ask: its time runs whether anybody looks at a screen or not.
namespace hazgate::site {
namespace {

/// The role of the notify step that stands next before this one, else of the first behind it.
std::string role_at(const PlanSpec& plan, std::size_t step) {
  std::string role;
  for (std::size_t i = 0; i < plan.steps.size() && (i < step || role.empty()); ++i) {
    if (plan.steps[i].kind == StepKind::Notify) role = plan.steps[i].role;
  }
  return role;
}

}  // namespace

void Response::asked(Affair& affair, const emergency::IncidentEvent& entry, const PlanSpec& plan,
                     Now now, ResponseOrders& orders) {
  CallName name{.about = CallAbout::Asked, .which = step_name(plan, *entry.step)};
  name.number = affair.calls[text_of(name)]++;
  call(entry.incident, name, who_may_forbid(entry.incident, *entry.step, plan, now), now, orders);
}

std::vector<std::size_t> Response::told_by_plan(const std::string& incident, Now now) const {
  std::vector<std::size_t> people;
  for (const emergency::ErrandMemory& told : errands_.errands(incident, now)) {
    const auto contact = contacts_.find(told.contact);
    const auto name = call_name_from(told.name);
    const bool by_the_plan = name && name->about == CallAbout::Step;
    const bool fresh = contact != contacts_.end() &&
                       std::find(people.begin(), people.end(), contact->second) == people.end();
    if (by_the_plan && fresh) people.push_back(contact->second);
  }
  return people;
}

/// Those whom the plan has told so far: they know what it is about. When it has told nobody yet, who is on
/// duty for its notify step; of a plan that tells nobody, for the reports.
std::vector<std::size_t> Response::who_may_forbid(const std::string& incident, std::size_t step,
                                                  const PlanSpec& plan, Now now) const {
  std::vector<std::size_t> people = told_by_plan(incident, now);
  if (!people.empty()) return people;
  const std::string role = role_at(plan, step);
  return spec_.roster.on_duty(role.empty() ? spec_.reporting_role : role, local_(now.wall))
      .contacts;
}

}  // namespace hazgate::site
