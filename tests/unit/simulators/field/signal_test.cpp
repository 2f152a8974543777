#include "simulators/field/signal.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

namespace hazgate::sim {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(Signal, StaysUntilItsFirstChange) {
  const Signal signal{.start = 2.0, .changes = {{seconds{8}, 62.0, seconds{15}}}};
  EXPECT_EQ(value_at(signal, seconds{0}), Value{2.0});
  EXPECT_EQ(value_at(signal, milliseconds{7999}), Value{2.0});
}

TEST(Signal, RampsInAStraightLineAndStaysThere) {
  const Signal signal{.start = 2.0, .changes = {{seconds{8}, 62.0, seconds{15}}}};
  EXPECT_EQ(value_at(signal, seconds{8} + milliseconds{7500}), Value{32.0});
  EXPECT_EQ(value_at(signal, seconds{23}), Value{62.0});
  EXPECT_EQ(value_at(signal, seconds{99}), Value{62.0});
}

TEST(Signal, ARampBeginsWhereTheLastOneWas) {
  const Signal signal{.start = 0.0,
                      .changes = {{seconds{0}, 10.0, seconds{10}}, {seconds{5}, 0.0, seconds{5}}}};
  EXPECT_EQ(value_at(signal, milliseconds{7500}), Value{3.75});
}

TEST(Signal, TextsAndFlagsStep) {
  const Signal signal{.start = std::string("normal"),
                      .changes = {{seconds{45}, std::string("fire")}}};
  EXPECT_EQ(value_at(signal, seconds{44}), Value{std::string("normal")});
  EXPECT_EQ(value_at(signal, seconds{45}), Value{std::string("fire")});
}

TEST(Signal, NoiseIsTheSameForTheSameSeedAndAboutAsLargeAsAsked) {
  const Signal one{.start = 10.0, .noise = 0.5, .seed = 7};
  const Signal other{.start = 10.0, .noise = 0.5, .seed = 8};
  double squares = 0.0;
  int different = 0;
  constexpr int kDraws = 4000;
  for (int i = 0; i < kDraws; ++i) {
    const Duration time = milliseconds{50 * i};
    EXPECT_EQ(value_at(one, time), value_at(one, time));
    if (value_at(one, time) != value_at(other, time)) ++different;
    squares += std::pow(std::get<double>(value_at(one, time)) - 10.0, 2);
  }
  EXPECT_NEAR(std::sqrt(squares / kDraws), 0.5, 0.05);
  EXPECT_GT(different, kDraws * 9 / 10);
}

TEST(Signal, AWaveSwingsAroundItsValueInSteps) {
  const Signal signal{
      .start = 100.0, .wave = {.height = 10.0, .period = std::chrono::minutes{5}}, .seed = 3};
  double low = 100.0, high = 100.0;
  for (int i = 0; i < 300; ++i) {
    const double value = std::get<double>(value_at(signal, seconds{i}));
    low = std::min(low, value);
    high = std::max(high, value);
  }
  EXPECT_NEAR(low, 90.0, 0.1);
  EXPECT_NEAR(high, 110.0, 0.1);
  EXPECT_EQ(value_at(signal, seconds{7}), value_at(signal, seconds{307}));
}

TEST(Signal, SaysHowLongItStaysTheSame) {
  EXPECT_EQ(steady_until({.start = 1.0}, seconds{5}), Duration::max());
  const Signal ramp{.start = 2.0, .changes = {{seconds{8}, 62.0, seconds{15}}}};
  EXPECT_EQ(steady_until(ramp, seconds{3}), seconds{8});
  EXPECT_EQ(steady_until(ramp, seconds{9}), seconds{9});
  EXPECT_EQ(steady_until(ramp, seconds{23}), Duration::max());
}

TEST(Signal, IsTheSameUntilItSaysOtherwise) {
  const Signal all{.start = 5.0,
                   .changes = {{seconds{1}, 9.0, seconds{1}}, {seconds{4}, 2.0, {}}},
                   .noise = 0.1,
                   .wave = {.height = 1.0, .period = seconds{20}},
                   .seed = 11};
  for (Duration time{}; time < seconds{6}; time += milliseconds{7}) {
    const Duration until = steady_until(all, time);
    EXPECT_GE(until, time);
    if (until == time) continue;
    EXPECT_EQ(value_at(all, until - Duration{1}), value_at(all, time)) << time.count();
    EXPECT_NE(value_at(all, until), value_at(all, time)) << time.count();
  }
}

TEST(Signal, SeedsDifferByPointAndAreTheSameInEveryBuild) {
  EXPECT_NE(seed_for(1, "gd-101.gas"), seed_for(1, "gd-102.gas"));
  EXPECT_NE(seed_for(1, "gd-101.gas"), seed_for(2, "gd-101.gas"));
  EXPECT_EQ(seed_for(1, "gd-101.gas"), 0x785d06373d0f765aULL);
}

}  // namespace
}  // namespace hazgate::sim
