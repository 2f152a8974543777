#include <filesystem>

#include "tests/unit/gateway/config/site_file.hpp"

namespace hazgate::config {
namespace {

TEST(DemoSite, HasNoMistakes) {
  const auto settings =
      config::load(HAZGATE_CONFIG "/demo/site.toml", {{HAZGATE_CONFIG "/devices"}});
  if (!settings) {
    for (const auto& mistake : settings.error().sorted()) ADD_FAILURE() << to_text(mistake);
    return;
  }
  EXPECT_EQ(alarm_of(*settings, "vote.t101-leak").members.size(), 3u);
  EXPECT_EQ(alarm_of(*settings, "vote.t101-leak").need, 2u);
  EXPECT_FALSE(settings->site.plans.empty());
  EXPECT_FALSE(settings->uplink.brokers.empty());
  ASSERT_EQ(settings->sources.size(), 1u);
  EXPECT_TRUE(settings->sources[0].assessment.major);
}

/// Every shipped model as a device: its alarms fit its points.
class EveryModel : public SiteFile {};

TEST_F(EveryModel, FitsIntoASite) {
  int unit = 100;
  for (const auto& entry : std::filesystem::directory_iterator(HAZGATE_CONFIG "/devices")) {
    if (entry.path().extension() != ".toml") continue;
    const std::string model = entry.path().stem();
    append("[[device]]\nid = \"x-" + model + "\"\nbus = \"field\"\nunit = " +
           std::to_string(unit++) + "\nmodel = \"" + model + "\"\n");
  }
  EXPECT_GE(unit, 108);
  EXPECT_THAT(said(), testing::IsEmpty());
}

/// GB/T 50493-2019 5.5.2: a limit may be lower than these, never higher.
TEST_F(EveryModel, OfGasKeepsTheLegalLimits) {
  append("[[device]]\nid = \"ox\"\nbus = \"field\"\nunit = 1\nmodel = \"gas-detector-oxygen\"\n");
  append("[[device]]\nid = \"tx\"\nbus = \"field\"\nunit = 2\nmodel = \"gas-detector-toxic\"\n");
  append(
      "[[device]]\nid = \"cb\"\nbus = \"field\"\nunit = 3\nmodel = "
      "\"gas-detector-combustible\"\n");
  const Settings settings = good();
  const auto limit = [&](const char* id) { return alarm_of(settings, id).condition.limit; };
  for (const std::string device : {"cb", "gd-101"}) {
    EXPECT_LE(alarm_of(settings, device + ".gas.H").condition.limit, 25.0);
    EXPECT_LE(alarm_of(settings, device + ".gas.HH").condition.limit, 50.0);
  }
  EXPECT_LE(limit("tx.gas.H"), 7.05) << "100 % of the limit of H2S, 10 mg/m3 at 20 °C";
  EXPECT_LE(limit("tx.gas.HH"), 14.1) << "200 %";
  EXPECT_GE(limit("ox.oxygen.L"), 19.5);
  EXPECT_LE(limit("ox.oxygen.H"), 23.5);
}

}  // namespace
}  // namespace hazgate::config
