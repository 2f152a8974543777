#include <gtest/gtest.h>

#include "drivers/poll/bus_worker.hpp"
#include "tests/component/drivers/plans.hpp"
#include "tests/component/drivers/reports.hpp"
#include "tests/component/drivers/slave.hpp"

namespace hazgate::poll {
namespace {

using namespace std::chrono_literals;
using codec::Table;
using device::Claim;
using device::Note;
using test::device;
using test::point;

/// Gas in input 0, its status word in holding 0: two requests. Bit 15 of the word is the heartbeat.
PolledDevice detector() {
  auto made = device(
      0, 1, {point(0, Table::Input, 0), point(1, Table::Holding, 0), point(2, Table::Holding, 0)});
  made.points[0].danger = true;
  made.points[0].rules.status = {1};
  made.points[1].format.mask = 0x000F;
  made.points[1].format.states = {{0, "normal"}, {3, "fault"}, {4, "warm-up"}};
  made.points[1].rules.status_map.codes = {{3, Claim::Fault}, {4, Claim::WarmUp}};
  made.points[2].format.type = codec::RawType::Bit;
  made.points[2].format.bit = 15;
  return made;
}

/// Waits until the gas reads so.
std::optional<PointReading> wait_for(test::Reports& reports, Quality quality) {
  std::optional<PointReading> found;
  const auto result = reports.next<PollResult>([&](const PollResult& one) {
    for (const PointReading& reading : one.readings) {
      if (at(reading.point) == 0 && reading.decoded.quality == quality) found = reading;
    }
    return found.has_value();
  });
  EXPECT_TRUE(result) << to_text(quality);
  return found;
}

TEST(WorkerStatus, AStatusWordTurnsAGasValueIntoAFaultAndBack) {
  test::TcpSlave slave;
  slave.with([](modbus_mapping_t& image) { image.tab_input_registers[0] = 123; });
  test::Reports reports;
  BusWorker worker(test::tcp_plan(slave.port(), {detector()}), reports.sink());
  worker.start();
  // The gas is asked first; until the word was read it is not yet known.
  ASSERT_TRUE(wait_for(reports, Quality::NotYet));
  const auto good = wait_for(reports, Quality::Good);
  ASSERT_TRUE(good);
  EXPECT_EQ(good->decoded.value, Value{std::uint64_t{123}});
  slave.with([](modbus_mapping_t& image) { image.tab_registers[0] = 0x8003; });
  const auto fault = wait_for(reports, Quality::Fault);
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->note, Note::StatusFault);
  EXPECT_FALSE(has_value(fault->decoded.value));
  slave.with([](modbus_mapping_t& image) { image.tab_registers[0] = 0x0004; });
  EXPECT_TRUE(wait_for(reports, Quality::WarmUp));
  slave.with([](modbus_mapping_t& image) { image.tab_registers[0] = 0x0007; });
  const auto unknown = wait_for(reports, Quality::Fault);
  ASSERT_TRUE(unknown);
  EXPECT_EQ(unknown->note, Note::StatusUnreadable) << "no such code";
  slave.with([](modbus_mapping_t& image) { image.tab_registers[0] = 0; });
  EXPECT_TRUE(wait_for(reports, Quality::Good));
  worker.stop();
}

TEST(WorkerStatus, AHeartbeatThatStandsMakesTheDeviceStuckUntilItMoves) {
  test::TcpSlave slave;
  auto polled = detector();
  polled.points[2].rules.heartbeat = 500ms;
  test::Reports reports;
  BusWorker worker(test::tcp_plan(slave.port(), {polled}), reports.sink());
  worker.start();
  ASSERT_TRUE(wait_for(reports, Quality::Good));
  const auto stuck = wait_for(reports, Quality::Stuck);
  ASSERT_TRUE(stuck);
  EXPECT_EQ(stuck->note, Note::HeartbeatStands);
  slave.with([](modbus_mapping_t& image) { image.tab_registers[0] = 0x8000; });
  EXPECT_TRUE(wait_for(reports, Quality::Good));
  worker.stop();
}

}  // namespace
}  // namespace hazgate::poll
