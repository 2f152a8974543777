#include "gateway/daemon/course_thinner.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <gtest/gtest.h>
#include <random>

namespace hazgate::daemon {
namespace {

constexpr std::int64_t kHour = 3'600'000;

journal::PastReading reading(std::int64_t t, double value, Quality quality = Quality::Good) {
  return {from_unix_ms(t), value, quality};
}

std::vector<std::int64_t> stamps(const std::vector<CourseThinner::Kept>& kept) {
  std::vector<std::int64_t> stamps;
  for (const auto& each : kept) stamps.push_back(unix_ms(each.reading.t));
  return stamps;
}

TEST(CourseThinner, AFewReadingsStayAsTheyAre) {
  CourseThinner course(from_unix_ms(60'000));
  for (std::int64_t t = 0; t <= 60'000; t += 100) course.take(reading(t, 1.0));
  EXPECT_EQ(course.end().size(), 601U);
}

TEST(CourseThinner, OfManyThePeaksAndTheBadOnesStay) {
  CourseThinner course(from_unix_ms(4 * kHour));
  std::mt19937 random(11);
  std::uniform_real_distribution<double> noise(0.0, 1.0);
  for (std::int64_t t = 0; t <= 4 * kHour; t += 200) {
    const bool peak = t == 7'200'200, dip = t == 7'205'000, bad = t == 9'000'400;
    course.take(reading(t,
                        peak  ? 99.0
                        : dip ? -7.0
                              : noise(random),
                        bad ? Quality::Comm : Quality::Good));
  }
  const auto kept = course.end();
  EXPECT_LT(kept.size(), 8 * CourseThinner::kParts);
  const auto has = [&](std::int64_t t) {
    const auto all = stamps(kept);
    return std::find(all.begin(), all.end(), t) != all.end();
  };
  EXPECT_TRUE(has(7'200'200)) << "the peak";
  EXPECT_TRUE(has(7'205'000)) << "the dip";
  EXPECT_TRUE(has(9'000'400)) << "the one bad reading";
  EXPECT_TRUE(has(9'000'200)) << "the last good one before it";
  EXPECT_TRUE(has(0) && has(4 * kHour)) << "both ends";
  const auto all = stamps(kept);
  EXPECT_TRUE(std::is_sorted(all.begin(), all.end()));
}

TEST(CourseThinner, ABadReadingIsNoLowestOne) {
  CourseThinner course(from_unix_ms(600 * 10'000));
  course.take(reading(0, 5.0));
  course.take(reading(1'000, 0.0, Quality::Fault));
  course.take(reading(2'000, 4.0));
  course.take(reading(3'000, 6.0));
  course.take(reading(4'000, 4.5));
  course.take(reading(600 * 10'000, 1.0));
  EXPECT_EQ(stamps(course.end()),
            (std::vector<std::int64_t>{0, 1'000, 2'000, 3'000, 4'000, 6'000'000}));
}

TEST(CourseThinner, AHoleInTheRecordIsMarkedOnBothSides) {
  CourseThinner course(from_unix_ms(4 * kHour));
  for (std::int64_t t = 0; t < 1'000; t += 100) course.take(reading(t, 1.0));
  for (std::int64_t t = 14'000; t < 15'000; t += 100) course.take(reading(t, 1.0));
  const auto kept = course.end();
  const auto gap = std::find_if(kept.begin(), kept.end(), [](const auto& k) { return k.gap; });
  ASSERT_NE(gap, kept.end());
  EXPECT_EQ(unix_ms(gap->reading.t), 14'000);
  EXPECT_EQ(unix_ms((gap - 1)->reading.t), 900);
  EXPECT_EQ(json_of(*gap).at("gap"), true);
  EXPECT_EQ(std::count_if(kept.begin(), kept.end(), [](const auto& k) { return k.gap; }), 1);
}

TEST(CourseThinner, ASlowPollIsNoHole) {
  CourseThinner course(from_unix_ms(kHour));
  for (std::int64_t t = 0; t <= kHour; t += 60'000) course.take(reading(t, 1.0));
  for (const auto& kept : course.end()) EXPECT_FALSE(kept.gap);
}

TEST(CourseThinner, WhatWasTakenAlreadyIsTakenOnce) {
  CourseThinner course(from_unix_ms(1'000));
  course.take(reading(100, 1.0));
  course.take(reading(200, 2.0));
  course.take(reading(200, 2.0));
  course.take(reading(150, 9.0));
  EXPECT_EQ(stamps(course.end()), (std::vector<std::int64_t>{100, 200}));
}

TEST(CourseThinner, AStateThatCameAndWentStays) {
  CourseThinner course(from_unix_ms(600 * 10'000));
  for (std::int64_t t = 0; t < 9'000; t += 1'000) {
    course.take({from_unix_ms(t), std::string(t == 4'000 ? "fire" : "normal"), Quality::Good});
  }
  EXPECT_EQ(stamps(course.end()), (std::vector<std::int64_t>{0, 4'000, 8'000}));
}

}  // namespace
}  // namespace hazgate::daemon
