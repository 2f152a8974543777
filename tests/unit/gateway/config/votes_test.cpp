#include <chrono>

#include "tests/unit/gateway/config/site_file.hpp"

namespace hazgate::config {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Votes : public SiteFile {
 protected:
  void SetUp() override {
    SiteFile::SetUp();
    for (const char* n : {"2", "3"}) {
      append("[[device]]\nid = \"gd-10" + std::string(n) + "\"\nbus = \"field\"\nunit = 1" + n +
             "\nmodel = \"gas-detector\"\n");
    }
  }
  void vote(const std::string& keys, const std::string& id = "leak") {
    append("[[vote]]\nid = \"" + id + "\"\n" + keys);
  }
};

constexpr const char* kMembers =
    "members = [\"gd-101.gas.HH\", \"gd-102.gas.HH\", \"gd-103.gas.HH\"]\n";

TEST_F(Votes, StandBehindTheirMembers) {
  vote(std::string(kMembers) + R"(need = 2
on_bad = "drop"
name = "T-101 leak"
priority = "critical"
latch = true
on_delay = "1s"
off_delay = "5s"
message = "leak"
action = "leave"
basis = "site"
)");
  write("trigger = [\"gd-101.gas.HH\"]", "trigger = [\"vote.leak\"]");
  const Settings settings = good();
  const site::AlarmSpec& alarm = alarm_of(settings, "vote.leak");
  EXPECT_EQ(alarm.condition.kind, alarm::ConditionKind::Vote);
  EXPECT_EQ(alarm.name, "T-101 leak");
  EXPECT_EQ(alarm.need, 2u);
  EXPECT_EQ(settings.buses.at(0).devices.at(0).neighbours.size(), 2u);
  EXPECT_EQ(alarm.on_bad, alarm::OnBad::Drop);
  EXPECT_EQ(alarm.priority, Priority::Critical);
  EXPECT_TRUE(alarm.rules.latch);
  EXPECT_EQ(alarm.condition.on_delay, Duration{1s});
  EXPECT_EQ(alarm.condition.off_delay, Duration{5s});
  ASSERT_EQ(alarm.members.size(), 3u);
  const AlarmIndex self = settings.site.plans.at(0).trigger.at(0);
  EXPECT_EQ(&settings.site.alarms[at(self)], &alarm);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_LT(at(alarm.members[i]), at(self));
    EXPECT_EQ(settings.site.alarms[at(alarm.members[i])].id,
              "gd-10" + std::to_string(i + 1) + ".gas.HH");
  }
}

TEST_F(Votes, ABadMemberCountsAsAlarmUnlessWritten) {
  vote(std::string(kMembers) + "need = 1\n");
  const Settings settings = good();
  EXPECT_EQ(alarm_of(settings, "vote.leak").on_bad, alarm::OnBad::Alarm);
  EXPECT_EQ(alarm_of(settings, "vote.leak").priority, Priority::Medium);
}

TEST_F(Votes, SpeakForTheirMembersUnlessSomethingIsWritten) {
  vote(std::string(kMembers) + "need = 2\npriority = \"critical\"\n");
  vote(std::string(kMembers) + "need = 1\nmessage = \"leak\"\n", "own");
  const Settings settings = good();
  const site::AlarmSpec& member = alarm_of(settings, "gd-101.gas.HH");
  const site::AlarmSpec& leak = alarm_of(settings, "vote.leak");
  EXPECT_EQ(leak.message, "2/3 " + member.message);
  EXPECT_EQ(leak.action, member.action);
  EXPECT_EQ(leak.basis, member.basis) << "said once, however many members say it";
  EXPECT_EQ(alarm_of(settings, "vote.own").message, "leak");
}

