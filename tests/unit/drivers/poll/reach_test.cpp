#include "drivers/poll/reach.hpp"

#include <chrono>
#include <gtest/gtest.h>
#include <random>
#include <utility>

#include "drivers/poll/schedule.hpp"

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
  // 10 * 10 ms in 100 ms
  const std::vector<Row> ten(10, Row{100ms});
  EXPECT_EQ(verdicts(reach(bus_of(ten), 10ms), &Reach::at_period), "++++++++++");
  EXPECT_EQ(verdicts(reach(bus_of(ten), 11ms), &Reach::at_period), "----------");
}

TEST(Reach, WhoeverIsDueFirstIsWaitedForHoweverLongItsPeriod) {
  // 10 ms of its own, and the five requests of the other
  EXPECT_EQ(verdicts(reach(bus_of({{60ms}, {1s, false, 5}}), 10ms), &Reach::at_period), "++");
  EXPECT_EQ(verdicts(reach(bus_of({{59ms}, {1s, false, 5}}), 10ms), &Reach::at_period), "-+");
}

TEST(Reach, AShortPeriodWaitsForOnePollThatHasBegunAndNotForAllThatAreDue) {
  // Four polls of 20 ms, and the first device has 40 ms: its own 10 and 20 of whoever has begun.
  const std::vector<Row> rows = {{40ms}, {1s, false, 2}, {1s, false, 2}, {1s, false, 2}};
  EXPECT_EQ(verdicts(reach(bus_of(rows), 10ms), &Reach::at_period), "++++");
}

TEST(Reach, WhoIsLateMayComeTwice) {
  // 20 ms of each: the first is late. Twice 20 of it and 20 of its own are 60 for the second.
  EXPECT_EQ(verdicts(reach(bus_of({{30ms, false, 2}, {60ms, false, 2}}), 10ms), &Reach::at_period),
            "-+");
  EXPECT_EQ(verdicts(reach(bus_of({{30ms, false, 2}, {59ms, false, 2}}), 10ms), &Reach::at_period),
            "--");
}

TEST(Reach, DangerWaitsForOneRequestOfTheOthers) {
  EXPECT_EQ(verdicts(reach(bus_of({{50ms, true}, {1s, false, 9}}), 10ms), &Reach::at_period), "++");
  // 30 ms for its own request and 30 for the one that has begun
  EXPECT_EQ(verdicts(reach(bus_of({{50ms, true}, {1s}}), 30ms), &Reach::at_period), "-+");
}

TEST(Reach, DangerIsNotLateBecauseTheOthersAreTooMany) {
  // Danger: 10 of 50 ms and 10 that have begun. The others: 10 of 30 ms and 30 of 1 s.
  EXPECT_EQ(
      verdicts(reach(bus_of({{50ms, true}, {30ms}, {1s, false, 3}}), 10ms), &Reach::at_period),
      "+-+");
}

TEST(Reach, WhoStarvesHoldsUpDangerToo) {
  // 7 * 10 of 70 ms and danger: the others are late, some starve; 10 and 7 * 10 are 80.
  std::vector<Row> rows(8, Row{70ms});
  rows[0] = {80ms, true};
  EXPECT_EQ(verdicts(reach(bus_of(rows), 10ms), &Reach::at_period), "+-------");
  rows[0] = {79ms, true};
  EXPECT_EQ(verdicts(reach(bus_of(rows), 10ms), &Reach::at_period), "--------");
}

TEST(Reach, TheOthersStandBehindAllDanger) {
  // Danger takes 40 of 60 ms: after 40 and 20 of its own the other is done, just before danger is due
  // again; 40, 20, 40 and 10 are too much.
  EXPECT_EQ(verdicts(reach(bus_of({{60ms, true, 4}, {100ms, false, 2}}), 10ms), &Reach::at_period),
            "++");
  EXPECT_EQ(verdicts(reach(bus_of({{60ms, true, 4}, {100ms, false, 3}}), 10ms), &Reach::at_period),
            "+-");
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
  // 10 ms and one probe in 8 s
  const auto slow = [](Duration timeout) { return bus_of({{8s}, {1h}}, timeout); };
  EXPECT_EQ(verdicts(reach(slow(7980ms), 10ms), &Reach::one_lost), "++");
  EXPECT_EQ(verdicts(reach(slow(7991ms), 10ms), &Reach::one_lost), "-+");
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
  EXPECT_EQ(verdicts(reach(bus_of({{20ms, true}}), 21ms), &Reach::one_lost), "-");
  EXPECT_TRUE(reach(bus_of({}), 10ms).empty());
}

