#include "simulators/scenario/scenario.hpp"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace hazgate::sim {
namespace {

using ::testing::HasSubstr;

class ScenarioTest : public ::testing::Test {
 protected:
  ScenarioTest() { std::filesystem::create_directory(folder_); }
  ~ScenarioTest() override { std::filesystem::remove_all(folder_); }

  tl::expected<Scenario, model::Mistakes> load(const std::string& text) {
    const auto file = folder_ / "scenario.toml";
    std::ofstream(file) << text;
    return load_scenario(file, {std::string(HAZGATE_SOURCE) + "/config/devices"});
  }
  std::vector<std::string> mistakes(const std::string& text) {
    std::vector<std::string> list;
    const auto loaded = load(text);
    if (!loaded) {
      for (const auto& mistake : loaded.error().sorted()) list.push_back(to_text(mistake));
    }
    return list;
  }

 private:
  std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("hazgate-scenario-" + std::to_string(::getpid()));
};

constexpr const char* kHead = R"(
[[listen]]
id = "field"
type = "tcp"
)";

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
change = [{ at = "8s", to = 64.0, over = "15s" }]
[[device.fault]]
at = "50s"
for = "6s"
kind = "silent"
)");
  ASSERT_TRUE(scenario);
  const DeviceScenario& device = scenario->devices.at(0);
  EXPECT_EQ(device.unit, 11);
  EXPECT_EQ(device.signals.at(0).signal.changes.at(0).over, std::chrono::seconds{15});
  EXPECT_EQ(device.faults.at(0).kind, FaultKind::Silent);
}

TEST_F(ScenarioTest, SaysEveryMistakeWithItsPlace) {
  const auto list = mistakes(std::string(kHead) + R"([[device]]
id = "gd-101"
listen = "feild"
unit = 300
model = "gas-detector-combustible"
[[device.value]]
point = "gaz"
start = 2.0
[[device.value]]
point = "gas"
start = 2.0
change = [{ at = "8", to = 64.0 }]
[[device.fault]]
at = "1s"
for = "1s"
kind = "lazy"
speed = 3
)");
  ASSERT_EQ(list.size(), 6u);
  EXPECT_THAT(list[0], HasSubstr("scenario.toml:7:"));
  EXPECT_THAT(list[0], HasSubstr("feild"));
  EXPECT_THAT(list[1], HasSubstr("300"));
  EXPECT_THAT(list[2], HasSubstr("gaz"));
  EXPECT_THAT(list[3], HasSubstr("duration"));
  EXPECT_THAT(list[4], HasSubstr("lazy"));
  EXPECT_THAT(list[5], HasSubstr("speed"));
}

TEST_F(ScenarioTest, AnUnknownModelAndAnEmptyFileAreMistakes) {
  EXPECT_THAT(mistakes(std::string(kHead) + "[[device]]\nid = \"a\"\nlisten = \"field\"\nunit = 1\n"
                                            "model = \"gas-detektor\"\n"),
              ::testing::ElementsAre(HasSubstr("gas-detektor")));
  EXPECT_THAT(mistakes(""), ::testing::ElementsAre(HasSubstr("no device")));
  EXPECT_THAT(mistakes("id = "), ::testing::ElementsAre(HasSubstr("not TOML")));
}

TEST_F(ScenarioTest, TheDemoLoads) {
  EXPECT_TRUE(load_scenario(std::string(HAZGATE_SOURCE) + "/config/demo/scenario.toml",
                            {std::string(HAZGATE_SOURCE) + "/config/devices"}));
}

}  // namespace
}  // namespace hazgate::sim
