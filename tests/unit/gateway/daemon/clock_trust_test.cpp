#include "gateway/daemon/clock_trust.hpp"

#include <gtest/gtest.h>

namespace hazgate::daemon {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(ClockTrust, TheKernelIsAskedOnceASecond) {
  unsigned asked = 0;
  bool synchronised = false;
  ClockTrust trust([&] {
    ++asked;
    return synchronised;
  });
  EXPECT_FALSE(trust.at(Tick{seconds{5}})) << "at first nothing is known";
  synchronised = true;
  EXPECT_FALSE(trust.at(Tick{milliseconds{5999}}));
  EXPECT_EQ(asked, 1u);
  EXPECT_TRUE(trust.at(Tick{seconds{6}}));
  EXPECT_TRUE(trust.at(Tick{seconds{5}})) << "a poll that was answered before";
  EXPECT_EQ(asked, 2u);
  synchronised = false;
  EXPECT_FALSE(trust.at(Tick{seconds{7}}));
}

}  // namespace
}  // namespace hazgate::daemon
