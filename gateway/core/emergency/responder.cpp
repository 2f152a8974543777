#include "gateway/core/emergency/responder.hpp"

#include <algorithm>
#include <utility>

namespace hazgate::emergency {
namespace {

bool is_output_wanted(StepProgress progress) {
  return progress == StepProgress::Started || progress == StepProgress::Done ||
         progress == StepProgress::Failed;
}

bool switches_on(const Value& value) {
  const bool* flag = std::get_if<bool>(&value);
  return flag == nullptr || *flag;
}

}  // namespace

Responder::Responder(const std::vector<PlanSpec>& plans, AlarmBoard alarms)
    : plans_(plans), alarms_(std::move(alarms)) {
  for (std::size_t i = 0; i < plans_.size(); ++i) {
    for (const AlarmIndex alarm : plans_[i].trigger) {
      plans_by_trigger_[alarm].push_back(index_of<PlanIndex>(i));
    }
  }
}

Responder::Incident* Responder::open_incident(PlanIndex plan) {
  for (Incident& incident : incidents_) {
    if (incident.known && incident.plan == plan && !incident.memory.closed) return &incident;
  }
  return nullptr;
}

Responder::Incident* Responder::find(std::string_view id) {
  for (Incident& incident : incidents_) {
    if (incident.memory.id == id) return &incident;
  }
  return nullptr;
}

IncidentEvent Responder::entry(const Incident& incident, EntryKind kind, Now now) {
  IncidentEvent event;
  event.t = now.wall;
  event.incident = incident.memory.id;
  event.plan = incident.memory.plan;
  event.entry = kind;
  event.drill = incident.memory.drill;
  return event;
}

void Responder::keep(const Incident& incident, Orders& orders) {
  orders.memories.push_back(incident.memory);
}

void Responder::raised(AlarmIndex alarm, Now now, Orders& orders) {
  const auto found = plans_by_trigger_.find(alarm);
  if (found == plans_by_trigger_.end()) return;
  for (const PlanIndex plan : found->second) {
    Incident* running = open_incident(plan);
    if (running == nullptr) {
      open(plan, alarm, now, orders);
      continue;
    }
    auto& triggers = running->memory.triggers;
    const std::string& id = alarms_.id(alarm);
    if (std::find(triggers.begin(), triggers.end(), id) == triggers.end()) triggers.push_back(id);
    IncidentEvent event = entry(*running, EntryKind::Trigger, now);
    event.alarm = alarm;
    orders.events.push_back(std::move(event));
    if (running->memory.silenced) sound_again(*running, now, orders);
    keep(*running, orders);
  }
}

void Responder::open(PlanIndex plan, AlarmIndex alarm, Now now, Orders& orders) {
  const PlanSpec& spec = plans_[at(plan)];
  Incident& incident = incidents_.emplace_back();
  incident.plan = plan;
  incident.opened = now.tick;
  incident.retry_at.resize(spec.steps.size());
  IncidentMemory& memory = incident.memory;
  memory.number = next_number_++;
  memory.id = spec.id + "-" + std::to_string(memory.number);
  memory.plan = spec.id;
  memory.opened = now.wall;
  memory.triggers = {alarms_.id(alarm)};
  memory.steps.assign(spec.steps.size(), StepProgress::Waiting);
  IncidentEvent event = entry(incident, EntryKind::Opened, now);
  event.alarm = alarm;
  orders.events.push_back(std::move(event));
  run(now, orders);
  keep(incident, orders);
  forget_old();
}

bool Responder::is_unnecessary(const Incident& incident, const StepSpec& step) const {
  switch (step.unless) {
    case Unless::Never:
      return false;
    case Unless::Acknowledged:
      return incident.memory.acknowledged.has_value();
    case Unless::Closed:
      return incident.memory.closed.has_value();
    case Unless::Cleared:
      break;
  }
  return std::none_of(incident.memory.triggers.begin(), incident.memory.triggers.end(),
                      [this](const std::string& id) {
                        const auto alarm = alarms_.find(id);
                        return alarm && alarms_.condition(*alarm);
                      });
}

void Responder::run(Now now, Orders& orders) {
  for (Incident& incident : incidents_) {
    if (incident.memory.closed || !incident.known) continue;
    const PlanSpec& plan = plan_of(incident);
    bool changed = false;
    for (std::size_t i = 0; i < plan.steps.size(); ++i) {
      const bool waits = incident.memory.steps[i] == StepProgress::Waiting;
      if (waits && now.tick >= incident.opened + plan.steps[i].after) {
        run_step(incident, i, now, orders);
        changed = true;
      } else if (incident.retry_at[i] && now.tick >= *incident.retry_at[i]) {
        incident.retry_at[i].reset();
        if (is_sounding(incident, i)) order_write(incident, i, plan.steps[i].value, true, orders);
      }
    }
    if (changed) keep(incident, orders);
  }
}

void Responder::run_step(Incident& incident, std::size_t step, Now now, Orders& orders) {
  const StepSpec& spec = plan_of(incident).steps[step];
  if (is_unnecessary(incident, spec)) {
    incident.memory.steps[step] = StepProgress::Skipped;
    IncidentEvent event = entry(incident, EntryKind::Skipped, now);
    event.step = step;
    orders.events.push_back(std::move(event));
    return;
  }
  if (spec.kind == StepKind::Write) {
    write_step(incident, step, now, orders);
    return;
  }
  incident.memory.steps[step] = StepProgress::Done;
  const bool notify = spec.kind == StepKind::Notify;
  IncidentEvent event = entry(incident, notify ? EntryKind::Notify : EntryKind::Publish, now);
  event.step = step;
  event.text = spec.text;
  if (notify) {
    event.role = spec.role;
    event.via = spec.via;
    event.contacts = spec.contacts;
  }
  orders.events.push_back(std::move(event));
}

void Responder::write_step(Incident& incident, std::size_t step, Now now, Orders& orders) {
  const StepSpec& spec = plan_of(incident).steps[step];
  incident.memory.steps[step] = StepProgress::Started;
  order_write(incident, step, spec.value, true, orders);
  IncidentEvent event = entry(incident, EntryKind::Write, now);
  event.step = step;
  event.point = spec.point;
  event.value = spec.value;
  orders.events.push_back(std::move(event));
}

void Responder::order_write(Incident& incident, std::size_t step, const Value& value,
                            bool keep_trying, Orders& orders) {
  const StepSpec& spec = plan_of(incident).steps[step];
  const std::uint64_t ticket = next_ticket_++;
  tickets_[ticket] = {incident.memory.id, step, value, keep_trying};
  orders.writes.push_back({ticket, *spec.point, value});
}

/// Whether a write step's value is still to be on the output (false for a silenced siren).
bool Responder::is_sounding(const Incident& incident, std::size_t step) const {
  const StepSpec& spec = plan_of(incident).steps[step];
  const bool silenced = incident.memory.silenced && spec.sound && switches_on(spec.value);
  return spec.kind == StepKind::Write && is_output_wanted(incident.memory.steps[step]) && !silenced;
}

void Responder::written(std::uint64_t ticket, bool done, const std::string& error, Now now,
                        Orders& orders) {
  const auto found = tickets_.find(ticket);
  if (found == tickets_.end()) return;
  const Ticket written = std::move(found->second);
  tickets_.erase(found);
  Incident* incident = find(written.incident);
  if (incident == nullptr || !incident->known) return;
  const StepSpec& spec = plan_of(*incident).steps[written.step];
  StepProgress& progress = incident->memory.steps[written.step];
  const bool first_failure = !done && progress != StepProgress::Failed;
  const bool news = done ? !written.keep_trying || progress != StepProgress::Done : first_failure;
  if (written.keep_trying) {
    progress = done ? StepProgress::Done : StepProgress::Failed;
    if (!done && !incident->memory.closed) {
      incident->retry_at[written.step] = now.tick + kRetryOutput;
    }
  }
  orders.outputs.emplace_back(*spec.point, !done);
  if (!news) return;
  IncidentEvent event = entry(*incident, done ? EntryKind::WriteDone : EntryKind::WriteFailed, now);
  event.step = written.step;
  event.point = spec.point;
  event.value = written.value;
  event.text = error;
  orders.events.push_back(std::move(event));
  keep(*incident, orders);
}

std::optional<Tick> Responder::deadline() const {
  std::optional<Tick> first;
  const auto earlier = [&first](Tick at) {
    if (!first || at < *first) first = at;
  };
  for (const Incident& incident : incidents_) {
    if (incident.memory.closed || !incident.known) continue;
    const PlanSpec& plan = plan_of(incident);
    for (std::size_t i = 0; i < plan.steps.size(); ++i) {
      if (incident.memory.steps[i] == StepProgress::Waiting) {
        earlier(incident.opened + plan.steps[i].after);
      }
      if (incident.retry_at[i]) earlier(*incident.retry_at[i]);
    }
  }
  return first;
}

void Responder::mark_acknowledged(Incident& incident, const std::string& by,
                                  const std::string& note, Now now, Orders& orders) {
  if (incident.memory.acknowledged) return;
  incident.memory.acknowledged = now.wall;
  incident.memory.acknowledged_by = by;
  IncidentEvent event = entry(incident, EntryKind::Acknowledged, now);
  event.by = by;
  event.note = note;
  orders.events.push_back(std::move(event));
  keep(incident, orders);
}

void Responder::alarm_acknowledged(AlarmIndex alarm, const std::string& by, const std::string& note,
                                   Now now, Orders& orders) {
  const std::string& id = alarms_.id(alarm);
  for (Incident& incident : incidents_) {
    const auto& triggers = incident.memory.triggers;
    const bool triggered = std::find(triggers.begin(), triggers.end(), id) != triggers.end();
    if (!incident.memory.closed && triggered) mark_acknowledged(incident, by, note, now, orders);
  }
}

Responder::Result Responder::acknowledge(std::string_view id, const std::string& by,
                                         const std::string& note, Now now, Orders& orders) {
  Incident* incident = find(id);
  if (incident == nullptr) {
    return tl::unexpected("no incident '" + std::string(id) + "'; see `hazctl incident list`");
  }
  if (incident->memory.closed) {
    return tl::unexpected("incident '" + std::string(id) + "' is closed, nothing to acknowledge");
  }
  mark_acknowledged(*incident, by, note, now, orders);
  return incident->memory;
}

bool Responder::held_by_another(const Incident& closing, const StepSpec& step) const {
  return std::any_of(incidents_.begin(), incidents_.end(), [&](const Incident& other) {
    if (&other == &closing || other.memory.closed || !other.known) return false;
    const auto& steps = plan_of(other).steps;
    for (std::size_t i = 0; i < steps.size(); ++i) {
      if (steps[i].point == step.point && is_sounding(other, i)) return true;
    }
    return false;
  });
}

Responder::Result Responder::close(std::string_view id, const std::string& by,
                                   const std::string& note, Now now, Orders& orders) {
  Incident* incident = find(id);
  if (incident == nullptr) {
    return tl::unexpected("no incident '" + std::string(id) + "'; see `hazctl incident list`");
  }
  if (incident->memory.closed) return incident->memory;
  for (const std::string& trigger : incident->memory.triggers) {
    const auto alarm = alarms_.find(trigger);
    if (alarm && !alarms_.normal(*alarm)) {
      return tl::unexpected("incident '" + std::string(id) + "' stays open: alarm " + trigger +
                            " is not normal; wait until it clears, then acknowledge and reset it");
    }
  }
  incident->memory.closed = now.wall;
  incident->memory.closed_by = by;
  incident->memory.note = note;
  if (incident->known) {
    const auto& steps = plan_of(*incident).steps;
    for (std::size_t i = 0; i < steps.size(); ++i) {
      incident->retry_at[i].reset();
      StepProgress& progress = incident->memory.steps[i];
      const bool wrote = steps[i].kind == StepKind::Write && is_output_wanted(progress);
      if (wrote && steps[i].on_close && !held_by_another(*incident, steps[i])) {
        order_write(*incident, i, *steps[i].on_close, false, orders);
      }
      if (progress == StepProgress::Waiting) progress = StepProgress::Skipped;
    }
  }
  IncidentEvent event = entry(*incident, EntryKind::Closed, now);
  event.by = by;
  event.note = note;
  orders.events.push_back(std::move(event));
  keep(*incident, orders);
  return incident->memory;
}

std::vector<PointIndex> Responder::silence(const std::string& by, Now now, Orders& orders) {
  std::vector<PointIndex> silenced;
  for (Incident& incident : incidents_) {
    if (incident.memory.closed || incident.memory.silenced || !incident.known) continue;
    const auto& steps = plan_of(incident).steps;
    bool any = false;
    for (std::size_t i = 0; i < steps.size(); ++i) {
      if (!steps[i].sound || !switches_on(steps[i].value) || !is_sounding(incident, i)) continue;
      incident.retry_at[i].reset();
      order_write(incident, i, Value{false}, false, orders);
      IncidentEvent event = entry(incident, EntryKind::Silenced, now);
      event.step = i;
      event.point = steps[i].point;
      event.value = false;
      event.by = by;
      orders.events.push_back(std::move(event));
      silenced.push_back(*steps[i].point);
      any = true;
    }
    incident.memory.silenced = any;
    if (any) keep(incident, orders);
  }
  return silenced;
}

void Responder::sound_again(Incident& incident, Now now, Orders& orders) {
  incident.memory.silenced = false;
  const auto& steps = plan_of(incident).steps;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (steps[i].sound && switches_on(steps[i].value) && is_sounding(incident, i)) {
      write_step(incident, i, now, orders);
    }
  }
}

