#include <boost/json.hpp>
#include <chrono>
#include <fstream>
#include <future>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <sstream>
#include <thread>
#include <vector>

#include "gateway/journal/frame.hpp"
#include "gateway/journal/journal.hpp"
#include "tests/component/gateway/cli/program.hpp"
#include "tests/component/gateway/control/desk_thread.hpp"

namespace hazgate::cli {
namespace {

using namespace std::chrono_literals;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

constexpr WallTime kBegin = from_unix_ms(1'769'788'800'000);  // 2026-01-30 16:00:00

std::string site(double limit, const std::string& more = {}) {
  std::ostringstream text;
  text << R"([site]
park = "north-park"
enterprise = "acme"
gateway = "gw-01"

[store]
path = "hazgate.db"

[[bus]]
id = "plc"
type = "tcp"
host = "127.0.0.1"

[[device]]
id = "tank"
bus = "plc"
unit = 1
poll = "1s"
[[device.point]]
id = "level"
table = "input"
address = 0
type = "uint16"
unit = "%"
range = [0.0, 100.0]
[[device.alarm]]
point = "level"
name = "H"
kind = "high"
limit = )"
       << std::fixed << limit << R"(
priority = "high"
message = "tank nearly full"
action = "stop filling"
)" << more;
  return text.str();
}

/// Two hours of a tank: full (85) for five minutes each half hour, which was an alarm at 80.
class HazctlReplay : public testing::Test {
 protected:
  HazctlReplay() {
    std::ofstream(config()) << site(80);
    auto opened = journal::Journal::open({.path = folder.file("hazgate.db")}, {});
    EXPECT_TRUE(opened) << opened.error().text;
    journal = std::move(*opened);
    const auto layout = journal->layout("tank", {"level"});
    for (int second = 0; second < 7200; ++second) {
      const bool full = second % 1800 >= 1500;
      const WallTime t = kBegin + second * 1s;
      journal->append_sample(t, layout, journal::pack({{full ? 85.0 : 55.0, Quality::Good}}));
      if (second % 1800 == 1500) happened(t, "normal", "active", ++occurrence);
      if (second > 0 && second % 1800 == 0) happened(t, "active", "cleared", occurrence);
      if (second % 4000 == 0) wait();
    }
    wait();
  }

  void happened(WallTime t, const std::string& from, const std::string& to, int which) {
    const boost::json::object body{{"t", unix_ms(t)},
                                   {"id", "tank.level.H"},
                                   {"occurrence", which},
                                   {"from", from},
                                   {"to", to},
                                   {"flags", boost::json::array()},
                                   {"cause", to == "active" ? "condition" : "clear"},
                                   {"priority", "high"},
                                   {"drill", false}};
    journal->append({{{0, t, "alarm", boost::json::serialize(body)}}, {}, {}});
  }
  /// Until all is durable.
  void wait() {
    std::promise<void> durable;
    journal->append({.durable = [&] { durable.set_value(); }});
    durable.get_future().wait();
    while (journal->counters().waiting > 0) std::this_thread::yield();
  }

  std::string config(const std::string& name = "site.toml") const { return folder.file(name); }
  Ran replay(const std::vector<std::string>& more = {},
             const std::string& since = "2026-01-30 16:00:00Z") const {
    std::vector<std::string> words = {"replay", "--config", config(), "--since", since};
    words.insert(words.end(), more.begin(), more.end());
    return hazctl(words);
  }
  /// The objects by id; the whole under "".
  static std::map<std::string, boost::json::object> objects(const Ran& ran) {
    std::map<std::string, boost::json::object> all;
    std::istringstream lines(ran.out);
    for (std::string line; std::getline(lines, line);) {
      auto object = boost::json::parse(line).as_object();
      const bool whole = object.contains("summary");
      auto& place = all[whole ? "" : std::string(object.at("id").as_string())];
      place = whole ? object.at("summary").as_object() : object;
    }
    return all;
  }
  static std::int64_t number(const boost::json::object& object, const char* key) {
    return object.at(key).to_number<std::int64_t>();
  }

  control::ScratchFolder folder;
  std::unique_ptr<journal::Journal> journal;
  int occurrence = 0;
};

TEST_F(HazctlReplay, TheSameFileGivesWhatHappenedBesideARunningWriter) {
  const Ran ran = replay({"--json"});
  ASSERT_EQ(ran.code, 0) << ran.error;
  const auto found = objects(ran);
  const auto& level = found.at("tank.level.H");
  EXPECT_EQ(number(level, "recorded"), 4);
  EXPECT_EQ(number(level, "replayed"), 4);
  EXPECT_EQ(number(level, "both"), 4);
  EXPECT_TRUE(level.at("same").as_bool());
  EXPECT_NEAR(level.at("recorded_per_day").as_double(), 48.0, 0.1);
  EXPECT_EQ(level.at("replayed_longest_s").to_number<double>(), 300.0);
  const auto& whole = found.at("");
  EXPECT_EQ(number(whole, "readings"), 7200);
  EXPECT_EQ(number(whole, "only_recorded") + number(whole, "only_replayed"), 0);
  EXPECT_GT(whole.at("speed").to_number<double>(), 0.0);
  EXPECT_THAT(replay().out, HasSubstr("alarms that are the same in both: 1\n"));
  EXPECT_THAT(replay().out, Not(HasSubstr("tank.level.H ")));
  EXPECT_THAT(replay({"--all"}).out, ContainsRegex("tank.level.H +high +4 +4 +4 +0 +0 +0 "));
}

