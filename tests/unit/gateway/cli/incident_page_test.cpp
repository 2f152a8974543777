#include "gateway/cli/incident_page.hpp"

#include <boost/json.hpp>
#include <cstdlib>
#include <ctime>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>

#include "gateway/cli/width.hpp"
#include "tests/unit/gateway/cli/plan_items.hpp"

namespace hazgate::cli {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class IncidentPageTest : public testing::Test {
 protected:
  IncidentPageTest() {
    ::setenv("TZ", "CST-8", 1);
    ::tzset();
  }
  static std::string with(const std::string& changes, const Look& look) {
    Items items = full_incident();
    for (const auto& [key, value] : item(changes)) items.front()[key] = value;
    return incident_text(items, look);
  }
  const Look plain{.width = 80};
  const Look chinese{.language = Language::Chinese, .width = 80};
};

TEST_F(IncidentPageTest, TheMostPressingComesFirst) {
  EXPECT_THAT(incident_text(full_incident(), plain),
              StartsWith("leak-3  罐区泄漏 / tank farm leak\n"
                         "RUNNING for 02:00, since 2026-01-31 22:04:19  response grade II\n"
                         "ACKNOWLEDGED BY NOBODY for 02:00\n"
                         "started by  vote.a (north)\n"
                         "now         #2 write relay-1.valve = true\n"
                         "            asks: plan go 2, or veto; by itself in 00:30\n"
                         "FAILED      #1 write relay-1.siren = true\n"
                         "now         #3 notify duty-operator\n"
                         "next        #5 notify safety-director by sms, in 01:00\n"));
  EXPECT_THAT(incident_text(full_incident(), chinese),
              StartsWith("leak-3  罐区泄漏 / tank farm leak\n"
                         "响应中 02:00, 始于 2026-01-31 22:04:19  响应级别 II\n"
                         "无人确认, 已 02:00\n"));
}

TEST_F(IncidentPageTest, WhoHasAnsweredAndWhenItWasOver) {
  const std::string answered =
      with(R"({"acknowledged":1769868300000,"acknowledged_by":"wang","drill":true})", plain);
  EXPECT_THAT(answered, HasSubstr("  [DRILL]\n"));
  EXPECT_THAT(answered, HasSubstr("\nacknowledged by wang 2026-01-31 22:05:00\n"));
  EXPECT_THAT(answered, Not(HasSubstr("NOBODY")));
  const std::string ended =
      with(R"({"ended":1769868300000,"ended_by":"li","head_count":14,"silenced":true})", plain);
  EXPECT_THAT(ended, HasSubstr("ENDED 2026-01-31 22:05:00 by li, to be closed"));
  EXPECT_THAT(ended, HasSubstr("\nnot acknowledged\n"));
  EXPECT_THAT(ended, HasSubstr("people counted: 14\n"));
  EXPECT_THAT(with(R"({"closed":1769868300000,"closed_by":"li"})", plain),
              HasSubstr("CLOSED 2026-01-31 22:05:00 by li"));
}

TEST_F(IncidentPageTest, EveryClockOfTheLawSaysHowItStands) {
  const std::string text = incident_text(full_incident(), plain);
  EXPECT_THAT(text,
              HasSubstr("1 h  county         2026-01-31 23:04:19  NOT YET, in 58:00, due first\n"));
  EXPECT_THAT(text,
              HasSubstr("2 h  each level up  2026-02-01 00:04:19  2026-01-31 22:06:10\n"
                        "    赵总监 → 县应急管理局 / county emergency bureau  \"by phone\"\n"));
  EXPECT_THAT(text, HasSubstr("2026-01-31 22:05:00  NOT YET, OVERDUE by 01:19\n"));
  EXPECT_THAT(text, HasSubstr("once casualties are entered\n"));
  EXPECT_THAT(with(R"({"clocks":[{"clock":"1h","due":1000,"open":false,"late":true,
                       "reported":1769868370000,"by":"li","to":"county"}]})",
                   plain),
              HasSubstr("2026-01-31 22:06:10  late\n    li → county\n"));
  EXPECT_THAT(with(R"({"clocks":[]})", plain), Not(HasSubstr("authorities")));
}

TEST_F(IncidentPageTest, HarmAndTheGradeThatFollowsFromIt) {
  EXPECT_THAT(incident_text(full_incident(), plain),
              HasSubstr("\nCasualties\n  seriously injured 10, slightly injured 2\n"
                        "  accident grade: considerable\n"));
  EXPECT_THAT(incident_text(full_incident(), chinese), HasSubstr("  事故等级: 较大\n"));
  EXPECT_THAT(with(R"({"casualties":{"light":2},"accident":null})", plain),
              HasSubstr("  no accident by Order 493 Art. 3\n"));
  EXPECT_THAT(with(R"({"casualties":{},"accident":null})", plain),
              HasSubstr("\nCasualties\n  none has been entered\n"));
}

