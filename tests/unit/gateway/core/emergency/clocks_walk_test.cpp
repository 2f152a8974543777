#include <gtest/gtest.h>
#include <map>
#include <random>

#include "gateway/core/emergency/clocks.hpp"

namespace hazgate::emergency {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

/// A gateway that runs, loses power at any moment, and whose wall clock is set at any moment. What was
/// not committed when the power went was never seen.
class Life {
 public:
  explicit Life(unsigned seed) : random_(seed) {
    ClockOrders orders;
    clocks_.emplace(ReportingClocks::Opening{.incident = "leak-1"}, now(), orders);
    commit(orders, false);
  }

  void run(int steps) {
    for (int i = 0; i < steps && !testing::Test::HasFatalFailure(); ++i) {
      switch (random_() % 8) {
        case 0:
          wall_off_ += milliseconds{static_cast<int>(random_() % 100'000'000) - 50'000'000};
          notice();
          break;
        case 1:
          restart();
          break;
        case 2:
          if (random_() % 4 == 0) hurt();
          break;
        default:
          wait(minutes{random_() % 180});
          break;
      }
    }
  }
  std::size_t given() const { return given_; }
  std::size_t coalesced() const { return coalesced_; }

 private:
  Now now() const {
    return {.tick = Tick{hours{1} + elapsed_ - booted_},
            .wall = std::chrono::floor<milliseconds>(from_unix_ms(1'768'000'000'000) + elapsed_ +
                                                     wall_off_)};
  }

  void notice() {
    ClockOrders orders;
    clocks_->run(now(), orders);
    commit(orders, false);
  }
  void wait(Duration lasting) {
    const Duration end = elapsed_ + lasting;
    for (;;) {
      const auto next = clocks_->deadline();
      const bool comes = next && *next - now().tick <= end - elapsed_;
      elapsed_ = comes ? std::max(elapsed_, elapsed_ + (*next - now().tick)) : end;
      ClockOrders orders;
      clocks_->run(now(), orders);
      if (random_() % 20 == 0) return lose_power();
      commit(orders, false);
      if (!comes) return;
    }
  }
  /// What has just been ordered is gone.
  void lose_power() { start_again(milliseconds{random_() % 5'000}); }
  void restart() {
    start_again(random_() % 4 == 0 ? Duration{minutes{random_() % 600}}
                                   : Duration{seconds{random_() % 90}});
  }
  void start_again(Duration down) {
    elapsed_ += down;
    booted_ = elapsed_;
    ClockOrders orders;
    clocks_.emplace(kept_, now(), orders);
    commit(orders, true);
  }
  void hurt() {
    if (!started_.contains(Duty::Local)) {
      started_[Duty::Local] = started_[Duty::Form] = elapsed_;
      ClockOrders orders;
      ASSERT_TRUE(clocks_->casualties({.serious = 1}, "Li", now(), orders));
      commit(orders, false);
    }
  }

  /// Each number of each clock is given once, in order, never before its time; while the gateway runs
  /// none is left out, and none is late.
  void commit(const ClockOrders& orders, bool was_down) {
    for (const ClockReminder& one : orders.reminders) {
      ASSERT_EQ(one.number - one.skipped, next_[one.duty]) << to_text(one.duty);
      next_[one.duty] = one.number + 1;
      const Duration at = reminder(rule_of(one.duty, false), one.number).at;
      const Duration passed = elapsed_ - started_[one.duty];
      ASSERT_GE(passed, at - kRounding) << to_text(one.duty) << one.number;
      if (!was_down) {
        ASSERT_EQ(one.skipped, 0u);
        ASSERT_LE(passed, at + kRounding);
      }
      ++given_;
      coalesced_ += one.skipped;
    }
    if (orders.memory) kept_ = *orders.memory;
    for (const ClockMemory& clock : clocks_->memory().clocks) {
      const auto next = reminder(rule_of(clock.duty, false), next_[clock.duty]);
      ASSERT_GT(next.at, elapsed_ - started_[clock.duty] - kRounding) << "due, and not given";
    }
  }

  /// Stamps are of milliseconds, and each restart counts by them.
  static constexpr Duration kRounding = seconds{2};

  std::mt19937 random_;
  Duration elapsed_{}, booted_{}, wall_off_{};
  std::optional<ReportingClocks> clocks_;
  ClocksMemory kept_;
  std::map<Duty, std::uint32_t> next_;
  std::map<Duty, Duration> started_;
  std::size_t given_ = 0, coalesced_ = 0;
};

TEST(ClocksWalk, EachReminderExactlyOnceOverRestarts) {
  std::size_t given = 0, coalesced = 0;
  for (unsigned seed = 0; seed < 200 && !testing::Test::HasFatalFailure(); ++seed) {
    SCOPED_TRACE(seed);
    Life life(seed);
    life.run(150);
    given += life.given();
    coalesced += life.coalesced();
  }
  EXPECT_GT(given, 5000u) << "the walk goes nowhere";
  EXPECT_GT(coalesced, 100u);
}

}  // namespace
}  // namespace hazgate::emergency
