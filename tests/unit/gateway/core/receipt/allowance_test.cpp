#include "gateway/core/receipt/allowance.hpp"

#include <gtest/gtest.h>

namespace hazgate::receipt {
namespace {

using namespace std::chrono_literals;

TEST(Allowance, SoManyAtOnceAndThenSoManyInASecond) {
  Allowance allowance(2.0, 3.0);
  const Tick start{100s};
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(allowance.take(start));
  EXPECT_FALSE(allowance.take(start));
  EXPECT_FALSE(allowance.take(start + 499ms));
  EXPECT_TRUE(allowance.take(start + 501ms));
  EXPECT_FALSE(allowance.take(start + 502ms));
}

TEST(Allowance, SavesUpNoMoreThanSoMany) {
  Allowance allowance(2.0, 3.0);
  int taken = 0;
  for (int i = 0; i < 100; ++i) taken += allowance.take(Tick{24h}) ? 1 : 0;
  for (int i = 0; i < 100; ++i) taken += allowance.take(Tick{48h}) ? 1 : 0;
  EXPECT_EQ(taken, 6);
}

TEST(Allowance, ATimeThatGoesBackGivesNothing) {
  Allowance allowance(1.0, 1.0);
  EXPECT_TRUE(allowance.take(Tick{10s}));
  EXPECT_FALSE(allowance.take(Tick{5s}));
  EXPECT_FALSE(allowance.take(Tick{10500ms}));
}

}  // namespace
}  // namespace hazgate::receipt
