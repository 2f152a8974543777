#include "gateway/core/receipt/command_log.hpp"

#include <gmock/gmock.h>

namespace hazgate::receipt {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

Now at(WallTime::duration since, bool trusted = true) {
  return {.tick = Tick{since}, .wall = WallTime{since}, .wall_trusted = trusted};
}

Answered answered(const std::string& id, WallTime::duration since, bool harmless = false) {
  return {
      .id = id, .print = print_of(id), .at = WallTime{since}, .error = {}, .harmless = harmless};
}

TEST(CommandLog, KnowsWhatWasAnsweredForADay) {
  CommandLog log;
  EXPECT_THAT(log.remember(answered("a", 0h), at(0h)), IsEmpty());
  EXPECT_THAT(log.remember(answered("b", 23h), at(23h)), IsEmpty());
  ASSERT_NE(log.find("a"), nullptr);
  EXPECT_EQ(*log.find("a"), answered("a", 0h));
  EXPECT_THAT(log.remember(answered("c", 24h), at(24h)), ElementsAre("a"));
  EXPECT_EQ(log.find("a"), nullptr);
  EXPECT_NE(log.find("b"), nullptr);
}

TEST(CommandLog, AClockThatNobodyHasSetForgetsNothing) {
  CommandLog log;
  log.remember(answered("a", 0h), at(0h));
  EXPECT_THAT(log.remember(answered("b", 9000h), at(9000h, false)), IsEmpty());
  EXPECT_NE(log.find("a"), nullptr);
}

TEST(CommandLog, ADrillOutlivesAFloodOfConfirmations) {
  CommandLog log;
  log.remember(answered("drill", 0h), at(0h));
  for (int i = 0; i < 5000; ++i) log.remember(answered("c" + std::to_string(i), 1h, true), at(1h));
  EXPECT_EQ(log.count(), CommandLog::kMost);
  EXPECT_NE(log.find("drill"), nullptr);
  EXPECT_EQ(log.find("c0"), nullptr);
  EXPECT_NE(log.find("c4999"), nullptr);
}

TEST(CommandLog, WithoutHarmlessOnesTheOldestGoes) {
  CommandLog log;
  std::vector<std::string> forgotten;
  for (std::size_t i = 0; i <= CommandLog::kMost; ++i) {
    forgotten = log.remember(answered(std::to_string(i), 1h), at(1h));
  }
  EXPECT_THAT(forgotten, ElementsAre("0"));
}

TEST(CommandLog, ComesBackInTheOrderOfTime) {
  CommandLog log;
  const std::vector<Answered> all = {answered("new", 30h), answered("old", 1h),
                                     answered("mid", 20h), answered("new", 30h)};
  EXPECT_THAT(log.restore(all, at(30h)), ElementsAre("old"));
  EXPECT_EQ(log.count(), 2u);
  EXPECT_THAT(log.remember(answered("x", 44h), at(44h)), ElementsAre("mid"));
}

TEST(CommandLog, ThePrintIsTheSameInEveryProcess) {
  EXPECT_EQ(print_of(""), 0xcbf29ce484222325u);
  EXPECT_EQ(print_of("a"), 0xaf63dc4c8601ec8cu);  // FNV-1a, 64 bits: published vector
  EXPECT_NE(print_of("ab"), print_of("ba"));
}

}  // namespace
}  // namespace hazgate::receipt
