#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "drivers/codec/value.hpp"
#include "gateway/core/alarm/ids.hpp"
#include "gateway/core/alarm/time.hpp"
#include "gateway/core/emergency/accident.hpp"
#include "gateway/core/emergency/grade.hpp"
#include "gateway/core/emergency/via.hpp"
#include "gateway/core/emergency/wind.hpp"

namespace hazgate::emergency {

enum class EntryKind : std::uint8_t {
  Opened,
  Trigger,  ///< another alarm of the plan, or the same one again, while the plan runs
  Write,
  WriteDone,
  WriteFailed,
  Notify,
  Publish,
  Skipped,
  Acknowledged,
  Silenced,
  Resumed,  ///< after a restart
  Closed,
  Asked,           ///< a step waits for a person's word
  Started,         ///< a person has started a step before it started by itself
  Vetoed,          ///< a person has forbidden a step
  Withheld,        ///< an output is left alone: a drill, or ventilation in a zone with fire
  Graded,          ///< the grade has changed
  Feedback,        ///< what shows the work of an output has come
  FeedbackMissed,  ///< or not in time
  Ended,           ///< the plan: the emergency is over
  DrillEnded,      ///< by a real alarm
  Reviewed,        ///< fields of the review were written
  Told,            ///< a person: handed to a channel
  Sent,            ///< taken by the next in line
  Delivered,       ///< it is on the person's device; no acknowledgement
  NotSent,         ///< this attempt has failed
  Refused,         ///< this way, for good
  NoReceipt,       ///< in time; it may have been sent
  Interrupted,     ///< by a restart; it may have been sent
  GaveUp,          ///< no way to the person is left
  NobodyLeft,      ///< everybody was told, and nobody has acknowledged in time
  Neighbours,      ///< the step that warns them
  NeighbourTold,
  NeighbourAcknowledged,
  Evacuation,  ///< the ways out are named
  ReportDue,   ///< a reminder of a report that the law wants
  Reported,
  Casualties,
  Joined,     ///< it is another one: `text` is that one's id
  Confirmed,  ///< the duty room has seen the alarm
};

inline constexpr std::array<std::string_view, 40> kEntryTexts = {"opened",
                                                                 "trigger",
                                                                 "write",
                                                                 "write-done",
                                                                 "write-failed",
                                                                 "notify",
                                                                 "publish",
                                                                 "skipped",
                                                                 "acknowledged",
                                                                 "silenced",
                                                                 "resumed",
                                                                 "closed",
                                                                 "asked",
                                                                 "started",
                                                                 "vetoed",
                                                                 "withheld",
                                                                 "graded",
                                                                 "feedback",
                                                                 "feedback-missed",
                                                                 "ended",
                                                                 "drill-ended",
                                                                 "reviewed",
                                                                 "told",
                                                                 "sent",
                                                                 "delivered",
                                                                 "not-sent",
                                                                 "refused",
                                                                 "no-receipt",
                                                                 "interrupted",
                                                                 "gave-up",
                                                                 "nobody-left",
                                                                 "neighbours",
                                                                 "neighbour-told",
                                                                 "neighbour-acknowledged",
                                                                 "evacuation",
                                                                 "report-due",
                                                                 "reported",
                                                                 "casualties",
                                                                 "joined",
                                                                 "confirmed"};

constexpr std::string_view to_text(EntryKind kind) {
  return kEntryTexts[static_cast<std::size_t>(kind)];
}

/// One entry of an incident's timeline: the `incident` message of the contract.
struct IncidentEvent {
  WallTime t{};
  std::string incident;  ///< "tank-farm-leak-3"
  std::string plan;      ///< "tank-farm-leak"
  EntryKind entry = EntryKind::Opened;
  std::optional<std::size_t> step;  ///< place in PlanSpec::steps
  std::optional<AlarmIndex> alarm;  ///< Opened, Trigger, Graded, DrillEnded
  std::optional<PointIndex> point;  ///< of an output or its feedback
  Value value;                      ///< Write, WriteDone, Silenced, Withheld, Feedback
  std::optional<Grade> grade;       ///< Opened, Graded
  std::string contact;              ///< whom it is about: a person, a neighbour
  unsigned attempt = 0, round = 0;  ///< of telling a person
  std::optional<WallTime> due;      ///< ReportDue; Reported: when it was
  std::optional<Wind> wind;         ///< Evacuation
  std::optional<Casualties> casualties;
  std::string role;                   ///< Notify
  std::vector<Via> via;               ///< Notify
  std::vector<std::string> contacts;  ///< Notify
  std::vector<std::string> routes;    ///< Evacuation: the ways out
  std::string text;                   ///< Notify, Publish, WriteFailed, Skipped, Withheld
  std::string by;
  std::string note;
  bool drill = false;
};

///   waiting ─due─► asked ─no word, or start─► started ─read back, seen─► done
///      │             └─veto─► vetoed             └─not confirmed, not seen─► failed
///      └─unless, ended─► skipped     fire where it would blow ─► withheld
///   started, done, failed ─ended─► releasing ─read back─► released
enum class StepProgress : std::uint8_t {
  Waiting,
  Started,
  Done,
  Failed,
  Skipped,
  Asked,
  Vetoed,
  Withheld,   ///< ventilation in a zone with fire: it is kept off
  Releasing,  ///< what is to be on the output at the end has been ordered, and is not confirmed
  Released,
};

inline constexpr std::array<std::string_view, 10> kProgressTexts = {
    "waiting", "started", "done",     "failed",    "skipped",
    "asked",   "vetoed",  "withheld", "releasing", "released"};

constexpr std::string_view to_text(StepProgress progress) {
  return kProgressTexts[static_cast<std::size_t>(progress)];
}

struct StepMemory {
  std::string id;  ///< StepSpec::id
  StepProgress progress = StepProgress::Waiting;
  WallTime since{};
  // Of an output that the step holds, so that it is known what to do with it when the plan is gone:
  std::string point;  ///< empty: it holds none
  Value value;
  std::optional<Value> on_close;
  bool quiet = false;  ///< a siren that somebody has silenced

