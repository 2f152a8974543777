#include "gateway/core/alarm/condition.hpp"

#include <gtest/gtest.h>
#include <limits>
#include <random>

namespace hazgate::alarm {
namespace {

using std::chrono::seconds;

Sample good(double value) {
  return {.quality = Quality::Good, .value = value};
}
Sample bad(Quality quality) {
  return {.quality = quality, .value = 0.0};
}
Tick tick(int s) {
  return Tick{seconds{s}};
}

constexpr ConditionParams kHigh{.kind = ConditionKind::High, .limit = 50.0, .deadband = 2.0};
constexpr ConditionParams kLow{.kind = ConditionKind::Low, .limit = 19.5, .deadband = 0.5};

TEST(Judge, HighRaisesAtTheLimitAndReturnsBelowTheDeadband) {
  EXPECT_EQ(judge(kHigh, false, good(49.999)), Verdict::False);
  EXPECT_EQ(judge(kHigh, false, good(50.0)), Verdict::True);
  EXPECT_EQ(judge(kHigh, true, good(49.0)), Verdict::Hold);
  EXPECT_EQ(judge(kHigh, true, good(48.0)), Verdict::False);
}

TEST(Judge, LowIsTheMirror) {
  EXPECT_EQ(judge(kLow, false, good(19.6)), Verdict::False);
  EXPECT_EQ(judge(kLow, false, good(19.5)), Verdict::True);
  EXPECT_EQ(judge(kLow, true, good(19.9)), Verdict::Hold);
  EXPECT_EQ(judge(kLow, true, good(20.0)), Verdict::False);
}

TEST(Judge, BadQualityHolds) {
  for (const Quality quality :
       {Quality::OutOfRange, Quality::Fault, Quality::WarmUp, Quality::Maintenance, Quality::Stuck,
        Quality::Stale, Quality::Comm, Quality::Exception, Quality::NotYet}) {
    EXPECT_EQ(judge(kHigh, true, bad(quality)), Verdict::Hold) << to_text(quality);
    EXPECT_EQ(judge(kLow, false, bad(quality)), Verdict::Hold) << to_text(quality);
  }
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(judge(kHigh, true, good(nan)), Verdict::Hold);
  EXPECT_EQ(judge(kHigh, false, good(infinity)), Verdict::Hold);
}

TEST(Judge, UncertainAndSimulatedAreCompared) {
  EXPECT_EQ(judge(kHigh, false, {.quality = Quality::Uncertain, .value = 60.0}), Verdict::True);
  EXPECT_EQ(judge(kHigh, false, {.quality = Quality::Simulated, .value = 60.0}), Verdict::True);
}

TEST(Judge, AboveTheRangeOfAGasPointIsTheHighestAlarm) {
  ConditionParams gas = kHigh;
  gas.over_range_raises = true;
  const Sample above{.quality = Quality::OutOfRange, .above_range = true, .value = 0.0};
  const Sample below{.quality = Quality::OutOfRange, .above_range = false, .value = 0.0};
  EXPECT_EQ(judge(gas, false, above), Verdict::True);
  EXPECT_EQ(judge(gas, true, below), Verdict::Hold);
  EXPECT_EQ(judge(kHigh, false, above), Verdict::Hold) << "not a gas point";
}

TEST(Judge, StateMatchesItsCodes) {
  ConditionParams state{.kind = ConditionKind::State};
  state.codes = {2.0, 5.0};
  state.code_count = 2;
  EXPECT_EQ(judge(state, false, good(2.0)), Verdict::True);
  EXPECT_EQ(judge(state, false, good(5.0)), Verdict::True);
  EXPECT_EQ(judge(state, true, good(0.0)), Verdict::False) << "0 is an unused place, not a code";
  EXPECT_EQ(judge(state, true, bad(Quality::Fault)), Verdict::Hold);
}

TEST(Judge, BadQualityConditionIsTrueForBadReadings) {
  const ConditionParams params{.kind = ConditionKind::BadQuality};
  EXPECT_EQ(judge(params, false, bad(Quality::Fault)), Verdict::True);
  EXPECT_EQ(judge(params, false, bad(Quality::OutOfRange)), Verdict::True);
  EXPECT_EQ(judge(params, true, good(1.0)), Verdict::False);
  EXPECT_EQ(judge(params, false, good(std::numeric_limits<double>::quiet_NaN())), Verdict::True);
}

TEST(Condition, OnDelayCountsSampleTimeAndStartsAgain) {
  ConditionParams params = kHigh;
  params.on_delay = seconds{3};
  Condition condition;
  EXPECT_FALSE(condition.take(params, Verdict::True, tick(0)));
  EXPECT_FALSE(condition.take(params, Verdict::True, tick(2)));
  EXPECT_FALSE(condition.take(params, Verdict::False, tick(2)));
  EXPECT_FALSE(condition.take(params, Verdict::True, tick(4)));
  EXPECT_FALSE(condition.take(params, Verdict::True, tick(6)));
  EXPECT_EQ(condition.due(params), tick(7));
  EXPECT_TRUE(condition.take(params, Verdict::True, tick(7)));
  EXPECT_TRUE(condition.active);
}

TEST(Condition, HoldNeitherEndsNorStartsADelay) {
  ConditionParams params = kHigh;
  params.on_delay = seconds{3};
  params.off_delay = seconds{5};
  Condition condition;
  EXPECT_FALSE(condition.take(params, Verdict::True, tick(0)));
  EXPECT_FALSE(condition.take(params, Verdict::Hold, tick(10)));
  EXPECT_TRUE(condition.take(params, Verdict::True, tick(11)));
  EXPECT_FALSE(condition.take(params, Verdict::False, tick(12)));
  EXPECT_FALSE(condition.take(params, Verdict::Hold, tick(30)));
  EXPECT_TRUE(condition.active);
  EXPECT_FALSE(condition.take(params, Verdict::True, tick(31)))
      << "came back: off-delay starts again";
  EXPECT_FALSE(condition.take(params, Verdict::False, tick(32)));
  EXPECT_TRUE(condition.take(params, Verdict::False, tick(37)));
  EXPECT_FALSE(condition.active);
}

TEST(Condition, WithoutDelayActsAtOnce) {
  Condition condition;
  EXPECT_TRUE(condition.take(kHigh, Verdict::True, tick(0)));
  EXPECT_TRUE(condition.take(kHigh, Verdict::False, tick(0)));
}

// Whatever bad data comes in between, an active condition clears only by a good value.
TEST(Condition, BadDataNeverClears) {
  std::mt19937 random(7);
  const ConditionParams params = kHigh;
  for (int run = 0; run < 1000; ++run) {
    Condition condition;
    condition.take(params, judge(params, condition.active, good(60.0)), tick(0));
    ASSERT_TRUE(condition.active);
    for (int i = 1; i < 50; ++i) {
      auto sample = bad(static_cast<Quality>(2 + random() % 10));
      if (sample.quality == Quality::Simulated) sample.quality = Quality::Fault;
      sample.above_range = random() % 2 == 0;
      sample.value = static_cast<double>(random() % 100);
      condition.take(params, judge(params, condition.active, sample), tick(i));
      ASSERT_TRUE(condition.active);
    }
  }
}

}  // namespace
}  // namespace hazgate::alarm
