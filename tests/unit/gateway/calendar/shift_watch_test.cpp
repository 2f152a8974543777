#include "gateway/calendar/shift_watch.hpp"

#include <gtest/gtest.h>
#include <tuple>

namespace hazgate::calendar {
namespace {

using namespace std::chrono_literals;

/// At this time of 2026-01-31 in UTC, or hours beyond it.
WallTime at_hour(std::chrono::minutes time) {
  constexpr std::chrono::sys_days kDay = std::chrono::year(2026) / 1 / 31;
  return WallTime{kDay.time_since_epoch()} + time;
}

class Shifts : public testing::Test {
 protected:
  std::optional<kpi::Period> look(std::chrono::minutes time) {
    return watch_.look(Zone{}, {8h, 20h}, at_hour(time));
  }
  ShiftWatch watch_;
};

TEST_F(Shifts, TheFirstLookOnlyLearns) {
  EXPECT_EQ(look(7h + 59min), std::nullopt);
  EXPECT_EQ(watch_.current(), (kpi::Period{at_hour(-4h), at_hour(8h)}));
}

TEST_F(Shifts, IsOverOnce) {
  look(8h);
  EXPECT_EQ(look(19h + 59min), std::nullopt);
  EXPECT_EQ(look(20h), (kpi::Period{at_hour(8h), at_hour(20h)}));
  EXPECT_EQ(look(20h), std::nullopt);
  EXPECT_EQ(look(32h), (kpi::Period{at_hour(20h), at_hour(32h)}));
}

TEST_F(Shifts, SeveralThatNobodyLookedAtAreOne) {
  look(9h);
  EXPECT_EQ(look(57h), (kpi::Period{at_hour(8h), at_hour(56h)}));
}

TEST_F(Shifts, AnotherListIsFollowedWhenTheShiftIsOver) {
  look(9h);
  EXPECT_EQ(watch_.look(Zone{}, {6h, 14h, 22h}, at_hour(21h)),
            (kpi::Period{at_hour(8h), at_hour(20h)}));
  EXPECT_EQ(watch_.current(), (kpi::Period{at_hour(14h), at_hour(22h)}));
}

TEST(ShiftInBerlin, IsAnHourShorterWhenClocksArePutForward) {
  const Zone berlin = Zone::find("Europe/Berlin").value();
  constexpr std::chrono::sys_days kDay = std::chrono::year(2026) / 3 / 29;
  const WallTime day{kDay.time_since_epoch()};
  ShiftWatch watch;
  watch.look(berlin, {0h, 12h}, day);  // 01:00 there
  EXPECT_EQ(watch.look(berlin, {0h, 12h}, day + 10h), (kpi::Period{day - 1h, day + 10h}));
}

TEST(CalendarTime, IsNeverEarlierThanTheRecordWhileNobodyHasSetTheClock) {
  const WallTime recorded = at_hour(100h);
  for (const auto& [wall, trusted, wanted] :
       {std::tuple{at_hour(101h), false, at_hour(102h)},
        std::tuple{at_hour(0h), false, at_hour(102h)}, std::tuple{at_hour(0h), true, at_hour(0h)},
        std::tuple{at_hour(103h), true, at_hour(103h)}}) {
    EXPECT_EQ(calendar_time(wall, trusted, recorded, 2h), wanted);
  }
}

TEST_F(Shifts, AClockThatIsPutBackEndsNone) {
  look(21h);
  EXPECT_EQ(look(10h), std::nullopt);
  EXPECT_EQ(watch_.current(), (kpi::Period{at_hour(8h), at_hour(20h)}));
  EXPECT_EQ(look(20h), (kpi::Period{at_hour(8h), at_hour(20h)}));
}

}  // namespace
}  // namespace hazgate::calendar
