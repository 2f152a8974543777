#include "gateway/cli/incident_chart.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <regex>

namespace hazgate::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

CourseReading good(std::int64_t t, double value) {
  return {.t = t, .value = value, .quality = "good", .usable = true};
}
CourseReading bad(std::int64_t t) {
  return {.t = t, .quality = "comm"};
}

/// 100 s wide: the plot goes from x = 58 to 628, so that 10 s are 57.
Chart chart(std::vector<CourseReading> readings) {
  return {.title = "gas",
          .unit = "%LEL",
          .from = 0,
          .to = 100'000,
          .lines = {{"T-101", std::move(readings)}},
          .limits = {{"HH 50", 50}, {"H 25", 25}},
          .marks = {{"opened", 20'000}, {"closed", 200'000}},
          .no_valid = "no valid reading",
          .nothing = "nothing on record",
          .clock = [](std::int64_t t) { return std::to_string(t / 1000) + "s"; }};
}

std::size_t count(const std::string& text, const std::string& what) {
  const std::regex form(what);
  return static_cast<std::size_t>(
      std::distance(std::sregex_iterator(text.begin(), text.end(), form), {}));
}

TEST(IncidentChart, ALineGoesThroughItsReadings) {
  const std::string svg = chart_svg(chart({good(0, 0), good(50'000, 100), good(100'000, 50)}));
  // The mark's row is 14 high: the plot goes from y = 18 to 228.
  EXPECT_THAT(svg, HasSubstr("M58.0 228.0L343.0 18.0L628.0 123.0"));
  EXPECT_THAT(svg, Not(HasSubstr("class=\"none\"")));
  EXPECT_THAT(svg, Not(HasSubstr("nothing on record")));
}

TEST(IncidentChart, LimitsAreLinesWithTheirNames) {
  const std::string svg = chart_svg(chart({good(0, 0), good(50'000, 100)}));
  EXPECT_EQ(count(svg, "class=\"limit\""), 2U);
  EXPECT_THAT(svg, HasSubstr("y1=\"123.0\" x2=\"628.0\" y2=\"123.0\" class=\"limit\""));
  EXPECT_THAT(svg, HasSubstr(">HH 50<"));
}

TEST(IncidentChart, ALimitFarAwayIsStillOnTheChart) {
  const std::string svg = chart_svg(chart({good(0, 1), good(50'000, 2)}));
  EXPECT_THAT(svg, HasSubstr(">HH 50<"));
  EXPECT_THAT(svg, HasSubstr(">60<")) << "the axis holds the limit";
}

TEST(IncidentChart, BadReadingsBreakTheLineAndAreGrey) {
  const std::string svg = chart_svg(chart({good(0, 10), good(10'000, 10), bad(20'000), bad(30'000),
                                           good(40'000, 10), good(50'000, 10)}));
  EXPECT_EQ(count(svg, "<path d=\"M[^\"]*\" fill=\"none\""), 2U);
  EXPECT_THAT(svg, HasSubstr("<rect x=\"115.0\" y=\"18.0\" width=\"171.0\"")) << "10 s to 40 s";
  EXPECT_THAT(svg, HasSubstr("no valid reading"));
}

TEST(IncidentChart, WhatEndsBadIsGreyToTheEnd) {
  const std::string svg = chart_svg(chart({good(0, 10), good(50'000, 10), bad(60'000)}));
  EXPECT_THAT(svg, HasSubstr("<rect x=\"343.0\" y=\"18.0\" width=\"285.0\""));
}

TEST(IncidentChart, AHoleInTheRecordBreaksTheLineToo) {
  CourseReading after = good(60'000, 10);
  after.gap = true;
  const std::string svg =
      chart_svg(chart({good(0, 10), good(10'000, 10), after, good(70'000, 10)}));
  EXPECT_EQ(count(svg, "<path d=\"M[^\"]*\" fill=\"none\""), 2U);
  EXPECT_THAT(svg, HasSubstr("<rect x=\"115.0\" y=\"18.0\" width=\"285.0\"")) << "10 s to 60 s";
}

TEST(IncidentChart, OneReadingIsADot) {
  const std::string svg = chart_svg(chart({good(50'000, 10)}));
  EXPECT_EQ(count(svg, "<circle"), 1U);
  EXPECT_THAT(svg, Not(HasSubstr("nothing on record")));
}

TEST(IncidentChart, WithoutAReadingItSaysSo) {
  EXPECT_THAT(chart_svg(chart({})), HasSubstr("nothing on record"));
  const std::string only_bad = chart_svg(chart({bad(10'000), bad(20'000)}));
  EXPECT_THAT(only_bad, HasSubstr("nothing on record"));
  EXPECT_THAT(only_bad, HasSubstr("class=\"none\""));
  Chart empty = chart({});
  empty.lines.clear();
  empty.limits.clear();
  empty.to = empty.from;
  EXPECT_THAT(chart_svg(empty), Not(HasSubstr("nan")));
}

TEST(IncidentChart, AConstantValueIsALevelLine) {
  Chart level = chart({good(0, 20.9), good(100'000, 20.9)});
  level.limits.clear();
  EXPECT_THAT(chart_svg(level), ::testing::ContainsRegex("M58.0 ([0-9.]+)L628.0 [0-9.]+"));
  EXPECT_THAT(chart_svg(level), Not(HasSubstr("nan")));
}

TEST(IncidentChart, MarksOutsideStayOut) {
  const std::string svg = chart_svg(chart({good(0, 1)}));
  EXPECT_THAT(svg, HasSubstr("opened 20s"));
  EXPECT_THAT(svg, Not(HasSubstr("closed")));
}

TEST(IncidentChart, StatesGoInSteps) {
  Chart states = chart({});
  states.lines = {{"zone",
                   {{.t = 0, .text = "normal", .quality = "good", .usable = true},
                    {.t = 50'000, .text = "fire", .quality = "good", .usable = true}}}};
  const std::string svg = chart_svg(states);
  EXPECT_THAT(svg, HasSubstr(">fire<"));
  EXPECT_THAT(svg, HasSubstr("M58.0 175.5H343.0L343.0 70.5"));
  EXPECT_THAT(svg, Not(HasSubstr("class=\"limit\"")));
}

TEST(IncidentChart, NamesAreEscaped) {
  Chart nasty = chart({good(0, 1)});
  nasty.title = "<script>";
  nasty.lines[0].label = "a\"><b>";
  nasty.limits[0].label = "<i>";
  nasty.marks[0].label = "<u>";
  nasty.unit = "<s>";
  const std::string svg = chart_svg(nasty);
  for (const char* tag : {"<script>", "<b>", "<i>", "<u>", "<s>"}) {
    EXPECT_THAT(svg, Not(HasSubstr(tag)));
  }
  EXPECT_THAT(svg, HasSubstr("a&quot;&gt;&lt;b&gt;"));
}

}  // namespace
}  // namespace hazgate::cli
