#include "gateway/core/replay/record_clock.hpp"

#include <gtest/gtest.h>

namespace hazgate::replay {
namespace {

using namespace std::chrono_literals;
using Step = RecordClock::Step;

constexpr WallTime kBegin = from_unix_ms(1'769'788'800'000);

class ReplayClock : public testing::Test {
 protected:
  /// The time since the first stamp, and the step.
  std::pair<Duration, Step> pass(std::chrono::milliseconds stamp, std::size_t source = 0) {
    const auto moment = clock.pass(source, kBegin + stamp);
    if (!first) first = moment.tick;
    return {moment.tick - *first, moment.step};
  }
  using Is = std::pair<Duration, Step>;

  RecordClock clock;
  std::optional<Tick> first;
};

TEST_F(ReplayClock, GoesOnWithTheStamps) {
  EXPECT_EQ(pass(0s), Is(0s, Step::None));
  EXPECT_EQ(pass(1s), Is(1s, Step::None));
  EXPECT_EQ(pass(2500ms), Is(2500ms, Step::None));
  EXPECT_EQ(clock.wall_at(*first + 1s), kBegin + 1s);
  EXPECT_EQ(clock.tick_of(kBegin + 7s), *first + 7s);
}

TEST_F(ReplayClock, BusesThatHandOverOutOfOrderMoveNothing) {
  pass(0s);
  pass(1s, 0);
  EXPECT_EQ(pass(990ms, 1), Is(1s, Step::None));
  EXPECT_EQ(pass(2s, 0), Is(2s, Step::None));
  EXPECT_EQ(pass(1990ms, 1), Is(2s, Step::None));
  EXPECT_EQ(clock.steps_back(), 0U);
}

TEST_F(ReplayClock, AClockPutBackTakesNoTime) {
  pass(0s);
  pass(1s);
  EXPECT_EQ(pass(-3600s), Is(1s, Step::Back));
  EXPECT_EQ(pass(-3599s), Is(2s, Step::None));
  EXPECT_EQ(clock.steps_back(), 1U);
  EXPECT_EQ(clock.newest(), kBegin - 3599s);
  EXPECT_EQ(clock.wall_at(*first + 2s), kBegin - 3599s);
}

TEST_F(ReplayClock, FiveSecondsBehindIsStillJitter) {
  pass(0s);
  pass(10s);
  EXPECT_EQ(pass(5s), Is(10s, Step::None));
  EXPECT_EQ(pass(4999ms), Is(10s, Step::Back));
}

TEST_F(ReplayClock, SilenceOfMoreThanThreeIntervalsAndTenSecondsIsAGap) {
  for (const auto stamp : {0s, 1s, 2s}) pass(stamp);
  EXPECT_EQ(pass(12s), Is(12s, Step::None)) << "ten seconds are none";
  EXPECT_EQ(pass(13s), Is(13s, Step::None));
  EXPECT_EQ(pass(13s + 10'001ms), Is(23'001ms, Step::Gap));
  EXPECT_EQ(clock.gaps(), 1U);
  EXPECT_EQ(clock.gap_time(), 10'001ms);
}

TEST_F(ReplayClock, AGapIsNoInterval) {
  for (const auto stamp : {0s, 1s, 2s}) pass(stamp);
  EXPECT_EQ(pass(602s).second, Step::Gap);
  EXPECT_EQ(pass(702s).second, Step::Gap);
}

TEST_F(ReplayClock, WhoIsAskedEachMinuteIsNotGone) {
  for (const auto stamp : {0s, 60s, 120s}) EXPECT_EQ(pass(stamp).second, Step::None);
  EXPECT_EQ(pass(300s).second, Step::None);
  EXPECT_EQ(pass(360s).second, Step::None);
  EXPECT_EQ(pass(541s).second, Step::Gap);
}

TEST_F(ReplayClock, OneOfManyThatIsSilentIsNoGap) {
  for (int i = 0; i < 100; ++i) EXPECT_EQ(pass(i * 1s, 0).second, Step::None);
  pass(0s, 1);
  EXPECT_EQ(clock.gaps(), 0U);
}

}  // namespace
}  // namespace hazgate::replay
