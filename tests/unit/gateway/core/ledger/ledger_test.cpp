#include "gateway/core/ledger/ledger.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/gateway/core/ledger/days.hpp"

namespace hazgate::ledger {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

std::string open(Ledger& ledger, const char* on) {
  return ledger.open(noticed("2028-01-01"), "Zhao", noon(on)).value().item.id;
}

TEST(LedgerNumbers, AreOfTheYear) {
  Ledger ledger{Terms{}};
  EXPECT_EQ(open(ledger, "2026-12-31"), "h-2026-0001");
  EXPECT_EQ(open(ledger, "2026-12-31"), "h-2026-0002");
  EXPECT_EQ(open(ledger, "2027-01-01"), "h-2027-0001");
  EXPECT_EQ(open(ledger, "2026-12-31"), "h-2026-0003") << "the clock was put back";
}

TEST(LedgerNumbers, ARefusedItemTakesNone) {
  Ledger ledger{Terms{}};
  EXPECT_FALSE(ledger.open({}, "Zhao", noon("2026-01-01")).has_value());
  EXPECT_EQ(open(ledger, "2026-01-01"), "h-2026-0001");
}

TEST(LedgerNumbers, GoOnAfterARestartAndLeaveOutWhatCannotBeRead) {
  Ledger before{Terms{}};
  open(before, "2026-01-01");
  Ledger ledger{Terms{}};
  ledger.restore(*before.items().at(0));
  ledger.reserve("h-2026-0007");
  ledger.reserve("h-2026-0003");
  for (const char* other : {"", "h-", "h-2026", "h-2026-", "h-2026-x", "x-2026-0099", "h-20a6-0099",
                            "h-2026-99999999999999999999"}) {
    ledger.reserve(other);
  }
  EXPECT_EQ(open(ledger, "2026-01-02"), "h-2026-0008");
}

TEST(LedgerNumbers, StandInTheirOrderBeyondFourDigits) {
  Ledger ledger{Terms{}};
  ledger.reserve("h-2026-9998");
  for (int i = 0; i < 2; ++i) open(ledger, "2026-01-01");
  open(ledger, "2027-01-01");
  std::vector<std::string> ids;
  for (const Item* item : ledger.items()) ids.push_back(item->id);
  EXPECT_THAT(ids, ElementsAre("h-2026-9999", "h-2026-10000", "h-2027-0001"));
}

TEST(LedgerRecord, SaysWhoDidWhatAndWhy) {
  Ledger ledger{Terms{}};
  const auto id = open(ledger, "2026-01-01");
  const auto started = ledger.act(id, command(Act::Start, "Wang", "scaffold"), noon("2026-01-02"));
  EXPECT_EQ(started->entry.act, Act::Start);
  EXPECT_EQ(started->entry.from, State::Noticed);
  EXPECT_EQ(started->entry.to, State::InWork);
  EXPECT_EQ(started->entry.by, "Wang");
  EXPECT_EQ(started->entry.text, "scaffold");
  EXPECT_EQ(started->entry.t, noon("2026-01-02").at);
  EXPECT_EQ(started->item, *ledger.find(id));
  Command extend = command(Act::Extend, "Wang", "the part is late");
  extend.approved_by = "Sun";
  extend.day = day("2028-02-01");
  EXPECT_EQ(ledger.act(id, extend, noon("2026-01-02"))->entry.text, "Sun: the part is late");
}

TEST(LedgerRecord, ARefusalNamesTheItemAndAnUnknownOneTheList) {
  Ledger ledger{Terms{}};
  const auto id = open(ledger, "2026-01-01");
  EXPECT_THAT(ledger.act(id, command(Act::Done), noon("2026-01-02")).error(),
              HasSubstr("h-2026-0001: the work has not begun"));
  EXPECT_THAT(ledger.act("h-2026-0009", command(Act::Done), noon("2026-01-02")).error(),
              HasSubstr("hazctl hazard list"));
}

TEST(LedgerRecord, AFailedRecheckProposesToStopWorkUnlessItStands) {
  Ledger ledger{Terms{}};
  const auto id = open(ledger, "2026-01-01");
  const auto act = [&](Act what, const char* by) {
    return ledger.act(id, command(what, by), noon("2026-01-02"))->entry.proposes_stop_work;
  };
  act(Act::Start, "Wang");
  EXPECT_FALSE(act(Act::Done, "Wang"));
  EXPECT_TRUE(act(Act::Fail, "Li"));
  act(Act::StopWork, "Li");
  act(Act::Done, "Wang");
  EXPECT_FALSE(act(Act::Fail, "Li"));
}

class LedgerRepeats : public ::testing::Test {
 protected:
  bool saw(const char* alarm, std::chrono::hours at) {
    return ledger.saw(alarm, WallTime{1'800'000'000s} + at);
  }
  std::string open_about(const char* alarm) {
    Finding finding{.origin = Origin::Repeats, .description = "again", .alarms = {alarm}};
    return ledger.open(finding, "hazgated", noon("2026-05-01")).value().item.id;
  }
  Ledger ledger{Terms{}};
};

TEST_F(LedgerRepeats, FiveTimesInSevenDays) {
  for (int i = 0; i < 4; ++i) EXPECT_FALSE(saw("a", 24h * i));
  EXPECT_FALSE(saw("b", 80h)) << "each alarm for itself";
  EXPECT_TRUE(saw("a", 167h));
}

TEST_F(LedgerRepeats, WhatIsSevenDaysAgoDoesNotCount) {
  for (int i = 0; i < 4; ++i) EXPECT_FALSE(saw("a", 24h * i));
  EXPECT_FALSE(saw("a", 168h));
  EXPECT_TRUE(saw("a", 169h));
}

TEST_F(LedgerRepeats, NoOtherItemWhileOneAboutItIsOpen) {
  const auto id = open_about("a");
  for (int i = 0; i < 20; ++i) EXPECT_FALSE(saw("a", 1h * i));
  EXPECT_TRUE(ledger.sightings("a").empty());
  ASSERT_TRUE(ledger.act(id, command(Act::Fix, "Wang"), noon("2026-05-02")).has_value());
  EXPECT_FALSE(saw("a", 21h)) << "not before the re-check";
  ASSERT_TRUE(ledger.act(id, command(Act::Pass, "Li"), noon("2026-05-02")).has_value());
  for (int i = 0; i < 4; ++i) EXPECT_FALSE(saw("a", 22h + 1h * i));
  EXPECT_TRUE(saw("a", 26h));
}

TEST_F(LedgerRepeats, AnAlarmThatIsLinkedByAPersonIsKnownToo) {
  for (int i = 0; i < 4; ++i) saw("a", 1h * i);
  const auto id = open_about("b");
  Command link = command(Act::Link);
  link.alarms = {"a"};
  ASSERT_TRUE(ledger.act(id, link, noon("2026-05-02")).has_value());
  EXPECT_TRUE(ledger.sightings("a").empty());
  EXPECT_FALSE(saw("a", 5h));
}

TEST_F(LedgerRepeats, TheCountGoesOnAfterARestart) {
  for (int i = 0; i < 4; ++i) saw("a", 1h * i);
  Ledger again{Terms{}};
  again.restore("a", ledger.sightings("a"));
  EXPECT_TRUE(again.saw("a", WallTime{1'800'000'000s} + 5h));
}

TEST_F(LedgerRepeats, AClockThatWasPutBackCountsAnew) {
  for (int i = 0; i < 4; ++i) saw("a", 1000h + 1h * i);
  EXPECT_FALSE(saw("a", 1h));
  EXPECT_EQ(ledger.sightings("a").size(), 1u);
}

TEST_F(LedgerRepeats, AsTheTermsSay) {
  ledger.set_terms({.repeats = 2, .within = 1h});
  EXPECT_FALSE(saw("a", 0h));
  EXPECT_FALSE(saw("a", 1h));
  EXPECT_TRUE(saw("a", 1h));
}

TEST_F(LedgerRepeats, IncidentsAreFound) {
  EXPECT_EQ(ledger.find_incident(""), nullptr);
  open_about("a");
  EXPECT_EQ(ledger.find_incident(""), nullptr);
  Finding finding{.origin = Origin::Incident, .description = "leak", .incident = "leak-3"};
  const auto opened = ledger.open(finding, "Li", noon("2026-05-01"));
  ASSERT_NE(ledger.find_incident("leak-3"), nullptr);
  EXPECT_EQ(ledger.find_incident("leak-3")->id, opened->item.id);
}

}  // namespace
}  // namespace hazgate::ledger
