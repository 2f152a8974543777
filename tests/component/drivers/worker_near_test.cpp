#include <algorithm>
#include <gtest/gtest.h>

#include "drivers/poll/bus_worker.hpp"
#include "tests/component/drivers/plans.hpp"
#include "tests/component/drivers/reports.hpp"
#include "tests/component/drivers/scripted_server.hpp"
#include "tests/component/drivers/slave.hpp"

namespace hazgate::poll {
namespace {

using namespace std::chrono_literals;
using codec::Table;
using test::Bytes;
using test::Reaction;

PolledDevice detector(std::uint32_t index, bool confirm = false) {
  auto made = test::device(index, static_cast<int>(index), {test::point(index, Table::Holding, 0)});
  made.points[0].danger = true;
  made.points[0].confirm = confirm;
  made.points[0].limits = {{.above = true, .trip = 50.0, .near = 40.0, .back = 38.0}};
  return made;
}

void set(test::TcpSlave& slave, std::uint16_t value) {
  slave.with([&](modbus_mapping_t& image) { image.tab_registers[0] = value; });
}

DeviceCounters counters(const BusWorker& worker) {
  return worker.counters().devices.at(0);
}

/// Polls that read this.
std::function<bool(const PollResult&)> reads(double number) {
  return [number](const PollResult& poll) {
    return !poll.readings.empty() && poll.readings[0].decoded.number == number;
  };
}

TEST(WorkerNear, ADeviceNearALimitIsPolledFastUntilItIsBack) {
  test::TcpSlave slave;
  auto polled = detector(1);
  polled.period = 30s;
  polled.fast = 20ms;
  test::Reports reports;
  BusWorker worker(test::tcp_plan(slave.port(), {polled}), reports.sink());
  set(slave, 45);
  worker.start();
  // At thirty seconds a poll these four would not come within the test's patience.
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(reports.next<PollResult>(reads(45)));
  EXPECT_TRUE(counters(worker).fast);
  set(slave, 39);
  ASSERT_TRUE(reports.next<PollResult>(reads(39)));
  ASSERT_TRUE(reports.next<PollResult>(reads(39)));  // not back yet
  set(slave, 10);
  ASSERT_TRUE(reports.next<PollResult>(reads(10)));
  EXPECT_TRUE(test::eventually([&] { return !counters(worker).fast; }));
  EXPECT_TRUE(reports.all<NearLimit>().empty());  // it has nobody to tell
}

TEST(WorkerNear, ANeighbourIsToldAndPolledFast) {
  test::TcpSlave slave;
  auto polled = detector(1);
  polled.period = 30s;
  polled.fast = 20ms;
  polled.neighbours = {DeviceIndex{2}};
  test::Reports reports;
  BusWorker worker(test::tcp_plan(slave.port(), {polled}), reports.sink());
  set(slave, 10);
  worker.start();
  ASSERT_TRUE(reports.next<PollResult>(reads(10)));
  worker.pace(DeviceIndex{1}, true);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(reports.next<PollResult>(reads(10)));
  EXPECT_TRUE(reports.all<NearLimit>().empty());
  set(slave, 41);
  const auto near = reports.next<NearLimit>();
  ASSERT_TRUE(near);
  EXPECT_TRUE(near->near);
  set(slave, 10);
  const auto back = reports.next<NearLimit>();
  ASSERT_TRUE(back);
  EXPECT_FALSE(back->near);
  EXPECT_TRUE(counters(worker).fast);  // its neighbour still asks for it
  worker.pace(DeviceIndex{1}, false);
  EXPECT_TRUE(test::eventually([&] { return !counters(worker).fast; }));
}

/// A detector that gives these values one after the other, then the last; nothing for a negative one.
class Detector {
 public:
  explicit Detector(std::vector<int> values) {
    server_.start(
        [values = std::move(values), asked = std::size_t{0}](const Bytes& request) mutable {
          const int value = values[std::min(asked++, values.size() - 1)];
          if (value < 0) return Reaction{};
          Bytes reply = test::good_reply(request);
          reply[reply.size() - 2] = 0;
          reply[reply.size() - 1] = static_cast<std::uint8_t>(value);
          return Reaction{reply};
        });
  }
  std::uint16_t port() const { return server_.port(); }

 private:
  test::ScriptedServer server_;
};

struct Told {
  std::vector<double> values;
  DeviceCounters counters;
};

/// What a worker tells of a detector up to its third poll.
Told told(std::vector<int> values, bool confirm) {
  Detector detector_here(std::move(values));
  test::Reports reports;
  BusWorker worker(test::tcp_plan(detector_here.port(), {detector(1, confirm)}), reports.sink());
  worker.start();
  Told all;
  while (all.values.size() < 3) {
    const auto poll = reports.next<PollResult>();
    if (!poll) break;
    for (const auto& reading : poll->readings) all.values.push_back(reading.decoded.number);
  }
  all.counters = counters(worker);
  worker.stop();
  return all;
}

TEST(WorkerNear, ATripThatASecondReadingDoesNotShowIsNone) {
  const auto spike = told({10, 60, 11, 12}, true);
  EXPECT_EQ(spike.values, (std::vector<double>{10, 11, 12}));
  EXPECT_EQ(spike.counters.unconfirmed, 1U);
}

TEST(WorkerNear, ATripThatASecondReadingShowsIsToldOnce) {
  const auto trip = told({10, 60, 61, 62}, true);
  EXPECT_EQ(trip.values, (std::vector<double>{10, 61, 62}));
  EXPECT_EQ(trip.counters.unconfirmed, 0U);
}

TEST(WorkerNear, WithoutASecondReadingTheFirstCounts) {
  const auto trip = told({10, 60, -1, 62}, true);
  EXPECT_EQ(trip.values, (std::vector<double>{10, 60, 62}));
}

TEST(WorkerNear, OnlyAPointWithConfirmIsReadTwice) {
  EXPECT_EQ(told({10, 60, 11}, false).values, (std::vector<double>{10, 60, 11}));
}

}  // namespace
}  // namespace hazgate::poll
