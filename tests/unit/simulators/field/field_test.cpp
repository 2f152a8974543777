#include "simulators/field/field.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "simulators/fleet/fleet.hpp"

namespace hazgate::sim {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Bytes = std::vector<std::uint8_t>;

class FieldTest : public ::testing::Test {
 protected:
  FieldTest() { field.start(); }

  Field::Answer ask(std::uint8_t unit, const Bytes& request) {
    reply.clear();
    return field.answer(0, unit, request, reply);
  }

  std::vector<std::string> log;
  Field field{
      scenario_of({.devices = 2, .registers = 3}), 1.0,
      [this](const boost::json::object& event) { log.push_back(boost::json::serialize(event)); }};
  Reply reply;
};

TEST_F(FieldTest, SetsAValueAndLogsItBeforeItsCrossing) {
  EXPECT_EQ(field.command(R"({"set":"d-001.r0","value":60000})"), "");
  EXPECT_THAT(
      log, ElementsAre(
               R"({"event":"set","device":"d-001","point":"r0","value":60000})",
               R"({"event":"crossing","device":"d-001","point":"r0","value":60000,"limit":"H"})"));
  ask(1, {3, 0, 0, 0, 1});
  EXPECT_THAT(reply.bytes(), ElementsAre(3, 2, 0xEA, 0x60));
}

TEST_F(FieldTest, ARefusedCommandChangesAndLogsNothing) {
  EXPECT_THAT(field.command(R"({"set":"d-001.r0","value":65536})"), HasSubstr("does not fit"));
  EXPECT_THAT(field.command(R"({"set":"d-009.r0","value":1})"), HasSubstr("d-009"));
  EXPECT_THAT(field.command(R"({"set":"d-001.r9","value":1})"), HasSubstr("r9"));
  EXPECT_THAT(field.command(R"({"fault":"d-009","kind":"silent"})"), HasSubstr("d-009"));
  EXPECT_THAT(log, IsEmpty());
}

TEST_F(FieldTest, UnitsThatAreNotThereAreSilent) {
  EXPECT_FALSE(ask(2, {3, 0, 0, 0, 1}).silent);
  EXPECT_TRUE(ask(3, {3, 0, 0, 0, 1}).silent);
}

TEST_F(FieldTest, FaultsChangeTheAnswerUntilTheyEnd) {
  field.command(R"({"fault":"d-001","kind":"silent"})");
  EXPECT_TRUE(ask(1, {3, 0, 0, 0, 1}).silent);
  EXPECT_FALSE(ask(2, {3, 0, 0, 0, 1}).silent);
  field.command(R"({"fault":"d-001","kind":"exception","code":6})");
  EXPECT_FALSE(ask(1, {3, 0, 0, 0, 1}).silent);
  EXPECT_THAT(reply.bytes(), ElementsAre(0x83, 6));
  field.command(R"({"fault":"d-001","kind":"late","delay":"70ms"})");
  EXPECT_EQ(ask(1, {3, 0, 0, 0, 1}).delay, std::chrono::milliseconds{70});
  field.command(R"({"fault":"d-001","kind":"none"})");
  EXPECT_EQ(ask(1, {3, 0, 0, 0, 1}).delay.count(), 0);
  EXPECT_EQ(reply.bytes()[0], 3);
  EXPECT_THAT(log, ElementsAre(HasSubstr("silent"), HasSubstr(R"("kind":"exception","code":6)"),
                               HasSubstr(R"("kind":"late","delay_ms":70)"), HasSubstr("none")));
}

TEST_F(FieldTest, ABrokenConnectionIsBrokenAfterTheRequestHasArrived) {
  for (const FaultKind kind : {FaultKind::Closed, FaultKind::HalfOpen}) {
    field.command(R"({"fault":"d-001","kind":")" + std::string(name_of(kind)) + "\"}");
    log.clear();
    EXPECT_EQ(ask(1, {5, 0, 0, 0xFF, 0}).damage, kind);
    EXPECT_THAT(log, ElementsAre(HasSubstr("write")));
  }
}

TEST_F(FieldTest, ABroadcastIsWrittenByAllAndAnsweredByNone) {
  field.command(R"({"fault":"d-002","kind":"silent"})");
  log.clear();
  EXPECT_TRUE(ask(0, {5, 0, 0, 0xFF, 0}).silent);
  EXPECT_THAT(log, ElementsAre(R"({"event":"write","device":"d-001","point":"coil","value":true,)"
                               R"("table":"coil","address":0})"));
}

class LinesTest : public ::testing::Test {
 protected:
  static Scenario two_lines() {
    Scenario scenario = scenario_of({.devices = 1, .registers = 1});
    scenario.listens = {
        {"line", RtuListen{}, {{{}, std::chrono::hours{1}, LineFault::Babble}}},
        {"field", TcpListen{}, {{std::chrono::hours{1}, std::chrono::hours{1}, LineFault::Cut}}}};
    return scenario;
  }

  std::vector<std::string> log;
  Field field{two_lines(), 1.0, [this](const boost::json::object& event) {
                log.push_back(boost::json::serialize(event));
              }};
};

