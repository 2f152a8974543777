#include "gateway/uplink/late_mark.hpp"

#include <gtest/gtest.h>
#include <random>
#include <vector>

namespace hazgate::uplink {
namespace {

using namespace std::chrono_literals;

constexpr Tick kStart{1000s};

TEST(LateMark, WhatWasOnRecordBeforeIsLateAndWhatComesNowIsNot) {
  LateMark mark;
  mark.begin(10, 12, kStart);
  EXPECT_TRUE(mark.is_late(10, kStart));
  EXPECT_FALSE(mark.is_late(11, kStart));
  EXPECT_FALSE(mark.is_late(12, kStart + LateMark::kLate));
  EXPECT_TRUE(mark.is_late(12, kStart + LateMark::kLate + LateMark::kWidth + 1ms));
  EXPECT_FALSE(mark.is_late(13, kStart + 1h));
}

/// Against the time of each record: never late too early, and late by kWidth later at most.
TEST(LateMark, IsTrueToAFewMarks) {
  std::mt19937 random(7);
  LateMark mark;
  mark.begin(0, 0, kStart);
  std::vector<Tick> durable{kStart};
  Tick now = kStart;
  for (int step = 0; step < 20000; ++step) {
    now += std::chrono::milliseconds(random() % (random() % 50 == 0 ? 3000 : 20));
    if (random() % 3 != 0) {
      durable.push_back(now);
      mark.committed(durable.size() - 1, now);
    }
    const std::uint64_t seq = 1 + random() % (durable.size() + 3);
    const bool is_late = mark.is_late(seq, now);
    if (seq >= durable.size()) {
      EXPECT_FALSE(is_late) << "it is not on record yet";
    } else {
      const Duration age = now - durable[seq];
      if (age <= LateMark::kLate) {
        EXPECT_FALSE(is_late) << seq;
      }
      if (age > LateMark::kLate + LateMark::kWidth) {
        EXPECT_TRUE(is_late) << seq;
      }
    }
    EXPECT_LE(mark.marks(), 25U) << "a mark is for a quarter of a second";
  }
}

}  // namespace
}  // namespace hazgate::uplink
