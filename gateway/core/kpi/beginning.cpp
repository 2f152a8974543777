#include "gateway/core/kpi/beginning.hpp"

namespace hazgate::kpi {
namespace {

Flags flags_before(const Transition& transition) {
  Flags flags = transition.flags;
  const auto was = [&](Flag flag, bool set) { set ? flags.set(flag) : flags.lift(flag); };
  switch (transition.cause) {
    case Cause::Shelve:
      was(Flag::Shelved, false);
      break;
    case Cause::Unshelve:
      was(Flag::Shelved, true);
      break;
    case Cause::Suppress:
      was(Flag::Suppressed, false);
      break;
    case Cause::Unsuppress:
      was(Flag::Suppressed, true);
      break;
    case Cause::Remove:
      was(Flag::OutOfService, false);
      break;
    case Cause::Return:
      was(Flag::OutOfService, true);
      break;
    case Cause::Condition:
    case Cause::Clear:
    case Cause::Ack:
    case Cause::Reset:
    case Cause::Restart:
    case Cause::Config:
      break;
  }
  return flags;
}

/// Without the occurrence before: a shelf that ended, or a re-alarm, from active to active.
bool sounds_anew(const Transition& transition) {
  const bool lifted = transition.cause == Cause::Unshelve ||
                      transition.cause == Cause::Unsuppress || transition.cause == Cause::Return;
  return transition.to == alarm::State::Active && !transition.flags.any() &&
         (lifted || transition.cause == Cause::Condition);
}

}  // namespace

bool is_new(const Transition& transition, std::uint64_t occurrence_before) {
  if (transition.to != alarm::State::Active || transition.cause == Cause::Restart) return false;
  if (!alarm::is_condition_true(transition.from)) return true;
  return occurrence_before == 0 ? sounds_anew(transition)
                                : transition.occurrence > occurrence_before;
}

Standing before(const Transition& transition) {
  const bool grew = is_new(transition, 0) && transition.occurrence > 0;
  return {.id = transition.id,
          .state = transition.from,
          .flags = flags_before(transition),
          .occurrence = transition.occurrence - (grew ? 1 : 0)};
}

void Beginning::take(const Transition& transition) {
  if (before_.contains(transition.id)) return;
  before_.emplace(transition.id, before(transition));
}

/// An occurrence of later has its transition in the stretch.
void Beginning::take_today(const Standing& today, WallTime since) {
  Standing then = today;
  if (since > begin_) then.state = alarm::State::Normal;
  today_.insert_or_assign(today.id, std::move(then));
}

std::vector<Standing> Beginning::standings() const {
  std::vector<Standing> list;
  const auto add = [&](const Standing& standing) {
    if (standing.state != alarm::State::Normal || standing.flags.any()) list.push_back(standing);
  };
  for (const auto& [id, standing] : before_) add(standing);
  for (const auto& [id, standing] : today_) {
    if (!before_.contains(id)) add(standing);
  }
  return list;
}

}  // namespace hazgate::kpi
