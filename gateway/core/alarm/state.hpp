#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace hazgate::alarm {

/// The six base states of IEC 62682. The texts are the contract's.
enum class State : std::uint8_t { Normal, Active, Acked, Cleared, Latched, LatchedAcked };

inline constexpr std::array<std::string_view, 6> kStateTexts = {
    "normal", "active", "acked", "cleared", "latched", "latched-acked"};

constexpr std::string_view to_text(State state) {
  return kStateTexts[static_cast<std::size_t>(state)];
}

enum class Input : std::uint8_t {
  ConditionTrue,
  ConditionFalse,
  Acknowledge,
  Reset,
  SoundAgain,  ///< re-alarm: it lasts, there is news, or it comes out from under a flag
};

enum class Refusal : std::uint8_t {
  None,
  NothingToAcknowledge,  ///< the alarm is normal
  StillActive,           ///< reset while the condition is true
  AcknowledgeFirst,      ///< reset of a latched alarm that nobody acknowledged
  NothingToReset,        ///< reset of an alarm that is normal or does not latch
  OtherOccurrence,       ///< the acknowledgement is of an older one
  NeverShelved,          ///< fire, gas level 2 and their like
  ShelfTooLong,          ///< longer than this alarm may be shelved
  NotShelved,
  NotOutOfService,
};

/// Where one input leads. A new occurrence begins where the alarm leaves Normal, comes back from
/// Cleared, Latched or LatchedAcked to Active, or sounds again: a new sound wants its own answer.
struct Transition {
  State to = State::Normal;
  bool new_occurrence = false;
  Refusal refusal = Refusal::None;
};

///  from          | condition true | condition false          | acknowledge    | reset              | sound again
///  --------------+----------------+--------------------------+----------------+--------------------+-------------
///  normal        | active (new)   | -                        | refused        | refused            | -
///  active        | -              | latched or cleared       | acked          | refused: active    | active (new)
///  acked         | -              | latched-acked or normal  | - (idempotent) | refused: active    | active (new)
///  cleared       | active (new)   | -                        | normal         | refused: ack first | -
///  latched       | active (new)   | -                        | latched-acked  | refused: ack first | -
///  latched-acked | active (new)   | -                        | - (idempotent) | normal             | -
///
/// "or": with latching / without. "-": stays. (new): the occurrence grows by one.
/// Thread  any (pure)
/// Source  ISA-18.2 / IEC 62682; domain.md 7.2
Transition step(State from, Input input, bool latching);

constexpr bool is_condition_true(State state) {
  return state == State::Active || state == State::Acked;
}

constexpr bool is_unacknowledged(State state) {
  return state == State::Active || state == State::Cleared || state == State::Latched;
}

}  // namespace hazgate::alarm
