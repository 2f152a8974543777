#include <atomic>
#include <gtest/gtest.h>

#include "drivers/poll/bus_worker.hpp"
#include "drivers/poll/clock.hpp"
#include "tests/component/drivers/plans.hpp"
#include "tests/component/drivers/reports.hpp"
#include "tests/component/drivers/scripted_line.hpp"
#include "tests/component/drivers/slave.hpp"

namespace hazgate::poll {
namespace {

using namespace std::chrono_literals;
using codec::Table;
using commission::TracedFrame;
using modbus::Direction;
using test::Bytes;
using test::device;
using test::point;
using test::Reaction;

struct Listener {
  std::atomic<int> wakes = 0;
  std::shared_ptr<FrameBuffer> buffer = std::make_shared<FrameBuffer>(
      monotonic_now(), WallTime{1'700'000'000'000ms}, [this] { ++wakes; });
  std::vector<TracedFrame> frames;

  /// Until a frame passes.
  bool hears(const std::function<bool(const TracedFrame&)>& passes) {
    return test::eventually([&] {
      for (auto& frame : buffer->take(1000).frames) frames.push_back(std::move(frame));
      return std::any_of(frames.begin(), frames.end(), passes);
    });
  }
  bool hears(std::string_view error) {
    return hears([error](const TracedFrame& frame) { return frame.error == error; });
  }
};

TEST(WorkerTrace, ShowsRequestsAndRepliesOfALibmodbusSlaveOnALine) {
  test::ScriptedLine pty(nullptr);
  test::RtuSlave slave(pty.far_end(), 11);
  slave.with([](modbus_mapping_t& image) { image.tab_registers[5] = 0x1234; });
  test::Reports reports;
  auto plan = test::rtu_plan(pty.device(), {device(0, 11, {point(0, Table::Holding, 5)})});
  plan.response_timeout = 2s;
  BusWorker worker(std::move(plan), reports.sink());
  Listener listener;
  worker.trace(listener.buffer);
  worker.start();
  ASSERT_TRUE(listener.hears(
      [](const TracedFrame& frame) { return frame.direction == Direction::Received; }));
  const Bytes request = {11, 3, 0, 5, 0, 1, 0x94, 0xA1};
  EXPECT_EQ(listener.frames[0].direction, Direction::Sent);
  EXPECT_TRUE(listener.frames[0].serial);
  EXPECT_EQ(listener.frames[0].bytes, request);
  EXPECT_GE(listener.frames[0].at_us, 1'700'000'000'000'000);
  ASSERT_EQ(listener.frames[1].bytes.size(), 7U);
  EXPECT_EQ(listener.frames[1].bytes[3], 0x12);
  EXPECT_EQ(listener.frames[1].error, "");
  EXPECT_GE(listener.frames[1].at_us, listener.frames[0].at_us);
  // Off again: nothing more comes.
  worker.trace(nullptr);
  ASSERT_TRUE(reports.next<PollResult>());
  ASSERT_TRUE(test::eventually([&] { return listener.buffer->take(1000).frames.empty(); }));
  const int wakes = listener.wakes;
  const auto polls = reports.all<PollResult>().size();
  ASSERT_TRUE(test::eventually([&] { return reports.all<PollResult>().size() > polls + 3; }));
  EXPECT_EQ(listener.wakes, wakes);
}

TEST(WorkerTrace, MarksWhatIsWrongOnALine) {
  int requests = 0;
  test::ScriptedLine pty([&](const Bytes& request, auto) {
    Bytes reply = test::to_rtu(test::good_reply(request));
    switch (++requests % 5) {
      case 1:
        reply[4] = static_cast<std::uint8_t>(reply[4] ^ 0x10U);
        return reply;
      case 2: {
        Bytes foreign = test::good_reply(request);
        foreign[6] = 77;
        return test::to_rtu(foreign);
      }
      case 3:
        return Bytes{};
      default:
        return reply;
    }
  });
  auto plan = test::rtu_plan(pty.device(), {device(0, 1, {point(0, Table::Holding, 5)})});
  plan.retries = 0;
  test::Reports reports;
  BusWorker worker(std::move(plan), reports.sink());
  Listener listener;
  worker.trace(listener.buffer);
  worker.start();
  ASSERT_TRUE(listener.hears("crc"));
  ASSERT_TRUE(listener.hears("wrong-unit"));
  ASSERT_TRUE(listener.hears("time-out"));
  for (const TracedFrame& frame : listener.frames) {
    if (frame.error == "crc") {
      EXPECT_EQ(frame.bytes.size(), 7U);
    }
    if (frame.error == "wrong-unit") {
      ASSERT_EQ(frame.bytes.size(), 7U);
      EXPECT_EQ(frame.bytes[0], 77);
    }
    if (frame.error == "time-out") {
      EXPECT_TRUE(frame.bytes.empty());
    }
  }
}

TEST(WorkerTrace, MarksALateReplyOverTcp) {
  Bytes late;
  test::ScriptedServer server;
  server.start([&](const Bytes& request) {
    Bytes reply = test::good_reply(request);
    if (late.empty()) {
      late = reply;
      return Reaction{};
    }
    Bytes both = late;
    both.insert(both.end(), reply.begin(), reply.end());
    return Reaction{both};
  });
  test::Reports reports;
  BusWorker worker(test::tcp_plan(server.port(), {device(0, 1, {point(0, Table::Holding, 5)})}),
                   reports.sink());
  Listener listener;
  worker.trace(listener.buffer);
  worker.start();
  ASSERT_TRUE(listener.hears("time-out"));
  ASSERT_TRUE(listener.hears("late"));
  ASSERT_TRUE(listener.hears([](const TracedFrame& frame) {
    return frame.direction == Direction::Received && frame.error.empty() && !frame.serial;
  }));
}

}  // namespace
}  // namespace hazgate::poll
