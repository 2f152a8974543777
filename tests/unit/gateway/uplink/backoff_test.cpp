#include "gateway/uplink/backoff.hpp"

#include <gtest/gtest.h>

namespace hazgate::uplink {
namespace {

TEST(Backoff, DoublesUpToItsMostWithJitter) {
  Backoff backoff(1);
  for (int round = 0; round < 3; ++round) {
    std::chrono::milliseconds most = Backoff::kFirst;
    for (int i = 0; i < 12; ++i) {
      const auto pause = backoff.next();
      EXPECT_GE(pause, most / 2);
      EXPECT_LE(pause, most);
      most = std::min(most * 2, Backoff::kMost);
    }
    EXPECT_EQ(most, Backoff::kMost);
    backoff.reset();
  }
}

TEST(Backoff, TwoGatewaysDoNotComeBackTogether) {
  Backoff one(1), other(2);
  int same = 0;
  for (int i = 0; i < 8; ++i) same += one.next() == other.next() ? 1 : 0;
  EXPECT_LT(same, 3);
}

}  // namespace
}  // namespace hazgate::uplink
