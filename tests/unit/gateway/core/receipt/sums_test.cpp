#include "gateway/core/receipt/sums.hpp"

#include <gmock/gmock.h>

namespace hazgate::receipt {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(Sums, AFloodBecomesOneLine) {
  Sums sums;
  int written = 0;
  for (int i = 0; i < 1000; ++i) written += sums.take("park:a", "ack", "no", Tick{1s}) ? 1 : 0;
  EXPECT_EQ(written, static_cast<int>(Sums::kAtOnce));
  EXPECT_THAT(sums.due(Tick{10s}), IsEmpty()) << "not yet";
  EXPECT_THAT(sums.due(Tick{11s}), ElementsAre(Sum{"park:a", "ack", "no", 950}));
  EXPECT_THAT(sums.due(Tick{60s}), IsEmpty());
}

TEST(Sums, AtTheEndAllIsSaid) {
  Sums sums;
  for (int i = 0; i < 60; ++i) sums.take("park:a", "ack", "no", Tick{1s});
  EXPECT_THAT(sums.due(Tick{1s}, true), ElementsAre(Sum{"park:a", "ack", "no", 10}));
}

TEST(Sums, ManyNamesFillNoMemory) {
  Sums sums;
  const int all = 10'000;
  int written = 0;
  for (int i = 0; i < all; ++i) {
    written += sums.take("park:" + std::to_string(i), "x", "w", Tick{1s}) ? 1 : 0;
  }
  const auto due = sums.due(Tick{1min});
  EXPECT_EQ(due.size(), Sums::kMost);
  std::uint64_t count = 0;
  for (const Sum& sum : due) count += sum.count;
  EXPECT_EQ(count, static_cast<std::uint64_t>(all - written)) << "none is forgotten";
}

}  // namespace
}  // namespace hazgate::receipt
