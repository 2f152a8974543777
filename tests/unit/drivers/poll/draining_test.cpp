#include "drivers/poll/draining.hpp"

#include <algorithm>
#include <functional>
#include <gtest/gtest.h>
#include <random>
#include <string>
#include <utility>
#include <vector>

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
  std::optional<Tick> recorded(std::uint64_t ticket) { return draining_.recorded(ticket, now_); }
  bool may_read() const { return draining_.clear_at() <= now_; }

  Draining draining_;
  Tick now_{1h};
  int parts_ = 0;
};

TEST_F(DrainingTest, NothingHoldsUpTheFirstRead) {
  EXPECT_TRUE(may_read());
  EXPECT_FALSE(take_empty());
  EXPECT_TRUE(may_read());
}

TEST_F(DrainingTest, TheNextIsReadWhenTheLastIsOnRecord) {
  const auto ticket = take();
  EXPECT_FALSE(may_read());
  now_ += kRecordPatience - 1us;
  EXPECT_FALSE(may_read());
  EXPECT_TRUE(recorded(ticket));
  EXPECT_TRUE(may_read());
  take();
  EXPECT_FALSE(may_read()) << "each of them";
}

TEST_F(DrainingTest, ThereIsAPauseAsLongAsTheReadTook) {
  const auto ticket = take();
  EXPECT_EQ(recorded(ticket), now_ + kRead);
  EXPECT_EQ(recorded(ticket), std::nullopt) << "said once";
  EXPECT_EQ(draining_.again_at(), now_ + kRead) << "for a poll that ends only now";
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
  EXPECT_EQ(recorded(newest), now_ - 10s + kRead);
  take();
  EXPECT_FALSE(may_read());
}

TEST_F(DrainingTest, ADiskThatIsInTimeAgainIsWaitedForAgain) {
  const auto first = take();
  now_ += kRecordPatience;
  const auto second = take();
  now_ += 300ms;
  recorded(first);
  EXPECT_TRUE(may_read()) << "it took 800 ms";
  now_ += kRecordPatience;
  recorded(second);
  EXPECT_TRUE(may_read()) << "nothing else is owed";
  const auto third = take();
  EXPECT_FALSE(may_read());
  now_ += kRecordPatience;
  const auto fourth = take();
  take();
  now_ += 300ms;
  recorded(third);
  const auto sixth = take();
  now_ += kRecordPatience;
  recorded(fourth);
  EXPECT_TRUE(may_read()) << "it was stuck together with the third";
  recorded(fourth + 1);
  EXPECT_FALSE(may_read()) << "this was all that it owed then, and it took no longer than patience";
  now_ += kRecordPatience - 1us;
  EXPECT_FALSE(may_read());
  EXPECT_TRUE(recorded(sixth));
  EXPECT_TRUE(may_read());
}

TEST_F(DrainingTest, ADiskThatIsNotInTimeIsNotWaitedFor) {
  const auto first = take();
  now_ += kRecordPatience;
  const auto second = take();
  now_ += 100ms;
  recorded(first);
  take();
  take();
  for (std::uint64_t owed = second; owed < 20; ++owed) {
    now_ += kRecordPatience + 1us;
    recorded(owed);
    EXPECT_TRUE(may_read()) << owed;
    take();
  }
}

TEST_F(DrainingTest, WaitingAgainEndsWithPatienceToo) {
  const auto first = take();
  now_ += kRecordPatience;
  const auto second = take();
  now_ += 1ms;
  recorded(first);
  take();
  now_ += 1ms;
  recorded(second);
  EXPECT_FALSE(may_read());
  EXPECT_EQ(draining_.clear_at(), now_ + kRecordPatience);
  now_ += kRecordPatience;
  EXPECT_TRUE(may_read());
  take();
  EXPECT_TRUE(may_read()) << "in vain again";
}

TEST_F(DrainingTest, AnEmptyQueueDoesNotForgetWhatIsOwed) {
  const auto first = take();
  now_ += kRecordPatience;
  take();
  const auto third = take();
  take_empty();
  recorded(first);
  now_ += 1ms;
  recorded(third - 1);
  EXPECT_TRUE(may_read());
  take();
  recorded(third);
  EXPECT_FALSE(may_read());
}

TEST_F(DrainingTest, BehindAnEmptyQueueARecordCallsForNoRead) {
  take();
  now_ += kRecordPatience;
  const auto second = take();
  take_empty();
  EXPECT_EQ(recorded(second), std::nullopt);
  take();
  EXPECT_FALSE(may_read());
}

TEST_F(DrainingTest, WhoeverIsWaitedForInVainAgainShowsAnewThatHeIsInTime) {
  const auto first = take();
  now_ += kRecordPatience;
  const auto second = take();
  take();
  recorded(first);
  const auto third = second + 1;
  take();
  recorded(third);
  EXPECT_FALSE(may_read());
  now_ += kRecordPatience;
  take();
  recorded(third + 1);
  EXPECT_TRUE(may_read()) << "it was waited for since the third";
}

