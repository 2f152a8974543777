#include "drivers/poll/schedule.hpp"

#include <algorithm>
#include <chrono>
#include <climits>
#include <gtest/gtest.h>
#include <map>
#include <random>

namespace hazgate::poll {
namespace {

using namespace std::chrono_literals;

constexpr Tick kStart{1000s};
constexpr Duration kPatience = 500ms;

PolledDevice device(Duration period, bool danger = false) {
  PolledDevice made;
  made.period = period;
  PolledPoint point;
  point.danger = danger;
  made.points.push_back(point);
  return made;
}

Duration since_start(Tick tick) {
  return tick - kStart;
}

TEST(Schedule, EveryDeviceIsDueAtTheStartAndThenOnItsGrid) {
  const std::vector<PolledDevice> devices = {device(1s)};
  Schedule schedule(devices, kPatience, kStart, kStart + 300ms);
  EXPECT_EQ(schedule.due(kStart - 1us), std::nullopt);
  EXPECT_EQ(schedule.due(kStart), 0U);
  schedule.begin(0);
  schedule.end(0, true, kStart + 7ms);
  EXPECT_EQ(since_start(schedule.next()), 300ms);
  schedule.begin(0);
  schedule.end(0, true, kStart + 399ms);
  EXPECT_EQ(since_start(schedule.next()), 1300ms);
}

TEST(Schedule, PeriodsDoNotDrift) {
  const std::vector<PolledDevice> devices = {device(100ms)};
  Schedule schedule(devices, kPatience, kStart, kStart);
  std::mt19937 random{5};
  for (int poll = 0; poll < 10000; ++poll) {
    ASSERT_EQ(since_start(schedule.next()), poll * 100ms);
    schedule.begin(0);
    schedule.end(0, true, schedule.next() + Duration{random() % 99000});
  }
  EXPECT_EQ(schedule.deadlines(0), 10000U);
}

TEST(Schedule, APollThatWasCutOffIsTheSameOneAgain) {
  const std::vector<PolledDevice> devices = {device(100ms)};
  Schedule schedule(devices, kPatience, kStart, kStart);
  schedule.begin(0);
  EXPECT_EQ(schedule.due(kStart), 0U);
  schedule.begin(0);
  schedule.end(0, true, kStart + 5ms);
  EXPECT_EQ(schedule.deadlines(0), 1U);
  schedule.begin(0);
  EXPECT_EQ(schedule.deadlines(0), 2U);
}

TEST(Schedule, GoesOnWhereAnotherOneIs) {
  const std::vector<PolledDevice> devices = {device(100ms), device(70ms)};
  Schedule before(devices, kPatience, kStart, kStart + 33ms);
  before.begin(1);
  before.end(1, false, kStart + 5ms);
  const std::vector<PolledDevice> others = {device(70ms), device(50ms)};
  Schedule after(others, kPatience, kStart + 40ms, kStart + 60ms);
  after.take_over(0, before, 1);
  EXPECT_EQ(after.next_of(0), before.next_of(1));
  EXPECT_EQ(after.misses(0), 1);
  EXPECT_EQ(after.deadlines(0), 1U);
  EXPECT_EQ(after.next_of(1), kStart + 40ms);
}

TEST(Schedule, AnOverrunSkipsDeadlinesAndCountsThem) {
  const std::vector<PolledDevice> devices = {device(100ms)};
  Schedule schedule(devices, kPatience, kStart, kStart);
  schedule.begin(0);
  schedule.end(0, true, kStart + 350ms);  // 100 and 200 are gone, 300 is still worth asking
  EXPECT_EQ(since_start(schedule.next()), 300ms);
  schedule.begin(0);
  EXPECT_EQ(schedule.deadlines(0), 4U);
  schedule.end(0, true, kStart + 360ms);
  EXPECT_EQ(since_start(schedule.next()), 400ms);
}

TEST(Schedule, EarliestDeadlineFirstAndDangerBeforeTheRest) {
  const std::vector<PolledDevice> devices = {device(1s), device(1s, true), device(400ms)};
  Schedule schedule(devices, kPatience, kStart, kStart);
  EXPECT_EQ(schedule.due(kStart), 1U);
  schedule.begin(1);
  schedule.end(1, true, kStart + 1ms);
  for (const std::size_t expected : {2U, 0U}) {  // 2 has to end by 400 ms
    ASSERT_EQ(schedule.due(kStart + 1ms), expected);
    schedule.begin(expected);
    schedule.end(expected, true, kStart + 2ms);
  }
  EXPECT_EQ(schedule.due(kStart + 399ms), std::nullopt);
  EXPECT_EQ(schedule.due(kStart + 400ms), 2U);
  // At 1 s all are due: danger first, then whoever has to end first.
  EXPECT_EQ(schedule.due(kStart + 1s), 1U);
  schedule.begin(1);
  schedule.end(1, true, kStart + 1s + 1ms);
  EXPECT_EQ(schedule.due(kStart + 1s + 1ms), 2U);
}

/// One bus in virtual time: device `dead` never answers within [from, to).
struct Run {
  std::map<std::size_t, int> polls;
  std::vector<Duration> dead_polls;
};
Run simulate(Schedule& schedule, Duration length, std::size_t dead, Duration from, Duration to,
             Duration good = 20ms) {
  Run run;
  Tick now = kStart;
  while (now < kStart + length) {
    const auto due = schedule.due(now);
    if (!due) {
      now = schedule.next();
      continue;
    }
    schedule.begin(*due);
    const bool silent = *due == dead && since_start(now) >= from && since_start(now) < to;
    if (*due == dead) run.dead_polls.push_back(since_start(now));
    now += silent ? kPatience : good;
    if (!silent) ++run.polls[*due];
    schedule.end(*due, !silent, now);
  }
  return run;
}

TEST(Schedule, ADeadDeviceCostsItsNeighboursLittle) {
  const std::vector<PolledDevice> devices(8, device(200ms));
  Schedule healthy(devices, kPatience, kStart, kStart);
  const auto before = simulate(healthy, 120s, 8, 0s, 0s).polls;
  Schedule schedule(devices, kPatience, kStart, kStart);
  const auto run = simulate(schedule, 120s, 3, 0s, 120s);
  for (std::size_t i = 0; i < 8; ++i) {
    if (i == 3) continue;
    EXPECT_GT(run.polls.at(i), before.at(i) * 90 / 100) << i;
  }
  EXPECT_EQ(run.polls.count(3), 0U);
  EXPECT_TRUE(schedule.is_lost(3));
}

TEST(Schedule, TheWaitForADeadDeviceGrowsTo8Seconds) {
  const std::vector<PolledDevice> devices = {device(1s)};
  Schedule schedule(devices, kPatience, kStart, kStart);
  const auto run = simulate(schedule, 60s, 0, 0s, 60s);
  const std::vector<Duration> expected = {0s, 1s, 2s, 4s, 8s, 16s, 24s, 32s, 40s, 48s, 56s};
  EXPECT_EQ(run.dead_polls, expected);
}

TEST(Schedule, LostAfterAsManyMissesAsTheModelSays) {
  std::vector<PolledDevice> devices = {device(1s)};
  devices[0].comm_after = 2;
  Schedule schedule(devices, kPatience, kStart, kStart);
  schedule.begin(0);
  schedule.end(0, false, kStart + 500ms);
  EXPECT_FALSE(schedule.is_lost(0));
  schedule.begin(0);
  schedule.end(0, false, kStart + 1500ms);
  EXPECT_TRUE(schedule.is_lost(0));
  EXPECT_EQ(schedule.misses(0), 2);
  schedule.begin(0);
  schedule.end(0, true, kStart + 4s);
  EXPECT_FALSE(schedule.is_lost(0));
  EXPECT_EQ(schedule.misses(0), 0);
}

TEST(Schedule, AReturningDeviceGetsItsPeriodBack) {
  const std::vector<PolledDevice> devices = {device(1s), device(1s)};
  Schedule schedule(devices, kPatience, kStart, kStart);
  const auto run = simulate(schedule, 100s, 1, 0s, 20s);
  EXPECT_LE(run.dead_polls.back() - run.dead_polls[run.dead_polls.size() - 2], 1100ms);
  EXPECT_GT(run.polls.at(1), 70);
}

TEST(Schedule, HurryAsksWhoeverMissedAtOnce) {
  const std::vector<PolledDevice> devices = {device(1s), device(1s)};
  Schedule schedule(devices, kPatience, kStart, kStart);
  for (const std::size_t i : {0U, 1U}) {
    schedule.begin(i);
    schedule.end(i, i == 1, kStart + 1ms);
  }
  schedule.hurry(kStart + 10ms);
  EXPECT_EQ(schedule.due(kStart + 10ms), 0U);
  schedule.begin(0);
  schedule.end(0, true, kStart + 11ms);
  EXPECT_EQ(since_start(schedule.next()), 1s);
}

TEST(Schedule, AnOverloadedBusKeepsDangerAndSharesTheRestFairly) {
  std::vector<PolledDevice> devices(10, device(100ms));
  devices[0] = device(100ms, true);
  Schedule schedule(devices, kPatience, kStart, kStart);
  const auto run = simulate(schedule, 60s, 99, 0s, 0s, 30ms);  // 300 ms of work in 100 ms
  EXPECT_GE(run.polls.at(0), 599);
  int least = INT_MAX;
  int most = 0;
  for (std::size_t i = 1; i < 10; ++i) {
    least = std::min(least, run.polls.at(i));
    most = std::max(most, run.polls.at(i));
  }
  EXPECT_GT(least, (60'000 / 30 - 600) / 9 * 8 / 10);
  EXPECT_LT(most, least * 3 / 2);
}

TEST(Schedule, WhatCannotBeKeptStillStarvesNobody) {
  std::vector<PolledDevice> devices(6, device(100ms, true));
  devices[5] = device(100ms);
  Schedule schedule(devices, kPatience, kStart, kStart);
  const auto run =
      simulate(schedule, 60s, 99, 0s, 0s, 30ms);  // danger alone needs 150 ms in 100 ms
  EXPECT_GE(run.polls.at(5), 5);
  EXPECT_GT(run.polls.at(0), 300);
}

TEST(Schedule, ALostDeviceIsNoDangerAnyMore) {
  std::vector<PolledDevice> devices = {device(1s, true), device(1s)};
  devices[0].comm_after = 1;
  Schedule schedule(devices, kPatience, kStart, kStart);
  ASSERT_EQ(schedule.danger_due(kStart), 0U);
  schedule.begin(0);
  schedule.end(0, false, kStart + 500ms);
  EXPECT_EQ(schedule.due(kStart + 500ms), 1U);
  schedule.begin(1);
  schedule.end(1, true, kStart + 510ms);
  EXPECT_EQ(schedule.danger_due(kStart + 9s), std::nullopt);
  EXPECT_EQ(schedule.due(kStart + 1s), 1U) << "probes wait for idle time";
  EXPECT_EQ(schedule.due(kStart + 9s), 0U) << "late by more than a second they are others";
}

TEST(Schedule, ManyDeadDevicesDoNotCostTheLivingAPoll) {
  const std::vector<PolledDevice> devices(64, device(1s));
  Schedule schedule(devices, 300ms, kStart, kStart);
  std::vector<int> polls(devices.size());
  Tick now = kStart;
  while (now < kStart + 300s) {
    const auto due = schedule.due(now);
    if (!due) {
      now = schedule.next();
      continue;
    }
    schedule.begin(*due);
    const bool dead = *due < 16;
    now += dead ? 300ms : 1ms;
    if (!dead) ++polls[*due];
    schedule.end(*due, !dead, now);
  }
  // The start takes its toll, until the dead are known to be lost.
  for (std::size_t i = 16; i < devices.size(); ++i) EXPECT_GE(polls[i], 270) << i;
}

TEST(Schedule, AProbeComesAlsoOnABusThatIsNeverIdle) {
  const std::vector<PolledDevice> devices(8, device(1ms));
  Schedule schedule(devices, 300ms, kStart, kStart);
  const auto run = simulate(schedule, 100s, 0, 0s, 60s, 46ms);
  const auto back = std::find_if(run.dead_polls.begin(), run.dead_polls.end(),
                                 [](Duration at) { return at >= 60s; });
  ASSERT_NE(back, run.dead_polls.end());
  EXPECT_LE(*back, 70s);
}

TEST(Schedule, ALongPeriodDoesNotHideAReturn) {
  const std::vector<PolledDevice> devices = {device(300s)};
  Schedule schedule(devices, kPatience, kStart, kStart);
  const auto run = simulate(schedule, 200s, 0, 0s, 100s);
  // Asked within 10 s of its return, and then in its own period again.
  EXPECT_LE(run.dead_polls.back(), 110s);
  EXPECT_GE(run.dead_polls.back(), 100s);
  EXPECT_EQ(run.polls.at(0), 1);
}

/// A day of line time: eight devices of several requests each, who go silent and come back at random.
/// What the poller does with it: between two requests, danger goes first.
TEST(Schedule, OverADayWithFaultsDangerIsNeverLaterThanOneTransaction) {
  constexpr Duration kRequest = 46ms;  // ten registers at 9600 baud
  constexpr int kRequests = 5;
  std::vector<PolledDevice> devices = {device(500ms, true), device(1s, true), device(2s),
                                       device(3s),          device(5s),       device(2s),
                                       device(1s),          device(4s)};
  const std::size_t danger = 2;
  Schedule schedule(devices, kPatience, kStart, kStart);
  std::mt19937 random{20261124};
  std::vector<Tick> silent_until(devices.size());
  std::vector<Duration> latest(devices.size());
  std::vector<int> polls(devices.size());
  Tick now = kStart;
  const auto ask = [&](std::size_t index, auto&& before_next) {
    const Tick due = schedule.next_of(index);
    if (!schedule.is_lost(index)) latest[index] = std::max(latest[index], now - due);
    schedule.begin(index);
    const int requests = devices[index].points.front().danger ? 1 : kRequests;
    bool answered = true;
    for (int i = 0; i < requests && answered; ++i) {
      if (i > 0) before_next();
      answered = silent_until[index] <= now;
      now += answered ? kRequest : kPatience;
    }
    if (answered) ++polls[index];
    schedule.end(index, answered, now);
  };
  const auto danger_first = [&] {
    while (const auto found = schedule.danger_due(now)) ask(*found, [] {});
  };
  while (now < kStart + 24h) {
    if (random() % 2000 == 0) {
      const std::size_t victim = danger + random() % (devices.size() - danger);
      silent_until[victim] = now + std::chrono::seconds{random() % 600};
    }
    if (const auto due = schedule.due(now)) {
      ask(*due, danger_first);
    } else {
      now = schedule.next();
    }
  }
  // One transaction of another, at worst a time-out, and the other danger device.
  for (std::size_t i = 0; i < danger; ++i) EXPECT_LE(latest[i], kPatience + kRequest) << i;
  EXPECT_GE(polls[0], 24 * 3600 * 2 * 98 / 100);
  for (std::size_t i = danger; i < devices.size(); ++i) EXPECT_GT(polls[i], 1000) << i;
}

TEST(Schedule, ANewPeriodHoldsFromTheNextPollOn) {
  const std::vector<PolledDevice> devices = {device(10s)};
  Schedule schedule(devices, kPatience, kStart, kStart);
  schedule.begin(0);
  schedule.end(0, true, kStart + 20ms);
  EXPECT_EQ(since_start(schedule.next()), 10s);
  schedule.set_period(0, 200ms, kStart + 3050ms);
  EXPECT_EQ(since_start(schedule.next()), 3200ms);
  for (int poll = 0; poll < 5; ++poll) {
    schedule.begin(0);
    schedule.end(0, true, schedule.next() + 20ms);
  }
  EXPECT_EQ(since_start(schedule.next()), 4200ms);
  EXPECT_EQ(schedule.deadlines(0), 6U);
  schedule.set_period(0, 10s, kStart + 4100ms);
  EXPECT_EQ(since_start(schedule.next()), 10s);
  schedule.begin(0);
  schedule.end(0, true, kStart + 10s);
  EXPECT_EQ(schedule.deadlines(0), 7U);
}

TEST(Schedule, ANewPeriodLeavesTheWaitAfterAMiss) {
  const std::vector<PolledDevice> devices = {device(10s)};
  Schedule schedule(devices, kPatience, kStart, kStart);
  schedule.begin(0);
  schedule.end(0, false, kStart + kPatience);
  const Tick due = schedule.next();
  schedule.set_period(0, 200ms, kStart + 600ms);
  EXPECT_EQ(schedule.next(), due);
}

TEST(Schedule, WhoIsAdvancedComesEarlierAndThenKeepsItsGrid) {
  const std::vector<PolledDevice> devices = {device(1s)};
  Schedule schedule(devices, kPatience, kStart, kStart);
  schedule.begin(0);
  schedule.end(0, true, kStart + 10ms);
  schedule.advance(0, kStart + 2s);
  EXPECT_EQ(since_start(schedule.next()), 1s) << "never later";
  schedule.advance(0, kStart + 30ms);
  EXPECT_EQ(schedule.due(kStart + 30ms), 0U);
  schedule.begin(0);
  schedule.end(0, true, kStart + 40ms);
  EXPECT_EQ(since_start(schedule.next()), 1s);
}

TEST(Schedule, WithoutDevicesNothingIsEverDue) {
  Schedule schedule({}, kPatience, kStart, kStart);
  EXPECT_EQ(schedule.due(Tick::max()), std::nullopt);
  EXPECT_EQ(schedule.next(), Tick::max());
}

}  // namespace
}  // namespace hazgate::poll
