#include <chrono>
#include <ostream>

#include "tests/unit/gateway/config/site_file.hpp"

namespace hazgate::config {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using alarm::ConditionKind;

class Alarms : public SiteFile {
 protected:
  /// An alarm of a small device "p" with a number t, a flag f, a word s, an enumeration e, a code c.
  void alarm(const std::string& point, const std::string& keys, const std::string& family = "") {
    append(R"([[device]]
id = "p"
bus = "field"
unit = 7
)" + (family.empty() ? std::string(kPoints) : "model = \"p\"\n") +
           "[[alarm]]\npoint = \"p." + point + "\"\nname = \"A\"\n" + keys);
    if (family.empty()) return;
    std::string points = kPoints;
    for (std::size_t at = 0; (at = points.find("device.point", at)) != std::string::npos;) {
      points.replace(at, 12, "point");
    }
    file("devices/p.toml",
         "model = \"p\"\nsource = \"test\"\nfamily = \"" + family + "\"\n" + points);
  }

  static constexpr const char* kPoints = R"([[device.point]]
id = "t"
table = "input"
address = 0
type = "int16"
range = [-40, 150]
[[device.point]]
id = "f"
table = "discrete"
address = 0
type = "bool"
[[device.point]]
id = "s"
table = "input"
address = 1
type = "string"
length = 4
[[device.point]]
id = "e"
table = "input"
address = 5
type = "uint16"
states = { 0 = "normal", 1 = "fire", 2 = "fault" }
[[device.point]]
id = "c"
table = "input"
address = 6
type = "uint16"
)";
};

TEST_F(Alarms, OfAModel) {
  const Settings settings = good();
  const site::AlarmSpec& high = alarm_of(settings, "gd-101.gas.HH");
  EXPECT_EQ(high.name, "HH");
  EXPECT_EQ(high.condition.kind, ConditionKind::High);
  EXPECT_EQ(high.condition.limit, 50.0);
  EXPECT_EQ(high.condition.deadband, 2.0);
  EXPECT_EQ(high.condition.off_delay, Duration{60s});
  EXPECT_TRUE(high.condition.over_range_raises);
  EXPECT_TRUE(high.rules.latch);
  EXPECT_EQ(high.priority, Priority::Critical);
  EXPECT_EQ(high.basis, "GB/T 50493-2019 5.5.2");
  EXPECT_EQ(settings.site.points[at(*high.point)].id, "gd-101.gas");
  EXPECT_FALSE(alarm_of(settings, "gd-101.gas.FAULT").condition.over_range_raises);
}

TEST_F(Alarms, TheSiteOverridesSingleKeys) {
  append(R"([[alarm]]
point = "gd-101.gas"
name = "HH"
limit = 40.0
title = "T-101 leak"
latch = false
)");
  const Settings settings = good();
  const site::AlarmSpec& alarm = alarm_of(settings, "gd-101.gas.HH");
  EXPECT_EQ(alarm.condition.limit, 40.0);
  EXPECT_EQ(alarm.name, "T-101 leak");
  EXPECT_FALSE(alarm.rules.latch);
  EXPECT_EQ(alarm.condition.deadband, 2.0) << "as in the model";
  EXPECT_EQ(alarm.priority, Priority::Critical) << "as in the model";
}

TEST_F(Alarms, AnotherKindLeavesTheOldOnesKeys) {
  append("[[alarm]]\npoint = \"gd-101.gas\"\nname = \"HH\"\nkind = \"bad-quality\"\n");
  EXPECT_EQ(alarm_of(good(), "gd-101.gas.HH").condition.kind, ConditionKind::BadQuality);
}

TEST_F(Alarms, OneOfTheSitesOwn) {
  append("[[alarm]]\npoint = \"gd-101.gas\"\nname = \"EARLY\"\nkind = \"high\"\nlimit = 10\n");
  const Settings settings = good();
  const site::AlarmSpec& alarm = alarm_of(settings, "gd-101.gas.EARLY");
  EXPECT_EQ(alarm.priority, Priority::Medium);
  EXPECT_TRUE(alarm.condition.over_range_raises) << "of a gas detector";
}

