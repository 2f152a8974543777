#include "gateway/notify/delivery_ledger.hpp"

#include <gtest/gtest.h>

namespace hazgate::notify {
namespace {

using Kind = Receipt::Kind;
using namespace std::chrono_literals;

constexpr const char* kChief = "+8613912345678";
constexpr const char* kGuard = "+8613987654321";
const DeliveryLedger::Time kStart{};

TEST(DeliveryLedger, DeliveredWhenAllPiecesAre) {
  DeliveryLedger ledger;
  ledger.sent({1, 2}, kChief, {7, 8}, kStart);
  EXPECT_TRUE(ledger.reported({kChief, 7, 0}, kStart).empty());
  EXPECT_TRUE(ledger.reported({kChief, 7, 0}, kStart).empty());  // the same again
  const auto outcome = ledger.reported({kChief, 8, 0}, kStart);
  ASSERT_EQ(outcome.size(), 1U);
  EXPECT_EQ(outcome[0].tickets, (std::vector<std::uint64_t>{1, 2}));
  EXPECT_EQ(outcome[0].cause.kind, Kind::Delivered);
  EXPECT_EQ(ledger.size(), 0U);
}

TEST(DeliveryLedger, OnePieceThatIsNotDeliveredFailsAll) {
  DeliveryLedger ledger;
  ledger.sent({1}, kChief, {7, 8}, kStart);
  const auto outcome = ledger.reported({kChief, 8, 0x46}, kStart);
  ASSERT_EQ(outcome.size(), 1U);
  EXPECT_EQ(outcome[0].cause.kind, Kind::Failed);
  EXPECT_TRUE(ledger.reported({kChief, 7, 0}, kStart).empty());
}

TEST(DeliveryLedger, StillTryingSaysNothing) {
  DeliveryLedger ledger;
  ledger.sent({1}, kChief, {7}, kStart);
  EXPECT_TRUE(ledger.reported({kChief, 7, 0x20}, kStart).empty());
  EXPECT_EQ(ledger.reported({kChief, 7, 0}, kStart).size(), 1U);
}

TEST(DeliveryLedger, AnotherNumberOrReferenceIsNotMeant) {
  DeliveryLedger ledger;
  ledger.sent({1}, kChief, {7}, kStart);
  EXPECT_TRUE(ledger.reported({kGuard, 7, 0}, kStart).empty());
  EXPECT_TRUE(ledger.reported({kChief, 8, 0}, kStart).empty());
  EXPECT_EQ(ledger.reported({"013912345678", 7, 0}, kStart).size(),
            1U);  // written the national way
}

TEST(DeliveryLedger, AReferenceThatComesRoundMeansTheLaterMessage) {
  DeliveryLedger ledger;
  ledger.sent({1}, kChief, {7}, kStart);
  ledger.sent({2}, kGuard, {7}, kStart);
  ledger.sent({3}, kChief, {7}, kStart + 1h);
  const auto outcome = ledger.reported({kChief, 7, 0}, kStart + 1h);
  ASSERT_EQ(outcome.size(), 1U);
  EXPECT_EQ(outcome[0].tickets.front(), 3U);
  EXPECT_TRUE(ledger.reported({kChief, 7, 0}, kStart + 1h).empty());  // never the first one
  EXPECT_EQ(ledger.reported({kGuard, 7, 0}, kStart + 1h).size(), 1U);
}

TEST(DeliveryLedger, OldMessagesAreForgotten) {
  DeliveryLedger ledger;
  ledger.sent({1}, kChief, {7}, kStart);
  EXPECT_TRUE(ledger.reported({kChief, 7, 0}, kStart + DeliveryLedger::kPatience + 1s).empty());
  ledger.sent({2}, kGuard, {8}, kStart + DeliveryLedger::kPatience + 1s);
  EXPECT_EQ(ledger.size(), 1U);
}

TEST(DeliveryLedger, IsBounded) {
  DeliveryLedger ledger;
  for (std::uint64_t i = 0; i < DeliveryLedger::kMostMessages + 10; ++i) {
    ledger.sent({i}, "+86139" + std::to_string(10000000 + i), {7}, kStart);
  }
  EXPECT_EQ(ledger.size(), DeliveryLedger::kMostMessages);
}

TEST(SameNumber, ByTheLastDigits) {
  EXPECT_TRUE(same_number("+8613912345678", "013912345678"));
  EXPECT_TRUE(same_number("+86 139-1234-5678", "+8613912345678"));
  EXPECT_TRUE(same_number("10086", "10086"));
  EXPECT_FALSE(same_number("10086", "0010086"));
  EXPECT_FALSE(same_number("+8613912345678", "+8613912345679"));
  EXPECT_FALSE(same_number("", ""));
}

}  // namespace
}  // namespace hazgate::notify
