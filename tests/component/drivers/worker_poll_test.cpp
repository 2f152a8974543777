#include <algorithm>
#include <atomic>
#include <gtest/gtest.h>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

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
using test::device;
using test::point;
using test::Reaction;

std::map<std::size_t, PointReading> by_point(const PollResult& result) {
  std::map<std::size_t, PointReading> found;
  for (const auto& reading : result.readings) found[at(reading.point)] = reading;
  return found;
}

TEST(WorkerPoll, EveryTableOfALibmodbusSlave) {
  test::TcpSlave slave;
  slave.with([](modbus_mapping_t& image) {
    image.tab_bits[1] = 1;
    image.tab_input_bits[2] = 1;
    image.tab_input_registers[3] = 333;
    image.tab_registers[4] = 444;
  });
  auto polled = device(7, 1,
                       {point(0, Table::Coil, 1), point(1, Table::Discrete, 2),
                        point(2, Table::Input, 3), point(3, Table::Holding, 4)});
  polled.points[3].danger = true;
  test::Reports reports;
  BusWorker worker(test::tcp_plan(slave.port(), {polled}), reports.sink());
  worker.start();
  const auto change = reports.next<BusChange>();
  ASSERT_TRUE(change);
  EXPECT_TRUE(change->open);
  // Two polls of four requests each, the dangerous one first.
  const std::pair<std::size_t, Value> expected[] = {
      {3, std::uint64_t{444}}, {0, true}, {1, true}, {2, std::uint64_t{333}}};
  for (int poll = 0; poll < 2; ++poll) {
    for (std::size_t request = 0; request < 4; ++request) {
      const auto result = reports.next<PollResult>();
      ASSERT_TRUE(result);
      EXPECT_EQ(result->device, DeviceIndex{7});
      EXPECT_EQ(result->answer, DeviceAnswer::Answered);
      EXPECT_EQ(result->complete, request == 3);
      ASSERT_EQ(result->readings.size(), 1U);
      EXPECT_EQ(at(result->readings[0].point), expected[request].first);
      EXPECT_EQ(result->readings[0].decoded.value, expected[request].second);
    }
  }
  worker.stop();
  const auto counters = worker.counters();
  EXPECT_TRUE(counters.devices[0].answering);
  EXPECT_GE(counters.devices[0].polls_done, 2U);
  EXPECT_GE(counters.devices[0].polls_due, counters.devices[0].polls_done);
  EXPECT_GE(counters.devices[0].requests, 8U);
  EXPECT_EQ(counters.devices[0].last_error, "");
  EXPECT_GT(counters.devices[0].response_p50, Duration{0});
}

TEST(WorkerPoll, ASilentDeviceIsMissedThenLostThenBackAndItsNeighbourDoesNotSuffer) {
  std::atomic<bool> silent = true;
  test::ScriptedServer server;
  server.start([&silent](const Bytes& request) {
    if (test::unit_of(request) == 1 && silent) return Reaction{};
    return Reaction{test::good_reply(request)};
  });
  test::Reports reports;
  BusWorker worker(test::tcp_plan(server.port(), {device(0, 1, {point(0, Table::Holding, 5)}),
                                                  device(1, 2, {point(1, Table::Holding, 5)})}),
                   reports.sink());
  worker.start();
  const auto of_first = [](const PollResult& result) { return at(result.device) == 0; };
  for (int miss = 0; miss < 2; ++miss) {
    const auto missed = reports.next<PollResult>(of_first);
    ASSERT_TRUE(missed);
    EXPECT_EQ(missed->answer, DeviceAnswer::Missed);
    EXPECT_TRUE(missed->complete);
    EXPECT_TRUE(missed->readings.empty());
  }
  for (int probe = 0; probe < 2; ++probe) {
    const auto lost = reports.next<PollResult>(of_first);
    ASSERT_TRUE(lost);
    EXPECT_EQ(lost->answer, DeviceAnswer::Lost);
    EXPECT_TRUE(lost->complete);
    ASSERT_EQ(lost->readings.size(), 1U);
    EXPECT_EQ(lost->readings[0].decoded.quality, Quality::Comm);
    EXPECT_FALSE(has_value(lost->readings[0].decoded.value));
  }
  silent = false;
  const auto back = reports.next<PollResult>([](const PollResult& result) {
    return at(result.device) == 0 && result.answer == DeviceAnswer::Answered;
  });
  ASSERT_TRUE(back);
  EXPECT_EQ(back->readings.at(0).decoded.value, Value{std::uint64_t{105}});
  worker.stop();
  int neighbour = 0;
  for (const auto& result : reports.all<PollResult>()) {
    if (at(result.device) != 1) continue;
    ++neighbour;
    EXPECT_EQ(result.answer, DeviceAnswer::Answered);
  }
  EXPECT_GT(neighbour, 10);
  // Nothing was said about the bus beyond its opening: one dead unit is not a dead bus. The two tries of
  // its first poll looked like a dead connection, which was opened anew.
  EXPECT_EQ(reports.all<BusChange>().size(), 1U);
  EXPECT_LE(server.connections(), 2);
}

