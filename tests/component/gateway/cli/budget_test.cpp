#include <boost/json.hpp>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>

#include "tests/component/gateway/cli/program.hpp"
#include "tests/component/gateway/control/desk_thread.hpp"

namespace hazgate::cli {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr char kSite[] = R"(
[site]
park = "north-park"
enterprise = "acme"
gateway = "gw-01"

[[bus]]
id = "rs485-1"
type = "rtu"
device = "/dev/ttyS1"
baud = 9600
response_timeout = "200ms"

[[bus]]
id = "plc"
type = "tcp"
host = "127.0.0.1"
)";

/// One input register.
std::string device(const std::string& id, const std::string& bus, int unit, const std::string& poll,
                   bool danger) {
  std::string text = "[[device]]\nid = \"" + id + "\"\nbus = \"" + bus +
                     "\"\nunit = " + std::to_string(unit) + "\n" + poll +
                     "\n[[device.point]]\nid = \"gas\"\ntable = \"input\"\naddress = 0\n"
                     "type = \"uint16\"\nunit = \"%LEL\"\n";
  if (danger) {
    text +=
        "[[device.alarm]]\npoint = \"gas\"\nname = \"HH\"\nkind = \"high\"\nlimit = 50.0\n"
        "priority = \"critical\"\nmessage = \"leak\"\naction = \"leave\"\nbasis = \"test\"\n";
  }
  return text;
}

class HazctlBudget : public testing::Test {
 protected:
  /// Two detectors and a meter on a serial line, a meter behind TCP.
  std::string site(const std::string& poll) {
    const std::string file = folder.file("site.toml");
    std::ofstream(file) << kSite << device("gd-101", "rs485-1", 11, poll, true)
                        << device("gd-102", "rs485-1", 12, poll, true)
                        << device("meter", "rs485-1", 21, "poll = \"1s\"", false)
                        << device("tank", "plc", 1, "poll = \"1s\"", false);
    return file;
  }
  control::ScratchFolder folder;
};

constexpr char kSlow[] = "poll = \"500ms\"\npoll_fast = \"100ms\"";

// A register is 8 + 7 bytes and two silences: 15 * 1.146 + 2 * 4.011 = 25.2 ms. A dead device takes
// 13 * 1.146 + 2 * 4.011 + 200 = 222.9 ms.

TEST_F(HazctlBudget, EveryDeviceOfEveryBusIsCounted) {
  const Ran ran = hazctl({"budget", "--config", site(kSlow)});
  EXPECT_EQ(ran.code, 0) << ran.error;
  EXPECT_EQ(ran.error, "");
  EXPECT_THAT(ran.out,
              StartsWith("rs485-1  /dev/ttyS1, 9600 baud\nassumed: every device answers at "
                         "once, the least possible"));
  // 25.2 of 500 ms. Fast: two of them and one request of the meter are 75.6 of 100.
  EXPECT_THAT(ran.out,
              ContainsRegex("gd-101 +11 +0.5s +0.1s +1 +15 +25.2 +5.0 % +yes +yes +yes +yes "
                            "+yes\n"));
  EXPECT_THAT(ran.out,
              ContainsRegex("meter +21 +1s +- +1 +15 +25.2 +2.5 % +- +yes +yes +yes +yes\n"));
  EXPECT_THAT(ran.out, HasSubstr("line in use: 12.6 %, danger alone 10.1 %"));
  EXPECT_THAT(ran.out, HasSubstr("longest request: 25.2 ms"));
  EXPECT_THAT(ran.out, HasSubstr("does not answer: 222.9 ms"));
  EXPECT_THAT(ran.out, HasSubstr("plc  127.0.0.1:502\n"));
  EXPECT_THAT(ran.out, HasSubstr("no time on the wire"));
}