TEST_F(Votes, OverPointsCompareEachByAnAlarmOfItsOwn) {
  vote(R"(points = ["gd-101.gas", "gd-102.gas", "gd-103.gas"]
need = 2
kind = "high"
limit = 40.0
deadband = 2.0
priority = "critical"
latch = true
on_delay = "1s"
message = "leak"
action = "leave"
basis = "site"
)");
  const Settings settings = good();
  const site::AlarmSpec& leak = alarm_of(settings, "vote.leak");
  ASSERT_EQ(leak.members.size(), 3u);
  EXPECT_EQ(leak.message, "leak");
  EXPECT_TRUE(leak.rules.latch);
  EXPECT_EQ(leak.condition.on_delay, Duration{1s});
  const site::AlarmSpec& member = alarm_of(settings, "gd-102.gas.leak");
  EXPECT_EQ(&settings.site.alarms[at(leak.members[1])], &member);
  EXPECT_EQ(member.condition.kind, alarm::ConditionKind::High);
  EXPECT_EQ(member.condition.limit, 40.0);
  EXPECT_EQ(member.condition.deadband, 2.0);
  EXPECT_TRUE(member.condition.over_range_raises);
  EXPECT_EQ(member.priority, Priority::Low);
  EXPECT_EQ(member.condition.on_delay, Duration{}) << "the vote waits, not its members";
  EXPECT_FALSE(member.rules.latch);
  EXPECT_EQ(member.message, "one channel of a vote is beyond its limit");
}

TEST_F(Votes, OverPointsWhatIsWrong) {
  vote("points = [\"gd-101.gas\", \"gd-102.gass\"]\nneed = 3\nkind = \"high\"\nlimit = 45.0\n");
  vote("points = []\nmembers = [\"gd-101.gas.H\"]\nneed = 1\nlimit = 1.0\n", "both");
  vote("members = [\"gd-101.gas.H\"]\nneed = 1\nlimit = 1.0\n", "limit");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("vote[0].points[1]: no point \"gd-102.gass\""),
                                  HasSubstr("vote[0].need: needs 3 of 2 members"),
                                  HasSubstr("vote[1].points: names nothing"),
                                  HasSubstr("vote[1].points: stands beside members"),
                                  HasSubstr("vote[2].limit: is not a known key")));
}

TEST_F(Votes, OverGasPointsAreGraveFromPriorityHighOn) {
  const std::string points =
      "points = [\"gd-101.gas\", \"gd-102.gas\"]\nneed = 2\nkind = \"high\"\nlimit = 45.0\n";
  vote(points + "priority = \"high\"\n");
  vote(points + "priority = \"medium\"\n", "early");
  append(R"([[suppression]]
id = "off"
alarms = ["vote.leak"]
point = "relay-1.fan"
states = [false]
approved_by = "Wang"
basis = "plan"
)");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("\"vote.leak\" is of fire or gas level 2")));
  write("alarms = [\"vote.leak\"]", "alarms = [\"vote.early\"]");
  const Settings settings = good();
  EXPECT_TRUE(alarm_of(settings, "vote.leak").grave);
  EXPECT_EQ(alarm_of(settings, "vote.leak").rules.longest_shelf, Duration{});
  EXPECT_FALSE(alarm_of(settings, "vote.early").grave);
}

TEST_F(Votes, OverPointsOfFireAreNeverDelayedEither) {
  file("devices/heat.toml", R"(model = "heat"
source = "test"
family = "fire"
[[point]]
id = "t"
table = "input"
address = 0
type = "int16"
unit = "C"
range = [-40, 150]
)");
  append("[[device]]\nid = \"h-1\"\nbus = \"field\"\nunit = 77\nmodel = \"heat\"\n");
  vote(
      "points = [\"h-1.t\"]\nneed = 1\nkind = \"high\"\nlimit = 70.0\ndeadband = 5.0\n"
      "priority = \"high\"\n");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("vote[0].deadband: a fire alarm has no deadband")));
}

TEST_F(Votes, OverPointsHaveOneUnitAndEachOfThemOnce) {
  append("[[device]]\nid = \"tox\"\nbus = \"field\"\nunit = 78\nmodel = \"gas-detector-toxic\"\n");
  vote(
      "points = [\"gd-101.gas\", \"gd-101.gas\", \"tox.gas\"]\nneed = 2\nkind = \"high\"\n"
      "limit = 5.0\n");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("vote[0].points[1]: point \"gd-101.gas\" votes twice"),
                                  HasSubstr("vote[0].points[2]: is in \"ppm\" and the points")));
}

