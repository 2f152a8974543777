#include "simulators/park/record.hpp"

#include <gtest/gtest.h>

namespace hazgate::sim {
namespace {

constexpr std::uint64_t kAll = 1'000'000;

std::vector<std::uint64_t> samples_after(const Record& record, std::uint64_t after,
                                         std::size_t limit = kAll) {
  std::vector<std::uint64_t> seqs;
  for (const auto& sample : record.samples(after, limit)) seqs.push_back(sample.seq);
  return seqs;
}

TEST(Record, EachLaneCountsFromOneAndIsReadBehindANumber) {
  Record record("0123456789abcdef", 10);
  EXPECT_EQ(record.add_event(WallTime{}, "alarm", "{}").seq, 1u);
  for (int i = 1; i <= 4; ++i) {
    EXPECT_EQ(record.add_sample(WallTime{}, 1, "f").seq, static_cast<std::uint64_t>(i));
  }
  EXPECT_EQ(record.events(0, 8).size(), 1u);
  EXPECT_TRUE(record.events(1, 8).empty());
  EXPECT_EQ(samples_after(record, 0), (std::vector<std::uint64_t>{1, 2, 3, 4}));
  EXPECT_EQ(samples_after(record, 1, 2), (std::vector<std::uint64_t>{2, 3}));
  EXPECT_TRUE(samples_after(record, 4).empty());
  EXPECT_EQ(record.last_sample(), 4u);
}

TEST(Record, WhatABrokerHasIsForgottenAndTheNumbersGoOn) {
  Record record("e", 10);
  for (int i = 0; i < 5; ++i) record.add_sample(WallTime{}, 1, "f");
  record.sent(0, 3);
  EXPECT_EQ(samples_after(record, 0), (std::vector<std::uint64_t>{4, 5}));
  record.sent(0, 5);
  EXPECT_TRUE(samples_after(record, 0).empty());
  EXPECT_EQ(record.add_sample(WallTime{}, 1, "f").seq, 6u);
  EXPECT_EQ(record.removed(), 0u);
}

TEST(Record, OfTooManySamplesTheOldestGoAndAreCounted) {
  Record record("e", 3);
  for (int i = 0; i < 5; ++i) record.add_sample(WallTime{}, 1, "f");
  EXPECT_EQ(samples_after(record, 0), (std::vector<std::uint64_t>{3, 4, 5}));
  EXPECT_EQ(record.removed(), 2u);
}

}  // namespace
}  // namespace hazgate::sim
