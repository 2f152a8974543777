#include "gateway/core/site/site.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/site_driver.hpp"

namespace hazgate::testing {
namespace {

using alarm::State;
using std::chrono::seconds;
using ::testing::ElementsAre;

class SiteTest : public ::testing::Test {
 protected:
  void leak() {
    drive.gas(0, 60.0);
    drive.gas(1, 60.0);
  }
  void calm() {
    for (std::size_t i = 0; i < 3; ++i) drive.gas(i, 1.0);
  }
  SmallSite small;
  SiteDriver drive{small};
};

TEST_F(SiteTest, OneDetectorAlarmsAndDoesNotVote) {
  drive.gas(0, 60.0);
  EXPECT_EQ(drive.state(small.high[0]), State::Active);
  EXPECT_EQ(drive.state(small.vote), State::Normal);
  EXPECT_TRUE(drive.effects().writes.empty());
}

TEST_F(SiteTest, TwoOfThreeSoundTheSirenInTheSameStep) {
  leak();
  EXPECT_EQ(drive.state(small.vote), State::Active);
  ASSERT_EQ(drive.effects().writes.size(), 1u);
  EXPECT_EQ(drive.effects().writes[0].point, small.siren);
  EXPECT_EQ(drive.effects().writes[0].value, Value{true});
  EXPECT_THAT(drive.entries(), ElementsAre("opened", "write", "notify"));
}

TEST_F(SiteTest, AnAlarmCarriesItsValueAndOccurrence) {
  drive.gas(0, 60.0);
  drive.gas(0, 61.0);
  drive.gas(0, 10.0);
  drive.gas(0, 62.0);
  const auto seen = drive.transitions(small.high[0]);
  ASSERT_EQ(seen.size(), 3u);
  EXPECT_EQ(seen[0].to, State::Active);
  EXPECT_EQ(seen[0].value, 60.0);
  EXPECT_EQ(seen[0].occurrence, 1u);
  EXPECT_EQ(seen[1].to, State::Latched);
  EXPECT_EQ(seen[1].cause, site::Cause::Clear);
  EXPECT_EQ(seen[2].from, State::Latched);
  EXPECT_EQ(seen[2].occurrence, 2u);
}

TEST_F(SiteTest, StepsRunWhenTheyAreDueAndEscalationStopsOnAcknowledgement) {
  leak();
  drive.confirm_writes();
  drive.pass(seconds{2});
  drive.confirm_writes();
  ASSERT_TRUE(drive.site().acknowledge({&small.vote, 1}, std::nullopt, "li", "seen", drive.now(),
                                       drive.effects()));
  drive.pass(seconds{300});
  EXPECT_THAT(drive.entries(), ElementsAre("opened", "write", "notify", "write-done", "write",
                                           "write-done", "acknowledged", "skipped"));
}

TEST_F(SiteTest, WithoutAcknowledgementItEscalates) {
  leak();
  drive.confirm_writes();
  drive.pass(seconds{179});
  EXPECT_EQ(drive.entries().back(), "write");
  drive.pass(seconds{1});
  EXPECT_EQ(drive.entries().back(), "notify");
}

TEST_F(SiteTest, ASecondTriggerJoinsTheOpenIncident) {
  leak();
  calm();
  leak();
  ASSERT_EQ(drive.site().incidents().size(), 1u);
  EXPECT_EQ(drive.entries().back(), "trigger");
}

TEST_F(SiteTest, OnlyAPersonClosesAndOnlyWhenTheAlarmIsOver) {
  leak();
  drive.confirm_writes();
  const std::string id = drive.site().incidents()[0].id;
  const auto close = [&] { return drive.close_incident(id, "valve tightened"); };
  EXPECT_FALSE(close()) << "still active";
  calm();
  EXPECT_FALSE(close()) << "latched";
  ASSERT_TRUE(
      drive.site().acknowledge({&small.vote, 1}, 1, "li", "", drive.now(), drive.effects()));
  EXPECT_FALSE(close()) << "waits for the reset";
  ASSERT_TRUE(drive.site().reset({&small.vote, 1}, "li", drive.now(), drive.effects()));
  drive.effects().writes.clear();
  EXPECT_TRUE(close());
  ASSERT_EQ(drive.effects().writes.size(), 1u) << "siren off; the fan has no on_close";
  EXPECT_EQ(drive.effects().writes[0].value, Value{false});
}

TEST_F(SiteTest, AcknowledgeNamesTheOccurrenceItSaw) {
  drive.gas(0, 60.0);
  drive.gas(0, 10.0);
  drive.gas(0, 60.0);
  const auto late =
      drive.site().acknowledge({&small.high[0], 1}, 1, "li", "", drive.now(), drive.effects());
  ASSERT_FALSE(late);
  EXPECT_THAT(late.error(), ::testing::HasSubstr("occurrence 2"));
  EXPECT_EQ(drive.state(small.high[0]), State::Active);
}

TEST_F(SiteTest, OneRefusalMeansNothingWasDone) {
  drive.gas(0, 60.0);
  const AlarmIndex both[] = {small.high[0], small.high[1]};
  EXPECT_FALSE(
      drive.site().acknowledge(both, std::nullopt, "li", "", drive.now(), drive.effects()));
  EXPECT_EQ(drive.state(small.high[0]), State::Active);
}

TEST_F(SiteTest, BadDataHoldsTheAlarmAndCountsInTheVote) {
  drive.gas(0, 60.0);
  drive.bad(0, Quality::Fault);
  EXPECT_EQ(drive.state(small.high[0]), State::Active);
  EXPECT_EQ(drive.state(small.vote), State::Normal);
  drive.bad(1, Quality::Comm);
  EXPECT_EQ(drive.state(small.vote), State::Active) << "on_bad = alarm: 2oo3 has become 1oo2";
  EXPECT_EQ(drive.site().alarm(small.vote).quality, Quality::Uncertain) << "degraded";
}

TEST_F(SiteTest, ADetectorThatWasNeverReadCountsAsBadOnceItIsLost) {
  drive.bad(0, Quality::Comm);
  EXPECT_EQ(drive.state(small.vote), State::Normal);
  drive.bad(1, Quality::Comm);
  EXPECT_EQ(drive.state(small.vote), State::Active);
}

TEST_F(SiteTest, OverRangeRaises) {
  drive.bad(0, Quality::OutOfRange, true);
  EXPECT_EQ(drive.state(small.high[0]), State::Active);
}

TEST_F(SiteTest, CommRaisesAndReturnsAfterItsDelay) {
  drive.site().device_answers(DeviceIndex{0}, false, drive.now(), drive.effects());
  EXPECT_EQ(drive.state(small.comm[0]), State::Active);
  drive.site().device_answers(DeviceIndex{0}, true, drive.now(), drive.effects());
  drive.pass(seconds{9});
  EXPECT_EQ(drive.state(small.comm[0]), State::Active);
  drive.pass(seconds{1});
  EXPECT_EQ(drive.state(small.comm[0]), State::Cleared);
}

TEST_F(SiteTest, AFailedOutputIsAnAlarmAndIsTriedAgain) {
  leak();
  for (unsigned tries = 1; tries < emergency::Outputs::kTries; ++tries) {
    drive.confirm_writes(false);
    EXPECT_EQ(drive.state(small.siren_failure), State::Normal) << tries;
    drive.pass(emergency::Outputs::kRetry);
  }
  drive.confirm_writes(false);
  EXPECT_EQ(drive.state(small.siren_failure), State::Active);
  EXPECT_EQ(drive.entries().back(), "write-failed");
  drive.pass(emergency::Outputs::kSlowRetry);
  ASSERT_FALSE(drive.effects().writes.empty());
  drive.confirm_writes(true);
  EXPECT_EQ(drive.state(small.siren_failure), State::Cleared);
  EXPECT_EQ(drive.site().incidents()[0].steps[0].progress, emergency::StepProgress::Done);
}

TEST_F(SiteTest, SilenceStopsTheSoundUntilTheNextTrigger) {
  leak();
  drive.confirm_writes();
  EXPECT_THAT(drive.site().silence("li", drive.now(), drive.effects()), ElementsAre(small.siren));
  ASSERT_EQ(drive.effects().writes.size(), 1u);
  EXPECT_EQ(drive.effects().writes[0].value, Value{false});
  drive.confirm_writes();
  EXPECT_TRUE(drive.site().silence("li", drive.now(), drive.effects()).empty()) << "already silent";
  calm();
  leak();
  ASSERT_EQ(drive.effects().writes.size(), 1u);
  EXPECT_EQ(drive.effects().writes[0].value, Value{true});
}

TEST_F(SiteTest, SilenceAlsoStopsTheRetriesOfAFailedSiren) {
  leak();
  drive.confirm_writes(false);
  drive.site().silence("li", drive.now(), drive.effects());
  drive.confirm_writes();
  drive.pass(seconds{1});
  EXPECT_TRUE(drive.effects().writes.empty());
}

TEST_F(SiteTest, AValveOfWordsIsOnlyEverClosed) {
  site::PointSpec& point = small.spec.points[at(small.fan)];
  point.use = emergency::OutputUse::Valve;
  point.format.states = {{1, "open"}, {2, "closed"}};
  point.closes = Value{std::string("closed")};
  const auto may = [&](const Value& value) {
    return SiteDriver(small).site().may_write(small.fan, value).has_value();
  };
  EXPECT_TRUE(may(Value{std::string("closed")}));
  EXPECT_TRUE(may(Value{std::int64_t{2}})) << "the code of closed";
  EXPECT_FALSE(may(Value{std::string("open")}));
  EXPECT_FALSE(may(Value{std::int64_t{1}}));
  EXPECT_FALSE(may(Value{std::string("ajar")}));
  point.closes = Value{std::string("shut")};  // none of its states
  EXPECT_FALSE(may(Value{std::string("shut")}));
}

TEST_F(SiteTest, InAFireAFanOfWordsIsStoppedButNotStarted) {
  small.spec.points[at(small.fan)].format.states = {{0, "stop"}, {1, "run"}};
  small.spec.outputs[1].use = emergency::OutputUse::Ventilation;
  small.spec.outputs[1].fires = {small.high[0]};
  SiteDriver burning(small);
  burning.gas(0, 60.0);
  EXPECT_TRUE(burning.site().may_write(small.fan, Value{std::string("stop")}));
  EXPECT_TRUE(burning.site().may_write(small.fan, Value{std::int64_t{0}}));
  EXPECT_FALSE(burning.site().may_write(small.fan, Value{std::string("run")}));
}

TEST(SiteVote, ADelayOfWhichNobodyKnowsTheEndWakesNobody) {
  SmallSite small(alarm::OnBad::Normal);
  small.spec.alarms[at(small.vote)].condition.off_delay = std::chrono::seconds{10};
  SiteDriver drive(small);
  for (std::size_t i = 0; i < 3; ++i) drive.gas(i, 60.0);
  drive.confirm_writes();
  for (std::size_t i = 0; i < 3; ++i) drive.gas(i, 1.0);
  for (std::size_t i = 0; i < 3; ++i) drive.bad(i, Quality::Fault);
  drive.pass(std::chrono::seconds{20});
  EXPECT_EQ(drive.state(small.vote), alarm::State::Active) << "bad data ends no delay";
  const auto deadline = drive.site().deadline();
  EXPECT_TRUE(!deadline || *deadline > drive.now().tick);
  drive.gas(0, 1.0);
  EXPECT_EQ(drive.state(small.vote), alarm::State::Latched);
}

TEST(SiteVote, ADeviationWithoutItsOtherPointIsBad) {
  SmallSite small;
  site::AlarmSpec& deviation = small.spec.alarms[at(small.high[0])];
  deviation.condition.kind = alarm::ConditionKind::Deviation;
  deviation.other = small.gas[1];
  SiteDriver drive(small);
  for (std::size_t i = 0; i < 3; ++i) drive.gas(i, 1.0);
  EXPECT_EQ(drive.site().vote(small.vote).bad, 0U);
  drive.bad(1, Quality::Fault);
  EXPECT_EQ(drive.site().vote(small.vote).bad, 2U) << "the other point's own alarm, and this one";
  EXPECT_EQ(drive.state(small.vote), alarm::State::Active);
}

}  // namespace
}  // namespace hazgate::testing
