#include "gateway/core/alarm/standing.hpp"

#include <algorithm>

namespace hazgate::alarm {
namespace {

/// Takes the base state where its table leads.
void follow(Standing& standing, const Transition& transition, Change& change) {
  change.refusal = transition.refusal;
  standing.state = transition.to;
  if (!transition.new_occurrence) return;
  ++standing.occurrence;
  change.new_occurrence = true;
}

void base(Standing& standing, Input input, const Rules& rules, Change& change) {
  follow(standing, step(standing.state, input, rules.latch), change);
}

void lift(Standing& standing, Flag flag, Change& change) {
  if (!standing.flags.has(flag)) return;
  standing.flags.lift(flag);
  if (flag == Flag::Shelved) {
    standing.shelf_ends = kNever;
    standing.shelved_once = false;
  }
  if (flag == Flag::OutOfService) standing.returns = kNever;
  if (!standing.flags.any())
    follow(standing, step(standing.state, Input::SoundAgain, false), change);
}

void acknowledge(Standing& standing, const Ask& ask, const Rules& rules, Change& change) {
  if (ask.occurrence && *ask.occurrence != standing.occurrence) {
    change.refusal = Refusal::OtherOccurrence;
  } else {
    base(standing, Input::Acknowledge, rules, change);
  }
}

void condition_drops(Standing& standing, const Rules& rules, Change& change) {
  const bool was_true = is_condition_true(standing.state);
  base(standing, Input::ConditionFalse, rules, change);
  if (was_true && standing.shelved_once) lift(standing, Flag::Shelved, change);
}

void shelve(Standing& standing, const Ask& ask, Tick now, const Rules& rules, Change& change) {
  if (rules.longest_shelf <= Duration{}) {
    change.refusal = Refusal::NeverShelved;
  } else if (ask.time > rules.longest_shelf || ask.time <= Duration{}) {
    change.refusal = Refusal::ShelfTooLong;
  } else {
    change.prolonged = standing.flags.has(Flag::Shelved);
    standing.flags.set(Flag::Shelved);
    standing.shelf_ends = now + ask.time;
    standing.shelved_once = ask.once;
  }
}

void remove(Standing& standing, const Ask& ask, Tick now, Change& change) {
  change.prolonged = standing.flags.has(Flag::OutOfService);
  standing.flags.set(Flag::OutOfService);
  standing.returns = ask.time > Duration{} ? now + ask.time : kNever;
}

void lift_asked(Standing& standing, Flag flag, Refusal otherwise, Change& change) {
  if (standing.flags.has(flag)) {
    lift(standing, flag, change);
  } else {
    change.refusal = otherwise;
  }
}

/// What is due first; Time when nothing is.
AskKind fallen_due(const Standing& standing, Tick now) {
  if (standing.shelf_ends <= now) return AskKind::Unshelve;
  if (standing.returns <= now) return AskKind::Return;
  if (standing.sounds_again <= now) return AskKind::SoundAgain;
  return AskKind::Time;
}

/// A re-alarm begins to run when somebody has acknowledged; under a flag nothing sounds.
void wind_up(Standing& standing, State before, Tick now, const Rules& rules) {
  if (standing.state != State::Acked || standing.flags.any() || rules.sound_again <= Duration{}) {
    standing.sounds_again = kNever;
  } else if (before != State::Acked || standing.sounds_again == kNever) {
    standing.sounds_again = now + rules.sound_again;
  }
}

void carry_out(Standing& standing, const Ask& ask, Tick now, const Rules& rules, Change& change) {
  switch (change.asked) {
    case AskKind::ConditionTrue:
      base(standing, Input::ConditionTrue, rules, change);
      break;
    case AskKind::ConditionFalse:
      condition_drops(standing, rules, change);
      break;
    case AskKind::Acknowledge:
      acknowledge(standing, ask, rules, change);
      break;
    case AskKind::Reset:
      base(standing, Input::Reset, rules, change);
      break;
    case AskKind::SoundAgain:
      base(standing, Input::SoundAgain, rules, change);
      break;
    case AskKind::Shelve:
      shelve(standing, ask, now, rules, change);
      break;
    case AskKind::Unshelve:
      lift_asked(standing, Flag::Shelved, Refusal::NotShelved, change);
      break;
    case AskKind::Suppress:
      standing.flags.set(Flag::Suppressed);
      break;
    case AskKind::Unsuppress:
      lift(standing, Flag::Suppressed, change);
      break;
    case AskKind::Remove:
      remove(standing, ask, now, change);
      break;
    case AskKind::Return:
      lift_asked(standing, Flag::OutOfService, Refusal::NotOutOfService, change);
      break;
    case AskKind::Time:
      break;
  }
}

Duration left(Tick end, Tick now) {
  return end == kNever ? Saved::kNoTime : std::max(end - now, Duration{});
}

Tick end_of(Duration left, Duration away, Tick now) {
  return left == Saved::kNoTime ? kNever : now + left - std::min(left, away);
}

}  // namespace

Change step(Standing& standing, const Ask& ask, Tick now, const Rules& rules) {
  Change change{.asked = ask.kind == AskKind::Time ? fallen_due(standing, now) : ask.kind,
                .from = standing.state,
                .before = standing.flags};
  carry_out(standing, ask, now, rules, change);
  wind_up(standing, change.from, now, rules);
  change.to = standing.state;
  change.after = standing.flags;
  return change;
}

Tick due(const Standing& standing) {
  return std::min({standing.shelf_ends, standing.returns, standing.sounds_again});
}

Saved save(const Standing& standing, const Condition& condition, Tick now) {
  return {.state = standing.state,
          .flags = standing.flags,
          .shelved_once = standing.shelved_once,
          .condition = condition.active,
          .occurrence = standing.occurrence,
          .delayed = condition.since ? now - *condition.since : Saved::kNoTime,
          .shelf_left = left(standing.shelf_ends, now),
          .return_left = left(standing.returns, now),
          .sound_left = left(standing.sounds_again, now)};
}

void restore(const Saved& saved, Duration away, Tick now, Standing& standing,
             Condition& condition) {
  standing = {.state = saved.state,
              .flags = saved.flags,
              .shelved_once = saved.shelved_once,
              .occurrence = saved.occurrence,
              .shelf_ends = end_of(saved.shelf_left, away, now),
              .returns = end_of(saved.return_left, away, now),
              .sounds_again = end_of(saved.sound_left, away, now)};
  condition.active = saved.condition;
  condition.since.reset();
  if (saved.delayed == Saved::kNoTime) return;
  condition.since = now - saved.delayed - (saved.condition ? Duration{} : away);
}

}  // namespace hazgate::alarm
