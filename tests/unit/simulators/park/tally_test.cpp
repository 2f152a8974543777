#include "simulators/park/tally.hpp"

#include <gtest/gtest.h>

namespace hazgate::sim {
namespace {

WallTime ms(std::int64_t value) {
  return from_unix_ms(value);
}

TEST(Tally, ReconnectsAreCountedBySecondAndDrawn) {
  const std::vector<WallTime> times{ms(5'100), ms(5'900), ms(6'000), ms(9'999)};
  EXPECT_EQ(by_second(times), (std::map<std::int64_t, std::uint64_t>{{5, 2}, {6, 1}, {9, 1}}));
  const std::string text = spread_text(times);
  EXPECT_NE(text.find("    0 s  ####"), std::string::npos) << text;
  EXPECT_NE(text.find("    4 s  ####"), std::string::npos) << text;
  EXPECT_NE(text.find("…"), std::string::npos) << text;
  EXPECT_EQ(spread_text({}), "");
}

TEST(Tally, ManyDifferentTroublesDoNotGrowTheTableForEver) {
  Tally tally;
  for (int i = 0; i < 1000; ++i) tally.troubled_by("reason " + std::to_string(i));
  tally.troubled_by("reason 0");
  EXPECT_LE(tally.troubles.size(), 33u);
  EXPECT_EQ(tally.troubles["reason 0"], 2u);
  std::uint64_t all = 0;
  for (const auto& [why, count] : tally.troubles) all += count;
  EXPECT_EQ(all, 1001u);
}

}  // namespace
}  // namespace hazgate::sim