TEST_F(HazctlBudget, OneBusInJson) {
  const Ran ran = hazctl({"budget", "plc", "--config", site(kSlow), "--latency", "20", "--json"});
  EXPECT_EQ(ran.code, 0) << ran.error;
  const auto bus = boost::json::parse(ran.out);
  EXPECT_EQ(bus.at("bus").as_string(), "plc");
  EXPECT_FALSE(bus.at("wire_time").as_bool());
  EXPECT_EQ(bus.at("latency_ms").to_number<double>(), 20);
  const auto& tank = bus.at("devices").at(0);
  EXPECT_EQ(tank.at("bytes").to_number<int>(), 12 + 11);
  EXPECT_EQ(tank.at("time_ms").to_number<double>(), 20);
  EXPECT_DOUBLE_EQ(tank.at("share").to_number<double>(), 0.02);
  EXPECT_FALSE(tank.at("danger").as_bool());
  EXPECT_TRUE(tank.at("one_lost").as_bool());
  const Ran every = hazctl({"budget", "--config", site(kSlow), "--json"});
  EXPECT_EQ(std::count(every.out.begin(), every.out.end(), '\n'), 2);
  const auto line = boost::json::parse(every.out.substr(0, every.out.find('\n')));
  EXPECT_EQ(line.at("baud").to_number<int>(), 9600);
  EXPECT_EQ(line.at("devices").at(0).at("poll_fast_ms").to_number<int>(), 100);
}

TEST_F(HazctlBudget, DangerThatIsLateIsOne) {
  // Two of 325.2 ms each in 500
  const Ran slow = hazctl({"budget", "--config", site(kSlow), "--latency", "300"});
  EXPECT_EQ(slow.code, 1);
  EXPECT_THAT(slow.out, HasSubstr("every device takes 300 ms"));
  EXPECT_THAT(slow.error, StartsWith("hazctl: danger is polled too late at gd-101 and 1 more; "));
  EXPECT_EQ(std::count(slow.error.begin(), slow.error.end(), '\n'), 1);
  // Two of 25.2 and 222.9 ms while the meter is lost are 273.3 of 250.
  const Ran lost = hazctl({"budget", "rs485-1", "--config", site("poll = \"250ms\"")});
  EXPECT_EQ(lost.code, 1);
  EXPECT_THAT(lost.error, HasSubstr("while another device is lost at gd-101 and 1 more"));
  EXPECT_THAT(lost.out, ContainsRegex("gd-101 .* yes +yes +yes +no +no\n"));
  // The other bus has none.
  EXPECT_EQ(hazctl({"budget", "plc", "--config", site("poll = \"250ms\"")}).code, 0);
}

TEST_F(HazctlBudget, OthersThatAreLateAreSaidButNoFailure) {
  const Ran ran = hazctl({"budget", "plc", "--config", site(kSlow), "--latency", "1500"});
  EXPECT_EQ(ran.code, 0) << ran.error;
  EXPECT_THAT(ran.out, ContainsRegex("tank .* - +no +no +no +no\n"));
}

TEST_F(HazctlBudget, SpeaksChinese) {
  const Ran ran = hazctl({"budget", "--config", site(kSlow)}, {{"LC_ALL", "zh_CN.UTF-8"}});
  EXPECT_THAT(ran.out, HasSubstr("线路占用: 12.6 %"));
  EXPECT_THAT(ran.out, Not(HasSubstr("IN TIME")));
}

TEST_F(HazctlBudget, WhatIsWrongHasItsCode) {
  EXPECT_EQ(hazctl({"budget"}).code, 2);
  const Ran unknown = hazctl({"budget", "rs485-2", "--config", site(kSlow)});
  EXPECT_EQ(unknown.code, 2);
  EXPECT_THAT(unknown.error, HasSubstr("no bus \"rs485-2\""));
  EXPECT_THAT(unknown.error, HasSubstr("it has rs485-1, plc"));
  EXPECT_EQ(hazctl({"budget", "--config", folder.file("none.toml")}).code, 3);
  // 25.2 ms of danger each 20
  const Ran full = hazctl({"budget", "--config", site("poll = \"20ms\"")});
  EXPECT_EQ(full.code, 1);
  EXPECT_THAT(full.error, HasSubstr("of the line's time at 9600 baud"));
}

}  // namespace
}  // namespace hazgate::cli
