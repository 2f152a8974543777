#include <boost/json.hpp>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/component/gateway/cli/program.hpp"
#include "tests/component/gateway/control/desk_thread.hpp"

namespace hazgate::cli {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr char kHead[] = R"(
[site]
park = "north-park"
enterprise = "acme"
gateway = "gw-01"
)";

constexpr char kChlorine[] = R"(
[[source]]
id = "chlorine"
kind = "production"
people_within_500m = 60

[[source.substance]]
name = "氯"
tonnes = 5

[[source.substance]]
name = "氨"
tonnes = 5
)";

constexpr char kMethanol[] = R"(
[[source]]
id = "methanol"
kind = "storage"
people_within_500m = 0

[[source.substance]]
cas = "67-56-1"
class = "W5.3"
tonnes = 499.999
)";

class HazctlAssess : public testing::Test {
 protected:
  std::string site(const std::string& sources) {
    std::ofstream(folder.file("site.toml")) << kHead << sources;
    return folder.file("site.toml");
  }
  control::ScratchFolder folder;
};

TEST_F(HazctlAssess, EverySourceIsShownWithoutADaemon) {
  const Ran ran = hazctl({"assess", "--config", site(std::string(kChlorine) + kMethanol)});
  EXPECT_EQ(ran.code, 0) << ran.error;
  EXPECT_EQ(ran.error, "");
  EXPECT_THAT(ran.out, StartsWith("chlorine  production unit\n"));
  EXPECT_THAT(ran.out, HasSubstr("R = alpha x sum of BETA q/Q = 1.5 x 5 = 7.5"));
  EXPECT_THAT(ran.out, HasSubstr("methanol  storage unit\n"));
  EXPECT_THAT(ran.out, HasSubstr("0.999998 < 1: no major hazard source"));
  EXPECT_THAT(ran.out, HasSubstr("not from the standard itself: verify"));
  const Ran chinese = hazctl({"assess", "--config", site(kChlorine)}, {{"LC_ALL", "zh_CN.UTF-8"}});
  EXPECT_THAT(chinese.out, HasSubstr("四级: R < 10 (表6)"));
}

TEST_F(HazctlAssess, OneObjectForEachSource) {
  const Ran ran =
      hazctl({"assess", "--config", site(std::string(kChlorine) + kMethanol), "--json"});
  EXPECT_EQ(ran.code, 0) << ran.error;
  const std::size_t end = ran.out.find('\n');
  const auto chlorine = boost::json::parse(ran.out.substr(0, end));
  EXPECT_EQ(chlorine.at("source"), "chlorine");
  EXPECT_EQ(chlorine.at("level"), 4);
  EXPECT_EQ(chlorine.at("r").to_number<double>(), 7.5);
  EXPECT_EQ(chlorine.at("terms").as_array().size(), 2u);
  const auto methanol = boost::json::parse(ran.out.substr(end + 1));
  EXPECT_EQ(methanol.at("source"), "methanol");
  EXPECT_TRUE(methanol.at("level").is_null());
}

TEST_F(HazctlAssess, ARefusedFileIsOneWithEveryMistake) {
  const std::string file =
      site(std::string(kChlorine) +
           "[[source.substance]]\nname = \"metanol\"\ntonnes = -1\n"
           "[[source]]\nid = \"b\"\nkind = \"storage\"\npeople_within_500m = -1\n");
  const Ran ran = hazctl({"assess", "--config", file});
  EXPECT_EQ(ran.code, 1);
  EXPECT_EQ(ran.out, "") << "nothing of a file that is wrong is taken for right";
  EXPECT_THAT(ran.error, HasSubstr(file + ":20:8: source[0].substance[2].name: "));
  EXPECT_THAT(ran.error, HasSubstr("did you mean \"methanol\"?"));
  EXPECT_THAT(ran.error, HasSubstr("source[0].substance[2].tonnes: is not a quantity"));
  EXPECT_THAT(ran.error, HasSubstr("source[1].people_within_500m: -1 is out of range"));
  EXPECT_THAT(ran.error, HasSubstr("source[1].substance: the source holds nothing"));
  EXPECT_THAT(ran.error, HasSubstr("hazctl: " + file + " has 4 mistakes"));
  // The daemon and `config check` say the same.
  EXPECT_EQ(hazctl({"config", "check", file}).error, ran.error);
}

TEST_F(HazctlAssess, ASiteWithoutSourcesIsNotHarmless) {
  const Ran ran = hazctl({"assess", "--config", site("")});
  EXPECT_EQ(ran.code, 1);
  EXPECT_EQ(ran.out, "");
  EXPECT_THAT(ran.error, HasSubstr("has no [[source]], so that nothing is assessed"));
}

TEST_F(HazctlAssess, AMissingFileIsThreeAndWrongUseTwo) {
  EXPECT_EQ(hazctl({"assess", "--config", folder.file("none.toml")}).code, 3);
  EXPECT_EQ(hazctl({"assess"}).code, 2);
  EXPECT_EQ(hazctl({"assess", "--list", "--config", site(kChlorine)}).code, 2);
}

TEST_F(HazctlAssess, ListsWhatMayBeWritten) {
  const Ran ran = hazctl({"assess", "--list", "methanol"});
  EXPECT_EQ(ran.code, 0) << ran.error;
  EXPECT_THAT(ran.out, HasSubstr("67-56-1"));
  EXPECT_THAT(ran.out, Not(HasSubstr("chlorine")));
  const Ran json = hazctl({"assess", "--list", "--json"});
  EXPECT_EQ(json.code, 0);
  EXPECT_EQ(std::count(json.out.begin(), json.out.end(), '\n'), 85 + 24);
  EXPECT_EQ(boost::json::parse(json.out.substr(0, json.out.find('\n'))).at("english"), "ammonia");
  EXPECT_EQ(hazctl({"assess", "--list", "kryptonite"}).out, "no substance and no class fits\n");
}

}  // namespace
}  // namespace hazgate::cli
