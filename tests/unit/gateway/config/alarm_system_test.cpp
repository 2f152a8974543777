#include "gateway/config/alarm_system.hpp"

#include <chrono>

#include "tests/unit/gateway/config/site_file.hpp"

namespace hazgate::config {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

using AlarmSystemText = SiteFile;

TEST_F(AlarmSystemText, TwoShiftsAndOneOperatorUnlessWritten) {
  const AlarmSystem system = good().alarm_system;
  EXPECT_THAT(system.shifts, ElementsAre(8h, 20h));
  EXPECT_EQ(system.operators, 1);
}

TEST_F(AlarmSystemText, WhatIsWrittenIsTaken) {
  append("[alarms]\nshifts = [\"00:00\", \"07:30\", \"23:59\"]\noperators = 3\n");
  const AlarmSystem system = good().alarm_system;
  EXPECT_THAT(system.shifts, ElementsAre(0min, 7h + 30min, 23h + 59min));
  EXPECT_EQ(system.operators, 3);
}

TEST_F(AlarmSystemText, OneShiftIsEnough) {
  append("[alarms]\nshifts = [\"06:00\"]\n");
  EXPECT_THAT(good().alarm_system.shifts, ElementsAre(6h));
}

TEST_F(AlarmSystemText, TimesThatAreNone) {
  for (const char* wrong : {"24:00", "08:60", "8:00", "08.00", "08:0", "08:000", "-1:00", "0a:00",
                            "+8:00", "", "08:00 "}) {
    const std::string before = text_;
    append("[alarms]\nshifts = [\"" + std::string(wrong) + "\"]\n");
    EXPECT_THAT(said(), ElementsAre(HasSubstr("alarms.shifts[0]: \"" + std::string(wrong) +
                                              "\" is not a time of day; write HH:MM")));
    text_ = before;
  }
}

TEST_F(AlarmSystemText, EveryMistakeHasItsPlace) {
  append(
      "[alarms]\nshifts = [\"08:00\",\n\"20:00\",\n\"20:00\",\n\"25:00\",\n\"12:00\"]\n"
      "operators = 0\nshift = 1\n");
  EXPECT_THAT(said(),
              ElementsAre(HasSubstr("39:1: alarms.shifts[2]: \"20:00\" is there twice; remove one"),
                          HasSubstr("alarms.shifts[3]: \"25:00\" is not a time of day"),
                          HasSubstr("alarms.shifts[4]: \"12:00\" is earlier than the one "
                                    "before it; write them in the order of the day"),
                          HasSubstr("alarms.operators: 0 is out of range"),
                          HasSubstr("alarms.shift: is not a known key")));
}

TEST_F(AlarmSystemText, NoShiftAndTooMany) {
  const std::string before = text_;
  append("[alarms]\nshifts = []\n");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("alarms.shifts: names no shift; write when")));
  text_ = before + "[alarms]\nshifts = [";
  for (int i = 0; i < 25; ++i) append("\"" + shift_text(i * 1min) + "\", ");
  append("]\n");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("alarms.shifts: are more than 24")));
}

TEST_F(AlarmSystemText, OperatorsAreOneToTwenty) {
  const std::string before = text_;
  for (const auto& [operators, right] : {std::pair{0, false}, {1, true}, {20, true}, {21, false}}) {
    text_ = before + "[alarms]\noperators = " + std::to_string(operators) + "\n";
    EXPECT_EQ(said().empty(), right) << operators;
  }
}

TEST(AlarmSystemShift, IsSaidAsItIsWritten) {
  EXPECT_EQ(shift_text(0min), "00:00");
  EXPECT_EQ(shift_text(8h), "08:00");
  EXPECT_EQ(shift_text(23h + 59min), "23:59");
}

}  // namespace
}  // namespace hazgate::config
