#include "tests/unit/simulators/scenario/scenario_text.hpp"

namespace hazgate::sim {
namespace {

using std::chrono::seconds;

TEST_F(ScenarioTest, ReadsDevicesSignalsAndFaults) {
  const auto scenario = load(std::string(kHead) + R"(
[[device]]
id = "gd-101"
listen = "field"
unit = 11
model = "gas-detector-combustible"
[[device.value]]
point = "gas"
start = 2.0
noise = 0.1
wave = 0.5
period = "60s"
change = [{ at = "8s", to = 64.0, over = "15s" }]
[[device.fault]]
at = "50s"
for = "6s"
kind = "silent"
[[device.fault]]
at = "1s"
for = "1s"
kind = "exception"
code = 6
[[device.fault]]
at = "3s"
for = "1s"
kind = "late"
delay = "700ms"
)");
  ASSERT_TRUE(scenario);
  const DeviceScenario& device = scenario->devices.at(0);
  EXPECT_EQ(device.unit, 11);
  EXPECT_EQ(device.signals.at(0).signal.changes.at(0).over, std::chrono::seconds{15});
  EXPECT_EQ(device.signals.at(0).signal.wave.period, seconds{60});
  ASSERT_EQ(device.faults.size(), 3u);
  EXPECT_EQ(device.faults[0].kind, FaultKind::Silent);
  EXPECT_EQ(device.faults[0].at, seconds{50});
  EXPECT_EQ(device.faults[0].lasts, seconds{6});
  EXPECT_EQ(device.faults[1].kind, FaultKind::Exception);
  EXPECT_EQ(device.faults[1].code, 6);
  EXPECT_EQ(device.faults[2].kind, FaultKind::Late);
  EXPECT_EQ(device.faults[2].delay, std::chrono::milliseconds{700});
}

TEST_F(ScenarioTest, APointWithoutAStartBeginsAtRest) {
  const auto scenario = load(std::string(kHead) + R"(
[[device]]
id = "fp"
listen = "field"
unit = 1
model = "fire-panel"
[[device.value]]
point = "zone-1"
change = [{ at = "5s", to = "fire" }]
)");
  ASSERT_TRUE(scenario);
  EXPECT_EQ(scenario->devices.at(0).signals.at(0).signal.start, Value{std::string("normal")});
}

TEST_F(ScenarioTest, EveryPointHasASeedOfItsOwnFromTheScenarios) {
  const auto seeds = [this](int seed) {
    const auto scenario = load("seed = " + std::to_string(seed) + "\n" + kHead + R"(
[[device]]
id = "pv"
listen = "field"
unit = 1
model = "pressure-vessel"
[[device.value]]
point = "pressure"
noise = 0.1
[[device.value]]
point = "level"
noise = 0.1
)");
    const auto& signals = scenario.value().devices.at(0).signals;
    return std::pair(signals.at(0).signal.seed, signals.at(1).signal.seed);
  };
  EXPECT_NE(seeds(1).first, seeds(1).second);
  EXPECT_NE(seeds(1).first, seeds(2).first);
  EXPECT_EQ(seeds(1), seeds(1));
}

TEST_F(ScenarioTest, ListensMayStandBelow) {
  const auto scenario = load(R"(
seed = 9
duration = "30s"
stop_at_end = true
[[device]]
id = "relay-1"
listen = "line"
unit = 247
model = "relay-box"
[[listen]]
id = "line"
type = "rtu"
link = "/tmp/line"
baud = 19200
)");
  ASSERT_TRUE(scenario);
  EXPECT_EQ(scenario->seed, 9u);
  EXPECT_EQ(scenario->duration, seconds{30});
  EXPECT_TRUE(scenario->stop_at_end);
  EXPECT_EQ(std::get<RtuListen>(scenario->listens.at(0).on).link, "/tmp/line");
}

TEST_F(ScenarioTest, ModelsBesideTheScenarioComeFirst) {
  beside("relay-box", R"(
model = "relay-box"
vendor = "ours"
source = "generic"
family = "output"
[[point]]
id = "horn"
table = "coil"
address = 7
type = "bool"
writable = true
)");
  const auto scenario = load(std::string(kHead) +
                             "[[device]]\nid = \"a\"\nlisten = \"field\"\nunit = 1\n"
                             "model = \"relay-box\"\n");
  ASSERT_TRUE(scenario);
  EXPECT_EQ(scenario->devices.at(0).model.vendor, "ours");
}

TEST_F(ScenarioTest, ADeviceIdentifiesItselfUnlessItsScenarioSaysNo) {
  const std::string device = "[[device]]\nlisten = \"field\"\nmodel = \"relay-box\"\n";
  const auto scenario = load(kHead + device + "id = \"a\"\nunit = 1\n" + device +
                             "id = \"b\"\nunit = 2\nidentification = false\n");
  ASSERT_TRUE(scenario);
  EXPECT_TRUE(scenario->devices.at(0).identification);
  EXPECT_FALSE(scenario->devices.at(1).identification);
}

TEST_F(ScenarioTest, ReadsWhatHappensToALine) {
  const auto scenario = load(R"(
[[listen]]
id = "field"
type = "tcp"
[[listen.fault]]
at = "5s"
for = "2s"
kind = "cut"
[[listen]]
id = "line"
type = "rtu"
link = "/tmp/line"
[[listen.fault]]
at = "8s"
for = "1s"
kind = "babble"
[[listen.fault]]
at = "1s"
for = "1s"
kind = "cut"
[[device]]
id = "relay-1"
listen = "line"
unit = 1
model = "relay-box"
)");
  ASSERT_TRUE(scenario);
  ASSERT_EQ(scenario->listens.at(0).faults.size(), 1u);
  EXPECT_EQ(scenario->listens[0].faults[0].kind, LineFault::Cut);
  EXPECT_EQ(scenario->listens[0].faults[0].at, seconds{5});
  EXPECT_EQ(scenario->listens[0].faults[0].lasts, seconds{2});
  ASSERT_EQ(scenario->listens.at(1).faults.size(), 2u);
  EXPECT_EQ(scenario->listens[1].faults[0].kind, LineFault::Babble);
}

TEST_F(ScenarioTest, ReadsTheEventsOfAPanel) {
  const auto scenario = load(std::string(kHead) + R"(
[[device]]
id = "fp-1"
listen = "field"
unit = 1
model = "fire-panel-gst"
[[device.event]]
at = "5s"
kind = "fire"
part = "0020100100"
[[device.event]]
at = "3s"
kind = "fault"
part = "0000000000"
source = 5
part_type = 0
)");
  ASSERT_TRUE(scenario);
  const std::vector<PoolEvent> events = {
      {seconds{5}, "fire", "0020100100", std::nullopt, std::nullopt},
      {seconds{3}, "fault", "0000000000", 5, 0}};
  EXPECT_EQ(scenario->devices.at(0).events, events);
}

TEST_F(ScenarioTest, TheDemoLoads) {
  EXPECT_TRUE(load_scenario(std::string(HAZGATE_SOURCE) + "/config/demo/scenario.toml",
                            {std::string(HAZGATE_SOURCE) + "/config/devices"}));
}

}  // namespace
}  // namespace hazgate::sim
