#include "simulators/field/device.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "simulators/field/rtu_frame.hpp"

namespace hazgate::sim {
namespace {

using ::testing::ElementsAre;
using Bytes = std::vector<std::uint8_t>;

model::DeviceModel load(const std::string& name) {
  auto model = model::load_model(std::string(HAZGATE_SOURCE) + "/config/devices/" + name + ".toml");
  EXPECT_TRUE(model) << name;
  return model ? std::move(*model) : model::DeviceModel{};
}

class DeviceTest : public ::testing::Test {
 protected:
  Bytes ask(Device& device, const Bytes& request, Duration time = {}) {
    device.answer(request, time, reply);
    return {reply.bytes().begin(), reply.bytes().end()};
  }
  Reply reply;
  std::vector<std::string> notes;
  Notes keep() {
    return {
        .crossed =
            [this](const model::ModelPoint& point, const Value& value, const std::string& limit) {
              notes.push_back(point.id + " " + limit + " " + to_text(value));
            },
        .written = [this](
                       const model::ModelPoint& point,
                       const Value& value) { notes.push_back(point.id + " = " + to_text(value)); },
        .refused =
            [this](const Request& request) {
              notes.push_back("refused " + std::to_string(request.address));
            },
        .queued =
            [this](const PoolEvent& event) {
              notes.push_back("queued " + event.kind + " " + event.part);
            },
        .taken =
            [this](const PoolEvent& event, const std::vector<std::uint16_t>& words) {
              notes.push_back("taken " + event.kind + " " + event.part + " " +
                              std::to_string(words.size()));
            }};
  }
  Device gas{"gd", 11, load("gas-detector-combustible"), keep()};
  Device relay{"relay", 51, load("relay-box"), keep()};
  Device lightning{"lp", 31, load("lightning-monitor"), keep()};
  Device panel{"fp", 1, load("fire-panel-gst"), keep()};
  const Bytes take = {3, 0, 0, 0, 4};  ///< an event out of the panel's queue
};

TEST_F(DeviceTest, ShowsItsValueInTheRegisterOfItsModel) {
  EXPECT_EQ(gas.give("gas", {.start = 12.3}, {}), "");
  EXPECT_THAT(ask(gas, {4, 0, 0, 0, 2}), ElementsAre(4, 4, 0, 123, 0, 0));
}

TEST_F(DeviceTest, AnswersOutsideItsImageWithIllegalAddress) {
  EXPECT_THAT(ask(gas, {4, 0, 1, 0, 2}), ElementsAre(0x84, 2));
  EXPECT_THAT(ask(gas, {3, 0, 0, 0, 1}), ElementsAre(0x83, 2));
  EXPECT_THAT(ask(gas, {4, 0, 0, 0, 0}), ElementsAre(0x84, 3));
  EXPECT_THAT(ask(gas, {4, 0, 0, 0, 126}), ElementsAre(0x84, 3));
  EXPECT_THAT(ask(gas, {17}), ElementsAre(0x91, 1));
  EXPECT_THAT(ask(gas, {4, 0}), ElementsAre(0x84, 3));
}

TEST_F(DeviceTest, IdentifiesItselfByItsModelUnlessItDoesNot) {
  const std::string vendor = "generic", product = "relay-box", revision = "1.0";
  Bytes expected = {43, 14, 1, 0x81, 0, 0, 3};
  for (const auto& [object, text] : {std::pair{0, vendor}, {1, product}, {2, revision}}) {
    expected.push_back(static_cast<std::uint8_t>(object));
    expected.push_back(static_cast<std::uint8_t>(text.size()));
    expected.insert(expected.end(), text.begin(), text.end());
  }
  EXPECT_EQ(ask(relay, {43, 14, 1, 0}), expected);
  relay.hide_identity();
  EXPECT_THAT(ask(relay, {43, 14, 1, 0}), ElementsAre(0xAB, 1));
}

TEST_F(DeviceTest, IsWrittenAndReadBack) {
  EXPECT_THAT(ask(relay, {5, 0, 0, 0xFF, 0}), ElementsAre(5, 0, 0, 0xFF, 0));
  EXPECT_THAT(ask(relay, {1, 0, 0, 0, 4}), ElementsAre(1, 1, 0x01));
  EXPECT_THAT(ask(relay, {15, 0, 1, 0, 2, 1, 0x03}), ElementsAre(15, 0, 1, 0, 2));
  EXPECT_THAT(ask(relay, {1, 0, 0, 0, 4}), ElementsAre(1, 1, 0x07));
  EXPECT_THAT(notes, ElementsAre("siren = true", "strobe = true", "fan = true"));
}

TEST_F(DeviceTest, RefusesWritesToWhatIsNotWritable) {
  EXPECT_THAT(ask(relay, {5, 0, 9, 0xFF, 0}), ElementsAre(0x85, 2));
  EXPECT_THAT(ask(relay, {5, 0, 0, 0x12, 0}), ElementsAre(0x85, 3));
  EXPECT_THAT(ask(relay, {15, 0, 3, 0, 2, 1, 3}), ElementsAre(0x8F, 2)) << "half of it exists";
  EXPECT_THAT(ask(relay, {1, 0, 0, 0, 4}), ElementsAre(1, 1, 0)) << "nothing was half done";
}

TEST_F(DeviceTest, NotesWritesThatItRefuses) {
  ask(relay, {5, 0, 9, 0xFF, 0});
  ask(relay, {5, 0, 0, 0x12, 0});  // of bad form: that is no write
  EXPECT_THAT(notes, ElementsAre("refused 9"));
}

TEST_F(DeviceTest, WhatAMasterWroteStaysWhateverTheScenarioSays) {
  relay.give("fan", {.start = false, .changes = {{std::chrono::seconds{5}, false, {}}}}, {});
  ask(relay, {5, 0, 2, 0xFF, 0}, std::chrono::seconds{1});
  EXPECT_THAT(ask(relay, {1, 0, 2, 0, 1}, std::chrono::seconds{9}), ElementsAre(1, 1, 1));
}

TEST_F(DeviceTest, NotesEachCrossingOnce) {
  gas.give("gas", {.start = 2.0, .changes = {{std::chrono::seconds{1}, 60.0, {}}}}, {});
  gas.watch(std::chrono::milliseconds{500});
  EXPECT_TRUE(notes.empty());
  gas.watch(std::chrono::seconds{1});
  gas.watch(std::chrono::seconds{2});
  EXPECT_THAT(notes, ElementsAre("gas H 60", "gas HH 60"));
}

TEST_F(DeviceTest, NotesACrossingNoLaterThanAMasterReadsIt) {
  gas.give("gas", {.start = 49.9, .changes = {{{}, 50.0, std::chrono::seconds{1}}}}, {});
  notes.clear();
  // 49.96 is 500 in the register: the master reads 50.0, so that is a crossing.
  EXPECT_THAT(ask(gas, {4, 0, 0, 0, 1}, std::chrono::milliseconds{600}), ElementsAre(4, 2, 1, 244));
  EXPECT_THAT(notes, ElementsAre("gas HH 50"));
}

TEST_F(DeviceTest, NotesStatesAndWritesAsCrossings) {
  lightning.give("spd", {.start = true}, {});
  EXPECT_THAT(notes, ElementsAre("spd FAILED true"));
}

TEST_F(DeviceTest, ReadsBringWhatIsReadUpToNow) {
  lightning.give(
      "strikes",
      {.start = std::int64_t{41}, .changes = {{std::chrono::seconds{1}, std::int64_t{42}, {}}}},
      {});
  EXPECT_THAT(ask(lightning, {4, 0, 0, 0, 1}, std::chrono::seconds{2}), ElementsAre(4, 2, 0, 0));
  EXPECT_THAT(ask(lightning, {4, 0, 0, 0, 2}, std::chrono::seconds{2}),
              ElementsAre(4, 4, 0, 0, 0, 42));
}

TEST_F(DeviceTest, RefusesAValueThatItsPointCannotHold) {
  gas.give("gas", {.start = 3.0}, {});
  EXPECT_NE(gas.give("gas", {.start = 1e9}, {}), "");
  EXPECT_NE(gas.give("gas", {.start = 1.0, .changes = {{{}, 1e9, {}}}}, {}), "");
  EXPECT_NE(gas.give("status", {.start = std::string("bored")}, {}), "");
  EXPECT_NE(gas.give("oil", {.start = 1.0}, {}), "");
  EXPECT_THAT(ask(gas, {4, 0, 0, 0, 1}), ElementsAre(4, 2, 0, 30)) << "and changes nothing";
}

Bytes frame_of(const Bytes& pdu, const Device& device) {
  Bytes frame;
  put_rtu(device.unit(), pdu, frame, device.crc());
  return frame;
}

/// The two vectors of the maker's protocol.
TEST_F(DeviceTest, APanelSaysEachEventOnceInTheOrderOfTime) {
  EXPECT_EQ(panel.tell({std::chrono::seconds{9}, "fault", "0020000000", 5, 0}), "");
  EXPECT_EQ(panel.tell({std::chrono::seconds{8}, "fire", "0020100100", {}, {}}), "");
  const Bytes nothing = {3, 8, 0, 0, 0, 0, 0, 0, 0, 0};
  EXPECT_EQ(ask(panel, take, std::chrono::seconds{7}), nothing);
  EXPECT_EQ(frame_of(ask(panel, take, std::chrono::seconds{10}), panel),
            (Bytes{0x01, 0x03, 0x08, 0x01, 0x01, 0x03, 0x00, 0x20, 0x10, 0x01, 0x00, 0x7D, 0x4F}));
  EXPECT_EQ(frame_of(ask(panel, take, std::chrono::seconds{10}), panel),
            (Bytes{0x01, 0x03, 0x08, 0x02, 0x05, 0x00, 0x00, 0x20, 0x00, 0x00, 0x00, 0xCE, 0x4A}));
  EXPECT_EQ(ask(panel, take, std::chrono::seconds{11}), nothing);
  EXPECT_THAT(notes, ElementsAre("queued fire 0020100100", "queued fault 0020000000",
                                 "taken fire 0020100100 4", "taken fault 0020000000 4"));
}

TEST_F(DeviceTest, OnlyTheVeryReadOfAnEventTakesItOut) {
  panel.tell({{}, "fire", "0020100100", {}, {}});
  EXPECT_THAT(ask(panel, {3, 0, 0, 0, 2}), ElementsAre(0x83, 2));
  EXPECT_THAT(ask(panel, {3, 0, 1, 0, 4}), ElementsAre(0x83, 2));
  EXPECT_THAT(ask(panel, {3, 0, 0, 0, 5}), ElementsAre(0x83, 2));
  EXPECT_THAT(ask(panel, {4, 0, 0, 0, 4}), ElementsAre(0x84, 2));
  EXPECT_THAT(ask(panel, {6, 0, 0, 0, 4}), ElementsAre(0x86, 2));
  EXPECT_EQ(ask(panel, take)[2], 1) << "it is still there";
}

TEST_F(DeviceTest, WatchingNotesAnEventWhenItHappens) {
  panel.tell({std::chrono::seconds{3}, "fire", "0020100100", {}, {}});
  panel.watch(std::chrono::milliseconds{2999});
  EXPECT_TRUE(notes.empty());
  panel.watch(std::chrono::seconds{3});
  panel.watch(std::chrono::seconds{4});
  EXPECT_THAT(notes, ElementsAre("queued fire 0020100100"));
}

TEST_F(DeviceTest, RefusesAnEventThatItCannotSay) {
  EXPECT_NE(gas.tell({{}, "fire", "0020100100", {}, {}}), "") << "it has no queue";
  EXPECT_NE(panel.tell({{}, "flood", "0020100100", {}, {}}), "");
  EXPECT_EQ(ask(panel, take)[2], 0) << "and changes nothing";
}

TEST_F(DeviceTest, HasFaultsForAWhile) {
  gas.add_fault(
      {.at = std::chrono::seconds{5}, .lasts = std::chrono::seconds{2}, .kind = FaultKind::Silent});
  EXPECT_EQ(gas.fault_at(std::chrono::seconds{4}).kind, FaultKind::None);
  EXPECT_EQ(gas.fault_at(std::chrono::seconds{6}).kind, FaultKind::Silent);
  EXPECT_EQ(gas.fault_at(std::chrono::seconds{7}).kind, FaultKind::None);
  gas.force_fault({.kind = FaultKind::Late});
  EXPECT_EQ(gas.fault_at(std::chrono::seconds{6}).kind, FaultKind::Late);
}

}  // namespace
}  // namespace hazgate::sim
