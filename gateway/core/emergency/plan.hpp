#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "drivers/codec/value.hpp"
#include "gateway/core/alarm/ids.hpp"
#include "gateway/core/alarm/time.hpp"

namespace hazgate::emergency {

enum class StepKind : std::uint8_t { Write, Notify, Publish };

/// What makes a step unnecessary before it is due. A closed incident runs no step at all.
enum class Unless : std::uint8_t {
  Never,
  Acknowledged,  ///< somebody acknowledged the incident, or an alarm that triggered it
  Closed,
  Cleared,  ///< no triggering alarm's condition is true any more
};

struct StepSpec {
  Duration after{};  ///< since the incident was opened
  Unless unless = Unless::Never;
  StepKind kind = StepKind::Publish;
  std::optional<PointIndex> point;  ///< Write
  Value value;                      ///< Write
  std::optional<Value>
      on_close;        ///< Write: written when the incident is closed; none: left as it is
  bool sound = false;  ///< Write: the point is a siren; `silence` switches it off
  std::string role;    ///< Notify
  std::vector<std::string> via;       ///< Notify
  std::vector<std::string> contacts;  ///< Notify: ids of who holds the role
  std::string text;                   ///< Notify, Publish; may be empty
};

struct PlanSpec {
  std::string id;
  std::string name;
  std::string level;  ///< "I" to "IV"
  std::vector<AlarmIndex> trigger;
  std::vector<StepSpec> steps;  ///< in the order of `after`
};

}  // namespace hazgate::emergency
