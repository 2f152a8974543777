#include "gateway/config/load.hpp"

#include <cstdlib>

#include "tests/unit/gateway/config/site_file.hpp"

namespace hazgate::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using Load = SiteFile;

TEST_F(Load, AGoodSite) {
  EXPECT_THAT(said(), IsEmpty());
  const Settings settings = good();
  EXPECT_EQ(settings.file, (folder_ / "site.toml").string());
  EXPECT_EQ(settings.site.park, "north-park");
  EXPECT_EQ(settings.site.devices.size(), 2u);
  EXPECT_EQ(settings.buses.size(), 1u);
}

/// The ten mistakes of the issue's "Bad input": every one of them, each once, each at its place.
TEST_F(Load, TenMistakesAreTenLines) {
  write("north-park", "North Park");
  write("type = \"tcp\"", "type = \"tcp\"\nretires = 2");
  write("unit = 11", "unit = 300");
  write("bus = \"field\"\nunit = 51", "bus = \"feild\"\nunit = \"51\"");
  write("model = \"relay-box\"", "model = \"relay-bocks\"\npoll = \"1 s\"");
  write("gd-101.gas.HH", "gd-101.gas.HHH");
  append(R"(on_close = 5
[[plan.step]]
do = "notify"
role = "shift-leader"

[[alarm]]
point = "gd-101.gas"
name = "HH"
limit = 500.0
)");
  const std::string devices = (folder_ / "devices").string();
  EXPECT_THAT(
      said(),
      ElementsAre(
          "site.toml:2:8: site.park: \"North Park\" is not an identifier; use only a-z, 0-9 and -, "
          "beginning with a letter or digit",
          "site.toml:10:1: bus[0].retires: is not a known key; did you mean retries?",
          "site.toml:16:8: device[0].unit: 300 is out of range; write a whole number from 1 to "
          "247",
          "site.toml:21:7: device[1].bus: no bus \"feild\"; did you mean \"field\"?",
          "site.toml:22:8: device[1].unit: is a text, not a whole number; write a whole number "
          "from 1 to 247",
          "site.toml:23:9: device[1].model: no model \"relay-bocks\" in " + devices +
              ", " HAZGATE_CONFIG "/devices; did you mean \"relay-box\"?",
          "site.toml:24:8: device[1].poll: \"1 s\" is not a duration; write a duration such as "
          "\"250ms\", \"1s\", \"5m\", \"24h\" or \"30d\"",
          "site.toml:32:12: plan[0].trigger[0]: no alarm \"gd-101.gas.HHH\"; did you mean "
          "\"gd-101.gas.HH\"?",
          "site.toml:41:8: plan[0].step[1].role: no contact has the role \"shift-leader\"; write "
          "one that exists",
          "site.toml:46:9: alarm[0].limit: 500 is outside the range [0, 100] of gas; write a limit "
          "that the instrument can measure"));
}

TEST_F(Load, AFileThatIsNotThere) {
  const auto settings = config::load(folder_ / "none.toml");
  ASSERT_FALSE(settings);
  EXPECT_THAT(to_text(settings.error().sorted().at(0)), HasSubstr("none.toml: cannot be read"));
}

TEST_F(Load, ABrokenFileHasOneMistakeForNow) {
  write("unit = 11", "unit 11");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("site.toml:15:6: not TOML: ")));
}

TEST_F(Load, AnEmptyFileSaysWhatToWrite) {
  text_ = "";
  EXPECT_THAT(said(), ElementsAre("site.toml:1:1: site: is missing; write [site] with park, "
                                  "enterprise and gateway"));
}

TEST_F(Load, ModelsBesideTheSiteComeFirst) {
  file("devices/gas-detector.toml", R"(model = "gas-detector"
source = "ours"
family = "gas"
[[point]]
id = "gas"
table = "holding"
address = 9
type = "int16"
[[alarm]]
point = "gas"
name = "HH"
kind = "high"
limit = 1.0
)");
  const Settings settings = good();
  EXPECT_EQ(settings.site.points.at(0).format.address, 9);
}

TEST_F(Load, AMistakeOfAModelIsSaidOnceForAllItsDevices) {
  file("devices/gas-detector.toml", R"(model = "gas-detector"
source = "ours"
family = "gas"
[[point]]
id = "gas"
table = "input"
address = 9
type = "int16"
range = [0, 10]
[[alarm]]
point = "gas"
name = "HH"
kind = "high"
limit = 11
)");
  append("[[device]]\nid = \"gd-102\"\nbus = \"field\"\nunit = 12\nmodel = \"gas-detector\"\n");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("gas-detector.toml:14:9: alarm[0].limit: 11 is "
                                            "outside the range [0, 10] of gas")));
  // A file that cannot be used at all, too; and what refers to its devices is let through.
  file("devices/gas-detector.toml", "model = 5");
  EXPECT_THAT(said(), testing::Each(HasSubstr("gas-detector.toml:")));
}

TEST_F(Load, EveryUseOfAnUnknownModelIsSaid) {
  write("\"gas-detector\"", "\"../site\"");
  write("\"relay-box\"", "\"../site\"");
  file("devices/other.toml", "");  // so that devices/../site.toml is a file
  EXPECT_THAT(said(), ElementsAre(HasSubstr("device[0].model: no model \"../site\""),
                                  HasSubstr("device[1].model: no model \"../site\"")));
}

TEST_F(Load, TheModelPathStartsWithTheEnvironment) {
  ::setenv("HAZGATE_MODELS", "/somewhere", 1);
  EXPECT_EQ(default_model_path().folders.front(), "/somewhere");
  ::unsetenv("HAZGATE_MODELS");
  EXPECT_EQ(default_model_path().folders.size(), 2u);
  EXPECT_EQ(default_model_path().folders.back(), HAZGATE_CONFIG "/devices");
}

TEST_F(Load, TheControlSocketOfASiteWithMistakesElsewhere) {
  write("unit = 11", "unit = 300");
  append("[control]\nsocket = \"here.sock\"\n");
  const auto socket = control_socket(file("site.toml", text_));
  ASSERT_TRUE(socket);
  EXPECT_EQ(*socket, (folder_ / "here.sock").string());
}

}  // namespace
}  // namespace hazgate::config