TEST(WorkerPoll, LateRepliesAreDroppedAndValuesNeverMix) {
  // Unit 1 answers every third request only together with the next request to anybody.
  Bytes late;
  int requests = 0;
  test::ScriptedServer server;
  server.start([&](const Bytes& request) {
    Bytes reply = test::good_reply(request);
    if (test::unit_of(request) == 1 && ++requests % 3 == 0) {
      late = reply;
      return Reaction{};
    }
    reply.insert(reply.begin(), late.begin(), late.end());
    late.clear();
    return Reaction{reply};
  });
  test::Reports reports;
  BusWorker worker(
      test::tcp_plan(server.port(),
                     {device(0, 1, {point(0, Table::Holding, 5), point(1, Table::Holding, 90)}),
                      device(1, 2, {point(2, Table::Holding, 7)})}),
      reports.sink());
  worker.start();
  ASSERT_TRUE(test::eventually([&] { return worker.counters().devices[0].timeouts >= 4; }));
  worker.stop();
  const std::map<std::size_t, std::uint64_t> expected = {{0, 105}, {1, 190}, {2, 207}};
  for (const auto& result : reports.all<PollResult>()) {
    for (const auto& reading : result.readings) {
      ASSERT_EQ(reading.decoded.value, Value{expected.at(at(reading.point))});
    }
  }
}

TEST(WorkerPoll, AnotherUnitsRepliesAreNeverDecoded) {
  test::ScriptedServer server;
  server.start([](const Bytes& request) {
    Bytes reply = test::good_reply(request);
    reply[6] = 99;
    return Reaction{reply};
  });
  test::Reports reports;
  BusWorker worker(test::tcp_plan(server.port(), {device(0, 1, {point(0, Table::Holding, 5)})}),
                   reports.sink());
  worker.start();
  const auto lost = reports.next<PollResult>(
      [](const PollResult& result) { return result.answer == DeviceAnswer::Lost; });
  ASSERT_TRUE(lost);
  worker.stop();
  for (const auto& result : reports.all<PollResult>()) {
    EXPECT_NE(result.answer, DeviceAnswer::Answered);
  }
  const auto counters = worker.counters().devices[0];
  EXPECT_EQ(counters.bad_frames, counters.requests);
  EXPECT_EQ(counters.timeouts, 0U);
  EXPECT_EQ(counters.last_error, "reply from another unit");
  EXPECT_FALSE(counters.answering);
}

TEST(WorkerPoll, ARefusedRegisterIsFoundSetAsideAndTheOthersGoOn) {
  std::atomic<int> requests = 0;
  std::atomic<int> alone = 0;
  test::ScriptedServer server;
  server.start([&requests, &alone](const Bytes& request) {
    ++requests;
    const int first = test::address_of(request);
    if (first == 11 && test::count_of(request) == 1) ++alone;
    const bool refused = first <= 11 && first + test::count_of(request) > 11;
    return Reaction{refused ? test::exception_reply(request, 2) : test::good_reply(request)};
  });
  std::vector<PolledPoint> points;
  for (std::uint32_t i = 0; i < 40; ++i)
    points.push_back(point(i, Table::Holding, static_cast<int>(i)));
  test::Reports reports;
  BusWorker worker(test::tcp_plan(server.port(), {device(0, 1, points)}), reports.sink());
  worker.start();
  for (int poll = 0; poll < 8; ++poll) {
    std::map<std::size_t, PointReading> seen;
    int results = 0;
    for (bool complete = false; !complete; ++results) {
      const auto result = reports.next<PollResult>();
      ASSERT_TRUE(result);
      EXPECT_EQ(result->answer, DeviceAnswer::Answered);
      seen.merge(by_point(*result));
      complete = result->complete;
    }
    ASSERT_EQ(seen.size(), 40U);
    for (const auto& [index, reading] : seen) {
      EXPECT_EQ(reading.decoded.quality, index == 11 ? Quality::Exception : Quality::Good) << index;
    }
    if (poll == 0) continue;
    EXPECT_EQ(results, 3);  // 0 to 10, 12 to 39, and 11
  }
  worker.stop();
  EXPECT_LT(requests, 40);
  EXPECT_LE(alone, 3);  // found, confirmed, set aside
  const auto counters = worker.counters().devices[0];
  EXPECT_GT(counters.exceptions, 0U);
  EXPECT_EQ(counters.refused,
            std::vector<std::string>{"holding 11: exception 02 (illegal data address)"});
}

