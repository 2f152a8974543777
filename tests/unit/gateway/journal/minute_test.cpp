#include "gateway/journal/minute.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <map>
#include <optional>
#include <string>

#include "readings.hpp"

namespace hazgate::journal {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr WallTime kNoon = from_unix_ms(1'796'040'000'000);  // a whole minute

Reading good(Value value) {
  return {std::move(value), Quality::Good};
}

/// Frames of one run of the gateway, at places that go on from each other.
struct Feed {
  MinuteFold fold;
  std::uint64_t ordinal = 0;

  void take(WallTime t, const std::vector<Reading>& readings, std::uint32_t layout = 1) {
    fold.take({0, t, layout, pack(readings)}, {1, ordinal++});
  }
};

TEST(Minute, OfAStampIsThatOfItsBegin) {
  EXPECT_EQ(minute_of(from_unix_ms(0)), 0);
  EXPECT_EQ(minute_of(from_unix_ms(59'999)), 0);
  EXPECT_EQ(minute_of(from_unix_ms(60'000)), 1);
  EXPECT_EQ(minute_of(from_unix_ms(-1)), -1);
  EXPECT_EQ(minute_of(from_unix_ms(-60'000)), -1);
  EXPECT_EQ(begin_of_minute(minute_of(kNoon)), kNoon);
}

TEST(Minute, HoldsMinMaxMeanAndTheShareOfGood) {
  Feed feed;
  feed.take(kNoon, {good(12.3)});
  feed.take(kNoon + seconds{20}, {good(12.9)});
  feed.take(kNoon + seconds{40}, {good(12.4)});
  feed.take(kNoon + seconds{50}, {{Value{99.0}, Quality::Uncertain}});
  feed.take(kNoon + milliseconds{59'999}, {{Value{}, Quality::Comm}});
  EXPECT_TRUE(feed.fold.finished().empty());
  feed.take(kNoon + seconds{60}, {good(1.0)});
  ASSERT_EQ(feed.fold.finished().size(), 1U);
  EXPECT_EQ(feed.fold.finished()[0],
            (LayoutMinute{1, minute_of(kNoon), {{5, 3, true, 12.3, 12.9, 12.533}}}));
}

TEST(Minute, OfABoolIsTheShareOfTrueAndATextHasNoValue) {
  Feed feed;
  for (int i = 0; i < 3; ++i) feed.take(kNoon, {good(i == 0), good(std::string("open"))});
  feed.take(kNoon + seconds{60}, {});
  ASSERT_EQ(feed.fold.finished().size(), 1U);
  const std::vector<PointMinute> expected{{3, 3, true, 0, 1, 0.3333}, {3, 3, false, 0, 0, 0}};
  EXPECT_EQ(feed.fold.finished()[0].points, expected);
}

TEST(Minute, IsOverWhenAnotherDeviceIsTenSecondsBeyondIt) {
  Feed feed;
  feed.take(kNoon + seconds{58}, {good(1.0)}, 1);
  feed.take(kNoon + seconds{61}, {good(2.0)}, 2);
  feed.take(kNoon + seconds{59}, {good(3.0)}, 1);  // committed late: still the same pass
  EXPECT_FALSE(feed.fold.is_due());
  feed.take(kNoon + seconds{70}, {good(2.0)}, 2);
  ASSERT_TRUE(feed.fold.is_due());
  ASSERT_EQ(feed.fold.finished().size(), 1U);
  EXPECT_EQ(feed.fold.finished()[0].points[0], (PointMinute{2, 2, true, 1, 3, 2}));
}

TEST(Minute, ThatTheClockPassedTwiceComesOutTwice) {
  Feed feed;
  feed.take(kNoon, {good(1.0)});
  feed.take(kNoon + seconds{60}, {good(2.0)});
  feed.take(kNoon + seconds{10}, {good(5.0)});  // put back
  feed.take(kNoon + seconds{60}, {good(7.0)});
  feed.take(kNoon + seconds{120}, {good(9.0)});
  std::vector<std::pair<std::int64_t, double>> passes;
  for (const LayoutMinute& done : feed.fold.finished()) {
    passes.emplace_back(done.minute - minute_of(kNoon), done.points[0].mean);
    EXPECT_EQ(done.points[0].count, 1U);
  }
  EXPECT_EQ(passes, (std::vector<std::pair<std::int64_t, double>>{{0, 1}, {1, 2}, {0, 5}, {1, 7}}));
  EXPECT_TRUE(feed.fold.is_due()) << "a clock that was put back holds nothing up";
}

TEST(Minute, OfADeviceThatIsSilentSinceTheClockWasPutBackIsOver) {
  Feed feed;
  feed.take(kNoon + std::chrono::hours{9000}, {good(1.0)}, 2);
  for (int minute = 0; minute < 3; ++minute) feed.take(kNoon + minute * seconds{70}, {good(5.0)});
  ASSERT_EQ(feed.fold.mark().opens.size(), 1U);
  EXPECT_EQ(feed.fold.mark().earliest(), (FramePlace{1, 3}));
  EXPECT_EQ(feed.fold.finished().front().layout, 1U);
  EXPECT_EQ(feed.fold.finished().size(), 3U);
}

TEST(Minute, NeverHoldsWhatIsNoFrameOrHasNoStampOfARecord) {
  Feed feed;
  feed.fold.take({0, kNoon, 1, "\xff\xff"}, {1, 0});
  feed.fold.take({0, from_unix_ms(-5), 1, pack({good(1.0)})}, {1, 1});
  feed.fold.take({0, WallTime::max(), 1, pack({good(1.0)})}, {1, 2});
  EXPECT_TRUE(feed.fold.mark().opens.empty());
  EXPECT_EQ(feed.fold.mark().end, (FramePlace{1, 3}));
}

TEST(MinuteMark, ComesBackFromItsText) {
  const MinuteMark mark{{7, 130}, {{3, {6, 20}}, {9, {7, 1}}}};
  EXPECT_EQ(MinuteMark::from_text(mark.text()), mark);
  EXPECT_EQ(mark.earliest(), (FramePlace{6, 20}));
  for (const char* text :
       {"", "7", "7:1", "7:1;3", "7:1;3=", "7:1;3=1:2", "x:1;", "7:1;99999999999=1:2;"}) {
    EXPECT_FALSE(MinuteMark::from_text(text)) << text;
  }
}

/// What was over together may come in another order of the layouts.
std::map<std::uint32_t, std::vector<LayoutMinute>> by_layout(
    const std::vector<LayoutMinute>& list) {
  std::map<std::uint32_t, std::vector<LayoutMinute>> sorted;
  for (const LayoutMinute& done : list) sorted[done.layout].push_back(done);
  return sorted;
}

TEST(MinuteFold, GoesOnFromAMarkAsIfNothingHadBeen) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Random random(seed);
    std::vector<std::pair<SampleRecord, FramePlace>> frames;
    WallTime t = kNoon;
    for (std::uint64_t i = 0; i < 400; ++i) {
      t += milliseconds{random() % 5000};
      if (random() % 100 == 0) t -= seconds{random() % 200};
      const auto layout = static_cast<std::uint32_t>(1 + random() % 4);
      frames.push_back({{0, t, layout, pack({good(static_cast<double>(random() % 50) / 10)})},
                        {1 + i / 37, i % 37}});
    }
    MinuteFold whole, before, after;
    for (const auto& [record, place] : frames) whole.take(record, place);
    const auto cut = static_cast<std::size_t>(random() % frames.size());
    for (std::size_t i = 0; i < cut; ++i) before.take(frames[i].first, frames[i].second);
    const MinuteMark mark = before.mark();
    for (const auto& [record, place] : frames) {
      if (mark.wants(record.layout, place)) after.take(record, place);
    }
    const SampleRecord later{0, t + std::chrono::hours{1}, 99, pack({good(1.0)})};
    whole.take(later, {1000, 0});
    after.take(later, {1000, 0});
    std::vector<LayoutMinute> pieces = before.finished();
    pieces.insert(pieces.end(), after.finished().begin(), after.finished().end());
    std::uint64_t counted = 0;
    for (const LayoutMinute& done : pieces) counted += done.points[0].count;
    ASSERT_EQ(counted, frames.size()) << "no frame is lost, none counts twice";
    ASSERT_EQ(by_layout(pieces), by_layout(whole.finished()));
  }
}

/// What a person would compute with a pencil, all readings of a pass in hand.
PointMinute naive(const std::vector<Reading>& readings) {
  PointMinute minute;
  std::vector<double> values;
  for (const Reading& reading : readings) {
    ++minute.count;
    if (reading.quality != Quality::Good) continue;
    ++minute.good;
    if (const auto* flag = std::get_if<bool>(&reading.value)) values.push_back(*flag ? 1 : 0);
    if (const auto* number = std::get_if<std::int64_t>(&reading.value)) {
      values.push_back(static_cast<double>(*number));
    }
    if (const auto* number = std::get_if<std::uint64_t>(&reading.value)) {
      values.push_back(static_cast<double>(*number));
    }
    if (const auto* number = std::get_if<double>(&reading.value);
        number && std::isfinite(*number)) {
      values.push_back(*number);
    }
  }
  minute.has_value = !values.empty();
  if (values.empty()) return minute;
  minute.min = *std::min_element(values.begin(), values.end());
  minute.max = *std::max_element(values.begin(), values.end());
  long double sum = 0;
  for (const double value : values) sum += value;
  minute.mean = static_cast<double>(sum / static_cast<long double>(values.size()));
  return minute;
}

TEST(MinuteFold, AgreesWithAPencil) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Random random(seed);
    std::vector<Reading> readings(1 + random() % 6);
    for (Reading& reading : readings) reading = random_reading(random);
    // Passes in order: of which minute, and all readings of each point in it.
    std::vector<std::pair<std::int64_t, std::vector<std::vector<Reading>>>> passes;
    Feed feed;
    WallTime t = kNoon;
    for (int i = 0; i < 500; ++i) {
      t += milliseconds{random() % 3000};
      if (random() % 150 == 0) t -= seconds{random() % 300};
      for (Reading& reading : readings) go_on(reading, random);
      if (passes.empty() || passes.back().first != minute_of(t)) {
        passes.emplace_back(minute_of(t), std::vector<std::vector<Reading>>(readings.size()));
      }
      for (std::size_t p = 0; p < readings.size(); ++p) {
        passes.back().second[p].push_back(readings[p]);
      }
      feed.take(t, readings);
    }
    const auto& finished = feed.fold.finished();
    ASSERT_EQ(finished.size(), passes.size() - 1) << "the last one runs";
    for (std::size_t i = 0; i < finished.size(); ++i) {
      ASSERT_EQ(finished[i].minute, passes[i].first);
      for (std::size_t p = 0; p < readings.size(); ++p) {
        const PointMinute& got = finished[i].points[p];
        PointMinute expected = naive(passes[i].second[p]);
        if (!std::isfinite(expected.mean)) continue;
        ASSERT_GE(got.mean, got.min);
        ASSERT_LE(got.mean, got.max);
        // Six decimals, a hundredth of the finest reading, or what a float32 has.
        const double near = 0.6e-2 + std::abs(expected.mean) * 1e-6 +
                            (std::abs(expected.min) + std::abs(expected.max)) * 1e-12;
        ASSERT_NEAR(got.mean, expected.mean, near);
        expected.mean = got.mean;
        ASSERT_EQ(got, expected);
      }
    }
  }
}

TEST(PointMinute, AddedUpWeighsByGoodReadings) {
  PointMinute sum{10, 0, false, 0, 0, 0};
  sum.add({4, 3, true, 1, 3, 2});
  EXPECT_EQ(sum, (PointMinute{14, 3, true, 1, 3, 2}));
  sum.add({1, 1, true, 6, 6, 6});
  EXPECT_EQ(sum, (PointMinute{15, 4, true, 1, 6, 3}));
  sum.add({5, 0, false, 0, 0, 0});
  EXPECT_EQ(sum, (PointMinute{20, 4, true, 1, 6, 3}));
}

}  // namespace
}  // namespace hazgate::journal
