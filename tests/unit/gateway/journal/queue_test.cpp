#include "gateway/journal/queue.hpp"

#include <gtest/gtest.h>

namespace hazgate::journal {
namespace {

using namespace std::chrono_literals;

const Clock::time_point kStart{1000s};

PendingSample sample(std::uint32_t layout) {
  return {{0, {}, layout, "frame"}};
}

Journal::Batch batch(const std::string& kind) {
  return {{{0, {}, kind, "{}"}}, {}, {}};
}

TEST(Queue, EventsAreDueAtOnceSamplesLater) {
  Queue queue(250ms);
  EXPECT_FALSE(queue.due());
  EXPECT_TRUE(queue.push(sample(1), kStart));
  EXPECT_EQ(queue.due(), kStart + 250ms);
  EXPECT_FALSE(queue.push(sample(2), kStart + 100ms)) << "the first one's deadline stands";
  EXPECT_EQ(queue.due(), kStart + 250ms);
  EXPECT_TRUE(queue.push(batch("alarm"), kStart + 120ms));
  EXPECT_EQ(queue.due(), kStart + 120ms);
  const Work work = queue.take(false);
  EXPECT_EQ(work.batches.size(), 1U);
  EXPECT_EQ(work.samples.size(), 2U) << "samples go with the commit that happens anyway";
  EXPECT_TRUE(queue.empty());
  EXPECT_FALSE(queue.due());
}

TEST(Queue, CursorsAreDueWithinASecondAndTheNewestWins) {
  Queue queue(250ms);
  EXPECT_TRUE(queue.push_sent(Lane::Event, 4, {}, kStart));
  EXPECT_FALSE(queue.push_sent(Lane::Event, 5, {}, kStart + 10ms));
  EXPECT_FALSE(queue.push_sent(Lane::Audit, 5, {}, kStart)) << "the audit is never sent";
  EXPECT_EQ(queue.due(), kStart + 1s);
  EXPECT_EQ(queue.take(false).sent_event, 5U);
}

TEST(Queue, DropsTheOldestSamplesAndCountsNeverEvents) {
  Queue queue(250ms);
  const auto many = static_cast<std::uint32_t>(Queue::kMostSamples + 10);
  for (std::uint32_t i = 0; i < many; ++i) queue.push(sample(i), kStart);
  for (std::uint32_t i = 0; i < many; ++i) queue.push(batch("alarm"), kStart);
  EXPECT_EQ(queue.dropped_samples(), 10U);
  const Work work = queue.take(false);
  EXPECT_EQ(work.batches.size(), many);
  EXPECT_EQ(work.samples.size(), Queue::kSamplesPerCommit);
  EXPECT_EQ(work.samples.front().record.layout, 10U);
  EXPECT_TRUE(queue.due()) << "the rest is still due";
}

TEST(Queue, WhatCameBackKeepsItsPlace) {
  Queue queue(250ms);
  queue.push(sample(1), kStart);
  queue.push(batch("one"), kStart);
  queue.push_sent(Lane::Sample, 7, {}, kStart);
  Work work = queue.take(false);
  queue.push(sample(2), kStart);
  queue.push(batch("two"), kStart);
  queue.push_sent(Lane::Sample, 8, {}, kStart);
  queue.put_back(std::move(work));
  work = queue.take(false);
  ASSERT_EQ(work.batches.size(), 2U);
  EXPECT_EQ(work.batches[0].batch.events[0].kind, "one");
  ASSERT_EQ(work.samples.size(), 2U);
  EXPECT_EQ(work.samples[0].record.layout, 1U);
  EXPECT_EQ(work.sent_sample, 8U);
}

TEST(Queue, EventsAloneLeavesTheSamplesDue) {
  Queue queue(250ms);
  queue.push(sample(1), kStart);
  queue.push(batch("alarm"), kStart);
  const Work work = queue.take(true);
  EXPECT_EQ(work.batches.size(), 1U);
  EXPECT_TRUE(work.samples.empty());
  EXPECT_EQ(queue.due(), kStart + 250ms);
  EXPECT_EQ(queue.records(), 1U);
}

}  // namespace
}  // namespace hazgate::journal
