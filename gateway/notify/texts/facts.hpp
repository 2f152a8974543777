#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// What is said to people, and in which words.
namespace hazgate::notify::texts {

enum class Language : std::uint8_t { ZhCn, ZhTw, En };

/// "zh-CN", "zh-TW", "en"
std::optional<Language> language_from(std::string_view text);

enum class Happening : std::uint8_t { Gas, Fire, Vessel, Lightning, Other };

/// Why this person hears of it now.
enum class Occasion : std::uint8_t {
  First,
  Reminder,         ///< everybody has been told before, and nobody has acknowledged
  Escalation,       ///< whose turn was before has not acknowledged
  AllClear,         ///< it is over
  NeighbourNotice,  ///< to those nearby: what, where, wind, what to do
  ClockReminder,    ///< a report of the incident is due
  StepAsks,         ///< a step starts soon unless it is forbidden
};

/// What is known. Empty: left out. Values and times are as people read them, already in local time.
struct Facts {
  std::string plan;   ///< its name
  std::string grade;  ///< "I" to "IV"
  Happening happening = Happening::Other;
  Occasion occasion = Occasion::First;
  std::string alarm;               ///< its message: "T-101 可燃气体高高报"
  std::string point;               ///< its name: "T-101"
  std::string value, unit, limit;  ///< "58.2", "%LEL", "50"
  std::string place;               ///< area
  std::string time;                ///< "09:32:10"
  std::string wind, evacuation, action;
  std::string way_out;  ///< the evacuation in a few words, for an SMS
  bool drill = false;
  bool broken_off = false;  ///< AllClear of a drill that a real alarm has ended
  std::string incident;     ///< id
  std::string code;         ///< to be sent back; empty: an answer is not expected that way
  std::string addressed;    ///< the person's name
  std::string unanswered;   ///< Escalation: who has not acknowledged
  std::string since;        ///< Reminder, Escalation: since when
  std::string due;          ///< ClockReminder: what is due and when: "事故快报 10:32前"
  std::string decision;     ///< StepAsks: when the step starts, and how it is forbidden
  std::string start_now;    ///< StepAsks: how it is started at once
  std::string text;         ///< the step's own, with {words}; empty: hazgate's
};

}  // namespace hazgate::notify::texts