TEST_F(Alarms, EveryDeviceHasAComm) {
  append(
      "[[alarm]]\npoint = \"relay-1\"\nname = \"comm\"\npriority = \"high\"\noff_delay = "
      "\"1m\"\n");
  const Settings settings = good();
  const site::AlarmSpec& plain = alarm_of(settings, "gd-101.comm");
  EXPECT_EQ(plain.condition.kind, ConditionKind::Comm);
  EXPECT_EQ(plain.priority, Priority::Medium);
  EXPECT_EQ(plain.condition.off_delay, Duration{10s});
  EXPECT_EQ(plain.message, "the device does not answer");
  EXPECT_EQ(settings.site.devices[at(*plain.device)].id, "gd-101");
  const site::AlarmSpec& changed = alarm_of(settings, "relay-1.comm");
  EXPECT_EQ(changed.priority, Priority::High);
  EXPECT_EQ(changed.condition.off_delay, Duration{1min});
  EXPECT_EQ(changed.message, plain.message);
}

TEST_F(Alarms, ACommHasNoLimit) {
  append("[[alarm]]\npoint = \"gd-101\"\nname = \"comm\"\nkind = \"high\"\nlimit = 5\n");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("39:8: alarm[0].kind: means nothing for the comm"),
                                  HasSubstr("40:9: alarm[0].limit: means nothing")));
}

TEST_F(Alarms, OfTheGatewayItself) {
  append("[uplink]\nbrokers = [\"tcp://a:1\"]\n");
  const Settings settings = good();
  EXPECT_EQ(alarm_of(settings, "bus.field").priority, Priority::Medium);
  EXPECT_EQ(at(*alarm_of(settings, "bus.field").bus), 0u);
  EXPECT_EQ(alarm_of(settings, "gateway.journal").priority, Priority::High);
  EXPECT_EQ(alarm_of(settings, "gateway.uplink").priority, Priority::Medium);
  const site::AlarmSpec& output = alarm_of(settings, "relay-1.siren.write");
  EXPECT_EQ(output.condition.kind, ConditionKind::System);
  EXPECT_EQ(output.priority, Priority::High);
  EXPECT_EQ(settings.site.points[at(*output.point)].id, "relay-1.siren");
  EXPECT_THROW(alarm_of(settings, "relay-1.fan.write"), std::out_of_range) << "no plan writes it";
}

TEST_F(Alarms, WithoutUplinkThereIsNoAlarmOfIt) {
  EXPECT_THROW(alarm_of(good(), "gateway.uplink"), std::out_of_range);
}

TEST_F(Alarms, TheGatewaySpeaksTheSitesLanguage) {
  write("\"en\"", "\"zh-CN\"");
  EXPECT_EQ(alarm_of(good(), "gd-101.comm").message, "设备无应答");
  write("\"zh-CN\"", "\"zh-TW\"");
  EXPECT_EQ(alarm_of(good(), "gd-101.comm").message, "設備無應答");
}

TEST_F(Alarms, StatesBecomeCodes) {
  alarm("e", "kind = \"state\"\nstates = [\"fault\", 1]\n");
  const Settings settings = good();
  const auto& condition = alarm_of(settings, "p.e.A").condition;
  ASSERT_EQ(condition.code_count, 2u);
  EXPECT_EQ(condition.codes[0], 2.0);
  EXPECT_EQ(condition.codes[1], 1.0);
}

TEST_F(Alarms, AFlagIsTrueOrFalse) {
  alarm("f", "kind = \"state\"\nstates = [false]\n");
  const Settings settings = good();
  EXPECT_EQ(alarm_of(settings, "p.f.A").condition.codes[0], 0.0);
}

TEST_F(Alarms, AWholeNumberHasCodes) {
  alarm("c", "kind = \"state\"\nstates = [7, 65535]\n");
  const Settings settings = good();
  EXPECT_EQ(alarm_of(settings, "p.c.A").condition.codes[1], 65535.0);
}

