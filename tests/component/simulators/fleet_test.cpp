#include "gateway/config/load.hpp"
#include "tests/component/simulators/hazsim.hpp"
#include "tests/component/simulators/master.hpp"

namespace hazgate::test {
namespace {

using FleetTest = HazsimTest;

TEST_F(FleetTest, TheWrittenSiteIsWithoutMistakesAndFitsTheFleet) {
  Hazsim hazsim({"--fleet", "64", "--registers", "100", "--write-site", folder_ / "bench",
                 "--period", "250ms", "--broker", "tcp://127.0.0.1:1883"});
  ASSERT_TRUE(hazsim.is_ready()) << hazsim.program().errors();
  const auto settings = config::load(folder_ / "bench/site.toml");
  std::string mistakes;
  if (!settings) {
    for (const auto& mistake : settings.error().sorted()) mistakes += to_text(mistake) + "\n";
  }
  ASSERT_TRUE(settings) << mistakes;

  Master master(hazsim.port());
  std::vector<std::uint16_t> words;
  for (int unit = 1; unit <= 64; ++unit) {
    ASSERT_EQ(master.read(unit, codec::Table::Holding, 0, 100, words), 0) << unit;
  }
  EXPECT_NE(words[0], 0);
  EXPECT_EQ(master.write_coil(64, 0, true), 0);
  hazsim.program().send(R"({"set":"d-064.r0","value":65000})");
  const auto crossing = hazsim.wait_for("crossing");
  ASSERT_TRUE(crossing);
  EXPECT_EQ(crossing->at("device"), "d-064");
  EXPECT_EQ(master.read(64, codec::Table::Holding, 0, 1, words), 0);
  EXPECT_EQ(words[0], 65000);
  EXPECT_EQ(hazsim.stop(), 0);
}

TEST_F(FleetTest, ASiteThatCannotBeWrittenIsExitThree) {
  Hazsim hazsim({"--fleet", "1", "--write-site", "/proc/no-such"});
  EXPECT_FALSE(hazsim.is_ready());
  EXPECT_EQ(hazsim.program().end(), 3);
  EXPECT_NE(hazsim.program().errors(), "");
}

}  // namespace
}  // namespace hazgate::test
