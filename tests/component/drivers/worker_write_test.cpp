#include <algorithm>
#include <atomic>
#include <gtest/gtest.h>
#include <map>
#include <mutex>
#include <random>
#include <set>
#include <thread>
#include <utility>
#include <vector>

#include "drivers/poll/bus_worker.hpp"
#include "drivers/poll/clock.hpp"
#include "tests/component/drivers/plans.hpp"
#include "tests/component/drivers/reports.hpp"
#include "tests/component/drivers/scripted_server.hpp"
#include "tests/component/drivers/slave.hpp"

namespace hazgate::poll {
namespace {

using namespace std::chrono_literals;
using codec::Table;
using test::Bytes;
using test::device;
using test::point;
using test::Reaction;

/// A relay box that is polled once an hour: only a write can wake its worker.
PolledDevice idle_relay() {
  auto relay = device(0, 1,
                      {point(0, Table::Coil, 2, true), point(1, Table::Holding, 3, true),
                       point(2, Table::Holding, 4, true), point(3, Table::Holding, 8),
                       point(4, Table::Input, 0, true)});
  relay.points[2].format.type = codec::RawType::Float32;
  relay.period = 1h;
  return relay;
}

TEST(WorkerWrite, WritesAreReadBackAndWakeAnIdleWorker) {
  test::TcpSlave slave;
  test::Reports reports;
  BusWorker worker(test::tcp_plan(slave.port(), {idle_relay()}), reports.sink());
  worker.start();
  ASSERT_TRUE(reports.next<PollResult>([](const PollResult& result) { return result.complete; }));
  const std::pair<std::uint32_t, Value> writes[] = {
      {0, true}, {1, std::uint64_t{77}}, {2, 12.5}, {0, false}};
  std::uint64_t ticket = 40;
  for (const auto& [index, value] : writes) {
    const Tick asked = monotonic_now();
    worker.write({++ticket, PointIndex{index}, value});
    const auto result = reports.next<WriteResult>();
    ASSERT_TRUE(result);
    EXPECT_TRUE(result->done) << result->error;
    EXPECT_EQ(result->ticket, ticket);
    EXPECT_EQ(result->point, PointIndex{index});
    EXPECT_EQ(result->read_back, value);
    EXPECT_EQ(result->attempts, 1);
    EXPECT_EQ(result->error, "");
    EXPECT_GE(result->sent, asked);
    EXPECT_GE(result->finished, result->sent);
  }
  slave.with([](modbus_mapping_t& image) {
    EXPECT_EQ(image.tab_bits[2], 0);
    EXPECT_EQ(image.tab_registers[3], 77);
    EXPECT_EQ(image.tab_registers[4], 0x4148);
  });
}

TEST(WorkerWrite, WhatCannotBeWrittenSaysWhy) {
  test::TcpSlave slave;
  test::Reports reports;
  BusWorker worker(test::tcp_plan(slave.port(), {idle_relay()}), reports.sink());
  worker.start();
  const std::tuple<std::uint32_t, Value, const char*> rows[] = {
      {99, true, "no such point"},
      {3, std::uint64_t{1}, "not writable"},
      {4, std::uint64_t{1}, "not writable"},
      {1, std::uint64_t{70000}, "does not fit"},
      {0, std::string{"on"}, "true or false"}};
  for (const auto& [index, value, word] : rows) {
    worker.write({1, PointIndex{index}, value});
    const auto result = reports.next<WriteResult>();
    ASSERT_TRUE(result);
    EXPECT_FALSE(result->done);
    EXPECT_NE(result->error.find(word), std::string::npos) << result->error;
  }
}

TEST(WorkerWrite, AWriteThatDoesNotShowIsTriedThreeTimes) {
  std::atomic<int> writes = 0;
  test::ScriptedServer server;
  server.start([&writes](const Bytes& request) {
    if (test::function_of(request) == 5) ++writes;
    return Reaction{test::good_reply(request)};  // coil 2 reads off whatever is written
  });
  test::Reports reports;
  BusWorker worker(test::tcp_plan(server.port(), {idle_relay()}), reports.sink());
  worker.start();
  worker.write({1, PointIndex{0}, Value{true}});
  const auto result = reports.next<WriteResult>();
  ASSERT_TRUE(result);
  EXPECT_FALSE(result->done);
  EXPECT_EQ(result->attempts, 3);
  EXPECT_EQ(result->read_back, Value{false});
  EXPECT_EQ(result->error, "true was written, but device-0 still reads false");
  EXPECT_EQ(writes, 3);
}

TEST(WorkerWrite, ARefusedWriteIsNotTriedAgain) {
  std::atomic<int> writes = 0;
  test::ScriptedServer server;
  server.start([&writes](const Bytes& request) {
    if (test::function_of(request) != 5) return Reaction{test::good_reply(request)};
    ++writes;
    return Reaction{test::exception_reply(request, 2)};
  });
  test::Reports reports;
  BusWorker worker(test::tcp_plan(server.port(), {idle_relay()}), reports.sink());
  worker.start();
  worker.write({1, PointIndex{0}, Value{true}});
  const auto result = reports.next<WriteResult>();
  ASSERT_TRUE(result);
  EXPECT_FALSE(result->done);
  EXPECT_EQ(result->error,
            "write of device-0 (unit 1) failed: exception 02 (illegal data address)");
  EXPECT_EQ(writes, 1);
}

TEST(WorkerWrite, ALostReplyIsMadeGoodByTheNextAttempt) {
  int writes = 0;
  test::ScriptedServer server;
  server.start([&writes](const Bytes& request) {
    if (test::function_of(request) == 5 && ++writes == 1) return Reaction{};
    return Reaction{test::good_reply(request)};
  });
  test::Reports reports;
  BusWorker worker(test::tcp_plan(server.port(), {idle_relay()}), reports.sink());
  worker.start();
  worker.write({1, PointIndex{0}, Value{false}});
  const auto result = reports.next<WriteResult>();
  ASSERT_TRUE(result);
  EXPECT_TRUE(result->done) << result->error;
  EXPECT_EQ(result->attempts, 2);
}

TEST(WorkerWrite, AWriteOvertakesPolls) {
  // 50 slow devices are always due; the write must not wait for their round.
  std::atomic<int> polls_after = -1;
  std::atomic<bool> asked = false;
  std::atomic<int> polls = 0;
  test::ScriptedServer server;
  server.start([&](const Bytes& request) {
    if (test::function_of(request) == 5) {
      polls_after = polls.load();
    } else if (asked) {
      ++polls;
    }
    return Reaction{test::good_reply(request)};
  });
  std::vector<PolledDevice> devices = {idle_relay()};
  for (std::uint32_t i = 1; i < 50; ++i) {
    devices.push_back(device(i, static_cast<int>(i) + 1, {point(10 + i, Table::Holding, 0)}));
    devices.back().period = 1ms;
  }
  test::Reports reports;
  BusWorker worker(test::tcp_plan(server.port(), devices), reports.sink());
  worker.start();
  ASSERT_TRUE(test::eventually([&] { return worker.counters().devices[49].polls_done > 3; }));
  // The request in flight when the write comes, and one whose bytes were on the way.
  for (int round = 0; round < 20; ++round) {
    worker.write({1, PointIndex{0}, Value{false}});
    asked = true;
    ASSERT_TRUE(reports.next<WriteResult>());
    EXPECT_LE(polls_after, 2);
    asked = false;
    polls = 0;
  }
}

constexpr int kSirenCoil = 3, kStrobeCoil = 5;

/// Ten relay boxes with a siren and a strobe each, and ten devices behind them.
std::vector<PolledDevice> ten_sirens(bool danger) {
  std::vector<PolledDevice> devices;
  for (std::uint32_t n = 0; n < 10; ++n) {
    devices.push_back(device(
        n, static_cast<int>(n) + 1,
        {point(n, Table::Coil, kSirenCoil, true), point(n + 20, Table::Coil, kStrobeCoil, true)}));
    devices.back().period = 1h;
  }
  for (std::uint32_t n = 10; n < 20; ++n) {
    devices.push_back(device(n, static_cast<int>(n) + 1, {point(n, Table::Holding, 0)}));
    devices.back().points[0].danger = danger;
    devices.back().period = 1ms;
  }
  return devices;
}

/// The sirens' points begin at 0, the strobes' at 20.
std::vector<WriteRequest> all_on(std::uint32_t begin, std::uint64_t& ticket) {
  std::vector<WriteRequest> moment;
  for (std::uint32_t n = begin; n < begin + 10; ++n) {
    moment.push_back({++ticket, PointIndex{n}, Value{true}});
  }
  return moment;
}

/// What the ten boxes were asked, in order.
class Asked {
 public:
  struct Request {
    int unit = 0;
    bool writes = false;
    int coil = 0;
  };

