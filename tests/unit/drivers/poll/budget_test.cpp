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

TEST(Budget, AnEmptyBusCostsNothing) {
  EXPECT_EQ(budget_of(line(9600, {}), 0ms).share, 0.0);
}

}  // namespace
}  // namespace hazgate::poll
