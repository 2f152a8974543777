#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "gateway/cli/texts.hpp"

/// The sentences of `hazctl explain`, in every language (see texts.hpp).
/// Thread  any (pure)
namespace hazgate::cli {

enum class Why : std::uint8_t {
  // The states of IEC 62682, in the order of alarm::State
  Normal,
  Unacknowledged,
  Acknowledged,
  ReturnedUnacknowledged,
  LatchedUnacknowledged,
  LatchedAcknowledged,
  // The kinds of conditions, in the order of alarm::ConditionKind
  High,
  Low,
  Rate,
  TimeToLimit,
  Deviation,
  Mean,
  Increment,
  State,
  Stuck,
  BadQuality,
  Differs,
  Comm,
  Vote,
  System,
  // What such a condition looks at; {}: window, limit, other point ...
  IsValue,
  IsRate,
  IsTimeToLimit,
  IsDeviation,
  IsMean,
  IsIncrement,
  IsState,
  IsBits,
  IsStuck,
  IsBadQuality,
  IsDiffers,
  IsComm,
  IsVote,
  IsSystem,
  AtLeast,
  AtMost,
  Delays,
  Latches,
  OverRange,
  OwnSays,
  // Why it is there, or not
  NeverRead,
  BadRaisesNothing,
  NotYet,
  NotYetHeld,
  WindowTooShort,
  AwayFromLimit,
  NotThatState,
  NotHolding,
  BeyondLimit,
  IsThatState,
  AboveRange,
  IsBad,
  Holds,
  VoteHolds,
  VoteHoldsNot,
  DoesNotAnswer,
  OwnAlarm,
  StillBad,
  StillDeadband,
  StillOffDelay,
  StillUndecided,
  WantsAcknowledge,
  WantsBoth,
  WantsReset,
  Quiet,
  // Lines of the page
  OccurrenceSince,
  Message,
  Action,
  Basis,
  Condition,
  Reading,
  Other,
  Delay,
  Window,
  Flag,
  VoteLine,
  PartOf,
  AcknowledgedLine,
  FirstOut,
  OnDelay,
  OffDelay,
  DelayRuns,
  DelayHeld,
  WindowReadings,
  WindowSpan,
  WindowEnough,
  WindowFew,
  StandsAt,
  ShelvedUntil,
  RemovedUntil,
  RemovedOpen,
  SuppressedBy,
  VoteCounts,
  VoteDegraded,
  InVote,
  InGroup,
  InRule,
  RuleHolds,
  InPlan,
  InOpenPlan,
  BadHolds,
  // Tables
  Members,
  CountsAs,
  AsAlarm,
  AsNormal,
  AsDropped,
  Bypassed,
  Readings,
  Beyond,
  NoReadings,
  HourExtremes,
  NotAllReadings,
  Story,
  NotAllEvents,
  Unreadable,
  Failing,
  Count,  ///< not a text
};
inline constexpr std::size_t kWhys = static_cast<std::size_t>(Why::Count);

/// The text with its {} filled in order.
std::string say(Why text, Language language, std::initializer_list<std::string_view> parts = {});

}  // namespace hazgate::cli
