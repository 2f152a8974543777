#include "gateway/core/emergency/duties.hpp"

#include <gtest/gtest.h>
#include <ostream>

namespace hazgate::emergency {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

struct Row {
  Duty duty;
  bool fire;
  Duration limit, half, near;
};
std::ostream& operator<<(std::ostream& out, const Row& row) {
  return out << to_text(row.duty) << (row.fire ? " of a fire" : "");
}

class Duties : public testing::TestWithParam<Row> {};

TEST_P(Duties, AsTheLawSays) {
  const DutyRule rule = rule_of(GetParam().duty, GetParam().fire);
  EXPECT_EQ(Duration{rule.limit}, GetParam().limit);
  EXPECT_EQ(reminder(rule, 0).stage, ReminderStage::Half);
  EXPECT_EQ(reminder(rule, 0).at, GetParam().half);
  EXPECT_EQ(reminder(rule, 1).stage, ReminderStage::Near);
  EXPECT_EQ(reminder(rule, 1).at, GetParam().near);
  EXPECT_EQ(reminder(rule, 2).stage, ReminderStage::Due);
  EXPECT_EQ(reminder(rule, 2).at, GetParam().limit);
  EXPECT_EQ(reminder(rule, 3).stage, ReminderStage::Overdue);
  EXPECT_EQ(reminder(rule, 3).at, GetParam().limit + hours{1});
  EXPECT_EQ(reminder(rule, 26).at, GetParam().limit + days{1});
  EXPECT_EQ(reminder(rule, 27).at, GetParam().limit + days{2});
}

INSTANTIATE_TEST_SUITE_P(
    Table, Duties,
    testing::Values(Row{Duty::County, false, hours{1}, minutes{30}, minutes{50}},
                    Row{Duty::County, true, hours{1}, minutes{30}, minutes{50}},
                    Row{Duty::LevelUp, false, hours{2}, hours{1}, minutes{110}},
                    Row{Duty::Local, false, hours{24}, hours{12}, hours{23}},
                    Row{Duty::Form, false, days{3}, hours{36}, days{2}},
                    Row{Duty::Supplement, false, days{30}, days{15}, days{29}},
                    Row{Duty::Supplement, true, days{7}, hours{84}, days{6}}));

TEST(DutyRules, ANumberThatNoClockReachesHasATimeThatFits) {
  const DutyRule rule = rule_of(Duty::County, false);
  const ReminderPlan far = reminder(rule, 100'000'026);
  EXPECT_EQ(far.stage, ReminderStage::Overdue);
  EXPECT_EQ(far.at, hours{25} + days{100'000'000});
  for (const std::uint32_t number : {106'751'990U, 4'294'967'295U}) {
    EXPECT_EQ(reminder(rule, number).stage, ReminderStage::Overdue);
    EXPECT_EQ(reminder(rule, number).at, Duration::max());
  }
}

TEST(DutyRules, RemindersGrow) {
  for (std::size_t i = 0; i < kDutyTexts.size(); ++i) {
    for (const bool fire : {false, true}) {
      const DutyRule rule = rule_of(static_cast<Duty>(i), fire);
      EXPECT_FALSE(rule.basis.empty());
      for (std::uint32_t number = 1; number < 60; ++number) {
        EXPECT_LT(reminder(rule, number - 1).at, reminder(rule, number).at) << i << ' ' << number;
      }
    }
  }
}

}  // namespace
}  // namespace hazgate::emergency
