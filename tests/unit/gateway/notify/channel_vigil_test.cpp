#include "gateway/notify/channel_vigil.hpp"

#include <gtest/gtest.h>
#include <ostream>
#include <random>

namespace hazgate::notify {
namespace {

using namespace std::chrono_literals;
using Proof = Health::Proof;
using State = ChannelVigil::State;

constexpr Duration kPatience = 60s;
constexpr Duration kSteady = 30s;

/// A vigil and a clock that goes on as told; whatever is due on the way is done in time.
class ChannelVigilTest : public testing::Test {
 protected:
  Now now() const { return {.tick = Tick{at_}, .wall = from_unix_ms(1'000'000 + at_ / 1ms)}; }
  void wait(Duration time) {
    const Duration end = at_ + time;
    for (auto due = vigil.deadline(); due && due->time_since_epoch() <= end;
         due = vigil.deadline()) {
      at_ = due->time_since_epoch();
      vigil.run(now());
    }
    at_ = end;
  }
  void able(Proof proof = Proof::Look) { vigil.take({true, proof, {}, "registered"}, now()); }
  void unable(Proof proof = Proof::Look) { vigil.take({false, proof, {}, "no SIM"}, now()); }
  /// How often it has become an alarm while `steps` happened.
  template <class Steps>
  int alarms_during(const Steps& steps) {
    int raised = 0;
    bool before = vigil.alarm().value_or(false);
    steps([&] {
      const bool alarm = vigil.alarm().value_or(false);
      raised += alarm && !before;
      before = alarm;
    });
    return raised;
  }

  ChannelVigil vigil{kPatience, kSteady};
  Duration at_{1h};
};

TEST_F(ChannelVigilTest, NothingIsSaidBeforeAnythingIsKnown) {
  wait(24h);
  EXPECT_EQ(vigil.state(), State::Unknown);
  EXPECT_EQ(vigil.alarm(), std::nullopt);
  EXPECT_EQ(vigil.deadline(), std::nullopt);
  EXPECT_EQ(vigil.since(), std::nullopt);
}

TEST_F(ChannelVigilTest, UnableForItsPatienceIsAnAlarmAndNoMomentSooner) {
  unable();
  wait(kPatience - 1us);
  EXPECT_EQ(vigil.alarm(), std::nullopt);
  wait(1us);
  EXPECT_EQ(vigil.alarm(), true);
  EXPECT_EQ(vigil.deadline(), std::nullopt) << "nothing more comes by itself";
}

TEST_F(ChannelVigilTest, HearingTheSameAgainDoesNotPutItOff) {
  for (int i = 0; i < 60; ++i) {
    unable();
    EXPECT_NE(vigil.alarm(), true) << i;
    wait(1s);
  }
  EXPECT_EQ(vigil.alarm(), true);
}

TEST_F(ChannelVigilTest, AbleForAWhileIsTheEndOfIt) {
  unable();
  wait(kPatience);
  able();
  wait(kSteady - 1us);
  EXPECT_EQ(vigil.alarm(), true);
  wait(1us);
  EXPECT_EQ(vigil.alarm(), false);
  unable();
  wait(kPatience - 1us);
  EXPECT_EQ(vigil.alarm(), false) << "the patience begins anew";
}

TEST_F(ChannelVigilTest, AShortFailureIsNone) {
  able();
  wait(kSteady);
  EXPECT_EQ(vigil.alarm(), false);
  unable();
  wait(kPatience / 2);
  able();
  wait(1h);
  EXPECT_EQ(vigil.alarm(), false);
}

TEST_F(ChannelVigilTest, AnotherLetterThatFailsCountsAtOnce) {
  unable();
  unable(Proof::Letter);
  EXPECT_EQ(vigil.alarm(), true);
}

TEST_F(ChannelVigilTest, TheFirstLetterThatFailsMayGoOutAtTheNextAttempt) {
  able();
  unable(Proof::Letter);
  EXPECT_EQ(vigil.alarm(), std::nullopt);
  wait(5s);
  unable(Proof::Letter);
  EXPECT_EQ(vigil.alarm(), true);
}

TEST_F(ChannelVigilTest, ARefusalBecauseOfTheChannelCountsAtOnce) {
  able();
  unable(Proof::ForGood);
  EXPECT_EQ(vigil.alarm(), true);
}

TEST_F(ChannelVigilTest, AChannelThatComesAndGoesIsOneAlarm) {
  const int raised = alarms_during([&](const auto& look) {
    for (int i = 0; i < 100; ++i) {
      unable();
      look();
      wait(40s);
      look();
      able();
      look();
      wait(20s);
      look();
    }
  });
  EXPECT_EQ(raised, 1);
  EXPECT_EQ(vigil.alarm(), true) << "works for moments only";
}

TEST_F(ChannelVigilTest, SaysSinceWhenAndWhy) {
  able(Proof::Letter);
  const WallTime sent = now().wall;
  EXPECT_EQ(vigil.last_sent(), sent);
  EXPECT_EQ(vigil.words(), "registered");
  wait(10s);
  able();
  EXPECT_EQ(vigil.since(), sent);
  EXPECT_EQ(vigil.last_sent(), sent) << "a look sends nothing";
  unable();
  const WallTime down = now().wall;
  wait(10s);
  unable();
  EXPECT_EQ(vigil.since(), down);
  EXPECT_EQ(vigil.words(), "no SIM");
  EXPECT_EQ(vigil.last_sent(), sent);
}

/// Whatever happens: an alarm only of what has been unable, its end only after a steady while, and nothing is
/// due in the past.
TEST_F(ChannelVigilTest, HoldsInARandomWalk) {
  std::mt19937 random(7);
  Duration unable_for{}, able_for{};
  bool refused = false;
  for (int i = 0; i < 20'000; ++i) {
    const bool before = vigil.alarm().value_or(false);
    const auto step = Duration(1s) * static_cast<int>(random() % 45);
    if (random() % 2 == 0) {
      const bool works = random() % 2 == 0;
      refused = !works && random() % 8 == 0;
      works ? able() : unable(refused ? Proof::ForGood : Proof::Look);
      if (works) {
        unable_for = Duration::zero();
      } else {
        able_for = Duration::zero();
      }
    }
    wait(step);
    if (vigil.state() == State::Able) able_for += step;
    if (vigil.state() == State::Unable) unable_for += step;
    const auto alarm = vigil.alarm();
    if (vigil.state() == State::Unable && (unable_for >= kPatience || refused)) {
      ASSERT_EQ(alarm, true) << i;
    }
    if (vigil.state() == State::Able && able_for >= kSteady) {
      ASSERT_EQ(alarm, false) << i;
    }
    if (before && !alarm.value_or(false)) {
      ASSERT_GE(able_for, kSteady) << i;
    }
    if (const auto due = vigil.deadline()) {
      ASSERT_GT(*due, now().tick) << i;
    }
  }
}

}  // namespace
}  // namespace hazgate::notify
