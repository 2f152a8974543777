#include "gateway/journal/minute_block.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

#include "readings.hpp"

namespace hazgate::journal {
namespace {

double random_value_of(Random& random) {
  switch (random() % 4) {
    case 0:
      return static_cast<double>(random() % 200) / 10;
    case 1:
      return static_cast<double>(static_cast<float>(random() % 1'000'003) / 7.0F);
    case 2:
      return -static_cast<double>(random() % 1'000'000'007) * 1e290;
    default:
      return static_cast<double>(random() % 3);
  }
}

PointMinute random_minute(Random& random) {
  PointMinute minute;
  minute.count = static_cast<std::uint32_t>(random() % 5 == 0 ? random() : random() % 61);
  minute.good = random() % 3 == 0 ? static_cast<std::uint32_t>(random() % (minute.count + 1ULL))
                                  : minute.count;
  minute.has_value = minute.good > 0 && random() % 5 != 0;
  if (!minute.has_value) return minute;
  minute.min = minute.max = minute.mean = random_value_of(random);
  if (random() % 2 == 0) return minute;
  const double other = random_value_of(random);
  minute.min = std::min(minute.min, other);
  minute.max = std::max(minute.max, other);
  minute.mean = std::clamp(random_value_of(random), minute.min, minute.max);
  if (minute.min == minute.max) minute.mean = minute.min;
  return minute;
}

TEST(MinuteBlock, AllPointsOfAMinuteComeBack) {
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Random random(seed);
    std::vector<PointMinute> points(random() % 40);
    for (PointMinute& point : points) point = random_minute(random);
    const auto decoded = decode_minute(encode_minute(points));
    ASSERT_TRUE(decoded) << decoded.error();
    ASSERT_EQ(*decoded, points);
  }
}

TEST(MinuteBlock, ManyMinutesOfAPointComeBack) {
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Random random(seed);
    std::vector<TimedMinute> minutes;
    std::int64_t minute = static_cast<std::int64_t>(random() % 100'000'000);
    for (auto left = random() % 400; left > 0; --left) {
      minute += static_cast<std::int64_t>(random() % 3) - (random() % 20 == 0 ? 40 : 0);
      minutes.emplace_back(minute, random_minute(random));
    }
    const auto decoded = decode_minutes(encode_minutes(minutes));
    ASSERT_TRUE(decoded) << decoded.error();
    ASSERT_EQ(*decoded, minutes);
  }
}

TEST(MinuteBlock, SixHoursOfAPointThatDoesNotChangeCostAlmostNothing) {
  std::vector<TimedMinute> still, noisy;
  Random random(7);
  for (std::int64_t i = 0; i < 360; ++i) {
    still.emplace_back(29'934'000 + i, PointMinute{60, 60, true, 20.9, 20.9, 20.9});
    const double low = 12.0 + static_cast<double>(random() % 5) / 10;
    noisy.emplace_back(29'934'000 + i, PointMinute{60, 60, true, std::round(low * 10) / 10,
                                                   std::round(low * 10 + 6) / 10,
                                                   std::round(low * 1000 + 311) / 1000});
  }
  EXPECT_LE(encode_minutes(still).size(), 40U);
  EXPECT_LE(encode_minutes(noisy).size(), 360U * 5);
}

TEST(MinuteBlock, BadBytesAreSaidAndDoNoHarm) {
  Random random(11);
  std::vector<TimedMinute> minutes;
  std::vector<PointMinute> points;
  for (std::int64_t i = 0; i < 60; ++i) {
    points.push_back(random_minute(random));
    minutes.emplace_back(i, points.back());
  }
  for (const std::string& whole : {encode_minutes(minutes), encode_minute(points)}) {
    for (std::size_t i = 0; i < whole.size(); ++i) {
      EXPECT_FALSE(decode_minutes(whole.substr(0, i)));
      EXPECT_FALSE(decode_minute(whole.substr(0, i)));
      std::string bent = whole;
      bent[i] = static_cast<char>(bent[i] ^ (1 << random() % 8));
      EXPECT_FALSE(decode_minutes(bent)) << i;
      EXPECT_FALSE(decode_minute(bent)) << i;
    }
  }
}

}  // namespace
}  // namespace hazgate::journal
