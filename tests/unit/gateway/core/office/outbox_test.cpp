#include "gateway/core/office/outbox.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hazgate::office {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

Outgoing letter(const std::string& key, const std::string& contact = "wang",
                WallTime written = {}) {
  return {.key = key,
          .contact = contact,
          .subject = "daily",
          .text = "zero",
          .written = written,
          .error = {},
          .given_up = {}};
}

/// An outbox by a clock of its own.
class OfficeOutbox : public testing::Test {
 protected:
  void put(const std::string& key, const std::string& contact = "wang") {
    EXPECT_TRUE(box_.write(letter(key, contact, wall_)));
    box_.release(key);
  }
  std::vector<std::string> due() { return box_.due(tick_); }
  bool fail(const std::string& key) { return box_.failed(key, "no answer", wall_, tick_); }
  void pass(Duration time) {
    tick_ += time;
    wall_ += std::chrono::duration_cast<std::chrono::milliseconds>(time);
  }
  /// What the record gives back after a kill.
  void restart() {
    Outbox after;
    for (const auto& [key, one] : box_.letters()) after.restore(one);
    box_ = after;
    tick_ = Tick{seconds{5}};
  }

  Outbox box_;
  Tick tick_{};
  WallTime wall_{hours{500'000}};
};

TEST_F(OfficeOutbox, ALetterLeavesWhenItIsOnRecord) {
  EXPECT_TRUE(box_.write(letter("a")));
  EXPECT_THAT(due(), IsEmpty());
  box_.release("a");
  EXPECT_THAT(due(), ElementsAre("a"));
  EXPECT_THAT(due(), IsEmpty()) << "it is on its way";
  EXPECT_THAT(box_.sent("a"), ElementsAre("a"));
  EXPECT_THAT(box_.letters(), IsEmpty());
  EXPECT_THAT(box_.sent("a"), IsEmpty());
}

TEST_F(OfficeOutbox, TheSameLetterIsNotWrittenTwice) {
  put("a");
  EXPECT_FALSE(box_.write(letter("a", "li")));
  EXPECT_EQ(box_.find("a")->contact, "wang");
  EXPECT_THAT(due(), ElementsAre("a"));
  box_.release("a");
  EXPECT_THAT(due(), IsEmpty());
}

TEST_F(OfficeOutbox, WaitsOneTwoFourMinutesAndAnHourAtMost) {
  put("a");
  for (const int wait : {1, 2, 4, 8, 16, 32, 60, 60}) {
    ASSERT_THAT(due(), ElementsAre("a"));
    ASSERT_FALSE(fail("a"));
    pass(minutes{wait} - seconds{1});
    EXPECT_THAT(due(), IsEmpty()) << wait;
    pass(seconds{1});
  }
  EXPECT_EQ(box_.find("a")->tries, 8U);
}

TEST_F(OfficeOutbox, IsGivenUpAfterADayOfTryingWhateverTheClockOnTheWallShows) {
  put("a");
  bool given_up = false;
  Duration tried{};
  while (!given_up && tried < hours{48}) {
    if (!due().empty()) given_up = fail("a");
    wall_ += hours{24 * 30};
    if (given_up) break;
    tick_ += minutes{1};
    tried += minutes{1};
  }
  EXPECT_GE(tried, hours{24});
  EXPECT_LT(tried, hours{25} + minutes{1});
  EXPECT_TRUE(box_.find("a")->given_up.has_value());
  tick_ += hours{100};
  EXPECT_THAT(due(), IsEmpty());
  restart();
  EXPECT_THAT(due(), IsEmpty());
}

TEST_F(OfficeOutbox, AfterARestartItIsTriedAtOnceAndTheDayGoesOn) {
  put("a");
  due();
  fail("a");
  pass(minutes{1});
  due();
  pass(minutes{30});
  fail("a");
  EXPECT_EQ(box_.find("a")->tried_for, minutes{31});
  restart();
  ASSERT_THAT(due(), ElementsAre("a"));
  pass(minutes{2});
  fail("a");
  EXPECT_EQ(box_.find("a")->tried_for, minutes{33});
  EXPECT_EQ(box_.find("a")->tries, 3U);
}

TEST_F(OfficeOutbox, WhatWasOnItsWayIsSentAgain) {
  put("a");
  due();
  restart();
  EXPECT_THAT(due(), ElementsAre("a"));
}

TEST_F(OfficeOutbox, TwoAreOnTheirWayAndTheOneThatFailsLetsOthersPass) {
  for (const char* key : {"a", "b", "c", "d"}) {
    put(key);
    pass(seconds{1});
  }
  EXPECT_THAT(due(), ElementsAre("a", "b"));
  EXPECT_THAT(due(), IsEmpty());
  fail("a");
  pass(minutes{10});
  EXPECT_THAT(due(), ElementsAre("c"));
  box_.sent("b");
  EXPECT_THAT(due(), ElementsAre("d"));
  box_.sent("c");
  EXPECT_THAT(due(), ElementsAre("a"));
}

TEST_F(OfficeOutbox, ALaterLetterThatArrivesSupersedesTheLostOnesOfThatPerson) {
  put("a");
  put("b", "li");
  box_.give_up("a", "gone", wall_);
  box_.give_up("b", "gone", wall_);
  put("c");
  due();
  EXPECT_THAT(box_.sent("c"), ElementsAre("c", "a"));
  EXPECT_TRUE(box_.find("a")->superseded);
  EXPECT_FALSE(box_.find("b")->superseded);
}

TEST_F(OfficeOutbox, LostOnesAreListedForAMonthAndNotWithoutEnd) {
  put("a");
  box_.give_up("a", "gone", wall_);
  EXPECT_THAT(box_.forget(wall_ + Outbox::kKept), IsEmpty());
  EXPECT_THAT(box_.forget(wall_ + Outbox::kKept + hours{1}), ElementsAre("a"));
  put("waits");
  for (std::size_t i = 0; i < Outbox::kMostGivenUp + 2; ++i) {
    const std::string key = "k" + std::to_string(1000 + i);
    put(key);
    box_.give_up(key, "gone", wall_);
    pass(seconds{1});
  }
  EXPECT_THAT(box_.forget(wall_), ElementsAre("k1000", "k1001"));
  EXPECT_NE(box_.find("waits"), nullptr);
}

}  // namespace
}  // namespace hazgate::office
