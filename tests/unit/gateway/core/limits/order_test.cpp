#include "gateway/core/limits/order.hpp"

#include <algorithm>
#include <array>
#include <gtest/gtest.h>
#include <random>

namespace hazgate::limits {
namespace {

constexpr int kRungs = 8;

Step step(int rung, double value) {
  return {static_cast<Rung>(rung), value};
}

/// LL < L < H < HH <= trip < safety valve <= MAWP <= design, pair by pair as it reads: true where
/// some sign between the two is "<".
bool is_strict(int lower, int upper) {
  constexpr std::array<bool, 7> kStrict = {true, true, true, false, true, false, false};
  for (int i = lower; i < upper; ++i) {
    if (kStrict[static_cast<std::size_t>(i)]) return true;
  }
  return false;
}

bool is_ordered(const std::vector<Step>& steps) {
  for (const Step& a : steps) {
    for (const Step& b : steps) {
      if (a.rung >= b.rung) continue;
      const bool strict = is_strict(static_cast<int>(a.rung), static_cast<int>(b.rung));
      if (a.value > b.value || (strict && a.value == b.value)) return false;
    }
  }
  return true;
}

TEST(Order, OfAllRungs) {
  std::vector<Step> steps;
  for (int rung = 0; rung < kRungs; ++rung) steps.push_back(step(rung, rung));
  EXPECT_TRUE(disorders(steps).empty());
  std::reverse(steps.begin(), steps.end());
  EXPECT_TRUE(disorders(steps).empty()) << "in whatever sequence they are written";
}

TEST(Order, WhichMayBeEqual) {
  for (int lower = 0; lower < kRungs; ++lower) {
    for (int upper = lower + 1; upper < kRungs; ++upper) {
      const std::vector<Step> steps = {step(lower, 5.0), step(upper, 5.0)};
      EXPECT_EQ(disorders(steps).empty(), !is_strict(lower, upper)) << lower << " " << upper;
    }
  }
}

TEST(Order, SaysWhichTwo) {
  const std::vector<Step> steps = {step(5, 2.0), step(2, 1.0), step(3, 3.0)};
  const auto found = disorders(steps);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].lower, 2u) << "HH 3";
  EXPECT_EQ(found[0].upper, 0u) << "safety valve 2";
  EXPECT_FALSE(found[0].may_be_equal);
}

TEST(Order, OfRandomLimitsAcceptsExactlyTheOrderedOnes) {
  std::mt19937 random(20261125);
  const auto below = [&](int n) { return std::uniform_int_distribution<int>(0, n - 1)(random); };
  int ordered = 0;
  for (int round = 0; round < 20000; ++round) {
    std::vector<Step> steps;
    const bool sorted = below(2) == 0;  // otherwise hardly any is in order
    int value = 0;
    for (int rung = 0; rung < kRungs; ++rung) {
      if (below(3) == 0) continue;
      value = sorted ? value + below(3) : below(6);
      steps.push_back(step(rung, value));
    }
    std::shuffle(steps.begin(), steps.end(), random);
    ordered += is_ordered(steps) ? 1 : 0;
    ASSERT_EQ(disorders(steps).empty(), is_ordered(steps)) << "round " << round;
  }
  EXPECT_GT(ordered, 2000);
  EXPECT_LT(ordered, 18000);
}

TEST(Bridges, HaveNoValueBetweenThem) {
  EXPECT_FALSE(is_bridged(19.5, 0.5, 23.5, 0.5));
  EXPECT_FALSE(is_bridged(10, 4, 20, 5));
  EXPECT_TRUE(is_bridged(10, 5, 20, 5)) << "both return at 15";
  EXPECT_TRUE(is_bridged(10, 0, 20, 11));
  EXPECT_TRUE(is_bridged(20, 0, 10, 0)) << "the other way round";
}

}  // namespace
}  // namespace hazgate::limits
