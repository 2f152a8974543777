#include "gateway/cli/replay_page.hpp"

#include <boost/json.hpp>
#include <cstdlib>
#include <ctime>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hazgate::cli {
namespace {

using namespace std::chrono_literals;
using replay::Course;
using replay::Line;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class CliReplayPage : public testing::Test {
 protected:
  CliReplayPage() {
    ::setenv("TZ", "CST-8", 1);
    ::tzset();
    facts = {.config = "new.toml",
             .journal = "hazgate.db",
             .since = from_unix_ms(1'769'788'800'000),
             .until = from_unix_ms(1'769'788'800'000) + 48h,
             .run = 2s};
    result.lines = {
        line("gd-101.gas.H", Priority::High, {34, 5, 170min, 10min}, {6, 5, 30min, 9min}, 5),
        line("gd-101.gas.HH", Priority::Critical, {1, 1, 1min, 1min}, {1, 1, 1min, 1min}, 1),
        line("pv-201.p.old", Priority::Low, {40, 0, 1h, 2min}, {}, 0)};
    result.lines[0].later = -90s;
    result.lines[2].configured = false;
    result.readings = 1000;
    for (kpi::Report& report : result.reports) {
      report.period = {facts.since, facts.until};
      report.until = facts.until;
    }
    result.reports[0].alarms = 75;
    result.reports[1].alarms = 7;
  }
  static Line line(const std::string& id, Priority priority, Course recorded, Course replayed,
                   std::uint64_t both) {
    return {.id = id, .priority = priority, .sides = {recorded, replayed}, .both = both};
  }
  std::string text(bool all = false, Language language = Language::English) const {
    return replay_text(result, facts, all, {.language = language});
  }

  replay::Result result;
  ReplayFacts facts;
};

TEST_F(CliReplayPage, WhatChangesMostComesFirst) {
  const std::string page = text();
  EXPECT_THAT(page, StartsWith("replay of new.toml  2026-01-31 00:00:00 to 2026-02-02 00:00:00  "
                               "1000 readings at 86400 times real time\n\nALARM "));
  EXPECT_THAT(page, ContainsRegex("gd-101.gas.H +high +34 +6 +5 +29 +1 +-01:30 +17.0 > 3.0 +"
                                  "10:00 > 09:00 +2:50:00 > 30:00\n"));
  EXPECT_THAT(page, ContainsRegex("pv-201.p.old +low +40 +0 +0 +40 +0 +- +20.0 > 0.0 .*\n +"
                                  "not in this configuration\n"));
  EXPECT_LT(page.find("pv-201.p.old"), page.find("gd-101.gas.H"));
  EXPECT_THAT(page, Not(HasSubstr("gd-101.gas.HH")));
  EXPECT_THAT(page,
              HasSubstr("alarms that are the same in both: 1\n"
                        "raised: recorded 75, replayed 7; would be missed 69, would be new 1"));
}

TEST_F(CliReplayPage, AllListsTheSameToo) {
  EXPECT_THAT(text(true),
              ContainsRegex("gd-101.gas.HH +critical +1 +1 +1 +0 +0 +0 +0.5 +01:00 +01:00\n"));
  EXPECT_THAT(text(true), Not(HasSubstr("the same in both")));
}

TEST_F(CliReplayPage, FiguresOfBothSidesWithTheirGoals) {
  EXPECT_THAT(text(), ContainsRegex("alarms per operator, a day +37.5 +3.5 +<= 150 +<= 300\n"));
  EXPECT_THAT(text(), Not(HasSubstr("acknowledge")));
}

TEST_F(CliReplayPage, WhatWasLeftOutIsSaid) {
  EXPECT_THAT(text(), HasSubstr("Left out on both sides: alarms of the gateway itself"));
  EXPECT_THAT(text(), Not(HasSubstr("gaps")));
  result.left_out = {{"gd-9.gas", true, 3}, {"gd-1.\nstatus", false, 4}};
  result.gaps = 2;
  result.gap_time = 1h;
  result.steps_back = 1;
  facts.unreadable = 5;
  EXPECT_THAT(text(),
              HasSubstr("3 readings of points that this configuration does not have: gd-9.gas\n"));
  EXPECT_THAT(text(), HasSubstr("4 readings of points that are of another kind here: gd-1."));
  EXPECT_THAT(text(), Not(HasSubstr("\nstatus")));
  EXPECT_THAT(text(), HasSubstr("gaps in the record: 2, together 1:00:00;"));
  EXPECT_THAT(text(), HasSubstr("the clock was put back 1 times"));
  EXPECT_THAT(text(), HasSubstr("5 frames of the journal cannot be read"));
  EXPECT_THAT(text(), HasSubstr("at 84600 times")) << "a gap is no recorded time";
}

TEST_F(CliReplayPage, RatesOfLessThanAnHourAreNone) {
  facts.until = facts.since + 59min;
  EXPECT_THAT(text(), ContainsRegex("gd-101.gas.H +high .* +-01:30 +- +10:00"));
  EXPECT_TRUE(replay_line_item(result.lines[0], facts).at("recorded_per_day").is_null());
}

TEST_F(CliReplayPage, SpeaksChinese) {
  EXPECT_THAT(text(false, Language::Chinese), HasSubstr("漏报"));
  EXPECT_THAT(text(false, Language::Chinese), HasSubstr("两者相同的报警: 1\n"));
}

TEST_F(CliReplayPage, OneObjectForAnAlarmAndOneForTheWhole) {
  const Item item = replay_line_item(result.lines[0], facts);
  EXPECT_EQ(item.at("id"), "gd-101.gas.H");
  EXPECT_EQ(item.at("only_recorded"), 29);
  EXPECT_EQ(item.at("only_replayed"), 1);
  EXPECT_EQ(item.at("recorded_per_day"), 17.0);
  EXPECT_EQ(item.at("later_s"), -90.0);
  EXPECT_EQ(item.at("replayed_active_s"), 1800.0);
  EXPECT_EQ(item.at("same"), false);
  EXPECT_TRUE(replay_line_item(result.lines[2], facts).at("later_s").is_null());
  const Item all = replay_item(result, facts);
  const auto& whole = all.at("summary").as_object();
  EXPECT_EQ(whole.at("recorded"), 75);
  EXPECT_EQ(whole.at("only_recorded"), 69);
  EXPECT_EQ(whole.at("same_alarms"), 1);
  EXPECT_EQ(whole.at("speed"), 86400.0);
  EXPECT_EQ(whole.at("days"), 2.0);
  EXPECT_EQ(whole.at("recorded_kpi").at("per_day").at("value"), 37.5);
}

}  // namespace
}  // namespace hazgate::cli
