#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>

#include "tests/component/gateway/cli/program.hpp"
#include "tests/component/gateway/control/desk_thread.hpp"

namespace hazgate::cli {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr char kSite[] = R"(
[site]
park = "north-park"
enterprise = "acme"
gateway = "gw-01"
name = "Acme, tank farm"

[control]
socket = "control.sock"

[[bus]]
id = "field"
type = "tcp"
host = "127.0.0.1"

[[device]]
id = "gd-101"
bus = "field"
unit = 11

[[device.point]]
id = "gas"
table = "input"
address = 0
type = "uint16"
unit = "%LEL"
)";

class HazctlConfig : public testing::Test {
 protected:
  std::string site(const std::string& text) {
    std::ofstream(folder.file("site.toml")) << text;
    return folder.file("site.toml");
  }
  control::ScratchFolder folder;
};

TEST_F(HazctlConfig, AGoodFileIsSummedUp) {
  const Ran ran = hazctl({"config", "check", site(kSite)});
  EXPECT_EQ(ran.code, 0) << ran.error;
  EXPECT_EQ(ran.error, "");
  EXPECT_THAT(ran.out, HasSubstr("no mistakes"));
  EXPECT_THAT(ran.out, HasSubstr("Acme, tank farm: buses 1, devices 1, points 1,"));
  const Ran json = hazctl({"config", "check", site(kSite), "--json"});
  EXPECT_EQ(json.code, 0);
  EXPECT_EQ(boost::json::parse(json.out).at("points"), 1);
  EXPECT_EQ(boost::json::parse(json.out).at("remarks"), boost::json::array{});
}

TEST_F(HazctlConfig, WhatIsWorthALookIsNoMistake) {
  std::filesystem::create_directories(folder.file("devices"));
  std::ofstream(folder.file("devices/nose.toml")) << R"(
model = "nose"
source = "test"
family = "gas"
[[point]]
id = "gas"
table = "input"
address = 0
type = "uint16"
unit = "ppm"
[[alarm]]
point = "gas"
name = "H"
kind = "high"
limit = 500
)";
  const std::string file =
      site(std::string(kSite) +
           "[[device]]\nid = \"n\"\nbus = \"field\"\nunit = 12\nmodel = \"nose\"\n");
  const Ran ran = hazctl({"config", "check", file});
  EXPECT_EQ(ran.code, 0) << ran.error;
  EXPECT_EQ(ran.error, "");
  EXPECT_THAT(ran.out, HasSubstr("\nremark: " + file +
                                 ":27:1: device[1].gas: n.gas is in ppm of a "
                                 "gas that is not named"));
  const Ran json = hazctl({"config", "check", file, "--json"});
  EXPECT_EQ(json.code, 0);
  const auto remarks = boost::json::parse(json.out).at("remarks").as_array();
  ASSERT_EQ(remarks.size(), 1u);
  EXPECT_EQ(remarks[0].at("key"), "device[1].gas");
}

TEST_F(HazctlConfig, EveryMistakeIsSaid) {
  const std::string file =
      site(std::string(kSite) + "colour = 1\n[[bus]]\nid = \"plc\"\ntype = \"udp\"\n");
  const Ran ran = hazctl({"config", "check", file});
  EXPECT_EQ(ran.code, 1);
  EXPECT_EQ(ran.out, "");
  EXPECT_THAT(ran.error, HasSubstr(file + ":"));
  EXPECT_THAT(ran.error, HasSubstr("colour"));
  EXPECT_THAT(ran.error, HasSubstr("udp"));
  EXPECT_THAT(ran.error, HasSubstr("hazctl: " + file + " has "));
  const Ran json = hazctl({"config", "check", file, "--json"});
  EXPECT_EQ(json.code, 1);
  std::istringstream lines(json.out);
  std::string line;
  std::size_t mistakes = 0;
  for (; std::getline(lines, line); ++mistakes) {
    const auto mistake = boost::json::parse(line);
    EXPECT_EQ(mistake.at("file").as_string(), file);
    EXPECT_GT(mistake.at("line").to_number<int>(), 0);
    EXPECT_FALSE(mistake.at("problem").as_string().empty());
  }
  EXPECT_GE(mistakes, 2u);
}

constexpr const char* kNoNumber = "[[contact]]\nid = \"li\"\nrole = \"duty\"\nsms = \"+86…\"\n";

TEST_F(HazctlConfig, RemarksAreSaidBesideMistakes) {
  const std::string file = site(std::string(kSite) + kNoNumber + "colour = 1\n");
  const Ran ran = hazctl({"config", "check", file});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.error, HasSubstr("contact[0].colour"));
  EXPECT_THAT(ran.error, HasSubstr("has 1 mistake;"));
  EXPECT_THAT(ran.out, StartsWith("remark: " + file + ":"));
  EXPECT_THAT(ran.out, HasSubstr("is no telephone number"));
  const Ran json = hazctl({"config", "check", file, "--json"});
  EXPECT_EQ(json.code, 1);
  std::istringstream lines(json.out);
  std::string line;
  std::size_t mistakes = 0, remarks = 0;
  while (std::getline(lines, line)) {
    const auto said = boost::json::parse(line).as_object();
    const bool is_remark = said.contains("remark");
    ++(is_remark ? remarks : mistakes);
    EXPECT_EQ(said.at("key"), is_remark ? "contact[0].sms" : "contact[0].colour");
  }
  EXPECT_EQ(mistakes, 1u);
  EXPECT_EQ(remarks, 2u) << "the number, and that there is no modem";
}

TEST_F(HazctlConfig, AMistakeInASectionIsNoRemarkThatItIsMissing) {
  const std::string file =
      site(std::string(kSite) +
           "[[contact]]\nid = \"li\"\nrole = \"duty\"\nsms = \"+8613800000000\"\n"
           "[notify.sms]\ndevice = 3\n");
  const Ran ran = hazctl({"config", "check", file});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.error, HasSubstr("notify.sms.device"));
  EXPECT_EQ(ran.out, "");
}

TEST_F(HazctlConfig, AMissingFileIsThree) {
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"config", "check", folder.file("none.toml")},
        std::vector<std::string>{"points", "--config", folder.file("none.toml")}}) {
    const Ran ran = hazctl(words);
    EXPECT_EQ(ran.code, 3);
    EXPECT_THAT(ran.error, StartsWith("hazctl: cannot read " + folder.file("none.toml")));
    EXPECT_EQ(std::count(ran.error.begin(), ran.error.end(), '\n'), 1);
  }
}

TEST_F(HazctlConfig, ASiteFileSelectsItsDaemon) {
  control::FakeDesk desk;
  desk.answers("points", {R"({"id":"gd-101.gas","value":1,"quality":"good"})"});
  const control::DeskThread core(desk);
  std::string text = kSite;
  text.replace(text.find("control.sock"), 12, core.path());
  const Ran ran = hazctl({"points", "--config", site(text), "--json"});
  EXPECT_EQ(ran.code, 0) << ran.error;
  EXPECT_THAT(ran.out, HasSubstr("gd-101.gas"));
  const Ran none = hazctl({"points", "--config", site(kSite)});
  EXPECT_EQ(none.code, 3);
  EXPECT_THAT(none.error, HasSubstr(folder.file("control.sock")));
}

TEST_F(HazctlConfig, ABrokenSiteFileSaysHowToGoOn) {
  const Ran ran = hazctl({"points", "--config", site("[site\n")});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.error, HasSubstr("hazctl config check"));
  EXPECT_EQ(std::count(ran.error.begin(), ran.error.end(), '\n'), 1);
}

}  // namespace
}  // namespace hazgate::cli