struct Wrong {
  const char* point;
  const char* keys;
  const char* said;
};

std::ostream& operator<<(std::ostream& out, const Wrong& wrong) {
  return out << wrong.keys;
}

class WrongAlarm : public Alarms, public testing::WithParamInterface<Wrong> {};

TEST_P(WrongAlarm, IsSaid) {
  alarm(GetParam().point, GetParam().keys);
  EXPECT_THAT(said(), ElementsAre(HasSubstr(GetParam().said)));
}

INSTANTIATE_TEST_SUITE_P(
    Keys, WrongAlarm,
    testing::Values(
        Wrong{"t", "", "68:1: alarm[0].kind: is missing; write high, low, rate, time-to-limit"},
        Wrong{"t", "kind = \"hi\"\n", "71:8: alarm[0].kind: \"hi\" is not known"},
        Wrong{"t", "kind = \"comm\"\n", "alarm[0].kind: \"comm\" is not known"},
        Wrong{"t", "kind = \"rate\"\n", "alarm[0].limit: is missing; write the change per minute"},
        Wrong{"t", "kind = \"rate\"\nlimit = 0\n", "72:9: alarm[0].limit: 0 is no rate"},
        Wrong{"t", "kind = \"rate\"\nlimit = 3\nwindow = \"5s\"\n",
              "73:10: alarm[0].window: is out of reach; write 10s to 24h"},
        Wrong{"t", "kind = \"rate\"\nlimit = 3\nmin_samples = 40\n",
              "alarm[0].window: holds too few readings: the point is read every 1s; write window = "
              "\"78s\" or longer"},
        Wrong{"t", "kind = \"mean\"\nlimit = 3\nwindow = \"15s\"\n",
              "73:10: alarm[0].window: holds too few readings: the point is read every 1s; write "
              "window = \"16s\" or longer"},
        Wrong{"t", "kind = \"rate\"\nlimit = 3\nmin_samples = 1\n",
              "alarm[0].min_samples: 1 is out"},
        Wrong{"t", "kind = \"high\"\nlimit = 3\nwindow = \"60s\"\n",
              "alarm[0].window: belongs to kind = \"rate\""},
        Wrong{"t", "kind = \"deviation\"\nlimit = 3\n", "alarm[0].from: is missing"},
        Wrong{"t", "kind = \"deviation\"\nlimit = 3\nfrom = \"x\"\n",
              "73:8: alarm[0].from: no point \"x\""},
        Wrong{"t", "kind = \"deviation\"\nlimit = 3\nfrom = \"t\"\n", "from: is the point itself"},
        Wrong{"t", "kind = \"deviation\"\nlimit = -3\nfrom = \"c\"\n", "limit: -3 is not above 0"},
        Wrong{"t", "kind = \"stuck\"\nlimit = 3\n", "alarm[0].limit: belongs to kind"},
        Wrong{"t", "kind = \"high\"\nlimit = 3\nown = \"x\"\nstates = [1]\n",
              "73:7: alarm[0].own: device \"p\" has no point \"x\""},
        Wrong{"t", "kind = \"high\"\nlimit = 3\nown = \"s\"\nstates = [1]\n",
              "alarm[0].own: point s has no states"},
        Wrong{"t", "kind = \"high\"\nlimit = 3\nown = \"e\"\n", "alarm[0].states: names no state"},
        Wrong{"t", "kind = \"high\"\nlimit = 3\nown = \"e\"\nstates = [\"smoke\"]\n",
              "alarm[0].states: \"smoke\" is not a state of e"},
        Wrong{"t", "kind = \"stuck\"\nown = \"e\"\n", "alarm[0].own: belongs to kind = \"high\""},
        Wrong{"t", "kind = \"high\"\nlimit = 3\ndiffers_after = \"1s\"\n",
              "alarm[0].differs_after: belongs to kind = \"high\" or \"low\" with own"},
        Wrong{"f", "kind = \"rate\"\nlimit = 3\n", "point f has no number to compare"},
        Wrong{"e", "kind = \"state\"\nmask = 3\n", "alarm[0].mask: belongs to a whole number"},
        Wrong{"c", "kind = \"state\"\nstates = [3000000000]\n", "is too large for a code"},
        Wrong{"t",
              "kind = \"high\"\nlimit = 5\npriority = \"critical\"\nmessage = \"m\"\n"
              "action = \"a\"\nbasis = \"b\"\nshelve = \"5m\"\n",
              "77:10: alarm[0].shelve: fire, gas level 2, HH, LL and critical alarms are never"},
        Wrong{"t", "kind = 5\n", "71:8: alarm[0].kind: is a number, not a text"},
        Wrong{"t", "kind = \"high\"\n", "alarm[0].limit: is missing"},
        Wrong{"t", "kind = \"high\"\nlimit = \"5\"\n", "72:9: alarm[0].limit: is a text, not a"},
        Wrong{"t", "kind = \"high\"\nlimit = nan\n", "alarm[0].limit: is not finite"},
        Wrong{"t", "kind = \"high\"\nlimit = 151\n", "72:9: alarm[0].limit: 151 is outside"},
        Wrong{"t", "kind = \"low\"\nlimit = -40.5\n", "alarm[0].limit: -40.5 is outside"},
        Wrong{"t", "kind = \"high\"\nlimit = 5\ndeadband = -1\n",
              "73:12: alarm[0].deadband: -1 is"},
        Wrong{"t", "kind = \"low\"\nlimit = 100\ndeadband = 60\n", "the alarm would return at 160"},
        Wrong{"t", "kind = \"high\"\nlimit = 5\nstates = [1]\n",
              "73:10: alarm[0].states: belongs to kind = \"state\", or to own; remove it"},
        Wrong{"t", "kind = \"bad-quality\"\nlimit = 5\n",
              "72:9: alarm[0].limit: belongs to kind = \"high\", \"low\" and others"},
        Wrong{"t", "kind = \"bad-quality\"\ndeadband = 5\n", "alarm[0].deadband: belongs to"},
        Wrong{"t", "kind = \"high\"\nlimit = 5\npriority = \"red\"\n",
              "73:12: alarm[0].priority: \"red\" is not a priority; write critical, high, medium"},
        Wrong{
            "t",
            "kind = \"high\"\nlimit = 5\npriority = \"critical\"\naction = \"a\"\nbasis = \"b\"\n",
            "68:1: alarm[0].message: a critical alarm must say what is wrong"},
        Wrong{
            "t",
            "kind = \"high\"\nlimit = 5\npriority = \"critical\"\nmessage = \"a\"\nbasis = \"b\"\n",
            "alarm[0].action: a critical alarm must say what the operator does"},
        Wrong{"t",
              "kind = \"high\"\nlimit = 5\npriority = \"critical\"\nmessage = \"a\"\naction = "
              "\"b\"\n",
              "68:1: alarm[0].basis: a critical alarm must say where it comes from; name the"},
        Wrong{"f", "kind = \"high\"\nlimit = 1\n", "point f has no number to compare"},
        Wrong{"e", "kind = \"high\"\nlimit = 1\n", "point e has no number to compare"},
        Wrong{"s", "kind = \"high\"\nlimit = 1\n", "point s has no number to compare"},
        Wrong{"s", "kind = \"state\"\nstates = [\"x\"]\n", "point s has no states"},
        Wrong{"e", "kind = \"state\"\n", "alarm[0].states: names no state"},
        Wrong{"e", "kind = \"state\"\nstates = []\n", "alarm[0].states: names no state"},
        Wrong{"e", "kind = \"state\"\nstates = [\"fir\"]\n",
              "72:10: alarm[0].states: \"fir\" is not a state of e; write one of: \"normal\", "
              "\"fire\", \"fault\""},
        Wrong{"e", "kind = \"state\"\nstates = [9]\n", "\"9\" is not a state of e"},
        Wrong{"e", "kind = \"state\"\nstates = [true]\n", "\"true\" is not a state of e"},
        Wrong{"f", "kind = \"state\"\nstates = [1]\n", "\"1\" is not a state of f; write true or"},
        Wrong{"c", "kind = \"state\"\nstates = [1.5]\n", "\"1.5\" is not a state of c"},
        Wrong{"c",
              "kind = \"state\"\nstates = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, "
              "17]\n",
              "alarm[0].states: are too many; write at most 16"},
        Wrong{"t", "kind = \"high\"\nlimit = 5\non_delay = \"-1s\"\n", "is not a duration"},
        Wrong{"x", "kind = \"high\"\nlimit = 5\n", "69:9: alarm[0].point: no point \"p.x\""}));

