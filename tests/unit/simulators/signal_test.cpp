#include "simulators/field/signal.hpp"

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

}  // namespace
}  // namespace hazgate::sim
