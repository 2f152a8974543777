#include "drivers/poll/reach.hpp"

#include <chrono>
#include <gtest/gtest.h>

namespace hazgate::poll {
namespace {

using namespace std::chrono_literals;

struct Row {
  Duration period;
  bool danger = false;
  std::uint16_t requests = 1;
  Duration fast{};
  int comm_after = 3;
};

/// A bus over TCP: each request takes the latency and nothing else, a dead one the time-out.
BusPlan bus_of(const std::vector<Row>& rows, Duration timeout = 100ms, int retries = 1) {
  BusPlan bus;
  bus.line = TcpHost{"127.0.0.1"};
  bus.response_timeout = timeout;
  bus.retries = retries;
  for (const Row& row : rows) {
    PolledDevice device;
    device.period = row.period;
    device.fast = row.fast;
    device.comm_after = row.comm_after;
    for (std::uint16_t i = 0; i < row.requests; ++i) {
      PolledPoint point;
      point.format.address = static_cast<std::uint16_t>(i * 1000);
      point.danger = row.danger;
      device.points.push_back(point);
    }
    bus.devices.push_back(device);
  }
  return bus;
}

std::vector<Reach> reach(const BusPlan& bus, Duration latency) {
  return reach_of(bus, budget_of(bus, latency));
}

std::string verdicts(const std::vector<Reach>& reach, bool Reach::*which) {
  std::string text;
  for (const Reach& one : reach) text += one.*which ? '+' : '-';
  return text;
}

TEST(Reach, ALineThatIsJustFullIsKept) {
  // 10 * 10 ms in 100 ms, all with the same deadline: nobody waits for a later one.
  const std::vector<Row> ten(10, Row{100ms});
  EXPECT_EQ(verdicts(reach(bus_of(ten), 10ms), &Reach::at_period), "++++++++++");
  EXPECT_EQ(verdicts(reach(bus_of(ten), 11ms), &Reach::at_period), "----------");
}

TEST(Reach, ALaterDeadlineThatHasBegunIsWaitedFor) {
  // 10 ms each: who is due each 50 ms may come just after the five requests (50 ms) of the other.
  EXPECT_EQ(verdicts(reach(bus_of({{50ms}, {1s, false, 5}}), 10ms), &Reach::at_period), "-+");
  EXPECT_EQ(verdicts(reach(bus_of({{50ms}, {1s, false, 4}}), 10ms), &Reach::at_period), "++");
}

TEST(Reach, DangerWaitsForOneRequestOfTheOthers) {
  EXPECT_EQ(verdicts(reach(bus_of({{50ms, true}, {1s, false, 9}}), 10ms), &Reach::at_period), "++");
  // 30 ms for its own request and 30 for the one that has begun
  EXPECT_EQ(verdicts(reach(bus_of({{50ms, true}, {1s}}), 30ms), &Reach::at_period), "-+");
}

TEST(Reach, DangerIsNotLateBecauseTheOthersAreTooMany) {
  // Danger 10 of 50 ms (+ 10 that have begun), the others 20 * 10 of 100 ms.
  std::vector<Row> rows(21, Row{100ms});
  rows[0] = {50ms, true};
  EXPECT_EQ(verdicts(reach(bus_of(rows), 10ms), &Reach::at_period), "+" + std::string(20, '-'));
}

TEST(Reach, TheOthersStandBehindAllDanger) {
  // In 100 ms danger asks twice 4 * 10 ms although its second deadline is later than the other's;
  // with 30 ms for the others that is 110.
  EXPECT_EQ(verdicts(reach(bus_of({{70ms, true, 4}, {100ms, false, 3}}), 10ms), &Reach::at_period),
            "+-");
  EXPECT_EQ(verdicts(reach(bus_of({{70ms, true, 4}, {100ms, false, 2}}), 10ms), &Reach::at_period),
            "++");
}

TEST(Reach, ALaterDeadlineMayBeTheTightOne) {
  // 6 ms have begun. Until 10: 6 + 4. Until 19: 6 + 4 + 4 + 4 = 18. Until 20: 6 + 8 + 4 + 4 = 22.
  const auto bus = bus_of({{10ms, false, 4}, {19ms, false, 4}, {19ms, false, 4}, {1s, false, 6}});
  EXPECT_EQ(verdicts(reach(bus, 1ms), &Reach::at_period), "-+++");
}

TEST(Reach, AllNearALimitAtOnce) {
  // 2 * 10 of 100 ms as always; of 15 ms when both are fast.
  const auto both = reach(bus_of({{100ms, true, 1, 15ms}, {100ms, true, 1, 15ms}}), 10ms);
  EXPECT_EQ(verdicts(both, &Reach::at_period), "++");
  EXPECT_EQ(verdicts(both, &Reach::at_fast), "--");
  const auto none = reach(bus_of({{100ms, true}, {100ms, true}}), 10ms);
  EXPECT_EQ(verdicts(none, &Reach::at_fast), "++");
}

TEST(Reach, ALostDeviceCostsOneTimeoutPerProbe) {
  // 10 ms of its own and the 100 of a probe.
  for (const bool danger : {true, false}) {
    EXPECT_EQ(verdicts(reach(bus_of({{110ms, danger}, {1s, danger}}), 10ms), &Reach::one_lost),
              "++");
    EXPECT_EQ(verdicts(reach(bus_of({{109ms, danger}, {1s, danger}}), 10ms), &Reach::one_lost),
              "-+");
  }
  // Ten requests and one probe (0.1 s) in 8 s.
  EXPECT_EQ(verdicts(reach(bus_of({{8s, false, 10}, {1h}}), 788ms), &Reach::one_lost), "++");
  EXPECT_EQ(verdicts(reach(bus_of({{8s, false, 10}, {1h}}), 791ms), &Reach::one_lost), "-+");
}

TEST(Reach, ALostDeviceNoLongerCostsItsOwnPolls) {
  // 60 + 30 of 100 ms; without the second 60, and a probe of 40 fits.
  const auto bus = bus_of({{100ms, true, 6}, {100ms, true, 3}}, 40ms);
  EXPECT_EQ(verdicts(reach(bus, 10ms), &Reach::one_lost), "++");
}

TEST(Reach, ADyingDeviceCostsEveryTry) {
  // Danger does not interrupt danger: 10 ms and 2 tries of 100. It does go between two tries of others.
  EXPECT_EQ(verdicts(reach(bus_of({{210ms, true}, {1s, true}}), 10ms), &Reach::one_dying), "++");
  EXPECT_EQ(verdicts(reach(bus_of({{209ms, true}, {1s, true}}), 10ms), &Reach::one_dying), "-+");
  EXPECT_EQ(verdicts(reach(bus_of({{110ms, true}, {1s}}), 10ms), &Reach::one_dying), "++");
  EXPECT_EQ(verdicts(reach(bus_of({{109ms, true}, {1s}}), 10ms), &Reach::one_dying), "-+");
  EXPECT_EQ(verdicts(reach(bus_of({{110ms, true}, {1s, true}}, 100ms, 0), 10ms), &Reach::one_dying),
            "++");
}

TEST(Reach, ADyingDeviceIsPolledUntilItIsLost) {
  // 520 of 600 ms, and the dying one 40, 20 and 20 ms at 0, 150 and 300; at 450 it is lost or takes 20.
  const auto bus = [](int comm_after) {
    return bus_of({{600ms, false, 52}, {150ms, true, 1, {}, comm_after}}, 20ms);
  };
  EXPECT_EQ(verdicts(reach(bus(3), 10ms), &Reach::one_dying), "++");
  EXPECT_EQ(verdicts(reach(bus(4), 10ms), &Reach::one_dying), "-+");
}

TEST(Reach, WhoeverMissedIsAskedAgainAfterATimeout) {
  // 100 of 400 ms, and tries of 100 at 0 (two) and 200, though the dying one's period is 50.
  const auto bus = bus_of({{400ms, false, 10}, {50ms, true, 1, {}, 10}});
  EXPECT_EQ(verdicts(reach(bus, 10ms), &Reach::one_dying), "+-");
}

TEST(Reach, ABusOfOneOrNone) {
  EXPECT_EQ(verdicts(reach(bus_of({{20ms, true}}), 10ms), &Reach::one_lost), "+");
  EXPECT_TRUE(reach(bus_of({}), 10ms).empty());
}

}  // namespace
}  // namespace hazgate::poll
