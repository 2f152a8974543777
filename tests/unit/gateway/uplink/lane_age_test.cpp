#include "gateway/uplink/lane_age.hpp"

#include <gtest/gtest.h>
#include <random>

namespace hazgate::uplink {
namespace {

using std::chrono::milliseconds;

/// Record n was made n seconds after 1970.
WallTime made(std::uint64_t seq) {
  return WallTime{std::chrono::seconds{seq}};
}

TEST(LaneAge, NothingWaitsSoThereIsNoOldest) {
  LaneAge age;
  age.attach(7, 7);
  EXPECT_EQ(age.oldest(), std::nullopt);
  EXPECT_EQ(age.asked_after(), std::nullopt);
  age.committed(8, made(8));
  EXPECT_EQ(age.oldest(), made(8));
  age.sent(8);
  EXPECT_EQ(age.oldest(), std::nullopt);
}

TEST(LaneAge, TheOldestIsTheFirstThatIsNotAcknowledged) {
  LaneAge age;
  age.attach(0, 0);
  for (std::uint64_t seq = 1; seq <= 10; ++seq) age.committed(seq, made(seq));
  EXPECT_EQ(age.oldest(), made(1));
  age.sent(4);
  EXPECT_EQ(age.oldest(), made(5));
  EXPECT_EQ(age.asked_after(), std::nullopt);
}

TEST(LaneAge, WhatWasThereBeforeTheStartIsAskedOfTheJournalOnce) {
  LaneAge age;
  age.attach(100, 40);
  EXPECT_EQ(age.oldest(), std::nullopt) << "nobody has said it yet";
  EXPECT_EQ(age.asked_after(), 40U);
  EXPECT_EQ(age.asked_after(), std::nullopt) << "it is under way";
  age.committed(101, made(101));
  EXPECT_EQ(age.oldest(), std::nullopt) << "101 is not the oldest";
  age.found(40, made(41));
  EXPECT_EQ(age.oldest(), made(41));
  age.sent(100);
  EXPECT_EQ(age.oldest(), made(101));
}

TEST(LaneAge, AJournalThatSaysNothingIsAskedAgain) {
  LaneAge age;
  age.attach(100, 40);
  EXPECT_EQ(age.asked_after(), 40U);
  age.not_found();
  EXPECT_EQ(age.asked_after(), 40U);
}

TEST(LaneAge, ALongBacklogFromBeforeTheStartIsAskedForAgainAsItDrains) {
  LaneAge age;
  age.attach(200'000, 0);
  std::size_t asked = 0;
  for (std::uint64_t sent = 0; sent < 200'000; sent += 100) {
    age.sent(sent);
    if (const auto after = age.asked_after()) {
      ++asked;
      age.found(*after, made(*after + 1));
    }
    ASSERT_TRUE(age.oldest());
    ASSERT_LE(*age.oldest(), made(sent + 1));
    ASSERT_GE(*age.oldest(), made(sent + 1) - std::chrono::seconds{200'000 / 512 + 101});
  }
  EXPECT_LT(asked, 2'100U);
}

TEST(LaneAge, ABacklogOfAnyLengthIsNeverTooYoungAndHardlyTooOld) {
  std::minstd_rand random(7);
  LaneAge age;
  age.attach(0, 0);
  std::uint64_t last = 0, sent = 0;
  for (int round = 0; round < 300; ++round) {
    for (auto more = random() % 5000; more > 0; --more) {
      ++last;
      age.committed(last, made(last));
    }
    sent += random() % (last - sent + 1) / 2;
    age.sent(sent);
    if (sent == last) continue;
    ASSERT_EQ(age.asked_after(), std::nullopt) << "all of it was seen";
    ASSERT_TRUE(age.oldest());
    ASSERT_LE(*age.oldest(), made(sent + 1));
    ASSERT_GE(*age.oldest(), made(sent + 1) - std::chrono::seconds{last / 256 + 64});
  }
}

}  // namespace
}  // namespace hazgate::uplink
