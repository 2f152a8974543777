#include "gateway/calendar/periods.hpp"

#include <array>
#include <ctime>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hazgate::calendar {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Shifts = std::vector<std::chrono::minutes>;

const Shifts kTwo = {8h, 20h};

/// A moment in UTC: "2026-01-31 01:00".
WallTime utc(const std::string& text) {
  std::tm parts{};
  EXPECT_NE(::strptime(text.c_str(), "%Y-%m-%d %H:%M", &parts), nullptr) << text;
  return from_unix_ms(::timegm(&parts) * std::int64_t{1000});
}

/// The beginnings of the periods and the end of the last, in UTC.
std::vector<std::string> edges(const Zone& zone, Per per, const Shifts& shifts, const char* since,
                               const char* until) {
  std::vector<std::string> list;
  const auto add = [&](WallTime t) {
    const std::time_t seconds = unix_ms(t) / 1000;
    std::array<char, 32> text{};
    std::tm parts{};
    std::strftime(text.data(), text.size(), "%m-%d %H:%M", ::gmtime_r(&seconds, &parts));
    list.emplace_back(text.data());
  };
  const auto all = periods(zone, per, shifts, utc(since), utc(until));
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i > 0) {
      EXPECT_EQ(all[i - 1].end, all[i].begin);
    }
    add(all[i].begin);
  }
  if (!all.empty()) add(all.back().end);
  return list;
}

Zone in(const char* name) {
  const auto zone = Zone::find(name);
  EXPECT_TRUE(zone) << zone.error();
  return zone.value_or(Zone{});
}

TEST(Calendar, ShiftsOfTheSite) {
  const Zone zone = in("Asia/Shanghai");
  EXPECT_THAT(edges(zone, Per::Shift, kTwo, "2026-01-31 01:00", "2026-01-31 12:01"),
              ElementsAre("01-31 00:00", "01-31 12:00", "02-01 00:00"));
  // At a beginning the one before is over, and the next has not begun.
  EXPECT_THAT(edges(zone, Per::Shift, kTwo, "2026-01-31 00:00", "2026-01-31 12:00"),
              ElementsAre("01-31 00:00", "01-31 12:00"));
  EXPECT_THAT(edges(zone, Per::Shift, {6h}, "2026-01-31 00:00", "2026-01-31 00:01"),
              ElementsAre("01-30 22:00", "01-31 22:00"));
}

TEST(Calendar, DaysAndMonths) {
  const Zone zone = in("Asia/Shanghai");
  EXPECT_THAT(edges(zone, Per::Day, kTwo, "2026-01-30 17:00", "2026-01-31 17:00"),
              ElementsAre("01-30 16:00", "01-31 16:00", "02-01 16:00"));
  EXPECT_THAT(edges(zone, Per::Month, kTwo, "2026-01-31 15:59", "2026-03-05 00:00"),
              ElementsAre("12-31 16:00", "01-31 16:00", "02-28 16:00", "03-31 16:00"));
}

TEST(Calendar, ADayIsAsLongAsItIs) {
  const Zone zone = in("Europe/Berlin");  // 2026-03-29 02:00 -> 03:00, 2026-10-25 03:00 -> 02:00
  EXPECT_THAT(edges(zone, Per::Day, kTwo, "2026-03-28 12:00", "2026-03-29 23:00"),
              ElementsAre("03-27 23:00", "03-28 23:00", "03-29 22:00", "03-30 22:00"));
  EXPECT_THAT(edges(zone, Per::Day, kTwo, "2026-10-24 22:00", "2026-10-25 00:00"),
              ElementsAre("10-24 22:00", "10-25 23:00"));
}

TEST(Calendar, AShiftThatBeginsInTheHourThatIsLeftOutBeginsThen) {
  const Zone zone = in("Europe/Berlin");
  EXPECT_THAT(edges(zone, Per::Shift, {2h + 30min, 14h}, "2026-03-28 20:00", "2026-03-29 10:00"),
              ElementsAre("03-28 13:00", "03-29 01:00", "03-29 12:00"));
  // Two beginnings in that hour are one.
  EXPECT_THAT(edges(zone, Per::Shift, {2h + 15min, 2h + 45min, 14h}, "2026-03-29 00:30",
                    "2026-03-29 02:00"),
              ElementsAre("03-28 13:00", "03-29 01:00", "03-29 12:00"));
}

TEST(Calendar, AShiftThatBeginsInTheHourThatComesTwiceBeginsTheFirstTime) {
  const Zone zone = in("Europe/Berlin");
  EXPECT_THAT(edges(zone, Per::Shift, {2h + 30min, 14h}, "2026-10-24 20:00", "2026-10-25 10:00"),
              ElementsAre("10-24 12:00", "10-25 00:30", "10-25 13:00"));
}

TEST(Calendar, AMidnightThatIsLeftOut) {
  const Zone zone = in("Africa/Cairo");  // 2026-04-24 00:00 -> 01:00
  EXPECT_THAT(edges(zone, Per::Day, kTwo, "2026-04-23 12:00", "2026-04-24 12:00"),
              ElementsAre("04-22 22:00", "04-23 22:00", "04-24 21:00"));
}

TEST(Calendar, ADayThatIsLeftOut) {
  const Zone zone = in("Pacific/Apia");  // went from 2011-12-29 to 2011-12-31
  EXPECT_THAT(edges(zone, Per::Day, kTwo, "2011-12-29 12:00", "2011-12-30 12:00"),
              ElementsAre("12-29 10:00", "12-30 10:00", "12-31 10:00"));
}

TEST(Calendar, HalfHoursAhead) {
  const Zone zone = in("Asia/Kolkata");
  EXPECT_THAT(edges(zone, Per::Shift, kTwo, "2026-01-31 03:00", "2026-01-31 04:00"),
              ElementsAre("01-31 02:30", "01-31 14:30"));
}

TEST(Calendar, NothingInNoTime) {
  const Zone zone = in("UTC");
  EXPECT_THAT(periods(zone, Per::Day, kTwo, utc("2026-01-31 12:00"), utc("2026-01-30 12:00")),
              IsEmpty());
}

TEST(Calendar, TheDayThatTheSiteHas) {
  const std::chrono::year_month_day day = in("Asia/Shanghai").day(utc("2026-05-31 16:00"));
  EXPECT_EQ(day, std::chrono::year(2026) / 6 / 1);
}

TEST(Calendar, AZoneThatTheMachineDoesNotKnow) {
  for (const char* wrong : {"Asia/Shangai", "", "/etc/passwd", "Asia", "CST-8"}) {
    const auto zone = Zone::find(wrong);
    ASSERT_FALSE(zone) << wrong;
    EXPECT_THAT(zone.error(), HasSubstr("does not know the time zone"));
  }
}

TEST(Calendar, Words) {
  for (const Per per : {Per::Shift, Per::Day, Per::Month}) EXPECT_EQ(per_from(to_text(per)), per);
  EXPECT_EQ(per_from("week"), std::nullopt);
}

}  // namespace
}  // namespace hazgate::calendar
