#include "simulators/fleet/fleet.hpp"

#include <gtest/gtest.h>
#include <set>
#include <unistd.h>

#include "simulators/field/image.hpp"

namespace hazgate::sim {
namespace {

class FleetTest : public ::testing::Test {
 protected:
  ~FleetTest() override { std::filesystem::remove_all(folder); }
  std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("hazgate-fleet-" + std::to_string(::getpid()));
  Fleet fleet{.devices = 5, .registers = 7};
};

TEST_F(FleetTest, EveryDeviceHasItsUnitAndAllItsRegisters) {
  const Scenario scenario = scenario_of(fleet);
  ASSERT_EQ(scenario.devices.size(), 5u);
  EXPECT_EQ(scenario.devices[4].id, "d-005");
  EXPECT_EQ(scenario.devices[4].unit, 5);
  EXPECT_EQ(scenario.devices[4].signals.size(), 7u);
  EXPECT_EQ(scenario.devices[4].model.points.back().id, "coil");
  EXPECT_TRUE(scenario.devices[4].model.points.back().writable);
}

TEST_F(FleetTest, ValuesFitVarySlowlyAndAreTheSameEachTime) {
  const Scenario one = scenario_of(fleet), other = scenario_of(fleet);
  std::set<double> seen;
  for (const PointSignal& value : one.devices[2].signals) {
    const auto& same =
        other.devices[2].signals[static_cast<std::size_t>(&value - &one.devices[2].signals[0])];
    for (int second = 0; second < 600; second += 10) {
      const Value now = value_at(value.signal, std::chrono::seconds{second});
      EXPECT_EQ(now, value_at(same.signal, std::chrono::seconds{second}));
      const double number = as_number(now).value();
      EXPECT_GE(number, 0.0);
      EXPECT_LT(number, kFleetLimit);
      seen.insert(number);
    }
  }
  EXPECT_GT(seen.size(), 100u);
}

TEST_F(FleetTest, TheWrittenModelIsTheSimulatedOne) {
  ASSERT_EQ(write_site(fleet, {.folder = folder}, 1502), "");
  const auto written = model::load_model(folder / "devices/bench.toml");
  ASSERT_TRUE(written);
  const model::DeviceModel simulated = scenario_of(fleet).devices[0].model;
  ASSERT_EQ(written->points.size(), simulated.points.size());
  for (std::size_t i = 0; i < simulated.points.size(); ++i) {
    EXPECT_EQ(written->points[i].id, simulated.points[i].id);
    EXPECT_EQ(written->points[i].format.table, simulated.points[i].format.table);
    EXPECT_EQ(written->points[i].format.address, simulated.points[i].format.address);
    EXPECT_EQ(written->points[i].format.type, simulated.points[i].format.type);
    EXPECT_EQ(written->points[i].writable, simulated.points[i].writable);
  }
  ASSERT_EQ(written->alarms.size(), 1u);
  EXPECT_EQ(written->alarms[0].point, "r0");
  EXPECT_EQ(written->alarms[0].limit, kFleetLimit);
}

TEST_F(FleetTest, AFolderThatCannotBeMadeIsSaid) {
  EXPECT_NE(write_site(fleet, {.folder = "/proc/no-such"}, 1502), "");
}

}  // namespace
}  // namespace hazgate::sim