/// A bus in virtual time, as the poller goes about it; its devices answer after kLatency each request.
class Drive {
 public:
  static constexpr Duration kLatency = 10ms;

  explicit Drive(const BusPlan& bus)
      : bus_(bus),
        schedule_(bus.devices, bus.response_timeout, Tick{}, Tick{}),
        late_(bus.devices.size()) {}

  void run(Duration span) {
    const Tick end = now_ + span;
    while (now_ < end) {
      if (const auto due = schedule_.due(now_)) {
        poll(*due);
      } else {
        now_ = std::max(now_, std::min(schedule_.next(), end));
      }
    }
  }
  void kill(std::size_t device) { dead_ = device; }
  bool is_lost(std::size_t device) const { return schedule_.is_lost(device); }
  /// Who was late since last asked.
  std::vector<bool> take_late() { return std::exchange(late_, std::vector<bool>(late_.size())); }

 private:
  void before_next(std::size_t index) {
    if (schedule_.is_danger(index)) return;
    while (const auto danger = schedule_.danger_due(now_)) poll(*danger);
  }
  void poll(std::size_t index) {
    const PolledDevice& device = bus_.devices[index];
    const Tick due = schedule_.next_of(index);
    const bool dead = index == dead_;
    const int tries = schedule_.misses(index) == 0 ? 1 + bus_.retries : 1;
    schedule_.begin(index);
    for (int i = 0, n = dead ? tries : static_cast<int>(device.points.size()); i < n; ++i) {
      before_next(index);
      now_ += dead ? bus_.response_timeout : kLatency;
    }
    schedule_.end(index, !dead, now_);
    late_[index] = late_[index] || now_ > due + device.period;
  }

  const BusPlan& bus_;
  Schedule schedule_;
  Tick now_{};
  std::size_t dead_ = SIZE_MAX;
  std::vector<bool> late_;
};

struct Seen {
  int kept = 0, late = 0, warned = 0;
};

/// Nobody is late to whom the verdict is good.
void compare(const std::vector<Reach>& reach, bool Reach::*verdict, const std::vector<bool>& late,
             std::size_t dead, Seen& seen) {
  for (std::size_t i = 0; i < late.size(); ++i) {
    if (i == dead) continue;
    ++(reach[i].*verdict ? seen.kept : seen.warned);
    seen.late += late[i] ? 1 : 0;
    EXPECT_FALSE(late[i] && reach[i].*verdict) << "device " << i;
  }
}

TEST(Reach, TheScheduleKeepsWhatThisPromises) {
  std::mt19937 random{20261124};
  Seen alive, dying, lost;
  for (int round = 0; round < 2000; ++round) {
    SCOPED_TRACE(round);
    std::vector<Row> rows;
    for (std::size_t i = 0, n = 2 + random() % 5; i < n; ++i) {
      rows.push_back({50ms * (1 + random() % 20), random() % 2 == 0,
                      static_cast<std::uint16_t>(1 + random() % 6)});
    }
    const auto bus = bus_of(rows, 40ms * (1 + random() % 4), static_cast<int>(random() % 3));
    const auto budget = budget_of(bus, Drive::kLatency);
    const auto reach = reach_of(bus, budget);
    Drive drive(bus);
    drive.run(15s);
    compare(reach, &Reach::at_period, drive.take_late(), SIZE_MAX, alive);
    if (budget.share > 1.0) continue;  // who starves now may go on for a while
    const std::size_t victim = random() % rows.size();
    drive.kill(victim);
    for (int i = 0; i < 10000 && !drive.is_lost(victim); ++i) drive.run(1ms);
    compare(reach, &Reach::one_dying, drive.take_late(), victim, dying);
    drive.run(30s);  // the wait grows
    drive.take_late();
    drive.run(40s);
    compare(reach, &Reach::one_lost, drive.take_late(), victim, lost);
    if (HasFailure()) return;
  }
  for (const Seen& seen : {alive, dying, lost}) {
    EXPECT_GT(seen.kept, 500);
    EXPECT_GT(seen.late, 100) << "of " << seen.warned << " warned of";
  }
}

}  // namespace
}  // namespace hazgate::poll
