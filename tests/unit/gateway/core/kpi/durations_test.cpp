#include "gateway/core/kpi/durations.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <random>
#include <vector>

namespace hazgate::kpi {
namespace {

using namespace std::chrono_literals;

TEST(KpiDurations, NoneHaveNoPercentile) {
  EXPECT_EQ(Durations().percentile(0.5), std::nullopt);
}

TEST(KpiDurations, ShortOnesAreExact) {
  Durations durations;
  for (int ms = 1; ms <= 100; ++ms) durations.add(std::chrono::milliseconds{ms});
  EXPECT_EQ(durations.percentile(0.5), 50ms);
  EXPECT_EQ(durations.percentile(0.501), 51ms);
  EXPECT_EQ(durations.percentile(0.95), 95ms);
  EXPECT_EQ(durations.percentile(1.0), 100ms);
  EXPECT_EQ(durations.percentile(0.001), 1ms);
}

TEST(KpiDurations, LessThanNothingIsNothing) {
  Durations durations;
  durations.add(-5ms);
  EXPECT_EQ(durations.percentile(0.5), 0ms);
}

TEST(KpiDurations, TheLongestHasItsPlace) {
  Durations durations;
  durations.add(std::chrono::milliseconds::max());
  EXPECT_EQ(durations.percentile(0.5)->count(), (std::int64_t{1} << 40) - 1);
}

TEST(KpiDurations, NeverTooShortAndAtMostOnePercentTooLong) {
  std::mt19937_64 random(7);
  for (int round = 0; round < 200; ++round) {
    Durations durations;
    std::vector<std::int64_t> all;
    for (std::size_t n = 1 + random() % 300; n > 0; --n) {
      all.push_back(static_cast<std::int64_t>(random() >> (25 + random() % 39)));
      durations.add(std::chrono::milliseconds{all.back()});
    }
    std::sort(all.begin(), all.end());
    for (const double share : {0.01, 0.5, 0.95, 1.0}) {
      const auto rank = static_cast<std::size_t>(std::ceil(share * double(all.size())));
      const std::int64_t exact = all[std::max<std::size_t>(rank, 1) - 1];
      const std::int64_t got = durations.percentile(share)->count();
      ASSERT_GE(got, exact);
      ASSERT_LE(double(got), double(exact) * 1.01);
    }
  }
}

}  // namespace
}  // namespace hazgate::kpi
