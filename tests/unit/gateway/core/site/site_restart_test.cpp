#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/site_driver.hpp"

namespace hazgate::testing {
namespace {

using alarm::State;
using std::chrono::seconds;

class SiteRestartTest : public ::testing::Test {
 protected:
  SiteRestartTest() {
    before.gas(0, 60.0);
    before.gas(1, 60.0);
    before.confirm_writes();
  }
  void restart(seconds away) {
    after.set_time(seconds{5}, before.now().wall + away);
    after.site().restore(before.memory(), after.now(), after.effects());
  }
  SmallSite small;
  SiteDriver before{small};
  SiteDriver after{small};
};

TEST_F(SiteRestartTest, KeepsAlarmOccurrenceAndAcknowledgement) {
  ASSERT_TRUE(
      before.site().acknowledge({&small.vote, 1}, 1, "li", "seen", before.now(), before.effects()));
  restart(seconds{3});
  EXPECT_EQ(after.state(small.high[0]), State::Active);
  EXPECT_EQ(after.state(small.vote), State::Acked);
  EXPECT_EQ(after.site().alarm(small.vote).occurrence, 1u);
  EXPECT_EQ(after.site().alarm(small.vote).by, "li");
  after.gas(0, 60.0);
  after.gas(1, 60.0);
  EXPECT_EQ(after.state(small.vote), State::Acked) << "the same leak is not a new alarm";
  EXPECT_EQ(after.site().alarm(small.high[0]).occurrence, 1u);
}

// As a journal gives it back that was garbled: see journal::read_steps.
TEST_F(SiteRestartTest, AnIncidentOfWhichLittleIsKnownRunsItsPlanAnew) {
  site::Memory memory = before.memory();
  ASSERT_EQ(memory.incidents.size(), 1u);
  site::IncidentMemory& incident = memory.incidents[0];
  ASSERT_FALSE(incident.steps.empty());
  incident.steps.clear();
  incident.grades.clear();
  incident.triggers.clear();
  incident.opened = WallTime{};
  memory.response = {};
  after.set_time(seconds{5}, before.now().wall + seconds{3});
  after.site().restore(memory, after.now(), after.effects());
  after.site().run(after.now(), after.effects());
  const auto& writes = after.effects().writes;
  EXPECT_TRUE(std::any_of(writes.begin(), writes.end(),
                          [&](const auto& write) { return write.point == small.siren; }));
  EXPECT_EQ(after.site().incidents().size(), 1u);
}

/// A site whose first detector has a rate alarm over a minute: 6 %LEL a minute.
struct RisingSite : SmallSite {
  RisingSite() {
    alarm::ConditionParams& params = spec.alarms[at(high[0])].condition;
    params.kind = alarm::ConditionKind::Rate;
    params.limit = 6.0;
    params.window = seconds{60};
  }
};

std::vector<std::optional<PointIndex>> same_points(const SmallSite& small) {
  std::vector<std::optional<PointIndex>> points;
  for (std::size_t i = 0; i < small.spec.points.size(); ++i) points.emplace_back(PointIndex(i));
  return points;
}

/// Twenty seconds of it in each half: neither half of the minute is enough alone.
void rise(SiteDriver& drive, int from) {
  for (int s = from; s < from + 20; ++s) {
    drive.gas(0, 10.0 + s / 5.0);
    drive.pass(seconds{1});
  }
}

TEST(SiteGoOn, AWindowGoesAlongInTheSameProcess) {
  RisingSite small;
  SiteDriver before(small), after(small), alone(small);
  rise(before, 0);
  for (SiteDriver* next : {&after, &alone}) {
    next->set_time(before.now().tick.time_since_epoch(), before.now().wall);
  }
  after.site().go_on(before.site(), same_points(small), after.now(), after.effects());
  alone.site().restore(before.site().memory(before.now()), alone.now(), alone.effects());
  rise(after, 20);
  rise(alone, 20);
  EXPECT_EQ(after.state(small.high[0]), State::Active);
  EXPECT_EQ(alone.state(small.high[0]), State::Normal) << "without it the window begins anew";
}

TEST(SiteGoOn, AWindowOfAnotherLengthBeginsAnew) {
  RisingSite small, longer;
  longer.spec.alarms[at(longer.high[0])].condition.window = seconds{70};
  SiteDriver before(small), after(longer);
  rise(before, 0);
  after.set_time(before.now().tick.time_since_epoch(), before.now().wall);
  after.site().go_on(before.site(), same_points(small), after.now(), after.effects());
  rise(after, 20);
  EXPECT_EQ(after.state(longer.high[0]), State::Normal);
}

TEST(SiteGoOn, TheWindowOfAnotherInstrumentBeginsAnew) {
  RisingSite small;
  SiteDriver before(small), after(small);
  rise(before, 0);
  auto points = same_points(small);
  points[at(small.gas[0])].reset();  // another one stands there under the same name
  after.set_time(before.now().tick.time_since_epoch(), before.now().wall);
  after.site().go_on(before.site(), points, after.now(), after.effects());
  rise(after, 20);
  EXPECT_EQ(after.state(small.high[0]), State::Normal);
}

TEST(SiteGoOn, AReadingThatIsShownAgainCountsOnce) {
  RisingSite small;
  small.spec.alarms[at(small.high[0])].condition.kind = alarm::ConditionKind::Increment;
  small.spec.alarms[at(small.high[0])].condition.limit = 1000.0;
  SiteDriver drive(small);
  drive.gas(0, 5.0);
  for (int i = 0; i < 3; ++i) drive.gas(0, 5.0);
  EXPECT_EQ(drive.site().past(small.high[0])->window.samples(), 1u);
}

TEST(SiteDelay, ALongOnDelayGoesOnOverARestart) {
  SmallSite small;
  small.spec.alarms[at(small.high[0])].condition.on_delay = seconds{60};
  SiteDriver before(small);
  before.gas(0, 60.0);
  before.pass(seconds{30});
  SiteDriver after(small);
  after.set_time(seconds{5}, before.now().wall + seconds{20});
  after.site().restore(before.memory(), after.now(), after.effects());
  after.pass(seconds{9});
  after.gas(0, 60.0);
  EXPECT_EQ(after.state(small.high[0]), State::Normal);
  after.pass(seconds{1});
  after.gas(0, 60.0);
  EXPECT_EQ(after.state(small.high[0]), State::Active) << "30 s, 20 s away, 10 s";
}

TEST_F(SiteRestartTest, SaysWhatItFound) {
  restart(seconds{3});
  const auto seen = after.transitions(small.vote);
  ASSERT_EQ(seen.size(), 1u);
  EXPECT_EQ(seen[0].cause, site::Cause::Restart);
  EXPECT_EQ(seen[0].to, State::Active);
  EXPECT_EQ(after.entries(), std::vector<std::string>{"resumed"});
}

TEST_F(SiteRestartTest, WritesTheOutputsAgain) {
  restart(seconds{1});
  ASSERT_EQ(after.effects().writes.size(), 1u);
  EXPECT_EQ(after.effects().writes[0].point, small.siren);
  EXPECT_EQ(after.effects().writes[0].value, Value{true});
}

TEST_F(SiteRestartTest, ASilencedSirenStaysSilent) {
  before.site().silence("li", before.now(), before.effects());
  restart(seconds{1});
  for (const auto& write : after.effects().writes) {
    EXPECT_EQ(write.value, Value{false}) << "verified, never sounded";
  }
}

TEST_F(SiteRestartTest, StepsThatFellDueWhileAwayRunAtOnceAndOnlyOnce) {
  restart(seconds{200});
  after.pass(seconds{0});
  EXPECT_THAT(after.entries(), ::testing::ElementsAre("resumed", "write", "notify"));
  after.pass(seconds{600});
  EXPECT_EQ(after.entries().size(), 3u);
}

TEST_F(SiteRestartTest, AClockThatWentBackDoesNotLoseTheEscalation) {
  restart(seconds{-7200});
  after.pass(seconds{180});
  EXPECT_EQ(after.entries().back(), "notify");
}

TEST_F(SiteRestartTest, AnAlarmThatTheConfigurationDroppedIsReportedNormal) {
  site::Memory memory = before.memory();
  memory.alarms[0].id = "old.point.HH";
  after.site().restore(memory, after.now(), after.effects());
  const auto& event = std::get<site::AlarmEvent>(after.effects().events[0]);
  EXPECT_EQ(event.gone, "old.point.HH");
  EXPECT_EQ(event.cause, site::Cause::Config);
  EXPECT_EQ(event.to, State::Normal);
}

TEST_F(SiteRestartTest, NumbersOfIncidentsGoOn) {
  site::Memory memory = before.memory();
  memory.incidents[0].closed = before.now().wall;
  after.site().restore(memory, after.now(), after.effects());
  after.gas(2, 60.0);
  after.gas(0, 1.0);
  after.gas(1, 1.0);
  after.gas(0, 60.0);
  EXPECT_EQ(after.site().incidents().back().id, "leak-2");
}

/// The site goes on as another one, in the same process.
class SiteChangeTest : public ::testing::Test {
 protected:
  void change() {
    after.set_time(before.now().tick.time_since_epoch(), before.now().wall);
    after.site().restore(before.site().memory(before.now()), after.now(), after.effects());
  }
  SmallSite small, other;
  SiteDriver before{small};
  SiteDriver after{other};
};

TEST_F(SiteChangeTest, AVoteThatNowNeedsLessIsRaisedByWhatIsKnown) {
  before.gas(0, 60.0);
  other.spec.alarms[at(other.vote)].need = 1;
  change();
  EXPECT_EQ(after.state(other.vote), State::Normal);
  after.site().vote_anew(after.now(), after.effects());
  EXPECT_EQ(after.state(other.vote), State::Active);
  EXPECT_EQ(after.site().incidents().size(), 1U) << "and its plan runs";
}

TEST_F(SiteChangeTest, AVoteThatNowNeedsMoreWaitsForNews) {
  before.gas(0, 60.0);
  before.gas(1, 60.0);
  other.spec.alarms[at(other.vote)].need = 3;
  change();
  after.site().vote_anew(after.now(), after.effects());
  EXPECT_EQ(after.state(other.vote), State::Active);
}

TEST_F(SiteChangeTest, TheEndOfAnEarlierWriteIsNotTakenForALaterOnes) {
  before.gas(0, 60.0);
  before.gas(1, 60.0);
  ASSERT_EQ(before.effects().writes.size(), 1U);
  const std::uint64_t earlier = before.effects().writes[0].ticket;
  change();
  ASSERT_EQ(after.effects().writes.size(), 1U) << "the siren is written again";
  EXPECT_GT(after.effects().writes[0].ticket, earlier);
}

}  // namespace
}  // namespace hazgate::testing
