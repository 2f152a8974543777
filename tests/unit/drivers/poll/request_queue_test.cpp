#include "drivers/poll/request_queue.hpp"

#include <chrono>
#include <deque>
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <thread>
#include <vector>

#include "drivers/poll/clock.hpp"

namespace hazgate::poll {
namespace {

using namespace std::chrono_literals;

std::vector<WriteRequest> write(std::uint64_t ticket, std::uint32_t point) {
  return {{ticket, PointIndex{point}, Value{true}}};
}

/// As it is after a try.
PendingWrite tried(RequestQueue& queue) {
  PendingWrite taken = queue.take_write(Tick{}).value();
  ++taken.result.attempts;
  return taken;
}

TEST(RequestQueue, WritesComeInOrder) {
  RequestQueue queue;
  EXPECT_FALSE(queue.urgent());
  queue.push(write(1, 5));
  queue.push(write(2, 5));
  EXPECT_TRUE(queue.urgent());
  EXPECT_EQ(queue.take_write(Tick{})->request.ticket, 1U);
  const auto second = queue.take_write(Tick{});
  EXPECT_EQ(second->request.ticket, 2U);
  EXPECT_EQ(second->result.ticket, 2U);
  EXPECT_EQ(queue.take_write(Tick{}), std::nullopt);
  EXPECT_FALSE(queue.urgent());
}

TEST(RequestQueue, AWriteThatWaitsLetsOthersPass) {
  RequestQueue queue;
  queue.push(write(1, 5));
  auto first = tried(queue);
  first.not_before = Tick{50ms};
  ASSERT_TRUE(queue.put_back(first));
  queue.push(write(2, 6));
  EXPECT_EQ(queue.take_write(Tick{49ms})->request.ticket, 2U);
  EXPECT_EQ(queue.take_write(Tick{49ms}), std::nullopt);
  EXPECT_EQ(queue.next_write(), Tick{50ms});
  EXPECT_EQ(queue.take_write(Tick{50ms})->request.ticket, 1U);
  EXPECT_EQ(queue.next_write(), Tick::max());
}

TEST(RequestQueue, ALaterWriteToTheSamePointWins) {
  RequestQueue queue;
  queue.push(write(1, 5));
  auto first = queue.take_write(Tick{});
  queue.push(write(2, 5));
  EXPECT_FALSE(queue.put_back(*first));
  EXPECT_EQ(first->request.ticket, 1U);
  EXPECT_EQ(queue.take_write(Tick{})->request.ticket, 2U);
}

TEST(RequestQueue, AWriteThatComesWhileAnotherTryWaitsIsNotUndoneByIt) {
  RequestQueue queue;
  queue.push(write(1, 5));
  auto on = tried(queue);
  on.not_before = Tick{50ms};
  ASSERT_TRUE(queue.put_back(on));
  queue.push(write(2, 5));
  auto off = tried(queue);
  ASSERT_EQ(off.request.ticket, 2U);
  ASSERT_TRUE(queue.put_back(off)) << "1 is the earlier one";
  const auto earlier = queue.take_write(Tick{});
  EXPECT_EQ(earlier->request.ticket, 1U) << "it need not wait to hear that it is over";
  EXPECT_TRUE(earlier->overtaken);
  EXPECT_FALSE(queue.take_write(Tick{})->overtaken);
}

TEST(RequestQueue, WhoWantsAFirstWriteOnlyLeavesTheRest) {
  RequestQueue queue;
  queue.push(write(1, 5));
  auto first = tried(queue);
  ASSERT_TRUE(queue.put_back(first));
  EXPECT_EQ(queue.take_write(Tick{}, RequestQueue::Turn::First), std::nullopt);
  EXPECT_TRUE(queue.urgent()) << "1 waits, and may be gone on with";
  first = tried(queue);
  first.not_before = Tick{50ms};
  ASSERT_TRUE(queue.put_back(first));
  EXPECT_EQ(queue.take_write(Tick{}, RequestQueue::Turn::First), std::nullopt);
  EXPECT_FALSE(queue.urgent());
}

/// Whatever comes when, whatever fails: nothing that is behind its first try goes before a first write, first
/// writes keep their order, and every write ends once, no earlier one behind a later one to its point.
TEST(RequestQueue, NothingGoesBeforeAFirstWrite) {
  std::minstd_rand random(20261130);
  const auto any = [&random](unsigned below) { return static_cast<unsigned>(random() % below); };
  RequestQueue queue;
  std::deque<std::uint64_t> firsts;             // as they were pushed
  std::map<std::uint64_t, std::size_t> open;    // tickets that have not ended
  std::map<std::size_t, std::uint64_t> newest;  // sent, by point
  std::uint64_t ticket = 0;
  Tick now{};
  unsigned waited_behind = 0;
  for (int step = 0; step < 20000; ++step) {
    now += 1ms;
    if (any(20) == 0) {
      std::vector<WriteRequest> moment;
      for (unsigned n = any(10); n-- > 0;) {
        moment.push_back({++ticket, PointIndex{any(12)}, Value{true}});
        firsts.push_back(ticket);
        open.emplace(ticket, at(moment.back().point));
      }
      queue.push(std::move(moment));
    }
    const auto turn = any(3) == 0 ? RequestQueue::Turn::First : RequestQueue::Turn::Any;
    auto taken = queue.take_write(now, turn);
    if (!taken) {
      ASSERT_TRUE(firsts.empty());
      continue;
    }
    const std::uint64_t mine = taken->request.ticket;
    const std::size_t point = at(taken->request.point);
    ASSERT_TRUE(open.contains(mine));
    if (!firsts.empty()) {
      ASSERT_TRUE(taken->is_first());
      ASSERT_EQ(mine, firsts.front());
      firsts.pop_front();
      waited_behind += open.size() > firsts.size() + 1 ? 1U : 0U;
    }
    if (taken->overtaken) {
      ASSERT_GT(newest[point], mine);
      open.erase(mine);
      continue;
    }
    ASSERT_GE(mine, newest[point]) << "it would undo a later one";
    newest[point] = mine;
    ++taken->result.attempts;
    if (any(2) == 0) taken->not_before = now + std::chrono::milliseconds(any(50));
    if (any(3) == 0 || !queue.put_back(*taken)) open.erase(mine);
  }
  EXPECT_GT(waited_behind, 500U);
  EXPECT_LT(open.size(), 200U);
}

Renumbering moved(std::uint32_t from, std::uint32_t to) {
  Renumbering made;
  made.points.resize(from + 1);
  made.points[from] = PointIndex{to};
  return made;
}

TEST(RequestQueue, AChangeBringsWhatWaitsIntoTheNewNumbers) {
  RequestQueue queue;
  queue.push(write(1, 5));
  queue.push(write(2, 6));
  auto taken = queue.take_write(Tick{});
  queue.push(write(3, 5));
  EXPECT_FALSE(queue.interrupted());
  queue.change({}, moved(5, 15));
  EXPECT_TRUE(queue.interrupted());
  queue.push(write(4, 16));
  EXPECT_EQ(queue.take_write(Tick{}), std::nullopt) << "the worker does not know these numbers yet";
  EXPECT_FALSE(queue.put_back(*taken)) << "3 is a later write to the same point";
  queue.change({}, moved(15, 25));
  ASSERT_TRUE(queue.take_change());
  EXPECT_FALSE(queue.interrupted());
  EXPECT_FALSE(queue.take_change());
  const auto moved_write = queue.take_write(Tick{});
  EXPECT_EQ(moved_write->request.ticket, 3U);
  EXPECT_EQ(moved_write->request.point, PointIndex{25});
  EXPECT_EQ(moved_write->result.point, PointIndex{25});
  const auto orphans = queue.take_orphans();
  ASSERT_EQ(orphans.size(), 2U);
  EXPECT_EQ(orphans[0].result.ticket, 2U);
  EXPECT_EQ(orphans[0].result.point, kNoPoint);
  EXPECT_EQ(orphans[1].result.ticket, 4U);
}

TEST(RequestQueue, WhatIsOnRecordIsSaidInTheNewNumbers) {
  RequestQueue queue;
  EXPECT_TRUE(queue.take_recorded().empty());
  queue.push(OnRecord{DeviceIndex{1}, 7});
  queue.push(OnRecord{DeviceIndex{2}, 8});
  Renumbering renumbering;
  renumbering.devices = {std::nullopt, DeviceIndex{5}};
  queue.change({}, renumbering);
  EXPECT_TRUE(queue.take_recorded().empty()) << "the worker does not know these numbers yet";
  ASSERT_TRUE(queue.take_change());
  const auto recorded = queue.take_recorded();
  ASSERT_EQ(recorded.size(), 1U);
  EXPECT_EQ(recorded[0].device, DeviceIndex{5});
  EXPECT_EQ(recorded[0].ticket, 7U);
  EXPECT_TRUE(queue.take_recorded().empty());
}

TEST(RequestQueue, AWriteInHandIsPutBackInTheNewNumbers) {
  RequestQueue queue;
  queue.push(write(1, 5));
  queue.push(write(2, 6));
  auto first = queue.take_write(Tick{});
  auto second = queue.take_write(Tick{});
  queue.change({}, moved(5, 15));
  queue.change({}, moved(15, 25));
  EXPECT_TRUE(queue.put_back(*first));
  EXPECT_FALSE(queue.put_back(*second)) << "its point is gone";
  EXPECT_EQ(second->request.point, PointIndex{6});
  ASSERT_TRUE(queue.take_change());
  EXPECT_EQ(queue.take_write(Tick{})->request.point, PointIndex{25});
}

TEST(RequestQueue, WaitingEndsWithAWriteAReadOrAStop) {
  RequestQueue queue;
  const Tick far = monotonic_now() + 30s;
  std::thread writer([&] { queue.push(write(1, 5)); });
  queue.wait(far, false);
  writer.join();
  EXPECT_TRUE(queue.urgent());
  (void)queue.take_write(Tick{});
  (void)queue.take_write(Tick{});
  std::thread reader([&] { queue.push(RawRead{}); });
  queue.wait(far, true);
  reader.join();
  EXPECT_TRUE(queue.take_read());
  std::thread stopper([&] { queue.stop(); });
  queue.wait(Tick::max(), true);
  stopper.join();
  EXPECT_TRUE(queue.stopping());
  EXPECT_LT(monotonic_now(), far);
}

TEST(RequestQueue, WaitingEndsInTime) {
  RequestQueue queue;
  queue.push(RawRead{});
  const Tick until = monotonic_now() + 5ms;
  queue.wait(until, false);  // a raw read is not what it waits for
  EXPECT_GE(monotonic_now(), until);
}

}  // namespace
}  // namespace hazgate::poll