void Responder::restore(std::span<const IncidentMemory> memories, std::uint64_t next_ticket,
                        Now now, Orders& orders) {
  next_ticket_ = next_ticket;
  for (const IncidentMemory& memory : memories) {
    Incident& incident = incidents_.emplace_back();
    incident.memory = memory;
    next_number_ = std::max(next_number_, memory.number + 1);
    const auto plan = std::find_if(plans_.begin(), plans_.end(),
                                   [&](const PlanSpec& spec) { return spec.id == memory.plan; });
    incident.known = plan != plans_.end();
    if (!incident.known) continue;
    incident.plan = index_of<PlanIndex>(static_cast<std::size_t>(plan - plans_.begin()));
    incident.memory.steps.resize(plan->steps.size(), StepProgress::Waiting);
    incident.retry_at.resize(plan->steps.size());
    // A clock that went back while we were away must not start the plan anew: at least nothing
    // passed.
    const auto away = std::max(now.wall - memory.opened, WallTime::duration::zero());
    incident.opened = now.tick - std::chrono::duration_cast<Duration>(away);
    if (memory.closed) continue;
    orders.events.push_back(entry(incident, EntryKind::Resumed, now));
    for (std::size_t i = 0; i < plan->steps.size(); ++i) {
      if (is_sounding(incident, i)) order_write(incident, i, plan->steps[i].value, true, orders);
    }
  }
  std::stable_sort(incidents_.begin(), incidents_.end(), [](const Incident& a, const Incident& b) {
    return a.memory.number < b.memory.number;
  });
  forget_old();
}

std::vector<IncidentMemory> Responder::incidents() const {
  std::vector<IncidentMemory> list;
  list.reserve(incidents_.size());
  for (const Incident& incident : incidents_) list.push_back(incident.memory);
  return list;
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
