/// A disk that is nearly full: samples are thinned, then dropped; events stay.
#include <atomic>
#include <filesystem>
#include <gtest/gtest.h>

#include "gateway/journal/space.hpp"
#include "journal_fixture.hpp"

namespace hazgate::journal {
namespace {

using namespace std::chrono_literals;

class RoomTest : public JournalTest {
 protected:
  RoomTest() {
    options_.reserve_bytes = 100U << 20;
    options_.free_bytes = [this] { return free_.load(); };
    options_.upkeep.retain = 5ms;
    options_.upkeep.retain_more = 1ms;
    options_.keep_events = std::chrono::years{100};
    options_.keep_samples = std::chrono::years{100};
  }

  /// Three hours, a sample each ten seconds, and one event.
  void fill() {
    const std::uint32_t layout = journal_->layout("gd-101", {"gas"});
    for (int i = 0; i < kSamples; ++i) {
      journal_->append_sample(from_unix_ms(kStart + 10'000LL * i), layout, "frame");
    }
    append(1);
    ASSERT_TRUE(wait_for_samples(kSamples));
    ASSERT_TRUE(wait_for_events(1));
  }

  std::vector<SampleRecord> wait_for_kept(std::size_t most) {
    const auto deadline = std::chrono::steady_clock::now() + 10s;
    auto kept = read_samples(0);
    while (kept.size() > most && std::chrono::steady_clock::now() < deadline) {
      std::this_thread::yield();
      kept = read_samples(0);
    }
    return kept;
  }

  static constexpr int kSamples = 1080;
  static constexpr std::int64_t kStart = 60'000LL * 1000;
  std::atomic<std::uint64_t> free_ = 1ULL << 40;
};

TEST_F(RoomTest, SamplesAreThinnedThenDroppedAndEventsAndTheLastHourStay) {
  open();
  fill();
  EXPECT_EQ(read_samples(0).size(), std::size_t{kSamples}) << "while there is room";
  free_ = 50U << 20;
  ASSERT_TRUE(wait_for([&] { return !warnings_.empty(); }));
  EXPECT_NE(warnings_[0].find("50 MiB"), std::string::npos) << warnings_[0];
  constexpr std::size_t kOfOneSegment = 61;  // ten minutes: it stays while a part of it is young
  const auto kept = wait_for_kept(361 + kOfOneSegment);
  EXPECT_LE(kept.size(), 361U + kOfOneSegment);
  EXPECT_GE(kept.size(), 360U) << "the last hour is whole";
  ASSERT_FALSE(kept.empty());
  EXPECT_EQ(kept.back().seq, std::uint64_t{kSamples});
  EXPECT_EQ(read_events(Lane::Event, 0).size(), 1U);
  free_ = 1ULL << 40;
  ASSERT_TRUE(wait_for([&] { return warnings_.size() == 2; }));
  EXPECT_EQ(warnings_[1], "") << "it is over";
}

TEST_F(RoomTest, ThinningLeavesOneOfEachMinute) {
  options_.upkeep.retain_more = 1h;  // one segment and no more
  options_.segment.longest = 1h;
  open();
  fill();
  free_ = 50U << 20;
  const auto kept = wait_for_kept(kSamples - 1);
  EXPECT_EQ(kept.size(), 61U + 719U) << "of the first hour one a minute, of the others all";
  for (std::size_t i = 1; i < kept.size(); ++i) {
    EXPECT_EQ(unix_ms(kept[i].t) - unix_ms(kept[i - 1].t), i <= 60 ? 60'000 : 10'000) << i;
    EXPECT_EQ(kept[i].frame, "frame");
  }
}

TEST_F(RoomTest, TheBallastIsRealAndIsMadeAgainWhenThereIsRoom) {
  Ballast ballast(options_.path, 1U << 20);
  EXPECT_FALSE(ballast.is_held());
  ASSERT_TRUE(ballast.hold(0));
  EXPECT_EQ(std::filesystem::file_size(options_.path + ".reserve"), 1U << 20);
  EXPECT_TRUE(Ballast(options_.path, 1U << 20).is_held()) << "also of an earlier run";
  EXPECT_FALSE(Ballast(options_.path, 2U << 20).is_held()) << "too small";
  EXPECT_TRUE(ballast.give_up());
  EXPECT_FALSE(std::filesystem::exists(options_.path + ".reserve"));
  EXPECT_FALSE(ballast.give_up()) << "there is none any more";
  EXPECT_FALSE(ballast.hold(UINT64_MAX / 2)) << "no room to spare";
}

}  // namespace
}  // namespace hazgate::journal
