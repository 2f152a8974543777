#include "gateway/uplink/packet_limit.hpp"

#include <gtest/gtest.h>

namespace hazgate::uplink {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kLarge = 50'000;
const PacketLimit::TimePoint kNow{1000h};

PacketLimit::Loss blamed() {
  return {.largest = kLarge, .since_sent = 1s, .alone = true, .too_large = false};
}

void lose(PacketLimit& limit, const PacketLimit::Loss& loss, int times) {
  for (int i = 0; i < times; ++i) limit.lost(loss, kNow);
}

TEST(PacketLimit, IsWhatTheBrokerSays) {
  PacketLimit limit;
  EXPECT_EQ(limit.most(kNow), PacketLimit::kNone);
  limit.connected(2000);
  EXPECT_EQ(limit.most(kNow), 2000U);
  EXPECT_FALSE(limit.is_learnt(kNow));
  limit.connected(0);
  EXPECT_EQ(limit.most(kNow), PacketLimit::kNone);
}

TEST(PacketLimit, IsLearntWhenTheSameMessageEndsFiveConnections) {
  PacketLimit limit;
  lose(limit, blamed(), PacketLimit::kStrikes - 1);
  EXPECT_EQ(limit.most(kNow), PacketLimit::kNone);
  lose(limit, blamed(), 1);
  EXPECT_EQ(limit.most(kNow), kLarge - 1);
  EXPECT_TRUE(limit.is_learnt(kNow));
}

TEST(PacketLimit, IsLearntAlsoWhenTheMessageSaysMeanwhileThatItIsLate) {
  PacketLimit limit;
  lose(limit, blamed(), 2);
  PacketLimit::Loss late = blamed();
  late.largest += sizeof(",\"late\":true") - 1;
  lose(limit, late, PacketLimit::kStrikes - 2);
  EXPECT_EQ(limit.most(kNow), kLarge - 1);
}

TEST(PacketLimit, IsLearntAtOnceWhenTheBrokerSaysWhy) {
  PacketLimit limit;
  PacketLimit::Loss loss = blamed();
  loss.too_large = true;
  loss.alone = false;
  lose(limit, loss, 1);
  EXPECT_EQ(limit.most(kNow), kLarge - 1);
}

TEST(PacketLimit, IsForgottenAfterAnHour) {
  PacketLimit limit;
  lose(limit, blamed(), PacketLimit::kStrikes);
  EXPECT_EQ(limit.most(kNow + 59min), kLarge - 1);
  EXPECT_EQ(limit.most(kNow + PacketLimit::kForget), PacketLimit::kNone);
}

/// Each of these, once in a while, is enough that nothing is blamed: it may be the line.
TEST(PacketLimit, ABadLineBlamesNothing) {
  PacketLimit::Loss crowded = blamed(), late = blamed(), nothing = blamed(), other = blamed();
  crowded.alone = false;
  late.since_sent = 11s;
  nothing.largest = 0;
  other.largest = 2 * kLarge;
  for (const PacketLimit::Loss& loss : {crowded, late, nothing, other}) {
    PacketLimit limit;
    for (int i = 0; i < 10; ++i) {
      lose(limit, blamed(), PacketLimit::kStrikes - 1);
      lose(limit, loss, 1);
    }
    EXPECT_EQ(limit.most(kNow), PacketLimit::kNone);
  }
}

TEST(PacketLimit, AMessageThatWentThroughIsNotTooLarge) {
  PacketLimit limit;
  lose(limit, blamed(), PacketLimit::kStrikes - 1);
  limit.acknowledged(kLarge);
  lose(limit, blamed(), PacketLimit::kStrikes - 1);
  EXPECT_EQ(limit.most(kNow), PacketLimit::kNone);
  limit.acknowledged(100);
  lose(limit, blamed(), 1);
  EXPECT_EQ(limit.most(kNow), kLarge - 1) << "a small one proves nothing";
}

TEST(PacketLimit, AnAlarmIsNeverBlamed) {
  PacketLimit limit;
  PacketLimit::Loss small = blamed();
  small.largest = PacketLimit::kSmallest - 1;
  lose(limit, small, 100);
  EXPECT_EQ(limit.most(kNow), PacketLimit::kNone);
}

}  // namespace
}  // namespace hazgate::uplink
