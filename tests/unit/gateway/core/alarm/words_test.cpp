#include <gtest/gtest.h>

#include "gateway/core/alarm/cause.hpp"
#include "gateway/core/alarm/condition.hpp"
#include "gateway/core/alarm/ids.hpp"
#include "gateway/core/alarm/priority.hpp"
#include "gateway/core/alarm/quality.hpp"
#include "gateway/core/alarm/sample.hpp"
#include "gateway/core/alarm/standing.hpp"
#include "gateway/core/alarm/time.hpp"

// The core's words and what stands where nothing is said.
namespace hazgate::alarm {
namespace {

template <class Enum, std::size_t kCount>
void expect_texts(const std::array<std::string_view, kCount>& texts) {
  for (std::size_t i = 0; i < kCount; ++i) {
    EXPECT_EQ(to_text(static_cast<Enum>(i)), texts[i]);
    EXPECT_FALSE(texts[i].empty()) << i;
  }
}

TEST(Words, EachHasItsText) {
  expect_texts<Cause>(kCauseTexts);
  expect_texts<ConditionKind>(kConditionKindTexts);
  expect_texts<Flag>(kFlagTexts);
  expect_texts<State>(kStateTexts);
  expect_texts<Priority>(kPriorityTexts);
  expect_texts<Quality>(kQualityTexts);
  EXPECT_EQ(to_text(Cause::Config), "config");
  EXPECT_EQ(to_text(ConditionKind::System), "system");
  EXPECT_EQ(to_text(Flag::OutOfService), "out-of-service");
  EXPECT_EQ(to_text(State::LatchedAcked), "latched-acked");
  EXPECT_EQ(to_text(Priority::Low), "low");
  EXPECT_EQ(to_text(Quality::NotYet), "not-yet");
}

TEST(Words, AllFlagsAreAllFlagsInTheirOrder) {
  for (std::size_t i = 0; i < kAllFlags.size(); ++i) {
    EXPECT_EQ(kAllFlags[i], static_cast<Flag>(i));
  }
}

struct KindRow {
  ConditionKind kind;
  bool of_samples, past, limit;
};

constexpr KindRow kKinds[] = {
    {ConditionKind::High, true, false, true},      {ConditionKind::Low, true, false, true},
    {ConditionKind::Rate, true, true, true},       {ConditionKind::TimeToLimit, true, true, true},
    {ConditionKind::Deviation, true, false, true}, {ConditionKind::Mean, true, true, true},
    {ConditionKind::Increment, true, true, true},  {ConditionKind::State, true, false, false},
    {ConditionKind::Stuck, true, true, false},     {ConditionKind::BadQuality, true, false, false},
    {ConditionKind::Differs, true, false, true},   {ConditionKind::Comm, false, false, false},
    {ConditionKind::Vote, false, false, false},    {ConditionKind::System, false, false, false},
};

TEST(Words, WhatAKindOfConditionNeeds) {
  static_assert(std::size(kKinds) == kConditionKindTexts.size());
  for (const KindRow& row : kKinds) {
    SCOPED_TRACE(std::string(to_text(row.kind)));
    EXPECT_EQ(is_of_samples(row.kind), row.of_samples);
    EXPECT_EQ(has_past(row.kind), row.past);
    EXPECT_EQ(has_limit(row.kind), row.limit);
  }
}

TEST(Words, WhichStatesAreActiveAndWhichWaitForAPerson) {
  struct Row {
    State state;
    bool condition, waits;
  };
  constexpr Row kRows[] = {
      {State::Normal, false, false}, {State::Active, true, true},
      {State::Acked, true, false},   {State::Cleared, false, true},
      {State::Latched, false, true}, {State::LatchedAcked, false, false},
  };
  static_assert(std::size(kRows) == kStateTexts.size());
  for (const Row& row : kRows) {
    EXPECT_EQ(is_condition_true(row.state), row.condition) << to_text(row.state);
    EXPECT_EQ(is_unacknowledged(row.state), row.waits) << to_text(row.state);
  }
}

TEST(Words, PlacesAndStamps) {
  EXPECT_EQ(at(AlarmIndex{7}), 7U);
  EXPECT_EQ(index_of<PointIndex>(7), PointIndex{7});
  EXPECT_EQ(unix_ms(from_unix_ms(1'780'000'000'123)), 1'780'000'000'123);
  EXPECT_EQ(from_unix_ms(5).time_since_epoch(), std::chrono::milliseconds{5});
}

TEST(Words, WhatStandsWhereNothingIsSaid) {
  const Sample sample{};
  EXPECT_EQ(sample.quality, Quality::NotYet) << "a reading that nobody made is none";
  EXPECT_FALSE(sample.above_range);
  EXPECT_EQ(sample.value, 0.0);
  const ConditionParams params{};
  EXPECT_EQ(params.kind, ConditionKind::High);
  EXPECT_EQ(params.limit, 0.0);
  EXPECT_EQ(params.min_samples, 5) << "domain.md 2.3";
  EXPECT_TRUE(Now{}.wall_trusted);
}

}  // namespace
}  // namespace hazgate::alarm
