#include "gateway/core/roster/roster.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hazgate::roster {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr Day kMonday = Day{2026y / 3 / 2};
constexpr std::array<bool, 7> kWorkdays = {true, true, true, true, true, false, false};
constexpr std::array<bool, 7> kFriday = {false, false, false, false, true, false, false};

const std::vector<std::string> kRoles = {"operator", "leader", "operator", "operator"};

Duty operators(std::vector<std::size_t> contacts, TimeOfDay from = 0h, TimeOfDay to = 0h) {
  return {.role = "operator", .contacts = std::move(contacts), .from = from, .to = to};
}

std::vector<std::size_t> who(const Roster& roster, Day day, TimeOfDay time) {
  const OnDuty answer = roster.on_duty("operator", day, time);
  return answer.source == Source::Duty ? answer.contacts : std::vector<std::size_t>{99};
}

TEST(Roster, DayAndNight) {
  const Roster roster({operators({0}, 8h, 20h), operators({2}, 20h, 8h)}, {}, kRoles);
  EXPECT_THAT(who(roster, kMonday, 8h), ElementsAre(0));
  EXPECT_THAT(who(roster, kMonday, 19h + 59min), ElementsAre(0));
  EXPECT_THAT(who(roster, kMonday, 20h), ElementsAre(2));
  EXPECT_THAT(who(roster, kMonday, 23h + 59min), ElementsAre(2));
  EXPECT_THAT(who(roster, kMonday, 0h), ElementsAre(2));
  EXPECT_THAT(who(roster, kMonday, 7h + 59min), ElementsAre(2));
}

TEST(Roster, ANightIsOfTheDayOnWhichItBegins) {
  Duty night = operators({2}, 20h, 8h);
  night.weekdays = kFriday;
  night.first = kMonday;
  night.last = kMonday + days{4};
  const Roster roster({night}, {}, kRoles);
  EXPECT_THAT(who(roster, kMonday + days{4}, 7h), ElementsAre(99)) << "Thursday's";
  EXPECT_THAT(who(roster, kMonday + days{4}, 20h), ElementsAre(2));
  EXPECT_THAT(who(roster, kMonday + days{5}, 7h), ElementsAre(2)) << "behind the last day";
  EXPECT_THAT(who(roster, kMonday + days{5}, 8h), ElementsAre(99));
  EXPECT_THAT(who(roster, kMonday + days{5}, 20h), ElementsAre(99));
  EXPECT_THAT(who(roster, kMonday + days{12}, 3h), ElementsAre(99));
}

TEST(Roster, FromToTheSameIsTwentyFourHours) {
  Duty whole = operators({3}, 8h, 8h);
  whole.first = whole.last = kMonday;
  const Roster roster({whole}, {}, kRoles);
  EXPECT_THAT(who(roster, kMonday, 7h), ElementsAre(99));
  EXPECT_THAT(who(roster, kMonday, 8h), ElementsAre(3));
  EXPECT_THAT(who(roster, kMonday + days{1}, 7h + 59min), ElementsAre(3));
  EXPECT_THAT(who(roster, kMonday + days{1}, 8h), ElementsAre(99));
}

TEST(Roster, WeekdaysAndHolidays) {
  Duty work = operators({0}, 8h, 20h), feast = operators({2}, 8h, 20h),
       night = operators({3}, 20h, 8h);
  work.weekdays = kWorkdays;
  work.holidays = OnHolidays::No;
  feast.holidays = OnHolidays::Only;
  night.holidays = OnHolidays::No;
  const Roster roster({work, feast, night}, {{kMonday + days{1}, kMonday + days{2}, "Qingming"}},
                      kRoles);
  EXPECT_THAT(who(roster, kMonday, 12h), ElementsAre(0));
  EXPECT_THAT(who(roster, kMonday + days{1}, 3h), ElementsAre(3)) << "the night before the holiday";
  EXPECT_THAT(who(roster, kMonday + days{1}, 12h), ElementsAre(2));
  EXPECT_THAT(who(roster, kMonday + days{2}, 12h), ElementsAre(2));
  EXPECT_THAT(who(roster, kMonday + days{2}, 22h), ElementsAre(99));
  EXPECT_THAT(who(roster, kMonday + days{3}, 12h), ElementsAre(0));
  EXPECT_THAT(who(roster, kMonday + days{5}, 12h), ElementsAre(99)) << "Saturday";
  ASSERT_NE(roster.holiday(kMonday + days{2}), nullptr);
  EXPECT_EQ(roster.holiday(kMonday + days{2})->name, "Qingming");
  EXPECT_EQ(roster.holiday(kMonday + days{3}), nullptr);
}

TEST(Roster, SeveralEntriesAddUpInTheOrderOfTheFile) {
  const Roster roster({operators({3, 0}), operators({2, 3, 1})}, {}, kRoles);
  EXPECT_THAT(who(roster, kMonday, 12h), ElementsAre(3, 0, 2, 1));
}

TEST(Roster, WithoutAnAnswerEverybodyWithTheRoleIsTold) {
  const Roster none({}, {}, kRoles);
  EXPECT_THAT(none.on_duty("operator", kMonday, 12h).contacts, ElementsAre(0, 2, 3));
  EXPECT_EQ(none.on_duty("operator", kMonday, 12h).source, Source::NoRoster);
  const Roster day({operators({2}, 8h, 20h)}, {}, kRoles);
  EXPECT_THAT(day.on_duty("operator", kMonday, 7h).contacts, ElementsAre(0, 2, 3));
  EXPECT_EQ(day.on_duty("operator", kMonday, 7h).source, Source::Gap);
  EXPECT_EQ(day.on_duty("leader", kMonday, 7h).source, Source::NoRoster);
  EXPECT_THAT(day.on_duty("leader", kMonday, 7h).contacts, ElementsAre(1));
  EXPECT_THAT(day.on_duty("cook", kMonday, 7h).contacts, IsEmpty());
}

TEST(Roster, TakesTheTimeOfTheWallAsItIs) {
  const Roster roster({operators({0}, 8h, 20h)}, {}, kRoles);
  EXPECT_EQ(roster.on_duty("operator", kMonday + 8h).source, Source::Duty);
  EXPECT_EQ(roster.on_duty("operator", kMonday + 7h + 59min + 59s).source, Source::Gap);
  EXPECT_EQ(roster.on_duty("operator", Day{1969y / 12 / 31} + 8h).source, Source::Duty);
}

}  // namespace
}  // namespace hazgate::roster
