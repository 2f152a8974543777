#include <algorithm>
#include <utility>

#include "gateway/core/site/joining.hpp"
#include "gateway/core/site/site.hpp"

/// What outlives the process, a change of the configuration, or the time without a record.
namespace hazgate::site {

void Site::restore(const Memory& memory, Now now, Effects& effects) {
  restore_memory(memory, nullptr, now, effects);
  alarms_.restored(now, effects);
}

void Site::go_on(const Site& before, std::span<const std::optional<PointIndex>> points, Now now,
                 Effects& effects) {
  response_.take_over_wind(before.response_, points);
  restore_memory(before.memory(now), &before.response_, now, effects);
  alarms_.take_over(before.alarms_, points);
  alarms_.restored(now, effects);
}

void Site::restore_memory(const Memory& memory, const Response* before, Now now, Effects& effects) {
  for (const AlarmMemory& alarm : memory.alarms) alarms_.restore(alarm, now, effects);
  panels_.restore(memory, effects);
  emergency::Orders orders;
  responder_.begin_numbers_at(memory.next_incident);
  responder_.restore(memory.incidents, memory.next_ticket, spec_.summons, now, orders);
  ResponseOrders response;
  if (before != nullptr) {
    response_.go_on(*before, responder_, now, response);
  } else {
    response_.restore(memory.response, responder_, now, response);
  }
  follow(std::move(response), effects);
  follow(std::move(orders), now, effects);
}

void Site::join(const Site& before, const Memory& recorded,
                std::span<const std::optional<PointIndex>> points, Now now, Effects& effects) {
  response_.take_over_wind(before.response_, points);
  const Joined joined = site::join(recorded, before.memory(now), spec_.plans, now.wall);
  Effects unsaid;  // what goes on has not come back
  for (const AlarmMemory& alarm : joined.memory.alarms) {
    alarms_.restore(alarm, now, joined.raised.contains(alarm.id) ? unsaid : effects);
  }
  panels_.restore(joined.memory, effects);
  emergency::Orders orders;
  responder_.begin_numbers_at(joined.memory.next_incident);
  responder_.restore(joined.memory.incidents, joined.memory.next_ticket, spec_.summons, now,
                     orders);
  say_what_came_back(recorded, joined, now, orders);
  ResponseOrders response;
  response_.join(before.response_, joined, responder_, now, response);
  follow(std::move(response), effects);
  follow(std::move(orders), now, effects);
  alarms_.take_over(before.alarms_, points);
  alarms_.take_over_reports(before.alarms_, now, effects);
  alarms_.restored(now, effects);
}

/// Incidents on record are resumed; those of meanwhile go on, perhaps as one of them.
void Site::say_what_came_back(const Memory& recorded, const Joined& joined, Now now,
                              emergency::Orders& orders) {
  std::erase_if(orders.events, [&](const IncidentEvent& event) {
    return event.entry == EntryKind::Resumed &&
           std::none_of(recorded.incidents.begin(), recorded.incidents.end(),
                        [&](const IncidentMemory& known) { return known.id == event.incident; });
  });
  std::vector<IncidentEvent> joins;
  for (const auto& [before, after] : joined.names) {
    const IncidentMemory* incident = responder_.incident(after);
    if (incident == nullptr || before == after) continue;
    IncidentEvent event = emergency::entry_of(*incident, EntryKind::Joined, now);
    event.incident = before;
    event.text = after;
    joins.push_back(std::move(event));
  }
  orders.events.insert(orders.events.begin(), joins.begin(), joins.end());
}

Memory Site::memory(Now now) const {
  Memory memory;
  memory.incidents = responder_.incidents();
  memory.next_ticket = responder_.next_ticket();
  memory.next_incident = responder_.next_number();
  memory.response = response_.memory(now);
  panels_.remember(memory);
  for (std::size_t i = 0; i < spec_.alarms.size(); ++i) {
    memory.alarms.push_back(alarms_.memory(index_of<AlarmIndex>(i), now));
  }
  return memory;
}

}  // namespace hazgate::site