TEST_F(LinesTest, AFaultOfALineHoldsAsTheScenarioSaysUntilACommandSaysOtherwise) {
  field.start();
  EXPECT_EQ(field.line_fault(0), LineFault::Babble);
  EXPECT_EQ(field.line_fault(1), LineFault::None);
  EXPECT_EQ(field.command(R"({"line":"line","kind":"none"})"), "");
  EXPECT_EQ(field.command(R"({"line":"field","kind":"cut"})"), "");
  field.update();
  EXPECT_EQ(field.line_fault(0), LineFault::None);
  EXPECT_EQ(field.line_fault(1), LineFault::Cut);
  EXPECT_THAT(log, ElementsAre(R"({"event":"line","listen":"line","kind":"babble"})",
                               R"({"event":"line","listen":"line","kind":"none"})",
                               R"({"event":"line","listen":"field","kind":"cut"})"));
}

TEST_F(LinesTest, AFollowerHearsWhatHoldsAndEveryChange) {
  field.start();
  std::vector<LineFault> heard;
  field.follow_line_fault(0, [&](LineFault fault) { heard.push_back(fault); });
  field.update();
  field.command(R"({"line":"line","kind":"cut"})");
  field.command(R"({"line":"line","kind":"cut"})");
  field.command(R"({"line":"field","kind":"cut"})");
  field.command(R"({"line":"line","kind":"none"})");
  EXPECT_THAT(heard, ElementsAre(LineFault::Babble, LineFault::Cut, LineFault::None));
}

TEST_F(LinesTest, RefusesWhatALineCannotDo) {
  field.start();
  log.clear();
  EXPECT_THAT(field.command(R"({"line":"field","kind":"babble"})"), HasSubstr("write cut"));
  EXPECT_THAT(field.command(R"({"line":"lien","kind":"cut"})"), HasSubstr("lien"));
  EXPECT_EQ(field.line_fault(1), LineFault::None);
  EXPECT_THAT(log, IsEmpty());
}

TEST_F(LinesTest, OnlyTcpHasConnectionsToBreak) {
  field.start();
  log.clear();
  for (const char* kind : {"closed", "half-open"}) {
    EXPECT_THAT(field.command(R"({"fault":"d-001","kind":")" + std::string(kind) + "\"}"),
                HasSubstr("a serial line has no connection"));
  }
  EXPECT_THAT(log, IsEmpty());
}

/// A panel with an event that has happened and one that comes in an hour.
Scenario with_panel() {
  Scenario scenario;
  scenario.listens.push_back({"line", RtuListen{}, {}});
  DeviceScenario panel;
  panel.id = "fp-1";
  panel.model =
      model::load_model(std::string(HAZGATE_SOURCE) + "/config/devices/fire-panel-gst.toml")
          .value();
  panel.events = {{{}, "fire", "0020100100", {}, {}},
                  {std::chrono::hours{1}, "fire", "0020100101", {}, {}}};
  scenario.devices.push_back(std::move(panel));
  return scenario;
}

class PanelTest : public ::testing::Test {
 protected:
  PanelTest() { field.start(); }
  int take(std::uint8_t unit = 1) {
    reply.clear();
    const Bytes request = {3, 0, 0, 0, 4};
    return field.answer(0, unit, request, reply).silent ? -1 : reply.bytes()[2];
  }

  std::vector<std::string> log;
  Field field{with_panel(), 1.0, [this](const boost::json::object& event) {
                log.push_back(boost::json::serialize(event));
              }};
  Reply reply;
};

TEST_F(PanelTest, LogsAnEventWhenItHappensAndWhenItIsTaken) {
  EXPECT_EQ(take(), 1);
  EXPECT_EQ(take(), 0);
  EXPECT_EQ(field.command(R"({"event":"fp-1","kind":"fault","part":"0020100102"})"), "");
  EXPECT_THAT(
      log, ElementsAre(R"({"event":"queued","device":"fp-1","kind":"fire","part":"0020100100"})",
                       R"({"event":"taken","device":"fp-1","kind":"fire","part":"0020100100",)"
                       R"("registers":[257,768,8208,256]})",
                       R"({"event":"queued","device":"fp-1","kind":"fault","part":"0020100102"})"));
}

TEST_F(PanelTest, ABroadcastTakesNothingOut) {
  EXPECT_EQ(take(0), -1);
  EXPECT_EQ(take(), 1);
}

TEST_F(PanelTest, AnEventThatCannotBeIsRefused) {
  EXPECT_THAT(field.command(R"({"event":"fp-2","kind":"fire","part":"0020100100"})"),
              HasSubstr("no device \"fp-2\""));
  EXPECT_THAT(field.command(R"({"event":"fp-1","kind":"fier","part":"0020100100"})"),
              HasSubstr("write one of fire"));
  EXPECT_THAT(log, IsEmpty());
}

TEST_F(PanelTest, TheOrderOfTheCrcIsTheDevices) {
  EXPECT_EQ(field.crc_of(0, 1), codec::CrcOrder::HighFirst);
  EXPECT_EQ(field.crc_of(0, 2), codec::CrcOrder::LowFirst);
}

TEST_F(FieldTest, RefusedWritesAreLogged) {
  ask(2, {6, 0, 1, 0, 1});
  EXPECT_THAT(reply.bytes(), ElementsAre(0x86, 2));
  EXPECT_THAT(log, ElementsAre(R"({"event":"refused","device":"d-002","table":"holding",)"
                               R"("address":1,"count":1})"));
}

}  // namespace
}  // namespace hazgate::sim
