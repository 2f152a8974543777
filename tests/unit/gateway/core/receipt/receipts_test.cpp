#include "gateway/core/receipt/receipts.hpp"

#include <gmock/gmock.h>

namespace hazgate::receipt {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

Now at(std::chrono::milliseconds since) {
  return {.tick = Tick{since}, .wall = WallTime{since}};
}

constexpr std::uint64_t kAll = ~0ULL;  ///< the broker has acknowledged everything

/// Critical ones within 60 s, high ones within 5 minutes, no others.
struct ReceiptsTest : testing::Test {
  ReceiptsTest() { receipts.line_up(0, Tick{0s}); }

  void raise(const std::string& alarm, std::uint64_t occurrence, std::uint64_t seq,
             std::chrono::milliseconds when, Priority priority = Priority::Critical) {
    ASSERT_TRUE(receipts.raise(alarm, priority, occurrence, at(when)));
    ASSERT_TRUE(receipts.number(alarm, occurrence, 1, seq));
  }
  std::vector<std::string> run(std::chrono::milliseconds when, std::uint64_t delivered = kAll) {
    std::vector<std::string> said;
    for (const Again& again : receipts.run(delivered, at(when))) {
      said.push_back(again.alarm + " " + std::to_string(again.times) + " of " +
                     std::to_string(again.of));
    }
    return said;
  }

