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
  for (const Incident& incident : incidents_) {
    if (!incident.memory.ended && !incident.memory.closed) restore_held(incident, writes);
  }
  for (const Incident& incident : incidents_) restore_leaving(incident, writes);  // behind them
  follow(std::move(writes), now, orders);
  const bool real = std::any_of(incidents_.begin(), incidents_.end(), [](const Incident& incident) {
    return is_running(incident) && !incident.memory.drill;
  });
  if (real) end_drills(std::nullopt, now, orders);
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
  if (!incident.known) {
    for (const StepMemory& step : memory.steps) restore_place(incident, step, now);
    return;
  }
  incident.plan = index_of<PlanIndex>(static_cast<std::size_t>(plan - plans_.begin()));
  incident.opened = tick_of(memory.opened, now);
  if (memory.grades.empty()) incident.memory.grades = {{plan->grade, memory.opened}};
  for (const auto& [grade, since] : incident.memory.grades) {
    incident.reached.emplace_back(grade, tick_of(since, now));
  }
  restore_steps(incident, *plan, memory, now);
  if (is_running(incident)) orders.events.push_back(entry_of(memory, EntryKind::Resumed, now));
}

/// The plan may have changed: a step is what it is called, not where it stands. Those that it has no more and that
/// hold an output stand behind the others.
void Responder::restore_steps(Incident& incident, const PlanSpec& plan,
                              const IncidentMemory& memory, Now now) {
  std::vector<bool> taken(memory.steps.size());
  incident.memory.steps.clear();
  const bool is_over = memory.ended || memory.closed;
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    StepMemory here{.id = plan.steps[i].id,
                    .progress = is_over ? StepProgress::Skipped : StepProgress::Waiting,
                    .since = memory.opened};
    for (std::size_t k = 0; k < memory.steps.size(); ++k) {
      // Without a name: of an older hazgate.
      const bool same = memory.steps[k].id.empty() ? k == i : memory.steps[k].id == here.id;
      if (!same || taken[k]) continue;
      here = memory.steps[k];
      here.id = plan.steps[i].id;
      taken[k] = true;
      break;
    }
    remember_output(here, plan.steps[i], memory.drill);
    restore_place(incident, here, now);
    incident.memory.steps.push_back(std::move(here));
  }
  for (std::size_t k = 0; k < memory.steps.size(); ++k) {
    if (taken[k] || memory.steps[k].point.empty()) continue;
    restore_place(incident, memory.steps[k], now);
    incident.memory.steps.push_back(memory.steps[k]);
  }
}

/// An older hazgate did not keep which output a step holds.
void Responder::remember_output(StepMemory& step, const StepSpec& spec, bool drill) const {
  const bool began =
      step.progress != StepProgress::Waiting && step.progress != StepProgress::Asked &&
      step.progress != StepProgress::Skipped && step.progress != StepProgress::Vetoed;
  const bool only_said = drill && !spec.in_drill;
  if (!began || only_said || spec.kind != StepKind::Write || !step.point.empty()) return;
  step.point = alarms_.point_id(*spec.point);
  step.value = spec.value;
  step.on_close = spec.on_close;
}

void Responder::restore_place(Incident& incident, const StepMemory& step, Now now) {
  incident.since.push_back(tick_of(step.since, now));
  incident.points.push_back(step.point.empty() ? std::nullopt : alarms_.find_point(step.point));
}

/// What an incident that has not ended had on the outputs is written again.
void Responder::restore_held(const Incident& incident, Outputs::Orders& writes) {
  const IncidentMemory& memory = incident.memory;
  if (memory.summons == Summons::Sounding && summons_) {
    outputs_.hold({memory.number, kSummons},
                  {.point = *summons_, .value = outputs_.spec(*summons_).on}, memory.summons_quiet,
                  writes);
  }
  for (std::size_t i = 0; i < memory.steps.size(); ++i) {
    const StepProgress progress = memory.steps[i].progress;
    const bool withheld = progress == StepProgress::Withheld;
    const bool held = progress == StepProgress::Started || progress == StepProgress::Done ||
                      progress == StepProgress::Failed || withheld;
    if (!held || !incident.points[i]) continue;
    const StepSpec* spec = spec_of(incident, i);
    StepSpec step = spec != nullptr ? *spec : StepSpec{.kind = StepKind::Write};
    step.point = incident.points[i];
    step.value =
        withheld && spec != nullptr ? outputs_.spec(*step.point).off : memory.steps[i].value;
    if (spec == nullptr || step.value != spec->value) step.feedback.reset();
    outputs_.hold({memory.number, i}, step, memory.steps[i].quiet, writes);
  }
}

/// What was to be on an output at the end and was not confirmed.
void Responder::restore_leaving(const Incident& incident, Outputs::Orders& writes) {
  for (std::size_t i = 0; i < incident.memory.steps.size(); ++i) {
    const StepMemory& step = incident.memory.steps[i];
    if (step.progress != StepProgress::Releasing || !incident.points[i]) continue;
    outputs_.leave({incident.memory.number, i}, *incident.points[i], step.on_close, writes);
  }
  if (incident.memory.summons == Summons::Ending && summons_) {
    outputs_.leave({incident.memory.number, kSummons}, *summons_, outputs_.spec(*summons_).off,
                   writes);
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
