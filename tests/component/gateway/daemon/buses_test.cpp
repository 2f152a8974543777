// The bus workers over changes of the configuration, before and after a worker has taken one.
#include "gateway/daemon/buses.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>
#include <utility>

#include "tests/component/drivers/plans.hpp"
#include "tests/component/drivers/reports.hpp"
#include "tests/component/drivers/scripted_server.hpp"

namespace hazgate::daemon {
namespace {

using namespace std::chrono_literals;
using codec::Table;
using test::Bytes;
using test::Reaction;

poll::PolledDevice detector(std::uint32_t index, int unit) {
  auto made = test::device(index, unit, {test::point(index, Table::Holding, 0, true)});
  made.id = "gd-" + std::to_string(unit);
  return made;
}

Configuration site_of(std::vector<poll::BusPlan> plans) {
  auto settings = std::make_shared<config::Settings>();
  for (poll::BusPlan& plan : plans) {
    plan.index = index_of<BusIndex>(settings->buses.size());
    for (const poll::PolledDevice& device : plan.devices) {
      settings->site.devices.push_back({.id = device.id, .bus = plan.index});
      for (const auto& point : device.points) {
        settings->site.points.push_back({.id = device.id + ".gas", .device = device.index});
        settings->site.devices.back().points.push_back(point.index);
      }
    }
    settings->site.buses.push_back({plan.id});
    settings->buses.push_back(std::move(plan));
  }
  return settings;
}

class BusesTest : public ::testing::Test {
 protected:
  void begin(Configuration configuration) {
    now = std::move(configuration);
    buses = std::make_unique<Buses>(
        io, now, [this](poll::Report&& report) { reports.push_back(std::move(report)); });
    buses->start();
  }
  void change(Configuration next) {
    const auto renumbering = poll::renumber(now->buses, next->buses);
    now = std::move(next);
    buses->change(now, renumbering);
  }
  bool until(const std::function<bool()>& passes) {
    return test::eventually([&] {
      io.restart();
      io.poll();
      return passes();
    });
  }
  bool reads(std::uint32_t point, std::uint64_t value) {
    return until([&] {
      for (const auto& report : std::exchange(reports, {})) {
        const auto* result = std::get_if<poll::PollResult>(&report);
        if (result == nullptr) continue;
        for (const auto& reading : result->readings) {
          if (at(reading.point) == point && reading.decoded.value == Value{value}) return true;
        }
      }
      return false;
    });
  }

  test::ScriptedServer one, other;
  boost::asio::io_context io;
  std::vector<poll::Report> reports;
  Configuration now;
  std::unique_ptr<Buses> buses;
};

TEST_F(BusesTest, CountersSpeakInTodaysNumbersAlsoWhileAWorkerStillWaitsForAnAnswer) {
  one.start([](const Bytes&) { return Reaction{}; });
  auto both = test::tcp_plan(one.port(), {detector(0, 11), detector(1, 12)});
  both.response_timeout = 2s;
  auto last = test::tcp_plan(one.port(), {detector(0, 12)});
  last.response_timeout = 2s;
  begin(site_of({both}));
  ASSERT_TRUE(until([&] { return buses->counters()[0].open; }));
  change(site_of({last}));
  const auto counters = buses->counters();
  ASSERT_EQ(counters.size(), 1U);
  ASSERT_EQ(counters[0].devices.size(), 1U) << "11 is gone";
  EXPECT_EQ(counters[0].devices[0].device, DeviceIndex{0});
  change(site_of({both}));
  ASSERT_EQ(buses->counters()[0].devices.size(), 1U) << "the new 11 has not yet come";
  EXPECT_EQ(buses->counters()[0].devices[0].device, DeviceIndex{1});
}

TEST_F(BusesTest, ABusWithAnotherLineIsReplacedAndItsNeighbourGoesOn) {
  one.start([](const Bytes& request) { return Reaction{test::good_reply(request)}; });
  other.start([](const Bytes& request) {
    Bytes reply = test::good_reply(request);
    reply.back() = 77;
    reply[reply.size() - 2] = 0;
    return Reaction{reply};
  });
  auto stays = test::tcp_plan(one.port(), {detector(0, 11)});
  stays.id = "stays";
  begin(site_of({stays, test::tcp_plan(one.port(), {detector(1, 12)})}));
  ASSERT_TRUE(reads(0, 1100));
  ASSERT_TRUE(reads(1, 1200));
  // The other way round, and the second at another server.
  auto first = test::tcp_plan(other.port(), {detector(0, 12)});
  auto second = stays;
  second.devices = {detector(1, 11)};
  change(site_of({first, second}));
  ASSERT_TRUE(reads(0, 77));
  ASSERT_TRUE(reads(1, 1100));
  const auto counters = buses->counters();
  EXPECT_EQ(counters[1].reconnects, 0U);
  EXPECT_LE(counters[1].devices.at(0).polls_due - counters[1].devices.at(0).polls_done, 1U);
  EXPECT_EQ(one.connections(), 2) << "nobody came twice";
  const auto found = buses->find("stays");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->plan->index, BusIndex{1});
}

TEST_F(BusesTest, WhatWasSaidInTheOldNumbersIsHeardInTodays) {
  one.start([](const Bytes& request) { return Reaction{test::good_reply(request)}; });
  begin(site_of({test::tcp_plan(one.port(), {detector(0, 11), detector(1, 12)})}));
  // The core is busy meanwhile.
  ASSERT_TRUE(test::eventually([&] {
    const auto devices = buses->counters()[0].devices;
    return devices[0].polls_done > 3 && devices[1].polls_done > 3;
  }));
  change(site_of({test::tcp_plan(one.port(), {detector(0, 12)})}));
  ASSERT_TRUE(until([&] { return reports.size() > 4; }));
  for (const auto& report : reports) {
    const auto* result = std::get_if<poll::PollResult>(&report);
    if (result == nullptr) continue;
    EXPECT_EQ(result->device, DeviceIndex{0});
    for (const auto& reading : result->readings) {
      EXPECT_EQ(reading.point, PointIndex{0});
      EXPECT_EQ(reading.decoded.value, Value{std::uint64_t{1200}});
    }
  }
}

TEST_F(BusesTest, AWriteGoesToThePointOfTodaysNumber) {
  std::atomic<int> written = 0;
  one.start([&](const Bytes& request) {
    if (test::function_of(request) == 6 || test::function_of(request) == 16) {
      written = test::unit_of(request);
    }
    return Reaction{test::good_reply(request)};
  });
  begin(site_of({test::tcp_plan(one.port(), {detector(0, 11), detector(1, 12)})}));
  ASSERT_TRUE(reads(1, 1200));
  change(site_of({test::tcp_plan(one.port(), {detector(0, 12)})}));
  buses->write({{1, PointIndex{0}, Value{std::uint64_t{1200}}}});
  ASSERT_TRUE(until([&] { return written != 0; }));
  EXPECT_EQ(written, 12);
}

}  // namespace
}  // namespace hazgate::daemon