  friend bool operator==(const StepMemory&, const StepMemory&) = default;
};

/// The siren of last resort: nobody could be told otherwise.
enum class Summons : std::uint8_t {
  None,
  Sounding,
  Ending,  ///< it has been ordered off, and is not confirmed
};

inline constexpr std::array<std::string_view, 3> kSummonsTexts = {"none", "sounding", "ending"};

constexpr std::string_view to_text(Summons summons) {
  return kSummonsTexts[static_cast<std::size_t>(summons)];
}

/// 四不放过: what must be known before an incident is put to rest.
struct Review {
  std::string cause;      ///< what was the cause
  std::string people;     ///< who was responsible and how that was dealt with
  std::string measures;   ///< what was put right
  std::string education;  ///< who has been taught what by it

  bool is_complete() const {
    return !cause.empty() && !people.empty() && !measures.empty() && !education.empty();
  }
  friend bool operator==(const Review&, const Review&) = default;
};

/// What of an incident outlives the process.
struct IncidentMemory {
  std::string id;
  std::string plan;
  std::uint64_t number = 0;  ///< grows over all incidents of the gateway
  WallTime opened{};
  std::optional<WallTime> acknowledged;
  std::optional<WallTime> ended;   ///< the emergency is over, no step runs any more
  std::optional<WallTime> closed;  ///< put to rest; ended as well
  std::string started_by;          ///< a person; empty: an alarm
  std::string acknowledged_by, ended_by, closed_by, note;
  std::string area;                                ///< of the first alarm
  std::vector<std::pair<Grade, WallTime>> grades;  ///< each change; the last is in force
  std::vector<std::string> triggers;               ///< alarm ids
  std::vector<StepMemory> steps;
  std::optional<std::int64_t> head_count;  ///< people counted when the plan ended
  Review review;
  Summons summons = Summons::None;
  bool summons_quiet = false;  ///< the siren of last resort was silenced
  bool silenced = false;  ///< for people: somebody has silenced it, and no siren has begun since
  bool drill = false;
  std::vector<std::string> also;  ///< other ids under which it ran; see site/joining.hpp

  bool is_named(std::string_view name) const {
    return id == name || std::find(also.begin(), also.end(), name) != also.end();
  }
  Grade grade() const { return grades.empty() ? Grade::II : grades.back().first; }
};

}  // namespace hazgate::emergency
