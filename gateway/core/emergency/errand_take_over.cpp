// What of Errands outlives a change of the configuration: all of it, with its tickets and ticks.
#include <algorithm>
#include <utility>

#include "gateway/core/emergency/errands.hpp"

namespace hazgate::emergency {
namespace {

std::optional<std::size_t> place_of(const Errand& errand, Via via) {
  const auto& ways = errand.ways();
  const auto found =
      std::find_if(ways.begin(), ways.end(), [&](const auto& way) { return way.via == via; });
  if (found == ways.end()) return std::nullopt;
  return static_cast<std::size_t>(found - ways.begin());
}

}  // namespace

void Errands::take_over(const Errands& before, Now now, ErrandOrders& orders, const Names& names) {
  next_ticket_ = before.next_ticket_;
  for (const auto& [number, old] : before.calls_) {
    CallMemory memory = before.memory_of(old, now);
    const auto name = names.find(memory.incident);
    if (name != names.end()) memory.incident = name->second;
    Call& call = restore_call(memory, now);
    call.since = old.since;
    take_over_seats(before, old, call, now, orders);
  }
  for (auto next = calls_.begin(); next != calls_.end();) resume((next++)->second, now, orders);
}

/// Who is in the configuration no more leaves the seat, and a way that is gone its ticket.
void Errands::take_over_seats(const Errands& before, const Call& old, Call& call, Now now,
                              ErrandOrders& orders) {
  std::vector<std::optional<std::size_t>> places;  // by the seat before
  for (std::size_t i = 0; i < old.seats.size(); ++i) {
    const auto person = place_of_.find(before.id_of(old, i));
    const auto& people = call.spec.people;
    const auto found = person == place_of_.end()
                           ? people.end()
                           : std::find(people.begin(), people.end(), person->second);
    if (found == people.end()) {
      const bool kept = i < old.turns || old.round > 1;
      if (kept) orders.forgotten.push_back(record_id(before.memory_of(old, i, now)));
      places.emplace_back();
      continue;
    }
    const auto place = static_cast<std::size_t>(found - people.begin());
    places.emplace_back(place);
    if (i >= old.turns) continue;
    Seat& seat = call.seats[place];
    seat.turn = old.seats[i].turn;
    seat.gave_up = old.seats[i].gave_up;
    for (const Errand::Way& way : old.seats[i].errand.ways()) seat.errand.restore(way);
    call.turns = std::max(call.turns, place + 1);
  }
  const auto take_tickets = [&](const std::vector<std::uint64_t>& from,
                                std::vector<std::uint64_t>& to) {
    for (const std::uint64_t number : from) {
      Ticket ticket = before.tickets_.at(number);
      const auto place = places[ticket.seat];
      if (!place) continue;
      const Via via = old.seats[ticket.seat].errand.ways()[ticket.way].via;
      const auto way = emergency::place_of(call.seats[*place].errand, via);
      if (!way) continue;
      ticket.call = call.number;
      ticket.seat = *place;
      ticket.way = *way;
      tickets_.emplace(number, ticket);
      to.push_back(number);
    }
  };
  take_tickets(old.tickets, call.tickets);
  take_tickets(old.old_tickets, call.old_tickets);
}

}  // namespace hazgate::emergency
