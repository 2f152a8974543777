#include "drivers/poll/histogram.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <gtest/gtest.h>
#include <random>
#include <vector>

namespace hazgate::poll {
namespace {

using namespace std::chrono_literals;

TEST(Histogram, NothingIsZero) {
  EXPECT_EQ(Histogram().percentile(0.99), 0us);
  EXPECT_EQ(Histogram().longest(), 0us);
}

TEST(Histogram, OneValueIsEveryPercentile) {
  Histogram times;
  times.add(12345us);
  for (const double share : {0.0, 0.5, 0.99, 1.0}) EXPECT_EQ(times.percentile(share), 12345us);
}

TEST(Histogram, WhatIsTooLongOrNegativeIsKeptAtTheEnds) {
  Histogram times;
  times.add(-5us);
  EXPECT_EQ(times.percentile(1.0), 0us);
  times.add(std::chrono::hours{1000});
  EXPECT_EQ(times.longest(), std::chrono::hours{1000});
  EXPECT_EQ(times.count(), 2U);
}

TEST(Histogram, PercentilesAreNeverBelowTheTruthAndAtMostAnEighthAbove) {
  std::mt19937 random{7};
  std::lognormal_distribution<double> spread(7.0, 2.5);
  Histogram times;
  std::vector<Duration> all;
  for (int i = 0; i < 20000; ++i) {
    all.emplace_back(static_cast<Duration::rep>(spread(random)));
    times.add(all.back());
  }
  std::sort(all.begin(), all.end());
  for (const double share : {0.01, 0.1, 0.5, 0.9, 0.99, 0.999, 1.0}) {
    const auto rank = static_cast<std::size_t>(std::ceil(share * 20000.0));
    const Duration truth = all[rank - 1];
    EXPECT_GE(times.percentile(share), truth) << share;
    EXPECT_LE(times.percentile(share), truth + truth / 8 + 1us) << share;
  }
}

}  // namespace
}  // namespace hazgate::poll
