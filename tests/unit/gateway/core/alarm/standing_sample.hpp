#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>

#include "gateway/core/alarm/standing.hpp"

namespace hazgate::alarm {

inline constexpr Tick kNow{std::chrono::hours{100}};
inline constexpr Duration kMoment = std::chrono::microseconds{1};
inline constexpr Rules kRules{.latch = true, .longest_shelf = std::chrono::hours{8}};
inline constexpr Rules kSoundsAgain{
    .latch = true, .longest_shelf = std::chrono::hours{8}, .sound_again = std::chrono::minutes{10}};

inline constexpr std::size_t kStates = kStateTexts.size();
inline constexpr std::uint8_t kFlagSets = 1U << kFlagTexts.size();

inline constexpr Ask kShelve{.kind = AskKind::Shelve, .time = std::chrono::minutes{30}};
inline constexpr Ask kShelveOnce{
    .kind = AskKind::Shelve, .time = std::chrono::minutes{30}, .once = true};
inline constexpr Ask kRemove{.kind = AskKind::Remove, .time = std::chrono::minutes{20}};

constexpr Ask ask(AskKind kind) {
  if (kind == AskKind::Shelve) return kShelve;
  return kind == AskKind::Remove ? kRemove : Ask{.kind = kind};
}
constexpr Ask acknowledge(std::uint64_t occurrence) {
  return {.kind = AskKind::Acknowledge, .occurrence = occurrence};
}

constexpr Flags flags(std::initializer_list<Flag> set) {
  Flags flags;
  for (const Flag flag : set) flags.set(flag);
  return flags;
}

/// An alarm as it may come to stand, at its 7th occurrence, under these flags for another hour.
constexpr Standing standing(State state, Flags set = {}) {
  return {.state = state,
          .flags = set,
          .occurrence = 7,
          .shelf_ends = set.has(Flag::Shelved) ? kNow + std::chrono::hours{1} : kNever,
          .returns = set.has(Flag::OutOfService) ? kNow + std::chrono::hours{1} : kNever};
}

/// Nothing but that it is now this late.
inline Change pass(Standing& alarm, Tick now, const Rules& rules = kRules) {
  return step(alarm, {}, now, rules);
}

}  // namespace hazgate::alarm
