#include <algorithm>
#include <utility>

#include "gateway/core/emergency/responder.hpp"

namespace hazgate::emergency {
namespace {

using Error = tl::unexpected<std::string>;

Error no_such(std::string_view id) {
  return Error("no incident '" + std::string(id) + "'; see `hazctl incident list`");
}

bool is_held(StepProgress progress) {
  return progress == StepProgress::Started || progress == StepProgress::Done ||
         progress == StepProgress::Failed || progress == StepProgress::Withheld;
}

void put(std::string& field, const std::string& word, bool& any) {
  if (word.empty() || word == field) return;
  field = word;
  any = true;
}

}  // namespace

tl::expected<Responder::Incident*, std::string> Responder::running_one(std::string_view id,
                                                                       const char* what) {
  Incident* incident = find(id);
  if (incident == nullptr) return no_such(id);
  if (!is_running(*incident)) {
    return Error("incident '" + std::string(id) + "' " +
                 (incident->memory.closed  ? "is closed"
                  : incident->memory.ended ? "has ended"
                                           : "belongs to a plan that is gone") +
                 ", " + what);
  }
  return incident;
}

void Responder::mark_acknowledged(Incident& incident, const std::string& by,
                                  const std::string& note, Now now, Orders& orders) {
  if (!incident.memory.acknowledged) {
    incident.memory.acknowledged = now.wall;
    incident.memory.acknowledged_by = by;
    incident.changed = true;
  }
  end_summons(incident, now, orders);
  IncidentEvent event = entry_of(incident.memory, EntryKind::Acknowledged, now);
  event.by = by;
  event.note = note;
  orders.events.push_back(std::move(event));
}

void Responder::alarm_acknowledged(AlarmIndex alarm, const std::string& by, const std::string& note,
                                   Now now, Orders& orders) {
  const std::string& id = alarms_.id(alarm);
  for (Incident& incident : incidents_) {
    const auto& triggers = incident.memory.triggers;
    const bool triggered = std::find(triggers.begin(), triggers.end(), id) != triggers.end();
    const bool over = incident.memory.closed || incident.memory.ended;
    if (!over && triggered) mark_acknowledged(incident, by, note, now, orders);
  }
  keep_changed(orders);
}

Responder::Result Responder::acknowledge(std::string_view id, const std::string& by,
                                         const std::string& note, Now now, Orders& orders) {
  Incident* incident = find(id);
  if (incident == nullptr) return no_such(id);
  if (incident->memory.closed) {
    return Error("incident '" + std::string(id) + "' is closed, nothing to acknowledge");
  }
  // Again, too: steps that came since have asked again.
  mark_acknowledged(*incident, by, note, now, orders);
  keep_changed(orders);
  return incident->memory;
}

Responder::Result Responder::start(std::string_view plan, bool drill, const std::string& by,
                                   const std::string& note, Now now, Orders& orders) {
  const auto found = std::find_if(plans_.begin(), plans_.end(),
                                  [&](const PlanSpec& spec) { return spec.id == plan; });
  if (found == plans_.end()) {
    return Error("no plan '" + std::string(plan) + "'; see `hazctl plan list`");
  }
  const auto index = index_of<PlanIndex>(static_cast<std::size_t>(found - plans_.begin()));
  for (Incident& incident : incidents_) {
    if (is_over(incident)) continue;
    if (drill && !incident.memory.drill) {
      return Error("no drill while incident '" + incident.memory.id + "' runs; end that first");
    }
    const bool same = incident.known && incident.plan == index && incident.memory.drill == drill &&
                      (!found->per_area || incident.memory.area.empty());
    if (same) {
      return Error("the plan runs already, as incident '" + incident.memory.id + "'");
    }
  }
  if (!drill) end_drills(std::nullopt, now, orders);
  Incident& incident = open(index, drill, {}, now);
  incident.memory.started_by = by;
  IncidentEvent event = entry_of(incident.memory, EntryKind::Opened, now);
  event.by = by;
  event.note = note;
  const std::uint64_t number = incident.memory.number;
  opened(incident, std::move(event), now, orders);
  return find(number)->memory;
}

tl::expected<Responder::Incident*, std::string> Responder::waiting_step(std::string_view id,
                                                                        std::size_t step) {
  auto incident = running_one(id, "no step of it waits");
  if (!incident) return incident;
  const auto& steps = (*incident)->memory.steps;
  const bool waits = step < steps.size() && (steps[step].progress == StepProgress::Waiting ||
                                             steps[step].progress == StepProgress::Asked);
  if (waits) return incident;
  return Error("step " + std::to_string(step + 1) + " of '" + std::string(id) + "' " +
               (step < steps.size()
                    ? "is " + std::string(to_text(steps[step].progress)) + " already"
                    : "does not exist") +
               "; see `hazctl incident show " + std::string(id) + "`");
}

Responder::Result Responder::begin(std::string_view id, std::size_t step, const std::string& by,
                                   Now now, Orders& orders) {
  const auto found = waiting_step(id, step);
  if (!found) return Error(found.error());
  Incident& incident = **found;
  IncidentEvent event = entry_of(incident.memory, EntryKind::Started, now);
  event.step = step;
  event.by = by;
  orders.events.push_back(std::move(event));
  execute(incident, step, now, orders);
  run_steps(incident, now, orders);
  keep_changed(orders);
  return incident.memory;
}

Responder::Result Responder::veto(std::string_view id, std::size_t step, const std::string& by,
                                  const std::string& reason, Now now, Orders& orders) {
  if (reason.empty()) return Error(std::string("say why it is forbidden (--reason)"));
  const auto found = waiting_step(id, step);
  if (!found) return Error(found.error());
  Incident& incident = **found;
  if (plan_of(incident).steps[step].confirm_within <= Duration{}) {
    return Error("step " + std::to_string(step + 1) + " of '" + std::string(id) +
                 "' asks nobody (it has no confirm_within)");
  }
  set(incident, step, StepProgress::Vetoed, now);
  IncidentEvent event = entry_of(incident.memory, EntryKind::Vetoed, now);
  event.step = step;
  event.by = by;
  event.note = reason;
  orders.events.push_back(std::move(event));
  run_steps(incident, now, orders);
  keep_changed(orders);
  return incident.memory;
}

Responder::Result Responder::grade(std::string_view id, Grade grade, const std::string& by,
                                   const std::string& reason, Now now, Orders& orders) {
  if (reason.empty()) return Error(std::string("say why the grade changes (--reason)"));
  const auto found = running_one(id, "its grade stays");
  if (!found) return Error(found.error());
  Incident& incident = **found;
  if (incident.memory.grade() == grade) return incident.memory;
  set_grade(incident, grade, now);
  IncidentEvent event = entry_of(incident.memory, EntryKind::Graded, now);
  event.grade = grade;
  event.by = by;
  event.note = reason;
  orders.events.push_back(std::move(event));
  run_steps(incident, now, orders);
  keep_changed(orders);
  return incident.memory;
}

/// Of a drill the alarms say nothing.
std::optional<std::string> Responder::why_not_over(const Incident& incident) const {
  if (incident.memory.drill) return std::nullopt;
  for (const std::string& trigger : incident.memory.triggers) {
    const auto alarm = alarms_.find(trigger);
    if (!alarm || alarms_.normal(*alarm)) continue;
    return "incident '" + incident.memory.id + "' stays open: alarm " + trigger +
           " is not normal; wait until it clears, then acknowledge and reset it";
  }
  return std::nullopt;
}

void Responder::end(Incident& incident, EntryKind entry, const std::string& by,
                    const std::string& note, std::optional<AlarmIndex> alarm, Now now,
                    Orders& orders) {
  incident.memory.ended = now.wall;
  incident.memory.ended_by = by;
  incident.changed = true;
  IncidentEvent event = entry_of(incident.memory, entry, now);
  event.alarm = alarm;
  event.by = by;
  event.note = note;
  orders.events.push_back(std::move(event));
  end_summons(incident, now, orders);
  Outputs::Orders done;
  for (std::size_t i = 0; i < incident.memory.steps.size(); ++i) {
    const StepProgress progress = incident.memory.steps[i].progress;
    const bool waits = progress == StepProgress::Waiting || progress == StepProgress::Asked;
    if (waits) set(incident, i, StepProgress::Skipped, now);
    if (!is_held(progress) || !incident.points[i]) continue;
    const bool withheld = progress == StepProgress::Withheld;
    if (!withheld) set(incident, i, StepProgress::Releasing, now);
    outputs_.release({incident.memory.number, i}, *incident.points[i],
                     withheld ? std::nullopt : incident.memory.steps[i].on_close, done);
  }
  follow(std::move(done), now, orders);
}

Responder::Result Responder::stop(std::string_view id, const std::string& by,
                                  const std::string& note, const Closing& closing, Now now,
                                  Orders& orders) {
  Incident* incident = find(id);
  if (incident == nullptr) return no_such(id);
  if (incident->memory.ended) return incident->memory;
  if (auto why = why_not_over(*incident)) return Error(*std::move(why));
  if (closing.head_count) incident->memory.head_count = closing.head_count;
  end(*incident, EntryKind::Ended, by, note, {}, now, orders);
  keep_changed(orders);
  return incident->memory;
}

Responder::Result Responder::close(std::string_view id, const std::string& by,
                                   const std::string& note, const Closing& closing, Now now,
                                   Orders& orders) {
  Incident* incident = find(id);
  if (incident == nullptr) return no_such(id);
  IncidentMemory& memory = incident->memory;
  if (memory.closed) return memory;
  if (!memory.ended) {
    if (auto why = why_not_over(*incident)) return Error(*std::move(why));
    end(*incident, EntryKind::Ended, by, note, {}, now, orders);
  }
  if (closing.head_count) memory.head_count = closing.head_count;
  write_review(*incident, closing.review);
  memory.closed = now.wall;
  memory.closed_by = by;
  memory.note = note;
  incident->changed = true;
  IncidentEvent event = entry_of(memory, EntryKind::Closed, now);
  event.by = by;
  event.note = note;
  orders.events.push_back(std::move(event));
  keep_changed(orders);
  return memory;
}

bool Responder::summon(std::string_view id, PointIndex siren, Now now, Orders& orders) {
  Incident* incident = find(id);
  if (incident == nullptr || !is_running(*incident)) return false;
  if (incident->memory.summons == Summons::Sounding) return true;
  const bool only_said = incident->memory.drill;
  IncidentEvent event =
      entry_of(incident->memory, only_said ? EntryKind::Withheld : EntryKind::Write, now);
  event.point = siren;
  event.value = outputs_.spec(siren).on;
  event.text = only_said ? "drill" : "nobody can be told otherwise";
  orders.events.push_back(std::move(event));
  if (!only_said) {
    summons_ = siren;
    incident->memory.summons = Summons::Sounding;
    incident->memory.summons_quiet = false;
    incident->memory.silenced = false;
    incident->changed = true;
    Outputs::Orders done;
    outputs_.hold({incident->memory.number, kSummons},
                  {.point = siren, .value = outputs_.spec(siren).on}, false, done);
    follow(std::move(done), now, orders);
  }
  keep_changed(orders);
  return true;
}

void Responder::end_summons(Incident& incident, Now now, Orders& orders) {
  if (incident.memory.summons != Summons::Sounding || !summons_) return;
  incident.memory.summons = Summons::Ending;
  incident.changed = true;
  Outputs::Orders done;
  outputs_.release({incident.memory.number, kSummons}, *summons_, outputs_.spec(*summons_).off,
                   done);
  follow(std::move(done), now, orders);
}

bool Responder::write_review(Incident& incident, const Review& review) {
  bool any = false;
  put(incident.memory.review.cause, review.cause, any);
  put(incident.memory.review.people, review.people, any);
  put(incident.memory.review.measures, review.measures, any);
  put(incident.memory.review.education, review.education, any);
  incident.changed = incident.changed || any;
  return any;
}

Responder::Result Responder::review(std::string_view id, const std::string& by,
                                    const Review& review, Now now, Orders& orders) {
  Incident* incident = find(id);
  if (incident == nullptr) return no_such(id);
  if (!write_review(*incident, review)) return incident->memory;
  IncidentEvent event = entry_of(incident->memory, EntryKind::Reviewed, now);
  event.by = by;
  for (const auto& [name, field] :
       {std::pair{"cause", &review.cause}, std::pair{"people", &review.people},
        std::pair{"measures", &review.measures}, std::pair{"education", &review.education}}) {
    if (field->empty()) continue;
    event.text += (event.text.empty() ? "" : "; ") + std::string(name) + ": " + *field;
  }
  orders.events.push_back(std::move(event));
  keep_changed(orders);
  return incident->memory;
}

std::vector<PointIndex> Responder::silence(const std::string& by, Now now, Orders& orders) {
  std::vector<PointIndex> silenced;
  for (Incident& incident : incidents_) {
    if (incident.memory.ended || incident.memory.closed) continue;
    Outputs::Orders done;
    const auto points = outputs_.silence(incident.memory.number, true, done);
    follow(std::move(done), now, orders);
    if (points.empty()) continue;
    incident.memory.silenced = true;
    incident.changed = true;
    for (const PointIndex point : points) {
      IncidentEvent event = entry_of(incident.memory, EntryKind::Silenced, now);
      event.point = point;
      event.value = false;
      event.by = by;
      orders.events.push_back(std::move(event));
      silenced.push_back(point);
    }
  }
  keep_changed(orders);
  return silenced;
}

}  // namespace hazgate::emergency
