// A worker goes on with another plan.
#include <atomic>
#include <gtest/gtest.h>
#include <thread>

#include "drivers/poll/bus_worker.hpp"
#include "drivers/poll/renumbering.hpp"
#include "tests/component/drivers/plans.hpp"
#include "tests/component/drivers/reports.hpp"
#include "tests/component/drivers/scripted_server.hpp"

namespace hazgate::poll {
namespace {

using namespace std::chrono_literals;
using codec::Table;
using test::Bytes;
using test::device;
using test::point;
using test::Reaction;

PolledDevice detector(std::uint32_t index, int unit, std::uint32_t first) {
  auto made = device(index, unit,
                     {point(first, Table::Holding, 0), point(first + 1, Table::Holding, 1, true)});
  made.id = "gd-" + std::to_string(unit);
  return made;
}

const DeviceCounters& counters_of(const BusCounters& all, std::uint32_t device) {
  return all.devices.at(device);
}

class WorkerChange : public ::testing::Test {
 protected:
  void TearDown() override { server.stop(); }
  void change(BusWorker& worker, const BusPlan& from, const BusPlan& to, test::Reports& reports) {
    worker.change(to, reports.sink(), renumber({from}, {to}));
  }

  test::ScriptedServer server;
  test::Reports before, after;
};

TEST_F(WorkerChange, ADeviceThatStaysLosesNoPollAndItsConnectionStays) {
  server.start([](const Bytes& request) { return Reaction{test::good_reply(request)}; });
  const auto first = test::tcp_plan(server.port(), {detector(0, 11, 0), detector(1, 12, 2)});
  // A newcomer in front moves everything; 12 goes.
  const auto second = test::tcp_plan(server.port(), {detector(0, 13, 0), detector(1, 11, 2)});
  BusWorker worker(first, before.sink());
  worker.start();
  ASSERT_TRUE(test::eventually([&] { return worker.counters().devices[0].polls_done >= 10; }));
  change(worker, first, second, after);
  ASSERT_TRUE(after.next<PollResult>([](const PollResult& result) {
    return result.device == DeviceIndex{0} && result.readings.at(0).point == PointIndex{0} &&
           result.readings.at(0).decoded.value == Value{std::uint64_t{1300}};
  }));
  ASSERT_TRUE(after.next<PollResult>([](const PollResult& result) {
    return result.device == DeviceIndex{1} && result.readings.at(0).point == PointIndex{2} &&
           result.readings.at(0).decoded.value == Value{std::uint64_t{1100}};
  }));
  ASSERT_TRUE(test::eventually([&] { return worker.counters().devices[1].polls_done >= 30; }));
  const BusCounters counters = worker.counters();
  EXPECT_LE(counters_of(counters, 1).polls_due - counters_of(counters, 1).polls_done, 1U)
      << "one may be under way";
  EXPECT_EQ(counters_of(counters, 1).timeouts, 0U);
  EXPECT_EQ(counters.reconnects, 0U);
  EXPECT_EQ(server.connections(), 1);
  EXPECT_TRUE(after.all<BusChange>().empty()) << "the bus neither went nor came";
}

TEST_F(WorkerChange, ManyChangesWhilePollsTakeLongLoseNone) {
  server.start([](const Bytes& request) {
    std::this_thread::sleep_for(3ms);
    return Reaction{test::good_reply(request)};
  });
  auto slow = detector(0, 11, 0);
  slow.max_registers = 1;  // two requests for each poll: changes come in between
  slow.period = 40ms;
  const auto one = test::tcp_plan(server.port(), {slow});
  auto moved = slow;
  moved.index = DeviceIndex{1};
  moved.points[0].index = PointIndex{2};
  moved.points[1].index = PointIndex{3};
  const auto two = test::tcp_plan(server.port(), {detector(0, 12, 0), moved});
  BusWorker worker(one, before.sink());
  worker.start();
  for (int i = 0; i < 40; ++i) {
    std::this_thread::sleep_for(Duration{17'300});
    change(worker, i % 2 == 0 ? one : two, i % 2 == 0 ? two : one, after);
  }
  ASSERT_TRUE(test::eventually([&] {
    const auto now = worker.counters();
    return now.devices.size() == 1 && now.devices[0].polls_done >= 15;
  }));
  const auto counters = worker.counters().devices.at(0);
  EXPECT_LE(counters.polls_due - counters.polls_done, 1U);
  for (const auto& result : after.all<PollResult>()) {
    for (const auto& reading : result.readings) {
      const auto& value = reading.decoded.value;
      if (at(reading.point) >= 2) {
        EXPECT_EQ(value, Value{std::uint64_t{1100} + at(reading.point) - 2});
      }
    }
  }
}

TEST_F(WorkerChange, AChangeInTheSilenceBeforeARequestIsNoMiss) {
  server.start([](const Bytes& request) { return Reaction{test::good_reply(request)}; });
  auto slow = detector(0, 11, 0);
  slow.max_registers = 1;
  slow.comm_after = 1;
  slow.turnaround = 20ms;
  const auto plan = test::tcp_plan(server.port(), {slow});
  BusWorker worker(plan, before.sink());
  worker.start();
  for (int i = 0; i < 40; ++i) {
    std::this_thread::sleep_for(Duration{9'100 + i * 1000});
    change(worker, plan, plan, after);
  }
  ASSERT_TRUE(after.next<PollResult>([](const PollResult& result) { return result.complete; }));
  worker.stop();
  for (const auto& result : after.all<PollResult>()) {
    EXPECT_EQ(result.answer, DeviceAnswer::Answered);
    for (const auto& reading : result.readings) {
      EXPECT_EQ(reading.decoded.quality, Quality::Good) << "a change is nobody's fault";
    }
  }
}

TEST_F(WorkerChange, WhatWasLearnedOfADeviceStays) {
  std::atomic<int> asked_for_one = 0;
  server.start([&](const Bytes& request) {
    const int address = test::address_of(request);
    if (address <= 1 && address + test::count_of(request) > 1) {
      ++asked_for_one;
      return Reaction{test::exception_reply(request, 2)};
    }
    return Reaction{test::good_reply(request)};
  });
  const auto first = test::tcp_plan(server.port(), {detector(0, 11, 0)});
  const auto second = test::tcp_plan(server.port(), {detector(0, 12, 0), detector(1, 11, 2)});
  BusWorker worker(first, before.sink());
  worker.start();
  ASSERT_TRUE(test::eventually([&] { return !worker.counters().devices[0].refused.empty(); }));
  ASSERT_TRUE(test::eventually([&] { return worker.counters().devices[0].polls_done > 5; }));
  auto only = second;
  only.devices.erase(only.devices.begin());
  only.devices[0].index = DeviceIndex{0};
  const int asked = asked_for_one;
  change(worker, first, only, after);
  ASSERT_TRUE(after.next<PollResult>());
  ASSERT_TRUE(test::eventually([&] { return worker.counters().devices[0].polls_done > 15; }));
  EXPECT_EQ(asked_for_one, asked) << "it is known to be refused";
  EXPECT_FALSE(worker.counters().devices[0].refused.empty());
}

TEST_F(WorkerChange, AWriteFindsItsPointOrSaysThatItIsGone) {
  std::atomic<int> last_written = -1;
  std::atomic<bool> answering = false;
  server.start([&](const Bytes& request) {
    if (!answering) return Reaction{};
    if (test::function_of(request) == 6 || test::function_of(request) == 16) {
      last_written = test::unit_of(request) * 100 + test::address_of(request);
    }
    return Reaction{test::good_reply(request)};
  });
  const auto first = test::tcp_plan(server.port(), {detector(0, 11, 0), detector(1, 12, 2)});
  const auto second = test::tcp_plan(server.port(), {detector(0, 13, 0), detector(1, 11, 2)});
  BusWorker worker(first, before.sink());
  worker.write({7, PointIndex{1}, Value{std::uint64_t{1101}}});
  worker.write({8, PointIndex{3}, Value{std::uint64_t{1}}});
  change(worker, first, second, after);
  worker.write({9, PointIndex{1}, Value{std::uint64_t{1301}}});
  answering = true;
  worker.start();
  std::map<std::uint64_t, WriteResult> ends;
  for (int i = 0; i < 3; ++i) {
    const auto end = after.next<WriteResult>();
    ASSERT_TRUE(end);
    ends[end->ticket] = *end;
  }
  EXPECT_TRUE(ends.at(7).done) << ends.at(7).error;
  EXPECT_EQ(ends.at(7).point, PointIndex{3});
  EXPECT_FALSE(ends.at(8).done);
  EXPECT_NE(ends.at(8).error.find("configuration"), std::string::npos) << ends.at(8).error;
  EXPECT_TRUE(ends.at(9).done) << ends.at(9).error;
  EXPECT_EQ(last_written, 1301);
}

}  // namespace
}  // namespace hazgate::poll
