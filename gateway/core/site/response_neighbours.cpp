// The neighbours of an incident, and their calls.
#include <algorithm>
#include <iterator>
#include <utility>

#include "gateway/core/site/call_name.hpp"
#include "gateway/core/site/response.hpp"

namespace hazgate::site {
namespace {

using emergency::EntryKind;
using emergency::IncidentEvent;

CallAbout about_of(emergency::CallKind kind) {
  return static_cast<CallAbout>(static_cast<int>(CallAbout::NeighbourFirst) +
                                static_cast<int>(kind));
}

}  // namespace

void Response::warn(Affair& affair, const emergency::IncidentMemory& incident,
                    const emergency::StepSpec& step, Now now, ResponseOrders& orders) {
  if (!affair.neighbours) {
    affair.neighbours.emplace(spec_.around.neighbours, incident.id, affair.drill);
  }
  emergency::NeighbourOrders made;
  const double radius = emergency::radius_of(step, plan_of(affair.plan)->grade, incident.grade());
  affair.neighbours->tell(wind(now), radius, now, made);
  follow_neighbours(affair, std::move(made), now, orders);
}

/// A graver incident reaches further: those are warned too who are near enough for it now.
void Response::widen(Affair& affair, const emergency::IncidentMemory& incident,
                     const PlanSpec& plan, Now now, ResponseOrders& orders) {
  for (std::size_t i = 0; i < std::min(plan.steps.size(), incident.steps.size()); ++i) {
    const bool warned = plan.steps[i].kind == emergency::StepKind::Neighbours &&
                        incident.steps[i].progress == emergency::StepProgress::Done;
    if (warned) warn(affair, incident, plan.steps[i], now, orders);
  }
}

/// Those that the file names; of a neighbour that it names no more those who were told before.
std::vector<std::size_t> Response::duty_room(const std::string& incident,
                                             const std::string& neighbour, Now now) const {
  std::vector<std::size_t> people;
  const auto add = [&](const std::string& id) {
    const auto contact = contacts_.find(id);
    if (contact != contacts_.end()) people.push_back(contact->second);
  };
  const auto& specs = spec_.around.neighbours;
  const auto found = std::find_if(specs.begin(), specs.end(),
                                  [&](const auto& spec) { return spec.id == neighbour; });
  if (found != specs.end()) {
    for (const std::string& id : found->contacts) add(id);
    return people;
  }
  for (const emergency::ErrandMemory& told : errands_.errands(incident, now)) {
    const auto name = call_name_from(told.name);
    if (name && is_to_neighbour(name->about) && name->which == neighbour) add(told.contact);
  }
  return people;
}

void Response::follow_neighbours(Affair& affair, emergency::NeighbourOrders&& made, Now now,
                                 ResponseOrders& orders) {
  for (const emergency::NeighbourCall& told : made.calls) {
    std::vector<std::size_t> people = duty_room(told.incident, told.neighbour, now);
    IncidentEvent event =
        entry(told.incident, people.empty() ? EntryKind::GaveUp : EntryKind::NeighbourTold, now);
    event.contact = told.neighbour;
    event.text = std::string(to_text(told.kind)) + (told.downwind ? ", downwind" : "");
    if (people.empty()) {
      event.text += ": the site file names nobody of this neighbour any more";
    }
    orders.events.push_back(std::move(event));
    CallName name{.about = about_of(told.kind), .which = told.neighbour};
    name.number = affair.calls[text_of(name)]++;
    call(told.incident, name, std::move(people), now, orders);
  }
  if (!made.memories.empty()) affair.at_rest = false;
  std::move(made.memories.begin(), made.memories.end(),
            std::back_inserter(orders.memory.neighbours));
}

}  // namespace hazgate::site
