// The kinds of condition that remember the readings before.

#include <cmath>
#include <cstdint>
#include <gtest/gtest.h>
#include <limits>
#include <optional>

#include "gateway/core/alarm/condition.hpp"

namespace hazgate::alarm {
namespace {

using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

double below(double value) {
  return std::nextafter(value, -kInfinity);
}
double above(double value) {
  return std::nextafter(value, kInfinity);
}

/// One condition with its past, fed reading by reading.
struct Watch {
  ConditionParams params;
  bool active = false;
  Past past{};
  Tick now{};

  Judgement at(Duration time, double value, Quality quality = Quality::Good) {
    now = Tick{time};
    return judge(params, active, {.quality = quality, .value = value, .at = now}, nullptr, &past);
  }
  /// A reading so long after the one before.
  Judgement after(Duration time, double value, Quality quality = Quality::Good) {
    return at(now.time_since_epoch() + time, value, quality);
  }
};

void expect_nothing(const Judgement& got) {
  EXPECT_EQ(got.verdict, Verdict::Hold);
  EXPECT_EQ(got.figure, std::nullopt);
}

// domain.md 2.3: least squares over at least 5 samples of a window of 60 s.
constexpr ConditionParams kRate{.kind = ConditionKind::Rate,
                                .min_samples = 5,
                                .limit = 30.0,
                                .deadband = 7.5,
                                .window = seconds{60}};

ConditionParams with_limit(ConditionParams params, double limit) {
  params.limit = limit;
  return params;
}

/// The judgement of the last of five readings that lie exactly on a line.
Judgement of_a_line(Watch& watch, double per_minute, double last = 0.0,
                    Duration period = seconds{15}) {
  const double step = per_minute / 60.0 * std::chrono::duration<double>(period).count();
  for (int i = 4; i > 0; --i) watch.after(period, last - i * step);
  return watch.after(period, last);
}

TEST(Past, OnlyKindsThatHaveOneNeedIt) {
  for (const ConditionKind kind :
       {ConditionKind::Rate, ConditionKind::TimeToLimit, ConditionKind::Mean,
        ConditionKind::Increment, ConditionKind::Stuck}) {
    EXPECT_TRUE(has_past(kind));
    expect_nothing(judge({.kind = kind}, true, {.quality = Quality::Good, .value = 1e6}));
  }
}

TEST(Rate, RaisesAtItsLimitAndReturnsBelowTheDeadband) {
  struct Row {
    double limit;
    bool active;
    double rate;
    Verdict verdict;
  };
  constexpr Row kRows[] = {
      {30.0, false, 30.0, Verdict::True},      {30.0, false, 28.125, Verdict::False},
      {30.0, false, 0.0, Verdict::False},      {30.0, false, -90.0, Verdict::False},
      {30.0, true, 30.0, Verdict::True},       {30.0, true, 28.125, Verdict::Hold},
      {30.0, true, 24.375, Verdict::Hold},     {30.0, true, 22.5, Verdict::False},
      {30.0, true, -90.0, Verdict::False},     {-30.0, false, -30.0, Verdict::True},
      {-30.0, false, -28.125, Verdict::False}, {-30.0, false, 0.0, Verdict::False},
      {-30.0, false, 90.0, Verdict::False},    {-30.0, true, -30.0, Verdict::True},
      {-30.0, true, -28.125, Verdict::Hold},   {-30.0, true, -24.375, Verdict::Hold},
      {-30.0, true, -22.5, Verdict::False},    {-30.0, true, 90.0, Verdict::False},
  };
  for (const Row& row : kRows) {
    Watch watch{.params = with_limit(kRate, row.limit), .active = row.active};
    const Judgement got = of_a_line(watch, row.rate);
    EXPECT_EQ(got.verdict, row.verdict) << row.limit << " active " << row.active << " " << row.rate;
    EXPECT_EQ(got.figure, row.rate) << "these lines have no rounding";
  }
}

TEST(Rate, ALimitThatIsNotNegativeIsOneOfRising) {
  for (const double limit : {0.0, 0.5}) {
    Watch rises{.params = with_limit(kRate, limit)};
    EXPECT_EQ(of_a_line(rises, 30.0).verdict, Verdict::True);
    Watch falls{.params = with_limit(kRate, limit)};
    EXPECT_EQ(of_a_line(falls, -30.0).verdict, Verdict::False);
  }
}

TEST(Rate, ComparesAtItsEdgesToTheLastBit) {
  Watch raises{.params = with_limit(kRate, 30.0)};
  EXPECT_EQ(of_a_line(raises, 30.0).verdict, Verdict::True);
  Watch does_not{.params = with_limit(kRate, above(30.0))};
  EXPECT_EQ(of_a_line(does_not, 30.0).verdict, Verdict::False);
  Watch falls{.params = with_limit(kRate, -30.0)};
  EXPECT_EQ(of_a_line(falls, -30.0).verdict, Verdict::True);
  Watch falls_less{.params = with_limit(kRate, below(-30.0))};
  EXPECT_EQ(of_a_line(falls_less, -30.0).verdict, Verdict::False);
}

TEST(Rate, TooFewReadingsGiveNone) {
  Watch watch{.params = kRate, .active = true};
  for (int i = 0; i < 4; ++i) expect_nothing(watch.after(seconds{15}, 1000.0 * i));
  EXPECT_EQ(watch.after(seconds{15}, 4000.0).verdict, Verdict::True);
}

TEST(Rate, TooShortASpanGivesNone) {
  Watch watch{.params = kRate};
  for (int i = 0; i < 100; ++i) {
    expect_nothing(watch.at(microseconds{seconds{30}} * i / 100, 1000.0 * i));
  }
  expect_nothing(watch.at(seconds{30} - microseconds{1}, 1e6));
  EXPECT_EQ(watch.at(seconds{30}, 1e6).verdict, Verdict::True);
}

TEST(Rate, AGapMeansNoRateUntilThereAreEnoughAgain) {
  Watch watch{.params = kRate};
  for (int i = 0; i < 20; ++i) watch.after(seconds{5}, 5.0 * i);
  EXPECT_EQ(watch.after(seconds{15}, 110.0).verdict, Verdict::True) << "as long as allowed";
  expect_nothing(watch.after(seconds{15} + microseconds{1}, 0.0));
  for (int i = 1; i < 4; ++i) expect_nothing(watch.after(seconds{15}, 15.0 * i));
  EXPECT_EQ(watch.after(seconds{15}, 60.0).figure, 60.0) << "nothing of before";
}

TEST(Rate, AGapIsLongerWhereFewerReadingsAreEnough) {
  Watch watch{.params = kRate};
  watch.params.min_samples = 3;
  watch.at(seconds{0}, 0.0);
  expect_nothing(watch.after(seconds{30}, 30.0));
  EXPECT_EQ(watch.after(seconds{30}, 60.0).figure, 60.0);
  expect_nothing(watch.after(seconds{30} + microseconds{1}, 90.0));
}

TEST(Rate, NeedsTwoReadingsHoweverFewAreEnough) {
  for (std::uint16_t enough = 0; enough <= 2; ++enough) {
    Watch watch{.params = kRate};
    watch.params.min_samples = enough;
    expect_nothing(watch.at(seconds{0}, 0.0));
    EXPECT_EQ(watch.at(seconds{45}, 45.0).figure, 60.0);
    expect_nothing(watch.after(seconds{60} + microseconds{1}, 0.0));
  }
}

TEST(Rate, ABadReadingMeansNoRateUntilThereAreEnoughGoodOnes) {
  for (const double value : {0.0, 1e6}) {
    for (const Quality quality : {Quality::Fault, Quality::OutOfRange, Quality::Comm}) {
      Watch watch{.params = kRate, .active = true};
      ASSERT_EQ(of_a_line(watch, 0.0).verdict, Verdict::False);
      expect_nothing(watch.after(seconds{5}, value, quality));
      EXPECT_EQ(of_a_line(watch, 60.0).figure, 60.0) << "nothing of before";
    }
  }
  for (const double value : {kNan, kInfinity, -kInfinity}) {
    Watch watch{.params = kRate, .active = true};
    ASSERT_EQ(of_a_line(watch, 0.0).verdict, Verdict::False);
    expect_nothing(watch.after(seconds{5}, value));
    EXPECT_EQ(of_a_line(watch, 60.0).figure, 60.0);
  }
}

TEST(Rate, TimeThatGoesBackwardsIsNoGap) {
  Watch watch{.params = kRate};
  ASSERT_EQ(of_a_line(watch, 60.0).verdict, Verdict::True);
  EXPECT_NE(watch.after(-seconds{20}, 0.0).figure, std::nullopt);
}

// 7.5 a minute: the limit at 100 is ten minutes away from 25.
constexpr ConditionParams kTime{.kind = ConditionKind::TimeToLimit,
                                .min_samples = 5,
                                .limit = 100.0,
                                .deadband = 50.0,
                                .window = seconds{60},
                                .within = minutes{10}};

struct TimeRow {
  bool active;
  double rate;      ///< towards the limit, per minute
  double short_of;  ///< of the limit
  Verdict verdict;
  std::optional<double> minutes;
};

// It returns only where the limit is a quarter of the time further away: at 12.5 minutes.
constexpr TimeRow kTimeRows[] = {
    {false, 7.5, 37.5, Verdict::True, 5.0},
    {false, 7.5, 75.0, Verdict::True, 10.0},
    {false, 7.5, 75.0625, Verdict::False, 75.0625 / 7.5},
    {false, 7.5, 93.75, Verdict::False, 12.5},
    {true, 7.5, 75.0, Verdict::True, 10.0},
    {true, 7.5, 75.0625, Verdict::Hold, 75.0625 / 7.5},
    {true, 7.5, 93.6875, Verdict::Hold, 93.6875 / 7.5},
    {true, 7.5, 93.75, Verdict::False, 12.5},
    {false, 0.0, 1.0, Verdict::False, std::nullopt},
    {true, 0.0, 1.0, Verdict::False, std::nullopt},
    {false, -7.5, 1.0, Verdict::False, std::nullopt},
    {true, -7.5, 1.0, Verdict::False, std::nullopt},
};

TEST(TimeToLimit, ComparesTheTimeThatIsLeft) {
  for (const TimeRow& row : kTimeRows) {
    for (const bool falling : {false, true}) {
      Watch watch{.params = kTime, .active = row.active};
      watch.params.falling = falling;
      const double sign = falling ? -1.0 : 1.0;
      const Judgement got = of_a_line(watch, sign * row.rate, 100.0 - sign * row.short_of);
      EXPECT_EQ(got.verdict, row.verdict) << falling << row.active << " " << row.short_of;
      EXPECT_EQ(got.figure, row.minutes) << falling << row.active << " " << row.short_of;
    }
  }
}

TEST(TimeToLimit, AtAndBeyondTheLimitNoTimeIsLeftHoweverItMoves) {
  for (const bool falling : {false, true}) {
    const double sign = falling ? -1.0 : 1.0;
    for (const double beyond : {0.0, 0.5, 1000.0}) {
      Watch watch{.params = kTime};
      watch.params.falling = falling;
      for (int i = 0; i < 10; ++i) {
        const Judgement got = watch.after(seconds{15}, 100.0 + sign * (beyond + 9 - i));
        EXPECT_EQ(got.verdict, Verdict::True) << "also before there is any rate";
        EXPECT_EQ(got.figure, 0.0);
      }
    }
    Watch watch{.params = kTime, .active = true};
    watch.params.falling = falling;
    expect_nothing(watch.at(seconds{0}, falling ? above(100.0) : below(100.0)));
  }
}

TEST(TimeToLimit, WithoutARateItHolds) {
  for (const bool active : {false, true}) {
    Watch watch{.params = kTime, .active = active};
    ASSERT_NE(of_a_line(watch, 60.0, 0.0).figure, std::nullopt);
    expect_nothing(watch.after(seconds{16}, 30.0));
    ASSERT_NE(of_a_line(watch, 60.0, 0.0).figure, std::nullopt);
    for (const double value : {0.0, 200.0}) {
      expect_nothing(watch.after(seconds{1}, value, Quality::OutOfRange));
    }
    expect_nothing(watch.after(seconds{1}, kInfinity));
    expect_nothing(watch.after(seconds{1}, kNan));
    expect_nothing(watch.after(seconds{1}, 0.0));
  }
}

constexpr ConditionParams kMean{
    .kind = ConditionKind::Mean, .limit = 10.0, .deadband = 2.0, .window = seconds{160}};

/// Readings of one value until there is a mean; how long that took.
Duration until_a_mean(Watch& watch, Duration period, double value) {
  const Tick began = watch.now;
  for (int i = 0; i < 1000; ++i) {
    if (watch.after(i == 0 ? Duration{} : period, value).figure) return watch.now - began;
  }
  return Duration::max();
}

TEST(Mean, RaisesAtItsLimitAndReturnsBelowTheDeadband) {
  struct Row {
    bool active;
    double mean;
    Verdict verdict;
  };
  const Row rows[] = {
      {false, 10.0, Verdict::True}, {false, 9.9375, Verdict::False}, {false, 8.0, Verdict::False},
      {true, 10.0, Verdict::True},  {true, 9.9375, Verdict::Hold},   {true, 8.0625, Verdict::Hold},
      {true, 8.0, Verdict::False},  {true, 0.0, Verdict::False},
  };
  for (const Row& row : rows) {
    Watch watch{.params = kMean, .active = row.active};
    ASSERT_NE(until_a_mean(watch, seconds{10}, row.mean), Duration::max());
    const Judgement got = watch.after(seconds{10}, row.mean);
    EXPECT_EQ(got.verdict, row.verdict) << row.active << " " << row.mean;
    EXPECT_EQ(got.figure, row.mean);
  }
}

TEST(Mean, NeedsHalfOfThePartsAndThreeQuartersOfTheWindow) {
  Watch often{.params = kMean};
  EXPECT_EQ(until_a_mean(often, seconds{1}, 50.0), seconds{120});
  Watch seldom{.params = kMean};
  EXPECT_EQ(until_a_mean(seldom, seconds{20}, 50.0), seconds{140}) << "eight parts";
  Watch too_seldom{.params = kMean};
  EXPECT_EQ(until_a_mean(too_seldom, seconds{30}, 50.0), Duration::max());
}

TEST(Mean, BadReadingsTakeNoPartAndHold) {
  Watch watch{.params = kMean, .active = true};
  ASSERT_NE(until_a_mean(watch, seconds{10}, 12.0), Duration::max());
  for (int i = 0; i < 3; ++i) {
    expect_nothing(watch.after(seconds{5}, 0.0, Quality::Fault));
    expect_nothing(watch.after(seconds{5}, 1e6, Quality::OutOfRange));
    expect_nothing(watch.after(seconds{0}, kNan));
  }
  EXPECT_EQ(watch.after(seconds{10}, 12.0).figure, 12.0) << "the good ones still cover enough";
}

TEST(Mean, AfterAGapItWaitsUntilTheWindowIsCoveredAgain) {
  Watch watch{.params = kMean, .active = true};
  ASSERT_NE(until_a_mean(watch, seconds{10}, 50.0), Duration::max());
  expect_nothing(watch.after(seconds{161}, 0.0));
  EXPECT_EQ(until_a_mean(watch, seconds{10}, 0.0), seconds{120});
}

TEST(Mean, ReadingsThatComeFasterForAWhileWeighNoMore) {
  Watch watch{.params = kMean};
  for (int part = 0; part < 8; ++part) {
    watch.at(seconds{20} * part, 0.0);
    for (int i = 0; i < 9; ++i) watch.at(seconds{20 * part + 10} + seconds{i}, 16.0);
  }
  EXPECT_EQ(watch.now, Tick{seconds{158}});
  EXPECT_EQ(watch.past.window.samples(), 80U);
  EXPECT_EQ(watch.past.window.mean(), 8.0);
}

constexpr ConditionParams kIncrement{
    .kind = ConditionKind::Increment, .limit = 5.0, .deadband = 2.0, .window = seconds{160}};

TEST(Increment, RaisesAtItsLimitAndReturnsBelowTheDeadband) {
  struct Row {
    bool active;
    double counted;
    Verdict verdict;
  };
  const Row rows[] = {
      {false, 0.0, Verdict::False}, {false, 4.0, Verdict::False}, {false, 5.0, Verdict::True},
      {false, 90.0, Verdict::True}, {true, 5.0, Verdict::True},   {true, 4.0, Verdict::Hold},
      {true, 3.0, Verdict::False},  {true, 0.0, Verdict::False},
  };
  for (const Row& row : rows) {
    Watch watch{.params = kIncrement, .active = row.active};
    watch.at(seconds{0}, 100.0);
    watch.at(seconds{80}, 100.0 + row.counted / 2.0);
    const Judgement got = watch.at(seconds{159}, 100.0 + row.counted);
    EXPECT_EQ(got.verdict, row.verdict) << row.active << " " << row.counted;
    EXPECT_EQ(got.figure, row.counted);
  }
}

TEST(Increment, CountsOverTheWindowAndNoLonger) {
  Watch inside{.params = kIncrement};
  inside.at(seconds{0}, 100.0);
  inside.at(seconds{20}, 101.0);
  EXPECT_EQ(inside.at(seconds{160}, 105.0).figure, 5.0);
  Watch outside{.params = kIncrement};
  outside.at(seconds{0}, 100.0);
  outside.at(seconds{20}, 101.0);
  EXPECT_EQ(outside.at(seconds{160} + microseconds{1}, 105.0).figure, 4.0);
}

TEST(Increment, AfterARestartAnActiveOneReturnsOnlyWhenMostOfAWindowWasSeen) {
  Watch watch{.params = kIncrement, .active = true};
  EXPECT_EQ(watch.at(seconds{0}, 100.0).verdict, Verdict::Hold);
  EXPECT_EQ(watch.at(seconds{119}, 100.0).verdict, Verdict::Hold);
  EXPECT_EQ(watch.at(seconds{120}, 100.0).verdict, Verdict::False);
  EXPECT_EQ(watch.at(seconds{130}, 105.0).verdict, Verdict::True) << "it raises at once";
}

TEST(Increment, AResetOfTheCounterBeginsAnew) {
  Watch watch{.params = kIncrement};
  watch.at(seconds{0}, 100.0);
  EXPECT_EQ(watch.at(seconds{10}, 99.0).figure, 0.0);
  EXPECT_EQ(watch.at(seconds{20}, 104.0).verdict, Verdict::True) << "5 since the reset";
  watch.active = true;
  EXPECT_EQ(watch.at(seconds{140}, 0.0).verdict, Verdict::Hold) << "a reset clears nothing";
}

TEST(Increment, SlowCountingNeverRaises) {
  Watch watch{.params = kIncrement};
  for (int i = 0; i < 1000; ++i) {
    EXPECT_NE(watch.after(seconds{10}, std::floor(i / 4.0)).verdict, Verdict::True) << i;
  }
}

TEST(Increment, BadReadingsHoldAndForgetNothing) {
  Watch watch{.params = kIncrement};
  EXPECT_EQ(watch.at(seconds{0}, 100.0).verdict, Verdict::False);
  expect_nothing(watch.at(seconds{50}, 500.0, Quality::Fault));
  expect_nothing(watch.at(seconds{60}, 0.0, Quality::Comm));
  expect_nothing(watch.at(seconds{60}, kNan));
  EXPECT_EQ(watch.at(seconds{100}, 105.0).verdict, Verdict::True) << "counted while nobody looked";
}

constexpr ConditionParams kStuck{
    .kind = ConditionKind::Stuck, .deadband = 0.5, .window = seconds{60}};

TEST(Stuck, RaisesWhenTheValueStoodForTheWholeWindow) {
  Watch watch{.params = kStuck};
  EXPECT_EQ(watch.at(seconds{0}, 7.0).verdict, Verdict::False);
  EXPECT_EQ(watch.at(seconds{30}, 7.0).verdict, Verdict::False);
  EXPECT_EQ(watch.at(seconds{60} - microseconds{1}, 7.0).verdict, Verdict::False);
  const Judgement got = watch.at(seconds{60}, 7.0);
  EXPECT_EQ(got.verdict, Verdict::True);
  EXPECT_EQ(got.figure, 7.0);
}

TEST(Stuck, MovesOfTheBandAreNone) {
  for (const double sign : {-1.0, 1.0}) {
    Watch still{.params = kStuck};
    still.at(seconds{0}, 7.0);
    EXPECT_EQ(still.at(seconds{30}, 7.0 + sign * 0.5).verdict, Verdict::False);
    EXPECT_EQ(still.at(seconds{60}, 7.0 - sign * 0.5).verdict, Verdict::True);
    Watch moves{.params = kStuck};
    moves.at(seconds{0}, 7.0);
    moves.at(seconds{30}, 7.0 + sign * 0.5625);
    EXPECT_EQ(moves.at(seconds{60}, 7.0 + sign * 0.5625).verdict, Verdict::False);
    EXPECT_EQ(moves.at(seconds{90}, 7.0 + sign * 0.5625).verdict, Verdict::True);
  }
}

TEST(Stuck, SlowDriftIsAMove) {
  Watch watch{.params = kStuck};
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(watch.after(seconds{25}, 0.375 * i).verdict, Verdict::False) << i;
  }
}

TEST(Stuck, ReturnsWithTheFirstMoveAndRaisesAgain) {
  Watch watch{.params = kStuck, .active = true};
  watch.at(seconds{0}, 7.0);
  EXPECT_EQ(watch.at(seconds{60}, 7.0).verdict, Verdict::True);
  EXPECT_EQ(watch.at(seconds{61}, 8.0).verdict, Verdict::False);
  watch.active = false;
  EXPECT_EQ(watch.at(seconds{120}, 8.0).verdict, Verdict::False);
  EXPECT_EQ(watch.at(seconds{121}, 8.0).verdict, Verdict::True);
}

TEST(Stuck, TimeWithoutAReadingProvesNothing) {
  Watch watch{.params = kStuck};
  watch.at(seconds{0}, 7.0);
  expect_nothing(watch.at(seconds{50}, 7.0, Quality::Comm));
  EXPECT_EQ(watch.at(seconds{60}, 7.0).verdict, Verdict::False) << "begins again";
  EXPECT_EQ(watch.at(seconds{119}, 7.0).verdict, Verdict::False);
  expect_nothing(watch.at(seconds{119}, kNan));
  EXPECT_EQ(watch.at(seconds{120}, 7.0).verdict, Verdict::False);
  EXPECT_EQ(watch.at(seconds{180}, 7.0).verdict, Verdict::True);
}

TEST(Stuck, BadReadingsDoNotLetItGo) {
  Watch watch{.params = kStuck};
  watch.at(seconds{0}, 7.0);
  ASSERT_EQ(watch.at(seconds{60}, 7.0).verdict, Verdict::True);
  watch.active = true;
  expect_nothing(watch.at(seconds{70}, 90.0, Quality::Fault));
  EXPECT_EQ(watch.at(seconds{80}, 7.0).verdict, Verdict::True);
  expect_nothing(watch.at(seconds{90}, 90.0, Quality::Comm));
  EXPECT_EQ(watch.at(seconds{100}, 90.0).verdict, Verdict::False) << "an honest move";
}

TEST(Stuck, ActiveOverARestartHasNothingToCompareWithAtFirst) {
  Watch same{.params = kStuck, .active = true};
  EXPECT_EQ(same.at(seconds{0}, 7.0).verdict, Verdict::Hold);
  EXPECT_EQ(same.at(seconds{59}, 7.0).verdict, Verdict::Hold);
  EXPECT_EQ(same.at(seconds{60}, 7.0).verdict, Verdict::True);
  Watch moved{.params = kStuck, .active = true};
  EXPECT_EQ(moved.at(seconds{0}, 7.0).verdict, Verdict::Hold);
  EXPECT_EQ(moved.at(seconds{1}, 8.0).verdict, Verdict::False);
  Watch bad{.params = kStuck, .active = true};
  expect_nothing(bad.at(seconds{0}, 7.0, Quality::NotYet));
  EXPECT_EQ(bad.at(seconds{1}, 8.0).verdict, Verdict::Hold);
}

TEST(ConditionPast, WantsHalfAWindowForARateAndThreeQuartersOtherwise) {
  const auto wanted = [](ConditionKind kind, std::int64_t window_us) {
    ConditionParams params{.kind = kind};
    params.window = Duration{window_us};
    return wanted_span(params).count();
  };
  EXPECT_EQ(wanted(ConditionKind::Rate, 60), 30);
  EXPECT_EQ(wanted(ConditionKind::TimeToLimit, 60), 30);
  EXPECT_EQ(wanted(ConditionKind::Mean, 60), 45);
  EXPECT_EQ(wanted(ConditionKind::Increment, 8), 6);
  EXPECT_EQ(wanted(ConditionKind::Increment, 9), 7) << "no less than three quarters";
}

}  // namespace
}  // namespace hazgate::alarm
