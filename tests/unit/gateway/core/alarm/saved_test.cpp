// What of an alarm survives a restart.

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

constexpr Tick kOther{seconds{3}};  ///< this moment in another process

Tick shifted(Tick at) {
  return at == kNever ? kNever : at - kNow + kOther;
}
Standing shifted(Standing alarm) {
  alarm.shelf_ends = shifted(alarm.shelf_ends);
  alarm.returns = shifted(alarm.returns);
  alarm.sounds_again = shifted(alarm.sounds_again);
  return alarm;
}

struct Restored {
  Standing standing = standing_before();
  Condition condition{.active = true, .since = kNow};

  /// Whatever was there before must be gone.
  static Standing standing_before() {
    return {.state = State::Latched,
            .flags = Flags::from_bits(7),
            .shelved_once = true,
            .occurrence = 99,
            .shelf_ends = kOther,
            .returns = kOther,
            .sounds_again = kOther};
  }
};

Restored restored(const Saved& saved, Duration away) {
  Restored got;
  restore(saved, away, kOther, got.standing, got.condition);
  return got;
}

TEST(Restore, AtOnceIsTheSameInEveryStateUnderEveryFlag) {
  for (std::size_t state = 0; state < kStates; ++state) {
    for (std::uint8_t bits = 0; bits < kFlagSets; ++bits) {
      for (const bool active : {false, true}) {
        Standing alarm = standing(static_cast<State>(state), Flags::from_bits(bits));
        alarm.shelved_once = alarm.flags.has(Flag::Shelved) && active;
        if (alarm.state == State::Acked && bits == 0) alarm.sounds_again = kNow + minutes{3};
        for (const auto since : {std::optional<Tick>{}, std::optional{kNow - seconds{2}}}) {
          const Saved saved = save(alarm, {.active = active, .since = since}, kNow);
          const Restored got = restored(saved, Duration{});
          EXPECT_TRUE(got.standing == shifted(alarm)) << state << " " << int{bits};
          EXPECT_EQ(got.condition.active, active);
          EXPECT_EQ(got.condition.since, since ? std::optional{shifted(*since)} : since);
          EXPECT_TRUE(save(got.standing, got.condition, kOther) == saved);
        }
      }
    }
  }
}

TEST(Restore, WhatSaysNothingIsAnAlarmThatNeverWas) {
  const Restored got = restored({}, hours{1});
  const Standing never{.state = State::Normal, .shelved_once = false, .occurrence = 0};
  EXPECT_TRUE(got.standing == never);
  EXPECT_EQ(due(got.standing), kNever);
  EXPECT_FALSE(got.condition.active);
  EXPECT_EQ(got.condition.since, std::nullopt);
}

struct EndCase {
  Duration left, away;
  Duration left_then;
};
constexpr EndCase kEndCases[] = {
    {hours{2}, Duration{}, hours{2}},
    {hours{2}, minutes{30}, minutes{90}},
    {hours{2}, hours{2} - kMoment, kMoment},
    {hours{2}, hours{2}, Duration{}},
    {hours{2}, hours{2} + kMoment, Duration{}},
    {hours{2}, hours{10'000}, Duration{}},
    {Duration{}, Duration{}, Duration{}},
    {-hours{1}, Duration{}, Duration{}},
    {-hours{1}, hours{1}, Duration{}},
    {-kMoment, Duration{}, Duration{}},  // and is not taken for one that never ends
};

TEST(Restore, EndsComeNearerWhileAwayAndAreDueOnceTheyHavePassed) {
  for (const EndCase& c : kEndCases) {
    Standing shelf = standing(State::Active, flags({Flag::Shelved}));
    shelf.shelf_ends = kNow + c.left;
    EXPECT_EQ(restored(save(shelf, {}, kNow), c.away).standing.shelf_ends, kOther + c.left_then);
    Standing removed = standing(State::Active, flags({Flag::OutOfService}));
    removed.returns = kNow + c.left;
    EXPECT_EQ(restored(save(removed, {}, kNow), c.away).standing.returns, kOther + c.left_then);
    Standing acked = standing(State::Acked);
    acked.sounds_again = kNow + c.left;
    EXPECT_EQ(restored(save(acked, {}, kNow), c.away).standing.sounds_again, kOther + c.left_then);
  }
}

TEST(Restore, EndsThatPassedMeanwhileComeOneByOne) {
  Standing alarm = standing(State::Acked, flags({Flag::Shelved, Flag::OutOfService}));
  Restored got = restored(save(alarm, {.active = true}, kNow), hours{2});
  EXPECT_EQ(pass(got.standing, kOther).asked, AskKind::Unshelve);
  const Change second = pass(got.standing, kOther);
  EXPECT_EQ(second.asked, AskKind::Return);
  EXPECT_TRUE(second.sounds());
  EXPECT_EQ(got.standing.state, State::Active);
  EXPECT_EQ(got.standing.occurrence, 8U);
}

TEST(Restore, SoundsAgainAtOnceWhereItsTimePassedMeanwhile) {
  Standing alarm = standing(State::Active);
  step(alarm, acknowledge(7), kNow, kSoundsAgain);
  Restored got = restored(save(alarm, {.active = true}, kNow + minutes{4}), minutes{6});
  EXPECT_TRUE(pass(got.standing, kOther, kSoundsAgain).sounds());
}

TEST(Restore, WhatHasNoEndHasNone) {
  Standing alarm = standing(State::Active, flags({Flag::OutOfService}));
  alarm.returns = kNever;
  Restored got = restored(save(alarm, {.active = true}, kNow), hours{10'000});
  EXPECT_EQ(due(got.standing), kNever);
  EXPECT_FALSE(pass(got.standing, kOther + hours{10'000}).happened());
}

constexpr ConditionParams kDelays{.on_delay = seconds{60}, .off_delay = seconds{60}};

TEST(Restore, AnOnDelayGoesOnThroughTheTimeAway) {
  const Saved saved = save({}, {.active = false, .since = kNow - seconds{20}}, kNow);
  Restored early = restored(saved, seconds{40} - kMoment);
  EXPECT_FALSE(early.condition.take(kDelays, Verdict::True, kOther));
  EXPECT_TRUE(early.condition.take(kDelays, Verdict::True, kOther + kMoment));
  Restored over = restored(saved, seconds{40});
  EXPECT_FALSE(over.condition.take(kDelays, Verdict::Hold, kOther)) << "a reading has to say so";
  EXPECT_TRUE(over.condition.take(kDelays, Verdict::True, kOther));
  Restored dropped = restored(saved, hours{1});
  EXPECT_FALSE(dropped.condition.take(kDelays, Verdict::False, kOther));
  EXPECT_FALSE(dropped.condition.take(kDelays, Verdict::True, kOther + seconds{1})) << "again";
}

TEST(Restore, AnOffDelayStandsStillThroughTheTimeAway) {
  const Condition returning{.active = true, .since = kNow - seconds{20}};
  Restored got = restored(save(standing(State::Active), returning, kNow), hours{10});
  EXPECT_FALSE(got.condition.take(kDelays, Verdict::False, kOther));
  EXPECT_FALSE(got.condition.take(kDelays, Verdict::False, kOther + seconds{40} - kMoment));
  EXPECT_TRUE(got.condition.take(kDelays, Verdict::False, kOther + seconds{40}));
}

}  // namespace
}  // namespace hazgate::alarm
