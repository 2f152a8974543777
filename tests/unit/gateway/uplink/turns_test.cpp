#include "gateway/uplink/turns.hpp"

#include <atomic>
#include <gtest/gtest.h>
#include <thread>
#include <vector>

namespace hazgate::uplink {
namespace {

Turns::Waiting message(std::uint32_t number) {
  return {{"t", std::to_string(number)}, number};
}

TEST(Turns, SoManyGoAtOnceAndTheRestInOrder) {
  Turns turns;
  std::vector<std::uint32_t> sent;
  for (std::uint32_t i = 0; i < Turns::kAtOnce + 3; ++i) {
    if (const auto now = turns.begin(message(i))) sent.push_back(now->number);
  }
  EXPECT_EQ(sent.size(), Turns::kAtOnce);
  EXPECT_EQ(sent.back(), Turns::kAtOnce - 1);
  for (std::uint32_t i = 0; i < 3; ++i) {
    const auto next = turns.next();
    ASSERT_TRUE(next);
    EXPECT_EQ(next->number, Turns::kAtOnce + i);
    EXPECT_EQ(next->publication.payload, std::to_string(Turns::kAtOnce + i));
  }
  for (std::size_t i = 0; i < Turns::kAtOnce; ++i) EXPECT_FALSE(turns.next());
  EXPECT_FALSE(turns.next()) << "more ends than beginnings";
  std::size_t room = 0;
  while (turns.begin(message(99))) ++room;
  EXPECT_EQ(room, Turns::kAtOnce) << "no place is lost";
}

TEST(Turns, SaysWhenFewWaitAndForgetsThem) {
  Turns turns;
  EXPECT_TRUE(turns.needs_more());
  for (std::uint32_t i = 0; i < Turns::kAtOnce + Turns::kFew; ++i) turns.begin(message(i));
  EXPECT_TRUE(turns.needs_more());
  turns.begin(message(100));
  EXPECT_FALSE(turns.needs_more());
  EXPECT_EQ(turns.forget(), (std::vector<std::uint32_t>{8, 9, 10, 11, 12, 13, 14, 15, 100}));
  EXPECT_TRUE(turns.needs_more());
  EXPECT_FALSE(turns.next());
}

TEST(Turns, FromTwoThreadsEachGoesOnce) {
  constexpr std::uint32_t kMessages = 20'000;
  Turns turns;
  std::atomic<std::uint32_t> sent = 0;
  std::thread fills([&] {
    for (std::uint32_t i = 0; i < kMessages; ++i) {
      if (turns.begin(message(i))) ++sent;
    }
  });
  std::uint32_t ended = 0;
  while (ended < kMessages) {
    if (ended == sent) {
      std::this_thread::yield();
      continue;
    }
    ++ended;
    if (turns.next()) ++sent;
  }
  fills.join();
  EXPECT_EQ(sent, kMessages);
}

}  // namespace
}  // namespace hazgate::uplink
