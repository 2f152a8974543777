#include "gateway/uplink/broker_choice.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <vector>

namespace hazgate::uplink {
namespace {

using namespace std::chrono_literals;
using TimePoint = BrokerChoice::TimePoint;

class Choice : public testing::Test {
 protected:
  /// On the broker that is third in line, after the first two have failed.
  void go_to_third(BrokerChoice& choice) {
    choice.first();
    choice.closed(now);
    choice.closed(now);
    choice.connected(now);
    ASSERT_EQ(choice.current(), 2U);
  }
  void until_probe(BrokerChoice& choice) {
    ASSERT_TRUE(choice.probe_at());
    now = *choice.probe_at();
  }
  /// Both probes of the first broker succeed, and it is gone to.
  void move_to_first(BrokerChoice& choice) {
    until_probe(choice);
    ASSERT_FALSE(choice.probed(true, now));
    until_probe(choice);
    ASSERT_TRUE(choice.probed(true, now));
    const auto attempt = choice.left();
    ASSERT_EQ(attempt.broker, 0U);
    ASSERT_EQ(attempt.pause, 0ms);
  }
  TimePoint now{1000h};
};

TEST_F(Choice, TriesInOrderThenBacksOff) {
  BrokerChoice choice(3, 5min, 1);
  EXPECT_EQ(choice.first().broker, 0U);
  for (const std::size_t expected : {1U, 2U}) {
    const auto attempt = choice.closed(now);
    EXPECT_EQ(attempt.broker, expected);
    EXPECT_EQ(attempt.pause, 0ms);
  }
  const auto attempt = choice.closed(now);
  EXPECT_EQ(attempt.broker, 0U);
  EXPECT_GE(attempt.pause, 250ms);
}

TEST_F(Choice, AfterAGoodConnectionTheFirstIsTriedSoon) {
  BrokerChoice choice(3, 5min, 1);
  for (int i = 0; i < 8; ++i) choice.closed(now);  // the back-off has grown
  choice.connected(now);
  const auto attempt = choice.closed(now + BrokerChoice::kGood);
  EXPECT_EQ(attempt.broker, 0U);
  EXPECT_LE(attempt.pause, 500ms);
  EXPECT_GE(attempt.pause, 250ms);
}

TEST_F(Choice, ABrokerThatAcceptsAndThrowsOutIsNotTriedForEver) {
  BrokerChoice choice(2, 5min, 1);
  choice.first();
  choice.connected(now);
  const auto attempt = choice.closed(now + 1s);
  EXPECT_EQ(attempt.broker, 1U);
  EXPECT_GE(attempt.pause, 250ms);
}

TEST_F(Choice, ABrokerThatHeldForLongAndWasOfNoUseIsNotTriedForEver) {
  BrokerChoice choice(2, 5min, 1);
  choice.first();
  choice.connected(now);
  EXPECT_EQ(choice.closed(now + 1h, false).broker, 1U);
  choice.connected(now);
  EXPECT_EQ(choice.closed(now + 1h, true).broker, 0U);
}

TEST_F(Choice, OnTheFirstOrWithoutFailBackNothingIsProbed) {
  BrokerChoice first(3, 5min, 1);
  first.first();
  first.connected(now);
  EXPECT_FALSE(first.probe_at());
  BrokerChoice never(3, 0ms, 1);
  go_to_third(never);
  EXPECT_FALSE(never.probe_at());
}

TEST_F(Choice, GoesBackOnlyWhenReachedTwiceInARow) {
  BrokerChoice choice(3, 5min, 1);
  go_to_third(choice);
  EXPECT_GE(*choice.probe_at() - now, 150s);
  EXPECT_LE(*choice.probe_at() - now, 5min);
  until_probe(choice);
  EXPECT_FALSE(choice.probed(true, now));
  EXPECT_LE(*choice.probe_at() - now, BrokerChoice::kSecondProbe);
  until_probe(choice);
  EXPECT_FALSE(choice.probed(false, now)) << "once is not enough";
  EXPECT_GE(*choice.probe_at() - now, 150s) << "and all begins anew";
  move_to_first(choice);
  choice.connected(now);
  EXPECT_EQ(choice.current(), 0U);
  EXPECT_FALSE(choice.probe_at());
}

TEST_F(Choice, TheSecondIsBetterThanTheThird) {
  BrokerChoice choice(3, 5min, 1);
  go_to_third(choice);
  for (int round = 0; round < 2; ++round) {
    until_probe(choice);
    EXPECT_EQ(choice.probe_target(), 0U);
    if (round == 0) {
      EXPECT_FALSE(choice.probed(false, now));
    }
    if (round == 0) {
      EXPECT_EQ(choice.probe_target(), 1U);
      EXPECT_EQ(*choice.probe_at(), now) << "at once";
      EXPECT_FALSE(choice.probed(true, now));
    }
    if (round == 0) {
      until_probe(choice);
      EXPECT_EQ(choice.probe_target(), 1U);
      EXPECT_TRUE(choice.probed(true, now));
      EXPECT_EQ(choice.left().broker, 1U);
      choice.connected(now);
    }
  }
}

TEST_F(Choice, AMoveThatFailsGoesBackAtOnceAndWaitsTwiceAsLong) {
  BrokerChoice choice(3, 5min, 1);
  go_to_third(choice);
  auto wait = 5min;
  for (int round = 0; round < 3; ++round) {
    move_to_first(choice);
    const auto back = choice.closed(now);
    EXPECT_EQ(back.broker, 2U);
    EXPECT_EQ(back.pause, 0ms);
    EXPECT_TRUE(choice.is_returning());
    choice.connected(now);
    EXPECT_FALSE(choice.is_returning());
    wait *= 2;
    EXPECT_EQ(choice.wait(), wait);
    EXPECT_GE(*choice.probe_at() - now, wait / 2);
    EXPECT_LE(*choice.probe_at() - now, wait);
  }
  for (int round = 0; round < 12; ++round) {
    move_to_first(choice);
    choice.closed(now);
    choice.connected(now);
  }
  EXPECT_EQ(choice.wait(), BrokerChoice::kLongest);
}

TEST_F(Choice, WhenTheOneThatWorkedIsGoneTooAllBeginsInOrder) {
  BrokerChoice choice(3, 5min, 1);
  go_to_third(choice);
  move_to_first(choice);
  EXPECT_EQ(choice.closed(now).broker, 2U);
  const auto attempt = choice.closed(now);
  EXPECT_EQ(attempt.broker, 0U);
  EXPECT_GT(attempt.pause, 0ms);
  EXPECT_EQ(choice.closed(now).broker, 1U);
}

TEST_F(Choice, ABetterOneThatDoesNotHoldIsAFailedMove) {
  BrokerChoice choice(3, 5min, 1);
  go_to_third(choice);
  move_to_first(choice);
  choice.connected(now);
  choice.closed(now + 4min);
  EXPECT_EQ(choice.wait(), 10min);
}

TEST_F(Choice, ABetterOneThatHoldsEndsTheLongWait) {
  BrokerChoice choice(3, 5min, 1);
  go_to_third(choice);
  move_to_first(choice);
  choice.closed(now);
  choice.connected(now);
  EXPECT_EQ(choice.wait(), 10min);
  move_to_first(choice);
  choice.connected(now);
  choice.closed(now + 10min);
  EXPECT_EQ(choice.wait(), 5min);
}

TEST_F(Choice, WhatBreaksWhileLeavingIsAnOrdinaryLoss) {
  BrokerChoice choice(2, 5min, 1);
  choice.first();
  choice.closed(now);
  choice.connected(now);
  until_probe(choice);
  choice.probed(true, now);
  until_probe(choice);
  EXPECT_TRUE(choice.probed(true, now));
  const auto attempt = choice.closed(now);
  EXPECT_EQ(attempt.broker, 0U);
  EXPECT_GT(attempt.pause, 0ms);
  EXPECT_FALSE(choice.is_returning());
}

TEST_F(Choice, ARenewalComesBackToTheSame) {
  BrokerChoice choice(3, 5min, 1);
  go_to_third(choice);
  const auto attempt = choice.left();
  EXPECT_EQ(attempt.broker, 2U);
  EXPECT_EQ(attempt.pause, 0ms);
  EXPECT_FALSE(choice.probed(true, now)) << "an answer that comes too late means nothing";
}

/// A thousand gateways of one park whose only broker dies at once and is away for `outage`: in which
/// second after its return does each come?
std::map<std::int64_t, int> arrivals(std::chrono::seconds outage) {
  std::map<std::int64_t, int> by_second;
  for (std::uint32_t gateway = 1; gateway <= 1000; ++gateway) {
    BrokerChoice choice(1, 5min, gateway * 7919U);
    choice.first();
    TimePoint now{1000h};
    choice.connected(now - 1h);
    const TimePoint back = now + outage;
    while (true) {
      now += choice.closed(now).pause;
      if (now >= back) break;
    }
    ++by_second[std::chrono::floor<std::chrono::seconds>(now - back).count()];
  }
  return by_second;
}

TEST_F(Choice, AThousandGatewaysSpreadAfterAnOutage) {
  for (const auto outage : {120s, 600s, 3600s}) {
    const auto by_second = arrivals(outage);
    int most = 0, all = 0;
    for (const auto& [second, count] : by_second) {
      most = std::max(most, count);
      all += count;
    }
    EXPECT_EQ(all, 1000);
    EXPECT_LE(by_second.rbegin()->first, 30) << "nobody later than the longest pause";
    EXPECT_GE(by_second.size(), 25U) << "not in one heap, after " << outage.count() << " s";
    EXPECT_LE(most, 90) << "connects in one second, after " << outage.count() << " s";
  }
}

}  // namespace
}  // namespace hazgate::uplink
