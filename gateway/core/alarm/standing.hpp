#pragma once

#include <cstdint>
#include <optional>

#include "gateway/core/alarm/condition.hpp"
#include "gateway/core/alarm/flags.hpp"
#include "gateway/core/alarm/state.hpp"
#include "gateway/core/alarm/time.hpp"

namespace hazgate::alarm {

/// What an alarm may do, from the configuration.
struct Rules {
  bool latch = false;
  Duration longest_shelf{};  ///< zero: it is never shelved
  Duration
      sound_again{};  ///< acknowledged and still active for so long: it sounds again; zero: never
};

/// What can be asked of an alarm.
enum class AskKind : std::uint8_t {
  ConditionTrue,
  ConditionFalse,
  Acknowledge,  ///< `occurrence`: the one that was seen
  Reset,
  SoundAgain,
  Shelve,  ///< `time`: how long at most; `once`: until it has returned to normal
  Unshelve,
  Suppress,
  Unsuppress,
  Remove,  ///< out of service; `time`: for how long, zero: until somebody returns it
  Return,
  Time,  ///< nothing but that time has passed
};

struct Ask {
  AskKind kind = AskKind::Time;
  std::optional<std::uint64_t> occurrence{};
  Duration time{};
  bool once = false;
};

inline constexpr Tick kNever = Tick::max();

/// One alarm as it stands: its state, what lies over it, and the times at which that ends.
struct Standing {
  State state = State::Normal;
  Flags flags;
  bool shelved_once = false;
  std::uint64_t occurrence = 0;
  Tick shelf_ends = kNever;
  Tick returns = kNever;  ///< to service, by itself
  Tick sounds_again = kNever;

  friend bool operator==(const Standing&, const Standing&) = default;
};

/// What one input did.
struct Change {
  AskKind asked = AskKind::Time;  ///< of Time: what fell due, Unshelve, Return or SoundAgain
  State from = State::Normal;
  State to = State::Normal;
  Flags before, after;
  bool new_occurrence = false;
  bool prolonged = false;  ///< nothing but the end of a shelf or of a removal is another one
  Refusal refusal = Refusal::None;

  bool happened() const { return from != to || !(before == after) || new_occurrence || prolonged; }
  /// Whether people must hear of it: a new occurrence with nothing over it.
  bool sounds() const { return new_occurrence && !after.any(); }
};

/// One thing asked of one alarm, at most one change; of Time, ask again until nothing happens.
///
///  flag           | set by                    | lifted by
///  ---------------+---------------------------+---------------------------------------------------
///  shelved        | Shelve, where allowed     | Unshelve; its time; `once`: the condition drops
///  suppressed     | Suppress                  | Unsuppress
///  out-of-service | Remove                    | Return; its time, where it has one
///
/// Under a flag the state follows its table as ever (state.hpp), silently. When the last flag is lifted
/// from an alarm whose condition is true, it becomes active with a new occurrence: a new sound.
/// Thread  any, one at a time (pure)
/// Source  ISA-18.2 / IEC 62682; OPC UA Part 9, 4.8; domain.md 7.2
Change step(Standing& standing, const Ask& ask, Tick now, const Rules& rules);

/// When Time will do something by itself; kNever: nothing is due.
Tick due(const Standing& standing);

/// All of an alarm that survives a restart, free of this process's clock.
/// Units   …_left: from the moment of saving; kNoTime: no such end
struct Saved {
  State state = State::Normal;
  Flags flags;
  bool shelved_once = false;
  bool condition = false;
  std::uint64_t occurrence = 0;
  Duration delayed{kNoTime};  ///< how long a delay has been running
  Duration shelf_left{kNoTime}, return_left{kNoTime}, sound_left{kNoTime};

  static constexpr Duration kNoTime{-1};

  friend bool operator==(const Saved&, const Saved&) = default;
};

Saved save(const Standing& standing, const Condition& condition, Tick now);

/// The alarm as it was, `away` after it was saved. Ends that have passed meanwhile are due now. A
/// running on-delay goes on through the time away, an off-delay does not: nobody saw it return.
/// Shape   away >= 0
void restore(const Saved& saved, Duration away, Tick now, Standing& standing, Condition& condition);

}  // namespace hazgate::alarm
