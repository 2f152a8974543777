#include "drivers/poll/response_times.hpp"

#include <gtest/gtest.h>

namespace hazgate::poll {
namespace {

TEST(ResponseTimes, MedianOfTheLast64AndLongestEver) {
  ResponseTimes times;
  EXPECT_EQ(times.median(), Duration{0});
  times.add(Duration{900});
  EXPECT_EQ(times.median(), Duration{900});
  times.add(Duration{100});
  times.add(Duration{200});
  EXPECT_EQ(times.median(), Duration{200});
  EXPECT_EQ(times.longest(), Duration{900});
  for (int i = 0; i < 64; ++i) times.add(Duration{5});
  EXPECT_EQ(times.median(), Duration{5});
  EXPECT_EQ(times.longest(), Duration{900});
}

}  // namespace
}  // namespace hazgate::poll
