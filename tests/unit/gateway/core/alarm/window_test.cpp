#include "gateway/core/alarm/window.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <gtest/gtest.h>
#include <optional>
#include <random>
#include <vector>

namespace hazgate::alarm {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Duration kWindow = seconds{160};
constexpr Duration kPart = seconds{10};

struct Reading {
  Tick at;
  double value = 0.0;
};

Tick tick(int s) {
  return Tick{seconds{s}};
}

/// A window beside all readings that were put into it.
struct Watched {
  Window window;
  std::vector<Reading> readings;

  void add(Tick at, double value, Duration length = kWindow) {
    window.add(at, value, length);
    readings.push_back({at, value});
  }
  /// Those that the window still holds: the newest.
  std::vector<Reading> held() const {
    const auto held = static_cast<std::ptrdiff_t>(window.samples());
    return {readings.end() - held, readings.end()};
  }
};

/// Sums of squares and products about the means, by the book.
struct Scatter {
  double times = 0.0, values = 0.0, products = 0.0;

  double slope() const { return products / times; }
};

Scatter scatter_of(const std::vector<Reading>& readings) {
  const auto count = static_cast<double>(readings.size());
  const auto time = [&](const Reading& reading) {
    return static_cast<double>((reading.at - readings.front().at).count()) / 1e6;
  };
  double mean_time = 0.0, mean_value = 0.0;
  for (const Reading& reading : readings) {
    mean_time += time(reading) / count;
    mean_value += reading.value / count;
  }
  Scatter scatter;
  for (const Reading& reading : readings) {
    const double t = time(reading) - mean_time, v = reading.value - mean_value;
    scatter.times += t * t;
    scatter.values += v * v;
    scatter.products += t * v;
  }
  return scatter;
}

/// Between -1 and 1; not of <random>'s distributions, which differ between libraries.
double noise(std::mt19937& random) {
  return static_cast<double>(random()) / 2147483648.0 - 1.0;
}

Duration up_to(std::mt19937& random, Duration most) {
  return Duration{static_cast<Duration::rep>(random()) % (most.count() + 1)};
}

TEST(Window, EmptyHasNothing) {
  Window window;
  EXPECT_TRUE(window.empty());
  EXPECT_EQ(window.parts(), 0U);
  EXPECT_EQ(window.samples(), 0U);
  EXPECT_EQ(window.span(), Duration{});
  EXPECT_EQ(window.slope(), std::nullopt);
}

TEST(Window, OneMomentHasAMeanButNoSlope) {
  Window window;
  window.add(tick(7), 2.0, kWindow);
  window.add(tick(7), 4.0, kWindow);
  EXPECT_EQ(window.samples(), 2U);
  EXPECT_EQ(window.parts(), 1U);
  EXPECT_EQ(window.span(), Duration{});
  EXPECT_EQ(window.last(), tick(7));
  EXPECT_EQ(window.slope(), std::nullopt);
  EXPECT_EQ(window.mean(), 3.0);
  EXPECT_EQ(window.oldest(), 2.0);
}

TEST(Window, ClearForgets) {
  Window window;
  window.add(tick(0), 1.0, kWindow);
  window.add(tick(20), 2.0, kWindow);
  window.clear();
  EXPECT_TRUE(window.empty());
  EXPECT_EQ(window.span(), Duration{});
  window.add(tick(5), 9.0, kWindow);
  EXPECT_EQ(window.last(), tick(5)) << "not held back by a time that is forgotten";
  EXPECT_EQ(window.oldest(), 9.0);
}

TEST(Window, APartBeginsASixteenthOfTheWindowAfterTheOneBefore) {
  Window window;
  window.add(tick(0), 1.0, kWindow);
  window.add(tick(0) + kPart - microseconds{1}, 1.0, kWindow);
  EXPECT_EQ(window.parts(), 1U);
  window.add(tick(0) + kPart, 1.0, kWindow);
  EXPECT_EQ(window.parts(), 2U);
  EXPECT_EQ(window.samples(), 3U);
  EXPECT_EQ(window.span(), kPart);
}

TEST(Window, MeanIsOfThePartsNotOfTheReadings) {
  Window window;
  window.add(tick(0), 0.0, kWindow);
  for (int i = 0; i < 9; ++i) window.add(tick(10 + i), 10.0, kWindow);
  EXPECT_EQ(window.samples(), 10U);
  EXPECT_EQ(window.mean(), 5.0);
}

TEST(Window, OldestIsTheFirstReadingThatIsStillThere) {
  Window window;
  for (int s = 0; s <= 160; s += 20) window.add(tick(s), s, kWindow);
  EXPECT_EQ(window.oldest(), 0.0) << "as old as the window is still inside it";
  EXPECT_EQ(window.span(), kWindow);
  window.add(tick(160) + microseconds{1}, 161.0, kWindow);
  EXPECT_EQ(window.oldest(), 20.0);
  EXPECT_EQ(window.samples(), 9U);
}

TEST(Window, NothingOlderThanTheWindowIsLeftAfterAGap) {
  Window window;
  for (int s = 0; s < 100; ++s) window.add(tick(s), 1.0, kWindow);
  window.add(tick(1000), 5.0, kWindow);
  EXPECT_EQ(window.samples(), 1U);
  EXPECT_EQ(window.parts(), 1U);
  EXPECT_EQ(window.oldest(), 5.0);
}

TEST(Window, ReadingThatIsOlderThanTheLastCountsAsOfTheSameTime) {
  Window window;
  window.add(tick(0), 1.0, kWindow);
  window.add(tick(50), 2.0, kWindow);
  window.add(tick(20), 4.0, kWindow);
  EXPECT_EQ(window.last(), tick(50));
  EXPECT_EQ(window.span(), seconds{50});
  EXPECT_EQ(window.samples(), 3U);
  Window same;
  same.add(tick(0), 1.0, kWindow);
  same.add(tick(50), 2.0, kWindow);
  same.add(tick(50), 4.0, kWindow);
  EXPECT_EQ(window.slope(), same.slope());
  EXPECT_EQ(window.mean(), same.mean());
}

// What is held is at most as old as the window; what is dropped was older than 15/16 of it.
TEST(Window, DropsByAgePartByPart) {
  std::mt19937 random(1);
  for (const Duration most : {Duration{seconds{1}}, Duration{seconds{9}}, Duration{seconds{40}}}) {
    Watched watched;
    Tick at = tick(0);
    for (int i = 0; i < 3000; ++i) {
      at += up_to(random, most);
      watched.add(at, noise(random));
      const auto held = watched.held();
      ASSERT_GE(held.front().at, at - kWindow);
      ASSERT_EQ(watched.window.span(), at - held.front().at);
      ASSERT_EQ(watched.window.oldest(), held.front().value);
      if (held.size() == watched.readings.size()) continue;
      const Reading& dropped = *(watched.readings.end() - 1 - std::ssize(held));
      ASSERT_LT(dropped.at, at - kPart * 15);
    }
  }
}

TEST(Window, NeverMorePartsThanSlots) {
  std::mt19937 random(2);
  for (const Duration length : {Duration{0}, Duration{5}, Duration{16}, Duration{milliseconds{1}},
                                Duration{seconds{60}}, Duration{std::chrono::hours{24}}}) {
    Window window;
    Tick at = tick(0);
    for (int i = 0; i < 5000; ++i) {
      at += up_to(random, length / 4 + Duration{1});
      window.add(at, noise(random), length);
      ASSERT_LE(window.parts(), Window::kSlots);
      ASSERT_GE(window.samples(), window.parts());
      ASSERT_LE(window.span(), length);
    }
  }
}

TEST(Window, ReadSixteenTimesAWindowToTheMomentKeepsTheLastSixteen) {
  Window window;
  for (int i = 0; i < 100; ++i) {
    window.add(tick(10 * i), i, kWindow);
    ASSERT_EQ(window.parts(), std::min<std::size_t>(static_cast<std::size_t>(i) + 1, 16));
    ASSERT_EQ(window.oldest(), std::max(0, i - 15));
    ASSERT_EQ(window.last(), tick(10 * i));
  }
}

TEST(Window, SlopeOfTwoPartsAMomentApart) {
  Window window;
  window.add(tick(0), 1.0, milliseconds{16});
  window.add(tick(0) + milliseconds{1}, 2.0, milliseconds{16});
  ASSERT_TRUE(window.slope().has_value());
  EXPECT_NEAR(*window.slope(), 1000.0, 1e-9);
}

// Where every reading is a part of its own, both are least squares over the same at most sixteen
// points: they differ by rounding alone.
TEST(Window, SlopeIsExactWhereEveryReadingIsItsOwnPart) {
  std::mt19937 random(3);
  for (int run = 0; run < 200; ++run) {
    Watched watched;
    Tick at = tick(0);
    for (int i = 0; i < 40; ++i) {
      at += kPart + up_to(random, seconds{15});
      watched.add(at, 100.0 * noise(random));
      const auto held = watched.held();
      if (held.size() < 2) continue;
      const Scatter scatter = scatter_of(held);
      const double scale = std::sqrt(scatter.values / scatter.times);
      ASSERT_NEAR(watched.window.slope().value(), scatter.slope(), 1e-12 * scale);
    }
  }
}

// Readings of one moment lose nothing by being condensed, so that a part must weigh as many
// readings as it holds: rounding alone again.
TEST(Window, SlopeWeighsAPartByItsReadings) {
  std::mt19937 random(4);
  for (int run = 0; run < 200; ++run) {
    Watched watched;
    Tick at = tick(0);
    for (int i = 0; i < 12; ++i) {
      at += kPart + up_to(random, seconds{3});
      for (auto readings = 1 + random() % 6; readings > 0; --readings) {
        watched.add(at, 100.0 * noise(random));
      }
    }
    const Scatter scatter = scatter_of(watched.held());
    const double scale = std::sqrt(scatter.values / scatter.times);
    ASSERT_NEAR(watched.window.slope().value(), scatter.slope(), 1e-12 * scale);
  }
}

// The means of evenly read parts of a line lie on the line.
TEST(Window, SlopeOfALineIsExactHoweverItIsRead) {
  for (const Duration period : {Duration{milliseconds{250}}, Duration{seconds{1}},
                                Duration{seconds{3}}, Duration{seconds{7}}}) {
    Window window;
    for (int i = 0; i < 1500; ++i) {
      const Tick at = tick(0) + period * i;
      window.add(at, 20.0 - 0.125 * static_cast<double>((period * i).count()) / 1e6, kWindow);
      ASSERT_EQ(window.slope().has_value(), window.parts() > 1);
      ASSERT_NEAR(window.slope().value_or(-0.125), -0.125, 1e-11) << i;
    }
  }
}

// Condensed, the slope loses what time and value have in common within a part. With S = B + W, the
// sums of squares or products between and within the parts, it is B_tv/B_tt instead of S_tv/S_tt:
//   |difference| <= |W_tv|/S_tt + |B_tv/B_tt| W_tt/S_tt, and |W_tv| <= sqrt(W_tt S_vv) (Cauchy).
// Of evenly read times with n readings, at most m in a part, W_tt/S_tt <= (m^2-1)/(n^2-1) < (m/n)^2.
TEST(Window, SlopeOfNoisyReadingsIsNearThatOfAllOfThem) {
  std::mt19937 random(5);
  for (int run = 0; run < 60; ++run) {
    Watched watched;
    const double slope = noise(random), swing = 20.0 * noise(random);
    const int period_ms = 250 + static_cast<int>(random() % 2000);
    for (int i = 0; i < 1200; ++i) {
      const double t = static_cast<double>(period_ms * i) / 1000.0;
      const double wave = swing * (static_cast<double>(i % 97) / 97.0);
      watched.add(Tick{milliseconds{period_ms} * i}, slope * t + wave + 5.0 * noise(random));
    }
    const Scatter scatter = scatter_of(watched.held());
    const double got = watched.window.slope().value();
    const double in_a_part = std::ceil(10'000.0 / period_ms);
    const double share = in_a_part / static_cast<double>(watched.window.samples());
    const double scale = std::sqrt(scatter.values / scatter.times);
    EXPECT_NEAR(got, scatter.slope(), scale * share + std::fabs(got) * share * share);
  }
}

}  // namespace
}  // namespace hazgate::alarm
