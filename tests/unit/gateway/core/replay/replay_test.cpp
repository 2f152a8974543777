#include "gateway/core/replay/replay.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace hazgate::replay {
namespace {

using namespace std::chrono_literals;
using alarm::Cause;
using alarm::ConditionKind;
using alarm::Flag;
using alarm::Flags;
using alarm::State;
using std::chrono::milliseconds;

constexpr WallTime kBegin = from_unix_ms(1'769'788'800'000);
constexpr std::uint32_t kGas = 1, kLevel = 2;

/// Two devices with a point each, polled each second; the record as a list of frames and events.
class Replayed : public testing::Test {
 protected:
  Replayed() {
    for (const char* id : {"gd-1.gas", "pv-1.level"}) {
      const std::string point = id;
      site::DeviceSpec device;
      device.id = point.substr(0, point.find('.'));
      device.points = {index_of<PointIndex>(spec.points.size())};
      spec.devices.push_back(device);
      spec.points.push_back(
          {.id = point, .device = index_of<DeviceIndex>(spec.devices.size() - 1)});
      spec.points.back().format.range = codec::Range{0.0, 100.0};
    }
    high = &add("gd-1.gas.H", ConditionKind::High);
    high->point = PointIndex{0};
    high->condition.limit = 20.0;
    stretch = {.since = kBegin, .until = kBegin + 1h, .terms = {}};
  }
  site::AlarmSpec& add(const std::string& id, ConditionKind kind) {
    spec.alarms.reserve(16);
    spec.alarms.push_back({.id = id, .priority = Priority::High});
    spec.alarms.back().condition.kind = kind;
    return spec.alarms.back();
  }

  /// What the record says happened.
  kpi::Transition& happened(milliseconds when, State from, State to,
                            const std::string& id = "gd-1.gas.H") {
    const bool raised = to == State::Active;
    events.push_back({.t = kBegin + when,
                      .id = id,
                      .priority = Priority::High,
                      .occurrence = occurrence += raised ? 1 : 0,
                      .from = from,
                      .to = to,
                      .cause = raised ? Cause::Condition : Cause::Clear});
    return events.back();
  }
  void raised(milliseconds when, milliseconds till, const std::string& id = "gd-1.gas.H") {
    happened(when, State::Cleared, State::Active, id);
    happened(till, State::Active, State::Cleared, id);
  }

  Replay& replay() {
    if (!replay_) {
      replay_ = std::make_unique<Replay>(spec, stretch, standings, [this] {
        return next_ < events.size() ? std::optional(events[next_++]) : std::nullopt;
      });
      replay_->layout(kGas, "gd-1", {"gas"});
      replay_->layout(kLevel, "pv-1", {"level"});
    }
    return *replay_;
  }
  void frame(milliseconds when, const Reading& reading, std::uint32_t layout = kGas) {
    replay().frame(kBegin + when, layout, {&reading, 1});
  }
  /// The value each second of [from, to).
  void gas(milliseconds from, milliseconds to, double value) {
    for (; from < to; from += 1s) frame(from, {value, Quality::Good});
  }
  const Line& line(const std::string& id = "gd-1.gas.H") {
    if (!result_) result_ = replay().finish();
    const auto found = std::find_if(result_->lines.begin(), result_->lines.end(),
                                    [&](const Line& each) { return each.id == id; });
    static const Line kNone;
    return found == result_->lines.end() ? kNone : *found;
  }
  const Course& recorded() { return line().of(Side::Recorded); }
  const Course& replayed() { return line().of(Side::Replayed); }
  const Result& result() {
    line();
    return *result_;
  }

  site::SiteSpec spec;
  site::AlarmSpec* high = nullptr;
  Stretch stretch;
  std::vector<kpi::Standing> standings;
  std::vector<kpi::Transition> events;
  std::uint64_t occurrence = 0;

