#include "gateway/daemon/reporting.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <random>
#include <set>

namespace hazgate::daemon {
namespace {

using namespace std::chrono_literals;
using journal::Reading;
using site::TelemetryMode;

Tick at(Duration since) {
  return Tick(Duration(1h) + since);
}

Reading number(double value, Quality quality = Quality::Good) {
  return {value, quality};
}

Reporting reporting_of(const site::TelemetrySpec& spec, std::vector<double> deadbands = {},
                       Duration phase = {}) {
  Reporting reporting;
  reporting.set(spec, std::move(deadbands), phase);
  return reporting;
}

const site::TelemetrySpec kOnChange{.mode = TelemetryMode::OnChange, .silence = 60s};
const site::TelemetrySpec kInterval{.mode = TelemetryMode::Interval, .every = 10s};

/// Whether a reading that follows another at once is published.
bool follows(const Reading& before, const Reading& after, double deadband = 0.0,
             const site::TelemetrySpec& spec = kOnChange) {
  Reporting reporting = reporting_of(spec, {deadband});
  EXPECT_TRUE(reporting.take({{before}}, at(1s))) << "the first";
  return reporting.take({{after}}, at(2s));
}

TEST(Reporting, EveryPollGoesOutUnlessTheSiteSaysOtherwise) {
  Reporting reporting;
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(reporting.take({{number(1)}}, at(i * 1s)));
}

TEST(Reporting, OnChangeANumberGoesOutWhenItLeavesItsDeadband) {
  EXPECT_FALSE(follows(number(10), number(10.5), 0.5));
  EXPECT_FALSE(follows(number(10), number(9.5), 0.5));
  EXPECT_TRUE(follows(number(10), number(10.75), 0.5));
  EXPECT_TRUE(follows(number(10), number(9.25), 0.5));
}

TEST(Reporting, WithoutADeadbandAnyChangeCounts) {
  EXPECT_FALSE(follows(number(10), number(10)));
  EXPECT_TRUE(follows(number(10), number(std::nextafter(10.0, 11.0))));
  EXPECT_TRUE(follows(number(0.0), number(-0.0)));
  Reporting reporting = reporting_of(kOnChange, {});  // no deadband is known for it
  EXPECT_TRUE(reporting.take({{number(1)}}, at(1s)));
  EXPECT_TRUE(reporting.take({{number(2)}}, at(2s)));
}

TEST(Reporting, WhatIsNoNumberIsNearToNone) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_TRUE(follows(number(1), number(nan), 5));
  EXPECT_TRUE(follows(number(nan), number(1), 5));
  EXPECT_FALSE(follows(number(nan), number(nan), 5));
  EXPECT_FALSE(follows(number(infinity), number(infinity), 5));
  EXPECT_TRUE(follows(number(infinity), number(-infinity), 5));
}

TEST(Reporting, CountersAreComparedExactly) {
  const std::uint64_t big = std::numeric_limits<std::uint64_t>::max();
  EXPECT_TRUE(follows({big, Quality::Good}, {big - 1, Quality::Good}));
  EXPECT_FALSE(follows({big, Quality::Good}, {big - 3, Quality::Good}, 3));
  EXPECT_TRUE(follows({big, Quality::Good}, {std::uint64_t{0}, Quality::Good}, 1000))
      << "it begins anew";
  const std::int64_t low = std::numeric_limits<std::int64_t>::min();
  EXPECT_TRUE(follows({low, Quality::Good},
                      {std::numeric_limits<std::int64_t>::max(), Quality::Good}, 1e18));
  EXPECT_FALSE(follows({std::int64_t{-2}, Quality::Good}, {std::int64_t{1}, Quality::Good}, 3));
}

TEST(Reporting, AQualityATextOrASwitchNeverWaits) {
  for (const auto& spec : {kOnChange, kInterval}) {
    EXPECT_TRUE(follows(number(1), number(1, Quality::Uncertain), 100, spec));
    EXPECT_TRUE(follows(number(1), {Value{}, Quality::Comm}, 100, spec));
    EXPECT_TRUE(follows({Value{}, Quality::Comm}, number(1), 100, spec)) << "it answers again";
    EXPECT_TRUE(follows({true, Quality::Good}, {false, Quality::Good}, 100, spec));
    EXPECT_TRUE(follows({std::string("normal"), Quality::Good},
                        {std::string("fault"), Quality::Good}, 100, spec));
    EXPECT_FALSE(follows({std::string("normal"), Quality::Good},
                         {std::string("normal"), Quality::Good}, 100, spec));
  }
}

TEST(Reporting, ASlowDriftComesThrough) {
  Reporting reporting = reporting_of(kOnChange, {1.0});
  int published = 0;
  for (int i = 0; i < 50; ++i) {
    published += reporting.take({{number(i * 0.25)}}, at(i * 10ms)) ? 1 : 0;
  }
  EXPECT_EQ(published, 10) << "every fifth: against what the park saw last, not the poll before";
}

TEST(Reporting, SilenceIsNeverLongerThanSaid) {
  Reporting reporting = reporting_of(kOnChange, {1.0});
  std::vector<int> published;
  for (int second = 0; second <= 180; ++second) {
    if (reporting.take({{number(1)}}, at(second * 1s))) published.push_back(second);
  }
  EXPECT_EQ(published, (std::vector<int>{0, 60, 120, 180}));
}

TEST(Reporting, APollThatIsRarerThanTheSilenceAlwaysGoesOut) {
  Reporting reporting = reporting_of(kOnChange, {1.0});
  for (int minute = 0; minute < 10; minute += 2) {
    EXPECT_TRUE(reporting.take({{number(1)}}, at(minute * 1min)));
  }
}

TEST(Reporting, OneInEachIntervalWithoutDrift) {
  Reporting reporting = reporting_of(kInterval, {}, 3s);
  std::vector<Duration> published;
  for (Duration since{}; since <= 65s; since += 700ms) {
    if (reporting.take({{number(std::chrono::duration<double>(since).count())}}, at(since)))
      published.push_back(since);
  }
  // The first at once; then the first poll behind 7 s, 17 s, 27 s, …
  EXPECT_EQ(published,
            (std::vector<Duration>{0s, 7s, 17500ms, 27300ms, 37100ms, 47600ms, 57400ms}));
}

TEST(Reporting, WhatWasAskedForGoesOutOnce) {
  Reporting reporting = reporting_of(kOnChange, {100.0});
  EXPECT_TRUE(reporting.take({{number(1)}}, at(1s)));
  reporting.ask_for_next();
  EXPECT_TRUE(reporting.take({{number(2)}}, at(2s)));
  EXPECT_FALSE(reporting.take({{number(3)}}, at(3s)));
}

TEST(Reporting, AnotherModeGoesOnFromTheNextPoll) {
  Reporting reporting = reporting_of(kOnChange, {1.0});
  EXPECT_TRUE(reporting.take({{number(1)}}, at(1s)));
  EXPECT_FALSE(reporting.take({{number(1.5)}}, at(2s)));
  reporting.set({}, {}, {});
  EXPECT_TRUE(reporting.take({{number(1.5)}}, at(3s)));
  EXPECT_TRUE(reporting.take({{number(1.5)}}, at(4s)));
  reporting.set(kOnChange, {1.0}, {});
  EXPECT_TRUE(reporting.take({{number(7)}}, at(5s)));
  EXPECT_FALSE(reporting.take({{number(7.5)}}, at(6s)));
}

TEST(Reporting, TurnsOfManyDevicesAreSpread) {
  std::vector<int> in_tenth(10);
  for (int device = 0; device < 1000; ++device) {
    const Duration phase = phase_of("gd-" + std::to_string(device), 10s);
    ASSERT_GE(phase, 0s);
    ASSERT_LT(phase, 10s);
    EXPECT_EQ(phase, phase_of("gd-" + std::to_string(device), 10s));
    ++in_tenth[static_cast<std::size_t>(phase / 1s)];
  }
  EXPECT_GT(*std::min_element(in_tenth.begin(), in_tenth.end()), 50);
  EXPECT_LT(*std::max_element(in_tenth.begin(), in_tenth.end()), 200);
}

/// What the park believes, against what is, at every poll of a random walk.
TEST(ReportingProperty, TheParkIsNeverFurtherOffThanTheDeadbandNorSilentForTooLong) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    std::mt19937 random(seed);
    const double deadband = seed % 4 * 0.5;
    const Duration silence = std::chrono::seconds(2 + seed % 50);
    const Duration period = std::chrono::milliseconds(100 + random() % 900);
    Reporting reporting =
        reporting_of({.mode = TelemetryMode::OnChange, .silence = silence}, {deadband, 0.0});
    std::vector<Reading> now{number(0), {true, Quality::Good}}, seen;
    Duration last{};
    for (int i = 0; i < 500; ++i) {
      const Duration since = i * period;
      std::get<double>(now[0].value) += (static_cast<double>(random() % 201) - 100.0) / 150.0;
      now[0].quality = random() % 40 == 0 ? Quality::Uncertain : Quality::Good;
      if (random() % 30 == 0) now[1].value = !std::get<bool>(now[1].value);
      if (reporting.take(now, at(since))) {
        ASSERT_LE(since - last, silence) << "seed " << seed;
        seen = now;
        last = since;
      }
      ASSERT_LE(std::abs(std::get<double>(seen[0].value) - std::get<double>(now[0].value)),
                deadband);
      ASSERT_EQ(seen[0].quality, now[0].quality);
      ASSERT_EQ(seen[1].value, now[1].value);
    }
  }
}

}  // namespace
}  // namespace hazgate::daemon