TEST_F(Alarms, ThatLookAtTheCourseOfAValue) {
  alarm("t", "kind = \"rate\"\nlimit = -3\nwindow = \"2m\"\nmin_samples = 8\n");
  const alarm::ConditionParams rate = alarm_of(good(), "p.t.A").condition;
  EXPECT_EQ(rate.kind, ConditionKind::Rate);
  EXPECT_EQ(rate.limit, -3.0);
  EXPECT_EQ(rate.window, 2min);
  EXPECT_EQ(rate.min_samples, 8);
}

TEST_F(Alarms, ADeviationIsFromAnotherPoint) {
  alarm("t", "kind = \"deviation\"\nlimit = 3\nfrom = \"c\"\n");
  const Settings settings = good();
  const auto other = alarm_of(settings, "p.t.A").other;
  ASSERT_TRUE(other);
  EXPECT_EQ(settings.site.points[at(*other)].id, "p.c");
}

TEST_F(Alarms, BitsUnderAMask) {
  alarm("c", "kind = \"state\"\nmask = 6\n");
  const alarm::ConditionParams bits = alarm_of(good(), "p.c.A").condition;
  EXPECT_EQ(bits.mask, 6U);
  EXPECT_EQ(bits.code_count, 0U);
}

TEST_F(Alarms, HowLongTheyMayBeShelved) {
  alarm("t", "kind = \"high\"\nlimit = 5\npriority = \"high\"\n");
  const Settings settings = good();
  EXPECT_EQ(alarm_of(settings, "p.t.A").rules.longest_shelf, 1h);
  EXPECT_EQ(alarm_of(settings, "p.comm").rules.longest_shelf, 8h);
  EXPECT_EQ(alarm_of(settings, "gd-101.gas.HH").rules.longest_shelf, 0h);
  EXPECT_TRUE(alarm_of(settings, "gd-101.gas.HH").grave);
}