 private:
  std::size_t next_ = 0;
  std::unique_ptr<Replay> replay_;
  std::optional<Result> result_;
};

TEST_F(Replayed, TheSameConfigurationGivesWhatHappened) {
  raised(10s, 20s);
  raised(40s, 43s);
  gas(0s, 10s, 5.0);
  gas(10s, 20s, 25.0);
  gas(20s, 40s, 5.0);
  gas(40s, 43s, 20.0);
  gas(43s, 60s, 5.0);
  EXPECT_EQ(recorded(), (Course{2, 2, 13s, 10s}));
  EXPECT_EQ(replayed(), (Course{2, 2, 13s, 10s}));
  EXPECT_TRUE(line().is_same());
  EXPECT_EQ(result().readings, 60U);
  EXPECT_EQ(result().reports[0].alarms, 2U);
  EXPECT_EQ(result().reports[1].alarms, 2U);
}

TEST_F(Replayed, AHigherLimitMissesWhatStaysBelowIt) {
  raised(10s, 15s);
  raised(30s, 40s);
  high->condition.limit = 40.0;
  gas(0s, 10s, 5.0);
  gas(10s, 15s, 25.0);
  gas(15s, 30s, 5.0);
  gas(30s, 32s, 30.0);
  gas(32s, 40s, 45.0);
  gas(40s, 50s, 5.0);
  EXPECT_EQ(recorded(), (Course{2, 1, 15s, 10s}));
  EXPECT_EQ(replayed(), (Course{1, 1, 8s, 8s}));
  EXPECT_EQ(line().later, 2s);
}

TEST_F(Replayed, ALowerLimitIsEarlierAndNew) {
  raised(40s, 50s);
  high->condition.limit = 10.0;
  for (int i = 0; i < 50; ++i) gas(i * 1s, (i + 1) * 1s, i);  // 20 at 20 s
  gas(50s, 60s, 0.0);
  gas(60s, 65s, 12.0);
  gas(65s, 70s, 0.0);
  EXPECT_EQ(replayed(), (Course{2, 1, 45s, 40s}));
  EXPECT_EQ(recorded().alone(), 0U);
  EXPECT_EQ(line().later, -30s);
}

TEST_F(Replayed, ALongerDelayDropsTheShortAndRaisesTheLongLater) {
  raised(10s, 20s);
  raised(40s, 80s);
  high->condition.on_delay = 15s;
  gas(0s, 10s, 5.0);
  gas(10s, 20s, 25.0);
  gas(20s, 40s, 5.0);
  gas(40s, 80s, 25.0);
  gas(80s, 90s, 5.0);
  EXPECT_EQ(recorded(), (Course{2, 1, 50s, 40s}));
  EXPECT_EQ(replayed(), (Course{1, 1, 25s, 25s}));
  EXPECT_EQ(line().later, 15s);
}

TEST_F(Replayed, ADeadbandMakesOneOfMany) {
  high->condition.deadband = 5.0;
  for (int i = 0; i < 5; ++i) raised(10s + 2s * i, 11s + 2s * i);
  for (int i = 0; i < 5; ++i) {
    gas(10s + 2s * i, 11s + 2s * i, 21.0);
    gas(11s + 2s * i, 12s + 2s * i, 19.0);
  }
  gas(20s, 21s, 14.0);
  gas(21s, 30s, 14.0);
  EXPECT_EQ(recorded(), (Course{5, 1, 5s, 1s}));
  EXPECT_EQ(replayed(), (Course{1, 1, 10s, 10s}));
}

TEST_F(Replayed, ARenamedAlarmIsMissedAndNew) {
  high->id = "gd-1.gas.warning";
  raised(10s, 20s);
  gas(0s, 10s, 5.0);
  gas(10s, 20s, 25.0);
  gas(20s, 30s, 5.0);
  EXPECT_EQ(recorded(), (Course{1, 0, 10s, 10s}));
  EXPECT_EQ(replayed(), Course{});
  EXPECT_EQ(line("gd-1.gas.warning").of(Side::Replayed), (Course{1, 0, 10s, 10s}));
  EXPECT_EQ(line("gd-1.gas.warning").of(Side::Recorded), Course{});
  EXPECT_FALSE(line().configured);
  EXPECT_TRUE(line("gd-1.gas.warning").configured);
}

TEST_F(Replayed, NoDelayRunsThroughAGap) {
  high->condition.on_delay = 30s;
  gas(0s, 5s, 5.0);
  gas(5s, 15s, 25.0);
  gas(600s, 615s, 25.0);
  gas(615s, 620s, 5.0);
  EXPECT_EQ(replayed().raised, 0U);
  EXPECT_EQ(result().gaps, 1U);
  EXPECT_EQ(result().gap_time, 586s);
}

TEST_F(Replayed, WithoutTheGapItWouldHaveBeenRaised) {
  high->condition.on_delay = 30s;
  gas(0s, 5s, 5.0);
  gas(5s, 40s, 25.0);
  EXPECT_EQ(replayed().raised, 1U);
}

TEST_F(Replayed, AVoteWithADelayIsNotRaisedInAGap) {
  site::AlarmSpec& vote = add("vote.leak", ConditionKind::Vote);
  vote.members = {AlarmIndex{0}};
  vote.need = 1;
  vote.condition.on_delay = 30s;
  gas(0s, 5s, 5.0);
  gas(5s, 15s, 25.0);
  gas(600s, 610s, 5.0);
  EXPECT_EQ(line("vote.leak").of(Side::Replayed).raised, 0U);
}

TEST_F(Replayed, AVoteWithADelayIsRaisedBetweenReadings) {
  site::AlarmSpec& vote = add("vote.leak", ConditionKind::Vote);
  vote.members = {AlarmIndex{0}};
  vote.need = 1;
  vote.condition.on_delay = 2500ms;
  happened(7500ms, State::Normal, State::Active, "vote.leak");
  gas(0s, 5s, 5.0);
  gas(5s, 15s, 25.0);
  EXPECT_EQ(line("vote.leak").both, 1U);
  EXPECT_EQ(line("vote.leak").later, 0s);
  EXPECT_EQ(line("vote.leak").of(Side::Replayed).active, 6500ms);
}

TEST_F(Replayed, WhatStandsOverAGapIsNotRaisedAgain) {
  raised(5s, 605s);
  gas(0s, 5s, 5.0);
  gas(5s, 15s, 25.0);
  gas(600s, 605s, 25.0);
  gas(605s, 610s, 5.0);
  EXPECT_EQ(replayed(), (Course{1, 1, 600s, 600s}));
  EXPECT_TRUE(line().is_same());
}

TEST_F(Replayed, AClockPutBackTakesNoTimeFromADelay) {
  high->condition.on_delay = 30s;
  // True from 90 s on; a second after 99 s the clock shows 40 s, and nobody knows how long that was.
  raised(98s, 99s, "gd-1.gas.old");
  raised(61s, 70s);
  gas(0s, 90s, 5.0);
  gas(90s, 100s, 25.0);
  gas(40s, 70s, 25.0);
  gas(70s, 80s, 5.0);
  EXPECT_EQ(replayed(), (Course{1, 1, 9s, 9s}));
  EXPECT_EQ(recorded(), (Course{1, 1, 9s, 9s}));
  EXPECT_EQ(line().later, 0s);
  EXPECT_EQ(result().steps_back, 1U);
}

TEST_F(Replayed, ADeviceThatIsLostIsInTheRecordAsComm) {
  site::AlarmSpec& comm = add("gd-1.comm", ConditionKind::Comm);
  comm.device = DeviceIndex{0};
  comm.condition.off_delay = 10s;
  raised(10s, 40s, "gd-1.comm");
  gas(0s, 10s, 5.0);
  for (int i = 10; i < 30; i += 5) frame(i * 1s, {std::monostate{}, Quality::Comm});
  gas(30s, 60s, 5.0);
  EXPECT_EQ(line("gd-1.comm").of(Side::Replayed), (Course{1, 1, 30s, 30s}));
  EXPECT_TRUE(line("gd-1.comm").is_same());
}

TEST_F(Replayed, ADeviceThatAnswersWithExceptionsIsNotLost) {
  add("gd-1.comm", ConditionKind::Comm).device = DeviceIndex{0};
  for (int i = 0; i < 10; ++i) frame(i * 1s, {std::monostate{}, Quality::Exception});
  EXPECT_EQ(line("gd-1.comm").of(Side::Replayed).raised, 0U);
}

TEST_F(Replayed, BadQualityHoldsAndWhatWasNeverReadSaysNothing) {
  add("gd-1.gas.bad", ConditionKind::BadQuality).point = PointIndex{0};
  gas(0s, 5s, 25.0);
  for (int i = 5; i < 10; ++i) frame(i * 1s, {std::monostate{}, Quality::NotYet});
  gas(10s, 15s, 25.0);
  EXPECT_EQ(line("gd-1.gas.bad").of(Side::Replayed).raised, 0U);
  EXPECT_EQ(replayed(), (Course{1, 0, 14s, 14s}));
  EXPECT_EQ(result().readings, 10U);
}

TEST_F(Replayed, APointThatIsReadLessOftenIsNotReadAnewInEachFrame) {
  stretch.paces = {60s};
  high->condition.on_delay = 15s;
  happened(70s, State::Normal, State::Active);
  gas(0s, 10s, 5.0);
  gas(10s, 130s, 25.0);  // read at 10 s, 70 s
  gas(130s, 140s, 5.0);
  EXPECT_EQ(line().later, 0s);
  EXPECT_EQ(replayed().matched, 1U);
  EXPECT_EQ(result().readings, 140U);
}

TEST_F(Replayed, AlarmsOfTheGatewayAreLeftOut) {
  add("gateway.journal", ConditionKind::System);
  raised(5s, 10s, "gateway.journal");
  raised(5s, 10s, "bus.gone");
  raised(5s, 10s, "relay-9.siren.write");
  gas(0s, 20s, 5.0);
  EXPECT_TRUE(result().lines.empty());
  EXPECT_EQ(result().reports[0].alarms, 0U);
}

TEST_F(Replayed, ReadingsThatHaveNoPlaceAreCounted) {
  replay().layout(7, "gd-9", {"gas"});
  spec.points[1].format.states = {{0, "empty"}};
  for (int i = 0; i < 3; ++i) frame(i * 1s, {5.0, Quality::Good}, 7);
  for (int i = 0; i < 2; ++i) frame(i * 1s, {5.0, Quality::Good}, kLevel);
  ASSERT_EQ(result().left_out.size(), 2U);
  EXPECT_EQ(result().left_out[0].point, "pv-1.level");
  EXPECT_FALSE(result().left_out[0].is_missing);
  EXPECT_EQ(result().left_out[0].readings, 2U);
  EXPECT_EQ(result().left_out[1].point, "gd-9.gas");
  EXPECT_TRUE(result().left_out[1].is_missing);
  EXPECT_EQ(result().left_out[1].readings, 3U);
  EXPECT_EQ(result().readings, 0U);
}

TEST_F(Replayed, AReAlarmWaitsForTheAnswerOfTheRecord) {
  high->rules.sound_again = 30s;
  happened(10s, State::Normal, State::Active);
  happened(20s, State::Active, State::Acked).cause = Cause::Ack;
  happened(50s, State::Acked, State::Active);
  gas(0s, 10s, 5.0);
  gas(10s, 70s, 25.0);
  EXPECT_EQ(recorded(), (Course{2, 2, 59s, 59s}));
  EXPECT_EQ(replayed(), (Course{2, 2, 59s, 59s}));
}

TEST_F(Replayed, AShelfOfTheRecordKeepsItQuietAndItsEndSounds) {
  high->rules.longest_shelf = 8h;
  happened(5s, State::Normal, State::Normal).cause = Cause::Shelve;
  events.back().flags.set(Flag::Shelved);
  happened(10s, State::Normal, State::Active).flags.set(Flag::Shelved);
  happened(20s, State::Active, State::Active).cause = Cause::Unshelve;
  gas(0s, 10s, 5.0);
  gas(10s, 30s, 25.0);
  EXPECT_EQ(recorded(), (Course{2, 2, 19s, 19s}));
  EXPECT_EQ(replayed(), (Course{2, 2, 19s, 19s}));
  EXPECT_EQ(result().reports[1].alarms, 1U) << "heard";
  EXPECT_EQ(result().reports[1].quiet[0], 1U) << "shelved";
}

TEST_F(Replayed, WhatWasBeforeTheStretchOnlyShowsHowThingsStood) {
  stretch.since = kBegin + 100s;
  raised(10s, 120s);
  gas(0s, 10s, 5.0);
  gas(10s, 120s, 25.0);
  gas(120s, 130s, 5.0);
  EXPECT_EQ(recorded(), (Course{0, 0, 20s, 20s}));
  EXPECT_EQ(replayed(), (Course{0, 0, 20s, 20s}));
  EXPECT_EQ(result().reports[1].active_at_begin, 1U);
}

TEST_F(Replayed, AnAlarmThatStoodIsHandedOverWithItsState) {
  high->condition.deadband = 10.0;
  standings = {{.id = "gd-1.gas.H", .state = State::Acked, .occurrence = 4}};
  occurrence = 4;
  happened(20s, State::Acked, State::Normal);
  raised(30s, 40s);
  gas(0s, 20s, 15.0);  // in the deadband: it stands
  gas(20s, 30s, 5.0);
  gas(30s, 40s, 25.0);
  gas(40s, 50s, 5.0);
  EXPECT_EQ(recorded(), (Course{1, 1, 30s, 20s}));
  EXPECT_EQ(replayed(), (Course{1, 1, 30s, 20s}));
}

TEST_F(Replayed, AnEmptyRecordIsNothing) {
  EXPECT_TRUE(result().lines.empty());
  EXPECT_EQ(result().readings, 0U);
}

TEST_F(Replayed, TheRunUpIsAsLongAsTheLongestWindow) {
  EXPECT_EQ(Replay::run_up(spec), 10min);
  high->condition.window = 1h;
  high->condition.on_delay = 5min;
  EXPECT_EQ(Replay::run_up(spec), 65min);
}

}  // namespace
}  // namespace hazgate::replay
