#include "simulators/line/lateness.hpp"

#include <gtest/gtest.h>

namespace hazgate::sim {
namespace {

using namespace std::chrono_literals;
using Time = Lateness::Time;

TEST(Lateness, NothingIsNotLate) {
  const Lateness lateness;
  EXPECT_EQ(lateness.count(), 0u);
  EXPECT_EQ(lateness.within(0.99), Time{});
  EXPECT_EQ(lateness.longest(), Time{});
}

TEST(Lateness, SaysWithinWhatMostOfThemWere) {
  Lateness lateness;
  for (int i = 0; i < 98; ++i) lateness.add(250us);
  lateness.add(-5ms);
  lateness.add(40ms);
  EXPECT_EQ(lateness.count(), 100u);
  EXPECT_EQ(lateness.within(0.01), Time{0}) << "what came early was in time";
  EXPECT_EQ(lateness.within(0.02), Time{300us});
  EXPECT_EQ(lateness.within(0.5), Time{300us});
  EXPECT_EQ(lateness.within(0.99), Time{300us});
  EXPECT_EQ(lateness.within(1.0), Time{40ms});
  EXPECT_EQ(lateness.longest(), Time{40ms});
}

TEST(Lateness, RoundsUpButNotBeyondTheLongest) {
  Lateness lateness;
  lateness.add(100us);
  EXPECT_EQ(lateness.within(0.5), Time{100us});
  lateness.add(100001ns);
  EXPECT_EQ(lateness.within(1.0), Time{100001ns});
}

TEST(Lateness, BeyondATenthOfASecondItKnowsTheLongestOnly) {
  Lateness lateness;
  lateness.add(2s);
  lateness.add(7s);
  EXPECT_EQ(lateness.within(0.5), Time{7s});
}

}  // namespace
}  // namespace hazgate::sim
