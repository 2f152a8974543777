#include "gateway/core/alarm/state.hpp"

namespace hazgate::alarm {
namespace {

Transition stay(State from) {
  return {.to = from};
}
Transition go(State to) {
  return {.to = to};
}
Transition refuse(State from, Refusal why) {
  return {.to = from, .refusal = why};
}

Transition on_true(State from) {
  if (is_condition_true(from)) return stay(from);
  return {.to = State::Active, .new_occurrence = true};
}

Transition on_false(State from, bool latching) {
  switch (from) {
    case State::Active:
      return go(latching ? State::Latched : State::Cleared);
    case State::Acked:
      return go(latching ? State::LatchedAcked : State::Normal);
    case State::Normal:
    case State::Cleared:
    case State::Latched:
    case State::LatchedAcked:
      break;
  }
  return stay(from);
}

Transition on_acknowledge(State from) {
  switch (from) {
    case State::Normal:
      return refuse(from, Refusal::NothingToAcknowledge);
    case State::Active:
      return go(State::Acked);
    case State::Cleared:
      return go(State::Normal);
    case State::Latched:
      return go(State::LatchedAcked);
    case State::Acked:
    case State::LatchedAcked:
      break;
  }
  return stay(from);
}

Transition on_reset(State from) {
  switch (from) {
    case State::Normal:
      return refuse(from, Refusal::NothingToReset);
    case State::Active:
    case State::Acked:
      return refuse(from, Refusal::StillActive);
    case State::Cleared:
    case State::Latched:
      return refuse(from, Refusal::AcknowledgeFirst);
    case State::LatchedAcked:
      break;
  }
  return go(State::Normal);
}

}  // namespace

Transition step(State from, Input input, bool latching) {
  switch (input) {
    case Input::ConditionTrue:
      return on_true(from);
    case Input::ConditionFalse:
      return on_false(from, latching);
    case Input::Acknowledge:
      return on_acknowledge(from);
    case Input::Reset:
      return on_reset(from);
    case Input::SoundAgain:
      if (!is_condition_true(from)) break;
      return {.to = State::Active, .new_occurrence = true};
  }
  return stay(from);
}

}  // namespace hazgate::alarm
