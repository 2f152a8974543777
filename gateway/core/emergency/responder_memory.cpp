#include <algorithm>
#include <utility>

#include "gateway/core/emergency/responder.hpp"

namespace hazgate::emergency {
namespace {

/// The tick of a moment before the restart. A clock that went back while we were away must not begin
/// anything anew: at least nothing passed.
Tick tick_of(WallTime then, Now now) {
  const auto away = std::max(now.wall - then, WallTime::duration::zero());
  return now.tick - std::chrono::duration_cast<Duration>(away);
}

}  // namespace

void Responder::restore(std::span<const IncidentMemory> memories, std::uint64_t next_ticket,
                        std::optional<PointIndex> summons, Now now, Orders& orders) {
  summons_ = summons;
  outputs_.begin_tickets_at(next_ticket);
  for (const IncidentMemory& memory : memories) restore(memory, now, orders);
  std::stable_sort(incidents_.begin(), incidents_.end(), [](const Incident& a, const Incident& b) {
    return a.memory.number < b.memory.number;
  });
  Outputs::Orders writes;
  for (Incident& incident : incidents_) {
    if (is_running(incident)) restore_steps(incident, writes);
  }
  for (Incident& incident : incidents_) {  // after all that hold
    if (!incident.known) continue;
    const auto& steps = plan_of(incident).steps;
    for (std::size_t i = 0; i < steps.size(); ++i) {
      const bool leaves = incident.memory.steps[i].progress == StepProgress::Releasing;
      if (!leaves || !steps[i].point) continue;
      outputs_.leave({incident.memory.number, i}, *steps[i].point, steps[i].on_close, writes);
    }
  }
  follow(std::move(writes), now, orders);
  keep_changed(orders);
  forget_old();
  look_busy();
}

void Responder::restore(const IncidentMemory& memory, Now now, Orders& orders) {
  Incident& incident = incidents_.emplace_back();
  incident.memory = memory;
  next_number_ = std::max(next_number_, memory.number + 1);
  const auto plan = std::find_if(plans_.begin(), plans_.end(),
                                 [&](const PlanSpec& spec) { return spec.id == memory.plan; });
  incident.known = plan != plans_.end();
  if (!incident.known) return;
  incident.plan = index_of<PlanIndex>(static_cast<std::size_t>(plan - plans_.begin()));
  incident.opened = tick_of(memory.opened, now);
  if (memory.grades.empty()) incident.memory.grades = {{plan->grade, memory.opened}};
  for (const auto& [grade, since] : incident.memory.grades) {
    incident.reached.emplace_back(grade, tick_of(since, now));
  }
  // The plan may have changed: a step is what it is called, not where it stands.
  incident.memory.steps.clear();
  for (const StepSpec& step : plan->steps) {
    const auto place = incident.memory.steps.size();
    auto known = std::find_if(memory.steps.begin(), memory.steps.end(),
                              [&](const StepMemory& other) { return other.id == step.id; });
    if (place < memory.steps.size() && memory.steps[place].id.empty()) {
      known = memory.steps.begin() + static_cast<std::ptrdiff_t>(place);  // of an older hazgate
    }
    const bool is_over = memory.ended || memory.closed;
    StepMemory here{step.id, is_over ? StepProgress::Skipped : StepProgress::Waiting,
                    memory.opened};
    if (known != memory.steps.end()) here = {step.id, known->progress, known->since};
    incident.since.push_back(tick_of(here.since, now));
    incident.memory.steps.push_back(std::move(here));
  }
  if (is_running(incident)) orders.events.push_back(entry_of(memory, EntryKind::Resumed, now));
}

/// What a running incident had on the outputs is written again.
void Responder::restore_steps(const Incident& incident, Outputs::Orders& writes) {
  if (incident.memory.summoned && summons_) {
    outputs_.hold({incident.memory.number, kSummons},
                  {.point = *summons_, .value = outputs_.spec(*summons_).on},
                  incident.memory.silenced, writes);
  }
  const auto& steps = plan_of(incident).steps;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const StepProgress progress = incident.memory.steps[i].progress;
    const bool withheld = progress == StepProgress::Withheld;
    const bool held = progress == StepProgress::Started || progress == StepProgress::Done ||
                      progress == StepProgress::Failed || withheld;
    const bool only_said = incident.memory.drill && !steps[i].in_drill;
    if (steps[i].kind != StepKind::Write || !held || only_said) continue;
    StepSpec step = steps[i];
    if (withheld) step.value = outputs_.spec(*step.point).off;
    outputs_.hold({incident.memory.number, i}, step, incident.memory.silenced, writes);
  }
}

void Responder::forget_old() {
  auto closed = static_cast<std::size_t>(
      std::count_if(incidents_.begin(), incidents_.end(),
                    [](const Incident& incident) { return incident.memory.closed.has_value(); }));
  for (auto it = incidents_.begin(); closed > kKeepClosed && it != incidents_.end();) {
    if (it->memory.closed) {
      it = incidents_.erase(it);
      --closed;
    } else {
      ++it;
    }
  }
}

}  // namespace hazgate::emergency
