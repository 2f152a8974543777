#include "gateway/core/ledger/reminder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/gateway/core/ledger/days.hpp"

namespace hazgate::ledger {
namespace {

using std::chrono::days;
using testing::ElementsAre;
using testing::IsEmpty;

/// "2026-05-13 due-soon 7": what was said on which day.
std::string line(const Change& change, Day on) {
  const Reminder& reminder = change.entry.reminder.value();
  return day_text(on) + ' ' + std::string(to_text(reminder.kind)) + ' ' +
         std::to_string(reminder.days);
}

class LedgerReminders : public ::testing::Test {
 protected:
  /// Looks at each day, three times.
  std::vector<std::string> look(const char* from, const char* to) {
    std::vector<std::string> said;
    for (Day on = day(from); on <= day(to); on += days{1}) {
      for (int i = 0; i < 3; ++i) {
        for (const Change& change : ledger.look(noon(on))) said.push_back(line(change, on));
      }
    }
    return said;
  }
  std::string open(const Finding& finding, const char* on) {
    return ledger.open(finding, "Zhao", noon(on)).value().item.id;
  }
  void act(const std::string& id, const Command& what, const char* on) {
    const auto done = ledger.act(id, what, noon(on));
    ASSERT_TRUE(done.has_value()) << done.error();
  }
  Ledger ledger{Terms{}};
};

TEST_F(LedgerReminders, OverAYear) {
  const std::string id = open(noticed("2026-06-30"), "2026-01-01");
  EXPECT_THAT(look("2026-01-01", "2026-07-02"),
              ElementsAre("2026-06-23 due-soon 7", "2026-06-27 due-soon 3", "2026-06-29 due-soon 1",
                          "2026-07-01 overdue 1", "2026-07-02 overdue 2"));
  EXPECT_EQ(look("2026-07-03", "2026-12-31").size(), 182u) << "daily, to the end of the year";
  Command extend = command(Act::Extend, "Wang", "the part is late");
  extend.approved_by = "Sun";
  extend.day = day("2027-01-31");
  act(id, extend, "2026-12-31");
  EXPECT_THAT(look("2026-12-31", "2027-02-01"),
              ElementsAre("2027-01-24 due-soon 7", "2027-01-28 due-soon 3", "2027-01-30 due-soon 1",
                          "2027-02-01 overdue 1"));
  act(id, command(Act::Start, "Wang"), "2027-02-01");
  act(id, command(Act::Done, "Wang"), "2027-02-02");
  EXPECT_THAT(look("2027-02-02", "2027-02-10"),
              ElementsAre("2027-02-09 recheck 7", "2027-02-10 recheck 8"));
  act(id, command(Act::Fail, "Li", "still leaks"), "2027-02-11");
  EXPECT_THAT(look("2027-02-11", "2027-02-12"),
              ElementsAre("2027-02-11 overdue 11", "2027-02-12 overdue 12"));
  act(id, command(Act::Done, "Wang"), "2027-02-13");
  act(id, command(Act::Pass, "Li"), "2027-02-13");
  EXPECT_THAT(look("2027-02-13", "2028-02-13"), IsEmpty());
}

TEST_F(LedgerReminders, WithoutAnOwnerDailyFromTheNextDayOn) {
  open({.origin = Origin::Repeats, .description = "again"}, "2026-05-01");
  EXPECT_THAT(look("2026-05-01", "2026-05-03"),
              ElementsAre("2026-05-02 unassigned 1", "2026-05-03 unassigned 2"));
}

TEST_F(LedgerReminders, DaysThatWereMissedAreSaidOnce) {
  open(noticed("2026-06-30"), "2026-01-01");
  EXPECT_THAT(look("2026-06-25", "2026-06-26"), ElementsAre("2026-06-25 due-soon 5"));
  EXPECT_THAT(look("2026-06-30", "2026-06-30"), ElementsAre("2026-06-30 due-soon 0"));
}

TEST_F(LedgerReminders, ACalendarThatWasPutBackRemindsAgain) {
  open(noticed("2026-06-30"), "2026-01-01");
  EXPECT_THAT(look("2030-01-01", "2030-01-01"), ElementsAre("2030-01-01 overdue 1281"));
  EXPECT_THAT(look("2026-06-22", "2026-06-24"), ElementsAre("2026-06-23 due-soon 7"));
  EXPECT_THAT(look("2026-07-01", "2026-07-01"), ElementsAre("2026-07-01 overdue 1"));
}

TEST_F(LedgerReminders, ADayThatIsAgainIsRemindedOfAgain) {
  open(noticed("2026-06-30"), "2026-01-01");
  EXPECT_THAT(look("2026-06-29", "2026-06-29"), ElementsAre("2026-06-29 due-soon 1"));
  EXPECT_THAT(
      look("2026-06-23", "2026-06-29"),
      ElementsAre("2026-06-23 due-soon 7", "2026-06-27 due-soon 3", "2026-06-29 due-soon 1"));
}

TEST_F(LedgerReminders, ANewDeadlineHasItsOwn) {
  const std::string id = open(noticed("2026-06-30"), "2026-01-01");
  EXPECT_EQ(look("2026-06-01", "2026-06-29").size(), 3u);
  Command extend = command(Act::Extend, "Wang", "the part is late");
  extend.approved_by = "Sun";
  extend.day = day("2026-07-31");
  act(id, extend, "2026-06-29");
  EXPECT_THAT(
      look("2026-06-29", "2026-07-31"),
      ElementsAre("2026-07-24 due-soon 7", "2026-07-28 due-soon 3", "2026-07-30 due-soon 1"));
}

TEST_F(LedgerReminders, WhatWasSaidIsNotRepeatedAfterARestart) {
  open(noticed("2026-06-30"), "2026-01-01");
  look("2026-06-23", "2026-06-23");
  Ledger again{Terms{}};
  again.restore(*ledger.items().at(0));
  EXPECT_THAT(again.look(noon("2026-06-24")), IsEmpty());
  EXPECT_EQ(again.look(noon("2026-06-27")).size(), 1u);
}

TEST_F(LedgerReminders, TheDaysAreThoseOfTheTerms) {
  ledger.set_terms({.remind = {30, 0}, .recheck_days = 2});
  open(noticed("2026-06-30"), "2026-01-01");
  EXPECT_THAT(look("2026-05-01", "2026-06-30"),
              ElementsAre("2026-05-31 due-soon 30", "2026-06-30 due-soon 0"));
}

}  // namespace
}  // namespace hazgate::ledger
