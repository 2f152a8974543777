#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "gateway/core/alarm/time.hpp"

namespace hazgate::emergency {

/// The duties to report, by the time the law gives.
enum class Duty : std::uint8_t {
  County,      ///< 1 h: the head of the unit to the county's emergency department
  LevelUp,     ///< 2 h: each department to the one above
  Local,       ///< 24 h: an accident with casualties, local rule
  Form,        ///< 3 d: its written form, local rule
  Supplement,  ///< 30 d, of a fire 7 d, from the incident on: the number of casualties has changed
};

inline constexpr std::array<std::string_view, 5> kDutyTexts = {"county", "level-up", "local",
                                                               "form", "supplement"};

constexpr std::string_view to_text(Duty duty) {
  return kDutyTexts[static_cast<std::size_t>(duty)];
}

/// Units   limit: after the start of the clock
struct DutyRule {
  std::chrono::minutes limit{};
  std::chrono::minutes near{};  ///< reminded so long before the limit; see ReminderStage
  bool casualties = false;      ///< runs only once there are casualties
  std::string_view basis;       ///< the rule it comes from
};

/// `fire`: the accident is a fire.
DutyRule rule_of(Duty duty, bool fire);

enum class ReminderStage : std::uint8_t {
  Half,     ///< half of the time has gone
  Near,     ///< 10 min, 1 h or 1 d are left
  Due,      ///< none is left
  Overdue,  ///< again: each hour for a day, then each day
};

inline constexpr std::array<std::string_view, 4> kStageTexts = {"half", "near", "due", "overdue"};

constexpr std::string_view to_text(ReminderStage stage) {
  return kStageTexts[static_cast<std::size_t>(stage)];
}

/// The `number`th reminder of a clock, from 0.
struct ReminderPlan {
  ReminderStage stage = ReminderStage::Half;
  Duration at{};  ///< after the start
};
ReminderPlan reminder(const DutyRule& rule, std::uint32_t number);

}  // namespace hazgate::emergency
