#include "gateway/core/site/panel.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>
#include <set>

#include "tests/support/panel_site.hpp"

namespace hazgate::testing {
namespace {

using device::PanelEventKind;
using device::ZoneState;
using ::testing::ElementsAre;

class PanelTest : public ::testing::Test {
 protected:
  std::optional<PointIndex> tell(PanelEventKind kind, const std::string& part) {
    return panel.take(panel_event(kind, part), memories);
  }
  ZoneState zone(std::size_t number) const {
    return static_cast<ZoneState>(panel.samples(Tick{})[number].value);
  }
  PanelSite small;
  site::Panel panel{small.spec, small.panel};
  std::vector<site::PartMemory> memories;
};

/// What one part shows after events, in order.
TEST_F(PanelTest, TheTableOfItsHeader) {
  using enum PanelEventKind;
  struct Row {
    std::vector<PanelEventKind> events;
    ZoneState shown;
  };
  const std::vector<Row> rows = {
      {{Fire}, ZoneState::Fire},
      {{Fire, Restore}, ZoneState::Fire},
      {{Fire, Stop}, ZoneState::Fire},
      {{Fire, Release}, ZoneState::Fire},
      {{Fire, Isolate}, ZoneState::Fire},
      {{Fire, Fault}, ZoneState::Fire},
      {{Fire, Reset}, ZoneState::Normal},
      {{Fault}, ZoneState::Fault},
      {{Fault, Restore}, ZoneState::Normal},
      {{Fault, Reset}, ZoneState::Normal},
      {{Supervise}, ZoneState::Supervisory},
      {{Supervise, Fault}, ZoneState::Supervisory},
      {{Supervise, Restore}, ZoneState::Normal},
      {{Start}, ZoneState::Operated},
      {{Start, Feedback, Stop}, ZoneState::Normal},
      {{Action}, ZoneState::Operated},
      {{Feedback, Reset}, ZoneState::Normal},
      {{Isolate}, ZoneState::Disabled},
      {{Isolate, Reset}, ZoneState::Disabled},
      {{Isolate, Release}, ZoneState::Normal},
      {{Isolate, Fault}, ZoneState::Fault},
      {{Isolate, Start}, ZoneState::Disabled},
      {{Status}, ZoneState::Normal},
      {{Unknown}, ZoneState::Normal},
  };
  for (std::size_t i = 0; i < rows.size(); ++i) {
    site::Panel fresh(small.spec, small.panel);
    for (const PanelEventKind kind : rows[i].events) {
      fresh.take(panel_event(kind, "0020100100"), memories);
    }
    EXPECT_EQ(static_cast<ZoneState>(fresh.samples(Tick{})[0].value), rows[i].shown) << "row " << i;
  }
}

TEST_F(PanelTest, AnEventGoesToTheZoneThatNamesItsPartBest) {
  EXPECT_EQ(tell(PanelEventKind::Fire, "0020100100"), small.zones[0]) << "named whole";
  EXPECT_EQ(tell(PanelEventKind::Fire, "0020100999"), small.zones[1]) << "00201*";
  EXPECT_EQ(tell(PanelEventKind::Fire, "9999999999"), small.zones[2]) << "*";
}

TEST_F(PanelTest, AQuestionMarkStandsForAnyDigitAndNamesNone) {
  small.spec.points[at(small.zones[0])].parts = {"???0000000"};
  small.spec.points[at(small.zones[1])].parts = {"0020*"};
  site::Panel marked(small.spec, small.panel);
  const auto zone_of = [&](const std::string& part) {
    return marked.take(panel_event(PanelEventKind::Fault, part), memories);
  };
  EXPECT_EQ(zone_of("0020000000"), small.zones[0]) << "seven digits and the length against four";
  EXPECT_EQ(zone_of("9990000000"), small.zones[0]);
  EXPECT_EQ(zone_of("0020000001"), small.zones[1]);
  EXPECT_EQ(zone_of("00200000000"), small.zones[1]) << "longer than the marks";
  EXPECT_EQ(zone_of("999"), small.zones[2]);
}

TEST_F(PanelTest, AZoneShowsTheWorstOfItsParts) {
  tell(PanelEventKind::Fault, "0020100999");
  tell(PanelEventKind::Fire, "0020100998");
  EXPECT_EQ(zone(1), ZoneState::Fire);
  EXPECT_EQ(zone(0), ZoneState::Normal);
  EXPECT_EQ(zone(2), ZoneState::Normal);
  tell(PanelEventKind::Restore, "0020100999");
  EXPECT_EQ(zone(1), ZoneState::Fire);
}

TEST_F(PanelTest, AResetIsOfTheWholePanel) {
  tell(PanelEventKind::Fire, "0020100100");
  tell(PanelEventKind::Fire, "9999999999");
  tell(PanelEventKind::Isolate, "0020100999");
  tell(PanelEventKind::Reset, "0000000000");
  EXPECT_EQ(zone(0), ZoneState::Normal);
  EXPECT_EQ(zone(1), ZoneState::Disabled);
  EXPECT_EQ(zone(2), ZoneState::Normal);
}

TEST_F(PanelTest, AResetOfOneControllerIsNotOneOfTheOthers) {
  small.spec.devices[at(small.panel)].controller_digits = 3;
  site::Panel linked(small.spec, small.panel);
  const auto say = [&](PanelEventKind kind, const std::string& part) {
    linked.take(panel_event(kind, part), memories);
  };
  say(PanelEventKind::Fire, "0020100100");
  say(PanelEventKind::Fire, "0030100100");
  say(PanelEventKind::Reset, "0030000000");
  EXPECT_EQ(static_cast<ZoneState>(linked.samples(Tick{})[0].value), ZoneState::Fire);
  EXPECT_EQ(static_cast<ZoneState>(linked.samples(Tick{})[2].value), ZoneState::Normal);
  say(PanelEventKind::Reset, "0000000000");
  EXPECT_EQ(static_cast<ZoneState>(linked.samples(Tick{})[0].value), ZoneState::Normal);
}

TEST_F(PanelTest, ZonesAreUncertainUntilAPersonHasLooked) {
  EXPECT_EQ(panel.samples(Tick{})[0].quality, Quality::Uncertain) << "after a start";
  panel.set_checked(true);
  tell(PanelEventKind::Fire, "0020100100");
  EXPECT_EQ(panel.samples(Tick{})[0].quality, Quality::Good);
  tell(PanelEventKind::Unknown, "0020100100");
  EXPECT_EQ(panel.samples(Tick{})[0].quality, Quality::Uncertain)
      << "nobody knows what the panel said";
}

TEST_F(PanelTest, OnlyWhatChangesIsToBeKept) {
  tell(PanelEventKind::Fire, "0020100100");
  tell(PanelEventKind::Fire, "0020100100");
  EXPECT_EQ(memories.size(), 1U);
  tell(PanelEventKind::Reset, "0000000000");
  ASSERT_EQ(memories.size(), 2U);
  EXPECT_EQ(memories[1].conditions, 0U) << "forgotten";
  EXPECT_TRUE(panel.memory().empty());
}

/// Whatever happens: the rows kept one by one, and all at once, give the same panel back.
TEST_F(PanelTest, AWalkIsRememberedAtEveryStep) {
  std::mt19937 random{20261125};
  std::map<std::string, unsigned> rows;
  const std::vector<std::string> parts = {"0020100100", "0020100101", "0020100102", "7777777777"};
  for (int step = 0; step < 20000; ++step) {
    memories.clear();
    const auto kind = static_cast<PanelEventKind>(random() % 13);
    tell(kind, parts[random() % parts.size()]);
    for (const auto& memory : memories) {
      rows[memory.part] = memory.conditions;
      if (memory.conditions == 0) rows.erase(memory.part);
    }
    site::Panel from_rows(small.spec, small.panel), from_all(small.spec, small.panel);
    for (const auto& [part, conditions] : rows) from_rows.restore({"fp-1", part, conditions});
    for (const auto& memory : panel.memory()) from_all.restore(memory);
    for (std::size_t i = 0; i < small.zones.size(); ++i) {
      ASSERT_EQ(from_rows.samples(Tick{})[i].value, panel.samples(Tick{})[i].value) << step;
      ASSERT_EQ(from_all.samples(Tick{})[i].value, panel.samples(Tick{})[i].value) << step;
    }
  }
}

class PanelSiteTest : public ::testing::Test {
 protected:
  Now now(int second = 0) const {
    return {.tick = Tick{std::chrono::seconds{1000 + second}},
            .wall = from_unix_ms(1'795'000'000'000 + second * 1000),
            .wall_trusted = true};
  }
  void tell(PanelEventKind kind, const std::string& part) {
    brain.panel_read(small.panel, panel_event(kind, part), now(), effects);
  }
  void check() {
    ASSERT_TRUE(brain.acknowledge({&small.check, 1}, std::nullopt, "li", "", now(), effects));
    ASSERT_TRUE(brain.reset({&small.check, 1}, "li", now(), effects));
  }
  alarm::State state(AlarmIndex alarm) const { return brain.alarm(alarm).state; }
  PanelSite small;
  site::Site brain{small.spec};
  site::Effects effects;
};

TEST_F(PanelSiteTest, AFireIsAnEventAndAnAlarmAtOnce) {
  tell(PanelEventKind::Fire, "0020100100");
  EXPECT_EQ(state(small.fire[0]), alarm::State::Active);
  EXPECT_EQ(state(small.fire[1]), alarm::State::Normal);
  const auto* event = std::get_if<site::PanelEvent>(&effects.events.front());
  ASSERT_NE(event, nullptr) << "the cause stands before its effects";
  EXPECT_EQ(event->zone, small.zones[0]);
  EXPECT_EQ(event->event.part, "0020100100");
  ASSERT_EQ(effects.parts.size(), 1U);
  EXPECT_EQ(effects.parts[0].device, "fp-1");
}

TEST_F(PanelSiteTest, ASecondFireInAZoneThatBurnsSoundsAgain) {
  tell(PanelEventKind::Fire, "0020100100");
  ASSERT_TRUE(brain.acknowledge({&small.fire[0], 1}, 1, "li", "", now(), effects));
  tell(PanelEventKind::Fire, "0020100100");
  EXPECT_EQ(state(small.fire[0]), alarm::State::Acked) << "the same detector says nothing new";
  small.spec.points[at(small.zones[0])].parts = {"0020100100", "0020100101"};
  site::Site two(small.spec);
  two.panel_read(small.panel, panel_event(PanelEventKind::Fire, "0020100100"), now(), effects);
  ASSERT_TRUE(two.acknowledge({&small.fire[0], 1}, 1, "li", "", now(), effects));
  two.panel_read(small.panel, panel_event(PanelEventKind::Fire, "0020100101"), now(), effects);
  EXPECT_EQ(two.alarm(small.fire[0]).state, alarm::State::Active);
  EXPECT_EQ(two.alarm(small.fire[0]).occurrence, 2U) << "its acknowledgement was for the first";
}

TEST_F(PanelSiteTest, TheFirstReadAsksForALookAtThePanel) {
  EXPECT_EQ(state(small.check), alarm::State::Normal);
  brain.panel_read(small.panel, std::nullopt, now(), effects);
  EXPECT_EQ(state(small.check), alarm::State::Active);
}

TEST_F(PanelSiteTest, APersonAcknowledgesAndThenSaysThatItIsAsShown) {
  brain.panel_read(small.panel, std::nullopt, now(), effects);
  const auto refused = brain.reset({&small.check, 1}, "li", now(), effects);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error(), ::testing::HasSubstr("acknowledge"));
  check();
  EXPECT_EQ(state(small.check), alarm::State::Normal);
  const auto zones = brain.panel_read(small.panel, std::nullopt, now(), effects);
  EXPECT_EQ(zones[0].quality, Quality::Good);
  EXPECT_EQ(state(small.check), alarm::State::Normal) << "and it stays so";
}

TEST_F(PanelSiteTest, AGapMakesItUncertainAgainAndClearsNoFire) {
  tell(PanelEventKind::Fire, "0020100100");
  check();
  brain.panel_missed(small.panel, false, now(), effects);
  EXPECT_EQ(state(small.check), alarm::State::Active);
  const auto zones = brain.panel_read(small.panel, std::nullopt, now(), effects);
  EXPECT_EQ(zones[0].quality, Quality::Uncertain);
  EXPECT_EQ(state(small.fire[0]), alarm::State::Active);
}

TEST_F(PanelSiteTest, WhatIsMissedAfterTheAcknowledgementIsNotConfirmedAway) {
  brain.panel_read(small.panel, std::nullopt, now(), effects);
  ASSERT_TRUE(brain.acknowledge({&small.check, 1}, {}, "li", "", now(), effects));
  brain.panel_missed(small.panel, false, now(), effects);  // while li is on the way
  EXPECT_EQ(state(small.check), alarm::State::Active) << "it sounds again";
  EXPECT_EQ(brain.alarm(small.check).occurrence, 2u);
  EXPECT_FALSE(brain.reset({&small.check, 1}, "li", now(), effects));
  check();
}

TEST_F(PanelSiteTest, AnEventThatNobodyKnowsIsMissedToo) {
  brain.panel_read(small.panel, std::nullopt, now(), effects);
  ASSERT_TRUE(brain.acknowledge({&small.check, 1}, {}, "li", "", now(), effects));
  tell(PanelEventKind::Unknown, "0020100100");
  EXPECT_EQ(state(small.check), alarm::State::Active);
}

TEST_F(PanelSiteTest, APanelThatStaysSilentAsksOnce) {
  brain.panel_read(small.panel, std::nullopt, now(), effects);
  brain.panel_missed(small.panel, true, now(), effects);
  ASSERT_TRUE(brain.acknowledge({&small.check, 1}, {}, "li", "", now(), effects));
  for (int probe = 0; probe < 10; ++probe) brain.panel_missed(small.panel, true, now(), effects);
  EXPECT_EQ(state(small.check), alarm::State::Acked);
}

TEST_F(PanelSiteTest, ASilentPanelCannotBeConfirmed) {
  site::AlarmSpec comm;
  comm.id = "fp-1.comm";
  comm.condition.kind = alarm::ConditionKind::Comm;
  comm.device = small.panel;
  small.spec.alarms.push_back(comm);
  site::Site other(small.spec);
  other.panel_read(small.panel, std::nullopt, now(), effects);
  ASSERT_TRUE(other.acknowledge({&small.check, 1}, {}, "li", "", now(), effects));
  other.device_answers(small.panel, false, now(), effects);
  const auto refused = other.reset({&small.check, 1}, "li", now(), effects);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error(), ::testing::HasSubstr("does not answer"));
}