TEST_F(Votes, OfVotesAbove) {
  vote(std::string(kMembers) + "need = 2\n");
  vote("members = [\"vote.leak\", \"gd-101.gas.H\"]\nneed = 1\n", "either");
  EXPECT_EQ(alarm_of(good(), "vote.either").members.size(), 2u);
}

TEST_F(Votes, OfVotesBelowAreSaid) {
  vote("members = [\"vote.leak\", \"vote.either\"]\nneed = 1\n", "either");
  vote(std::string(kMembers) + "need = 2\n");
  EXPECT_THAT(said(),
              ElementsAre(HasSubstr("vote[0].members[0]: \"vote.leak\" does not stand above this"),
                          HasSubstr("vote[0].members[1]: \"vote.either\" does not stand above")));
}

TEST_F(Votes, WhatIsWrong) {
  vote(
      "members = [\"gd-101.gas.HH\",\n  \"gd-102.gas.HHH\",\n  \"gd-101.gas.HH\"]\nneed = 4\n"
      "on_bad = \"ignore\"\npriority = \"critical\"\n");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("49:3: vote[0].members[1]: no alarm "
                                            "\"gd-102.gas.HHH\"; did you mean \"gd-102.gas.HH\"?"),
                                  HasSubstr("50:3: vote[0].members[2]: alarm \"gd-101.gas.HH\" "
                                            "votes twice"),
                                  HasSubstr("51:8: vote[0].need: needs 4 of 3 members"),
                                  HasSubstr("52:10: vote[0].on_bad: \"ignore\" is not known")));
}

TEST_F(Votes, WhatIsMissing) {
  vote("");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("vote[0].members: is missing"),
                                  HasSubstr("vote[0].need: is missing")));
  text_.resize(text_.find("[[vote]]"));
  vote("members = []\nneed = 0\n");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("vote[0].members: names nothing"),
                                  HasSubstr("vote[0].need: 0 is out of range")));
}

TEST_F(Votes, IdsUsedTwice) {
  vote(std::string(kMembers) + "need = 2\n");
  vote(std::string(kMembers) + "need = 1\n");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("vote[1].id: vote \"leak\" stands already in line")));
}

TEST_F(Votes, AnAlarmThatIsWrongItselfIsSaidOnce) {
  append("[[alarm]]\npoint = \"gd-101.gas\"\nname = \"HH\"\nkind = \"hi\"\n");
  vote(std::string(kMembers) + "need = 2\n");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("\"hi\" is not known")));
}

TEST_F(Votes, OfFireAreNeverDelayed) {
  append("[[device]]\nid = \"fp\"\nbus = \"field\"\nunit = 41\nmodel = \"fire-panel\"\n");
  vote(
      "members = [\"fp.zone-1.FIRE\", \"fp.zone-2.FIRE\"]\nneed = 2\non_delay = \"2s\"\n"
      "priority = \"high\"\n");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("vote[0].on_delay: a fire alarm is never delayed")));
}

TEST_F(Votes, TheirMembersAreDangerous) {
  for (const char* n : {"1", "2", "3"}) {
    append("[[device]]\nid = \"lp-" + std::string(n) + "\"\nbus = \"field\"\nunit = 3" + n +
           "\nmodel = \"lightning-monitor\"\n");
  }
  vote("members = [\"lp-1.earth.H\", \"lp-2.earth.H\"]\nneed = 2\npriority = \"high\"\n");
  const Settings settings = good();
  const auto& devices = settings.buses.at(0).devices;
  EXPECT_TRUE(devices.at(4).points.at(4).danger) << "a vote of high priority counts it";
  EXPECT_TRUE(devices.at(5).points.at(4).danger);
  EXPECT_FALSE(devices.at(6).points.at(4).danger);
}

}  // namespace
}  // namespace hazgate::config