TEST_F(Alarms, ARuleSuppressesAndAGroupHasAFirst) {
  alarm("t", "kind = \"high\"\nlimit = 5\n");
  append(R"([[suppression]]
id = "stopped"
alarms = ["p.t.A"]
point = "p.f"
states = [false]
approved_by = "Wang"
[[group]]
id = "unit"
alarms = ["p.t.A", "p.comm"]
)");
  const Settings settings = good();
  ASSERT_EQ(settings.site.suppressions.size(), 1U);
  EXPECT_EQ(settings.site.suppressions[0].when.code_count, 1U);
  ASSERT_EQ(settings.site.groups.size(), 1U);
  EXPECT_EQ(settings.site.groups[0].alarms.size(), 2U);
}

TEST_F(Alarms, GasOfLevelTwoIsNeverSuppressed) {
  append(R"([[suppression]]
id = "x"
alarms = ["gd-101.gas.HH", "gd-101.gas.HX"]
point = "gd-101.gsa"
states = [1]
approved_by = "Wang"
)");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("\"gd-101.gas.HH\" is of fire or gas level 2"),
                                  HasSubstr("suppression[0].alarms[1]: no alarm \"gd-101.gas.HX\""),
                                  HasSubstr("suppression[0].point: no point \"gd-101.gsa\"")));
}

