#include "gateway/core/site/site.hpp"

#include <algorithm>
#include <utility>

namespace hazgate::site {
namespace {

using alarm::ConditionKind;
using alarm::Verdict;

bool is_driven_by_samples(ConditionKind kind) {
  switch (kind) {
    case ConditionKind::High:
    case ConditionKind::Low:
    case ConditionKind::State:
    case ConditionKind::BadQuality:
      return true;
    case ConditionKind::Comm:
    case ConditionKind::Vote:
    case ConditionKind::System:
      break;
  }
  return false;
}

/// A point that was never read is not yet bad: a start must not trip a vote.
bool is_trouble(Quality quality) {
  return quality != Quality::NotYet && !is_usable(quality);
}

Verdict verdict_of(bool condition) {
  return condition ? Verdict::True : Verdict::False;
}

std::string explain(const std::string& id, alarm::Refusal refusal) {
  switch (refusal) {
    case alarm::Refusal::None:
      break;
    case alarm::Refusal::NothingToAcknowledge:
      return id + " is normal, nothing to acknowledge";
    case alarm::Refusal::StillActive:
      return id + " is still active; it can be reset after the condition has cleared";
    case alarm::Refusal::AcknowledgeFirst:
      return id + " is not acknowledged; acknowledge it first (hazctl ack " + id + ")";
    case alarm::Refusal::NothingToReset:
      return id + " is normal, nothing to reset";
  }
  return id;
}

}  // namespace

Site::Site(const SiteSpec& spec) : spec_(spec), responder_(spec.plans, board()) {
  alarms_.resize(spec_.alarms.size());
  alarms_of_point_.resize(spec_.points.size());
  comm_of_device_.resize(spec_.devices.size());
  failure_of_output_.resize(spec_.points.size());
  quality_.assign(spec_.points.size(), Quality::NotYet);
  for (std::size_t i = 0; i < spec_.points.size(); ++i) {
    point_by_id_.emplace(spec_.points[i].id, index_of<PointIndex>(i));
  }
  for (std::size_t i = 0; i < spec_.devices.size(); ++i) {
    const auto device = index_of<DeviceIndex>(i);
    if (spec_.devices[i].has_queue) panels_.emplace(device, Panel(spec_, device));
  }
  for (std::size_t i = 0; i < spec_.alarms.size(); ++i) {
    const AlarmSpec& alarm = spec_.alarms[i];
    const auto index = index_of<AlarmIndex>(i);
    alarm_by_id_.emplace(alarm.id, index);
    const ConditionKind kind = alarm.condition.kind;
    if (alarm.point && is_driven_by_samples(kind))
      alarms_of_point_[at(*alarm.point)].push_back(index);
    if (alarm.point && kind == ConditionKind::System) failure_of_output_[at(*alarm.point)] = index;
    if (alarm.device && kind == ConditionKind::Comm) comm_of_device_[at(*alarm.device)] = index;
    if (alarm.device && kind == ConditionKind::System) check_of_panel_[*alarm.device] = index;
    for (const AlarmIndex member : alarm.members) alarms_[at(member)].votes.push_back(index);
  }
}

emergency::AlarmBoard Site::board() {
  return {
      .condition = [this](AlarmIndex alarm) { return alarms_[at(alarm)].condition.active; },
      .normal =
          [this](AlarmIndex alarm) {
            return alarms_[at(alarm)].view.state == alarm::State::Normal;
          },
      .id = [this](AlarmIndex alarm) -> const std::string& { return spec_of(alarm).id; },
      .find = [this](const std::string& id) { return find_alarm(id); },
  };
}

std::optional<AlarmIndex> Site::find_alarm(std::string_view id) const {
  const auto found = alarm_by_id_.find(std::string(id));
  return found == alarm_by_id_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<PointIndex> Site::find_point(std::string_view id) const {
  const auto found = point_by_id_.find(std::string(id));
  return found == point_by_id_.end() ? std::nullopt : std::optional(found->second);
}

void Site::take(std::span<const Sample> samples, Now now, Effects& effects) {
  for (const Sample& sample : samples) take_one(sample, 0, now, effects);
}

/// Shape   zone_states: those that hold in a zone of a panel; 0: another point
void Site::take_one(const Sample& sample, unsigned zone_states, Now now, Effects& effects) {
  const auto& alarms = alarms_of_point_[at(sample.point)];
  const Quality before = std::exchange(quality_[at(sample.point)], sample.quality);
  for (const AlarmIndex alarm : alarms) {
    if (zone_states == 0) {
      judge_alarm(alarm, sample, now, effects);
    } else {
      judge_alarm(alarm, as_seen_by(alarm, sample, zone_states), now, effects);
    }
  }
  if (is_trouble(before) == is_trouble(sample.quality)) return;
  for (const AlarmIndex alarm : alarms) vote_members_changed(alarm, now, effects);
}

/// A zone shows the worst of its states only, but a fault is not gone because there is a fire as well.
Sample Site::as_seen_by(AlarmIndex alarm, Sample sample, unsigned zone_states) const {
  const auto& condition = spec_of(alarm).condition;
  if (condition.kind != ConditionKind::State) return sample;
  for (std::size_t i = 0; i < condition.code_count; ++i) {
    const auto code = static_cast<unsigned>(condition.codes[i]);
    if (code >= 32 || (zone_states >> code & 1U) == 0) continue;
    sample.value = condition.codes[i];
    break;
  }
  return sample;
}

void Site::judge_alarm(AlarmIndex alarm, const Sample& sample, Now now, Effects& effects) {
  Alarm& state = alarms_[at(alarm)];
  state.view.quality = sample.quality;
  if (is_usable(sample.quality)) state.view.value = sample.value;
  const auto& params = spec_of(alarm).condition;
  const Verdict verdict = alarm::judge(params, state.condition.active, sample);
  take_verdict(alarm, verdict, sample.at, now, effects);
}

void Site::take_verdict(AlarmIndex alarm, Verdict verdict, Tick when, Now now, Effects& effects) {
  Alarm& state = alarms_[at(alarm)];
  if (state.condition.take(spec_of(alarm).condition, verdict, when)) {
    condition_changed(alarm, now, effects);
  }
}

void Site::condition_changed(AlarmIndex alarm, Now now, Effects& effects) {
  Alarm& state = alarms_[at(alarm)];
  const bool active = state.condition.active;
  const auto input = active ? alarm::Input::ConditionTrue : alarm::Input::ConditionFalse;
  const alarm::Transition transition = alarm::step(state.view.state, input, spec_of(alarm).latch);
  apply(alarm, transition, active ? Cause::Condition : Cause::Clear, {}, {}, now, effects);
  vote_members_changed(alarm, now, effects);
}

void Site::vote_members_changed(AlarmIndex member, Now now, Effects& effects) {
  for (const AlarmIndex vote : alarms_[at(member)].votes) vote_again(vote, now, effects);
}

bool Site::is_bad(AlarmIndex alarm) const {
  const AlarmSpec& spec = spec_of(alarm);
  return spec.point && is_driven_by_samples(spec.condition.kind) &&
         spec.condition.kind != ConditionKind::BadQuality && is_trouble(quality_[at(*spec.point)]);
}

void Site::vote_again(AlarmIndex vote, Now now, Effects& effects) {
  const AlarmSpec& spec = spec_of(vote);
  std::vector<alarm::VoteMember> members;
  members.reserve(spec.members.size());
  for (const AlarmIndex member : spec.members) {
    members.push_back({.active = alarms_[at(member)].condition.active, .bad = is_bad(member)});
  }
  const alarm::VoteResult result = alarm::vote(members, spec.need, spec.on_bad);
  Alarm& state = alarms_[at(vote)];
  state.view.value = static_cast<double>(result.counted);
  state.view.quality = result.bad == 0 ? Quality::Good : Quality::Uncertain;
  state.verdict = result.verdict;
  take_verdict(vote, result.verdict, now.tick, now, effects);
  if (state.condition.since) {
    timed_.insert(vote);
  } else {
    timed_.erase(vote);
  }
}

void Site::vote_anew(Now now, Effects& effects) {
  for (std::size_t i = 0; i < alarms_.size(); ++i) {
    const bool is_vote = spec_.alarms[i].condition.kind == ConditionKind::Vote;
    if (is_vote && !alarms_[i].condition.active) vote_again(index_of<AlarmIndex>(i), now, effects);
  }
}

void Site::report(AlarmIndex alarm, bool condition, Now now, Effects& effects) {
  Alarm& state = alarms_[at(alarm)];
  const bool silent = condition && spec_of(alarm).condition.kind == ConditionKind::Comm;
  state.view.quality = silent ? Quality::Comm : Quality::Good;
  state.verdict = verdict_of(condition);
  take_verdict(alarm, state.verdict, now.tick, now, effects);
  if (state.condition.since) {
    timed_.insert(alarm);
  } else {
    timed_.erase(alarm);
  }
}

void Site::device_answers(DeviceIndex device, bool answers, Now now, Effects& effects) {
  if (const auto comm = comm_of_device_[at(device)]) report(*comm, !answers, now, effects);
}

std::vector<Sample> Site::panel_read(DeviceIndex device,
                                     const std::optional<device::PanelEvent>& event, Now now,
                                     Effects& effects) {
  const auto found = panels_.find(device);
  if (found == panels_.end()) {  // no panel any more, but what it said is on record
    if (event) effects.events.emplace_back(PanelEvent{now.wall, device, std::nullopt, *event});
    return {};
  }
  Panel& panel = found->second;
  panel.read();
  if (event) {
    const auto zone = panel.take(*event, effects.parts);
    effects.events.emplace_back(PanelEvent{now.wall, device, zone, *event});
  }
  auto samples = take_zones(panel, now, effects);
  report_check(device, panel, now, effects);
  return samples;
}

std::vector<Sample> Site::panel_missed(DeviceIndex device, bool silent, Now now, Effects& effects) {
  const auto found = panels_.find(device);
  if (found == panels_.end()) return {};
  found->second.missed();
  auto samples = silent ? std::vector<Sample>{} : take_zones(found->second, now, effects);
  report_check(device, found->second, now, effects);
  return samples;
}

void Site::panel_shown(DeviceIndex device, Now now, Effects& effects) {
  const auto found = panels_.find(device);
  if (found != panels_.end()) take_zones(found->second, now, effects);
}

std::vector<Sample> Site::take_zones(const Panel& panel, Now now, Effects& effects) {
  auto samples = panel.samples(now.tick);
  const auto states = panel.states();
  for (std::size_t i = 0; i < samples.size(); ++i) take_one(samples[i], states[i], now, effects);
  return samples;
}

/// Who has acknowledged it and is on the way does not know of what was missed since: it sounds again.
void Site::report_check(DeviceIndex device, Panel& panel, Now now, Effects& effects) {
  const auto check = check_of_panel_.find(device);
  if (check == check_of_panel_.end()) return;
  const bool again = !panel.checked() && panel.take_news() &&
                     alarms_[at(check->second)].view.state == alarm::State::Acked;
  if (again) report(check->second, false, now, effects);
  report(check->second, !panel.checked(), now, effects);
}

/// Whether a person may say now that the panel is as it is shown here.
tl::expected<void, std::string> Site::may_confirm(AlarmIndex check) const {
  const AlarmSpec& spec = spec_of(check);
  const auto comm = comm_of_device_[at(*spec.device)];
  if (comm && alarms_[at(*comm)].condition.active) {
    return tl::unexpected(spec.id + ": " + spec_.devices[at(*spec.device)].id +
                          " does not answer, or has only just begun to; look again when its zones "
                          "are shown");
  }
  if (alarms_[at(check)].view.state == alarm::State::Acked) return {};
  return tl::unexpected(explain(spec.id, alarm::Refusal::AcknowledgeFirst));
}

/// The panel that this alarm wants to be looked at.
Panel* Site::panel_to_check(AlarmIndex alarm) {
  const AlarmSpec& spec = spec_of(alarm);
  if (!spec.device || spec.condition.kind != ConditionKind::System) return nullptr;
  const auto found = panels_.find(*spec.device);
  return found == panels_.end() ? nullptr : &found->second;
}

void Site::apply(AlarmIndex alarm, const alarm::Transition& transition, Cause cause,
                 const std::string& by, const std::string& note, Now now, Effects& effects) {
  AlarmView& view = alarms_[at(alarm)].view;
  if (transition.to == view.state && !transition.new_occurrence) return;
  AlarmEvent event{.t = now.wall,
                   .alarm = alarm,
                   .gone = {},
                   .occurrence = 0,
                   .from = view.state,
                   .to = transition.to,
                   .cause = cause,
                   .value = view.value,
                   .quality = view.quality,
                   .by = by,
                   .note = note};
  if (transition.new_occurrence) {
    ++view.occurrence;
    view.since = now.wall;
    view.by.clear();
    view.note.clear();
  }
  event.occurrence = view.occurrence;
  view.state = transition.to;
  if (cause == Cause::Ack) {
    view.by = by;
    view.note = note;
  }
  effects.events.emplace_back(std::move(event));
  effects.alarms.push_back(memory_of(alarm));
  if (!transition.new_occurrence) return;
  emergency::Orders orders;
  responder_.raised(alarm, now, orders);
  follow(std::move(orders), now, effects);
}

AlarmMemory Site::memory_of(AlarmIndex alarm) const {
  const Alarm& state = alarms_[at(alarm)];
  return {.id = spec_of(alarm).id,
          .state = state.view.state,
          .occurrence = state.view.occurrence,
          .condition = state.condition.active,
          .since = state.view.since,
          .value = state.view.value,
          .quality = state.view.quality,
          .by = state.view.by,
          .note = state.view.note};
}

void Site::follow(emergency::Orders&& orders, Now now, Effects& effects) {
  for (auto& write : orders.writes) effects.writes.push_back(std::move(write));
  for (auto& event : orders.events) effects.events.emplace_back(std::move(event));
  for (auto& memory : orders.memories) effects.incidents.push_back(std::move(memory));
  for (const auto& [point, failed] : orders.outputs) {
    if (const auto alarm = failure_of_output_[at(point)]) report(*alarm, failed, now, effects);
  }
}

void Site::written(std::uint64_t ticket, bool done, const std::string& error, Now now,
                   Effects& effects) {
  emergency::Orders orders;
  responder_.written(ticket, done, error, now, orders);
  follow(std::move(orders), now, effects);
}

void Site::run(Now now, Effects& effects) {
  const std::vector<AlarmIndex> timed(timed_.begin(), timed_.end());
  for (const AlarmIndex alarm : timed) {
    Alarm& state = alarms_[at(alarm)];
    take_verdict(alarm, state.verdict, now.tick, now, effects);
    if (!state.condition.since) timed_.erase(alarm);
  }
  emergency::Orders orders;
  responder_.run(now, orders);
  follow(std::move(orders), now, effects);
}

std::optional<Tick> Site::deadline() const {
  std::optional<Tick> first = responder_.deadline();
  for (const AlarmIndex alarm : timed_) {
    const auto due = alarms_[at(alarm)].condition.due(spec_of(alarm).condition);
    if (due && (!first || *due < *first)) first = due;
  }
  return first;
}

Site::Result Site::acknowledge(std::span<const AlarmIndex> alarms,
                               std::optional<std::uint64_t> occurrence, const std::string& by,
                               const std::string& note, Now now, Effects& effects) {
  for (const AlarmIndex alarm : alarms) {
    const AlarmView& view = alarms_[at(alarm)].view;
    const std::string& id = spec_of(alarm).id;
    if (occurrence && *occurrence != view.occurrence) {
      return tl::unexpected(id + " is at occurrence " + std::to_string(view.occurrence) + ", not " +
                            std::to_string(*occurrence) +
                            "; look at it again and acknowledge what you see");
    }
    const auto transition =
        alarm::step(view.state, alarm::Input::Acknowledge, spec_of(alarm).latch);
    if (transition.refusal != alarm::Refusal::None) {
      return tl::unexpected(explain(id, transition.refusal));
    }
  }
  for (const AlarmIndex alarm : alarms) {
    const auto transition =
        alarm::step(alarms_[at(alarm)].view.state, alarm::Input::Acknowledge, spec_of(alarm).latch);
    apply(alarm, transition, Cause::Ack, by, note, now, effects);
    emergency::Orders orders;
    responder_.alarm_acknowledged(alarm, by, note, now, orders);
    follow(std::move(orders), now, effects);
  }
  return {};
}

Site::Result Site::reset(std::span<const AlarmIndex> alarms, const std::string& by, Now now,
                         Effects& effects) {
  for (const AlarmIndex alarm : alarms) {
    if (panel_to_check(alarm) != nullptr && alarms_[at(alarm)].condition.active) {
      if (auto may = may_confirm(alarm); !may) return may;
      continue;
    }
    const auto transition =
        alarm::step(alarms_[at(alarm)].view.state, alarm::Input::Reset, spec_of(alarm).latch);
    if (transition.refusal != alarm::Refusal::None) {
      return tl::unexpected(explain(spec_of(alarm).id, transition.refusal));
    }
  }
  for (const AlarmIndex alarm : alarms) {
    Panel* panel = panel_to_check(alarm);
    if (panel != nullptr && alarms_[at(alarm)].condition.active) {
      panel->set_checked(true);
      take_zones(*panel, now, effects);
      report(alarm, false, now, effects);
      continue;
    }
    const auto transition =
        alarm::step(alarms_[at(alarm)].view.state, alarm::Input::Reset, spec_of(alarm).latch);
    apply(alarm, transition, Cause::Reset, by, {}, now, effects);
  }
  return {};
}

std::vector<PointIndex> Site::silence(const std::string& by, Now now, Effects& effects) {
  emergency::Orders orders;
  auto points = responder_.silence(by, now, orders);
  follow(std::move(orders), now, effects);
  return points;
}

tl::expected<IncidentMemory, std::string> Site::acknowledge_incident(std::string_view id,
                                                                     const std::string& by,
                                                                     const std::string& note,
                                                                     Now now, Effects& effects) {
  emergency::Orders orders;
  auto result = responder_.acknowledge(id, by, note, now, orders);
  follow(std::move(orders), now, effects);
  return result;
}

tl::expected<IncidentMemory, std::string> Site::close_incident(std::string_view id,
                                                               const std::string& by,
                                                               const std::string& note, Now now,
                                                               Effects& effects) {
  emergency::Orders orders;
  auto result = responder_.close(id, by, note, now, orders);
  follow(std::move(orders), now, effects);
  return result;
}

void Site::restore(const Memory& memory, Now now, Effects& effects) {
  for (const AlarmMemory& alarm : memory.alarms) restore_alarm(alarm, now, effects);
  const auto panel_named = [this](const std::string& id) -> Panel* {
    for (auto& [device, panel] : panels_) {
      if (spec_.devices[at(device)].id == id) return &panel;
    }
    return nullptr;
  };
  for (const PartMemory& part : memory.parts) {
    if (Panel* panel = panel_named(part.device)) {
      panel->restore(part);
    } else {
      effects.parts.push_back({part.device, part.part, 0});  // its panel is gone
    }
  }
  for (const std::string& id : memory.checked) {
    if (Panel* panel = panel_named(id)) panel->set_checked(true);
  }
  for (const std::string& id : memory.asked) {
    if (Panel* panel = panel_named(id)) panel->set_old();
  }
  emergency::Orders orders;
  responder_.restore(memory.incidents, memory.next_ticket, now, orders);
  follow(std::move(orders), now, effects);
}

Memory Site::memory() const {
  Memory memory{{}, responder_.incidents(), responder_.next_ticket(), {}, {}, {}};
  for (const auto& [device, panel] : panels_) {
    const auto parts = panel.memory();
    memory.parts.insert(memory.parts.end(), parts.begin(), parts.end());
    if (panel.checked()) memory.checked.push_back(spec_.devices[at(device)].id);
    if (!panel.has_news()) memory.asked.push_back(spec_.devices[at(device)].id);
  }
  for (std::size_t i = 0; i < alarms_.size(); ++i) {
    memory.alarms.push_back(memory_of(index_of<AlarmIndex>(i)));
  }
  return memory;
}

void Site::restore_alarm(const AlarmMemory& memory, Now now, Effects& effects) {
  const auto found = find_alarm(memory.id);
  AlarmEvent event{.t = now.wall,
                   .alarm = found.value_or(AlarmIndex{}),
                   .gone = {},
                   .occurrence = memory.occurrence,
                   .from = memory.state,
                   .to = memory.state,
                   .cause = Cause::Restart,
                   .value = memory.value,
                   .quality = memory.quality,
                   .by = memory.by,
                   .note = memory.note};
  const bool normal = memory.state == alarm::State::Normal;
  if (!found) {
    if (normal) return;
    AlarmMemory gone = memory;
    gone.state = event.to = alarm::State::Normal;
    gone.condition = false;
    event.gone = memory.id;
    event.cause = Cause::Config;
    effects.events.emplace_back(std::move(event));
    effects.alarms.push_back(std::move(gone));
    return;
  }
  Alarm& state = alarms_[at(*found)];
  state.condition.active = memory.condition;
  state.verdict = verdict_of(memory.condition);
  state.view = {memory.state,   memory.occurrence, memory.since, memory.value,
                memory.quality, memory.by,         memory.note};
  if (!normal) effects.events.emplace_back(std::move(event));
}

}  // namespace hazgate::site
