#include "gateway/cli/chart_axis.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <random>

namespace hazgate::cli {
namespace {

struct Case {
  double low, high;
  Axis axis;
};

TEST(ChartAxis, RoundNumbersAroundWhatIsShown) {
  for (const Case& c :
       {Case{2, 64, {0, 80, 20}}, Case{0, 100, {0, 100, 20}}, Case{-12, 31, {-20, 40, 10}},
        Case{1.42, 1.61, {1.4, 1.65, 0.05}}, Case{0.02, 0.3, {0, 0.3, 0.05}},
        Case{-40, -12, {-40, 0, 10}}, Case{990, 1010, {990, 1010, 5}}}) {
    const Axis axis = value_axis(c.low, c.high);
    EXPECT_NEAR(axis.low, c.axis.low, 1e-9) << c.low << " to " << c.high;
    EXPECT_NEAR(axis.high, c.axis.high, 1e-9) << c.low << " to " << c.high;
    EXPECT_NEAR(axis.step, c.axis.step, 1e-9) << c.low << " to " << c.high;
  }
}

TEST(ChartAxis, AConstantValueStandsInTheMiddle) {
  for (const double value : {0.0, 20.9, -5.0, 1e9, 1e-7}) {
    const Axis axis = value_axis(value, value);
    EXPECT_LT(axis.low, value);
    EXPECT_GT(axis.high, value);
  }
}

TEST(ChartAxis, WhatIsNoNumberIsNoReasonToFail) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  for (const Axis& axis : {value_axis(nan, 1), value_axis(0, infinity), value_axis(-infinity, nan),
                           value_axis(-1.7e308, 1.7e308), value_axis(1e-320, 1e-320)}) {
    EXPECT_EQ(axis.ticks().size(), 2U);
  }
}

TEST(ChartAxis, AnyStretchHasItsEndsInsideAndFewTicks) {
  std::mt19937 random(7);
  std::uniform_real_distribution<double> exponent(-6, 9), sign(-1, 1);
  for (int i = 0; i < 20'000; ++i) {
    const double a = sign(random) * std::pow(10, exponent(random));
    const double b = sign(random) * std::pow(10, exponent(random));
    const Axis axis = value_axis(a, b);
    const double slack = axis.step * 1e-6;
    ASSERT_LE(axis.low, std::min(a, b) + slack) << a << ' ' << b;
    ASSERT_GE(axis.high, std::max(a, b) - slack) << a << ' ' << b;
    ASSERT_LE(axis.ticks().size(), 7U) << a << ' ' << b;
    ASSERT_GE(axis.ticks().size(), 2U) << a << ' ' << b;
  }
}

TEST(ChartAxis, TicksHaveTheDecimalsOfTheStep) {
  const Axis axis = value_axis(1.42, 1.61);
  EXPECT_EQ(axis.text(1.45), "1.45");
  EXPECT_EQ(value_axis(0, 100).text(20), "20");
  EXPECT_EQ(value_axis(-12, 31).text(-0.0), "0");
  EXPECT_EQ(value_axis(0.02, 0.3).text(0.3), "0.30");
}

TEST(ChartAxis, MomentsAreRoundOnTheWall) {
  using Ticks = std::vector<std::int64_t>;
  EXPECT_EQ(time_ticks(500, 3'600, 0), (Ticks{1'000, 2'000, 3'000}));
  const std::int64_t hour = 3'600'000, india = 5 * hour + hour / 2;
  // From 00:10 to 04:10 on a wall that is 5:30 ahead: every half hour.
  const Ticks ticks = time_ticks(hour / 6 - india, hour / 6 + 4 * hour - india, india);
  ASSERT_EQ(ticks.size(), 8U);
  EXPECT_EQ((ticks.front() + india) % (hour / 2), 0);
  EXPECT_EQ(ticks.front() + india, hour / 2);
  EXPECT_TRUE(time_ticks(5, 5, 0).empty());
  EXPECT_TRUE(time_ticks(9, 5, 0).empty());
  EXPECT_LE(time_ticks(0, 400 * 24 * hour, 0).size(), 9U);
}

}  // namespace
}  // namespace hazgate::cli
