#include "gateway/core/emergency/responder.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "gateway/core/emergency/switching.hpp"

namespace hazgate::emergency {

IncidentEvent entry_of(const IncidentMemory& incident, EntryKind kind, Now now) {
  IncidentEvent event;
  event.t = now.wall;
  event.incident = incident.id;
  event.plan = incident.plan;
  event.entry = kind;
  event.drill = incident.drill;
  return event;
}

Responder::Responder(const std::vector<PlanSpec>& plans, std::span<const OutputSpec> outputs,
                     AlarmBoard alarms)
    : plans_(plans),
      alarms_(std::move(alarms)),
      outputs_(outputs, {alarms_.condition, alarms_.reading}) {
  for (std::size_t i = 0; i < plans_.size(); ++i) {
    const auto plan = index_of<PlanIndex>(i);
    for (const AlarmIndex alarm : plans_[i].trigger) plans_by_trigger_[alarm].push_back(plan);
    for (const RiseSpec& rise : plans_[i].rises) {
      for (const AlarmIndex alarm : rise.alarms) plans_by_rise_[alarm].push_back(plan);
    }
    for (const StepSpec& step : plans_[i].steps) {
      if (step.point) watched_.insert(*step.point);
      if (step.feedback) watched_.insert(step.feedback->point);
    }
  }
}

Responder::Incident* Responder::running(PlanIndex plan, const std::string& area, bool drill) {
  const bool per_area = plans_[at(plan)].per_area;
  for (Incident& incident : incidents_) {
    const bool same = incident.plan == plan && incident.memory.drill == drill &&
                      (!per_area || incident.memory.area == area);
    if (is_running(incident) && same) return &incident;
  }
  return nullptr;
}

Responder::Incident* Responder::find(std::string_view id) {
  for (Incident& incident : incidents_) {
    if (incident.memory.is_named(id)) return &incident;
  }
  return nullptr;
}

Responder::Incident* Responder::find(std::uint64_t number) {
  for (Incident& incident : incidents_) {
    if (incident.memory.number == number) return &incident;
  }
  return nullptr;
}

void Responder::set(Incident& incident, std::size_t step, StepProgress progress, Now now) {
  incident.memory.steps[step].progress = progress;
  incident.memory.steps[step].since = now.wall;
  incident.since[step] = now.tick;
  incident.changed = true;
}

/// What follows a step counts from its first end: it is verified again, perhaps often.
void Responder::end_step(Incident& incident, std::size_t step, StepProgress progress, Now now) {
  if (incident.memory.steps[step].progress != progress) set(incident, step, progress, now);
}

void Responder::raised(AlarmIndex alarm, Now now, Orders& orders) {
  const auto found = plans_by_trigger_.find(alarm);
  if (found != plans_by_trigger_.end()) {
    end_drills(alarm, now, orders);
    for (const PlanIndex plan : found->second) {
      const std::string& area = alarms_.area(alarm);
      if (Incident* incident = running(plan, area, false)) {
        trigger(*incident, alarm, now, orders);
        continue;
      }
      Incident& incident = open(plan, false, area, now);
      incident.memory.triggers = {alarms_.id(alarm)};
      IncidentEvent event = entry_of(incident.memory, EntryKind::Opened, now);
      event.alarm = alarm;
      opened(incident, std::move(event), now, orders);
    }
  }
  const auto rising = plans_by_rise_.find(alarm);
  if (rising != plans_by_rise_.end()) {
    for (Incident& incident : incidents_) {
      const auto& plans = rising->second;
      const bool concerned = std::find(plans.begin(), plans.end(), incident.plan) != plans.end();
      if (concerned && is_running(incident) && !incident.memory.drill) rise(incident, now, orders);
    }
  }
  if (is_busy_) {
    Outputs::Orders done;
    outputs_.look(done);
    follow(std::move(done), now, orders);
  }
  keep_changed(orders);
}

void Responder::trigger(Incident& incident, AlarmIndex alarm, Now now, Orders& orders) {
  auto& triggers = incident.memory.triggers;
  const std::string& id = alarms_.id(alarm);
  if (std::find(triggers.begin(), triggers.end(), id) == triggers.end()) triggers.push_back(id);
  IncidentEvent event = entry_of(incident.memory, EntryKind::Trigger, now);
  event.alarm = alarm;
  orders.events.push_back(std::move(event));
  incident.changed = true;
  sound_again(incident, now, orders);
}

/// The real thing goes before every drill.
void Responder::end_drills(std::optional<AlarmIndex> alarm, Now now, Orders& orders) {
  for (Incident& incident : incidents_) {
    if (!incident.memory.drill || is_over(incident)) continue;
    end(incident, EntryKind::DrillEnded, {}, {}, alarm, now, orders);
  }
}

Responder::Incident& Responder::open(PlanIndex plan, bool drill, const std::string& area, Now now) {
  const PlanSpec& spec = plans_[at(plan)];
  Incident& incident = incidents_.emplace_back();
  is_busy_ = true;
  incident.plan = plan;
  incident.opened = now.tick;
  incident.since.assign(spec.steps.size(), now.tick);
  incident.points.resize(spec.steps.size());
  IncidentMemory& memory = incident.memory;
  memory.number = next_number_++;
  memory.id = spec.id + "-" + std::to_string(memory.number);
  memory.plan = spec.id;
  memory.opened = now.wall;
  memory.drill = drill;
  memory.area = area;
  for (const StepSpec& step : spec.steps) {
    memory.steps.push_back({.id = step.id, .progress = StepProgress::Waiting, .since = now.wall});
  }
  set_grade(incident, spec.grade, now);
  return incident;
}

void Responder::opened(Incident& incident, IncidentEvent&& entry, Now now, Orders& orders) {
  entry.grade = incident.memory.grade();
  orders.events.push_back(std::move(entry));
  if (!incident.memory.drill) rise(incident, now, orders);
  run_steps(incident, now, orders);
  keep_changed(orders);
  forget_old();
}

void Responder::set_grade(Incident& incident, Grade grade, Now now) {
  incident.memory.grades.emplace_back(grade, now.wall);
  incident.reached.emplace_back(grade, now.tick);
  incident.changed = true;
}

void Responder::rise(Incident& incident, Now now, Orders& orders) {
  for (const RiseSpec& rise : plan_of(incident).rises) {
    if (!is_graver(rise.to, incident.memory.grade())) continue;
    const auto active = std::count_if(rise.alarms.begin(), rise.alarms.end(), alarms_.condition);
    if (static_cast<std::size_t>(active) < rise.need) continue;
    set_grade(incident, rise.to, now);
    IncidentEvent event = entry_of(incident.memory, EntryKind::Graded, now);
    event.grade = rise.to;
    orders.events.push_back(std::move(event));
    run_steps(incident, now, orders);
  }
}

bool Responder::is_unnecessary(const Incident& incident, const StepSpec& step) const {
  switch (step.unless) {
    case Unless::Never:
      return false;
    case Unless::Acknowledged:
      return incident.memory.acknowledged.has_value();
    case Unless::Closed:
      return incident.memory.ended.has_value();
    case Unless::Cleared:
      break;
  }
  const auto& triggers = incident.memory.triggers;
  // Of what a person or a drill has started no condition can be gone.
  return !triggers.empty() &&
         std::none_of(triggers.begin(), triggers.end(), [this](const std::string& id) {
           const auto alarm = alarms_.find(id);
           return alarm && alarms_.condition(*alarm);
         });
}

/// When a waiting step is due; nothing: not before something else happens.
std::optional<Tick> Responder::due(const Incident& incident, std::size_t step) const {
  const StepSpec& spec = plan_of(incident).steps[step];
  Tick base = incident.opened;
  if (spec.from) {
    // Since it last became so grave.
    const auto& reached = incident.reached;
    auto since = reached.rend();
    for (auto it = reached.rbegin(); it != reached.rend() && !is_graver(*spec.from, it->first);
         ++it) {
      since = it;
    }
    if (since == reached.rend()) return std::nullopt;
    base = since->second;
  }
  if (spec.follows) {
    const StepProgress before = incident.memory.steps[*spec.follows].progress;
    const bool ended = before == StepProgress::Done || before == StepProgress::Failed ||
                       before == StepProgress::Skipped || before == StepProgress::Vetoed ||
                       before == StepProgress::Withheld;
    if (!ended) return std::nullopt;
    base = std::max(base, incident.since[*spec.follows]);
  }
  return base + spec.after;
}

std::optional<Tick> Responder::begins(const Incident& incident, std::size_t step) const {
  const StepProgress progress = incident.memory.steps[step].progress;
  if (progress == StepProgress::Waiting) return due(incident, step);
  if (progress != StepProgress::Asked) return std::nullopt;
  return incident.since[step] + plan_of(incident).steps[step].confirm_within;
}

void Responder::run_steps(Incident& incident, Now now, Orders& orders) {
  const std::size_t count = plan_of(incident).steps.size();
  bool any = true;
  while (any) {  // what follows a step may be due as soon as that has ended
    any = false;
    for (std::size_t i = 0; i < count && is_running(incident); ++i) {
      const StepProgress progress = incident.memory.steps[i].progress;
      if (progress == StepProgress::Waiting) {
        const auto at = due(incident, i);
        if (!at || now.tick < *at) continue;
        fall_due(incident, i, now, orders);
        any = true;
      } else if (progress == StepProgress::Asked) {
        if (now.tick < incident.since[i] + plan_of(incident).steps[i].confirm_within) continue;
        execute(incident, i, now, orders);
        any = true;
      }
    }
  }
}

void Responder::fall_due(Incident& incident, std::size_t step, Now now, Orders& orders) {
  const StepSpec& spec = plan_of(incident).steps[step];
  if (is_unnecessary(incident, spec)) {
    set(incident, step, StepProgress::Skipped, now);
    IncidentEvent event = entry_of(incident.memory, EntryKind::Skipped, now);
    event.step = step;
    orders.events.push_back(std::move(event));
  } else if (spec.confirm_within > Duration{}) {
    set(incident, step, StepProgress::Asked, now);
    IncidentEvent event = entry_of(incident.memory, EntryKind::Asked, now);
    event.step = step;
    orders.events.push_back(std::move(event));
  } else {
    execute(incident, step, now, orders);
  }
}

void Responder::execute(Incident& incident, std::size_t step, Now now, Orders& orders) {
  const StepSpec& spec = plan_of(incident).steps[step];
  if (spec.kind == StepKind::Write) {
    write_step(incident, step, now, orders);
    return;
  }
  set(incident, step, StepProgress::Done, now);
  const bool notify = spec.kind == StepKind::Notify;
  EntryKind kind = notify ? EntryKind::Notify : EntryKind::Publish;
  if (spec.kind == StepKind::Neighbours) kind = EntryKind::Neighbours;
  IncidentEvent event = entry_of(incident.memory, kind, now);
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
  const bool withheld = incident.memory.drill && !spec.in_drill;
  IncidentEvent event =
      entry_of(incident.memory, withheld ? EntryKind::Withheld : EntryKind::Write, now);
  event.step = step;
  event.point = spec.point;
  event.value = spec.value;
  if (withheld) event.text = "drill";
  orders.events.push_back(std::move(event));
  if (withheld) {
    set(incident, step, StepProgress::Done, now);
    return;
  }
  set(incident, step, StepProgress::Started, now);
  StepMemory& memory = incident.memory.steps[step];
  memory.point = alarms_.point_id(*spec.point);
  memory.value = spec.value;
  memory.on_close = spec.on_close;
  memory.quiet = false;
  incident.points[step] = spec.point;
  if (outputs_.is_siren(*spec.point) && switches_on(outputs_.spec(*spec.point).format, spec.value))
    incident.memory.silenced = false;
  Outputs::Orders done;
  outputs_.hold({incident.memory.number, step}, spec, false, done);
  follow(std::move(done), now, orders);
}

void Responder::follow(Outputs::Orders&& done, Now now, Orders& orders) {
  std::move(done.writes.begin(), done.writes.end(), std::back_inserter(orders.writes));
  std::move(done.failures.begin(), done.failures.end(), std::back_inserter(orders.outputs));
  std::move(done.feedbacks.begin(), done.feedbacks.end(), std::back_inserter(orders.feedbacks));
  for (const OutputNews& news : done.news) take(news, now, orders);
}

/// Whether a step whose output was confirmed goes on with looking for its feedback.
bool Responder::awaits_feedback(const StepSpec* step, const OutputNews& news) {
  return step != nullptr && step->feedback && news.value == step->value;
}

/// Null: the plan has this step no more.
const StepSpec* Responder::spec_of(const Incident& incident, std::size_t step) const {
  if (!incident.known || step >= plan_of(incident).steps.size()) return nullptr;
  return &plan_of(incident).steps[step];
}

void Responder::take(const OutputNews& news, Now now, Orders& orders) {
  using Kind = OutputNews::Kind;
  Incident* incident = find(news.who.incident);
  if (incident == nullptr) return;
  const std::size_t step = news.who.step;
  if (news.kind == Kind::Silenced || news.kind == Kind::Sounds) {
    take_silence(*incident, news);
    return;
  }
  if (step == kSummons) {  // its failure is an alarm of the output
    const bool over = news.kind == Kind::Released && incident->memory.summons == Summons::Ending;
    if (over) incident->memory.summons = Summons::None;
    incident->changed = incident->changed || over;
    return;
  }
  const StepSpec* spec = spec_of(*incident, step);
  const StepProgress before = incident->memory.steps[step].progress;
  const bool leaves = before == StepProgress::Releasing;
  const auto tell = [&](EntryKind kind, std::string text) {
    IncidentEvent event = entry_of(incident->memory, kind, now);
    event.step = step;
    const bool of_feedback = kind == EntryKind::Feedback || kind == EntryKind::FeedbackMissed;
    event.point = of_feedback && spec != nullptr && spec->feedback ? spec->feedback->point
                                                                   : incident->points[step];
    event.value = news.value;
    event.text = std::move(text);
    orders.events.push_back(std::move(event));
  };
  switch (news.kind) {
    case Kind::Done:
      tell(EntryKind::WriteDone, {});
      if (!leaves && before != StepProgress::Withheld && !awaits_feedback(spec, news)) {
        end_step(*incident, step, StepProgress::Done, now);
      }
      break;
    case Kind::Failed:
      tell(EntryKind::WriteFailed, news.error);
      if (!leaves) set(*incident, step, StepProgress::Failed, now);
      break;
    case Kind::Lost:
      tell(EntryKind::WriteFailed, "it shows another value than was written");
      break;
    case Kind::Withheld:
      tell(EntryKind::Withheld, "fire in its zone");
      set(*incident, step, StepProgress::Withheld, now);
      break;
    case Kind::Seen:
      tell(EntryKind::Feedback, {});
      end_step(*incident, step, StepProgress::Done, now);
      break;
    case Kind::Missed:
      tell(EntryKind::FeedbackMissed, {});
      set(*incident, step, StepProgress::Failed, now);
      break;
    case Kind::Overruled:
      incident->memory.steps[step].value = news.value;
      incident->changed = true;
      break;
    case Kind::Released:
      if (has_value(news.value)) tell(EntryKind::WriteDone, {});
      if (leaves) set(*incident, step, StepProgress::Released, now);
      break;
    case Kind::Silenced:
    case Kind::Sounds:
      break;  // taken above
  }
}

/// Each siren by itself: after a restart those are silent that were, and no other.
void Responder::take_silence(Incident& incident, const OutputNews& news) {
  const bool quiet = news.kind == OutputNews::Kind::Silenced;
  const bool is_summons = news.who.step == kSummons;
  (is_summons ? incident.memory.summons_quiet : incident.memory.steps[news.who.step].quiet) = quiet;
  incident.memory.silenced = quiet;
  incident.changed = true;
}

void Responder::written(std::uint64_t ticket, bool done, const std::string& error, Now now,
                        Orders& orders) {
  Outputs::Orders news;
  outputs_.written(ticket, done, error, now, news);
  follow(std::move(news), now, orders);
  run(now, orders);  // what follows the step
}

void Responder::read(PointIndex point, double value, Now now, Orders& orders) {
  Outputs::Orders news;
  outputs_.read(point, value, now, news);
  if (news.news.empty() && news.writes.empty() && news.failures.empty()) return;
  follow(std::move(news), now, orders);
  run(now, orders);
}

void Responder::overruled(PointIndex point, const Value& value, Now now, Orders& orders) {
  Outputs::Orders news;
  outputs_.overruled(point, value, news);
  follow(std::move(news), now, orders);
  keep_changed(orders);
}

void Responder::device_back(DeviceIndex device, Now now, Orders& orders) {
  Outputs::Orders news;
  outputs_.device_back(device, news);
  follow(std::move(news), now, orders);
  keep_changed(orders);
}

void Responder::run(Now now, Orders& orders) {
  if (!is_busy_) return;
  Outputs::Orders done;
  outputs_.run(now, done);
  follow(std::move(done), now, orders);
  for (Incident& incident : incidents_) {
    if (is_running(incident)) run_steps(incident, now, orders);
  }
  keep_changed(orders);
}

std::optional<Tick> Responder::deadline() const {
  if (!is_busy_) return std::nullopt;
  std::optional<Tick> first = outputs_.deadline();
  const auto earlier = [&first](Tick at) {
    if (!first || at < *first) first = at;
  };
  for (const Incident& incident : incidents_) {
    if (!is_running(incident)) continue;
    for (std::size_t i = 0; i < plan_of(incident).steps.size(); ++i) {
      if (const auto at = begins(incident, i)) earlier(*at);
    }
  }
  return first;
}

void Responder::sound_again(Incident& incident, Now now, Orders& orders) {
  incident.memory.silenced = false;
  incident.changed = true;
  Outputs::Orders done;
  for (const PointIndex point : outputs_.silence(incident.memory.number, false, done)) {
    IncidentEvent event = entry_of(incident.memory, EntryKind::Write, now);
    event.point = point;
    event.value = true;
    orders.events.push_back(std::move(event));
  }
  follow(std::move(done), now, orders);
}

void Responder::keep_changed(Orders& orders) {
  bool any = false;
  for (Incident& incident : incidents_) {
    if (!std::exchange(incident.changed, false)) continue;
    orders.memories.push_back(incident.memory);
    any = true;
  }
  if (any) look_busy();
}

void Responder::look_busy() {
  is_busy_ = std::any_of(incidents_.begin(), incidents_.end(), [](const Incident& incident) {
    const auto& steps = incident.memory.steps;
    return !incident.memory.closed || incident.memory.summons == Summons::Ending ||
           std::any_of(steps.begin(), steps.end(),
                       [](const auto& step) { return step.progress == StepProgress::Releasing; });
  });
}

std::optional<WallTime> Responder::due(std::string_view id, std::size_t step, Now now) const {
  for (const Incident& incident : incidents_) {
    if (incident.memory.id != id) continue;
    if (!is_running(incident) || step >= plan_of(incident).steps.size()) return std::nullopt;
    const auto at = begins(incident, step);
    if (!at) return std::nullopt;
    return now.wall + std::chrono::duration_cast<std::chrono::milliseconds>(*at - now.tick);
  }
  return std::nullopt;
}

const IncidentMemory* Responder::incident(std::string_view id) const {
  for (const Incident& incident : incidents_) {
    if (incident.memory.is_named(id)) return &incident.memory;
  }
  return nullptr;
}

std::vector<IncidentMemory> Responder::incidents() const {
  std::vector<IncidentMemory> list;
  list.reserve(incidents_.size());
  for (const Incident& incident : incidents_) list.push_back(incident.memory);
  return list;
}

}  // namespace hazgate::emergency