TEST_F(HazctlReplay, AHigherLimitMissesAll) {
  journal.reset();
  std::ofstream(config()) << site(90);
  const Ran ran = replay();
  ASSERT_EQ(ran.code, 0) << ran.error;
  EXPECT_THAT(ran.out, ContainsRegex("tank.level.H +high +4 +0 +0 +4 +0 +- +48.0 > 0.0"));
  EXPECT_THAT(ran.out,
              HasSubstr("raised: recorded 4, replayed 0; would be missed 4, would be new 0"));
  EXPECT_THAT(ran.out, ContainsRegex("alarms per operator, a day +48.01 +0 +<= 150 +<= 300"));
}

TEST_F(HazctlReplay, ALowerOneIsOneLongAlarm) {
  std::ofstream(config()) << site(50);
  const auto found = objects(replay({"--json", "--journal", folder.file("hazgate.db")}));
  const auto& level = found.at("tank.level.H");
  EXPECT_EQ(number(level, "replayed"), 1);
  EXPECT_EQ(number(level, "both"), 1);
  EXPECT_EQ(number(level, "only_recorded"), 3);
}

TEST_F(HazctlReplay, OnlyTheStretchCounts) {
  const auto found =
      objects(replay({"--json", "--until", "2026-01-30T17:00:00Z"}, "2026-01-30T16:27:00Z"));
  const auto& level = found.at("tank.level.H");
  EXPECT_EQ(number(level, "recorded"), 1) << "the first stood before";
  EXPECT_EQ(number(level, "replayed"), 1);
  EXPECT_EQ(level.at("replayed_active_s").to_number<double>(), 180.0 + 299.0);
}

TEST_F(HazctlReplay, MistakesOfTheFileAreThoseOfConfigCheck) {
  std::ofstream(config()) << site(80, "[[vote]]\nid = \"x\"\nmembers = [\"nobody\"]\nneed = 1\n");
  const Ran ran = replay();
  EXPECT_EQ(ran.code, 1);
  const Ran check = hazctl({"config", "check", config()});
  EXPECT_EQ(ran.error, check.error);
  EXPECT_THAT(ran.error, HasSubstr("nobody"));
}

TEST_F(HazctlReplay, AJournalThatCannotBeReadIsThree) {
  const Ran missing = replay({"--journal", folder.file("none.db")});
  EXPECT_EQ(missing.code, 3);
  EXPECT_THAT(missing.error, HasSubstr("there is no journal"));
  std::ofstream(folder.file("bad.db")) << std::string(9000, 'x');
  const Ran bad = replay({"--journal", folder.file("bad.db")});
  EXPECT_EQ(bad.code, 3);
  EXPECT_THAT(bad.error, HasSubstr("damaged"));
  EXPECT_EQ(hazctl({"replay", "--config", config("no.toml"), "--since", "7d"}).code, 3);
}

TEST_F(HazctlReplay, ATimeWithoutSamplesOrNoTimeIsSaid) {
  const Ran never = replay({"--until", "2026-01-30 15:00:00Z"});
  EXPECT_EQ(never.code, 2);
  const Ran before = replay({"--until", "2020-01-02"}, "2020-01-01");
  EXPECT_EQ(before.code, 1);
  EXPECT_THAT(before.error, HasSubstr("it has some from 2026-01-30 16:00:00 to"));
  EXPECT_EQ(replay({}, "soon").code, 2);
  EXPECT_EQ(hazctl({"replay", "--config", config()}).code, 2);
}

TEST_F(HazctlReplay, TakesTheLimitsOfTheSeasonInWhichTheStretchEnds) {
  std::ofstream(config()) << site(80, R"([[season]]
id = "cold"
from = "01-30"
to = "01-31"
signed_by = "Wang"
signed_on = "2026-01-20"
[[season.alarm]]
point = "tank.level"
name = "H"
limit = 90.0
)");
  const auto whole = objects(replay({"--json"})).at("");
  EXPECT_EQ(whole.at("season"), "cold");
  EXPECT_EQ(number(whole, "replayed"), 0);
  EXPECT_THAT(replay().out, testing::HasSubstr("\nseason cold\n"));
}

}  // namespace
}  // namespace hazgate::cli
