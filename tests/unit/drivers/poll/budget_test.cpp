#include "drivers/poll/budget.hpp"

#include <chrono>
#include <gtest/gtest.h>

namespace hazgate::poll {
namespace {

using namespace std::chrono_literals;

PolledDevice device(int registers, Duration period, bool danger) {
  PolledDevice made;
  made.period = period;
  for (int address = 0; address < registers; ++address) {
    PolledPoint point;
    point.format.address = static_cast<std::uint16_t>(address);
    point.danger = danger;
    made.points.push_back(point);
  }
  return made;
}

BusPlan line(int baud, std::vector<PolledDevice> devices) {
  BusPlan bus;
  bus.line = SerialLine{"/dev/ttyS1", baud};
  bus.devices = std::move(devices);
  return bus;
}

double ms(Duration time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

/// The rows of domain.md 9.2: FC03, wire only.
TEST(Budget, AReadTakesWhatTheFormulaSays) {
  struct Row {
    int baud, registers;
    double expected_ms;
  };
  for (const auto& [baud, registers, expected] :
       {Row{9600, 2, 27.5}, Row{9600, 10, 45.8}, Row{9600, 125, 309.4}, Row{19200, 10, 22.9},
        Row{115200, 10, 6.7}, Row{1200, 50, 1100.0}}) {
    const auto budget = budget_of(line(baud, {device(registers, 1s, false)}), 0ms);
    EXPECT_NEAR(ms(budget.devices[0].time), expected, 0.2) << baud << " " << registers;
    EXPECT_EQ(budget.longest_request, budget.devices[0].time);
  }
}

TEST(Budget, LatencyAndTurnaroundCount) {
  auto bus = line(9600, std::vector<PolledDevice>(32, device(10, 2s, false)));
  EXPECT_NEAR(budget_of(bus, 20ms).share, 32 * 65.8 / 2000, 0.01);
  for (auto& device : bus.devices) device.turnaround = 14ms;  // 10 ms more than the silence
  EXPECT_NEAR(budget_of(bus, 20ms).share, 32 * 75.8 / 2000, 0.01);
}

TEST(Budget, DangerIsCountedAlone) {
  const auto bus = line(9600, {device(10, 100ms, true), device(125, 200ms, false)});
  const auto budget = budget_of(bus, 0ms);
  EXPECT_NEAR(budget.danger_share, 0.458, 0.01);
  EXPECT_GT(budget.share, 1.9);
  EXPECT_NEAR(ms(budget.longest_request), 309.4, 0.2);
}

/// 9600 baud: a character takes 11/9600 s = 1.146 ms, the silence 3.5 of them = 4.011 ms.
TEST(Budget, EachDeviceIsCounted) {
  auto detector = device(10, 500ms, true);
  detector.fast = 250ms;
  auto two_tables = device(2, 1s, false);
  two_tables.points[1].format.table = codec::Table::Coil;
  const auto budget = budget_of(line(9600, {detector, two_tables}), 20ms);

  // 8 bytes there and 5 + 20 back; 33 * 1.146 + 2 * 4.011 + 20 = 65.8 ms
  const DeviceCost& one = budget.devices[0];
  EXPECT_EQ(one.bytes, 33u);
  EXPECT_EQ(one.requests, 1u);
  EXPECT_NEAR(ms(one.time), 65.8, 0.1);
  EXPECT_NEAR(one.share, 0.1317, 0.0002);
  // 13 * 1.146 + 2 * 4.011 + 500 = 522.9 ms
  EXPECT_NEAR(ms(one.unanswered), 522.9, 0.1);

  // A register: 8 + 7 bytes, 45.2 ms; a coil: 8 + 6 bytes, 44.1 ms
  const DeviceCost& two = budget.devices[1];
  EXPECT_EQ(two.bytes, 29u);
  EXPECT_EQ(two.requests, 2u);
  EXPECT_NEAR(ms(two.time), 89.3, 0.1);
  EXPECT_NEAR(ms(two.longest_request), 45.2, 0.1);

  EXPECT_NEAR(budget.share, 0.1317 + 0.0893, 0.0003);
  EXPECT_NEAR(budget.fast_share, 2 * 0.1317 + 0.0893, 0.0003);
}

TEST(Budget, TcpHasNoWireTime) {
  BusPlan bus;
  bus.line = TcpHost{"127.0.0.1"};
  bus.devices = {device(10, 1s, true)};
  const auto budget = budget_of(bus, 20ms);
  EXPECT_EQ(budget.devices[0].time, 20ms);
  EXPECT_EQ(budget.devices[0].unanswered, 500ms);
  EXPECT_EQ(budget.devices[0].bytes, 12u + 9u + 20u);
}

TEST(Budget, AnEmptyBusCostsNothing) {
  EXPECT_EQ(budget_of(line(9600, {}), 0ms).share, 0.0);
}

}  // namespace
}  // namespace hazgate::poll
