#include "gateway/core/emergency/clock_texts.hpp"

#include <gtest/gtest.h>
#include <set>

namespace hazgate::emergency {
namespace {

TEST(ClockTexts, Reminder) {
  ClockReminder reminder{.duty = Duty::County, .stage = ReminderStage::Near, .binds = true};
  EXPECT_EQ(reminder_text(reminder, false, "en"),
            "Report of the accident: little time is left: within 1 h, the head of the unit to the "
            "county's emergency department (Order 493 Art. 9) (the shortest time: it binds)");
  reminder = {.duty = Duty::Form, .stage = ReminderStage::Overdue, .drill = true};
  EXPECT_EQ(reminder_text(reminder, false, "zh-CN"),
            "【演练】事故报告:已超时,尚未报告:3日内:填报伤亡事故报表(当地规定)");
  EXPECT_EQ(reminder_text(reminder, false, "zh-TW"),
            "【演練】事故報告:已逾時,尚未報告:3日內:填報傷亡事故報表(當地規定)");
}

TEST(ClockTexts, SupplementOfAFire) {
  EXPECT_NE(duty_text(Duty::Supplement, true, "en"), duty_text(Duty::Supplement, false, "en"));
  EXPECT_EQ(duty_text(Duty::County, true, "en"), duty_text(Duty::County, false, "en"));
}

TEST(ClockTexts, EachHasItsOwnInEachLanguage) {
  for (const char* language : {"zh-CN", "zh-TW", "en"}) {
    std::set<std::string_view> seen;
    for (std::size_t i = 0; i < kDutyTexts.size(); ++i) {
      seen.insert(duty_text(static_cast<Duty>(i), false, language));
    }
    for (std::size_t i = 0; i < kAccidentTexts.size(); ++i) {
      seen.insert(accident_text(static_cast<AccidentGrade>(i), language));
    }
    EXPECT_EQ(seen.size(), kDutyTexts.size() + kAccidentTexts.size()) << language;
    EXPECT_FALSE(seen.contains("")) << language;
  }
  EXPECT_EQ(accident_text(AccidentGrade::Considerable, "zh-CN"), "较大事故");
}

}  // namespace
}  // namespace hazgate::emergency
