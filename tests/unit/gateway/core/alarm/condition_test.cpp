#include "gateway/core/alarm/condition.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <gtest/gtest.h>
#include <limits>
#include <optional>
#include <random>

namespace hazgate::alarm {
namespace {

using std::chrono::microseconds;
using std::chrono::seconds;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

constexpr std::array kBad = {Quality::OutOfRange, Quality::Fault,       Quality::WarmUp,
                             Quality::Stuck,      Quality::Maintenance, Quality::Stale,
                             Quality::Comm,       Quality::Exception,   Quality::NotYet};
constexpr std::array kUsable = {Quality::Good, Quality::Uncertain, Quality::Simulated};
static_assert(kBad.size() + kUsable.size() == kQualityTexts.size());

Sample good(double value) {
  return {.quality = Quality::Good, .value = value};
}
/// What value it carries must not matter.
Sample bad(Quality quality, double value = 0.0) {
  return {.quality = quality, .value = value};
}
Tick tick(int s) {
  return Tick{seconds{s}};
}
double below(double value) {
  return std::nextafter(value, -kInfinity);
}
double above(double value) {
  return std::nextafter(value, kInfinity);
}

constexpr ConditionParams kHigh{.kind = ConditionKind::High, .limit = 50.0, .deadband = 2.0};
constexpr ConditionParams kLow{.kind = ConditionKind::Low, .limit = 19.5, .deadband = 0.5};
constexpr ConditionParams kDeviation{
    .kind = ConditionKind::Deviation, .limit = 4.0, .deadband = 1.0};

struct LimitRow {
  ConditionParams params;
  bool active;
  double value;
  Verdict verdict;
};

// Both edges of both comparisons; the deadband works on return only.
TEST(Judge, LimitsAtTheirEdges) {
  const LimitRow rows[] = {
      {kHigh, false, 47.0, Verdict::False},        {kHigh, false, 49.0, Verdict::False},
      {kHigh, false, below(50.0), Verdict::False}, {kHigh, false, 50.0, Verdict::True},
      {kHigh, false, 51.0, Verdict::True},         {kHigh, true, 50.0, Verdict::True},
      {kHigh, true, below(50.0), Verdict::Hold},   {kHigh, true, above(48.0), Verdict::Hold},
      {kHigh, true, 48.0, Verdict::False},         {kHigh, true, -1e9, Verdict::False},
      {kLow, false, 21.0, Verdict::False},         {kLow, false, 19.75, Verdict::False},
      {kLow, false, above(19.5), Verdict::False},  {kLow, false, 19.5, Verdict::True},
      {kLow, false, 0.0, Verdict::True},           {kLow, true, 19.5, Verdict::True},
      {kLow, true, above(19.5), Verdict::Hold},    {kLow, true, below(20.0), Verdict::Hold},
      {kLow, true, 20.0, Verdict::False},          {kLow, true, 1e9, Verdict::False},
  };
  for (const LimitRow& row : rows) {
    const Judgement got = judge(row.params, row.active, good(row.value));
    EXPECT_EQ(got.verdict, row.verdict)
        << to_text(row.params.kind) << " active " << row.active << " value " << row.value;
    EXPECT_EQ(got.figure, row.value);
  }
}

TEST(Judge, WithoutDeadbandReturnsJustBelowTheLimit) {
  const ConditionParams params{.kind = ConditionKind::High, .limit = 50.0};
  EXPECT_EQ(judge(params, true, good(50.0)).verdict, Verdict::True);
  EXPECT_EQ(judge(params, true, good(below(50.0))).verdict, Verdict::False);
}

TEST(Judge, BadQualityHoldsAndHasNoFigure) {
  ConditionParams state{.kind = ConditionKind::State, .code_count = 1};
  state.codes = {1};
  for (const ConditionParams& params : {kHigh, kLow, kDeviation, state}) {
    const Sample other = good(0.0);
    for (const bool active : {false, true}) {
      for (const double value : {-1e6, 0.0, 1.0, 1e6}) {
        for (const Quality quality : kBad) {
          const Judgement got = judge(params, active, bad(quality, value), &other);
          EXPECT_EQ(got.verdict, Verdict::Hold) << to_text(params.kind) << to_text(quality);
          EXPECT_EQ(got.figure, std::nullopt);
        }
      }
      for (const double value : {kNan, kInfinity, -kInfinity}) {
        const Judgement got = judge(params, active, good(value), &other);
        EXPECT_EQ(got.verdict, Verdict::Hold) << to_text(params.kind) << value;
        EXPECT_EQ(got.figure, std::nullopt);
      }
    }
  }
}

TEST(Judge, UncertainAndSimulatedAreCompared) {
  for (const Quality quality : kUsable) {
    EXPECT_EQ(judge(kHigh, false, {.quality = quality, .value = 60.0}).verdict, Verdict::True);
    EXPECT_EQ(judge(kHigh, true, {.quality = quality, .value = 40.0}).verdict, Verdict::False);
  }
}

TEST(Judge, AboveTheRangeOfAGasPointIsTheHighestAlarm) {
  ConditionParams gas = kHigh;
  gas.over_range_raises = true;
  const Sample over{.quality = Quality::OutOfRange, .above_range = true, .value = 0.0};
  const Sample under{.quality = Quality::OutOfRange, .above_range = false, .value = 90.0};
  EXPECT_EQ(judge(gas, false, over).verdict, Verdict::True);
  EXPECT_EQ(judge(gas, false, over).figure, std::nullopt) << "how much is not known";
  EXPECT_EQ(judge(gas, false, under).verdict, Verdict::Hold);
  EXPECT_EQ(judge(gas, true, under).verdict, Verdict::Hold);
  EXPECT_EQ(judge(kHigh, false, over).verdict, Verdict::Hold) << "not a gas point";
  ConditionParams low = kLow;
  low.over_range_raises = true;
  EXPECT_EQ(judge(low, false, over).verdict, Verdict::Hold) << "too much is not too little";
  const Sample fault{.quality = Quality::Fault, .above_range = true, .value = 90.0};
  EXPECT_EQ(judge(gas, false, fault).verdict, Verdict::Hold) << "no measurement at all";
}

// domain.md 1.4: the detector's own alarm is ORed with the comparison.
TEST(Judge, TheDevicesOwnAlarmRaisesToo) {
  ConditionParams high = kHigh;
  high.codes = {1, 2};
  high.code_count = 2;
  ConditionParams low = kLow;
  low.codes = {1, 2};
  low.code_count = 2;
  const Sample alarm = good(2.0), quiet = good(0.0), unknown = bad(Quality::Comm, 2.0),
               garbled = good(kNan), fault = bad(Quality::Fault, 90.0);
  struct Row {
    const char* what;
    const ConditionParams& params;
    bool active;
    Sample own;
    const Sample& other;
    Verdict verdict;
  };
  const Row rows[] = {
      {"neither", high, false, good(40.0), quiet, Verdict::False},
      {"the device alone", high, false, good(40.0), alarm, Verdict::True},
      {"the limit alone", high, false, good(60.0), quiet, Verdict::True},
      {"both", high, false, good(60.0), alarm, Verdict::True},
      {"inside the deadband, the device quiet", high, true, good(49.0), quiet, Verdict::Hold},
      {"inside the deadband, the device not", high, true, good(49.0), alarm, Verdict::True},
      {"both returned", high, true, good(40.0), quiet, Verdict::False},
      {"own reading bad, device in alarm", high, false, fault, alarm, Verdict::True},
      {"own reading bad, device quiet", high, true, fault, quiet, Verdict::Hold},
      {"own reading bad, device quiet, inactive", high, false, fault, quiet, Verdict::Hold},
      {"both bad", high, true, fault, unknown, Verdict::Hold},
      {"the device's bad: does not clear", high, true, good(40.0), unknown, Verdict::Hold},
      {"the device's garbled: does not clear", high, true, good(40.0), garbled, Verdict::Hold},
      {"the device's bad: the limit raises", high, false, good(60.0), unknown, Verdict::True},
      {"the device's bad: does not raise", high, false, good(40.0), unknown, Verdict::Hold},
      {"low: the device alone", low, false, good(20.5), alarm, Verdict::True},
      {"low: own reading bad", low, false, fault, alarm, Verdict::True},
      {"low: the device's bad does not clear", low, true, good(20.5), unknown, Verdict::Hold},
      {"low: both returned", low, true, good(20.5), quiet, Verdict::False},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(judge(row.params, row.active, row.own, &row.other).verdict, row.verdict) << row.what;
  }
  EXPECT_EQ(judge(high, true, good(40.0)).verdict, Verdict::False) << "there is no such point";
  EXPECT_EQ(judge(kHigh, false, good(40.0), &alarm).verdict, Verdict::False) << "nor such codes";
}

TEST(Judge, DeviationIsSymmetricAndComparesAtItsEdges) {
  struct Row {
    bool active;
    double deviation;
    Verdict verdict;
  };
  constexpr Row kRows[] = {
      {false, 0.0, Verdict::False},  {false, 3.5, Verdict::False},  {false, 3.9375, Verdict::False},
      {false, 4.0, Verdict::True},   {false, 100.0, Verdict::True}, {true, 4.0, Verdict::True},
      {true, 3.9375, Verdict::Hold}, {true, 3.0625, Verdict::Hold}, {true, 3.0, Verdict::False},
      {true, 0.0, Verdict::False},
  };
  for (const Row& row : kRows) {
    for (const double sign : {-1.0, 1.0}) {
      const Sample other = good(10.0 + sign * row.deviation);
      const Judgement got = judge(kDeviation, row.active, good(10.0), &other);
      EXPECT_EQ(got.verdict, row.verdict) << row.active << " " << sign * row.deviation;
      EXPECT_EQ(got.figure, row.deviation);
    }
  }
}

TEST(Judge, DeviationHoldsWithoutBothReadings) {
  for (const bool active : {false, true}) {
    EXPECT_EQ(judge(kDeviation, active, good(90.0)).verdict, Verdict::Hold) << "no other";
    for (const Quality quality : kBad) {
      for (const double value : {10.0, 1e6}) {
        const Sample other = bad(quality, value);
        const Judgement got = judge(kDeviation, active, good(10.0), &other);
        EXPECT_EQ(got.verdict, Verdict::Hold) << to_text(quality);
        EXPECT_EQ(got.figure, std::nullopt);
      }
    }
    for (const double value : {kNan, kInfinity}) {
      const Sample other = good(value);
      EXPECT_EQ(judge(kDeviation, active, good(10.0), &other).verdict, Verdict::Hold);
    }
  }
}

TEST(Judge, StateMatchesItsCodes) {
  ConditionParams state{.kind = ConditionKind::State};
  state.codes = {2, -5};
  state.code_count = 2;
  EXPECT_EQ(judge(state, false, good(2.0)).verdict, Verdict::True);
  EXPECT_EQ(judge(state, false, good(-5.0)).verdict, Verdict::True);
  EXPECT_EQ(judge(state, true, good(0.0)).verdict, Verdict::False) << "an unused place, no code";
  EXPECT_EQ(judge(state, true, good(2.5)).verdict, Verdict::False);
  EXPECT_EQ(judge(state, false, good(2.0)).figure, 2.0);
}

TEST(Judge, StateLooksAtEveryOneOfItsCodes) {
  ConditionParams state{.kind = ConditionKind::State, .code_count = kMostCodes};
  for (std::size_t i = 0; i < kMostCodes; ++i) state.codes[i] = static_cast<std::int32_t>(i) + 100;
  for (int code = 100; code < 116; ++code) {
    EXPECT_EQ(judge(state, false, good(code)).verdict, Verdict::True) << code;
  }
  EXPECT_EQ(judge(state, true, good(99.0)).verdict, Verdict::False);
  EXPECT_EQ(judge(state, true, good(116.0)).verdict, Verdict::False);
}

TEST(Judge, StateLooksAtTheBitsOfItsMask) {
  ConditionParams any_bit{.kind = ConditionKind::State, .mask = 0x0006};
  ConditionParams field{.kind = ConditionKind::State, .mask = 0x00F0, .code_count = 2};
  field.codes = {0x20, 0x00};
  ConditionParams top{.kind = ConditionKind::State, .mask = 0x8000'0000};
  struct Row {
    const ConditionParams& params;
    double code;
    Verdict verdict;
  };
  const Row rows[] = {
      {any_bit, 0x0000, Verdict::False},   {any_bit, 0x0002, Verdict::True},
      {any_bit, 0x0004, Verdict::True},    {any_bit, 0x0006, Verdict::True},
      {any_bit, 0xFFF9, Verdict::False},   {any_bit, 0xFFFF, Verdict::True},
      {any_bit, -1.0, Verdict::True},      {any_bit, -8.0, Verdict::False},
      {field, 0x0020, Verdict::True},      {field, 0x7F2F, Verdict::True},
      {field, 0x0F0F, Verdict::True},      {field, 0x0030, Verdict::False},
      {field, 0x00FF, Verdict::False},     {top, 2147483648.0, Verdict::True},
      {top, 2147483647.0, Verdict::False},
  };
  for (const Row& row : rows) {
    for (const bool active : {false, true}) {
      EXPECT_EQ(judge(row.params, active, good(row.code)).verdict, row.verdict)
          << row.params.mask << " " << row.code;
    }
  }
}

// What no register can hold has no bits: what a conversion makes of it differs between machines.
TEST(Judge, StateWithAMaskHoldsForWhatIsNoCode) {
  constexpr double kTwoTo63 = 9223372036854775808.0;
  const ConditionParams any_bit{.kind = ConditionKind::State, .mask = 0xFFFF'FFFF};
  for (const bool active : {false, true}) {
    for (const double value : {1e300, -1e300, kTwoTo63, below(-kTwoTo63)}) {
      EXPECT_EQ(judge(any_bit, active, good(value)).verdict, Verdict::Hold) << value;
    }
    EXPECT_EQ(judge(any_bit, active, good(4294967297.0)).verdict, Verdict::True) << "its low bits";
    EXPECT_EQ(judge(any_bit, active, good(-kTwoTo63)).verdict, Verdict::False);
  }
}

TEST(Judge, BadQualityConditionIsTrueForBadReadings) {
  const ConditionParams params{.kind = ConditionKind::BadQuality};
  for (const bool active : {false, true}) {
    for (const Quality quality : kBad) {
      const Judgement got = judge(params, active, bad(quality, 1.0));
      EXPECT_EQ(got.verdict, Verdict::True) << to_text(quality);
      EXPECT_EQ(got.figure, std::nullopt);
    }
    for (const Quality quality : kUsable) {
      const Judgement got = judge(params, active, {.quality = quality, .value = 1.0});
      EXPECT_EQ(got.verdict, Verdict::False) << to_text(quality);
      EXPECT_EQ(got.figure, 1.0);
    }
    for (const double value : {kNan, kInfinity, -kInfinity}) {
      EXPECT_EQ(judge(params, active, good(value)).verdict, Verdict::True) << value;
    }
  }
}

// domain.md 1.4: a disagreement of the detector's own alarm with the comparison is an alarm.
TEST(Judge, DiffersWhereDeviceAndLimitSayDifferentThings) {
  ConditionParams high{.kind = ConditionKind::Differs, .limit = 50.0, .deadband = 2.0};
  high.codes = {1, 3};
  high.code_count = 2;
  ConditionParams low = high;
  low.falling = true;
  low.limit = 19.5;
  low.deadband = 0.5;
  struct Row {
    const ConditionParams& params;
    double value, code;
    Verdict verdict;
  };
  const Row rows[] = {
      {high, 50.0, 0.0, Verdict::True},
      {high, 50.0, 3.0, Verdict::False},
      {high, 48.0, 0.0, Verdict::False},
      {high, 48.0, 1.0, Verdict::True},
      {high, below(50.0), 0.0, Verdict::False},
      {high, below(50.0), 1.0, Verdict::False},  // inside the deadband both may be right
      {high, above(48.0), 1.0, Verdict::False},
      {low, 19.5, 0.0, Verdict::True},
      {low, 19.5, 1.0, Verdict::False},
      {low, 20.0, 1.0, Verdict::True},
      {low, 20.0, 0.0, Verdict::False},
      {low, above(19.5), 1.0, Verdict::False},
      {low, below(20.0), 1.0, Verdict::False},
  };
  for (const Row& row : rows) {
    const Sample other = good(row.code);
    for (const bool active : {false, true}) {
      const Judgement got = judge(row.params, active, good(row.value), &other);
      EXPECT_EQ(got.verdict, row.verdict) << row.value << " device says " << row.code;
      EXPECT_EQ(got.figure, row.value);
    }
  }
}

TEST(Judge, DiffersHoldsWithoutBothReadings) {
  ConditionParams differs{.kind = ConditionKind::Differs, .limit = 50.0, .code_count = 1};
  differs.codes = {1};
  const Sample alarm = good(1.0), quiet = good(0.0);
  for (const bool active : {false, true}) {
    EXPECT_EQ(judge(differs, active, good(90.0)).verdict, Verdict::Hold) << "no other";
    for (const Quality quality : kBad) {
      const Sample unknown = bad(quality, 1.0);
      EXPECT_EQ(judge(differs, active, good(90.0), &unknown).verdict, Verdict::Hold);
      EXPECT_EQ(judge(differs, active, bad(quality, 90.0), &quiet).verdict, Verdict::Hold);
      EXPECT_EQ(judge(differs, active, bad(quality, 90.0), &alarm).verdict, Verdict::Hold);
    }
    const Sample garbled = good(kNan);
    EXPECT_EQ(judge(differs, active, good(90.0), &garbled).verdict, Verdict::Hold);
    EXPECT_EQ(judge(differs, active, good(kInfinity), &quiet).verdict, Verdict::Hold);
  }
}

TEST(Judge, NoSampleDrivesWhatIsNotOfSamples) {
  for (const ConditionKind kind :
       {ConditionKind::Comm, ConditionKind::Vote, ConditionKind::System}) {
    EXPECT_FALSE(is_of_samples(kind));
    for (const bool active : {false, true}) {
      for (const Sample& sample : {good(1e6), good(-1e6), bad(Quality::Comm)}) {
        const Judgement got = judge({.kind = kind}, active, sample);
        EXPECT_EQ(got.verdict, Verdict::Hold) << to_text(kind);
        EXPECT_EQ(got.figure, std::nullopt);
      }
    }
  }
}

TEST(Condition, OnDelayCountsSampleTimeAndStartsAgain) {
  ConditionParams params = kHigh;
  params.on_delay = seconds{3};
  params.off_delay = seconds{100};
  Condition condition;
  EXPECT_EQ(condition.due(params), std::nullopt);
  EXPECT_FALSE(condition.take(params, Verdict::True, tick(0)));
  EXPECT_FALSE(condition.take(params, Verdict::True, tick(2)));
  EXPECT_FALSE(condition.take(params, Verdict::False, tick(2)));
  EXPECT_EQ(condition.due(params), std::nullopt);
  EXPECT_FALSE(condition.take(params, Verdict::True, tick(4)));
  EXPECT_EQ(condition.due(params), tick(7));
  EXPECT_FALSE(condition.take(params, Verdict::True, tick(7) - microseconds{1}));
  EXPECT_TRUE(condition.take(params, Verdict::True, tick(7)));
  EXPECT_TRUE(condition.active);
  EXPECT_EQ(condition.due(params), std::nullopt);
}

TEST(Condition, OffDelayStartsAgainWhenTheConditionComesBack) {
  ConditionParams params = kHigh;
  params.off_delay = seconds{5};
  Condition condition;
  ASSERT_TRUE(condition.take(params, Verdict::True, tick(0)));
  EXPECT_FALSE(condition.take(params, Verdict::False, tick(1)));
  EXPECT_EQ(condition.due(params), tick(6));
  EXPECT_FALSE(condition.take(params, Verdict::True, tick(5)));
  EXPECT_EQ(condition.due(params), std::nullopt);
  EXPECT_FALSE(condition.take(params, Verdict::False, tick(6)));
  EXPECT_FALSE(condition.take(params, Verdict::False, tick(11) - microseconds{1}));
  EXPECT_TRUE(condition.take(params, Verdict::False, tick(11)));
  EXPECT_FALSE(condition.active);
}

TEST(Condition, HoldNeitherEndsNorStartsADelay) {
  ConditionParams params = kHigh;
  params.on_delay = seconds{3};
  params.off_delay = seconds{5};
  Condition condition;
  EXPECT_FALSE(condition.take(params, Verdict::Hold, tick(0)));
  EXPECT_EQ(condition.due(params), std::nullopt);
  EXPECT_FALSE(condition.take(params, Verdict::True, tick(0)));
  EXPECT_FALSE(condition.take(params, Verdict::Hold, tick(10)));
  EXPECT_FALSE(condition.active);
  EXPECT_TRUE(condition.take(params, Verdict::True, tick(11)));
  EXPECT_FALSE(condition.take(params, Verdict::False, tick(12)));
  EXPECT_FALSE(condition.take(params, Verdict::Hold, tick(30)));
  EXPECT_TRUE(condition.active);
  EXPECT_TRUE(condition.take(params, Verdict::False, tick(30)));
}

TEST(Condition, WithoutDelayActsAtOnce) {
  Condition condition;
  EXPECT_TRUE(condition.take(kHigh, Verdict::True, tick(0)));
  EXPECT_FALSE(condition.take(kHigh, Verdict::True, tick(0)));
  EXPECT_TRUE(condition.take(kHigh, Verdict::False, tick(0)));
  EXPECT_FALSE(condition.take(kHigh, Verdict::False, tick(0)));
}

// Whatever bad data comes in between, an active condition clears only by a good value.
TEST(Condition, BadDataNeverClears) {
  std::mt19937 random(7);
  for (const ConditionParams& params : {kHigh, kLow}) {
    const double raises = params.kind == ConditionKind::High ? 60.0 : 10.0;
    Condition condition;
    condition.take(params, judge(params, condition.active, good(raises)).verdict, tick(0));
    ASSERT_TRUE(condition.active);
    for (int i = 1; i < 20'000; ++i) {
      Sample sample = bad(kBad[random() % kBad.size()], static_cast<double>(random() % 100));
      sample.above_range = random() % 2 == 0;
      condition.take(params, judge(params, condition.active, sample).verdict, tick(i));
      ASSERT_TRUE(condition.active);
    }
  }
}

TEST(Condition, HasALimitWhenItComparesWithOne) {
  EXPECT_EQ(limit_of({.kind = ConditionKind::High, .limit = 50.0}), 50.0);
  EXPECT_EQ(limit_of({.kind = ConditionKind::State, .limit = 50.0}), std::nullopt);
  EXPECT_EQ(verdict_of(true), Verdict::True);
  EXPECT_EQ(verdict_of(false), Verdict::False);
}

}  // namespace
}  // namespace hazgate::alarm
