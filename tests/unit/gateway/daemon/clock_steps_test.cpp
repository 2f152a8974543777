#include "gateway/daemon/clock_steps.hpp"

#include <gtest/gtest.h>

namespace hazgate::daemon {
namespace {

using namespace std::chrono_literals;

class ClockStepsTest : public testing::Test {
 protected:
  ClockSteps steps_;
  Tick tick_{500s};
  WallTime wall_{1'700'000'000s};

  void pass(Duration monotonic, std::chrono::milliseconds wall) {
    tick_ += monotonic;
    wall_ += wall;
    steps_.look(tick_, wall_);
  }
};

TEST_F(ClockStepsTest, TheFirstLookIsNoStep) {
  pass(0s, 0s);
  EXPECT_EQ(steps_.count(), 0U);
  EXPECT_EQ(steps_.last_at(), std::nullopt);
}

TEST_F(ClockStepsTest, AStepIsCountedWithItsDirection) {
  pass(0s, 0s);
  pass(1s, 1h);
  EXPECT_EQ(steps_.count(), 1U);
  EXPECT_EQ(steps_.last(), 1h - 1s);
  EXPECT_EQ(steps_.last_at(), wall_);
  pass(1s, 1s);
  EXPECT_EQ(steps_.count(), 1U);
  pass(1s, -300ms);
  EXPECT_EQ(steps_.count(), 2U);
  EXPECT_EQ(steps_.last(), -1300ms);
}

TEST_F(ClockStepsTest, WhatIsSlewedIsNoStepHoweverFarItGoes) {
  pass(0s, 0s);
  for (int i = 0; i < 10'000; ++i) pass(1s, 1001ms);
  EXPECT_EQ(steps_.count(), 0U);
}

TEST_F(ClockStepsTest, ATenthOfASecondIsAStep) {
  pass(0s, 0s);
  pass(1s, 1099ms);
  EXPECT_EQ(steps_.count(), 0U);
  pass(1s, 1100ms);
  EXPECT_EQ(steps_.count(), 1U);
}

}  // namespace
}  // namespace hazgate::daemon
