#pragma once

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "simulators/scenario/scenario.hpp"

namespace hazgate::sim {

/// Loads scenarios that stand in a test.
class ScenarioTest : public ::testing::Test {
 protected:
  ScenarioTest() { std::filesystem::create_directory(folder_); }
  ~ScenarioTest() override { std::filesystem::remove_all(folder_); }

  tl::expected<Scenario, model::Mistakes> load(const std::string& text) {
    const auto file = folder_ / "scenario.toml";
    std::ofstream(file) << text;
    return load_scenario(file, {std::string(HAZGATE_SOURCE) + "/config/devices"});
  }
  void beside(const std::string& model, const std::string& text) {
    std::filesystem::create_directory(folder_ / "devices");
    std::ofstream(folder_ / "devices" / (model + ".toml")) << text;
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

inline constexpr const char* kHead = R"(
[[listen]]
id = "field"
type = "tcp"
)";

}  // namespace hazgate::sim
