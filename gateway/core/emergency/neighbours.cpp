#include "gateway/core/emergency/neighbours.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "gateway/core/emergency/bearing.hpp"

namespace hazgate::emergency {
namespace {

constexpr std::array<std::pair<std::string_view, double>, 4> kRadii = {
    {{"I", 3000.0}, {"II", 2000.0}, {"III", 1000.0}, {"IV", 500.0}}};

bool is_downwind(const NeighbourSpec& neighbour, const Wind& wind) {
  return wind.state == WindState::Known &&
         angle_between(neighbour.bearing, wind.direction + 180.0) <= kDownwindHalf;
}

}  // namespace

double default_radius(std::string_view level) {
  const auto* const found = std::find_if(kRadii.begin(), kRadii.end(),
                                         [&](const auto& one) { return one.first == level; });
  return found == kRadii.end() ? kRadii.front().second : found->second;
}

double radius_of(const StepSpec& step, Grade plan, Grade now) {
  if (step.radius > 0.0) return step.radius;
  return std::max(default_radius(to_text(step.from.value_or(plan))), default_radius(to_text(now)));
}

std::vector<Chosen> choose(std::span<const NeighbourSpec> neighbours, const Wind& wind,
                           double radius) {
  std::vector<Chosen> chosen;
  for (std::size_t i = 0; i < neighbours.size(); ++i) {
    if (neighbours[i].distance > radius) continue;
    chosen.push_back({i, is_downwind(neighbours[i], wind)});
  }
  std::stable_sort(chosen.begin(), chosen.end(), [&](const Chosen& one, const Chosen& other) {
    return std::tuple(!one.downwind, neighbours[one.neighbour].distance) <
           std::tuple(!other.downwind, neighbours[other.neighbour].distance);
  });
  return chosen;
}

NeighbourCalls::NeighbourCalls(std::span<const NeighbourSpec> neighbours, std::string incident,
                               bool drill)
    : neighbours_(neighbours), incident_(std::move(incident)), drill_(drill) {}

const NeighbourSpec* NeighbourCalls::spec_of(std::string_view id) const {
  const auto found = std::find_if(neighbours_.begin(), neighbours_.end(),
                                  [&](const NeighbourSpec& one) { return one.id == id; });
  return found == neighbours_.end() ? nullptr : &*found;
}

NeighbourCalls::Told* NeighbourCalls::find(std::string_view id) {
  const auto found = std::find_if(told_.begin(), told_.end(),
                                  [&](const Told& one) { return one.memory.neighbour == id; });
  return found == told_.end() ? nullptr : &*found;
}

void NeighbourCalls::call(Told& told, CallKind kind, Now now, NeighbourOrders& orders) const {
  NeighbourMemory& memory = told.memory;
  const bool asks = kind != CallKind::AllClear && !memory.acknowledged;
  if (asks) {
    memory.asked = now.wall;
    told.asked = now.tick;
    memory.reminders = kind == CallKind::Reminder ? memory.reminders + 1 : 0;
  }
  orders.calls.push_back({.incident = incident_,
                          .neighbour = memory.neighbour,
                          .kind = kind,
                          .downwind = memory.downwind,
                          .drill = drill_,
                          .number = kind == CallKind::Reminder ? memory.reminders : 0});
  orders.memories.push_back(memory);
}

void NeighbourCalls::tell(const Wind& wind, double radius, Now now, NeighbourOrders& orders) {
  if (ended_) return;
  for (const Chosen& chosen : choose(neighbours_, wind, radius)) {
    const NeighbourSpec& neighbour = neighbours_[chosen.neighbour];
    if (find(neighbour.id) != nullptr) continue;
    told_.push_back({.memory = {.incident = incident_,
                                .neighbour = neighbour.id,
                                .drill = drill_,
                                .downwind = chosen.downwind,
                                .told = now.wall}});
    call(told_.back(), CallKind::First, now, orders);
  }
}

void NeighbourCalls::wind_changed(const Wind& wind, Now now, NeighbourOrders& orders) {
  if (ended_) return;
  std::vector<std::tuple<bool, double, Told*>> order;
  for (Told& told : told_) {
    const NeighbourSpec* spec = spec_of(told.memory.neighbour);
    const bool downwind = spec != nullptr && is_downwind(*spec, wind);
    if (downwind && !told.memory.downwind) {
      told.memory.acknowledged.reset();
      told.memory.acknowledged_by.clear();
      told.memory.note.clear();
    }
    told.memory.downwind = downwind;
    order.emplace_back(!downwind, spec == nullptr ? 0.0 : spec->distance, &told);
  }
  std::stable_sort(order.begin(), order.end(), [](const auto& one, const auto& other) {
    return std::tuple(std::get<0>(one), std::get<1>(one)) <
           std::tuple(std::get<0>(other), std::get<1>(other));
  });
  for (const auto& [upwind, distance, told] : order) {
    call(*told, CallKind::WindChange, now, orders);
  }
}

void NeighbourCalls::end(Now now, NeighbourOrders& orders) {
  ended_ = true;
  for (Told& told : told_) {
    if (told.memory.all_clear) continue;
    told.memory.all_clear = now.wall;
    call(told, CallKind::AllClear, now, orders);
  }
}

/// None: it needs no reminder.
std::optional<Tick> NeighbourCalls::reminder_at(const Told& told) const {
  if (told.memory.acknowledged || told.memory.all_clear) return std::nullopt;
  const NeighbourSpec* spec = spec_of(told.memory.neighbour);
  if (spec == nullptr) return std::nullopt;  // configured no more: nobody to be reminded
  return told.asked + (told.memory.reminders < kOftenReminders
                           ? spec->ack_within
                           : std::max(spec->ack_within, kSeldom));
}

void NeighbourCalls::run(Now now, NeighbourOrders& orders) {
  for (Told& told : told_) {
    const auto at = reminder_at(told);
    if (at && *at <= now.tick) call(told, CallKind::Reminder, now, orders);
  }
}

std::optional<Tick> NeighbourCalls::deadline() const {
  std::optional<Tick> first;
  for (const Told& told : told_) {
    const auto at = reminder_at(told);
    if (at && (!first || *at < *first)) first = at;
  }
  return first;
}

tl::expected<NeighbourMemory, std::string> NeighbourCalls::acknowledge(std::string_view neighbour,
                                                                       const std::string& by,
                                                                       const std::string& note,
                                                                       Now now,
                                                                       NeighbourOrders& orders) {
  if (by.empty()) return tl::unexpected(std::string("say who of the neighbour has answered"));
  Told* told = find(neighbour);
  if (told == nullptr) {
    const bool known = spec_of(neighbour) != nullptr;
    return tl::unexpected((known ? "neighbour \"" : "no neighbour \"") + std::string(neighbour) +
                          (known ? "\" was not told of " + incident_ : "\""));
  }
  NeighbourMemory& memory = told->memory;
  if (memory.acknowledged) return memory;
  memory.acknowledged = now.wall;
  memory.acknowledged_by = by;
  memory.note = note;
  orders.memories.push_back(memory);
  return memory;
}

/// How long ago a neighbour was asked is known by the wall clock only, which may have been set back
/// meanwhile: then the time to answer begins again.
void NeighbourCalls::restore(std::span<const NeighbourMemory> memories, Now now) {
  for (const NeighbourMemory& memory : memories) {
    if (memory.incident != incident_ || find(memory.neighbour) != nullptr) continue;
    const auto ago = std::max(now.wall - memory.asked, WallTime::duration::zero());
    told_.push_back({.memory = memory, .asked = now.tick - ago});
    ended_ = ended_ || memory.all_clear.has_value();
    drill_ = drill_ || memory.drill;
  }
}

std::vector<NeighbourMemory> NeighbourCalls::told() const {
  std::vector<NeighbourMemory> memories;
  memories.reserve(told_.size());
  for (const Told& told : told_) memories.push_back(told.memory);
  return memories;
}

}  // namespace hazgate::emergency
