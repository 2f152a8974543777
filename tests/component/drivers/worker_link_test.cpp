#include <atomic>
#include <gtest/gtest.h>
#include <memory>

#include "drivers/poll/bus_worker.hpp"
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

Reaction good(const Bytes& request) {
  return {test::good_reply(request)};
}

bool is_answered(const PollResult& result) {
  return result.answer == DeviceAnswer::Answered;
}
bool is_lost(const PollResult& result) {
  return result.answer == DeviceAnswer::Lost;
}

std::vector<PolledDevice> two_devices() {
  return {device(0, 1, {point(0, Table::Holding, 5)}), device(1, 2, {point(1, Table::Holding, 5)})};
}

TEST(WorkerLink, ARefusedPortThatOpensLater) {
  test::ScriptedServer server;
  test::Reports reports;
  BusWorker worker(test::tcp_plan(server.port(), two_devices()), reports.sink());
  worker.start();
  const auto closed = reports.next<BusChange>();
  ASSERT_TRUE(closed);
  EXPECT_FALSE(closed->open);
  EXPECT_NE(closed->error.find("Connection refused"), std::string::npos) << closed->error;
  // Its devices are missed at their periods, so that they become lost.
  ASSERT_TRUE(reports.next<PollResult>(is_lost));
  EXPECT_FALSE(worker.counters().open);
  server.start(good);
  const auto opened = reports.next<BusChange>();
  ASSERT_TRUE(opened);
  EXPECT_TRUE(opened->open);
  EXPECT_EQ(opened->error, "");
  ASSERT_TRUE(reports.next<PollResult>(is_answered));
  EXPECT_TRUE(test::eventually([&] { return worker.counters().open; }));
  worker.stop();
  EXPECT_EQ(reports.all<BusChange>().size(), 2U);  // not one for every try
}

TEST(WorkerLink, AConnectionThatIsClosedNowAndThenIsMadeGood) {
  std::atomic<int> requests = 0;
  test::ScriptedServer server;
  server.start([&requests](const Bytes& request) {
    return Reaction{test::good_reply(request), ++requests % 4 == 0};
  });
  test::Reports reports;
  BusWorker worker(test::tcp_plan(server.port(), two_devices()), reports.sink());
  worker.start();
  ASSERT_TRUE(test::eventually([&] { return requests > 40; }));
  worker.stop();
  for (const auto& result : reports.all<PollResult>()) {
    EXPECT_EQ(result.answer, DeviceAnswer::Answered);
  }
  EXPECT_EQ(reports.all<BusChange>().size(), 1U);
  EXPECT_GE(worker.counters().reconnects, 5U);
}

TEST(WorkerLink, AServerThatHangsGetsANewConnection) {
  std::atomic<bool> hangs = true;
  test::ScriptedServer server;
  server.start([&hangs](const Bytes& request) { return hangs ? Reaction{} : good(request); });
  test::Reports reports;
  BusWorker worker(test::tcp_plan(server.port(), two_devices()), reports.sink());
  worker.start();
  ASSERT_TRUE(reports.next<PollResult>(is_lost));
  ASSERT_TRUE(test::eventually([&] { return server.connections() > 2; }));
  hangs = false;
  ASSERT_TRUE(reports.next<PollResult>(is_answered));
  worker.stop();
  EXPECT_EQ(reports.all<BusChange>().size(), 1U);
}

TEST(WorkerLink, AServerThatDropsEveryConnectionIsALostBus) {
  std::atomic<bool> drops = true;
  test::ScriptedServer server;
  server.start([&drops](const Bytes& request) {
    return drops ? Reaction{{}, true} : good(request);
  });
  test::Reports reports;
  BusWorker worker(test::tcp_plan(server.port(), two_devices()), reports.sink());
  worker.start();
  const auto lost = reports.next<BusChange>([](const BusChange& change) { return !change.open; });
  ASSERT_TRUE(lost);
  EXPECT_NE(lost->error.find("the connection was lost"), std::string::npos) << lost->error;
  ASSERT_TRUE(test::eventually([&] { return server.connections() > 2; }));
  drops = false;
  const auto back = reports.next<BusChange>();
  ASSERT_TRUE(back);
  EXPECT_TRUE(back->open);
  worker.stop();
  EXPECT_EQ(reports.all<BusChange>().size(), 3U);  // open, lost, open: no flapping in between
}

TEST(WorkerLink, HalfReplies) {
  int requests = 0;
  test::ScriptedServer server;
  server.start([&requests](const Bytes& request) {
    Bytes reply = test::good_reply(request);
    if (++requests % 5 == 0) reply.resize(reply.size() - 1);
    return Reaction{reply};
  });
  test::Reports reports;
  BusWorker worker(test::tcp_plan(server.port(), two_devices()), reports.sink());
  worker.start();
  ASSERT_TRUE(test::eventually([&] { return worker.counters().devices[0].bad_frames > 2; }));
  worker.stop();
  for (const auto& result : reports.all<PollResult>()) {
    EXPECT_EQ(result.answer, DeviceAnswer::Answered);
    for (const auto& reading : result.readings) {
      EXPECT_EQ(reading.decoded.value, Value{std::uint64_t{at(reading.point) == 0 ? 105U : 205U}});
    }
  }
}

TEST(WorkerLink, ADeviceThatDoesNotExist) {
  test::Reports reports;
  BusWorker worker(test::rtu_plan("/dev/ttyNONE", two_devices()), reports.sink());
  worker.start();
  const auto closed = reports.next<BusChange>();
  ASSERT_TRUE(closed);
  EXPECT_FALSE(closed->open);
  EXPECT_EQ(closed->error,
            "cannot open /dev/ttyNONE: No such file or directory; check the device's name and "
            "rights");
  ASSERT_TRUE(reports.next<PollResult>(is_lost));
}

}  // namespace
}  // namespace hazgate::poll
