// A seeded walk against what must hold whatever happens.
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <set>
#include <string>

#include "gateway/core/receipt/receipts.hpp"

namespace hazgate::receipt {
namespace {

using namespace std::chrono_literals;

/// What the world knows: which alarms are confirmed, and since when each has had a line.
struct Walk {
  explicit Walk(unsigned seed) : random(seed) { up(); }

  int choose(int below) { return std::uniform_int_distribution<int>(0, below - 1)(random); }
  Now now() const {
    return {
        .tick = tick,
        .wall = WallTime{std::chrono::floor<std::chrono::milliseconds>(tick.time_since_epoch())}};
  }

  void up() {
    if (is_up) return;
    is_up = true;
    up_since = tick;
    receipts.line_up(seq, tick);
  }
  void down() {
    is_up = false;
    receipts.line_down(tick);
  }
  void raise() {
    const std::string alarm = "a" + std::to_string(choose(5));
    const std::uint64_t occurrence = ++occurrences[alarm];
    receipts.raise(alarm, Priority::Critical, occurrence, now());
    receipts.number(alarm, occurrence, 1, ++seq);
    newest[alarm] = seq;
    first.try_emplace(alarm, tick);
  }
  void confirm(bool upto) {
    if (seq == 0) return;
    const auto number = static_cast<std::uint64_t>(choose(static_cast<int>(seq))) + 1;
    for (const auto& alarm : receipts.confirm(number, upto, tick).done) first.erase(alarm);
    if (!upto) return;
    for (const auto& [alarm, last] : newest) {
      if (last <= number) {
        EXPECT_EQ(receipts.find(alarm), nullptr) << alarm;
      }
    }
  }
  void run() {
    const std::size_t before = receipts.overdue();
    for (const Again& again : receipts.run(seq, now())) {
      EXPECT_TRUE(is_up) << "nobody is blamed without a line";
      EXPECT_LE(again.times, Receipts::kMostTimes);
      EXPECT_GE(tick - first.at(again.alarm), 60s) << again.alarm;
      receipts.number(again.alarm, again.occurrence, again.times, ++seq);
      newest[again.alarm] = seq;
    }
    if (!is_up) {
      EXPECT_EQ(receipts.overdue(), before);
    }
  }
  void check() const {
    std::size_t overdue = 0;
    for (const std::string& alarm : receipts.alarms()) {
      const Waiting& waiting = *receipts.find(alarm);
      EXPECT_FALSE(waiting.announcements.empty());
      EXPECT_LE(waiting.announcements.size(), Receipts::kMostAnnouncements);
      overdue += waiting.overdue ? 1 : 0;
      EXPECT_TRUE(first.contains(alarm));
    }
    EXPECT_EQ(receipts.overdue(), overdue);
    EXPECT_EQ(receipts.unnumbered(), 0u);
    EXPECT_EQ(receipts.count(), first.size()) << "none is lost";
    const auto due = receipts.deadline();
    EXPECT_TRUE(is_up || !due);
  }

  std::mt19937 random;
  Receipts receipts{Terms{.within = {60s, 0s, 0s, 0s}}};
  Tick tick{0s};
  Tick up_since{};
  bool is_up = false;
  std::uint64_t seq = 0;
  std::map<std::string, std::uint64_t> occurrences, newest;
  std::map<std::string, Tick> first;  ///< of those that wait: its first sound
};

TEST(ReceiptsRandom, WhateverHappensWhatMustHoldHolds) {
  for (unsigned seed = 1; seed <= 200 && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Walk walk(seed);
    for (int step = 0; step < 500; ++step) {
      switch (walk.choose(8)) {
        case 0:
        case 1:
          walk.raise();
          break;
        case 2:
          walk.confirm(false);
          break;
        case 3:
          if (walk.choose(4) == 0) walk.confirm(true);
          break;
        case 4:
          if (walk.choose(3) == 0) walk.down();
          break;
        case 5:
          walk.up();
          break;
        default:
          walk.tick += std::chrono::seconds{walk.choose(90)};
          walk.run();
      }
      walk.check();
    }
    // In the end each that waits becomes overdue, if only the line stays.
    walk.up();
    for (int second = 0; second < 300; ++second) {
      walk.tick += 1s;
      walk.run();
    }
    EXPECT_EQ(walk.receipts.overdue(), walk.receipts.count());
  }
}

}  // namespace
}  // namespace hazgate::receipt