TEST_F(DrainingTest, ATicketThatWasNotGivenSaysNothing) {
  const auto first = take();
  EXPECT_EQ(recorded(first + 1), std::nullopt);
  EXPECT_EQ(recorded(0), std::nullopt);
  EXPECT_FALSE(may_read());
  now_ += kRecordPatience;
  take();
  recorded(first);
  take();
  EXPECT_EQ(recorded(first + 3), std::nullopt);
  EXPECT_TRUE(may_read()) << "not in time because of another's";
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

/// Commits in one go what it was given meanwhile, as the journal does.
class Disk {
 public:
  void give(std::uint64_t ticket, Tick now, Duration commit) {
    waiting_.push_back(ticket);
    if (in_hand_.empty()) begin(now, commit);
  }
  Tick ends() const { return in_hand_.empty() ? Tick::max() : ends_; }
  std::vector<std::uint64_t> end(Duration next_commit) {
    const auto done = std::exchange(in_hand_, {});
    if (!waiting_.empty()) begin(ends_, next_commit);
    return done;
  }

 private:
  void begin(Tick now, Duration commit) {
    in_hand_ = std::exchange(waiting_, {});
    ends_ = now + commit;
  }
  std::vector<std::uint64_t> waiting_, in_hand_;
  Tick ends_{};
};

/// What became of a burst of events.
struct Burst {
  int unguarded = 0;       ///< read while the one before was not on record
  int unguarded_late = 0;  ///< of these, in the second half
  int holds = 0;           ///< waits beyond the pause
  Duration longest_hold{};
};

/// Reads 400 events as the bus worker does. The first commit is stuck for `stall`.
Burst burst(Duration stall, const std::function<Duration()>& commit) {
  constexpr int kEvents = 400;
  Draining draining;
  Disk disk;
  Burst seen;
  std::uint64_t durable = 0;
  Tick due{1h};
  Tick last = due;
  for (int n = 1; n <= kEvents;) {
    if (disk.ends() <= std::max(due, draining.clear_at())) {
      const Tick now = disk.ends();
      for (const auto ticket : disk.end(commit())) {
        durable = ticket;
        if (const auto next = draining.recorded(ticket, now)) due = std::max(*next, now);
      }
      continue;
    }
    const Tick sent = std::max(due, draining.clear_at());
    const Duration hold = sent - last - kRead;
    seen.holds += hold > Duration{} ? 1 : 0;
    seen.longest_hold = std::max(seen.longest_hold, hold);
    last = sent + kRead;
    device::PanelEvent event;
    event.raw = std::to_string(n);
    EXPECT_TRUE(draining.take(event, sent, last));
    const auto ticket = draining.take_news().ticket;
    if (ticket != durable + 1) {
      ++seen.unguarded;
      seen.unguarded_late += n > kEvents / 2 ? 1 : 0;
    }
    disk.give(ticket, last, n == 1 ? stall : commit());
    due = draining.again_at();
    ++n;
  }
  return seen;
}

TEST(Draining, BehindAStallABurstIsGuardedAgainFromTheNextCommitOn) {
  for (const Duration stall : {Duration{600ms}, Duration{800ms}, Duration{3s}}) {
    for (const Duration commit : {60ms, 150ms, 300ms, 440ms, 480ms, 499ms}) {
      const Burst seen = burst(stall, [&] { return commit; });
      // Two reads' time for each that is read on past the journal, until two commits are over.
      const auto most = (stall - kRecordPatience + 2 * commit) / (2 * kRead) + 3;
      EXPECT_GT(seen.unguarded, 0);
      EXPECT_LE(seen.unguarded, most) << stall.count() << " " << commit.count();
      EXPECT_EQ(seen.unguarded_late, 0) << stall.count() << " " << commit.count();
      EXPECT_LE(seen.longest_hold, kRecordPatience);
    }
  }
}

TEST(Draining, ADiskThatStaysSlowHoldsUpABurstOnce) {
  for (const Duration commit : {501ms, 540ms, 700ms, 2000ms}) {
    const Burst seen = burst(commit, [&] { return commit; });
    EXPECT_EQ(seen.holds, 1) << commit.count();
  }
}

TEST(Draining, WhateverTheDiskDoesNoEventIsHeldLongerThanPatience) {
  std::mt19937 random(20261125);
  for (int walk = 0; walk < 200; ++walk) {
    const Burst seen = burst(std::chrono::milliseconds(random() % 2000), [&]() -> Duration {
      return std::chrono::milliseconds(random() % 8 == 0 ? random() % 3000 : random() % 500);
    });
    EXPECT_LE(seen.longest_hold, kRecordPatience) << walk;
  }
}

}  // namespace
}  // namespace hazgate::poll
