#include "gateway/daemon/reaction.hpp"

#include <gtest/gtest.h>

namespace hazgate::daemon {
namespace {

Tick us(std::int64_t time) {
  return Tick{Duration{time}};
}

TEST(Reaction, CountsFromTheReplyToTheWrite) {
  Reaction reaction;
  for (std::uint64_t ticket = 1; ticket <= 100; ++ticket) {
    reaction.ordered(ticket, us(1000));
    reaction.sent(ticket, us(1000 + static_cast<std::int64_t>(ticket)));
  }
  const auto figures = reaction.figures();
  EXPECT_EQ(figures.count, 100u);
  EXPECT_EQ(figures.p50, Duration{51});
  EXPECT_EQ(figures.p99, Duration{100});
  EXPECT_EQ(figures.max, Duration{100});
}

TEST(Reaction, LeavesOutWhatWasNeverSentOrNeverOrdered) {
  Reaction reaction;
  reaction.ordered(1, us(1000));
  reaction.sent(1, Tick{});
  reaction.sent(2, us(5000));
  EXPECT_EQ(reaction.figures().count, 0u);
}

TEST(Reaction, KeepsTheLatest) {
  Reaction reaction;
  for (std::uint64_t ticket = 0; ticket < 2 * Reaction::kKept; ++ticket) {
    const std::int64_t took = ticket < Reaction::kKept ? 900 : 10;
    reaction.ordered(ticket, us(0));
    reaction.sent(ticket, us(took));
  }
  EXPECT_EQ(reaction.figures().max, Duration{10});
}

}  // namespace
}  // namespace hazgate::daemon
