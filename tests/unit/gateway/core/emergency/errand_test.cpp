#include "gateway/core/emergency/errand.hpp"

#include <gtest/gtest.h>
#include <string>

namespace hazgate::emergency {
namespace {

using std::chrono::seconds;

constexpr Tick at(int second) {
  return Tick{seconds{1000 + second}};
}

/// Begins what is due and says which: "sms1" is the first attempt by SMS; "-" is nothing.
std::string begin_next(Errand& errand, int second) {
  const auto way = errand.next(at(second));
  if (!way) return "-";
  errand.begin(*way, at(second));
  const Errand::Way& begun = errand.ways()[*way];
  return std::string(to_text(begun.via)) + std::to_string(begun.attempts);
}

TEST(Errand, AFailedWayIsTriedAgainAfterFifteenThirtyAndSixtySeconds) {
  Errand errand({Via::Sms});
  EXPECT_EQ(begin_next(errand, 0), "sms1");
  EXPECT_EQ(begin_next(errand, 0), "-");
  int second = 5;
  unsigned attempt = 1;
  for (const int pause : {15, 30, 60}) {
    EXPECT_TRUE(errand.take(0, attempt++, ReceiptKind::Failed, at(second)));
    EXPECT_EQ(errand.deadline(), at(second + pause));
    EXPECT_EQ(begin_next(errand, second + pause - 1), "-");
    EXPECT_EQ(begin_next(errand, second + pause), "sms" + std::to_string(attempt));
    second += pause + 5;
  }
  EXPECT_FALSE(errand.is_hopeless());
  EXPECT_TRUE(errand.take(0, 4, ReceiptKind::Failed, at(second)));
  EXPECT_TRUE(errand.is_hopeless());
  EXPECT_EQ(errand.deadline(), std::nullopt);
  EXPECT_EQ(begin_next(errand, 9999), "-");
}

TEST(Errand, TheNextWayIsBegunAtOnceAndARefusedOneNeverAgain) {
  Errand errand({Via::Sms, Via::Email, Via::Webhook});
  EXPECT_EQ(begin_next(errand, 0), "sms1");
  errand.take(0, 1, ReceiptKind::Refused, at(1));
  EXPECT_EQ(begin_next(errand, 1), "email1");
  errand.take(1, 1, ReceiptKind::Failed, at(2));
  EXPECT_EQ(begin_next(errand, 2), "webhook1");
  errand.take(2, 1, ReceiptKind::Failed, at(3));
  EXPECT_EQ(begin_next(errand, 3), "-");
  EXPECT_EQ(errand.deadline(), at(17));
  EXPECT_EQ(begin_next(errand, 17), "email2");
}

TEST(Errand, ABackOffThatIsOverWaitsForTheOtherWayUnderWay) {
  Errand errand({Via::Sms, Via::Email});
  begin_next(errand, 0);
  errand.take(0, 1, ReceiptKind::Failed, at(0));
  EXPECT_EQ(begin_next(errand, 0), "email1");
  EXPECT_EQ(begin_next(errand, 20), "-");
  EXPECT_EQ(errand.deadline(), at(60));
  errand.take(1, 1, ReceiptKind::Failed, at(21));
  EXPECT_EQ(begin_next(errand, 21), "sms2");
}

TEST(Errand, WithoutAReceiptTheSameWayComesLast) {
  Errand errand({Via::Sms, Via::Email});
  begin_next(errand, 0);
  EXPECT_EQ(errand.overdue(at(59)), std::nullopt);
  ASSERT_EQ(errand.overdue(at(60)), 0U);
  errand.lose(0, at(60), at(75));
  EXPECT_EQ(begin_next(errand, 60), "email1");
  errand.take(1, 1, ReceiptKind::Failed, at(61));
  EXPECT_EQ(begin_next(errand, 75), "-") << "mail has not had its repeats";
  EXPECT_EQ(begin_next(errand, 76), "email2");
  errand.take(1, 2, ReceiptKind::Refused, at(77));
  EXPECT_EQ(begin_next(errand, 77), "sms2");
}

TEST(Errand, ALateReceiptCountsWhateverHasHappenedMeanwhile) {
  Errand errand({Via::Sms, Via::Email});
  begin_next(errand, 0);
  errand.lose(0, at(60), at(75));
  begin_next(errand, 60);
  EXPECT_TRUE(errand.take(0, 1, ReceiptKind::Sent, at(61)));
  EXPECT_TRUE(errand.is_told());
  EXPECT_TRUE(errand.take(1, 1, ReceiptKind::Failed, at(62)));
  EXPECT_EQ(begin_next(errand, 99), "-");
  EXPECT_EQ(errand.deadline(), std::nullopt);
  EXPECT_FALSE(errand.take(0, 1, ReceiptKind::Failed, at(63))) << "it was handed on";
  EXPECT_TRUE(errand.take(0, 1, ReceiptKind::Delivered, at(64)));
  EXPECT_FALSE(errand.take(0, 1, ReceiptKind::Sent, at(65)));
  EXPECT_EQ(errand.ways()[0].progress, WayProgress::Delivered);
}

TEST(Errand, OfAPersonWhoIsToldNothingIsWaitedFor) {
  Errand errand({Via::Sms, Via::Email});
  begin_next(errand, 0);
  errand.take(0, 1, ReceiptKind::Failed, at(1));
  begin_next(errand, 1);
  errand.take(1, 1, ReceiptKind::Failed, at(2));
  EXPECT_EQ(begin_next(errand, 16), "sms2");
  errand.take(1, 1, ReceiptKind::Sent, at(17));  // after all
  EXPECT_EQ(errand.deadline(), std::nullopt);
  EXPECT_EQ(errand.overdue(at(99)), std::nullopt);
}

TEST(Errand, TheFailureOfAnEarlierAttemptIsOldNews) {
  Errand errand({Via::Sms});
  begin_next(errand, 0);
  errand.lose(0, at(60), at(75));
  EXPECT_EQ(begin_next(errand, 75), "sms2");
  EXPECT_FALSE(errand.take(0, 1, ReceiptKind::Failed, at(76)));
  EXPECT_EQ(errand.ways()[0].progress, WayProgress::UnderWay);
  EXPECT_TRUE(errand.take(0, 1, ReceiptKind::Sent, at(77)));
  EXPECT_TRUE(errand.is_told());
}

TEST(Errand, TheSirenWaitsForEveryRepeatOfTheOtherWays) {
  Errand errand({Via::Siren, Via::Sms});
  int second = 0;
  for (unsigned attempt = 1; attempt < 4; ++attempt) {
    EXPECT_EQ(begin_next(errand, second), "sms" + std::to_string(attempt));
    errand.take(1, attempt, ReceiptKind::Failed, at(second));
    EXPECT_EQ(begin_next(errand, second), "-") << "a back-off still runs";
    second += 100;
  }
  EXPECT_EQ(begin_next(errand, second), "sms4");
  errand.take(1, 4, ReceiptKind::Failed, at(second));
  EXPECT_FALSE(errand.is_hopeless());
  EXPECT_LE(errand.deadline(), at(second));
  EXPECT_EQ(begin_next(errand, second), "siren1");
  EXPECT_EQ(errand.deadline(), at(second + 60));
  errand.take(0, 1, ReceiptKind::Sent, at(second));
  EXPECT_FALSE(errand.is_told());
  EXPECT_TRUE(errand.is_hopeless());
  EXPECT_EQ(errand.deadline(), std::nullopt);
  EXPECT_TRUE(errand.take(1, 4, ReceiptKind::Sent, at(second + 5)));
  EXPECT_TRUE(errand.is_told());
}

TEST(Errand, BehindTheSirenTheOtherWayIsTriedAgain) {
  Errand errand({Via::Sms, Via::Siren});
  begin_next(errand, 0);
  errand.lose(0, at(60), at(75));
  EXPECT_EQ(begin_next(errand, 60), "siren1");
  EXPECT_EQ(begin_next(errand, 60), "-");
  EXPECT_EQ(errand.deadline(), at(75)) << "a siren under way is waited for by nobody";
  EXPECT_EQ(begin_next(errand, 75), "sms2");
  errand.take(1, 1, ReceiptKind::Sent, at(76));
  EXPECT_EQ(errand.deadline(), at(135));
  errand.take(0, 2, ReceiptKind::Failed, at(80));
  EXPECT_EQ(begin_next(errand, 110), "sms3");
}

TEST(Errand, WhatARestartHasCutOffIsRepeatedBeforeTheSirenSounds) {
  Errand errand({Via::Sms, Via::Siren});
  begin_next(errand, 0);
  errand.lose(0, at(1), at(1));
  EXPECT_EQ(begin_next(errand, 1), "sms2");
}

TEST(Errand, TheSirenOfNoReceiptIsSoundedAgain) {
  Errand errand({Via::Siren});
  EXPECT_EQ(begin_next(errand, 0), "siren1");
  EXPECT_EQ(errand.overdue(at(60)), 0U);
  errand.lose(0, at(60), at(75));
  EXPECT_EQ(errand.deadline(), at(75));
  EXPECT_EQ(begin_next(errand, 75), "siren2");
  errand.take(0, 2, ReceiptKind::Refused, at(76));
  EXPECT_TRUE(errand.is_hopeless());
}

TEST(Errand, NobodyIsReachedByNoWay) {
  Errand errand({});
  EXPECT_TRUE(errand.is_hopeless());
  EXPECT_EQ(errand.next(at(0)), std::nullopt);
  EXPECT_EQ(errand.deadline(), std::nullopt);
}

}  // namespace
}  // namespace hazgate::emergency
