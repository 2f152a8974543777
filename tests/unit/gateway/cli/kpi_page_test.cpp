#include "gateway/cli/kpi_page.hpp"

#include <boost/json.hpp>
#include <cstdlib>
#include <ctime>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hazgate::cli {
namespace {

using namespace std::chrono_literals;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class CliKpiPage : public testing::Test {
 protected:
  CliKpiPage() {
    ::setenv("TZ", "CST-8", 1);
    ::tzset();
    report.period = {from_unix_ms(1'769'788'800'000), from_unix_ms(1'769'875'200'000)};
    report.until = report.period.end;
    report.alarms = 311;
    report.by_priority = {1, 10, 100, 200};
    report.quiet = {4, 0, 2};
    report.most_in_day = 311;
    report.most_in_hour = 40;
    report.most_in_ten_minutes = 11;
    report.slots = 144;
    report.crowded = 1;
    report.floods = 2;
    report.longest_flood = 12min;
    report.flood_time = 20min;
    report.top = {{"gd-101.gas.H", 30}, {"pv\n-201.p.H", 2}};
    report.chattering = {"gd-101.gas.H"};
    report.stale = {"gd-103.comm", "gd-104.comm"};
    report.acknowledged = 9;
    report.acknowledge_median = 42s;
    report.acknowledge_95 = 301s;
    report.flag_time = {90min, 0h, 24h};
    report.active_at_begin = 3;
    report.active_at_end = 4;
  }
  std::string text(Language language = Language::English) const {
    return kpi_text(report, kind, {.language = language});
  }

  kpi::Report report;
  PeriodKind kind{calendar::Per::Day, "Asia/Shanghai"};
};

TEST_F(CliKpiPage, EveryFigureWithTargetLimitAndVerdict) {
  EXPECT_THAT(text(), StartsWith("day  2026-01-31 00:00:00 to 2026-02-01 00:00:00  Asia/Shanghai\n"
                                 "FIGURE "));
  EXPECT_THAT(text(), ContainsRegex("alarms per operator, a day +311 +<= 150 +<= 300  bad\n"));
  EXPECT_THAT(text(), ContainsRegex("an hour +12.96 +<= 6 +<= 12  bad\n"));
  EXPECT_THAT(text(), ContainsRegex("most per operator in 10 minutes +11 +<= 10 +<= 10  bad\n"));
  EXPECT_THAT(text(), ContainsRegex("more than 10 +0.69 % +< 1 % +< 1 %  good\n"));
  EXPECT_THAT(text(), ContainsRegex("time in flood +1.39 % +< 1 % +< 1 %  bad\n"));
  EXPECT_THAT(text(), ContainsRegex("chattering alarms +1 +<= 0 +<= 0  bad\n"));
  EXPECT_THAT(text(), ContainsRegex("stale alarms, over 24 h +2 +< 5 +< 5  good\n"));
  EXPECT_THAT(text(), ContainsRegex("share of high +3.22 % +<= 5 % +<= 5 %  good\n"));
  EXPECT_THAT(text(), ContainsRegex("acknowledge, median +00:42 +<= 03:00 +<= 05:00  good\n"));
  EXPECT_THAT(text(), ContainsRegex("acknowledge, 95 % +05:01 +<= 05:00 +<= 10:00  fair\n"));
}

TEST_F(CliKpiPage, ThenTheFactsAndTheWorst) {
  EXPECT_THAT(text(), HasSubstr("alarms: 311; critical 1, high 10, medium 100, low 200\n"));
  EXPECT_THAT(text(), HasSubstr("not heard: shelved 4, suppressed 0, out-of-service 2\n"));
  EXPECT_THAT(text(), HasSubstr("floods: 2, the longest 12:00\n"));
  EXPECT_THAT(text(), HasSubstr("active at the begin 3, at the end 4\n"));
  EXPECT_THAT(text(), HasSubstr("shelved 1.5 h, suppressed 0.0 h, out-of-service 24.0 h\n"));
  EXPECT_THAT(text(), HasSubstr("most frequent: gd-101.gas.H 30, pv"));
  EXPECT_THAT(text(), Not(HasSubstr("pv\n")));
  EXPECT_THAT(text(), HasSubstr("\nchattering: gd-101.gas.H\nstale: gd-103.comm, gd-104.comm\n"));
  EXPECT_THAT(text(), Not(HasSubstr("fleeting: ")));
  EXPECT_THAT(text(), Not(HasSubstr("clock")));
}

TEST_F(CliKpiPage, WhatIsNotOverSaysUntilWhen) {
  EXPECT_THAT(text(), Not(HasSubstr("so far")));
  report.until = report.period.begin + 90min;
  report.clock_steps = 3;
  EXPECT_THAT(text(), HasSubstr("Asia/Shanghai  (so far, until 2026-01-31 01:30:00)\n"));
  EXPECT_THAT(text(), HasSubstr("the clock stepped 3 times"));
}

TEST_F(CliKpiPage, WithoutAnAnswerThereIsNoTime) {
  report.acknowledge_median.reset();
  EXPECT_THAT(text(), ContainsRegex("acknowledge, median +- +<= 03:00 +<= 05:00  -\n"));
}

TEST_F(CliKpiPage, SpeaksChinese) {
  const std::string chinese = text(Language::Chinese);
  EXPECT_THAT(chinese, StartsWith("日  2026-01-31 00:00:00 至 2026-02-01 00:00:00"));
  EXPECT_THAT(chinese, HasSubstr("超限"));
  EXPECT_THAT(chinese, HasSubstr("紧急 1, 高 10"));
  EXPECT_THAT(chinese, HasSubstr("陈旧: gd-103.comm"));
}

TEST_F(CliKpiPage, AnObjectForPrograms) {
  const Item object = kpi_item(report, kind);
  EXPECT_EQ(object.at("per"), "day");
  EXPECT_EQ(object.at("timezone"), "Asia/Shanghai");
  EXPECT_EQ(object.at("begin"), 1'769'788'800'000);
  EXPECT_EQ(object.at("complete"), true);
  EXPECT_EQ(object.at("alarms"), 311u);
  EXPECT_EQ(object.at("by_priority").at("medium"), 100u);
  EXPECT_EQ(object.at("quiet").at("out-of-service"), 2u);
  EXPECT_EQ(object.at("flag_hours").at("shelved"), 1.5);
  EXPECT_EQ(object.at("top").at(0), (Item{{"id", "gd-101.gas.H"}, {"count", 30u}}));
  EXPECT_EQ(object.at("longest_flood_ms"), 720'000);
  const auto& figures = object.at("kpi").as_object();
  EXPECT_EQ(figures.size(), kpi::kFigures);
  EXPECT_EQ(figures.at("per_day"),
            (Item{{"value", 311.0}, {"target", 150.0}, {"limit", 300.0}, {"verdict", "bad"}}));
  report.acknowledge_95.reset();
  report.until = report.period.begin + 90min;
  EXPECT_EQ(kpi_item(report, kind).at("kpi").at("ack_95_s").at("value"), nullptr);
  EXPECT_EQ(kpi_item(report, kind).at("complete"), false);
}

}  // namespace
}  // namespace hazgate::cli