TEST_F(PanelSiteTest, AFaultIsNotGoneBecauseThereIsAFireAsWell) {
  site::AlarmSpec alarm;
  alarm.id = "fp-1.others.FAULT";
  alarm.condition.kind = alarm::ConditionKind::State;
  alarm.condition.codes[0] = static_cast<double>(ZoneState::Fault);
  alarm.condition.code_count = 1;
  alarm.point = small.zones[2];
  small.spec.alarms.push_back(alarm);
  const auto fault = index_of<AlarmIndex>(small.spec.alarms.size() - 1);
  site::Site other(small.spec);
  const auto say = [&](PanelEventKind kind, const std::string& part) {
    return other.panel_read(small.panel, panel_event(kind, part), now(), effects);
  };
  say(PanelEventKind::Fault, "7777777777");
  const auto zones = say(PanelEventKind::Fire, "8888888888");
  EXPECT_EQ(zones[2].value, static_cast<double>(ZoneState::Fire)) << "the worst is shown";
  EXPECT_EQ(other.alarm(small.fire[2]).state, alarm::State::Active);
  EXPECT_EQ(other.alarm(fault).state, alarm::State::Active);
  EXPECT_EQ(other.alarm(fault).value, static_cast<double>(ZoneState::Fault));
  say(PanelEventKind::Restore, "7777777777");
  EXPECT_EQ(other.alarm(fault).state, alarm::State::Cleared);
  EXPECT_EQ(other.alarm(small.fire[2]).state, alarm::State::Active);
}

