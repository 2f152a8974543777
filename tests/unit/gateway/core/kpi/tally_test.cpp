#include "gateway/core/kpi/tally.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/gateway/core/kpi/record.hpp"

namespace hazgate::kpi {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::size_t kShelf = 0, kSuppression = 1, kRemoval = 2;

TEST(KpiTally, CountsNewOccurrencesOnly) {
  Record record;
  record.usual(1h, "a")
      .raise(2h, "b")
      .line(2h + 1min, "b", State::Active, State::Cleared, Cause::Clear)
      .raise(3h, "b")  // it came again before anybody acknowledged
      .line(4h, "b", State::Active, State::Active, Cause::Restart)
      .last_is_anew();
  const Report report = report_of(record);
  EXPECT_EQ(report.alarms, 3u);
  EXPECT_THAT(report.top, ElementsAre(Counted{"b", 2}, Counted{"a", 1}));
}

TEST(KpiTally, AnAlarmThatSoundsAnewIsOneMore) {
  Record record;
  record.raise(1h, "a").ack(1h + 1min, "a");
  record.line(2h, "a", State::Acked, State::Active, Cause::Condition).last_is_anew();
  EXPECT_EQ(report_of(record).alarms, 2u);
  record.line(3h, "a", State::Active, State::Active, Cause::Shelve, kShelved);
  EXPECT_EQ(report_of(record).alarms, 2u);
  record.line(4h, "a", State::Active, State::Active, Cause::Unshelve).last_is_anew();
  EXPECT_EQ(report_of(record).alarms, 3u);
}

TEST(KpiTally, WhatNobodyHeardIsCountedApart) {
  Record record;
  record.raise(1h, "a", kShelved)
      .raise(1h, "b", kSuppressed)
      .raise(1h, "c", kRemoved)
      .raise(1h, "d", Flags::from_bits(5))
      .raise(1h, "e", Flags::from_bits(3));
  const Report report = report_of(record);
  EXPECT_EQ(report.alarms, 0u);
  EXPECT_THAT(report.quiet, ElementsAre(1, 2, 2));
  EXPECT_THAT(report.top, IsEmpty());
  EXPECT_EQ(report.most_in_ten_minutes, 0u);
}

TEST(KpiTally, PrioritiesAreSplit) {
  Record record;
  record.raise(1h, "a").last_is(Priority::Critical);
  record.raise(1h, "b").last_is(Priority::Low);
  record.raise(1h, "c").last_is(Priority::Low);
  EXPECT_THAT(report_of(record).by_priority, ElementsAre(1, 0, 0, 2));
}

TEST(KpiTally, SlotsOfTenMinutesBeginWithThePeriod) {
  Record record;
  for (int i = 0; i < 3; ++i) record.raise(20min - 1ms, "a" + std::to_string(i));
  for (int i = 3; i < 7; ++i) record.raise(20min, "a" + std::to_string(i));
  const Report report = report_of(record);
  EXPECT_EQ(report.most_in_ten_minutes, 4u);
  EXPECT_EQ(report.most_in_hour, 7u);
  EXPECT_EQ(report.most_in_day, 7u);
  EXPECT_EQ(report.slots, 144u);
  EXPECT_EQ(report.crowded, 0u);
}

TEST(KpiTally, ASlotIsCrowdedWithMoreThanTen) {
  Record ten, eleven;
  for (int i = 0; i < 10; ++i) ten.raise(5h + i * 1min, "a" + std::to_string(i));
  for (int i = 0; i < 11; ++i) eleven.raise(5h + i * 50s, "a" + std::to_string(i));
  EXPECT_EQ(report_of(ten).crowded, 0u);
  EXPECT_EQ(report_of(eleven).crowded, 1u);
  EXPECT_EQ(report_of(eleven, {.operators = 2}).crowded, 0u);
  Record twenty;
  for (int i = 0; i < 20; ++i) twenty.raise(5h, "a" + std::to_string(i));
  EXPECT_EQ(report_of(twenty, {.operators = 2}).crowded, 0u);
  twenty.raise(5h, "z");
  EXPECT_EQ(report_of(twenty, {.operators = 2}).crowded, 1u);
}

TEST(KpiTally, AFloodHasItsTime) {
  Record record;
  for (int i = 0; i < 9; ++i) record.raise(5h + i * 1min, "a" + std::to_string(i));
  EXPECT_EQ(report_of(record).floods, 0u);
  record.raise(5h + 9min, "b");  // the tenth; silence ends it when that of 5:05 is ten minutes old
  const Report report = report_of(record);
  EXPECT_EQ(report.floods, 1u);
  EXPECT_EQ(report.flood_time, 6min);
  EXPECT_EQ(report.longest_flood, 6min);
  EXPECT_EQ(report_of(record, {.operators = 2}).floods, 0u);
}

TEST(KpiTally, AFloodOverMidnightHasItsPartInEachDay) {
  Record record;
  for (int i = 0; i < 10; ++i) record.raise(24h - 2min, "a" + std::to_string(i));
  const auto reports = reports_of(record.lines(), days(0, 2, 48h));
  ASSERT_EQ(reports.size(), 2u);
  EXPECT_EQ(reports[0].floods, 1u);
  EXPECT_EQ(reports[0].flood_time, 2min);
  EXPECT_EQ(reports[0].longest_flood, 2min);
  EXPECT_EQ(reports[1].floods, 0u);
  EXPECT_EQ(reports[1].flood_time, 8min);
  EXPECT_EQ(reports[1].longest_flood, 8min);
}

TEST(KpiTally, TheLongestOfTwoFloods) {
  Record record;
  for (int i = 0; i < 10; ++i) record.raise(5h, "a" + std::to_string(i));
  for (int i = 0; i < 10; ++i) record.raise(9h, "b" + std::to_string(i));
  for (int i = 0; i < 5; ++i) record.raise(9h + 5min, "c" + std::to_string(i));
  const Report report = report_of(record);
  EXPECT_EQ(report.floods, 2u);
  EXPECT_EQ(report.longest_flood, 15min);
  EXPECT_EQ(report.flood_time, 25min);
}

TEST(KpiTally, TheTopTenAreNamed) {
  Record record;
  for (int i = 0; i < 12; ++i) {
    for (int n = 0; n <= i; ++n) record.usual(1h + n * 1h + i * 3min, "a" + std::to_string(10 + i));
  }
  const Report report = report_of(record);
  ASSERT_EQ(report.top.size(), 10u);
  EXPECT_EQ(report.top.front(), (Counted{"a21", 12}));
  EXPECT_EQ(report.top.back(), (Counted{"a12", 3}));
}

TEST(KpiTally, ChatteringIsThreeWithinAMinute) {
  const auto three = [](Duration apart) {
    Record record;
    for (int i = 0; i < 3; ++i)
      record.raise(1h + i * apart, "a").ack(1h + i * apart, "a").clear(1h + i * apart + 1s, "a");
    return report_of(record).chattering;
  };
  EXPECT_THAT(three(29'999ms), ElementsAre("a"));
  EXPECT_THAT(three(30s), IsEmpty());  // a minute from the first to the third
  Record two;
  two.usual(1h, "a").usual(1h + 1s, "a");
  two.usual(1h + 2s, "b");
  EXPECT_THAT(report_of(two).chattering, IsEmpty());
}

Record fleeting(int times, Duration apart, Duration stays, bool acknowledged = false) {
  Record record;
  for (int i = 0; i < times; ++i) {
    const Duration at = 1h + i * apart;
    record.raise(at, "a");
    if (acknowledged) record.ack(at, "a");
    record.line(at + stays, "a", acknowledged ? State::Acked : State::Active,
                acknowledged ? State::Normal : State::Cleared, Cause::Clear);
    if (!acknowledged) record.line(at + stays, "a", State::Cleared, State::Normal, Cause::Ack);
  }
  return record;
}

TEST(KpiTally, FleetingIsGoneInTenSecondsTenTimesInTenMinutes) {
  const Report ten = report_of(fleeting(10, 66s, 10s));
  EXPECT_THAT(ten.fleeting, ElementsAre("a"));
  EXPECT_EQ(ten.fleeting_alarms, 10u);
  const Report nine = report_of(fleeting(9, 60s, 10s));
  EXPECT_THAT(nine.fleeting, IsEmpty());
  EXPECT_EQ(nine.fleeting_alarms, 9u);
  EXPECT_EQ(report_of(fleeting(10, 60s, 10'001ms)).fleeting_alarms, 0u);
  EXPECT_EQ(report_of(fleeting(10, 60s, 5s, true)).fleeting_alarms, 0u);
}

TEST(KpiTally, FleetingWithinTenMinutesIsLess) {
  // From the first that was gone to the tenth
  EXPECT_THAT(report_of(fleeting(10, 66'666ms, 1s)).fleeting, ElementsAre("a"));  // 9:59.994
  EXPECT_THAT(report_of(fleeting(10, 66'667ms, 1s)).fleeting, IsEmpty());         // 10:00.003
}

TEST(KpiTally, StaleIsLongerThanADay) {
  Record record;
  record.raise(-1ms, "c").raise(0h, "a").raise(1ms, "b");
  auto reports = reports_of(record.lines(), days(0, 2, 48h));
  ASSERT_EQ(reports.size(), 2u);
  EXPECT_THAT(reports[0].stale, ElementsAre("c"));  // for one millisecond
  EXPECT_THAT(reports[1].stale, ElementsAre("a", "b", "c"));
}

TEST(KpiTally, StaleEndsWithTheCondition) {
  Record record;
  record.raise(-20h, "a").raise(-20h, "b").ack(-19h, "a").ack(-19h, "b");
  record.clear(4h, "a").clear(4h + 1ms, "b");
  EXPECT_THAT(report_of(record).stale, ElementsAre("b"));
}

TEST(KpiTally, WhatIsActiveSinceBeforeTheReadingIsStale) {
  Record record;
  record.ack(1h, "a");  // its beginning is not in the record that was read
  record.line(2h, "b", State::Acked, State::Acked, Cause::Restart);
  record.clear(3h, "c");
  const auto reports = reports_of(record.lines(), days(0, 1, 24h), {},
                                  {{{"today", State::Acked, kNoFlag, 3}, day(-50h)},
                                   {{"later", State::Active, kNoFlag, 3}, day(25h)},
                                   {{"c", State::Normal, kNoFlag, 1}, day(-50h)}});
  ASSERT_EQ(reports.size(), 1u);
  EXPECT_THAT(reports[0].stale, ElementsAre("a", "b", "c", "today"));
  EXPECT_EQ(reports[0].active_at_begin, 4u);
  EXPECT_EQ(reports[0].active_at_end, 3u);
  EXPECT_EQ(reports[0].acknowledge_median, reports[0].acknowledge_95);
  EXPECT_GE(*reports[0].acknowledge_median, 25h);  // at least
}

TEST(KpiTally, UnderAFlagNothingIsStale) {
  Record record;
  record.raise(-30h, "a").ack(-30h, "a").line(-10h, "a", State::Acked, State::Acked, Cause::Shelve,
                                              kShelved);
  EXPECT_THAT(report_of(record).stale, IsEmpty());
  record.line(5h, "a", State::Acked, State::Active, Cause::Unshelve).last_is_anew();
  record.line(5h, "a", State::Active, State::Active, Cause::Shelve, kShelved);
  EXPECT_THAT(report_of(record).stale, IsEmpty());  // shown for no time
  record.line(6h, "a", State::Active, State::Active, Cause::Unshelve).last_is_anew();
  record.line(6h + 1ms, "a", State::Active, State::Active, Cause::Shelve, kShelved);
  EXPECT_THAT(report_of(record).stale, ElementsAre("a"));
}

TEST(KpiTally, StaleBeforeThePeriodIsNotStaleInIt) {
  Record record;
  record.raise(-20h, "a").ack(-20h, "a").clear(24h, "a");
  const auto reports = reports_of(record.lines(), days(0, 2, 48h));
  EXPECT_THAT(reports.at(0).stale, ElementsAre("a"));
  EXPECT_THAT(reports.at(1).stale, IsEmpty());
}

TEST(KpiTally, TimeToAcknowledge) {
  Record record;
  for (int i = 1; i <= 20; ++i) {
    const std::string id = "a" + std::to_string(i);
    record.raise(i * 1h, id).ack(i * 1h + i * 100ms, id);
  }
  record.raise(23h, "quiet", kShelved).ack(23h + 50min, "quiet");
  record.raise(23h, "never");
  const Report report = report_of(record);
  EXPECT_EQ(report.acknowledged, 20u);
  EXPECT_GE(*report.acknowledge_median, 1000ms);  // the 10th of 20
  EXPECT_LE(*report.acknowledge_median, 1010ms);
  EXPECT_GE(*report.acknowledge_95, 1900ms);  // the 19th
  EXPECT_LE(*report.acknowledge_95, 1919ms);
}

TEST(KpiTally, AnAlarmThatIsGoneCanStillBeAcknowledged) {
  Record record;
  record.raise(1h, "a").line(1h + 1s, "a", State::Active, State::Latched, Cause::Clear);
  record.line(1h + 64s, "a", State::Latched, State::LatchedAcked, Cause::Ack);
  record.line(2h, "a", State::LatchedAcked, State::Normal, Cause::Reset);
  EXPECT_EQ(report_of(record).acknowledged, 1u);
  EXPECT_GE(*report_of(record).acknowledge_95, 64s);
}

TEST(KpiTally, NobodyAcknowledgedAnything) {
  const Report report = report_of(Record().raise(1h, "a"));
  EXPECT_EQ(report.acknowledged, 0u);
  EXPECT_EQ(report.acknowledge_median, std::nullopt);
  EXPECT_EQ(report.acknowledge_95, std::nullopt);
}

TEST(KpiTally, AnAcknowledgementCountsInItsDay) {
  Record record;
  record.raise(23h, "a").ack(25h, "a");
  const auto reports = reports_of(record.lines(), days(0, 2, 48h));
  EXPECT_EQ(reports.at(0).acknowledged, 0u);
  EXPECT_EQ(reports.at(1).acknowledged, 1u);
  EXPECT_EQ(reports.at(0).active_at_end, 1u);
  EXPECT_EQ(reports.at(1).active_at_begin, 1u);
}

TEST(KpiTally, HoursUnderAFlagAreSummedOverTheAlarms) {
  Record record;
  const State normal = State::Normal;
  record.line(-2h, "a", normal, normal, Cause::Remove, kRemoved);
  record.line(1h, "b", normal, normal, Cause::Remove, kRemoved);
  record.line(2h, "c", normal, normal, Cause::Shelve, kShelved);
  record.line(2h, "d", normal, normal, Cause::Suppress, kSuppressed);
  record.line(2h + 30min, "c", normal, normal, Cause::Unshelve);
  record.line(5h, "d", normal, normal, Cause::Unsuppress);
  const Report report = report_of(record);
  EXPECT_EQ(report.flag_time[kShelf], 30min);
  EXPECT_EQ(report.flag_time[kSuppression], 3h);
  EXPECT_EQ(report.flag_time[kRemoval], 24h + 23h);
}

TEST(KpiTally, AFlagOfBeforeTheReadingIsKnown) {
  Record record;
  record.line(6h, "a", State::Normal, State::Normal, Cause::Return);
  const auto reports = reports_of(record.lines(), days(0, 1, 24h), {},
                                  {{{"b", State::Normal, kShelved, 0}, WallTime{}}});
  EXPECT_EQ(reports.at(0).flag_time[kRemoval], 6h);
  EXPECT_EQ(reports.at(0).flag_time[kShelf], 24h);
}

TEST(KpiTally, EveryPeriodHasItsReportAlsoAnEmptyOne) {
  Record record;
  record.usual(1h, "a").usual(24h, "b").usual(100h, "c");
  const auto reports = reports_of(record.lines(), days(0, 5, 110h));
  ASSERT_EQ(reports.size(), 5u);
  EXPECT_EQ(reports[0].alarms, 1u);
  EXPECT_EQ(reports[1].alarms, 1u);  // at midnight: the new day
  EXPECT_EQ(reports[2].alarms, 0u);
  EXPECT_EQ(reports[4].alarms, 1u);
  EXPECT_EQ(reports[4].until, day(110h));  // not over yet
  EXPECT_EQ(reports[4].slots, 14u * 6);
  EXPECT_EQ(reports[3].until, day(96h));
}

TEST(KpiTally, WhatCameBeforeThePeriodIsNotCounted) {
  Record record;
  record.usual(-1h, "a");
  for (int i = 0; i < 30; ++i) record.raise(-30min, "b" + std::to_string(i));
  const Report report = report_of(record);
  EXPECT_EQ(report.alarms, 0u);
  EXPECT_EQ(report.floods, 0u);
  EXPECT_EQ(report.most_in_day, 0u);
  EXPECT_EQ(report.active_at_begin, 30u);
}

TEST(KpiTally, AClockThatGoesBackStandsStill) {
  Record record;
  record.raise(10h, "a").ack(9h, "a");  // set back by an hour or more: took no time
  record.raise(9h + 1min, "b").ack(9h + 3min, "b");
  record.clear(9h + 4min, "a").clear(11h, "b");
  const Report report = report_of(record);
  EXPECT_EQ(report.alarms, 2u);
  EXPECT_EQ(report.clock_steps, 1u);
  EXPECT_EQ(report.acknowledged, 2u);
  EXPECT_EQ(*report.acknowledge_median, 0ms);
  EXPECT_GE(*report.acknowledge_95, 2min);
  EXPECT_LE(*report.acknowledge_95, 122s);
}

TEST(KpiTally, AStepBackOverMidnightStaysInTheNewDay) {
  Record record;
  record.raise(24h + 1s, "a").raise(24h - 5s, "b").raise(24h + 2s, "c");
  const auto reports = reports_of(record.lines(), days(0, 2, 48h));
  EXPECT_EQ(reports.at(0).alarms, 0u);
  EXPECT_EQ(reports.at(1).alarms, 3u);
  EXPECT_EQ(reports.at(1).clock_steps, 1u);
}

TEST(KpiTally, AStampOfTheFutureBringsNothingForward) {
  Record record;
  record.raise(1h, "a");
  record.raise(24h * 4000, "b").ack(24h * 4000 + 2min, "b");  // a clock of 2036 for two minutes
  record.raise(1h + 5min, "c");
  const auto reports = reports_of(record.lines(), days(0, 2, 30h));
  ASSERT_EQ(reports.size(), 2u);
  EXPECT_EQ(reports[0].alarms, 3u);
  EXPECT_EQ(reports[0].clock_steps, 2u);
  EXPECT_GE(*reports[0].acknowledge_95, 2min);
  EXPECT_LE(*reports[0].acknowledge_95, 122s);
  EXPECT_EQ(reports[1].alarms, 0u);
  EXPECT_EQ(reports[1].until, day(30h));
}

TEST(KpiTally, AGapInTheRecordIsMadeGood) {
  Record record;
  record.raise(1h, "a");  // then lines are missing: it was acknowledged, went and came
  record.line(3h, "a", State::Normal, State::Active, Cause::Condition).last_is_anew();
  record.ack(3h + 10s, "a");
  record.line(4h, "b", State::LatchedAcked, State::Normal, Cause::Reset);
  const Report report = report_of(record);
  EXPECT_EQ(report.alarms, 2u);
  EXPECT_EQ(report.acknowledged, 1u);
  EXPECT_EQ(report.active_at_end, 1u);
}

TEST(KpiTally, AnAcknowledgementThatIsMissingIsSeenFromWhatFollows) {
  Record record;
  record.raise(1h, "a").clear(1h + 5s, "a");
  EXPECT_EQ(report_of(record).fleeting_alarms, 0u);
}

TEST(KpiTally, AnAlarmThatTheConfigurationLostIsGone) {
  Record record;
  record.raise(1h, "a").line(2h, "a", State::Active, State::Normal, Cause::Config);
  const auto reports = reports_of(record.lines(), days(0, 3, 72h));
  EXPECT_EQ(reports.at(0).active_at_end, 0u);
  EXPECT_THAT(reports.at(2).stale, IsEmpty());
}

}  // namespace
}  // namespace hazgate::kpi
