#include "gateway/daemon/board.hpp"

#include <gtest/gtest.h>

#include "tests/support/fake_answer.hpp"
#include "tests/support/small_site.hpp"

namespace hazgate::daemon {
namespace {

TEST(Fits, FollowsGlobs) {
  EXPECT_TRUE(fits("", "gd-101.gas"));
  EXPECT_TRUE(fits("gd-*", "gd-101.gas"));
  EXPECT_TRUE(fits("*.gas", "gd-101.gas"));
  EXPECT_TRUE(fits("gd-?01.gas", "gd-101.gas"));
  EXPECT_TRUE(fits("*1*a*", "gd-101.gas"));
  EXPECT_FALSE(fits("gd-*.temp", "gd-101.gas"));
  EXPECT_FALSE(fits("gd-101", "gd-101.gas"));
  EXPECT_FALSE(fits("?", ""));
  EXPECT_TRUE(fits("***", ""));
}

poll::PollResult reading(PointIndex point, Value value, Quality quality) {
  poll::PollResult result;
  result.wall = from_unix_ms(1'795'000'000'000);
  result.readings.push_back({point, {.value = std::move(value), .quality = quality}});
  return result;
}

TEST(Board, ShowsNothingForABadReading) {
  const testing::SmallSite small;
  Board board(small.spec);
  EXPECT_EQ(board.point(small.gas[0]).at("quality"), "not-yet");
  EXPECT_TRUE(board.point(small.gas[0]).at("t").is_null());
  board.take(reading(small.gas[0], 12.5, Quality::Good));
  EXPECT_EQ(board.point(small.gas[0]).at("value"), 12.5);
  board.take(reading(small.gas[0], {}, Quality::Comm));
  EXPECT_TRUE(board.point(small.gas[0]).at("value").is_null());
  EXPECT_EQ(board.point(small.gas[0]).at("quality"), "comm");
}

TEST(Board, TellsAWatcherOfChangesOnly) {
  const testing::SmallSite small;
  Board board(small.spec);
  auto answer = std::make_shared<testing::FakeAnswer>();
  board.watch("gd-1.*", answer);
  ASSERT_EQ(answer->items.size(), 1u);
  board.take(reading(small.gas[0], 1.0, Quality::Good));
  board.take(reading(small.gas[0], 1.0, Quality::Good));
  board.take(reading(small.gas[1], 1.0, Quality::Good));
  EXPECT_EQ(answer->items.size(), 2u);
  answer->open = false;
  board.take(reading(small.gas[0], 2.0, Quality::Good));
  EXPECT_EQ(answer->items.size(), 2u);
}

TEST(Board, RefusesOneWatcherTooMany) {
  const testing::SmallSite small;
  Board board(small.spec);
  std::vector<std::shared_ptr<testing::FakeAnswer>> answers;
  for (std::size_t i = 0; i <= Board::kMostWatchers; ++i) {
    answers.push_back(std::make_shared<testing::FakeAnswer>());
    board.watch("", answers.back());
  }
  EXPECT_FALSE(answers.front()->failure);
  EXPECT_EQ(answers.back()->failure, control::Failure::Refused);
}

}  // namespace
}  // namespace hazgate::daemon
