#include "drivers/poll/draining.hpp"

#include <gtest/gtest.h>
#include <string>

#include "drivers/poll/bus_worker.hpp"

namespace hazgate::poll {
namespace {

using namespace std::chrono_literals;

constexpr Duration kRead = 20ms;  ///< what one takes on the line

/// A queue that is read in virtual time.
class DrainingTest : public testing::Test {
 protected:
  static device::PanelEvent event(int part) {
    device::PanelEvent made;
    made.kind = device::PanelEventKind::Fire;
    made.part = std::to_string(part);
    made.raw = made.part;
    return made;
  }
  /// One that was not there before, read now.
  std::uint64_t take() {
    EXPECT_TRUE(draining_.take(event(++parts_), now_ - kRead, now_));
    return draining_.take_news().ticket;
  }
  bool take_empty() { return draining_.take(std::nullopt, now_ - kRead, now_); }
  bool may_read() const { return draining_.clear_at() <= now_; }

  Draining draining_;
  Tick now_{1h};
  int parts_ = 0;
};

TEST_F(DrainingTest, NothingHoldsUpTheFirstRead) {
  EXPECT_TRUE(may_read());
  EXPECT_FALSE(take_empty());
  EXPECT_TRUE(may_read());
  EXPECT_EQ(draining_.again_at(), std::nullopt) << "it is empty";
}

TEST_F(DrainingTest, TheNextIsReadWhenTheLastIsOnRecord) {
  const auto ticket = take();
  EXPECT_FALSE(may_read());
  now_ += kRecordPatience - 1us;
  EXPECT_FALSE(may_read());
  EXPECT_TRUE(draining_.recorded(ticket));
  EXPECT_TRUE(may_read());
  take();
  EXPECT_FALSE(may_read()) << "each of them";
}

TEST_F(DrainingTest, ThereIsAPauseAsLongAsTheReadTook) {
  const auto ticket = take();
  EXPECT_EQ(draining_.recorded(ticket), now_ + kRead);
  EXPECT_EQ(draining_.recorded(ticket), std::nullopt) << "said once";
}

TEST_F(DrainingTest, WhatWaitsIsReadOnFromAtTheEndOfPatience) {
  take();
  EXPECT_EQ(draining_.again_at(), now_ + kRecordPatience);
}

TEST_F(DrainingTest, ALongPauseEndsBehindPatience) {
  draining_.take(event(1), now_ - 2 * kRecordPatience, now_);
  EXPECT_EQ(draining_.again_at(), now_ + 2 * kRecordPatience);
}

TEST_F(DrainingTest, NobodyWaitsTwiceForTheSameDisk) {
  take();
  now_ += kRecordPatience;
  EXPECT_TRUE(may_read());
  for (int n = 0; n < 3; ++n) {
    take();
    EXPECT_TRUE(may_read()) << "there may be a fire behind it";
    EXPECT_EQ(draining_.again_at(), now_ + kRead);
    now_ += kRead;
  }
}

TEST_F(DrainingTest, TheNewestOnRecordIsADiskThatWorksAgain) {
  take();
  now_ += kRecordPatience;
  const auto newest = take();
  now_ += 10s;
  EXPECT_EQ(draining_.recorded(newest), now_ - 10s + kRead);
  take();
  EXPECT_FALSE(may_read());
}

TEST_F(DrainingTest, ATicketThatWasNotGivenSaysNothing) {
  const auto ticket = take();
  EXPECT_EQ(draining_.recorded(ticket + 1), std::nullopt);
  EXPECT_EQ(draining_.recorded(0), std::nullopt);
  EXPECT_FALSE(may_read());
}

TEST_F(DrainingTest, TheNewsIsToldOnce) {
  draining_.missed();
  ASSERT_TRUE(draining_.take(event(5), now_ - kRead, now_));
  const QueueNews news = draining_.take_news();
  EXPECT_TRUE(news.read);
  EXPECT_TRUE(news.gap);
  ASSERT_TRUE(news.event);
  EXPECT_EQ(news.event->part, "5");
  EXPECT_EQ(news.ticket, 1U);
  const QueueNews again = draining_.take_news();
  EXPECT_FALSE(again.read);
  EXPECT_FALSE(again.gap);
  EXPECT_FALSE(again.event);
}

TEST_F(DrainingTest, OneAndTheSameEventAgainAndAgainIsAGap) {
  for (int n = 1; n <= 5; ++n) {
    const bool sticks = n > 3;
    EXPECT_EQ(draining_.take(event(1), now_ - kRead, now_), !sticks) << n;
    EXPECT_EQ(draining_.sticks(), sticks) << n;
    const QueueNews news = draining_.take_news();
    EXPECT_EQ(news.read, !sticks) << n;
    EXPECT_EQ(news.gap, sticks) << n;
    EXPECT_EQ(news.event.has_value(), !sticks) << n;
  }
  EXPECT_TRUE(draining_.take(event(2), now_ - kRead, now_)) << "another one ends it";
  EXPECT_FALSE(draining_.sticks());
}

TEST_F(DrainingTest, AnEmptyQueueBetweenThemMakesThemTwo) {
  for (int n = 0; n < 6; ++n) {
    EXPECT_TRUE(draining_.take(event(1), now_ - kRead, now_)) << n;
    take_empty();
    EXPECT_FALSE(draining_.sticks());
  }
}

}  // namespace
}  // namespace hazgate::poll
