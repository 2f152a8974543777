#pragma once

#include <string>
#include <string_view>

#include "gateway/notify/texts/facts.hpp"

namespace hazgate::notify::texts {

/// The fixed words of the messages.
enum class Word : std::uint8_t {
  Drill,     ///< in front of everything
  AllClear,  ///< in front of what is over
  Clock,     ///< in front of a report that is due
  Reminder,
  Escalation,
  NeighbourNotice,  ///< behind what happened
  BrokenOff,        ///< the mark of a drill that a real alarm has ended
  BrokenOffBy,      ///< its whole sentence
  Over,             ///< the whole sentence of an all-clear
  Gas,
  Fire,
  Vessel,
  Lightning,
  Other,
  Plan,
  Grade,
  Alarm,
  Point,
  Value,
  Limit,
  Place,
  Time,
  Wind,
  Evacuation,
  Action,
  Incident,
  Due,
  NotAcknowledged,     ///< "{who}" and "{since}" in it
  NobodyAcknowledged,  ///< "{since}" in it
  Answer,              ///< "{code}" in it
  AnswerNowhere,       ///< acknowledge in the control room
  Dear,                ///< "{who}" in it
  BadReading,          ///< instead of a value
  OverRange,           ///< instead of a value: more than the instrument can measure
  Simulated,           ///< in front of a value that a test has put there
  StartedBy,           ///< instead of an alarm; "{plan}" and "{who}" in it
  DueBy,               ///< "{time}" and "{what}" in it
  StillUnanswered,     ///< to a neighbour, again
  WindChanged,         ///< to a neighbour
  Downwind,            ///< to a neighbour
  AwayAcross,          ///< to a neighbour, with a known wind; "{source}" in it
  Away,                ///< to a neighbour; "{source}" in it
  WayOut,              ///< the evacuation in a few words
  StepAsks,            ///< behind what happened
  StepIs,              ///< "{n}" and "{what}" in it
  StepStarts,          ///< "{time}", "{incident}" and "{n}" in it
  StepStartNow,        ///< "{incident}" and "{n}" in it
  StepAsksNoMore,      ///< somebody has decided already
  TellRole,            ///< what a step does; "{role}" in it
  WarnNeighbours,      ///< what a step does
  Publish,             ///< what a step does
  Link,                ///< what the link in a letter is for
  NotUnderstood,       ///< of what a person has answered; "{code}" in it
  NothingToAnswer,     ///< of what a person has answered: nothing waits for it
};

std::string_view say(Word word, Language language);
std::string_view say(Happening happening, Language language);

}  // namespace hazgate::notify::texts