TEST(WorkerPoll, ARefusedDangerPointIsBackSoonAfterTheDeviceTakesItAgain) {
  std::atomic<bool> starting = true;
  test::ScriptedServer server;
  server.start([&starting](const Bytes& request) {
    const bool refused = starting && test::address_of(request) == 50;
    return Reaction{refused ? test::exception_reply(request, 2) : test::good_reply(request)};
  });
  auto polled = device(0, 1, {point(0, Table::Holding, 0), point(1, Table::Holding, 50)});
  polled.points[1].danger = true;
  test::Reports reports;
  BusWorker worker(test::tcp_plan(server.port(), {polled}), reports.sink());
  worker.start();
  const auto has = [](Quality quality) {
    return [quality](const PollResult& result) {
      return std::any_of(result.readings.begin(), result.readings.end(), [&](const auto& reading) {
        return at(reading.point) == 1 && reading.decoded.quality == quality;
      });
    };
  };
  ASSERT_TRUE(reports.next<PollResult>(has(Quality::Exception)));
  starting = false;
  EXPECT_TRUE(reports.next<PollResult>(has(Quality::Good)));
  worker.stop();
  EXPECT_TRUE(worker.counters().devices[0].refused.empty());
}

TEST(WorkerPoll, DangerGoesBetweenTheRequestsOfOthers) {
  std::mutex mutex;
  std::vector<int> units;
  test::ScriptedServer server;
  server.start([&](const Bytes& request) {
    std::this_thread::sleep_for(15ms);  // a slow device
    const std::scoped_lock lock(mutex);
    units.push_back(test::unit_of(request));
    return Reaction{test::good_reply(request)};
  });
  std::vector<PolledPoint> scattered;
  for (std::uint32_t i = 0; i < 10; ++i)
    scattered.push_back(point(i, Table::Holding, static_cast<int>(i) * 100));
  auto gas = device(1, 2, {point(10, Table::Input, 0)});
  gas.points[0].danger = true;
  gas.period = 40ms;
  test::Reports reports;
  BusWorker worker(test::tcp_plan(server.port(), {device(0, 1, scattered), gas}), reports.sink());
  worker.start();
  ASSERT_TRUE(reports.next<PollResult>(
      [](const PollResult& result) { return at(result.device) == 0 && result.complete; }));
  worker.stop();
  const std::scoped_lock lock(mutex);
  // Unit 1 is asked ten times in a poll, 150 ms; unit 2 does not wait for all of them.
  int in_a_row = 0;
  int most = 0;
  for (const int unit : units) {
    in_a_row = unit == 1 ? in_a_row + 1 : 0;
    most = std::max(most, in_a_row);
  }
  EXPECT_LE(most, 4);
}

TEST(WorkerPoll, ADeviceThatRefusesEverythingIsAskedOnceAPoll) {
  std::atomic<int> requests = 0;
  test::ScriptedServer server;
  server.start([&requests](const Bytes& request) {
    ++requests;
    return Reaction{test::exception_reply(request, 1)};
  });
  std::vector<PolledPoint> points;
  for (std::uint32_t i = 0; i < 100; ++i)
    points.push_back(point(i, Table::Input, static_cast<int>(i)));
  test::Reports reports;
  BusWorker worker(test::tcp_plan(server.port(), {device(0, 1, points)}), reports.sink());
  worker.start();
  for (int poll = 0; poll < 5; ++poll) {
    const auto result =
        reports.next<PollResult>([](const PollResult& one) { return one.complete; });
    ASSERT_TRUE(result);
    EXPECT_EQ(result->answer, DeviceAnswer::Answered);
    ASSERT_EQ(result->readings.size(), 100U);
    EXPECT_EQ(result->readings[50].decoded.quality, Quality::Exception);
  }
  worker.stop();
  EXPECT_LT(requests, 40);
}