TEST_F(PanelSiteTest, APanelThatIsGoneLeavesNoFireBehind) {
  tell(PanelEventKind::Fire, "0020100100");
  const site::Memory memory = brain.memory(now());
  small.spec.devices[at(small.panel)].has_queue = false;
  site::Site next(small.spec);
  site::Effects after;
  next.restore(memory, now(), after);
  ASSERT_EQ(after.parts.size(), 1U);
  EXPECT_EQ(after.parts[0].part, "0020100100");
  EXPECT_EQ(after.parts[0].conditions, 0U);
}

TEST_F(PanelSiteTest, AnEventOfWhatIsNoPanelAnyMoreIsOnRecord) {
  brain.panel_read(small.other, panel_event(PanelEventKind::Fire, "0020100100"), now(), effects);
  ASSERT_EQ(effects.events.size(), 1U);
  EXPECT_NE(std::get_if<site::PanelEvent>(&effects.events[0]), nullptr);
}

TEST_F(PanelSiteTest, AResetOfThePanelLeavesTheFireForAPerson) {
  tell(PanelEventKind::Fire, "0020100100");
  tell(PanelEventKind::Reset, "0000000000");
  EXPECT_EQ(state(small.fire[0]), alarm::State::Latched);
}

TEST_F(PanelSiteTest, TheNextProcessKnowsTheFireButNotWhatItMissed) {
  tell(PanelEventKind::Fire, "0020100100");
  check();
  site::Memory memory;
  memory.parts = effects.parts;
  for (const auto& alarm : effects.alarms) memory.alarms.push_back(alarm);
  site::Site next(small.spec);
  site::Effects after;
  next.restore(memory, now(60), after);
  EXPECT_EQ(next.alarm(small.fire[0]).state, alarm::State::Active);
  const auto zones = next.panel_read(small.panel, std::nullopt, now(60), after);
  EXPECT_EQ(zones[0].value, static_cast<double>(ZoneState::Fire));
  EXPECT_EQ(zones[0].quality, Quality::Uncertain);
  EXPECT_EQ(next.alarm(small.check).state, alarm::State::Active);
}

TEST_F(PanelSiteTest, AChangeOfTheConfigurationKeepsWhatWasChecked) {
  brain.panel_read(small.panel, std::nullopt, now(), effects);
  check();
  site::Site next(small.spec);
  site::Effects after;
  next.restore(brain.memory(now()), now(), after);
  const auto zones = next.panel_read(small.panel, std::nullopt, now(), after);
  EXPECT_EQ(zones[0].quality, Quality::Good);
  EXPECT_EQ(next.alarm(small.check).state, alarm::State::Normal);
}

TEST_F(PanelSiteTest, ADeviceWithoutAQueueIsNoPanel) {
  EXPECT_TRUE(brain.panel_read(small.other, std::nullopt, now(), effects).empty());
  brain.panel_missed(small.other, false, now(), effects);
  EXPECT_TRUE(effects.empty());
}

}  // namespace
}  // namespace hazgate::testing
