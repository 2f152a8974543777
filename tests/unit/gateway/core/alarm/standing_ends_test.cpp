// Shelves, removals, acknowledgements and sounds: when they end, and what they act on.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <gtest/gtest.h>
#include <optional>

#include "tests/unit/gateway/core/alarm/standing_sample.hpp"

namespace hazgate::alarm {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

TEST(Shelf, IsAsLongAsTheAlarmAllowsAndNoLonger) {
  struct Case {
    Duration longest, asked;
    Refusal refusal;
  };
  const Case cases[] = {
      {hours{8}, hours{8}, Refusal::None},
      {hours{8}, kMoment, Refusal::None},
      {hours{8}, hours{8} + kMoment, Refusal::ShelfTooLong},
      {hours{8}, Duration{}, Refusal::ShelfTooLong},
      {hours{8}, -kMoment, Refusal::ShelfTooLong},
      {Duration{}, kMoment, Refusal::NeverShelved},
      {Duration{}, Duration{}, Refusal::NeverShelved},
      {-kMoment, kMoment, Refusal::NeverShelved},
  };
  for (const Case& c : cases) {
    for (const bool shelved_before : {false, true}) {
      const Standing before =
          standing(State::Active, shelved_before ? flags({Flag::Shelved}) : Flags{});
      Standing alarm = before;
      const Change got = step(alarm, {.kind = AskKind::Shelve, .time = c.asked}, kNow,
                              {.longest_shelf = c.longest});
      EXPECT_EQ(got.refusal, c.refusal) << c.longest.count() << " " << c.asked.count();
      EXPECT_EQ(got.happened(), c.refusal == Refusal::None);
      Standing to = before;
      if (c.refusal == Refusal::None) {
        to.flags.set(Flag::Shelved);
        to.shelf_ends = kNow + c.asked;
      }
      EXPECT_TRUE(alarm == to) << "refused: as before";
    }
  }
}

TEST(Shelf, EndsByItselfAndNotAMomentEarlier) {
  Standing alarm = standing(State::Active);
  step(alarm, kShelve, kNow, kRules);
  EXPECT_EQ(due(alarm), kNow + kShelve.time);
  EXPECT_FALSE(pass(alarm, kNow + kShelve.time - kMoment).happened());
  const Change got = pass(alarm, kNow + kShelve.time);
  EXPECT_EQ(got.asked, AskKind::Unshelve);
  EXPECT_TRUE(got.sounds());
  EXPECT_EQ(alarm.state, State::Active);
  EXPECT_EQ(alarm.occurrence, 8U);
  EXPECT_EQ(due(alarm), kNever);
  EXPECT_FALSE(pass(alarm, kNow + hours{1000}).happened());
}

TEST(Shelf, ProlongedOrShortenedHasItsNewEndAlone) {
  for (const Duration again : {Duration{hours{2}}, Duration{minutes{15}}}) {
    Standing alarm = standing(State::Acked);
    step(alarm, kShelve, kNow, kRules);
    const Tick later = kNow + minutes{10};
    const Change got = step(alarm, {.kind = AskKind::Shelve, .time = again}, later, kRules);
    EXPECT_TRUE(got.prolonged);
    EXPECT_TRUE(got.happened());
    EXPECT_FALSE(got.sounds());
    EXPECT_FALSE(pass(alarm, later + again - kMoment).happened());
    EXPECT_TRUE(pass(alarm, later + again).sounds());
  }
}

TEST(Shelf, OfAnAlarmThatIsQuietEndsQuietly) {
  for (const State state : {State::Normal, State::Cleared, State::Latched, State::LatchedAcked}) {
    Standing alarm = standing(state);
    step(alarm, kShelve, kNow, kRules);
    const Change got = pass(alarm, kNow + kShelve.time);
    EXPECT_TRUE(got.happened());
    EXPECT_FALSE(got.sounds());
    EXPECT_EQ(alarm.state, state);
    EXPECT_EQ(alarm.occurrence, 7U);
  }
}

TEST(Shelf, OnceEndsWhenTheConditionDrops) {
  struct Case {
    State from;
    bool latch;
    State to;
  };
  constexpr Case kCases[] = {
      {State::Active, true, State::Latched},
      {State::Active, false, State::Cleared},
      {State::Acked, true, State::LatchedAcked},
      {State::Acked, false, State::Normal},
  };
  for (const Case& c : kCases) {
    const Rules rules{.latch = c.latch, .longest_shelf = hours{8}};
    Standing alarm = standing(c.from);
    step(alarm, kShelveOnce, kNow, rules);
    EXPECT_TRUE(alarm.shelved_once);
    const Change got = step(alarm, {.kind = AskKind::ConditionFalse}, kNow + seconds{1}, rules);
    EXPECT_EQ(alarm.state, c.to);
    EXPECT_FALSE(got.after.any());
    EXPECT_FALSE(got.sounds());
    EXPECT_EQ(alarm.occurrence, 7U);
    EXPECT_FALSE(alarm.shelved_once);
    EXPECT_EQ(due(alarm), kNever) << "its time is over with it";
    EXPECT_TRUE(step(alarm, {.kind = AskKind::ConditionTrue}, kNow + seconds{2}, rules).sounds());
  }
}

TEST(Shelf, OnceWaitsForAConditionToDrop) {
  Standing alarm = standing(State::LatchedAcked);
  step(alarm, kShelveOnce, kNow, kRules);
  EXPECT_FALSE(step(alarm, {.kind = AskKind::ConditionFalse}, kNow, kRules).happened());
  step(alarm, {.kind = AskKind::Reset}, kNow, kRules);
  EXPECT_TRUE(alarm.flags.has(Flag::Shelved)) << "normal again, but nothing has dropped";
  EXPECT_FALSE(step(alarm, {.kind = AskKind::ConditionTrue}, kNow, kRules).sounds());
  step(alarm, {.kind = AskKind::ConditionFalse}, kNow, kRules);
  EXPECT_FALSE(alarm.flags.any());
}

TEST(Shelf, OnceEndsWithItsTimeToo) {
  Standing alarm = standing(State::Active);
  step(alarm, kShelveOnce, kNow, kRules);
  EXPECT_TRUE(pass(alarm, kNow + kShelveOnce.time).sounds());
  EXPECT_FALSE(alarm.shelved_once);
}

TEST(Shelf, OnceLeavesTheOtherFlags) {
  Standing alarm = standing(State::Active, flags({Flag::Suppressed}));
  step(alarm, kShelveOnce, kNow, kRules);
  step(alarm, {.kind = AskKind::ConditionFalse}, kNow, kRules);
  EXPECT_TRUE(alarm.flags == flags({Flag::Suppressed}));
}

TEST(Shelf, TheLastShelfSaysWhetherItIsForOnce) {
  Standing alarm = standing(State::Active);
  step(alarm, kShelveOnce, kNow, kRules);
  step(alarm, kShelve, kNow, kRules);
  step(alarm, {.kind = AskKind::ConditionFalse}, kNow, kRules);
  EXPECT_TRUE(alarm.flags.has(Flag::Shelved));
  step(alarm, kShelveOnce, kNow, kRules);
  step(alarm, {.kind = AskKind::ConditionTrue}, kNow, kRules);
  step(alarm, {.kind = AskKind::ConditionFalse}, kNow, kRules);
  EXPECT_FALSE(alarm.flags.any());
}

TEST(Removal, EndsByItselfWhereItHasATime) {
  Standing alarm = standing(State::Acked);
  step(alarm, kRemove, kNow, kRules);
  EXPECT_EQ(due(alarm), kNow + kRemove.time);
  EXPECT_FALSE(pass(alarm, kNow + kRemove.time - kMoment).happened());
  const Change got = pass(alarm, kNow + kRemove.time);
  EXPECT_EQ(got.asked, AskKind::Return);
  EXPECT_TRUE(got.sounds());
  EXPECT_EQ(due(alarm), kNever);
}

TEST(Removal, WithoutATimeLastsUntilSomebodyReturnsIt) {
  Standing alarm = standing(State::Active);
  step(alarm, {.kind = AskKind::Remove}, kNow, kRules);
  EXPECT_EQ(due(alarm), kNever);
  EXPECT_FALSE(pass(alarm, kNow + hours{100'000}).happened());
  EXPECT_TRUE(step(alarm, {.kind = AskKind::Return}, kNow + hours{100'000}, kRules).sounds());
}

TEST(Removal, ASecondOneHasTheEndThatCounts) {
  Standing alarm = standing(State::Active);
  step(alarm, kRemove, kNow, kRules);
  const Change got = step(alarm, {.kind = AskKind::Remove}, kNow, kRules);
  EXPECT_TRUE(got.prolonged);
  EXPECT_TRUE(got.happened());
  EXPECT_EQ(due(alarm), kNever) << "until somebody returns it";
  step(alarm, kRemove, kNow + minutes{1}, kRules);
  EXPECT_EQ(due(alarm), kNow + minutes{1} + kRemove.time);
}

TEST(Flag, TheLastOneOfSeveralThatIsLiftedSounds) {
  std::array order = {AskKind::Unshelve, AskKind::Unsuppress, AskKind::Return};
  for (const State state : {State::Active, State::Acked}) {
    std::sort(order.begin(), order.end());
    do {
      Standing alarm = standing(state, Flags::from_bits(7));
      for (std::size_t i = 0; i < order.size(); ++i) {
        const Change got = step(alarm, {.kind = order[i]}, kNow, kRules);
        EXPECT_EQ(got.sounds(), i == 2);
        EXPECT_EQ(got.new_occurrence, i == 2);
        EXPECT_EQ(alarm.state, i == 2 ? State::Active : state);
      }
      EXPECT_EQ(alarm.occurrence, 8U);
    } while (std::next_permutation(order.begin(), order.end()));
  }
}

TEST(Flag, TwoEndsThatAreDueAtOnceComeOneByOne) {
  for (const Duration late : {Duration{}, Duration{hours{5}}}) {
    Standing alarm = standing(State::Active, flags({Flag::Shelved, Flag::OutOfService}));
    ASSERT_EQ(alarm.shelf_ends, alarm.returns);
    const Tick now = alarm.returns + late;
    const Change first = pass(alarm, now);
    EXPECT_EQ(first.asked, AskKind::Unshelve);
    EXPECT_FALSE(first.sounds()) << "still out of service";
    const Change second = pass(alarm, now);
    EXPECT_EQ(second.asked, AskKind::Return);
    EXPECT_TRUE(second.sounds());
    EXPECT_FALSE(pass(alarm, now).happened());
  }
}

TEST(Flag, DueIsTheEarliestOfAllEnds) {
  EXPECT_EQ(due({}), kNever);
  const Tick a = kNow, b = kNow + minutes{1}, c = kNow + minutes{2};
  EXPECT_EQ(due({.shelf_ends = a, .returns = b, .sounds_again = c}), a);
  EXPECT_EQ(due({.shelf_ends = b, .returns = a, .sounds_again = c}), a);
  EXPECT_EQ(due({.shelf_ends = c, .returns = b, .sounds_again = a}), a);
  EXPECT_EQ(due({.shelf_ends = b}), b);
  EXPECT_EQ(due({.returns = b}), b);
  EXPECT_EQ(due({.sounds_again = b}), b);
}

TEST(SoundAgain, RunsFromTheAcknowledgement) {
  Standing alarm = standing(State::Active);
  EXPECT_FALSE(pass(alarm, kNow + hours{1}, kSoundsAgain).happened()) << "nobody acknowledged";
  step(alarm, acknowledge(7), kNow, kSoundsAgain);
  EXPECT_EQ(due(alarm), kNow + minutes{10});
  EXPECT_FALSE(pass(alarm, kNow + minutes{10} - kMoment, kSoundsAgain).happened());
  const Change got = pass(alarm, kNow + minutes{10}, kSoundsAgain);
  EXPECT_EQ(got.asked, AskKind::SoundAgain);
  EXPECT_EQ(got.from, State::Acked);
  EXPECT_TRUE(got.sounds());
  EXPECT_EQ(alarm.state, State::Active);
  EXPECT_EQ(alarm.occurrence, 8U);
  EXPECT_EQ(due(alarm), kNever);
  step(alarm, acknowledge(8), kNow + minutes{11}, kSoundsAgain);
  EXPECT_EQ(due(alarm), kNow + minutes{21});
}

TEST(SoundAgain, IsNotPutOffByAnotherAcknowledgementNorByAnythingElse) {
  Standing alarm = standing(State::Active);
  step(alarm, acknowledge(7), kNow, kSoundsAgain);
  for (const AskKind kind :
       {AskKind::Acknowledge, AskKind::ConditionTrue, AskKind::Reset, AskKind::Unshelve,
        AskKind::Unsuppress, AskKind::Return, AskKind::Time}) {
    step(alarm, ask(kind), kNow + minutes{5}, kSoundsAgain);
    EXPECT_EQ(due(alarm), kNow + minutes{10}) << static_cast<int>(kind);
  }
}

TEST(SoundAgain, EndsWithTheCondition) {
  for (const bool latch : {false, true}) {
    Rules rules = kSoundsAgain;
    rules.latch = latch;
    Standing alarm = standing(State::Active);
    step(alarm, acknowledge(7), kNow, rules);
    step(alarm, {.kind = AskKind::ConditionFalse}, kNow, rules);
    EXPECT_EQ(due(alarm), kNever);
    EXPECT_FALSE(pass(alarm, kNow + hours{1}, rules).happened());
  }
}

TEST(SoundAgain, NeverWithoutItsRule) {
  Standing alarm = standing(State::Active);
  step(alarm, acknowledge(7), kNow, kRules);
  EXPECT_EQ(due(alarm), kNever);
  EXPECT_FALSE(pass(alarm, kNow + hours{1000}).happened());
}

TEST(SoundAgain, RunsFromNowWhereTheRuleIsNew) {
  Standing alarm = standing(State::Acked);
  EXPECT_FALSE(pass(alarm, kNow, kSoundsAgain).happened());
  EXPECT_EQ(due(alarm), kNow + minutes{10});
}

TEST(SoundAgain, NeverUnderAFlag) {
  for (const AskKind over : {AskKind::Shelve, AskKind::Suppress, AskKind::Remove}) {
    Standing before = standing(State::Active);
    step(before, acknowledge(7), kNow, kSoundsAgain);
    step(before, ask(over), kNow, kSoundsAgain);
    EXPECT_EQ(before.sounds_again, kNever) << "acknowledged before";
    Standing under = standing(State::Active);
    step(under, ask(over), kNow, kSoundsAgain);
    step(under, acknowledge(7), kNow, kSoundsAgain);
    EXPECT_EQ(under.state, State::Acked);
    EXPECT_EQ(under.sounds_again, kNever) << "acknowledged under it";
    const Change news = step(under, {.kind = AskKind::SoundAgain}, kNow, kSoundsAgain);
    EXPECT_TRUE(news.new_occurrence);
    EXPECT_FALSE(news.sounds()) << "there is news, but nobody is to hear of it";
  }
}

TEST(Acknowledge, ActsOnTheOccurrenceThatWasSeen) {
  struct Case {
    State state;
    std::optional<std::uint64_t> seen;
    State to;
    Refusal refusal;
  };
  const Case cases[] = {
      {State::Active, 7, State::Acked, Refusal::None},
      {State::Active, std::nullopt, State::Acked, Refusal::None},
      {State::Active, 6, State::Active, Refusal::OtherOccurrence},
      {State::Active, 8, State::Active, Refusal::OtherOccurrence},
      {State::Active, 0, State::Active, Refusal::OtherOccurrence},
      {State::Acked, 7, State::Acked, Refusal::None},
      {State::Acked, 6, State::Acked, Refusal::OtherOccurrence},
      {State::Latched, 7, State::LatchedAcked, Refusal::None},
      {State::Latched, 6, State::Latched, Refusal::OtherOccurrence},
      {State::LatchedAcked, 7, State::LatchedAcked, Refusal::None},
      {State::LatchedAcked, 6, State::LatchedAcked, Refusal::OtherOccurrence},
      {State::Cleared, 7, State::Normal, Refusal::None},
      {State::Cleared, 6, State::Cleared, Refusal::OtherOccurrence},
      {State::Normal, 7, State::Normal, Refusal::NothingToAcknowledge},
      {State::Normal, 6, State::Normal, Refusal::OtherOccurrence},
  };
  for (const Case& c : cases) {
    Standing alarm = standing(c.state);
    const Change got =
        step(alarm, {.kind = AskKind::Acknowledge, .occurrence = c.seen}, kNow, kRules);
    EXPECT_EQ(got.refusal, c.refusal) << to_text(c.state) << " " << c.seen.value_or(99);
    EXPECT_EQ(alarm.state, c.to) << to_text(c.state) << " " << c.seen.value_or(99);
    EXPECT_EQ(alarm.occurrence, 7U);
  }
}

// domain.md 7.2: a new trip cannot be acknowledged by a late message.
TEST(Acknowledge, LateOneDoesNotQuietANewTrip) {
  Standing alarm = standing(State::Active);
  step(alarm, {.kind = AskKind::ConditionFalse}, kNow, kRules);
  step(alarm, {.kind = AskKind::ConditionTrue}, kNow, kRules);
  EXPECT_EQ(step(alarm, acknowledge(7), kNow, kRules).refusal, Refusal::OtherOccurrence);
  EXPECT_EQ(alarm.state, State::Active);
  EXPECT_EQ(step(alarm, acknowledge(8), kNow, kRules).refusal, Refusal::None);
  EXPECT_EQ(step(alarm, acknowledge(8), kNow, kRules).refusal, Refusal::None) << "idempotent";
}

TEST(Acknowledge, LateOneDoesNotQuietWhatComesOutFromUnderAFlag) {
  Standing alarm = standing(State::Active, flags({Flag::Shelved}));
  step(alarm, {.kind = AskKind::Unshelve}, kNow, kRules);
  EXPECT_EQ(step(alarm, acknowledge(7), kNow, kRules).refusal, Refusal::OtherOccurrence);
  EXPECT_EQ(alarm.state, State::Active);
}

}  // namespace
}  // namespace hazgate::alarm
