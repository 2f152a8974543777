#include "gateway/core/kpi/flood.hpp"

#include <gtest/gtest.h>
#include <random>
#include <vector>

namespace hazgate::kpi {
namespace {

using namespace std::chrono_literals;

Tick at(Duration since) {
  return Tick{1h + since};
}

/// Ten alarms, a minute apart less one microsecond: the last makes a flood just so.
FloodDetector flooded() {
  FloodDetector detector;
  for (int i = 0; i < 9; ++i) EXPECT_EQ(detector.count(at(i * 1min)), FloodStep::None);
  EXPECT_EQ(detector.count(at(10min - 1us)), FloodStep::Began);
  return detector;
}

TEST(KpiFlood, NineAreNone) {
  FloodDetector detector;
  for (int i = 0; i < 9; ++i) EXPECT_EQ(detector.count(at(0s)), FloodStep::None);
  EXPECT_FALSE(detector.in_flood());
  EXPECT_EQ(detector.deadline(), std::nullopt);
  EXPECT_EQ(detector.flood().alarms, 0u);
}

TEST(KpiFlood, TheTenthWithinTenMinutesBeginsIt) {
  const FloodDetector detector = flooded();
  EXPECT_TRUE(detector.in_flood());
  EXPECT_EQ(detector.flood().began, at(10min - 1us));
  EXPECT_EQ(detector.flood().alarms, 10u);
  EXPECT_EQ(detector.flood().ended, std::nullopt);
}

TEST(KpiFlood, TheTenthAfterExactlyTenMinutesDoesNot) {
  FloodDetector detector;
  for (int i = 0; i < 9; ++i) detector.count(at(i * 1min));
  EXPECT_EQ(detector.count(at(10min)), FloodStep::None);
  EXPECT_FALSE(detector.in_flood());
  // The next one finds nine others of the last ten minutes.
  EXPECT_EQ(detector.count(at(11min - 1us)), FloodStep::Began);
}

TEST(KpiFlood, EndsWhenFourAreLeft) {
  FloodDetector detector = flooded();  // the fifth newest is that of the fifth minute
  EXPECT_EQ(detector.deadline(), at(15min));
  EXPECT_EQ(detector.run(at(15min - 1us)), FloodStep::None);
  EXPECT_TRUE(detector.in_flood());
  EXPECT_EQ(detector.run(at(15min)), FloodStep::Ended);
  EXPECT_FALSE(detector.in_flood());
  EXPECT_EQ(detector.flood().ended, at(15min));
  EXPECT_EQ(detector.deadline(), std::nullopt);
  EXPECT_EQ(detector.run(at(16min)), FloodStep::None);
}

TEST(KpiFlood, EachFurtherAlarmCountsAndMovesTheDeadline) {
  FloodDetector detector = flooded();
  EXPECT_EQ(detector.count(at(12min)), FloodStep::None);
  EXPECT_EQ(detector.flood().alarms, 11u);
  EXPECT_EQ(detector.deadline(), at(16min));
}

TEST(KpiFlood, AnAlarmAtTheDeadlineIsNoLongerInIt) {
  FloodDetector late = flooded();
  EXPECT_EQ(late.count(at(15min)), FloodStep::Ended);
  EXPECT_EQ(late.flood().alarms, 10u);
  EXPECT_EQ(late.flood().ended, at(15min));
  FloodDetector in_time = flooded();
  EXPECT_EQ(in_time.count(at(15min - 1us)), FloodStep::None);
  EXPECT_EQ(in_time.flood().alarms, 11u);
}

TEST(KpiFlood, EndsAtItsDeadlineHoweverLateItIsTold) {
  FloodDetector detector = flooded();
  EXPECT_EQ(detector.run(at(5h)), FloodStep::Ended);
  EXPECT_EQ(detector.flood().ended, at(15min));
}

TEST(KpiFlood, AnotherOneBeginsAnew) {
  FloodDetector detector = flooded();
  detector.run(at(1h));
  for (int i = 0; i < 9; ++i) EXPECT_EQ(detector.count(at(1h)), FloodStep::None);
  EXPECT_EQ(detector.count(at(1h)), FloodStep::Began);
  EXPECT_EQ(detector.flood().began, at(1h));
  EXPECT_EQ(detector.flood().alarms, 10u);
  EXPECT_EQ(detector.flood().ended, std::nullopt);
}

TEST(KpiFlood, OfOtherLimits) {
  FloodDetector detector({.window = 1min, .begins_at = FloodDetector::kMost, .ends_below = 1});
  for (std::size_t i = 1; i < FloodDetector::kMost; ++i) {
    ASSERT_EQ(detector.count(at(0s)), FloodStep::None);
  }
  EXPECT_EQ(detector.count(at(1min - 1us)), FloodStep::Began);
  EXPECT_EQ(detector.deadline(), at(2min - 1us));
}

TEST(KpiFlood, TimeThatGoesBackStandsStill) {
  FloodDetector detector = flooded();
  EXPECT_EQ(detector.count(at(0s)), FloodStep::None);
  EXPECT_EQ(detector.flood().alarms, 11u);
  EXPECT_EQ(detector.deadline(), at(16min));  // as if at 9:59.999999
}

/// What the words say, of all alarms ever: how many are younger than the window.
std::size_t younger(const std::vector<Tick>& all, Tick now, Duration window) {
  std::size_t count = 0;
  for (const Tick t : all) count += static_cast<std::size_t>(t <= now && now - t < window);
  return count;
}

TEST(KpiFlood, IsWhatTheWordsSay) {
  for (unsigned seed = 1; seed <= 40; ++seed) {
    std::mt19937 random(seed);
    const std::size_t begins = 2 + random() % 12;
    const FloodLimits limits{1min, begins, 1 + random() % (begins - 1)};
    FloodDetector detector(limits);
    std::vector<Tick> all;
    bool in_flood = false;
    std::uint64_t floods = 0, found = 0;
    Tick now = at(0s);
    // Every second is looked at, so that nothing can happen unseen between two.
    for (int step = 0; step < 3000; ++step, now += 1s) {
      if (in_flood && younger(all, now, limits.window) < limits.ends_below) in_flood = false;
      const FloodStep ran = detector.run(now);
      ASSERT_EQ(ran == FloodStep::Ended, !in_flood && detector.flood().ended == now);
      ASSERT_EQ(detector.in_flood(), in_flood) << "seed " << seed << ", second " << step;
      const bool busy = step / 200 % 2 == 0;
      for (unsigned n = random() % (busy ? 3 : 40) == 0 ? 1 + random() % 2 : 0; n > 0; --n) {
        all.push_back(now);
        if (!in_flood && younger(all, now, limits.window) >= limits.begins_at) {
          in_flood = true;
          ++floods;
        }
        if (detector.count(now) == FloodStep::Began) ++found;
        ASSERT_EQ(detector.in_flood(), in_flood) << "seed " << seed << ", second " << step;
      }
    }
    EXPECT_EQ(found, floods);
    EXPECT_GT(floods, 0u) << "seed " << seed;
  }
}

}  // namespace
}  // namespace hazgate::kpi