  void add(const Bytes& request) {
    const std::lock_guard lock(mutex_);
    all_.push_back(
        {test::unit_of(request), test::function_of(request) == 5, test::address_of(request)});
  }
  std::size_t size() const {
    const std::lock_guard lock(mutex_);
    return all_.size();
  }
  Request operator[](std::size_t place) const {
    const std::lock_guard lock(mutex_);
    return all_[place];
  }
  /// Where the first write to this coil of any box is from `from` on, and the one with which all ten have had
  /// theirs; size() as long as they have not.
  std::pair<std::size_t, std::size_t> first_writes(std::size_t from, int coil) const {
    const std::lock_guard lock(mutex_);
    std::set<int> units;
    std::size_t begin = all_.size();
    for (std::size_t i = from; i < all_.size(); ++i) {
      if (!all_[i].writes || all_[i].coil != coil) continue;
      begin = std::min(begin, i);
      units.insert(all_[i].unit);
      if (units.size() == 10) return {begin, i};
    }
    return {begin, all_.size()};
  }

 private:
  mutable std::mutex mutex_;
  std::vector<Request> all_;
};

TEST(WorkerWrite, NoReadBackOfOneGoesBeforeAFirstWriteOfAnother) {
  // Replies get lost, values do not show, everything is polled all the time, and what was ordered a moment ago
  // waits to be read back: in each of many moments all ten are written before anything else is asked.
  Asked asked;
  std::minstd_rand random(7);
  test::ScriptedServer server;
  server.start([&](const Bytes& request) {
    asked.add(request);
    const bool box = test::unit_of(request) <= 10;
    if (box && random() % 8 == 0) return Reaction{};
    Bytes reply = test::good_reply(request);
    if (box && test::function_of(request) == 1 && random() % 4 == 0) reply.back() = 0;
    return Reaction{std::move(reply)};
  });
  test::Reports reports;
  auto plan = test::tcp_plan(server.port(), ten_sirens(false));
  plan.response_timeout = 20ms;
  BusWorker worker(std::move(plan), reports.sink());
  worker.start();
  ASSERT_TRUE(test::eventually([&] { return worker.counters().devices[19].polls_done > 3; }));
  std::uint64_t ticket = 0;
  std::size_t done = 0;
  const auto expect_a_row = [&](std::size_t before, int coil) {
    const auto [begin, end] = asked.first_writes(before, coil);
    ASSERT_LT(end, asked.size());
    std::size_t others = 0;
    for (std::size_t i = before; i < begin; ++i) others += asked[i].writes ? 0U : 1U;
    EXPECT_LE(others, 4U) << "what was on its way, and the same again on a new connection";
    for (std::size_t i = begin; i <= end; ++i) ASSERT_TRUE(asked[i].writes) << asked[i].unit;
  };
  for (int round = 0; round < 20; ++round) {
    const std::size_t sirens = asked.size();
    worker.write_all(all_on(0, ticket));
    ASSERT_TRUE(test::eventually(
        [&] { return asked.first_writes(sirens, kSirenCoil).second < asked.size(); }));
    const std::size_t strobes = asked.size();
    worker.write_all(all_on(20, ticket));
    for (int n = 0; n < 20; ++n) {
      const auto result = reports.next<WriteResult>();
      ASSERT_TRUE(result);
      done += result->done ? 1U : 0U;
    }
    expect_a_row(sirens, kSirenCoil);
    expect_a_row(strobes, kStrobeCoil);
  }
  EXPECT_GT(done, 200U);
}

TEST(WorkerWrite, DangerHasItsTurnBetweenReadBacks) {
  // Of ten boxes none answers a read-back: what danger there is must be noticed all the same.
  Asked asked;
  std::atomic<bool> dead = false;
  test::ScriptedServer server;
  server.start([&](const Bytes& request) {
    asked.add(request);
    const bool reads_back = test::unit_of(request) <= 10 && test::function_of(request) == 1;
    return reads_back && dead ? Reaction{} : Reaction{test::good_reply(request)};
  });
  test::Reports reports;
  BusWorker worker(test::tcp_plan(server.port(), ten_sirens(true)), reports.sink());
  worker.start();
  ASSERT_TRUE(test::eventually([&] { return worker.counters().devices[19].polls_done > 3; }));
  dead = true;
  const std::size_t before = asked.size();
  std::uint64_t ticket = 0;
  worker.write_all(all_on(0, ticket));
  for (int n = 0; n < 10; ++n) {
    const auto result = reports.next<WriteResult>();
    ASSERT_TRUE(result);
    EXPECT_FALSE(result->done);
    EXPECT_EQ(result->attempts, 3);
  }
  std::size_t in_a_row = 0, most = 0, read_backs = 0;
  for (std::size_t i = asked.first_writes(before, kSirenCoil).second + 1; i < asked.size(); ++i) {
    const bool of_writer = asked[i].unit <= 10;
    in_a_row = of_writer ? in_a_row + 1 : 0;
    read_backs += of_writer && !asked[i].writes ? 1U : 0U;
    most = std::max(most, in_a_row);
  }
  EXPECT_GE(read_backs, 30U);
  EXPECT_LE(most, 2U) << "one, and the same again on a new connection";
}

TEST(WorkerWrite, AnEarlierWriteThatDoesNotShowIsNotTriedBehindALaterOne) {
  std::mutex mutex;
  std::vector<bool> written;
  std::atomic<int> reads = 0;
  test::ScriptedServer server;
  server.start([&](const Bytes& request) {
    const std::lock_guard lock(mutex);
    if (test::function_of(request) == 5) written.push_back(request[10] != 0);
    Bytes reply = test::good_reply(request);
    if (test::function_of(request) == 1 && ++reads > 0) reply.back() = 0;
    return Reaction{std::move(reply)};
  });
  test::Reports reports;
  BusWorker worker(test::tcp_plan(server.port(), {idle_relay()}), reports.sink());
  worker.start();
  ASSERT_TRUE(reports.next<PollResult>());
  const int before = reads;
  worker.write({1, PointIndex{0}, Value{true}});
  ASSERT_TRUE(test::eventually([&] { return reads > before; }));  // it will be tried again
  worker.write({2, PointIndex{0}, Value{false}});
  std::map<std::uint64_t, WriteResult> ends;
  for (int n = 0; n < 2; ++n) {
    const auto result = reports.next<WriteResult>();
    ASSERT_TRUE(result);
    ends[result->ticket] = *result;
  }
  EXPECT_FALSE(ends[1].done);
  EXPECT_NE(ends[1].error.find("a later write"), std::string::npos) << ends[1].error;
  EXPECT_TRUE(ends[2].done) << ends[2].error;
  worker.stop();
  const std::lock_guard lock(mutex);
  EXPECT_FALSE(written.back());
}

TEST(WorkerWrite, WhatWaitsWhenTheWorkerStopsIsReported) {
  test::ScriptedServer server;  // refuses
  test::Reports reports;
  BusWorker worker(test::tcp_plan(server.port(), {idle_relay()}), reports.sink());
  for (std::uint64_t ticket = 1; ticket <= 3; ++ticket) {
    worker.write({ticket, PointIndex{1}, Value{ticket}});
  }
  worker.read({9, 1, Table::Holding, 0, 1});
  worker.start();
  worker.stop();
  worker.stop();
  EXPECT_EQ(reports.all<WriteResult>().size(), 3U);
  EXPECT_EQ(reports.all<RawReadResult>().size(), 1U);
  for (const auto& result : reports.all<WriteResult>()) EXPECT_FALSE(result.done);
}

TEST(WorkerWrite, AWriteOnAClosedBusEndsWithTheReason) {
  test::ScriptedServer server;  // refuses
  test::Reports reports;
  BusWorker worker(test::tcp_plan(server.port(), {idle_relay()}), reports.sink());
  worker.start();
  worker.write({1, PointIndex{0}, Value{true}});
  const auto result = reports.next<WriteResult>();
  ASSERT_TRUE(result);
  EXPECT_FALSE(result->done);
  EXPECT_EQ(result->attempts, 3);
  EXPECT_NE(result->error.find("bus plc is not open: cannot connect to 127.0.0.1"),
            std::string::npos)
      << result->error;
}

TEST(WorkerRead, RawReads) {
  test::TcpSlave slave;
  slave.with([](modbus_mapping_t& image) {
    image.tab_registers[10] = 7;
    image.tab_registers[11] = 8;
    image.tab_bits[5] = 1;
  });
  test::Reports reports;
  BusWorker worker(test::tcp_plan(slave.port(), {idle_relay()}), reports.sink());
  worker.start();
  ASSERT_TRUE(reports.next<PollResult>());
  using Words = std::vector<std::uint16_t>;
  worker.read({1, 1, Table::Holding, 10, 2});
  EXPECT_EQ(reports.next<RawReadResult>()->words, (Words{7, 8}));
  worker.read({2, 1, Table::Coil, 4, 3});
  EXPECT_EQ(reports.next<RawReadResult>()->words, (Words{0, 1, 0}));
  worker.read({3, 1, Table::Holding, 199, 2});
  EXPECT_EQ(reports.next<RawReadResult>()->error, "unit 1: exception 02 (illegal data address)");
  worker.read({4, 1, Table::Holding, 0, 126});
  const auto result = reports.next<RawReadResult>();
  EXPECT_EQ(result->ticket, 4U);
  EXPECT_EQ(result->error, "1 to 125 registers up to address 65535 can be read at once");
}

TEST(WorkerWrite, AWriteGoesBeforeAPollThatStillWaitsForSilence) {
  std::mutex mutex;
  std::vector<int> asked;
  test::ScriptedServer server;
  server.start([&](const Bytes& request) {
    const std::lock_guard lock(mutex);
    asked.push_back(test::function_of(request));
    return Reaction{test::good_reply(request)};
  });
  auto slow = device(0, 1, {point(0, Table::Holding, 5, true)});
  slow.turnaround = 400ms;
  test::Reports reports;
  BusWorker worker(test::tcp_plan(server.port(), {slow}), reports.sink());
  worker.start();
  ASSERT_TRUE(reports.next<PollResult>());
  std::this_thread::sleep_for(100ms);  // the next poll is due and waits for its silence
  worker.write({1, PointIndex{0}, Value{std::uint64_t{105}}});
  ASSERT_TRUE(reports.next<WriteResult>());
  const std::lock_guard lock(mutex);
  ASSERT_GE(asked.size(), 2U);
  EXPECT_EQ(asked[0], 3);
  EXPECT_EQ(asked[1], 6) << "not another poll";
}

}  // namespace
}  // namespace hazgate::poll
