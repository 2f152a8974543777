#include "gateway/core/emergency/errands.hpp"

#include <algorithm>
#include <utility>

namespace hazgate::emergency {
namespace {

std::vector<std::size_t> once_each(const std::vector<std::size_t>& list, std::size_t limit) {
  std::set<std::size_t> seen;
  std::vector<std::size_t> kept;
  for (const std::size_t item : list) {
    if (item < limit && seen.insert(item).second) kept.push_back(item);
  }
  return kept;
}

/// Whether this receipt of a ticket adds anything to the last one.
bool is_news(std::optional<ReceiptKind> last, ReceiptKind kind) {
  if (!last) return true;
  switch (kind) {
    case ReceiptKind::Sent:
      return last == ReceiptKind::Failed || last == ReceiptKind::Refused;
    case ReceiptKind::Delivered:
      return last != ReceiptKind::Delivered;
    case ReceiptKind::Failed:
    case ReceiptKind::Refused:
      break;
  }
  return last == ReceiptKind::Sent;
}

ErrandEntry entry_of(ReceiptKind kind) {
  switch (kind) {
    case ReceiptKind::Sent:
      return ErrandEntry::Sent;
    case ReceiptKind::Delivered:
      return ErrandEntry::Delivered;
    case ReceiptKind::Failed:
      return ErrandEntry::Failed;
    case ReceiptKind::Refused:
      break;
  }
  return ErrandEntry::Refused;
}

}  // namespace

Errands::Errands(std::vector<Person> people) : people_(std::move(people)) {
  for (std::size_t i = 0; i < people_.size(); ++i) place_of_.emplace(people_[i].id, i);
}

std::vector<Via> Errands::ways_of(const CallSpec& spec, std::size_t contact) const {
  const std::vector<Via>& own = people_[contact].via;
  std::vector<Via> ways;
  for (const Via via : spec.via.empty() ? own : spec.via) {
    if (spec.notice && via == Via::Siren) continue;
    const bool exists = std::find(own.begin(), own.end(), via) != own.end();
    if (exists && std::find(ways.begin(), ways.end(), via) == ways.end()) ways.push_back(via);
  }
  return ways;
}

Errands::Call& Errands::add(const std::string& incident, const std::string& name, CallSpec spec) {
  Call& call = calls_[next_call_];
  call.number = next_call_++;
  call.incident = incident;
  call.name = name;
  call.spec = std::move(spec);
  call.spec.ack_within = std::max(call.spec.ack_within, Duration::zero());
  call.spec.repeat = std::max(call.spec.repeat, Duration::zero());
  call.spec.people = once_each(call.spec.people, people_.size());
  seat_all(call);
  return call;
}

void Errands::seat_all(Call& call) {
  call.seats.clear();
  call.seats.reserve(call.spec.people.size());
  for (const std::size_t contact : call.spec.people) {
    call.seats.push_back({.errand = Errand(ways_of(call.spec, contact))});
  }
}

void Errands::begin(const std::string& incident, const std::string& name, const CallSpec& spec,
                    Now now, ErrandOrders& orders) {
  for (const auto& [number, call] : calls_) {
    if (call.incident == incident && call.name == name) return;
  }
  Call& call = add(incident, name, spec);
  call.since = now.tick;
  advance(call, now, orders);
  orders.calls.push_back(memory_of(call, now));
}

/// How many turns come in the first moment of the round.
std::size_t Errands::first_of(const Call& call) {
  if (call.spec.notice || call.round > 1 || call.spec.ack_within == Duration::zero()) {
    return call.seats.size();
  }
  return std::clamp<std::size_t>(call.spec.at_once, 1, std::max<std::size_t>(1, call.seats.size()));
}

/// When the call itself has something to do.
std::optional<Tick> Errands::due_of(const Call& call) {
  const CallSpec& spec = call.spec;
  const bool waits = spec.ack_within > Duration::zero();
  switch (call.state) {
    case CallState::Telling:
      if (call.turns < first_of(call) || call.turns == 0) return call.since;
      if (call.turns == call.seats.size() && !waits) {
        return call.seats.back().turn + spec.repeat;
      }
      return call.seats[call.turns - 1].turn + spec.ack_within;
    case CallState::Pausing:
      return waits ? call.since + spec.repeat : call.since;
    case CallState::Over:
    case CallState::Answered:
      break;
  }
  return std::nullopt;
}

/// Does what the call itself has to do now.
void Errands::advance(Call& call, Now now, ErrandOrders& orders) {
  for (auto due = due_of(call); due && *due <= now.tick; due = due_of(call)) {
    if (call.state == CallState::Pausing) {
      next_round(call, now, orders);
    } else if (call.turns < call.seats.size()) {
      take_turn(call, *due, now, orders);
    } else {
      nobody_left(call, now, orders);
    }
    const bool asks =
        call.spec.ack_within > Duration::zero() || call.spec.repeat > Duration::zero();
    if (call.turns == call.seats.size() && call.turns > 0 && (call.spec.notice || !asks)) {
      call.state = CallState::Over;
      call.since = now.tick;
      orders.calls.push_back(memory_of(call, now));
    }
  }
  set_timer(call.timer, call, kNoSeat, due_of(call));
}

void Errands::take_turn(Call& call, Tick due, Now now, ErrandOrders& orders) {
  const std::size_t seat = call.turns++;
  const bool first = seat < first_of(call);
  const bool in_time = now.tick - due < call.spec.ack_within;
  call.seats[seat].turn = !first && in_time ? due : now.tick;
  settle(call, seat, now, orders);
}

void Errands::nobody_left(Call& call, Now now, ErrandOrders& orders) {
  if (!call.spec.notice) orders.events.push_back(event(call, ErrandEntry::NobodyLeft, now));
  const bool again =
      !call.spec.notice && !call.seats.empty() && call.spec.repeat > Duration::zero();
  call.state = again ? CallState::Pausing : CallState::Over;
  call.since = now.tick;
  orders.calls.push_back(memory_of(call, now));
}

void Errands::next_round(Call& call, Now now, ErrandOrders& orders) {
  stop_timers(call);
  drop(call.old_tickets);
  call.old_tickets = std::exchange(call.tickets, {});
  seat_all(call);
  call.turns = 0;
  ++call.round;
  call.state = CallState::Telling;
  call.since = now.tick;
  orders.calls.push_back(memory_of(call, now));
}

/// Looks what is to be done for one person now, and notes what has become of it.
void Errands::settle(Call& call, std::size_t place, Now now, ErrandOrders& orders) {
  Seat& seat = call.seats[place];
  const bool goes_on = call.state != CallState::Answered;
  if (const auto way = goes_on ? seat.errand.overdue(now.tick) : std::nullopt) {
    const auto attempts = seat.errand.ways()[*way].attempts;
    lose(call, place, *way, ErrandEntry::NoReceipt, now.tick + Errand::back_off(attempts), now,
         orders);
  }
  if (const auto way = goes_on ? seat.errand.next(now.tick) : std::nullopt) {
    tell(call, place, *way, now, orders);
  } else if (goes_on && !seat.gave_up && seat.errand.is_hopeless()) {
    seat.gave_up = true;
    ErrandEvent entry = event(call, ErrandEntry::GaveUp, now);
    entry.contact = id_of(call, place);
    orders.events.push_back(std::move(entry));
  }
  orders.errands.push_back(memory_of(call, place, now));
  set_timer(seat.timer, call, place, goes_on ? seat.errand.deadline() : std::nullopt);
}

void Errands::tell(Call& call, std::size_t place, std::size_t way, Now now, ErrandOrders& orders) {
  Errand& errand = call.seats[place].errand;
  errand.begin(way, now.tick);
  const Errand::Way& begun = errand.ways()[way];
  MessageOrder order{.ticket = next_ticket_++,
                     .incident = call.incident,
                     .name = call.name,
                     .contact = call.spec.people[place],
                     .person = id_of(call, place),
                     .via = begun.via,
                     .attempt = begun.attempts,
                     .round = call.round};
  if (place >= first_of(call)) {
    order.unanswered = call.spec.people[place - 1];
    order.unanswered_person = id_of(call, place - 1);
  }
  order.key = call.incident + '.' + call.name + '.' + id_of(call, place) + '.' +
              std::string(to_text(begun.via)) + '.' + std::to_string(call.round);
  tickets_[order.ticket] = {.call = call.number,
                            .seat = place,
                            .way = way,
                            .round = call.round,
                            .attempt = begun.attempts};
  call.tickets.push_back(order.ticket);
  orders.events.push_back(event(call, place, way, ErrandEntry::Told, now));
  orders.messages.push_back(std::move(order));
}

void Errands::lose(Call& call, std::size_t place, std::size_t way, ErrandEntry why, Tick retry_at,
                   Now now, ErrandOrders& orders) {
  orders.events.push_back(event(call, place, way, why, now));
  call.seats[place].errand.lose(way, now.tick, retry_at);
}

void Errands::receipt(std::uint64_t number, ReceiptKind kind, const std::string& error, Now now,
                      ErrandOrders& orders) {
  const auto found = tickets_.find(number);
  if (found == tickets_.end()) return;
  Ticket& ticket = found->second;
  if (!is_news(ticket.last, kind)) return;
  ticket.last = kind;
  Call& call = calls_.at(ticket.call);
  ErrandEvent entry = event(call, ticket.seat, ticket.way, entry_of(kind), now);
  entry.round = ticket.round;
  entry.attempt = ticket.attempt;
  entry.error = error;
  orders.events.push_back(std::move(entry));
  if (ticket.round != call.round) return;
  Seat& seat = call.seats[ticket.seat];
  if (!seat.errand.take(ticket.way, ticket.attempt, kind, now.tick)) return;
  if (seat.errand.is_told()) seat.gave_up = false;
  settle(call, ticket.seat, now, orders);
  if (call.ended && is_finished(call)) forget(call, orders);
}

bool Errands::was_told(const Call& call, std::string_view person) const {
  const std::size_t told = call.round > 1 ? call.seats.size() : call.turns;
  for (std::size_t i = 0; i < told; ++i) {
    if (id_of(call, i) == person) return true;
  }
  return false;
}

void Errands::acknowledged(std::string_view incident, std::string_view person, Now now,
                           ErrandOrders& orders) {
  const bool by_one_told = std::any_of(calls_.begin(), calls_.end(), [&](const auto& one) {
    const Call& call = one.second;
    return call.incident == incident && !call.spec.notice && was_told(call, person);
  });
  for (auto& [number, call] : calls_) {
    const bool asks = !call.spec.notice && call.state != CallState::Answered;
    if (call.incident != incident || !asks) continue;
    if (by_one_told && !was_told(call, person)) continue;
    call.state = CallState::Answered;
    call.since = now.tick;
    stop_timers(call);
    orders.calls.push_back(memory_of(call, now));
  }
}

void Errands::ended(std::string_view incident, Now now, ErrandOrders& orders) {
  for (auto next = calls_.begin(); next != calls_.end();) {
    Call& call = (next++)->second;
    if (call.incident != incident || call.ended) continue;
    if (!call.spec.notice || is_finished(call)) {
      forget(call, orders);
      continue;
    }
    call.ended = true;
    orders.calls.push_back(memory_of(call, now));
  }
}

void Errands::run(Now now, ErrandOrders& orders) {
  while (!timers_.empty() && std::get<Tick>(*timers_.begin()) <= now.tick) {
    const auto [at, number, seat] = *timers_.begin();
    Call& call = calls_.at(number);
    if (seat == kNoSeat) {
      advance(call, now, orders);
    } else {
      settle(call, seat, now, orders);
      if (call.ended && is_finished(call)) forget(call, orders);
    }
  }
}

std::optional<Tick> Errands::deadline() const {
  if (timers_.empty()) return std::nullopt;
  return std::get<Tick>(*timers_.begin());
}

void Errands::set_timer(std::optional<Tick>& slot, const Call& call, std::size_t seat,
                        std::optional<Tick> at) {
  if (slot == at) return;
  if (slot) timers_.erase({*slot, call.number, seat});
  if (at) timers_.emplace(*at, call.number, seat);
  slot = at;
}

void Errands::stop_timers(Call& call) {
  set_timer(call.timer, call, kNoSeat, std::nullopt);
  for (std::size_t i = 0; i < call.seats.size(); ++i) {
    set_timer(call.seats[i].timer, call, i, std::nullopt);
  }
}

void Errands::drop(std::vector<std::uint64_t>& tickets) {
  for (const std::uint64_t ticket : tickets) tickets_.erase(ticket);
  tickets.clear();
}

bool Errands::is_finished(const Call& call) {
  return call.turns == call.seats.size() &&
         std::all_of(call.seats.begin(), call.seats.end(), [](const Seat& seat) {
           return seat.errand.is_told() || seat.errand.is_hopeless();
         });
}

void Errands::forget(Call& call, ErrandOrders& orders) {
  stop_timers(call);
  drop(call.tickets);
  drop(call.old_tickets);
  const std::size_t kept = call.round > 1 ? call.seats.size() : call.turns;
  const Now whenever{};
  for (std::size_t i = 0; i < kept; ++i) {
    orders.forgotten.push_back(record_id(memory_of(call, i, whenever)));
  }
  orders.forgotten.push_back(record_id(memory_of(call, whenever)));
  calls_.erase(call.number);
}

}  // namespace hazgate::emergency
