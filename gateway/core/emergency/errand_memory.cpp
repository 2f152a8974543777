// What of Errands outlives the process: out as stamps, back as ticks.
#include <algorithm>
#include <utility>

#include "gateway/core/emergency/errands.hpp"

namespace hazgate::emergency {
namespace {

WallTime wall_of(Tick at, Now now) {
  return now.wall - std::chrono::duration_cast<WallTime::duration>(now.tick - at);
}

/// A clock that went back while we were away has passed nothing.
Tick tick_of(WallTime at, Now now) {
  const auto away = std::max(now.wall - at, WallTime::duration::zero());
  return now.tick - std::chrono::duration_cast<Duration>(away);
}

}  // namespace

std::string record_id(const CallMemory& memory) {
  return memory.incident + '/' + memory.name;
}

std::string record_id(const ErrandMemory& memory) {
  return memory.incident + '/' + memory.name + '/' + memory.contact;
}

CallMemory Errands::memory_of(const Call& call, Now now) const {
  CallMemory memory{.incident = call.incident,
                    .name = call.name,
                    .via = call.spec.via,
                    .ack_within = call.spec.ack_within,
                    .at_once = call.spec.at_once,
                    .repeat = call.spec.repeat,
                    .notice = call.spec.notice,
                    .round = call.round,
                    .state = call.state,
                    .since = wall_of(call.since, now),
                    .ended = call.ended};
  memory.people.reserve(call.seats.size());
  for (std::size_t i = 0; i < call.seats.size(); ++i) memory.people.push_back(id_of(call, i));
  return memory;
}

ErrandMemory Errands::memory_of(const Call& call, std::size_t place, Now now) const {
  const Seat& seat = call.seats[place];
  ErrandMemory memory{.incident = call.incident,
                      .name = call.name,
                      .contact = id_of(call, place),
                      .round = call.round,
                      .turn = wall_of(seat.turn, now),
                      .gave_up = seat.gave_up};
  for (const Errand::Way& way : seat.errand.ways()) {
    memory.ways.push_back({way.via, way.progress, way.attempts, wall_of(way.at, now)});
  }
  return memory;
}

ErrandEvent Errands::event(const Call& call, ErrandEntry entry, Now now) const {
  return {.t = now.wall,
          .incident = call.incident,
          .name = call.name,
          .entry = entry,
          .round = call.round};
}

ErrandEvent Errands::event(const Call& call, std::size_t place, std::size_t way, ErrandEntry entry,
                           Now now) const {
  ErrandEvent made = event(call, entry, now);
  made.contact = id_of(call, place);
  made.via = call.seats[place].errand.ways()[way].via;
  made.attempt = call.seats[place].errand.ways()[way].attempts;
  return made;
}

std::vector<CallMemory> Errands::calls(std::string_view incident, Now now) const {
  std::vector<CallMemory> list;
  for (const auto& [number, call] : calls_) {
    if (call.incident == incident) list.push_back(memory_of(call, now));
  }
  return list;
}

std::vector<ErrandMemory> Errands::errands(std::string_view incident, Now now) const {
  std::vector<ErrandMemory> list;
  for (const auto& [number, call] : calls_) {
    if (call.incident != incident) continue;
    for (std::size_t i = 0; i < call.turns; ++i) list.push_back(memory_of(call, i, now));
  }
  return list;
}

Errands::Call& Errands::restore_call(const CallMemory& memory, Now now) {
  CallSpec spec{.via = memory.via,
                .ack_within = memory.ack_within,
                .at_once = memory.at_once,
                .repeat = memory.repeat,
                .notice = memory.notice};
  for (const std::string& id : memory.people) {
    const auto person = place_of_.find(id);
    if (person != place_of_.end()) spec.people.push_back(person->second);
  }
  Call& call = add(memory.incident, memory.name, std::move(spec));
  call.round = memory.round;
  call.state = memory.state;
  call.since = tick_of(memory.since, now);
  call.ended = memory.ended;
  return call;
}

void Errands::restore_seat(Call& call, std::size_t place, const ErrandMemory& memory, Now now,
                           ErrandOrders& orders) {
  Seat& seat = call.seats[place];
  seat.turn = tick_of(memory.turn, now);
  seat.gave_up = memory.gave_up;
  for (const WayMemory& way : memory.ways) {
    const Tick at = tick_of(way.at, now);
    seat.errand.restore(
        {way.via, way.progress, way.attempts, at, at + Errand::back_off(way.attempts)});
  }
  for (std::size_t i = 0; i < seat.errand.ways().size(); ++i) {
    if (seat.errand.ways()[i].progress != WayProgress::UnderWay) continue;
    lose(call, place, i, ErrandEntry::Interrupted, now.tick, now, orders);
    orders.errands.push_back(memory_of(call, place, now));
  }
  call.turns = std::max(call.turns, place + 1);
}

void Errands::resume(Call& call, Now now, ErrandOrders& orders) {
  for (std::size_t i = 0; i < call.turns && call.state != CallState::Answered; ++i) {
    if (!call.seats[i].errand.is_told()) settle(call, i, now, orders);
  }
  const bool nobody = call.seats.empty();  // all of them are in the configuration no more
  if (nobody || (call.ended && is_finished(call))) {
    forget(call, orders);
  } else {
    advance(call, now, orders);
  }
}

void Errands::restore(std::span<const CallMemory> calls, std::span<const ErrandMemory> errands,
                      std::uint64_t next_ticket, Now now, ErrandOrders& orders) {
  next_ticket_ = next_ticket;
  std::unordered_map<std::string, std::pair<Call*, std::size_t>> seats;
  for (const CallMemory& memory : calls) {
    Call& call = restore_call(memory, now);
    for (std::size_t i = 0; i < call.seats.size(); ++i) {
      seats[record_id(memory_of(call, i, now))] = {&call, i};
    }
  }
  for (const ErrandMemory& memory : errands) {
    const auto found = seats.find(record_id(memory));
    if (found == seats.end()) {
      orders.forgotten.push_back(record_id(memory));
    } else if (const auto [call, seat] = found->second; call->round == memory.round) {
      restore_seat(*call, seat, memory, now, orders);
    }
  }
  for (auto next = calls_.begin(); next != calls_.end();) resume((next++)->second, now, orders);
}

}  // namespace hazgate::emergency
