#include <algorithm>

#include "gateway/core/site/alarms.hpp"

/// What outlives the process, or a change of the configuration: the memory of Alarms.
namespace hazgate::site {

using alarm::AskKind;
using alarm::Flag;

AlarmMemory Alarms::memory(AlarmIndex index, Now now) const {
  const Alarm& alarm = alarms_[at(index)];
  const Story& story = story_of(index);
  return {.id = spec_of(index).id,
          .saved = alarm::save(alarm.standing, alarm.condition, now.tick),
          .saved_at = now.wall,
          .since = alarm.since,
          .value = alarm.figure,
          .quality = alarm.quality,
          .by = story.by,
          .note = story.note,
          .shelf = story.shelf,
          .removal = story.removal,
          .first_out = first_out_.group_of(index)};
}

void Alarms::restore(const AlarmMemory& memory, Now now, Effects& effects) {
  const auto found = find(memory.id);
  const alarm::State state = memory.saved.state;
  AlarmEvent event{.t = now.wall,
                   .alarm = found.value_or(AlarmIndex{}),
                   .occurrence = memory.saved.occurrence,
                   .from = state,
                   .to = state,
                   .flags = memory.saved.flags,
                   .cause = Cause::Restart,
                   .value = memory.value,
                   .quality = memory.quality,
                   .by = memory.by,
                   .note = memory.note};
  const bool quiet = state == alarm::State::Normal && !memory.saved.flags.any();
  if (!found) {
    if (quiet) return;
    AlarmMemory gone = memory;
    gone.saved = {.occurrence = memory.saved.occurrence};
    event.to = alarm::State::Normal;
    event.flags = {};
    event.gone = memory.id;
    event.cause = Cause::Config;
    effects.events.emplace_back(std::move(event));
    effects.alarms.push_back(std::move(gone));
    return;
  }
  Alarm& alarm = alarms_[at(*found)];
  const Duration away = std::max(Duration{now.wall - memory.saved_at}, Duration{});
  alarm::restore(memory.saved, away, now.tick, alarm.standing, alarm.condition);
  alarm.verdict = alarm::verdict_of(memory.saved.condition);
  alarm.figure = memory.value;
  alarm.quality = memory.quality;
  alarm.since = memory.since;
  restore_story(*found, memory, now);
  if (!memory.first_out.empty()) first_out_.restore(*found, memory.first_out);
  event.limit = limit_of(spec_of(*found).condition);
  if (!quiet) effects.events.emplace_back(std::move(event));
  wind(*found);
}

void Alarms::restore_story(AlarmIndex index, const AlarmMemory& memory, Now now) {
  const bool removed = memory.saved.flags.has(Flag::OutOfService);
  const bool flagged = removed || memory.shelf != FlagNote{} || memory.removal != FlagNote{};
  if (!flagged && memory.by.empty() && memory.note.empty()) return;
  Story& story = story_to_write(index);
  story.by = memory.by;
  story.note = memory.note;
  story.shelf = memory.shelf;
  story.removal = memory.removal;
  if (!removed) return;
  story.removed_at = now.tick - std::max(Duration{now.wall - memory.removal.since}, Duration{});
}

void Alarms::take_over(const Alarms& before, std::span<const std::optional<PointIndex>> points) {
  for (std::size_t i = 0; i < alarms_.size(); ++i) {
    if (alarms_[i].past == kNoPast) continue;
    const AlarmSpec& now = spec_.alarms[i];
    const auto old = before.find(now.id);
    const auto* past = old ? before.past(*old) : nullptr;
    if (past == nullptr) continue;
    const AlarmSpec& then = before.spec_of(*old);
    const bool same_window =
        now.condition.kind == then.condition.kind && now.condition.window == then.condition.window;
    if (same_window && points[at(*then.point)] == now.point) pasts_[alarms_[i].past] = *past;
  }
  if (spec_.flood == before.spec_.flood) flood_ = before.flood_;
}

/// No reading will say it again. The flood and what is out of service are found out here.
void Alarms::take_over_reports(const Alarms& before, Now now, Effects& effects) {
  for (std::size_t i = 0; i < alarms_.size(); ++i) {
    const auto alarm = index_of<AlarmIndex>(i);
    const alarm::ConditionKind kind = spec_of(alarm).condition.kind;
    const bool reports_itself =
        (kind == alarm::ConditionKind::System || kind == alarm::ConditionKind::Comm) &&
        alarm != flood_alarm_ && alarm != too_long_removed_;
    const auto old = reports_itself ? before.find(spec_of(alarm).id) : std::nullopt;
    if (!old) continue;
    const Alarm& then = before.alarms_[at(*old)];
    const bool has_reported = then.quality != Quality::NotYet;
    if (!has_reported || then.verdict == alarm::Verdict::Hold) continue;
    report(alarm, then.verdict == alarm::Verdict::True, now, effects);
  }
}

void Alarms::restored(Now now, Effects& effects) {
  for (std::size_t i = 0; i < alarms_.size(); ++i) {
    const auto alarm = index_of<AlarmIndex>(i);
    const bool orphan = flags(alarm).has(Flag::Suppressed) && suppressions_.holds(alarm) == false;
    if (orphan) ask(alarm, {.kind = AskKind::Unsuppress}, {}, {}, now, effects);
  }
  watch_removals(now, effects);
  report_flood(now, effects);
}

}  // namespace hazgate::site
