#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "drivers/codec/point_format.hpp"
#include "drivers/codec/value.hpp"
#include "drivers/model/output_use.hpp"
#include "gateway/core/alarm/ids.hpp"
#include "gateway/core/alarm/time.hpp"
#include "gateway/core/emergency/grade.hpp"
#include "gateway/core/emergency/via.hpp"

namespace hazgate::emergency {

enum class StepKind : std::uint8_t {
  Write,
  Notify,
  Publish,
  Neighbours,  ///< those within the radius are warned
};

/// What makes a step unnecessary before it is due. An incident that has ended runs no step at all.
enum class Unless : std::uint8_t {
  Never,
  Acknowledged,  ///< somebody acknowledged the incident, or an alarm that triggered it
  Closed,
  Cleared,  ///< no triggering alarm's condition is true any more
};

using model::OutputUse;

/// An output that plans write.
struct OutputSpec {
  PointIndex point{};
  DeviceIndex device{};
  OutputUse use = OutputUse::Other;
  std::vector<AlarmIndex> fires;  ///< Ventilation: the fire alarms of its zone
  codec::PointFormat format{};    ///< decides which values mean on; see switching.hpp
  Value on{true}, off{false};     ///< what a person's summons, a silence and a fire write
};

/// What shows that an output has done its work: the limit switch of a valve.
struct FeedbackSpec {
  PointIndex point{};
  Value value;
  Duration within = std::chrono::seconds{15};
  codec::PointFormat format{};  ///< of `point`: what it reads as a number when it shows `value`
};

struct StepSpec {
  std::string id;  ///< unique in its plan; a running step is found again by it after a change
  Duration
      after{};  ///< since the incident was opened, its grade reached `from`, or `follows` ended
  std::optional<std::size_t> follows;  ///< the step that must have ended before
  std::optional<Grade> from;           ///< only in incidents of this grade or a graver one
  Unless unless = Unless::Never;
  Duration confirm_within{};  ///< when due, a person may start or veto it for so long; then it runs
  StepKind kind = StepKind::Publish;
  std::optional<PointIndex> point;  ///< Write
  Value value;                      ///< Write
  std::optional<Value> on_close;    ///< Write: written when the plan has ended; none: left as it is
  std::optional<FeedbackSpec> feedback;  ///< Write
  bool in_drill = false;                 ///< Write: also in a drill
  std::string role;                      ///< Notify
  std::vector<Via> via;                  ///< Notify; empty: each person's own ways
  Duration ack_within{};    ///< Notify: the next person's turn comes after that; zero: all at once
  std::size_t at_once = 1;  ///< Notify: so many in the first moment
  Duration repeat = std::chrono::minutes{5};  ///< Notify: all are told again after that
  double radius = 0.0;                        ///< Neighbours, in metres; 0: by the grade
  std::vector<std::string> contacts;          ///< Notify: ids of who holds the role
  std::string text;                           ///< Notify, Publish; may be empty
};

/// The grade rises by itself when so many of these alarms are active.
struct RiseSpec {
  Grade to = Grade::I;
  std::vector<AlarmIndex> alarms;
  std::size_t need = 1;
};

struct PlanSpec {
  std::string id;
  std::string name;
  Grade grade = Grade::II;          ///< to begin with
  std::vector<AlarmIndex> trigger;  ///< none: a person starts it
  bool report = true;               ///< the law wants to be told of its incidents
  bool fire = false;                ///< an alarm of fire starts it
  std::string source;               ///< [[source]]; may be empty
  bool per_area = false;            ///< alarms of another area open an incident of their own
  std::vector<RiseSpec> rises;
  std::vector<StepSpec> steps;  ///< in the order of time, or as written when one follows another
};

}  // namespace hazgate::emergency
