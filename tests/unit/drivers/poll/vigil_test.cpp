#include "drivers/poll/vigil.hpp"

#include <gtest/gtest.h>

namespace hazgate::poll {
namespace {

constexpr WatchedLimit kHigh{.above = true, .trip = 50.0, .near = 40.0, .back = 39.0};
constexpr WatchedLimit kLow{.above = false, .trip = 10.0, .near = 15.0, .back = 16.0};

PolledDevice device(std::vector<WatchedLimit> limits, bool confirm = false) {
  PolledDevice made;
  made.points.resize(2);
  made.points[0].index = PointIndex{4};
  made.points[1].index = PointIndex{5};
  made.points[1].limits = std::move(limits);
  made.points[1].confirm = confirm;
  return made;
}

std::vector<PointReading> reading(double number, Quality quality = Quality::Good,
                                  bool above = false) {
  const codec::Decoded other{999.0, Quality::Good, false, 999.0};
  return {{PointIndex{4}, other}, {PointIndex{5}, {number, quality, above, number}}};
}

TEST(Vigil, NearFromTheMarkOnUntilBack) {
  Vigil vigil(device({kHigh}));
  EXPECT_FALSE(vigil.is_near());
  for (const auto& [number, near] : std::vector<std::pair<double, bool>>{
           {39.9, false}, {40.0, true}, {39.5, true}, {39.0, true}, {38.9, false}, {39.5, false}}) {
    vigil.take(reading(number));
    EXPECT_EQ(vigil.is_near(), near) << number;
  }
}

TEST(Vigil, ALowLimitIsNearFromAbove) {
  Vigil vigil(device({kHigh, kLow}));
  for (const auto& [number, near] : std::vector<std::pair<double, bool>>{
           {20.0, false}, {15.0, true}, {15.9, true}, {16.1, false}, {41.0, true}, {20.0, false}}) {
    vigil.take(reading(number));
    EXPECT_EQ(vigil.is_near(), near) << number;
  }
}

TEST(Vigil, BadDataNeitherComesNearNorGoesBack) {
  Vigil vigil(device({kHigh}));
  vigil.take(reading(60.0, Quality::Fault));
  EXPECT_FALSE(vigil.is_near());
  vigil.take(reading(45.0));
  for (const Quality quality : {Quality::Fault, Quality::Comm, Quality::Exception}) {
    vigil.take(reading(0.0, quality));
    EXPECT_TRUE(vigil.is_near());
  }
}

TEST(Vigil, AboveTheRangeIsBeyondEveryUpperLimit) {
  Vigil vigil(device({kHigh}));
  vigil.take(reading(0.0, Quality::OutOfRange, true));
  EXPECT_TRUE(vigil.is_near());
  vigil.take(reading(0.0, Quality::OutOfRange, false));
  EXPECT_FALSE(vigil.is_near());
}

TEST(Vigil, OnlyTheFirstValueBeyondWantsConfirmation) {
  Vigil vigil(device({kHigh}, true));
  EXPECT_FALSE(vigil.wants_confirmation(reading(49.9)));
  EXPECT_TRUE(vigil.wants_confirmation(reading(50.0)));
  EXPECT_TRUE(vigil.wants_confirmation(reading(0.0, Quality::OutOfRange, true)));
  vigil.take(reading(51.0));
  EXPECT_FALSE(vigil.wants_confirmation(reading(52.0)));
  vigil.take(reading(49.0));
  EXPECT_TRUE(vigil.wants_confirmation(reading(50.0)));
}

TEST(Vigil, WithoutConfirmNothingIsReadTwice) {
  Vigil vigil(device({kHigh}));
  EXPECT_FALSE(vigil.wants_confirmation(reading(60.0)));
}

}  // namespace
}  // namespace hazgate::poll