TEST_F(Alarms, NamesOfAlarms) {
  append("[[alarm]]\npoint = \"gd-101.gas\"\nname = \"H H\"\nkind = \"bad-quality\"\n");
  append("[[alarm]]\npoint = \"relay-1.siren\"\nname = \"write\"\nkind = \"bad-quality\"\n");
  append("[[alarm]]\npoint = \"gd-101.gas\"\nname = \"X\"\nkind = \"bad-quality\"\n");
  append("[[alarm]]\npoint = \"gd-101.gas\"\nname = \"X\"\nlatch = true\n");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("alarm[0].name: \"H H\" is not a name for an alarm"),
                                  HasSubstr("alarm[1].name: \"write\" is the alarm of an output"),
                                  HasSubstr("alarm[3].name: alarm \"gd-101.gas.X\" stands already "
                                            "in line 44")));
}

TEST_F(Alarms, TheDevicesOwnAlarmRaisesTooAndADifferenceIsSaid) {
  alarm("t", "kind = \"high\"\nlimit = 60\nown = \"e\"\nstates = [\"fire\", 2]\n");
  const Settings settings = good();
  const site::AlarmSpec& own = alarm_of(settings, "p.t.A");
  ASSERT_TRUE(own.other);
  EXPECT_EQ(settings.site.points[at(*own.other)].id, "p.e");
  ASSERT_EQ(own.condition.code_count, 2u);
  EXPECT_EQ(own.condition.codes[0], 1);
  EXPECT_EQ(own.condition.codes[1], 2);
  const site::AlarmSpec& differs = alarm_of(settings, "p.t.A-differs");
  EXPECT_EQ(differs.condition.kind, alarm::ConditionKind::Differs);
  EXPECT_EQ(differs.condition.limit, 60.0);
  EXPECT_EQ(differs.condition.code_count, 2u);
  EXPECT_FALSE(differs.condition.falling);
  EXPECT_EQ(differs.condition.on_delay, Duration{10s});
  EXPECT_EQ(differs.point, own.point);
  EXPECT_EQ(differs.other, own.other);
}

TEST_F(Alarms, ADifferenceOfALowLimitMayBeSaidLater) {
  alarm("t", "kind = \"low\"\nlimit = 60\nown = \"f\"\nstates = [true]\ndiffers_after = \"1m\"\n");
  const Settings settings = good();
  EXPECT_TRUE(alarm_of(settings, "p.t.A-differs").condition.falling);
  EXPECT_EQ(alarm_of(settings, "p.t.A-differs").condition.on_delay, Duration{60s});
}

TEST_F(Alarms, FireIsNeverDelayed) {
  const std::string fire =
      "kind = \"state\"\nstates = [\"fire\"]\nmessage = \"m\"\naction = \"a\"\n";
  alarm("e", fire + "priority = \"high\"\non_delay = \"1s\"\n", "fire");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("alarm[0].on_delay: a fire alarm is never delayed")));
}

TEST_F(Alarms, FireIsNeverDelayedWhateverItsPriority) {
  alarm("e", "kind = \"state\"\nstates = [2, 1]\npriority = \"low\"\non_delay = \"1s\"\n", "fire");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("alarm[0].on_delay: a fire alarm is never delayed")));
}

TEST_F(Alarms, FireHasNoDeadband) {
  alarm("t", "kind = \"high\"\nlimit = 60\ndeadband = 2\npriority = \"high\"\n", "fire");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("alarm[0].deadband: a fire alarm has no deadband")));
}

TEST_F(Alarms, FireWaitsForNoCourseOfReadings) {
  alarm("t", "kind = \"mean\"\nlimit = 60\npriority = \"high\"\n", "fire");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("alarm[0].kind: a fire alarm waits for no course")));
}

TEST_F(Alarms, AFaultOfAFirePanelMayBeDelayed) {
  alarm("e", "kind = \"state\"\nstates = [\"fault\"]\non_delay = \"5s\"\n", "fire");
  EXPECT_THAT(said(), IsEmpty());
}

}  // namespace
}  // namespace hazgate::config
