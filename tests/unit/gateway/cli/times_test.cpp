#include "gateway/cli/times.hpp"

#include <cstdlib>
#include <ctime>
#include <gtest/gtest.h>

namespace hazgate::cli {
namespace {

constexpr std::int64_t kNow = 1'769'868'301'123;  // 2026-01-31 14:05:01.123 UTC

class CliTimes : public testing::Test {
 protected:
  CliTimes() {
    ::setenv("TZ", "CST-8", 1);  // eight hours ahead, as in Shanghai, without a zone file
    ::tzset();
  }
};

TEST_F(CliTimes, AreLocal) {
  EXPECT_EQ(local_time(kNow), "2026-01-31 22:05:01");
  EXPECT_EQ(local_time(kNow, true), "2026-01-31 22:05:01.123");
  EXPECT_EQ(local_clock(kNow), "22:05:01");
  EXPECT_EQ(local_time(-1, true), "1970-01-01 07:59:59.999");
}

TEST_F(CliTimes, Durations) {
  EXPECT_EQ(duration_text(-5), "00:00");
  EXPECT_EQ(duration_text(42'900), "00:42");
  EXPECT_EQ(duration_text(725'000), "12:05");
  EXPECT_EQ(duration_text(3'725'000), "1:02:05");
  EXPECT_EQ(duration_text(3 * 86'400'000LL + 4 * 3'600'000LL), "3d 04h");
  EXPECT_EQ(delay_text(0), "0s");
  EXPECT_EQ(delay_text(90), "90s");
  EXPECT_EQ(delay_text(180), "3m");
  EXPECT_EQ(delay_text(7200), "2h");
  EXPECT_EQ(delay_text(0.5), "0.5s");
}

TEST_F(CliTimes, SinceASpanAgo) {
  EXPECT_EQ(since_from("30s", kNow), kNow - 30'000);
  EXPECT_EQ(since_from("5m", kNow), kNow - 300'000);
  EXPECT_EQ(since_from("2h", kNow), kNow - 7'200'000);
  EXPECT_EQ(since_from("7d", kNow), kNow - 7 * 86'400'000LL);
}

TEST_F(CliTimes, SinceAMoment) {
  EXPECT_EQ(since_from("2026-01-31 22:05:01", kNow), 1'769'868'301'000);
  EXPECT_EQ(since_from("2026-01-31T22:05:01", kNow), 1'769'868'301'000);
  EXPECT_EQ(since_from("2026-01-31T14:05:01Z", kNow), 1'769'868'301'000);
  EXPECT_EQ(since_from("2026-01-31 22:05", kNow), 1'769'868'300'000);
  EXPECT_EQ(since_from("22:05", kNow), 1'769'868'300'000);
  EXPECT_EQ(since_from("22:05:01", kNow), 1'769'868'301'000);
  EXPECT_EQ(since_from("2026-01-31", kNow), 1'769'788'800'000);
}

TEST_F(CliTimes, OrIsNoTime) {
  for (const char* wrong : {"", "yesterday", "5", "m", "-5m", "5w", "2026-13-01",
                            "2026-01-31 25:00", "2026-01-31x", "99999999999999999999d"}) {
    EXPECT_FALSE(since_from(wrong, kNow)) << wrong;
  }
}

}  // namespace
}  // namespace hazgate::cli
