#include "gateway/cli/calendar.hpp"

#include <array>
#include <cstdlib>
#include <ctime>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/cli/times.hpp"

namespace hazgate::cli {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Shifts = std::vector<std::chrono::minutes>;

const Shifts kTwo = {8h, 20h};

/// A moment in UTC.
WallTime utc(const std::string& text) {
  return from_unix_ms(since_from(text + "Z", 0).value());
}

/// The beginnings of the periods and the end of the last, in UTC.
std::vector<std::string> edges(Per per, const Shifts& shifts, const char* since,
                               const char* until) {
  std::vector<std::string> list;
  const auto add = [&](WallTime t) {
    const std::time_t seconds = unix_ms(t) / 1000;
    std::array<char, 32> text{};
    std::tm parts{};
    std::strftime(text.data(), text.size(), "%m-%d %H:%M", ::gmtime_r(&seconds, &parts));
    list.emplace_back(text.data());
  };
  const auto all = periods(per, shifts, utc(since), utc(until));
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i > 0) {
      EXPECT_EQ(all[i - 1].end, all[i].begin);
    }
    add(all[i].begin);
  }
  if (!all.empty()) add(all.back().end);
  return list;
}

class CliCalendar : public testing::Test {
 protected:
  void in(const char* zone) {
    const auto used = use_zone(zone);
    ASSERT_TRUE(used) << used.error();
  }
  ~CliCalendar() override {
    ::setenv("TZ", "UTC0", 1);
    ::tzset();
  }
};

TEST_F(CliCalendar, ShiftsOfTheSite) {
  in("Asia/Shanghai");
  EXPECT_THAT(edges(Per::Shift, kTwo, "2026-01-31 01:00", "2026-01-31 12:01"),
              ElementsAre("01-31 00:00", "01-31 12:00", "02-01 00:00"));
  // At a beginning the one before is over, and the next has not begun.
  EXPECT_THAT(edges(Per::Shift, kTwo, "2026-01-31 00:00", "2026-01-31 12:00"),
              ElementsAre("01-31 00:00", "01-31 12:00"));
  EXPECT_THAT(edges(Per::Shift, {6h}, "2026-01-31 00:00", "2026-01-31 00:01"),
              ElementsAre("01-30 22:00", "01-31 22:00"));
}

TEST_F(CliCalendar, DaysAndMonths) {
  in("Asia/Shanghai");
  EXPECT_THAT(edges(Per::Day, kTwo, "2026-01-30 17:00", "2026-01-31 17:00"),
              ElementsAre("01-30 16:00", "01-31 16:00", "02-01 16:00"));
  EXPECT_THAT(edges(Per::Month, kTwo, "2026-01-31 15:59", "2026-03-05 00:00"),
              ElementsAre("12-31 16:00", "01-31 16:00", "02-28 16:00", "03-31 16:00"));
}

TEST_F(CliCalendar, ADayIsAsLongAsItIs) {
  in("Europe/Berlin");  // 2026-03-29 02:00 -> 03:00, 2026-10-25 03:00 -> 02:00
  EXPECT_THAT(edges(Per::Day, kTwo, "2026-03-28 12:00", "2026-03-29 23:00"),
              ElementsAre("03-27 23:00", "03-28 23:00", "03-29 22:00", "03-30 22:00"));
  EXPECT_THAT(edges(Per::Day, kTwo, "2026-10-24 22:00", "2026-10-25 00:00"),
              ElementsAre("10-24 22:00", "10-25 23:00"));
}

TEST_F(CliCalendar, AShiftThatBeginsInTheHourThatIsLeftOutBeginsThen) {
  in("Europe/Berlin");
  EXPECT_THAT(edges(Per::Shift, {2h + 30min, 14h}, "2026-03-28 20:00", "2026-03-29 10:00"),
              ElementsAre("03-28 13:00", "03-29 01:00", "03-29 12:00"));
  // Two beginnings in that hour are one.
  EXPECT_THAT(
      edges(Per::Shift, {2h + 15min, 2h + 45min, 14h}, "2026-03-29 00:30", "2026-03-29 02:00"),
      ElementsAre("03-28 13:00", "03-29 01:00", "03-29 12:00"));
}

TEST_F(CliCalendar, AShiftThatBeginsInTheHourThatComesTwiceBeginsTheFirstTime) {
  in("Europe/Berlin");
  EXPECT_THAT(edges(Per::Shift, {2h + 30min, 14h}, "2026-10-24 20:00", "2026-10-25 10:00"),
              ElementsAre("10-24 12:00", "10-25 00:30", "10-25 13:00"));
}

TEST_F(CliCalendar, AMidnightThatIsLeftOut) {
  in("Africa/Cairo");  // 2026-04-24 00:00 -> 01:00
  EXPECT_THAT(edges(Per::Day, kTwo, "2026-04-23 12:00", "2026-04-24 12:00"),
              ElementsAre("04-22 22:00", "04-23 22:00", "04-24 21:00"));
}

TEST_F(CliCalendar, ADayThatIsLeftOut) {
  in("Pacific/Apia");  // went from 2011-12-29 to 2011-12-31
  EXPECT_THAT(edges(Per::Day, kTwo, "2011-12-29 12:00", "2011-12-30 12:00"),
              ElementsAre("12-29 10:00", "12-30 10:00", "12-31 10:00"));
}

TEST_F(CliCalendar, HalfHoursAhead) {
  in("Asia/Kolkata");
  EXPECT_THAT(edges(Per::Shift, kTwo, "2026-01-31 03:00", "2026-01-31 04:00"),
              ElementsAre("01-31 02:30", "01-31 14:30"));
}

TEST_F(CliCalendar, NothingInNoTime) {
  in("UTC");
  EXPECT_THAT(periods(Per::Day, kTwo, utc("2026-01-31 12:00"), utc("2026-01-30 12:00")), IsEmpty());
}

TEST_F(CliCalendar, AZoneThatTheMachineDoesNotKnow) {
  for (const char* wrong : {"Asia/Shangai", "", "/etc/passwd", "Asia", "CST-8"}) {
    const auto used = use_zone(wrong);
    ASSERT_FALSE(used) << wrong;
    EXPECT_THAT(used.error(), HasSubstr("does not know the time zone"));
  }
  ::setenv("TZDIR", "/nonexistent", 1);
  EXPECT_FALSE(use_zone("Asia/Shanghai"));
  EXPECT_TRUE(use_zone("UTC"));
  ::unsetenv("TZDIR");
}

TEST_F(CliCalendar, Words) {
  for (const Per per : {Per::Shift, Per::Day, Per::Month}) EXPECT_EQ(per_from(to_text(per)), per);
  EXPECT_EQ(per_from("week"), std::nullopt);
}

}  // namespace
}  // namespace hazgate::cli
