#include "simulators/field/limit.hpp"

#include <gtest/gtest.h>

namespace hazgate::sim {
namespace {

codec::Decoded shown(double number, Quality quality = Quality::Good) {
  return {Value{number}, quality, false, number};
}

model::AlarmText alarm(const std::string& kind, double limit, double deadband) {
  model::AlarmText text;
  text.name = "X";
  text.kind = kind;
  text.limit = limit;
  text.deadband = deadband;
  return text;
}

TEST(Limit, HighCrossesAtTheLimitAndAgainOnlyAfterTheDeadband) {
  auto limit = Limit::of(alarm("high", 50.0, 2.0)).value();
  EXPECT_FALSE(limit.is_crossed_by(shown(49.9)));
  EXPECT_TRUE(limit.is_crossed_by(shown(50.0)));
  EXPECT_FALSE(limit.is_crossed_by(shown(48.1)));
  EXPECT_FALSE(limit.is_crossed_by(shown(51.0))) << "it never left";
  EXPECT_FALSE(limit.is_crossed_by(shown(48.0)));
  EXPECT_TRUE(limit.is_crossed_by(shown(50.0)));
}

TEST(Limit, LowCrossesTheOtherWay) {
  auto limit = Limit::of(alarm("low", 19.5, 0.5)).value();
  EXPECT_FALSE(limit.is_crossed_by(shown(20.0)));
  EXPECT_TRUE(limit.is_crossed_by(shown(19.5)));
  EXPECT_FALSE(limit.is_crossed_by(shown(19.9)));
  EXPECT_FALSE(limit.is_crossed_by(shown(20.0)));
  EXPECT_TRUE(limit.is_crossed_by(shown(19.0)));
}

TEST(Limit, StatesAreTextsFlagsOrCodes) {
  model::AlarmText text;
  text.kind = "state";
  text.states = {Value{std::string("fire")}, Value{true}, Value{std::int64_t{7}}};
  auto limit = Limit::of(text).value();
  EXPECT_TRUE(limit.is_crossed_by({Value{std::string("fire")}, Quality::Good, false, 3.0}));
  EXPECT_FALSE(limit.is_crossed_by({Value{std::string("normal")}, Quality::Good, false, 0.0}));
  EXPECT_TRUE(limit.is_crossed_by({Value{true}, Quality::Good, false, 1.0}));
  EXPECT_FALSE(limit.is_crossed_by({Value{std::string("normal")}, Quality::Good, false, 0.0}));
  EXPECT_TRUE(limit.is_crossed_by({Value{std::string("odd")}, Quality::Good, false, 7.0}));
}

TEST(Limit, AboveTheRangeCountsAFaultDoesNot) {
  auto limit = Limit::of(alarm("high", 50.0, 2.0)).value();
  EXPECT_FALSE(limit.is_crossed_by(shown(99.0, Quality::Fault)));
  EXPECT_TRUE(limit.is_crossed_by(shown(101.0, Quality::OutOfRange)));
}

TEST(Limit, OtherKindsAreNotWatched) {
  for (const char* kind : {"rate", "deviation", "stuck", "bad-quality"}) {
    EXPECT_FALSE(Limit::of(alarm(kind, 1.0, 0.0))) << kind;
  }
}

}  // namespace
}  // namespace hazgate::sim
