#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "gateway/core/site/call_name.hpp"
#include "gateway/core/site/response.hpp"

/// What of Response outlives the process, or a change of the configuration.
namespace hazgate::site {

void Response::restore(const ResponseMemory& memory, const emergency::Responder& responder, Now now,
                       ResponseOrders& orders) {
  restore_affairs(memory, responder, now);
  emergency::ErrandOrders made;
  errands_.restore(memory.calls, memory.errands, memory.next_ticket, now, made);
  follow_errands(std::move(made), orders);
  tell_anew(memory, responder, now, orders);
  restore_clocks(memory, now, orders);
  restore_rest(memory, now, orders);
}

void Response::go_on(const Response& before, const emergency::Responder& responder, Now now,
                     ResponseOrders& orders) {
  const ResponseMemory memory = before.memory(now);
  restore_affairs(memory, responder, now);
  emergency::ErrandOrders made;
  errands_.take_over(before.errands_, now, made);
  follow_errands(std::move(made), orders);
  tell_anew(memory, responder, now, orders);
  restore_clocks(memory, now, orders);
  restore_rest(memory, now, orders);
}

void Response::join(const Response& before, const Joined& joined,
                    const emergency::Responder& responder, Now now, ResponseOrders& orders) {
  const ResponseMemory& memory = joined.memory.response;
  ResponseMemory all = memory;
  ResponseMemory lived = before.memory(now);
  for (emergency::CallMemory& call : lived.calls) {
    const auto name = joined.names.find(call.incident);
    if (name != joined.names.end()) call.incident = name->second;
    all.calls.push_back(std::move(call));
  }
  restore_affairs(all, responder, now);
  emergency::ErrandOrders made;
  errands_.take_over(before.errands_, now, made, joined.names);
  errands_.restore(memory.calls, memory.errands, errands_.next_ticket(), now, made);
  follow_errands(std::move(made), orders);
  for (const auto& [name, incident] : joined.names) end_joined(incident, now, orders);
  tell_anew(all, responder, now, orders);
  restore_clocks(memory, now, orders);
  restore_rest(memory, now, orders);
}

/// What was ended meanwhile is ended for those too who were told of it before; see ended().
void Response::end_joined(const std::string& incident, Now now, ResponseOrders& orders) {
  const auto found = affairs_.find(incident);
  if (found == affairs_.end() || !found->second.ended) return;
  all_clear_joined(found->second, incident, now, orders);
  if (found->second.neighbours) {
    emergency::NeighbourOrders told;
    found->second.neighbours->end(now, told);
    follow_neighbours(found->second, std::move(told), now, orders);
  }
  emergency::ErrandOrders made;
  errands_.ended(incident, now, made);  // last: it forgets who was told
  follow_errands(std::move(made), orders);
}

/// Beside an all-clear that is still on its way to those who were told meanwhile.
void Response::all_clear_joined(Affair& affair, const std::string& incident, Now now,
                                ResponseOrders& orders) {
  std::set<std::string> told, hear;
  for (const emergency::ErrandMemory& errand : errands_.errands(incident, now)) {
    const auto name = call_name_from(errand.name);
    if (name && is_of_a_step(name->about)) told.insert(errand.contact);
    if (name && name->about == CallAbout::AllClear) hear.insert(errand.contact);
  }
  std::vector<std::size_t> people;
  for (const std::string& id : told) {
    const auto contact = contacts_.find(id);
    if (contact != contacts_.end() && !hear.contains(id)) people.push_back(contact->second);
  }
  CallName name{.about = CallAbout::AllClear, .which = {}};
  name.number = affair.calls[text_of(name)]++;
  call(incident, name, std::move(people), now, orders);
}

void Response::restore_affairs(const ResponseMemory& memory, const emergency::Responder& responder,
                               Now now) {
  for (const emergency::IncidentMemory& incident : responder.incidents()) {
    Affair affair;
    affair.plan = incident.plan;
    affair.area = incident.area;
    affair.drill = incident.drill;
    affair.ended = incident.ended || incident.closed;
    affair.closed = incident.closed.has_value();
    affairs_.emplace(incident.id, std::move(affair));
  }
  restore_forgotten(memory);
  for (const AdviceMemory& kept : memory.advice) {
    const auto found = affairs_.find(kept.incident);
    if (found == affairs_.end() || found->second.ended) continue;
    found->second.turning.emplace(kept.wind);
    found->second.looked = now.tick;
  }
  for (auto& [incident, affair] : affairs_) {
    const bool any =
        std::any_of(memory.neighbours.begin(), memory.neighbours.end(),
                    [&, &id = incident](const auto& told) { return told.incident == id; });
    if (!any) continue;
    affair.neighbours.emplace(spec_.around.neighbours, incident, affair.drill);
    affair.neighbours->restore(memory.neighbours, now);
  }
  for (const emergency::CallMemory& kept : memory.calls) {
    auto name = call_name_from(kept.name);
    const auto found = affairs_.find(kept.incident);
    if (!name || found == affairs_.end()) continue;
    const std::size_t next = name->number + 1;
    name->number = 0;
    std::size_t& count = found->second.calls[text_of(*name)];
    count = std::max(count, next);
  }
}

/// Somebody must be told of what has begun and is not answered. Who was to be told may be in the file no more, or
/// the record of it could not be read.
void Response::tell_anew(const ResponseMemory& memory, const emergency::Responder& responder,
                         Now now, ResponseOrders& orders) {
  for (const emergency::IncidentMemory& incident : responder.incidents()) {
    const PlanSpec* plan = plan_of(incident.plan);
    if (incident.ended || incident.closed || plan == nullptr) continue;
    const auto calls = errands_.calls(incident.id, now);
    for (std::size_t i = 0; i < std::min(plan->steps.size(), incident.steps.size()); ++i) {
      const bool began = plan->steps[i].kind == emergency::StepKind::Notify &&
                         incident.steps[i].progress == emergency::StepProgress::Done;
      if (!began) continue;
      const auto is_of_step = [&](const emergency::CallMemory& call) {
        const auto name = call_name_from(call.name);
        return call.incident == incident.id && name && name->about == CallAbout::Step &&
               name->which == step_name(*plan, i);
      };
      if (std::any_of(calls.begin(), calls.end(), is_of_step)) continue;
      const bool unanswered =
          !incident.acknowledged ||
          std::any_of(memory.calls.begin(), memory.calls.end(), [&](const auto& call) {
            return is_of_step(call) && call.state != emergency::CallState::Answered;
          });
      if (!unanswered) continue;
      const emergency::StepSpec& step = plan->steps[i];
      if (spec_.roster.on_duty(step.role, local_(now.wall)).contacts.empty()) continue;
      emergency::IncidentEvent again = entry(incident.id, emergency::EntryKind::Notify, now);
      again.step = i;
      again.text = step.text;
      again.role = step.role;
      again.via = step.via;
      notify(again, *plan, now, orders);
      again.note = "of those who were told before nobody is left, or the record of it is lost";
      orders.events.push_back(std::move(again));
    }
  }
}

/// Behind the errands: a reminder that is overdue is an errand of its own, with the next ticket.
void Response::restore_clocks(const ResponseMemory& memory, Now now, ResponseOrders& orders) {
  for (const emergency::ClocksMemory& kept : memory.clocks) {
    const auto found = affairs_.find(kept.incident);
    if (found == affairs_.end() || (found->second.drill && found->second.ended)) continue;
    emergency::ClockOrders made;
    found->second.clocks.emplace(kept, now, made);
    follow_clocks(found->first, std::move(made), now, orders);
  }
}

ResponseMemory Response::memory(Now now) const {
  ResponseMemory memory;
  memory.next_ticket = errands_.next_ticket();
  for (const auto& [incident, affair] : affairs_) {
    auto calls = errands_.calls(incident, now);
    auto errands = errands_.errands(incident, now);
    std::move(calls.begin(), calls.end(), std::back_inserter(memory.calls));
    std::move(errands.begin(), errands.end(), std::back_inserter(memory.errands));
    if (affair.at_rest) continue;
    if (affair.turning) memory.advice.push_back({incident, affair.turning->frozen()});
    if (affair.clocks) memory.clocks.push_back(affair.clocks->memory());
    if (!affair.neighbours) continue;
    auto told = affair.neighbours->told();
    std::move(told.begin(), told.end(), std::back_inserter(memory.neighbours));
  }
  return memory;
}

}  // namespace hazgate::site
