#include "gateway/uplink/publish_times.hpp"

#include <gtest/gtest.h>
#include <numeric>

namespace hazgate::uplink {
namespace {

using namespace std::chrono_literals;

class PublishTimesTest : public testing::Test {
 protected:
  PublishTimes times_;
  PublishTimes::Clock::time_point now_{};

  void acknowledged_after(std::uint64_t key, std::chrono::milliseconds time) {
    times_.sent(key, now_);
    times_.acknowledged(key, now_ + time);
  }
};

TEST_F(PublishTimesTest, EveryAcknowledgementCountsInItsPlace) {
  acknowledged_after(1, 5ms);  // the bound itself belongs to it
  acknowledged_after(2, 6ms);
  acknowledged_after(3, 700ms);
  acknowledged_after(4, 11'000ms);
  const PublishFigures figures = times_.figures();
  EXPECT_EQ(figures.count, 4U);
  EXPECT_EQ(figures.counts[0], 1U);
  EXPECT_EQ(figures.counts[1], 1U);
  EXPECT_EQ(figures.counts[7], 1U);
  EXPECT_EQ(figures.counts.back(), 1U);
  EXPECT_EQ(std::accumulate(figures.counts.begin(), figures.counts.end(), std::uint64_t{0}), 4U);
  EXPECT_NEAR(figures.sum.count(), 11.711, 1e-9);
  EXPECT_EQ(times_.in_flight(), 0U);
}

TEST_F(PublishTimesTest, TheMedianAndTheTailAreWithinThirteenPercent) {
  for (std::uint64_t key = 1; key <= 98; ++key) acknowledged_after(key, 10ms);
  acknowledged_after(99, 400ms);
  acknowledged_after(100, 400ms);
  const PublishFigures figures = times_.figures();
  EXPECT_GE(figures.p50, 10ms);
  EXPECT_LE(figures.p50, 11300us);
  EXPECT_GE(figures.p99, 400ms);
  EXPECT_LE(figures.p99, 452ms);
}

TEST_F(PublishTimesTest, WhatABrokenConnectionTookAlongIsNobodysLatency) {
  times_.sent(1, now_);
  times_.sent(2, now_);
  EXPECT_EQ(times_.in_flight(), 2U);
  times_.disconnected();
  EXPECT_EQ(times_.in_flight(), 0U);
  times_.acknowledged(1, now_ + 20s);
  EXPECT_EQ(times_.figures().count, 0U);
  times_.sent(1, now_ + 30s);  // sent again over the next one
  times_.acknowledged(1, now_ + 30s + 3ms);
  EXPECT_EQ(times_.figures().counts[0], 1U);
}

}  // namespace
}  // namespace hazgate::uplink
