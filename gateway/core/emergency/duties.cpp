#include "gateway/core/emergency/duties.hpp"

namespace hazgate::emergency {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

constexpr std::array<DutyRule, 5> kRules = {{
    {hours{1}, minutes{10}, false, "State Council Order 493 Art. 9"},
    {hours{2}, minutes{10}, false, "State Council Order 493 Art. 11"},
    {hours{24}, hours{1}, true, "local rule: accidents with casualties within 24 h"},
    {days{3}, days{1}, true, "local rule: written form within 3 d"},
    {days{30}, days{1}, true, "State Council Order 493 Art. 13"},
}};
constexpr minutes kFireSupplement = days{7};  // the same article

constexpr std::uint32_t kDueNumber = 2;
constexpr std::uint32_t kHourly = 24;  ///< so many, then daily
/// So many daily ones have a time that fits; no clock comes so far, but its number may be read from outside.
constexpr days kFarthest = std::chrono::floor<days>(Duration::max()) - days{60};

}  // namespace

DutyRule rule_of(Duty duty, bool fire) {
  DutyRule rule = kRules[static_cast<std::size_t>(duty)];
  if (duty == Duty::Supplement && fire) rule.limit = kFireSupplement;
  return rule;
}

ReminderPlan reminder(const DutyRule& rule, std::uint32_t number) {
  if (number == 0) return {ReminderStage::Half, Duration{rule.limit} / 2};
  if (number == 1) return {ReminderStage::Near, rule.limit - rule.near};
  if (number == kDueNumber) return {ReminderStage::Due, rule.limit};
  const std::uint32_t again = number - kDueNumber;
  if (again <= kHourly) return {ReminderStage::Overdue, rule.limit + hours{again}};
  const days daily{again - kHourly};
  if (daily > kFarthest) return {ReminderStage::Overdue, Duration::max()};
  return {ReminderStage::Overdue, rule.limit + hours{kHourly} + daily};
}

}  // namespace hazgate::emergency
