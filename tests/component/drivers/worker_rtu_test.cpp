#include <atomic>
#include <gtest/gtest.h>
#include <thread>
#include <unistd.h>

#include "drivers/poll/bus_worker.hpp"
#include "tests/component/drivers/plans.hpp"
#include "tests/component/drivers/reports.hpp"
#include "tests/component/drivers/scripted_line.hpp"
#include "tests/component/drivers/slave.hpp"

namespace hazgate::poll {
namespace {

using namespace std::chrono_literals;
using codec::Table;
using std::chrono::microseconds;
using test::Bytes;
using test::device;
using test::point;

Bytes good(const Bytes& request) {
  return test::to_rtu(test::good_reply(request));
}

TEST(WorkerRtu, PollsAndWritesToALibmodbusSlave) {
  test::ScriptedLine pty(nullptr);
  test::RtuSlave slave(pty.far_end(), 11);
  slave.with([](modbus_mapping_t& image) { image.tab_input_registers[0] = 123; });
  auto plan = test::rtu_plan(
      pty.device(), {device(0, 11, {point(0, Table::Input, 0), point(1, Table::Coil, 9, true)})});
  plan.response_timeout = 2s;
  plan.devices[0].points[0].format.scale = 0.1;
  test::Reports reports;
  BusWorker worker(std::move(plan), reports.sink());
  worker.start();
  const auto result = reports.next<PollResult>([](const PollResult& one) {
    return !one.readings.empty() && at(one.readings[0].point) == 0;
  });
  ASSERT_TRUE(result);
  EXPECT_EQ(result->readings.at(0).decoded.value, Value{12.3});
  worker.write({5, PointIndex{1}, Value{true}});
  const auto written = reports.next<WriteResult>();
  ASSERT_TRUE(written);
  EXPECT_TRUE(written->done) << written->error;
  slave.with([](modbus_mapping_t& image) { EXPECT_EQ(image.tab_bits[9], 1); });
}

TEST(WorkerRtu, GarbledLateAndForeignRepliesNeverBecomeValues) {
  // Of ten requests one is garbled, one answered by another unit, one answered late: with the reply
  // to the next request.
  int requests = 0;
  Bytes late;
  test::ScriptedLine pty([&](const Bytes& request, microseconds) {
    Bytes reply = good(request);
    switch (++requests % 10) {
      case 3:
        reply[4] = static_cast<std::uint8_t>(reply[4] ^ 0x10U);
        break;
      case 5: {
        Bytes foreign = test::good_reply(request);
        foreign[6] = 77;
        reply = test::to_rtu(foreign);
        break;
      }
      case 8:
        late.swap(reply);
        return Bytes{};
      default:
        break;
    }
    reply.insert(reply.begin(), late.begin(), late.end());
    late.clear();
    return reply;
  });
  test::Reports reports;
  auto first = device(0, 1, {point(0, Table::Holding, 5), point(1, Table::Holding, 90)});
  auto second = device(1, 2, {point(2, Table::Holding, 7)});
  BusWorker worker(test::rtu_plan(pty.device(), {first, second}), reports.sink());
  worker.start();
  ASSERT_TRUE(test::eventually([&] {
    const auto counters = worker.counters();
    return counters.devices[0].polls_done > 20 && counters.devices[1].polls_done > 20;
  }));
  worker.stop();
  const std::uint64_t expected[] = {105, 190, 207};
  for (const auto& result : reports.all<PollResult>()) {
    EXPECT_NE(result.answer, DeviceAnswer::Lost);
    for (const auto& reading : result.readings) {
      ASSERT_EQ(reading.decoded.value, Value{expected[at(reading.point)]});
    }
  }
  const auto counters = worker.counters();
  EXPECT_GT(counters.devices[0].bad_frames + counters.devices[1].bad_frames, 3U);
}

TEST(WorkerRtu, ASlowDeviceIsNeverOneReplyBehind) {
  // Now and then the first read gets no reply in time. Asked again, the device sends that late reply,
  // and the one to the repeated request 500 ms later: in front of whatever is asked by then.
  enum { Prompt, Owes, OwesOneMore } state = Prompt;
  int requests = 0;
  test::ScriptedLine pty([&](const Bytes& request, microseconds silence) {
    const Bytes reply = good(request);
    const bool first = test::address_of(request) == 5;
    switch (state) {
      case Prompt:
        if (!first || ++requests % 3 != 0) return reply;
        state = Owes;
        return Bytes{};
      case Owes:
        if (first) state = OwesOneMore;
        return reply;
      case OwesOneMore:
        break;
    }
    state = Prompt;
    if (silence > 500ms) return reply;
    Bytes both = test::to_rtu(test::good_reply({0, 0, 0, 0, 0, 6, 1, 3, 0, 5, 0, 1}));
    both.insert(both.end(), reply.begin(), reply.end());
    return both;
  });
  test::Reports reports;
  auto plan = test::rtu_plan(
      pty.device(), {device(0, 1, {point(0, Table::Holding, 5), point(1, Table::Holding, 90)})});
  plan.response_timeout = 400ms;  // a late reply is expected for as long again
  BusWorker worker(std::move(plan), reports.sink());
  worker.start();
  ASSERT_TRUE(test::eventually([&] { return worker.counters().devices[0].timeouts >= 3; }));
  worker.stop();
  const std::uint64_t expected[] = {105, 190};
  for (const auto& result : reports.all<PollResult>()) {
    for (const auto& reading : result.readings) {
      ASSERT_EQ(reading.decoded.value, Value{expected[at(reading.point)]});
    }
  }
}

TEST(WorkerRtu, AStopWhileALateReplyIsWaitedForAsksNothingMore) {
  std::atomic<int> requests = 0;
  test::ScriptedLine pty([&requests](const Bytes& request, microseconds) {
    return ++requests == 1 ? Bytes{} : good(request);
  });
  test::Reports reports;
  auto plan = test::rtu_plan(
      pty.device(), {device(0, 1, {point(0, Table::Holding, 5), point(1, Table::Holding, 90)})});
  plan.response_timeout = 2s;
  BusWorker worker(std::move(plan), reports.sink());
  worker.start();
  ASSERT_TRUE(reports.next<PollResult>());  // the first read, asked twice; now the second one waits
  worker.stop();
  EXPECT_EQ(requests, 2);
  for (const auto& result : reports.all<PollResult>()) {
    EXPECT_EQ(result.answer, DeviceAnswer::Answered);
  }
}

TEST(WorkerRtu, AnUnpluggedAdapterIsALostBus) {
  test::ScriptedLine pty([](const Bytes& request, microseconds) { return good(request); });
  test::Reports reports;
  BusWorker worker(test::rtu_plan(pty.device(), {device(0, 1, {point(0, Table::Holding, 5)})}),
                   reports.sink());
  worker.start();
  ASSERT_TRUE(reports.next<PollResult>());
  pty.unplug();
  const auto lost = reports.next<BusChange>([](const BusChange& change) { return !change.open; });
  ASSERT_TRUE(lost);
  EXPECT_NE(lost->error.find("cannot open"), std::string::npos) << lost->error;
  EXPECT_TRUE(reports.next<PollResult>(
      [](const PollResult& result) { return result.answer == DeviceAnswer::Lost; }));
}

/// A device of three requests of different length on a line that reacts so.
Manner manner_on(test::ScriptedLine::React react) {
  test::ScriptedLine pty(std::move(react));
  auto odd = device(
      0, 11, {point(0, Table::Input, 0), point(1, Table::Holding, 0), point(2, Table::Coil, 0)});
  odd.points[1].format.type = codec::RawType::Uint32;
  auto plan = test::rtu_plan(pty.device(), {odd});
  plan.response_timeout = 30ms;
  test::Reports reports;
  BusWorker worker(std::move(plan), reports.sink());
  worker.start();
  const auto manner = [&] { return worker.counters().devices[0].manner; };
  EXPECT_TRUE(test::eventually([&] { return manner() != Manner::Plain; }));
  return manner();
}

TEST(WorkerRtu, AnOddDeviceIsNamed) {
  EXPECT_EQ(manner_on([](const Bytes& request, microseconds) {
              Bytes reply = good(request);
              reply.back() = static_cast<std::uint8_t>(reply.back() ^ 1U);
              return reply;
            }),
            Manner::Garbled);
  EXPECT_EQ(manner_on([](const Bytes& request, microseconds) {
              Bytes reply = test::good_reply(request);
              reply[6] = 12;
              return test::to_rtu(reply);
            }),
            Manner::OtherUnit);
  EXPECT_EQ(manner_on([first = Bytes()](const Bytes& request, microseconds) mutable {
              if (first.empty()) first = good(request);
              return first;
            }),
            Manner::SameFrame);
}

TEST(WorkerRtu, ABabblingLineIsCountedAndGivesNoWrongValue) {
  std::atomic<bool> babbles = true;
  test::ScriptedLine pty([](const Bytes& request, microseconds) { return good(request); });
  auto slow = device(0, 11, {point(0, Table::Input, 0)});
  slow.period = 20ms;
  test::Reports reports;
  BusWorker worker(test::rtu_plan(pty.device(), {slow}), reports.sink());
  std::thread babbler([&] {
    const Bytes noise = {0x0B, 0x04, 0x02, 0x13};
    while (babbles) {
      (void)!::write(pty.far_end(), noise.data(), noise.size());
      std::this_thread::sleep_for(7ms);
    }
  });
  worker.start();
  const bool counted = test::eventually([&] { return worker.counters().unasked > 20; });
  babbles = false;
  babbler.join();
  EXPECT_TRUE(counted);
  const auto before = worker.counters().devices[0].polls_done;
  EXPECT_TRUE(
      test::eventually([&] { return worker.counters().devices[0].polls_done > before + 5; }));
  for (const auto& result : reports.all<PollResult>()) {
    for (const auto& reading : result.readings) {
      if (is_usable(reading.decoded.quality)) {
        EXPECT_EQ(reading.decoded.value, Value{std::uint64_t{1100}});
      }
    }
  }
}

TEST(WorkerRtu, APortThatCannotSwitchTheDirectionSaysSo) {
  test::ScriptedLine pty([](const Bytes& request, microseconds) { return good(request); });
  auto plan = test::rtu_plan(pty.device(), {device(0, 11, {point(0, Table::Input, 0)})});
  std::get<modbus::SerialLine>(plan.line).rs485 = true;
  test::Reports reports;
  BusWorker worker(std::move(plan), reports.sink());
  worker.start();
  const auto change = reports.next<BusChange>();
  ASSERT_TRUE(change);
  EXPECT_FALSE(change->open);
  EXPECT_NE(change->error.find("rs485"), std::string::npos) << change->error;
}

}  // namespace
}  // namespace hazgate::poll
