#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/site_driver.hpp"

namespace hazgate::testing {
namespace {

using alarm::Flag;
using alarm::State;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

/// The small site, where the first detector's alarm may be shelved.
class SiteFlagsTest : public ::testing::Test {
 protected:
  SiteFlagsTest() { small.spec.alarms[at(small.high[0])].rules.longest_shelf = hours{8}; }
  bool shelve(Duration time, bool once = false) {
    return drive.site()
        .shelve({&small.high[0], 1}, time, once, "li", "sensor is being cleaned", drive.now(),
                drive.effects())
        .has_value();
  }
  bool remove(Duration time, std::size_t detector = 0) {
    return drive.site()
        .remove({&small.high[detector], 1}, time, "wang", "new cell", drive.now(), drive.effects())
        .has_value();
  }
  site::AlarmView first() { return drive.site().alarm(small.high[0]); }

  SmallSite small;
  SiteDriver drive{small};
};

TEST_F(SiteFlagsTest, AShelvedAlarmGoesOnQuietlyAndSoundsWhenItIsTakenOut) {
  ASSERT_TRUE(shelve(minutes{30}));
  drive.gas(0, 60.0);
  EXPECT_EQ(first().state, State::Active) << "the state keeps running";
  EXPECT_TRUE(first().flags.has(Flag::Shelved));
  EXPECT_EQ(first().shelf.by, "li");
  ASSERT_TRUE(
      drive.site().unshelve({&small.high[0], 1}, "li", drive.now(), drive.effects()).has_value());
  EXPECT_EQ(first().state, State::Active);
  EXPECT_EQ(first().occurrence, 2u) << "a new sound wants its own answer";
  const auto last = drive.transitions(small.high[0]).back();
  EXPECT_EQ(last.cause, site::Cause::Unshelve);
  EXPECT_FALSE(last.flags.any());
}

TEST_F(SiteFlagsTest, WhatIsTakenOutOfServiceRaisesNoVoteThatIsHeard) {
  ASSERT_TRUE(remove(hours{1}));
  EXPECT_FALSE(remove(hours{1}, 1)) << "two of three count as in alarm then";
  EXPECT_FALSE(drive.site().alarm(small.high[1]).flags.any()) << "nothing at all was done";
  EXPECT_EQ(drive.state(small.vote), State::Normal);
  const std::vector<AlarmIndex> with_vote = {small.high[1], small.vote};
  EXPECT_TRUE(
      drive.site().remove(with_vote, hours{1}, "wang", "new cells", drive.now(), drive.effects()));
  EXPECT_TRUE(drive.entries().empty()) << "a vote out of service starts no plan";
}

TEST(SiteFlags, MembersThatAreDroppedMayGoOneByOne) {
  SmallSite small(alarm::OnBad::Drop);
  SiteDriver drive(small);
  for (const AlarmIndex high : {small.high[0], small.high[1]}) {
    EXPECT_TRUE(drive.site().remove({&high, 1}, hours{1}, "wang", "new cell", drive.now(),
                                    drive.effects()));
  }
  EXPECT_EQ(drive.state(small.vote), State::Normal);
}

TEST_F(SiteFlagsTest, AShelfEndsByItself) {
  ASSERT_TRUE(shelve(minutes{30}));
  drive.gas(0, 60.0);
  drive.pass(minutes{29});
  EXPECT_TRUE(first().flags.has(Flag::Shelved));
  drive.pass(minutes{1});
  EXPECT_FALSE(first().flags.any());
  EXPECT_EQ(first().state, State::Active);
}

TEST_F(SiteFlagsTest, AShelfSurvivesARestartAndAClockThatWentBack) {
  ASSERT_TRUE(shelve(minutes{30}));
  for (const auto& [away, left] :
       {std::pair{minutes{10}, minutes{20}}, std::pair{minutes{-600}, minutes{30}},
        std::pair{minutes{31}, minutes{0}}}) {
    SiteDriver after(small);
    after.set_time(seconds{5}, drive.now().wall + away);
    after.site().restore(drive.memory(), after.now(), after.effects());
    if (left > minutes{0}) {
      after.pass(left - seconds{1});
      EXPECT_TRUE(after.site().alarm(small.high[0]).flags.has(Flag::Shelved)) << away.count();
    }
    after.pass(seconds{1});
    EXPECT_FALSE(after.site().alarm(small.high[0]).flags.any()) << away.count();
  }
}

TEST_F(SiteFlagsTest, WhatIsGraveIsNeverShelved) {
  const auto refused = drive.site().shelve({&small.high[1], 1}, minutes{5}, false, "li", "quiet",
                                           drive.now(), drive.effects());
  ASSERT_FALSE(refused.has_value());
  EXPECT_THAT(refused.error(), ::testing::HasSubstr("gd-2.gas.HH is never shelved"));
  EXPECT_FALSE(shelve(hours{9})) << "longer than it may be";
  EXPECT_FALSE(first().flags.any());
}

TEST_F(SiteFlagsTest, AllOrNoneAreShelved) {
  const std::vector<AlarmIndex> both{small.high[0], small.high[1]};
  EXPECT_FALSE(
      drive.site().shelve(both, minutes{5}, false, "li", "x", drive.now(), drive.effects()));
  EXPECT_FALSE(first().flags.any());
}

TEST_F(SiteFlagsTest, AMemberOutOfServiceIsBypassedInItsVote) {
  ASSERT_TRUE(remove(hours{2}));
  drive.gas(0, 60.0);
  EXPECT_EQ(drive.state(small.vote), State::Normal)
      << "it counts as on_bad says, as one of two: its own reading counts no more";
  EXPECT_EQ(drive.site().vote(small.vote).bad, 1u);
  drive.gas(1, 60.0);
  EXPECT_EQ(drive.state(small.vote), State::Active) << "2oo3 with one bypassed is 1oo2";
}

TEST_F(SiteFlagsTest, AMemberOfAVoteReturnsByItselfAfterADay) {
  ASSERT_TRUE(remove(Duration{}));
  EXPECT_FALSE(remove(hours{25}, 1)) << "a bypass has a time limit";
  drive.pass(hours{24} - seconds{1});
  EXPECT_TRUE(first().flags.has(Flag::OutOfService));
  drive.pass(seconds{1});
  EXPECT_FALSE(first().flags.any());
  EXPECT_EQ(drive.transitions(small.high[0]).back().cause, site::Cause::Return);
}

TEST_F(SiteFlagsTest, NothingIsDoneWithoutAReason) {
  EXPECT_FALSE(drive.site().shelve({&small.high[0], 1}, minutes{5}, false, "li", "", drive.now(),
                                   drive.effects()));
  EXPECT_FALSE(
      drive.site().remove({&small.high[0], 1}, minutes{5}, "li", "", drive.now(), drive.effects()));
}

TEST_F(SiteFlagsTest, AFlagOverAPlansAlarmStartsNoPlan) {
  ASSERT_TRUE(drive.site()
                  .remove({&small.vote, 1}, hours{1}, "wang", "test", drive.now(), drive.effects())
                  .has_value());
  drive.gas(0, 60.0);
  drive.gas(1, 60.0);
  EXPECT_EQ(drive.state(small.vote), State::Active);
  EXPECT_TRUE(drive.site().incidents().empty());
  ASSERT_TRUE(drive.site().put_back({&small.vote, 1}, "wang", drive.now(), drive.effects()));
  EXPECT_EQ(drive.site().incidents().size(), 1u) << "it is heard now";
}

TEST_F(SiteFlagsTest, WhatIsOutOfServiceForTooLongIsAnAlarm) {
  small.spec.alarms.push_back({.id = "gateway.out-of-service"});
  small.spec.alarms.back().condition.kind = alarm::ConditionKind::System;
  const auto forgotten = index_of<AlarmIndex>(small.spec.alarms.size() - 1);
  SiteDriver site(small);
  const AlarmIndex comm = small.comm[0];
  ASSERT_TRUE(site.site().remove({&comm, 1}, Duration{}, "li", "x", site.now(), site.effects()));
  site.pass(hours{72} - seconds{1});
  EXPECT_EQ(site.state(forgotten), State::Normal);
  SiteDriver after(small);
  after.set_time(seconds{5}, site.now().wall);
  after.site().restore(site.memory(), after.now(), after.effects());
  after.pass(seconds{1});
  EXPECT_EQ(after.state(forgotten), State::Active) << "the time before the restart counts";
  ASSERT_TRUE(after.site().put_back({&comm, 1}, "li", after.now(), after.effects()));
  EXPECT_EQ(after.state(forgotten), State::Cleared);
}

/// A site with a rule over the first detector's alarm, by the fan's reading, and a group of all three.
class SiteRulesTest : public ::testing::Test {
 protected:
  SiteRulesTest() {
    site::SuppressionSpec rule{.id = "stopped", .alarms = {small.high[0]}, .point = small.fan};
    rule.when.kind = alarm::ConditionKind::State;
    rule.when.code_count = 1;  // 0: stopped
    small.spec.suppressions.push_back(rule);
    small.spec.groups.push_back({.id = "tank", .alarms = small.high});
  }
  void fan(SiteDriver& drive, Quality quality, double value) {
    const Sample sample{
        .point = small.fan, .quality = quality, .value = value, .at = drive.now().tick};
    drive.site().take({&sample, 1}, drive.now(), drive.effects());
  }
  bool suppressed(SiteDriver& drive) {
    return drive.site().alarm(small.high[0]).flags.has(Flag::Suppressed);
  }
  SmallSite small;
};

TEST_F(SiteRulesTest, ARuleSuppressesWhileItsReadingSaysSo) {
  SiteDriver drive(small);
  fan(drive, Quality::Good, 0.0);
  EXPECT_TRUE(suppressed(drive));
  drive.gas(0, 60.0);
  fan(drive, Quality::Good, 1.0);
  EXPECT_FALSE(suppressed(drive));
  EXPECT_EQ(drive.site().alarm(small.high[0]).occurrence, 2u) << "now it sounds";
}

TEST_F(SiteRulesTest, BadDataMasksNothing) {
  SiteDriver drive(small);
  fan(drive, Quality::Good, 0.0);
  fan(drive, Quality::Comm, 0.0);
  EXPECT_FALSE(suppressed(drive));
}

TEST_F(SiteRulesTest, AfterARestartItStaysUntilTheRuleIsReadAgain) {
  SiteDriver drive(small);
  fan(drive, Quality::Good, 0.0);
  SiteDriver after(small);
  after.set_time(seconds{5}, drive.now().wall);
  after.site().restore(drive.memory(), after.now(), after.effects());
  EXPECT_TRUE(suppressed(after));
  fan(after, Quality::Good, 1.0);
  EXPECT_FALSE(suppressed(after));
}

TEST_F(SiteRulesTest, ARuleThatIsGoneSuppressesNoMore) {
  SiteDriver drive(small);
  fan(drive, Quality::Good, 0.0);
  small.spec.suppressions.clear();
  SiteDriver after(small);
  after.site().restore(drive.memory(), after.now(), after.effects());
  EXPECT_FALSE(suppressed(after));
}

TEST_F(SiteRulesTest, TheFirstOfAGroupIsMarkedUntilAllAreNormal) {
  SiteDriver drive(small);
  drive.gas(1, 60.0);
  drive.gas(2, 60.0);
  EXPECT_EQ(drive.transitions(small.high[1]).back().first_out, "tank");
  EXPECT_EQ(drive.transitions(small.high[2]).back().first_out, "");
  EXPECT_EQ(drive.site().alarm(small.high[1]).first_out, "tank");
}

/// The small site with an alarm for floods that begin at three and end below two.
class SiteFloodTest : public ::testing::Test {
 protected:
  SiteFloodTest() {
    small.spec.flood = {.window = minutes{10}, .begins_at = 3, .ends_below = 2};
    small.spec.alarms.push_back({.id = "gateway.flood"});
    small.spec.alarms.back().condition.kind = alarm::ConditionKind::System;
    flood = index_of<AlarmIndex>(small.spec.alarms.size() - 1);
    small.spec.alarms[at(small.vote)].grave = true;
  }
  void lose(SiteDriver& drive, std::size_t device) {
    drive.site().device_answers(index_of<DeviceIndex>(device), false, drive.now(), drive.effects());
  }
  SmallSite small;
  AlarmIndex flood{};
};

TEST_F(SiteFloodTest, ManyAlarmsAreAnAlarmAndWhatIsGraveIsNeverGrouped) {
  SiteDriver drive(small);
  lose(drive, 0);
  lose(drive, 1);
  EXPECT_EQ(drive.state(flood), State::Normal);
  lose(drive, 2);
  EXPECT_EQ(drive.state(flood), State::Active);
  EXPECT_FALSE(drive.transitions(small.comm[0]).back().grouped) << "it came before";
  EXPECT_TRUE(drive.transitions(small.comm[2]).back().grouped);
  EXPECT_FALSE(drive.transitions(flood).back().grouped);
  drive.gas(0, 60.0);
  drive.gas(1, 60.0);
  EXPECT_TRUE(drive.transitions(small.high[0]).back().grouped);
  EXPECT_FALSE(drive.transitions(small.vote).back().grouped);
  EXPECT_EQ(drive.site().incidents().size(), 1u) << "nothing waits for a flood to end";
}

TEST_F(SiteFloodTest, AFloodEndsByItself) {
  SiteDriver drive(small);
  for (std::size_t i = 0; i < 3; ++i) lose(drive, i);
  drive.pass(minutes{10} - seconds{1});
  EXPECT_EQ(drive.state(flood), State::Active);
  drive.pass(seconds{1});
  EXPECT_EQ(drive.state(flood), State::Cleared);
}

TEST_F(SiteFloodTest, AFloodGoesOnInTheSameProcess) {
  SiteDriver drive(small), after(small);
  for (std::size_t i = 0; i < 3; ++i) lose(drive, i);
  ASSERT_EQ(drive.state(flood), State::Active);
  after.set_time(drive.now().tick.time_since_epoch(), drive.now().wall);
  std::vector<std::optional<PointIndex>> points;
  for (std::size_t i = 0; i < small.spec.points.size(); ++i) points.emplace_back(PointIndex(i));
  after.site().go_on(drive.site(), points, after.now(), after.effects());
  EXPECT_EQ(after.state(flood), State::Active);
  EXPECT_EQ(after.site().alarm(flood).occurrence, 1u) << "it is the same flood";
  after.pass(minutes{11});
  EXPECT_EQ(after.state(flood), State::Cleared);
}

TEST_F(SiteFloodTest, WhatIsQuietIsNotCounted) {
  SiteDriver drive(small);
  ASSERT_TRUE(drive.site().remove(small.comm, hours{1}, "li", "x", drive.now(), drive.effects()));
  for (std::size_t i = 0; i < 4; ++i) lose(drive, i);
  EXPECT_EQ(drive.state(flood), State::Normal);
}

}  // namespace
}  // namespace hazgate::testing
