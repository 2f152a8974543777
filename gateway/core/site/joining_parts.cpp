// What becomes of one alarm, one incident, one incident's clocks: see joining.hpp.
#include <algorithm>
#include <utility>

#include "gateway/core/site/joining.hpp"

namespace hazgate::site {
namespace {

using alarm::Flag;
using alarm::Saved;
using emergency::ClockMemory;
using emergency::ClocksMemory;
using emergency::StepMemory;
using emergency::StepProgress;
using emergency::Summons;

constexpr Duration kAtOnce = std::chrono::microseconds{1};

Duration left_after(Duration left, Duration away) {
  return left == Saved::kNoTime ? left : std::max(left - away, kAtOnce);
}

/// As it would be remembered now.
AlarmMemory aged(AlarmMemory alarm, WallTime now) {
  const Duration away = std::max(Duration{now - alarm.saved_at}, Duration{});
  alarm.saved.shelf_left = left_after(alarm.saved.shelf_left, away);
  alarm.saved.return_left = left_after(alarm.saved.return_left, away);
  alarm.saved.sound_left = left_after(alarm.saved.sound_left, away);
  const bool waits = alarm.saved.delayed != Saved::kNoTime && !alarm.saved.condition;
  if (waits) alarm.saved.delayed += away;
  alarm.saved_at = now;
  return alarm;
}

void put_shelf(const AlarmMemory& from, AlarmMemory& to) {
  if (!from.saved.flags.has(Flag::Shelved)) return;
  to.saved.flags.set(Flag::Shelved);
  to.saved.shelved_once = from.saved.shelved_once;
  to.saved.shelf_left = from.saved.shelf_left;
  to.shelf = from.shelf;
}

void put_removal(const AlarmMemory& from, AlarmMemory& to) {
  if (!from.saved.flags.has(Flag::OutOfService)) return;
  to.saved.flags.set(Flag::OutOfService);
  to.saved.return_left = from.saved.return_left;
  to.removal = from.removal;
}

/// How far a step has come. What was forbidden, or was not needed, is behind what waits, and before what began.
int rank(StepProgress progress) {
  switch (progress) {
    case StepProgress::Waiting:
      return 0;
    case StepProgress::Asked:
      return 1;
    case StepProgress::Skipped:
    case StepProgress::Vetoed:
      return 2;
    case StepProgress::Started:
    case StepProgress::Done:
    case StepProgress::Failed:
    case StepProgress::Withheld:
    case StepProgress::Releasing:
    case StepProgress::Released:
      break;
  }
  return 3;
}

/// What an incident that has not ended holds on an output.
bool is_held(const StepMemory& step) {
  return !step.point.empty() &&
         (step.progress == StepProgress::Started || step.progress == StepProgress::Done ||
          step.progress == StepProgress::Failed || step.progress == StepProgress::Withheld);
}

/// What was not needed because somebody had answered is needed again when the answer holds no more.
void wait_again(std::vector<StepMemory>& steps, const emergency::PlanSpec& plan) {
  for (StepMemory& step : steps) {
    const auto spec = std::find_if(plan.steps.begin(), plan.steps.end(), [&](const auto& other) {
      return other.id == step.id && !step.id.empty();
    });
    const bool was_answered =
        spec != plan.steps.end() && spec->unless == emergency::Unless::Acknowledged;
    if (was_answered && step.progress == StepProgress::Skipped) {
      step.progress = StepProgress::Waiting;
    }
  }
}

std::vector<StepMemory> join_steps(std::vector<StepMemory> steps,
                                   const std::vector<StepMemory>& lived, bool over) {
  for (const StepMemory& step : lived) {
    const auto found = std::find_if(steps.begin(), steps.end(), [&](const StepMemory& other) {
      return other.id == step.id && !step.id.empty();
    });
    if (found == steps.end()) {
      steps.push_back(step);
    } else if (rank(step.progress) >= rank(found->progress)) {
      *found = step;
    }
  }
  if (!over) return steps;
  for (StepMemory& step : steps) {
    if (is_held(step)) step.progress = StepProgress::Releasing;
    if (rank(step.progress) < 2) step.progress = StepProgress::Skipped;
  }
  return steps;
}

/// It calls somebody: nobody, when one has answered or it is over.
void join_summons(IncidentMemory& joined, const IncidentMemory& lived) {
  const bool over = lived.ended || lived.closed;
  if (lived.summons != Summons::None) {
    joined.summons = lived.summons;
    joined.summons_quiet = lived.summons_quiet;
  } else if (lived.acknowledged && joined.summons == Summons::Sounding) {
    joined.summons = Summons::Ending;
  }
  if (over && joined.summons == Summons::Sounding) joined.summons = Summons::Ending;
}

void put_text(std::string& text, const std::string& newer) {
  if (!newer.empty()) text = newer;
}

void join_review(emergency::Review& review, const emergency::Review& lived) {
  put_text(review.cause, lived.cause);
  put_text(review.people, lived.people);
  put_text(review.measures, lived.measures);
  put_text(review.education, lived.education);
}

Duration elapsed_at(const ClocksMemory& clocks, const ClockMemory& clock, WallTime at) {
  return clock.elapsed + std::max(Duration{at - clocks.kept}, Duration{});
}

}  // namespace

AlarmMemory join(const AlarmMemory& recorded, const AlarmMemory& lived, WallTime now) {
  const AlarmMemory old = aged(recorded, now);
  AlarmMemory joined = was_raised(lived) ? lived : old;
  for (const AlarmMemory* put : {&old, &lived}) {  // what was put last stays
    put_shelf(*put, joined);
    put_removal(*put, joined);
  }
  joined.saved.occurrence = was_raised(lived)
                                ? std::max(old.saved.occurrence, lived.saved.occurrence)
                                : old.saved.occurrence;
  return joined;
}

IncidentMemory join(const IncidentMemory& recorded, const IncidentMemory& lived,
                    const emergency::PlanSpec* plan) {
  IncidentMemory joined = recorded;
  if (lived.id != recorded.id) joined.also.push_back(lived.id);
  joined.also.insert(joined.also.end(), lived.also.begin(), lived.also.end());
  // Who has been told anew is to answer, whoever did before.
  joined.acknowledged = lived.acknowledged;
  joined.acknowledged_by = lived.acknowledged_by;
  joined.ended = lived.ended;
  joined.ended_by = lived.ended_by;
  joined.closed = lived.closed;
  joined.closed_by = lived.closed_by;
  put_text(joined.note, lived.note);
  for (const auto& [grade, since] : lived.grades) {
    if (is_graver(grade, joined.grade())) joined.grades.emplace_back(grade, since);
  }
  for (const std::string& trigger : lived.triggers) {
    const auto& known = joined.triggers;
    if (std::find(known.begin(), known.end(), trigger) == known.end()) {
      joined.triggers.push_back(trigger);
    }
  }
  const bool over = lived.ended || lived.closed;
  const bool withdrawn = recorded.acknowledged && !lived.acknowledged;
  if (withdrawn && plan != nullptr) wait_again(joined.steps, *plan);
  joined.steps = join_steps(std::move(joined.steps), lived.steps, over);
  if (lived.head_count) joined.head_count = lived.head_count;
  join_review(joined.review, lived.review);
  join_summons(joined, lived);
  joined.silenced = lived.silenced;
  return joined;
}

/// The clocks run since the first opening; what was reported under either name is reported.
ClocksMemory join(const ClocksMemory& recorded, const ClocksMemory& lived) {
  ClocksMemory joined = recorded;
  const WallTime at = std::max(recorded.kept, lived.kept);
  joined.kept = at;
  for (ClockMemory& clock : joined.clocks) clock.elapsed = elapsed_at(recorded, clock, at);
  for (ClockMemory clock : lived.clocks) {
    clock.elapsed = elapsed_at(lived, clock, at);
    const auto found =
        std::find_if(joined.clocks.begin(), joined.clocks.end(),
                     [&](const ClockMemory& other) { return other.duty == clock.duty; });
    if (found == joined.clocks.end()) {
      joined.clocks.push_back(std::move(clock));
      continue;
    }
    found->open = found->open && clock.open;
    found->reminders = std::max(found->reminders, clock.reminders);
    for (const emergency::Report& report : clock.reports) {
      const auto& known = found->reports;
      if (std::find(known.begin(), known.end(), report) == known.end()) {
        found->reports.push_back(report);
      }
    }
  }
  if (!lived.casualties_by.empty()) {
    joined.casualties = lived.casualties;
    joined.casualties_by = lived.casualties_by;
  }
  return joined;
}

}  // namespace hazgate::site