TEST(WorkerPoll, ADeviceWithOneDeadBlockGivesTheOther) {
  test::ScriptedServer server;
  server.start([](const Bytes& request) {
    return test::function_of(request) == 4 ? Reaction{} : Reaction{test::good_reply(request)};
  });
  auto polled = device(0, 1, {point(0, Table::Input, 0), point(1, Table::Holding, 0)});
  polled.points[0].danger = true;  // the dead block would go first
  test::Reports reports;
  BusWorker worker(test::tcp_plan(server.port(), {polled}), reports.sink());
  worker.start();
  const auto dead = reports.next<PollResult>([](const PollResult& result) {
    return !result.readings.empty() && result.readings[0].decoded.quality == Quality::Comm;
  });
  ASSERT_TRUE(dead);
  EXPECT_EQ(dead->answer, DeviceAnswer::Answered);
  EXPECT_EQ(at(dead->readings.at(0).point), 0U);
  const auto alive = reports.next<PollResult>([](const PollResult& result) {
    return !result.readings.empty() && at(result.readings[0].point) == 1;
  });
  ASSERT_TRUE(alive);
  EXPECT_EQ(alive->readings[0].decoded.value, Value{std::uint64_t{100}});
  worker.stop();
  for (const auto& result : reports.all<PollResult>()) {
    EXPECT_NE(result.answer, DeviceAnswer::Lost);
  }
}

TEST(WorkerPoll, AGatewayThatSpeaksForADeadDeviceIsNoAnswer) {
  test::ScriptedServer server;
  server.start([](const Bytes& request) { return Reaction{test::exception_reply(request, 0x0B)}; });
  test::Reports reports;
  BusWorker worker(test::tcp_plan(server.port(), {device(0, 1, {point(0, Table::Holding, 5)})}),
                   reports.sink());
  worker.start();
  EXPECT_TRUE(reports.next<PollResult>(
      [](const PollResult& result) { return result.answer == DeviceAnswer::Lost; }));
}

TEST(WorkerPoll, APointWithAPeriodOfItsOwnIsReadNoOftener) {
  std::atomic<int> all = 0, slow = 0, slowest = 0;
  test::ScriptedServer server;
  server.start([&](const Bytes& request) {
    ++(test::address_of(request) == 0 ? all : test::address_of(request) == 50 ? slow : slowest);
    return Reaction{test::good_reply(request)};
  });
  auto polled = device(
      0, 1,
      {point(0, Table::Holding, 0), point(1, Table::Holding, 50), point(2, Table::Holding, 99)});
  polled.points[1].period = 100ms;
  polled.points[2].period = 1h;
  test::Reports reports;
  BusWorker worker(test::tcp_plan(server.port(), {polled}), reports.sink());
  worker.start();
  ASSERT_TRUE(test::eventually([&] { return all >= 51; }));
  worker.stop();
  EXPECT_EQ(slowest, 1);
  EXPECT_GE(slow, 8);
  EXPECT_LE(slow, 12);
  const auto counters = worker.counters().devices[0];
  EXPECT_LE(counters.polls_due - counters.polls_done, 1U);
  std::size_t complete = 0;
  for (const auto& result : reports.all<PollResult>()) {
    EXPECT_EQ(result.answer, DeviceAnswer::Answered);
    if (result.complete) ++complete;
  }
  EXPECT_GE(complete, 50U) << "each poll has its end";
}

TEST(WorkerPoll, AfterALossASlowPointIsReadAtOnce) {
  std::atomic<bool> silent = false;
  test::ScriptedServer server;
  server.start([&](const Bytes& request) {
    return silent ? Reaction{} : Reaction{test::good_reply(request)};
  });
  auto polled = device(
      0, 1,
      {point(0, Table::Holding, 0), point(2, Table::Holding, 50), point(1, Table::Holding, 99)});
  polled.points[1].period = polled.points[2].period = 1h;
  test::Reports reports;
  auto plan = test::tcp_plan(server.port(), {polled});
  plan.response_timeout = 20ms;
  BusWorker worker(std::move(plan), reports.sink());
  worker.start();
  const auto reads = [&](Quality quality) {
    return reports.next<PollResult>([&](const PollResult& result) {
      return std::any_of(result.readings.begin(), result.readings.end(), [&](const auto& reading) {
        return at(reading.point) == 1 && reading.decoded.quality == quality;
      });
    });
  };
  ASSERT_TRUE(reads(Quality::Good));
  silent = true;
  ASSERT_TRUE(reads(Quality::Comm));
  silent = false;
  EXPECT_TRUE(reads(Quality::Good)) << "not in an hour";
}

TEST(WorkerPoll, ADeviceOfSlowPointsAloneStillShowsThatItLives) {
  test::TcpSlave slave;
  auto polled = device(0, 1, {point(0, Table::Holding, 0), point(1, Table::Holding, 50)});
  polled.points[0].period = polled.points[1].period = 1h;
  test::Reports reports;
  BusWorker worker(test::tcp_plan(slave.port(), {polled}), reports.sink());
  worker.start();
  EXPECT_TRUE(test::eventually([&] { return worker.counters().devices[0].polls_done > 10; }));
  EXPECT_TRUE(worker.counters().devices[0].answering);
}

}  // namespace
}  // namespace hazgate::poll
