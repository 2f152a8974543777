#include "gateway/core/replay/comparison.hpp"

#include <gtest/gtest.h>

namespace hazgate::replay {
namespace {

using namespace std::chrono_literals;
using alarm::Cause;
using alarm::State;

class ReplayComparison : public testing::Test {
 protected:
  static Tick at(Duration when) { return Tick{1h + when}; }
  void raise(Side side, Duration when) {
    const bool recorded = side == Side::Recorded;
    std::uint64_t& occurrence = recorded ? recorded_ : replayed_;
    comparison.take(side,
                    {.id = "gd-1.gas.H",
                     .priority = recorded ? Priority::High : Priority::Medium,
                     .occurrence = ++occurrence,
                     .from = State::Cleared,
                     .to = State::Active},
                    at(when));
  }
  void clear(Side side, Duration when) {
    comparison.take(side,
                    {.id = "gd-1.gas.H",
                     .priority = side == Side::Recorded ? Priority::High : Priority::Medium,
                     .occurrence = side == Side::Recorded ? recorded_ : replayed_,
                     .from = State::Active,
                     .to = State::Cleared,
                     .cause = Cause::Clear},
                    at(when));
  }
  Line line(Duration end) {
    const auto lines = comparison.finish(at(end));
    return lines.empty() ? Line{} : lines.front();
  }

  Comparison comparison;
  std::uint64_t recorded_ = 0, replayed_ = 0;
};

TEST_F(ReplayComparison, TheSameOccurrenceIsInBoth) {
  comparison.begin(at(0s));
  raise(Side::Recorded, 10s);
  raise(Side::Replayed, 10s);
  clear(Side::Recorded, 30s);
  clear(Side::Replayed, 30s);
  const Line same = line(60s);
  EXPECT_EQ(same.both, 1U);
  EXPECT_EQ(same.of(Side::Recorded), (Course{1, 1, 20s, 20s}));
  EXPECT_EQ(same.of(Side::Replayed), (Course{1, 1, 20s, 20s}));
  EXPECT_EQ(same.later, 0s);
  EXPECT_EQ(same.priority, Priority::Medium) << "that of the configuration replayed";
  EXPECT_TRUE(same.is_same());
}

TEST_F(ReplayComparison, RaisedWhileTheOtherStandsIsTheSameHoweverLate) {
  comparison.begin(at(0s));
  raise(Side::Recorded, 10s);
  raise(Side::Replayed, 500s);
  const Line late = line(600s);
  EXPECT_EQ(late.both, 1U);
  EXPECT_EQ(late.later, 490s);
  EXPECT_FALSE(late.is_same());
}

TEST_F(ReplayComparison, EarlierIsLessThanNothing) {
  comparison.begin(at(0s));
  raise(Side::Replayed, 10s);
  raise(Side::Recorded, 40s);
  EXPECT_EQ(line(60s).later, -30s);
}

TEST_F(ReplayComparison, FiveSecondsAfterItReturnedIsTheSameAndMoreIsNot) {
  comparison.begin(at(0s));
  raise(Side::Recorded, 10s);
  clear(Side::Recorded, 11s);
  raise(Side::Replayed, 16s);
  clear(Side::Replayed, 17s);
  raise(Side::Recorded, 100s);
  clear(Side::Recorded, 101s);
  raise(Side::Replayed, 106'001ms);
  const Line two = line(200s);
  EXPECT_EQ(two.both, 1U);
  EXPECT_EQ(two.of(Side::Recorded).alone(), 1U);
  EXPECT_EQ(two.of(Side::Replayed).alone(), 1U);
}

TEST_F(ReplayComparison, EachHasOnePairAtMost) {
  comparison.begin(at(0s));
  raise(Side::Replayed, 10s);
  for (int i = 0; i < 5; ++i) {
    raise(Side::Recorded, 10s + i * 2s);
    clear(Side::Recorded, 11s + i * 2s);
  }
  const Line chatter = line(60s);
  EXPECT_EQ(chatter.both, 1U);
  EXPECT_EQ(chatter.of(Side::Recorded).alone(), 4U);
  EXPECT_EQ(chatter.of(Side::Replayed).alone(), 0U);
  EXPECT_EQ(chatter.of(Side::Recorded).active, 5s);
  EXPECT_EQ(chatter.of(Side::Replayed).longest, 50s) << "it stands at the end";
}

TEST_F(ReplayComparison, WhatStoodBeforeTheStretchIsNotRaisedInIt) {
  raise(Side::Recorded, -60s);
  comparison.begin(at(0s));
  raise(Side::Replayed, 10s);
  const Line one = line(60s);
  EXPECT_EQ(one.of(Side::Recorded), (Course{0, 0, 60s, 60s}));
  EXPECT_EQ(one.of(Side::Replayed).raised, 1U);
  EXPECT_EQ(one.of(Side::Replayed).alone(), 0U) << "it is the one that stood";
}

TEST_F(ReplayComparison, AnotherLengthIsAnotherAlarm) {
  comparison.begin(at(0s));
  raise(Side::Recorded, 10s);
  raise(Side::Replayed, 10s);
  clear(Side::Recorded, 20s);
  clear(Side::Replayed, 31s);
  EXPECT_FALSE(line(60s).is_same());
}

TEST_F(ReplayComparison, WhatSaysNothingIsNotThere) {
  comparison.stands(Side::Recorded, {.id = "a", .state = State::Latched}, at(0s));
  comparison.begin(at(0s));
  EXPECT_EQ(comparison.standings(Side::Recorded).size(), 1U);
  EXPECT_TRUE(comparison.standings(Side::Replayed).empty());
  EXPECT_TRUE(comparison.finish(at(60s)).empty());
}

}  // namespace
}  // namespace hazgate::replay
