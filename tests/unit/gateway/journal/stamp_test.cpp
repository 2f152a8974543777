#include "gateway/journal/stamp.hpp"

#include <gtest/gtest.h>
#include <limits>

namespace hazgate::journal {
namespace {

constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kFarthestMs = std::chrono::milliseconds{kFarthest}.count();

TEST(Stamp, IsWhatAClockMayHaveShown) {
  for (const std::int64_t ms : {std::int64_t{0}, std::int64_t{1'780'000'000'123}, std::int64_t{-1},
                                kFarthestMs, -kFarthestMs}) {
    ASSERT_TRUE(stamp_from(ms)) << ms;
    EXPECT_EQ(unix_ms(*stamp_from(ms)), ms);
  }
  for (const std::int64_t ms : {kLeast, kMost, kFarthestMs + 1, -kFarthestMs - 1}) {
    EXPECT_FALSE(stamp_from(ms)) << ms;
  }
}

TEST(Stamp, DifferencesOfTheFarthestFitIntoADuration) {
  const auto apart = *stamp_from(kFarthestMs) - *stamp_from(-kFarthestMs);
  constexpr auto kMostDuration =
      std::chrono::duration_cast<std::chrono::milliseconds>(Duration::max());
  EXPECT_LT(apart * 2, kMostDuration) << "and a tick more";
}

TEST(Stamp, DurationsAreNeverLessThanNothing) {
  EXPECT_EQ(duration_from(0), Duration::zero());
  EXPECT_EQ(duration_from(Duration{kFarthest}.count()), kFarthest);
  for (const std::int64_t us : {std::int64_t{-1}, kLeast, kMost, Duration{kFarthest}.count() + 1}) {
    EXPECT_FALSE(duration_from(us)) << us;
  }
}

}  // namespace
}  // namespace hazgate::journal
