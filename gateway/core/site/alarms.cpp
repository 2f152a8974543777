#include "gateway/core/site/alarms.hpp"

#include <algorithm>

#include "gateway/core/site/references.hpp"

namespace hazgate::site {
namespace {

using alarm::Ask;
using alarm::AskKind;
using alarm::ConditionKind;
using alarm::Flag;
using alarm::Verdict;

/// Shorter on-delays begin again after a restart: they are not worth a write each time.
constexpr Duration kDelayWorthKeeping = std::chrono::seconds{5};

/// A point that was never read is not yet bad: a start must not trip a vote.
bool is_trouble(Quality quality) {
  return quality != Quality::NotYet && !is_usable(quality);
}

Cause cause_of(AskKind asked) {
  switch (asked) {
    case AskKind::ConditionTrue:
    case AskKind::SoundAgain:
    case AskKind::Time:
      break;
    case AskKind::ConditionFalse:
      return Cause::Clear;
    case AskKind::Acknowledge:
      return Cause::Ack;
    case AskKind::Reset:
      return Cause::Reset;
    case AskKind::Shelve:
      return Cause::Shelve;
    case AskKind::Unshelve:
      return Cause::Unshelve;
    case AskKind::Suppress:
      return Cause::Suppress;
    case AskKind::Unsuppress:
      return Cause::Unsuppress;
    case AskKind::Remove:
      return Cause::Remove;
    case AskKind::Return:
      return Cause::Return;
  }
  return Cause::Condition;
}

std::optional<Tick> if_ever(Tick at) {
  return at == alarm::kNever ? std::nullopt : std::optional(at);
}

/// A zone shows the worst of its states only, but a fault is not gone because there is a fire as well.
Sample as_seen_by(const alarm::ConditionParams& params, Sample sample, unsigned zone_states) {
  if (params.kind != ConditionKind::State) return sample;
  for (std::size_t i = 0; i < params.code_count; ++i) {
    const auto code = static_cast<unsigned>(params.codes[i]);
    if (code >= 32 || (zone_states >> code & 1U) == 0) continue;
    sample.value = params.codes[i];
    break;
  }
  return sample;
}

}  // namespace

Alarms::Alarms(const SiteSpec& spec, Raised raised)
    : spec_(spec),
      raised_(std::move(raised)),
      alarms_(spec.alarms.size()),
      alarms_of_point_(alarms_by_point(spec)),
      votes_of_alarm_(votes_by_member(spec)),
      comm_of_device_(spec.devices.size()),
      failure_of_output_(spec.points.size()),
      feedback_of_output_(spec.points.size()),
      last_(spec.points.size()),
      suppressions_(spec),
      first_out_(spec),
      flood_(spec.flood) {
  for (std::size_t i = 0; i < spec.points.size(); ++i) last_[i].point = index_of<PointIndex>(i);
  std::uint32_t pasts = 0;
  for (std::size_t i = 0; i < spec.alarms.size(); ++i) {
    const AlarmSpec& alarm = spec.alarms[i];
    const auto index = index_of<AlarmIndex>(i);
    const ConditionKind kind = alarm.condition.kind;
    by_id_.emplace(alarm.id, index);
    alarms_[i].has_other = alarm.other.has_value();
    if (alarm::has_past(kind)) alarms_[i].past = pasts++;
    if (alarm.point && kind == ConditionKind::System) {
      (alarm.of_feedback ? feedback_of_output_ : failure_of_output_)[at(*alarm.point)] = index;
    }
    if (alarm.device && kind == ConditionKind::Comm) comm_of_device_[at(*alarm.device)] = index;
  }
  pasts_.resize(pasts);
  too_long_removed_ = find(kOutOfServiceAlarm);
  flood_alarm_ = find(kFloodAlarm);
}

std::optional<AlarmIndex> Alarms::find(std::string_view id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? std::nullopt : std::optional(found->second);
}

const Alarms::Story& Alarms::story_of(AlarmIndex alarm) const {
  static const Story kNone;
  const auto& story = alarms_[at(alarm)].story;
  return story ? *story : kNone;
}

Alarms::Story& Alarms::story_to_write(AlarmIndex alarm) {
  auto& story = alarms_[at(alarm)].story;
  if (!story) story = std::make_unique<Story>();
  return *story;
}

void Alarms::take(const Sample& sample, unsigned zone_states, Now now, Effects& effects) {
  const auto alarms = alarms_of_point_.of(at(sample.point));
  const Quality before = std::exchange(last_[at(sample.point)], sample).quality;
  const auto suppressed = suppressions_.take(sample);
  if (!suppressed.empty()) suppress(suppressed, now, effects);
  for (const AlarmIndex alarm : alarms) judge(alarm, sample, zone_states, now, effects);
  if (is_trouble(before) == is_trouble(sample.quality)) return;
  for (const AlarmIndex alarm : alarms) members_changed(alarm, now, effects);
}

/// Of two points the one that has just been read, and the last that is known of the other.
void Alarms::judge(AlarmIndex index, const Sample& sample, unsigned zone_states, Now now,
                   Effects& effects) {
  const bool has_other = alarms_[at(index)].has_other;
  if (!has_other && zone_states == 0) return judge_reading(index, sample, nullptr, now, effects);
  const AlarmSpec& spec = spec_of(index);
  Sample own = sample;
  const Sample* other = nullptr;
  if (has_other) {
    other = &last_[at(*spec.other)];
    own = last_[at(*spec.point)];
    if (own.quality == Quality::NotYet) return;
    own.at = sample.at;
  }
  if (zone_states != 0) own = as_seen_by(spec.condition, own, zone_states);
  judge_reading(index, own, other, now, effects);
}

void Alarms::judge_reading(AlarmIndex index, const Sample& sample, const Sample* other, Now now,
                           Effects& effects) {
  Alarm& alarm = alarms_[at(index)];
  alarm.quality = sample.quality;
  alarm::Past* past = alarm.past == kNoPast ? nullptr : &pasts_[alarm.past];
  // One reading counts once, also when it is shown again after a change of the configuration.
  if (past != nullptr && !past->window.empty() && sample.at <= past->window.last()) return;
  const auto judgement =
      alarm::judge(spec_of(index).condition, alarm.condition.active, sample, other, past);
  // The number alone: the whole optional, written in two parts a moment ago, would be waited for.
  if (judgement.figure) alarm.figure = *judgement.figure;
  take_verdict(index, judgement.verdict, sample.at, now, effects);
}

void Alarms::take_verdict(AlarmIndex index, Verdict verdict, Tick when, Now now, Effects& effects) {
  Alarm& alarm = alarms_[at(index)];
  const bool waiting = alarm.condition.since.has_value();
  if (alarm.condition.take(spec_of(index).condition, verdict, when)) {
    const AskKind kind = alarm.condition.active ? AskKind::ConditionTrue : AskKind::ConditionFalse;
    ask(index, {.kind = kind}, {}, {}, now, effects);
    members_changed(index, now, effects);
  } else if (!waiting && alarm.condition.since) {
    keep_delay(index, now, effects);
  }
}

/// A long on-delay goes on after a restart; it is put on record once in its own length.
void Alarms::keep_delay(AlarmIndex index, Now now, Effects& effects) {
  const Duration delay = spec_of(index).condition.on_delay;
  if (is_active(index) || delay < kDelayWorthKeeping) return;
  Story& story = story_to_write(index);
  if (story.delay_kept && now.tick - *story.delay_kept < delay) return;
  story.delay_kept = now.tick;
  effects.alarms.push_back(memory(index, now));
}

void Alarms::members_changed(AlarmIndex member, Now now, Effects& effects) {
  for (const AlarmIndex vote : votes_of_alarm_.of(at(member))) vote_again(vote, now, effects);
}

bool Alarms::is_bad(AlarmIndex alarm) const {
  const AlarmSpec& spec = spec_of(alarm);
  const ConditionKind kind = spec.condition.kind;
  if (!spec.point || !alarm::is_of_samples(kind) || kind == ConditionKind::BadQuality) return false;
  const bool needs_other = kind == ConditionKind::Deviation && spec.other;
  return is_trouble(last_[at(*spec.point)].quality) ||
         (needs_other && is_trouble(last_[at(*spec.other)].quality));
}

alarm::VoteMember Alarms::member(AlarmIndex alarm) const {
  return {.active = is_active(alarm),
          .bad = is_bad(alarm),
          .bypassed = flags(alarm).has(Flag::OutOfService)};
}

bool Alarms::would_raise(AlarmIndex vote, std::span<const AlarmIndex> removed) const {
  if (is_active(vote)) return false;
  const AlarmSpec& spec = spec_of(vote);
  std::vector<alarm::VoteMember> members;
  for (const AlarmIndex index : spec.members) {
    members.push_back(member(index));
    const bool goes = std::find(removed.begin(), removed.end(), index) != removed.end();
    members.back().bypassed = members.back().bypassed || goes;
  }
  return alarm::vote(members, spec.need, spec.on_bad).verdict == Verdict::True;
}

alarm::VoteResult Alarms::vote(AlarmIndex vote) const {
  const AlarmSpec& spec = spec_of(vote);
  std::vector<alarm::VoteMember> members;
  members.reserve(spec.members.size());
  for (const AlarmIndex member : spec.members) members.push_back(this->member(member));
  return alarm::vote(members, spec.need, spec.on_bad);
}

void Alarms::vote_again(AlarmIndex vote, Now now, Effects& effects) {
  const alarm::VoteResult result = this->vote(vote);
  Alarm& state = alarms_[at(vote)];
  state.figure = static_cast<double>(result.counted);
  state.quality = result.bad == 0 ? Quality::Good : Quality::Uncertain;
  state.verdict = result.verdict;
  take_verdict(vote, result.verdict, now.tick, now, effects);
  wind(vote);
}

void Alarms::vote_anew(Now now, Effects& effects) {
  for (std::size_t i = 0; i < alarms_.size(); ++i) {
    const auto alarm = index_of<AlarmIndex>(i);
    const bool is_vote = spec_of(alarm).condition.kind == ConditionKind::Vote;
    if (is_vote && !is_active(alarm)) vote_again(alarm, now, effects);
  }
}

void Alarms::report(AlarmIndex alarm, bool condition, Now now, Effects& effects) {
  Alarm& state = alarms_[at(alarm)];
  const bool silent = condition && spec_of(alarm).condition.kind == ConditionKind::Comm;
  state.quality = silent ? Quality::Comm : Quality::Good;
  state.verdict = alarm::verdict_of(condition);
  take_verdict(alarm, state.verdict, now.tick, now, effects);
  wind(alarm);
}

void Alarms::device_answers(DeviceIndex device, bool answers, Now now, Effects& effects) {
  if (const auto comm = comm_of_device_[at(device)]) report(*comm, !answers, now, effects);
}

void Alarms::feedback_missing(PointIndex point, bool missing, Now now, Effects& effects) {
  if (const auto alarm = feedback_of_output_[at(point)]) report(*alarm, missing, now, effects);
}

void Alarms::output_failed(PointIndex point, bool failed, Now now, Effects& effects) {
  if (const auto alarm = failure_of_output_[at(point)]) report(*alarm, failed, now, effects);
}

/// Who is suppressed already and whose rule has not been read yet stays so.
void Alarms::suppress(std::span<const AlarmIndex> alarms, Now now, Effects& effects) {
  const std::vector<AlarmIndex> list(alarms.begin(), alarms.end());
  for (const AlarmIndex alarm : list) {
    const auto holds = suppressions_.holds(alarm);
    if (!holds || *holds == flags(alarm).has(Flag::Suppressed)) continue;
    const SuppressionSpec* rule = suppressions_.rule(alarm);
    ask(alarm, {.kind = *holds ? AskKind::Suppress : AskKind::Unsuppress}, {},
        rule == nullptr ? std::string() : rule->id, now, effects);
  }
}

std::optional<alarm::Refusal> Alarms::refusal(AlarmIndex alarm, const Ask& ask, Now now) const {
  alarm::Standing standing = alarms_[at(alarm)].standing;
  const alarm::Change change = alarm::step(standing, ask, now.tick, spec_of(alarm).rules);
  return change.refusal == alarm::Refusal::None ? std::nullopt : std::optional(change.refusal);
}

void Alarms::ask(AlarmIndex alarm, const Ask& ask, const std::string& by, const std::string& note,
                 Now now, Effects& effects) {
  const alarm::Change change =
      alarm::step(alarms_[at(alarm)].standing, ask, now.tick, spec_of(alarm).rules);
  if (!change.happened()) return;
  const bool bypass_changed =
      change.before.has(Flag::OutOfService) != change.after.has(Flag::OutOfService);
  note_flags(alarm, change, by, note, now);
  wind(alarm);
  record(alarm, change, by, note, now, effects);
  if (bypass_changed) {
    members_changed(alarm, now, effects);
    watch_removals(now, effects);
  }
}

void Alarms::sound_again(AlarmIndex alarm, Now now, Effects& effects) {
  ask(alarm, {.kind = AskKind::SoundAgain}, {}, {}, now, effects);
}

void Alarms::note_flags(AlarmIndex alarm, const alarm::Change& change, const std::string& by,
                        const std::string& note, Now now) {
  const bool asked = change.asked == AskKind::Shelve || change.asked == AskKind::Remove;
  if (!asked && !alarms_[at(alarm)].story) return;
  Story& story = story_to_write(alarm);
  if (change.asked == AskKind::Shelve) story.shelf = {now.wall, by, note};
  if (change.asked == AskKind::Remove) {
    const bool longer = change.before.has(Flag::OutOfService);
    story.removal = {longer ? story.removal.since : now.wall, by, note};
    if (!longer) story.removed_at = now.tick;
  }
  if (!change.after.has(Flag::Shelved)) story.shelf = {};
  if (!change.after.has(Flag::OutOfService)) {
    story.removal = {};
    story.removed_at = alarm::kNever;
  }
}

void Alarms::record(AlarmIndex index, const alarm::Change& change, const std::string& by,
                    const std::string& note, Now now, Effects& effects) {
  Alarm& alarm = alarms_[at(index)];
  AlarmEvent event{.t = now.wall,
                   .alarm = index,
                   .occurrence = alarm.standing.occurrence,
                   .from = change.from,
                   .to = change.to,
                   .flags = change.after,
                   .cause = cause_of(change.asked),
                   .value = alarm.figure,
                   .limit = limit_of(spec_of(index).condition),
                   .quality = alarm.quality,
                   .by = by,
                   .note = note};
  if (change.new_occurrence) {
    alarm.since = now.wall;
    if (alarm.story) alarm.story->by.clear();
    if (alarm.story) alarm.story->note.clear();
  }
  if (change.asked == AskKind::Acknowledge) {
    Story& story = story_to_write(index);
    story.by = by;
    story.note = note;
  }
  if (change.sounds()) {
    event.first_out = first_out_.raised(index);
    event.grouped = count_in_flood(index, now) && !spec_of(index).grave;
  }
  if (change.to == alarm::State::Normal && change.from != change.to) {
    first_out_.returned(
        index, [this](AlarmIndex member) { return state(member) == alarm::State::Normal; });
  }
  effects.events.emplace_back(std::move(event));
  effects.alarms.push_back(memory(index, now));
  if (change.sounds()) raised_(index, now, effects);
  if (change.sounds() && index != flood_alarm_) report_flood(now, effects);
}

/// Result  whether it is one of many. The alarm that says so is not one of them.
bool Alarms::count_in_flood(AlarmIndex index, Now now) {
  if (!flood_alarm_ || index == flood_alarm_) return false;
  flood_.count(now.tick);
  return flood_.in_flood();
}

void Alarms::report_flood(Now now, Effects& effects) {
  if (flood_alarm_) report(*flood_alarm_, flood_.in_flood(), now, effects);
}

/// Somebody has to remember what is out of service.
void Alarms::watch_removals(Now now, Effects& effects) {
  removal_due_ = alarm::kNever;
  if (!too_long_removed_) return;
  Tick first = alarm::kNever;
  for (const Alarm& alarm : alarms_) {
    if (alarm.story) first = std::min(first, alarm.story->removed_at);
  }
  const bool any = first != alarm::kNever;
  const bool too_long = any && now.tick - first >= spec_.longest_out_of_service;
  if (any && !too_long) removal_due_ = first + spec_.longest_out_of_service;
  report(*too_long_removed_, too_long, now, effects);
}

/// Notes when this alarm must be looked at without a sample.
void Alarms::wind(AlarmIndex index) {
  Alarm& alarm = alarms_[at(index)];
  const alarm::ConditionParams& params = spec_of(index).condition;
  Tick due = alarm::due(alarm.standing);
  const bool says_so = alarm.verdict == alarm::verdict_of(!alarm.condition.active);
  if (!alarm::is_of_samples(params.kind) && says_so) {
    due = std::min(due, alarm.condition.due(params).value_or(alarm::kNever));
  }
  if (due == alarm.due) return;
  if (alarm.due != alarm::kNever) due_.erase({alarm.due, index});
  alarm.due = due;
  if (due != alarm::kNever) due_.emplace(due, index);
}

void Alarms::run(Now now, Effects& effects) {
  if (removal_due_ <= now.tick) watch_removals(now, effects);
  if (flood_.run(now.tick) == kpi::FloodStep::Ended) report_flood(now, effects);
  while (!due_.empty() && due_.begin()->first <= now.tick) {
    const AlarmIndex index = due_.begin()->second;
    due_.erase(due_.begin());
    alarms_[at(index)].due = alarm::kNever;
    if (alarm::due(alarms_[at(index)].standing) <= now.tick) {
      ask(index, {.kind = AskKind::Time}, {}, {}, now, effects);
    }
    if (!alarm::is_of_samples(spec_of(index).condition.kind)) {
      take_verdict(index, alarms_[at(index)].verdict, now.tick, now, effects);
    }
    wind(index);
  }
}

std::optional<Tick> Alarms::deadline() const {
  const Tick first = due_.empty() ? alarm::kNever : due_.begin()->first;
  return if_ever(std::min({first, removal_due_, flood_.deadline().value_or(alarm::kNever)}));
}

bool Alarms::is_listed(AlarmIndex alarm) const {
  return state(alarm) != alarm::State::Normal || flags(alarm).any();
}

const alarm::Past* Alarms::past(AlarmIndex alarm) const {
  const std::uint32_t past = alarms_[at(alarm)].past;
  return past == kNoPast ? nullptr : &pasts_[past];
}

AlarmView Alarms::view(AlarmIndex index) const {
  const Alarm& alarm = alarms_[at(index)];
  const Story& story = story_of(index);
  return {.state = alarm.standing.state,
          .flags = alarm.standing.flags,
          .occurrence = alarm.standing.occurrence,
          .since = alarm.since,
          .value = alarm.figure,
          .limit = limit_of(spec_of(index).condition),
          .quality = alarm.quality,
          .by = story.by,
          .note = story.note,
          .shelf = story.shelf,
          .removal = story.removal,
          .first_out = first_out_.group_of(index),
          .suppressed_by = suppressions_.rule(index),
          .shelf_ends = if_ever(alarm.standing.shelf_ends),
          .returns = if_ever(alarm.standing.returns)};
}

}  // namespace hazgate::site
