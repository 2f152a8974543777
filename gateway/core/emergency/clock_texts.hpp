#pragma once

#include <string>
#include <string_view>

#include "gateway/core/emergency/clocks.hpp"

/// What the clocks are called for people.
/// Units   language: "zh-CN", "zh-TW" or "en"; another counts as "zh-CN"
namespace hazgate::emergency {

/// "within 1 h, the head of the unit to the county's emergency department (Order 493 Art. 9)"
std::string_view duty_text(Duty duty, bool fire, std::string_view language);

/// "较大事故"
std::string_view accident_text(AccidentGrade grade, std::string_view language);

/// One sentence: which report, how it stands, whether it binds; a drill says so first. The time of
/// `due` is the caller's to add, who knows the zone.
std::string reminder_text(const ClockReminder& reminder, bool fire, std::string_view language);

}  // namespace hazgate::emergency