TEST_F(IncidentPageTest, TheWindNowAndTheWaysOutAsTheyWereNamed) {
  const std::string text = incident_text(full_incident(), plain);
  EXPECT_THAT(text, HasSubstr("\nWind now\n  not known yet, measuring since 22:05:00\n"));
  EXPECT_THAT(text,
              HasSubstr("\nWays out\n  Wind, mean of ten minutes: 3.2 m/s from the north (10°)."));
  EXPECT_THAT(text, HasSubstr("Gate 1 along the canal; East\n  road."));
  EXPECT_THAT(incident_text(full_incident(), chinese),
              HasSubstr("  尚不明确, 自 22:05:00 起测量\n"));
  EXPECT_THAT(with(R"({"wind":{"state":"calm","speed":0.2,"keep_distance":true,"all_round":800,
                       "routes":[]}})",
                   plain),
              HasSubstr("at least 800 m"));
}

TEST_F(IncidentPageTest, AMeanThatIsYoungerThanItsTenMinutesSaysSo) {
  const Item wind = item(R"({"state":"known","speed":3.2,"direction":10,"since":1769868000000})");
  EXPECT_EQ(wind_line(wind, 1'769'868'000'000 + 9 * 60'000, Language::English),
            "3.2 m/s from the north (10°); measured since 22:00:00 only");
  EXPECT_EQ(wind_line(wind, 1'769'868'000'000 + 10 * 60'000, Language::English),
            "3.2 m/s from the north (10°)");
  EXPECT_EQ(wind_line(item(R"({"state":"unknown","doubt":"stuck-vane","since":1})"), 2,
                      Language::English),
            "not known: the vane is stuck");
  EXPECT_EQ(wind_line(item(R"({"state":"unknown","doubt":"too-few"})"), 2, Language::English),
            "not known: too few readings");
}

TEST_F(IncidentPageTest, NeighboursAndPeopleAndWhoHasNotAnswered) {
  const std::string text = incident_text(full_incident(), plain);
  EXPECT_THAT(text, HasSubstr("\nNeighbours\n  School No. 3 (school), downwind, told 2026-01-31 "
                              "22:04:22\n    NO ANSWER\n"));
  EXPECT_THAT(text, HasSubstr("  east-works, told 2026-01-31 22:04:23\n"
                              "    acknowledged by their duty room 2026-01-31 22:05:00\n"));
  EXPECT_THAT(text, HasSubstr("\nPeople told\n  王值班 (wang), his turn was 2026-01-31 22:05:20\n"
                              "    SMS delivered 22:05:25, mail not tried\n"))
      << "the last round counts";
  EXPECT_THAT(text, HasSubstr("    no way is left: SMS refused 22:05:22\n"));
}

TEST_F(IncidentPageTest, StepsSayWhatTheyWaitForAndTheTimelineIsLast) {
  const std::string text = incident_text(full_incident(), plain);
  EXPECT_THAT(text, HasSubstr("\n2    10s  asked, in 00:30    write       relay-1.valve = true\n"
                              "    asks first, 1m; feedback relay-1.valve-closed within 15s\n"));
  EXPECT_THAT(text, HasSubstr("    follows close; the next person after 1m\n"));
  EXPECT_THAT(text, HasSubstr("    from grade I; within 3000 m\n"));
  EXPECT_THAT(text, HasSubstr("\nTimeline\n2026-01-31 22:04:19.000  opened  vote.a\n"));
  EXPECT_THAT(text, HasSubstr("notify  duty-operator: sms → wang, li"));
}

TEST_F(IncidentPageTest, NoLineIsWiderThanTheScreen) {
  for (const Look& look : {plain, chinese}) {
    std::istringstream lines(incident_text(full_incident(), look));
    for (std::string line; std::getline(lines, line);) {
      EXPECT_LE(display_width(line), 80U) << line;
    }
  }
}

TEST_F(IncidentPageTest, WhatOthersWroteCannotHarmTheTerminal) {
  Items items = full_incident();
  const std::string escape = "\x1b[2J\nfake";
  for (const char* key : {"name", "acknowledged_by", "area", "started_by"})
    items.front()[key] = escape;
  items.front()["acknowledged"] = 1;
  items.front()["names"] = Item{{"wang", escape}, {"school", escape}};
  for (const auto& [list, key] :
       {std::pair{"neighbours", "by"}, std::pair{"clocks", "to"}, std::pair{"steps", "target"}}) {
    for (auto& each : items.front()[list].as_array()) each.as_object()[key] = escape;
  }
  items.front()["neighbours"].as_array()[0].as_object()["acknowledged"] = 1;
  items.front()["wind"].as_object()["routes"] = boost::json::array{escape};
  items[1]["note"] = escape;
  const std::string text = incident_text(items, plain);
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_THAT(text, Not(HasSubstr("\nfake")));
}

}  // namespace
}  // namespace hazgate::cli
