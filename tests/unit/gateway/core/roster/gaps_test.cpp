#include "gateway/core/roster/gaps.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>

namespace hazgate::roster {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using When = Gap::When;

constexpr Day kMonday = Day{2026y / 3 / 2};

Duty duty(TimeOfDay from, TimeOfDay to) {
  return {.role = "operator", .contacts = {0}, .from = from, .to = to};
}

Roster roster_of(std::vector<Duty> duties, std::vector<Holiday> holidays = {}) {
  return {std::move(duties), std::move(holidays), {"operator"}};
}

TEST(Gaps, NoneWhenTheDayIsWhole) {
  EXPECT_TRUE(gaps(roster_of({duty(8h, 20h), duty(20h, 8h)}), "operator").empty());
  EXPECT_TRUE(gaps(roster_of({duty(0h, 0h)}), "operator").empty());
  EXPECT_TRUE(gaps(roster_of({duty(8h, 20h)}), "leader").empty()) << "has no roster";
}

TEST(Gaps, TheFirstOneOfTheWeekWithItsHours) {
  Duty work = duty(8h, 20h);
  work.weekdays = {true, true, true, true, true, true, false};
  const auto found = gaps(roster_of({work, duty(20h, 7h + 30min)}), "operator");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].when, When::Weekly);
  EXPECT_EQ(std::chrono::weekday(found[0].day), std::chrono::Monday);
  EXPECT_EQ(found[0].from, 7h + 30min);
  EXPECT_EQ(found[0].until, 8h);
  EXPECT_EQ(found[0].total, 7 * 30min + 12h);
}

TEST(Gaps, AnEntryWithoutContactsMansNothing) {
  Duty empty = duty(0h, 0h);
  empty.contacts.clear();
  const auto found = gaps(roster_of({empty}), "operator");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].total, 7 * 24h);
  EXPECT_EQ(found[0].until, 24h);
}

TEST(Gaps, OnHolidaysOnly) {
  Duty work = duty(0h, 0h);
  work.holidays = OnHolidays::No;
  EXPECT_TRUE(gaps(roster_of({work}), "operator").empty()) << "there are no holidays";
  const auto found = gaps(roster_of({work}, {{kMonday, kMonday, "feast"}}), "operator");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].when, When::Holidays);
  Duty feast = duty(0h, 0h);
  feast.holidays = OnHolidays::Only;
  EXPECT_TRUE(gaps(roster_of({work, feast}, {{kMonday, kMonday, "feast"}}), "operator").empty());
}

TEST(Gaps, BetweenDatesAndBehindThem) {
  Duty first = duty(0h, 0h), second = duty(0h, 0h);
  first.first = kMonday;
  first.last = kMonday + days{6};
  second.first = kMonday + days{8};
  second.last = kMonday + days{14};
  const auto found = gaps(roster_of({first, second}), "operator");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].when, When::Ended);
  EXPECT_EQ(found[0].day, kMonday + days{15});
  EXPECT_EQ(found[1].when, When::Dates);
  EXPECT_EQ(found[1].day, kMonday + days{7});
  EXPECT_EQ(found[1].total, 24h);
}

TEST(Gaps, AnEntryWithAnOpenEndGoesOn) {
  Duty open = duty(0h, 0h);
  open.first = kMonday;
  EXPECT_TRUE(gaps(roster_of({open}), "operator").empty());
}

/// Against every minute of a week, asked one by one.
TEST(Gaps, AgreeWithTheRosterMinuteByMinute) {
  std::mt19937 random(11);
  const auto pick = [&](int below) {
    return std::uniform_int_distribution<int>(0, below - 1)(random);
  };
  int some = 0;
  for (int round = 0; round < 40; ++round) {
    std::vector<Duty> duties;
    for (int i = 1 + pick(4); i > 0; --i) {
      duties.push_back(duty(TimeOfDay{pick(96) * 15}, TimeOfDay{pick(96) * 15}));
      for (bool& day : duties.back().weekdays) day = pick(4) > 0;
    }
    const Roster roster = roster_of(duties);
    std::chrono::minutes unmanned{};
    for (auto at = std::chrono::sys_seconds{kMonday}; at < kMonday + days{7}; at += 1min) {
      if (roster.on_duty("operator", at).source == Source::Gap) unmanned += 1min;
    }
    const auto found = gaps(roster, "operator");
    EXPECT_EQ(found.empty() ? 0min : found[0].total, unmanned) << "round " << round;
    some += found.empty() ? 0 : 1;
    if (found.empty()) continue;
    EXPECT_EQ(roster.on_duty("operator", found[0].day, found[0].from).source, Source::Gap);
    EXPECT_EQ(roster.on_duty("operator", found[0].day, found[0].until - 1min).source, Source::Gap);
  }
  EXPECT_GT(some, 10);
}

}  // namespace
}  // namespace hazgate::roster
