#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "gateway/cli/texts.hpp"

/// The texts of `plan list`, `plan show` and `incident show`, in every language (see texts.hpp).
/// Thread  any (pure)
namespace hazgate::cli {

enum class PlanText : std::uint8_t {
  // A plan and its steps; {}: what the program knows
  Begins,  ///< grade
  ByPerson,
  PerArea,
  NoReport,
  RisesTo,  ///< grade, when
  NeedOf,   ///< how many, of which
  StaysAsItIs,
  Follows,    ///< id of the step
  FromGrade,  ///< grade
  Unless,     ///< a word
  AsksFirst,  ///< for how long
  Feedback,   ///< point, within
  OnClose,    ///< value
  InDrill,
  AckWithin,  ///< how long
  AllAtOnce,
  Radius,  ///< metres
  NotRunning,
  StepId,
  When,
  Conditions,
  // An incident: the head
  Running,     ///< for how long, since
  Over,        ///< when, by whom
  PutToRest,   ///< when, by whom
  Grade,       ///< grade
  Nobody,      ///< for how long
  AnsweredBy,  ///< by whom, when
  StartedBy,
  Now,
  Next,
  Failed,
  Nothing,
  InTime,   ///< how long
  Overdue,  ///< how long
  AsksNow,  ///< step's number, how long still
  Silenced,
  HeadCount,
  // ... what follows
  Reports,
  Clock,
  Due,
  Reported,
  ReportedBy,
  ReportedTo,
  Binds,
  NotYet,
  WithCasualties,
  Late,
  Harm,
  Deaths,
  Serious,
  Light,
  Loss,
  NoHarm,
  Accident,  ///< grade
  NoAccident,
  Wind,
  WindAtStart,
  Measuring,  ///< since when
  MeanSince,  ///< since when
  Neighbours,
  Told,
  Downwind,
  AllClear,
  NoneTold,
  People,
  LastWay,
  Unanswered,
  GaveUp,
  ThePlace,
  Count,  ///< not a text
};
inline constexpr std::size_t kPlanTexts = static_cast<std::size_t>(PlanText::Count);

std::string_view say(PlanText text, Language language);
/// The text with its {} filled in order.
std::string say(PlanText text, Language language, const std::string& a, const std::string& b = {});

/// A way, a clock, a grade of an accident, how a message stands; an unknown word is itself.
std::string_view plan_word(std::string_view contract, Language language);

}  // namespace hazgate::cli