  Receipts receipts{Terms{.within = {60s, 300s, 0s, 0s}}};
};

TEST_F(ReceiptsTest, WhatIsNotConfirmedInTimeIsAnnouncedAgainAndOverdue) {
  raise("a", 7, 118, 1s);
  EXPECT_EQ(receipts.deadline(), Tick{61s});
  EXPECT_THAT(run(60999ms), IsEmpty());
  EXPECT_EQ(receipts.overdue(), 0u);
  EXPECT_THAT(run(61s), ElementsAre("a 2 of 118"));
  EXPECT_EQ(receipts.overdue(), 1u);
}

TEST_F(ReceiptsTest, TheConfirmationInTimeIsTheEndOfIt) {
  raise("a", 7, 118, 1s);
  EXPECT_THAT(receipts.confirm(118, false, Tick{2s}).done, ElementsAre("a"));
  EXPECT_EQ(receipts.find("a"), nullptr);
  EXPECT_THAT(run(24h), IsEmpty());
  EXPECT_THAT(receipts.confirm(118, false, Tick{3s}).done, IsEmpty()) << "again is no harm";
}

TEST_F(ReceiptsTest, AnotherMessageConfirmsNothing) {
  raise("a", 7, 118, 1s);
  for (const std::uint64_t seq : {1u, 117u, 119u}) {
    EXPECT_THAT(receipts.confirm(seq, false, Tick{2s}).done, IsEmpty());
  }
  EXPECT_NE(receipts.find("a"), nullptr);
}

TEST_F(ReceiptsTest, UpToConfirmsAllBeforeAndNoneBehind) {
  raise("a", 1, 10, 1s);
  raise("b", 1, 20, 1s);
  raise("c", 1, 30, 1s);
  EXPECT_THAT(receipts.confirm(20, true, Tick{2s}).done, ElementsAre("a", "b"));
  EXPECT_THAT(receipts.alarms(), ElementsAre("c"));
}

TEST_F(ReceiptsTest, IntervalsGrowAndEnd) {
  raise("a", 7, 1, 0s);
  std::vector<std::int64_t> times_s;
  for (auto second = 0s; second < 24h; ++second) {
    if (!run(second).empty()) times_s.push_back(second.count());
  }
  EXPECT_THAT(times_s, ElementsAre(60, 60 + 120 + 120, 300 + 480, 780 + 960, 1740 + 1920))
      << "the broker has none of the later ones: each gets its time once more";
  EXPECT_EQ(receipts.overdue(), 1u) << "until it is confirmed";
  EXPECT_EQ(receipts.find("a")->times, Receipts::kMostTimes);
  EXPECT_THAT(receipts.confirm(1, false, Tick{24h}).done, ElementsAre("a"));
  EXPECT_EQ(receipts.overdue(), 0u);
}

TEST_F(ReceiptsTest, AnyAnnouncementOfTheNewestSoundMayBeConfirmed) {
  raise("a", 7, 118, 0s);
  ASSERT_EQ(run(60s).size(), 1u);
  ASSERT_FALSE(receipts.number("a", 7, 1, 130)) << "that one has its number";
  ASSERT_TRUE(receipts.number("a", 7, 2, 130));
  EXPECT_THAT(receipts.confirm(130, false, Tick{61s}).done, ElementsAre("a"));
  EXPECT_EQ(receipts.overdue(), 0u);
}

TEST_F(ReceiptsTest, AnAlarmThatComesAndGoesPutsNothingOff) {
  raise("a", 1, 10, 0s);
  raise("a", 2, 20, 30s);
  raise("a", 3, 30, 59s);
  EXPECT_THAT(run(60s), ElementsAre("a 2 of 10"));
}

TEST_F(ReceiptsTest, AnOlderSoundConfirmedLeavesTheNewerOneItsTime) {
  raise("a", 1, 10, 0s);
  raise("a", 2, 20, 50s);
  const auto confirmed = receipts.confirm(10, false, Tick{55s});
  EXPECT_THAT(confirmed.done, IsEmpty());
  EXPECT_THAT(confirmed.still, ElementsAre("a"));
  EXPECT_THAT(run(60s), IsEmpty());
  EXPECT_THAT(run(115s), ElementsAre("a 2 of 20"));
}

TEST_F(ReceiptsTest, AnOlderSoundConfirmedLateIsOverdueNoMore) {
  raise("a", 1, 10, 0s);
  ASSERT_EQ(run(60s).size(), 1u);
  ASSERT_TRUE(receipts.number("a", 1, 2, 15));
  raise("a", 2, 20, 61s);
  EXPECT_THAT(receipts.confirm(10, false, Tick{70s}).still, ElementsAre("a"));
  EXPECT_EQ(receipts.overdue(), 0u);
  ASSERT_EQ(receipts.find("a")->announcements.size(), 1u) << "its other announcement, too";
  EXPECT_EQ(receipts.find("a")->announcements.front().seq, 20u);
  EXPECT_THAT(run(130s), ElementsAre("a 2 of 20"));
}

TEST_F(ReceiptsTest, WhatTheParkAcknowledgesItHasSeen) {
  raise("a", 1, 10, 0s);
  raise("a", 2, 20, 1s);
  EXPECT_TRUE(receipts.seen("a", 1, Tick{2s}));
  ASSERT_NE(receipts.find("a"), nullptr) << "not the newer one";
  EXPECT_FALSE(receipts.seen("a", 1, Tick{2s}));
  EXPECT_TRUE(receipts.seen("a", 2, Tick{3s}));
  EXPECT_EQ(receipts.find("a"), nullptr);
}

TEST_F(ReceiptsTest, NobodyWaitsForOtherPriorities) {
  EXPECT_FALSE(receipts.raise("a", Priority::Low, 1, at(0s)));
  EXPECT_EQ(receipts.count(), 0u);
  EXPECT_EQ(receipts.deadline(), std::nullopt);
}

TEST_F(ReceiptsTest, WhileTheLineIsDownNobodyIsBlamed) {
  receipts.line_down(Tick{0s});
  ASSERT_TRUE(receipts.raise("a", Priority::Critical, 1, at(1s)));
  ASSERT_TRUE(receipts.number("a", 1, 1, 10));
  EXPECT_EQ(receipts.deadline(), std::nullopt);
  EXPECT_THAT(run(10h, 0), IsEmpty());
  receipts.line_up(0, Tick{10h});
  EXPECT_EQ(receipts.deadline(), Tick{10h + 60s}) << "the whole time from now on";
  EXPECT_EQ(receipts.overdue(), 0u);
}

TEST_F(ReceiptsTest, OfWhatWasThereBeforeTheTimeWithoutALineDoesNotCount) {
  raise("a", 1, 10, 0s);
  receipts.line_down(Tick{50s});
  receipts.line_down(Tick{55s});  // again
  receipts.line_up(10, Tick{500s});
  EXPECT_THAT(run(509s), IsEmpty());
  EXPECT_THAT(run(510s), ElementsAre("a 2 of 10"));
}

TEST_F(ReceiptsTest, WhatTheBrokerDidNotHaveGetsAllOfItsTimeAfterTheLineIsBack) {
  raise("a", 1, 10, 0s);
  EXPECT_THAT(run(60s, 9), IsEmpty());
  receipts.line_down(Tick{100s});
  receipts.line_up(9, Tick{500s});
  EXPECT_THAT(run(559s), IsEmpty());
  EXPECT_THAT(run(560s, 9), IsEmpty()) << "and once more for the broker";
  EXPECT_THAT(run(620s, 9), ElementsAre("a 2 of 10"));
}

TEST_F(ReceiptsTest, WhatTheBrokerHasNotAcknowledgedGetsItsTimeOnceMore) {
  raise("a", 1, 10, 0s);
  EXPECT_THAT(run(60s, 9), IsEmpty());
  EXPECT_EQ(receipts.overdue(), 0u);
  EXPECT_THAT(run(119s, 9), IsEmpty());
  EXPECT_THAT(run(120s, 9), ElementsAre("a 2 of 10"));
}

TEST_F(ReceiptsTest, AFloodIsAnnouncedAgainInPortionsTheGravestFirst) {
  for (int i = 0; i < 10'000; ++i) {
    raise("h" + std::to_string(i), 1, static_cast<std::uint64_t>(i) + 1, 0s, Priority::High);
  }
  for (int i = 0; i < 5; ++i) {
    raise("c" + std::to_string(i), 1, 20'000 + static_cast<std::uint64_t>(i), 240s);
  }
  const auto first = run(300s);
  ASSERT_EQ(first.size(), Receipts::kAtOnce);
  for (std::size_t i = 0; i < 5; ++i) EXPECT_TRUE(first[i].starts_with("c")) << first[i];
  EXPECT_EQ(receipts.overdue(), 10'005u);
  EXPECT_THAT(run(300500ms), IsEmpty());
  EXPECT_EQ(run(301s).size(), Receipts::kAtOnce);
  EXPECT_EQ(receipts.confirm(kAll, true, Tick{302s}).done.size(), 10'005u);
  EXPECT_EQ(receipts.count(), 0u);
  EXPECT_EQ(receipts.overdue(), 0u);
  EXPECT_EQ(receipts.unnumbered(), 0u);
}

TEST_F(ReceiptsTest, OneAlarmFillsNoMemory) {
  for (std::uint64_t i = 1; i <= 1000; ++i) raise("a", i, 10 * i, 1s * i / 1000);
  const auto& list = receipts.find("a")->announcements;
  EXPECT_EQ(list.size(), Receipts::kMostAnnouncements);
  EXPECT_EQ(list.front().seq, 10u) << "since when";
  EXPECT_EQ(list.back().seq, 10'000u) << "what is to be seen";
  EXPECT_THAT(receipts.confirm(50, false, Tick{2s}).done, IsEmpty()) << "is known no more";
  EXPECT_THAT(receipts.confirm(10'000, false, Tick{2s}).done, ElementsAre("a"));
}

TEST_F(ReceiptsTest, ComesBackAsItWas) {
  raise("a", 7, 118, 0s);
  run(60s);
  receipts.number("a", 7, 2, 130);
  Receipts after(receipts.terms());
  after.restore(*receipts.find("a"), Tick{5s});
  EXPECT_EQ(*after.find("a"), *receipts.find("a"));
  EXPECT_EQ(after.overdue(), 1u);
  EXPECT_EQ(after.deadline(), std::nullopt) << "no line yet";
  after.line_up(200, Tick{10s});
  EXPECT_EQ(after.deadline(), Tick{130s}) << "the second window";
  EXPECT_THAT(after.confirm(118, false, Tick{11s}).done, ElementsAre("a"));
  EXPECT_EQ(after.overdue(), 0u);
}

TEST_F(ReceiptsTest, IsNotRestoredWhenNobodyWaitsForItAnyMore) {
  raise("a", 7, 118, 0s);
  Receipts after(Terms{.within = {0s, 60s, 0s, 0s}});
  after.restore(*receipts.find("a"), Tick{0s});
  EXPECT_EQ(after.find("a"), nullptr);
}

}  // namespace
}  // namespace hazgate::receipt
