#include "gateway/journal/course.hpp"

#include <algorithm>
#include <future>
#include <numeric>

#include "gateway/journal/frame.hpp"
#include "journal_fixture.hpp"

namespace hazgate::journal {
namespace {

using Numbers = std::vector<int>;

/// Two detectors, polled in turn: gd-1.gas reads 0, 1, 2 … at t = 1000, 1010, 1020 …
class CourseTest : public JournalTest {
 protected:
  void polls(int count, std::int64_t from = 1000) {
    const std::uint32_t one = journal_->layout("gd-1", {"status", "gas"});
    const std::uint32_t two = journal_->layout("gd-2", {"gas"});
    for (int i = 0; i < count; ++i) {
      const std::int64_t t = from + 10 * i;
      journal_->append_sample(
          from_unix_ms(t), one,
          pack({{std::string("ok"), Quality::Good}, {std::int64_t{i}, Quality::Good}}));
      journal_->append_sample(from_unix_ms(t + 5), two, pack({{-1.0, Quality::Good}}));
    }
    ASSERT_TRUE(wait_for_samples(static_cast<std::size_t>(2 * count)));
  }

  struct Seen {
    Numbers values;
    std::vector<std::int64_t> stamps;
    Walk walk;
  };
  Seen walk(std::int64_t from, std::int64_t to, bool back, std::size_t most = 1000,
            std::size_t rows = 100'000, const std::string& point = "gas") {
    Seen seen;
    std::promise<Walk> done;
    journal_->read_course(
        {"gd-1", point, from_unix_ms(from), from_unix_ms(to), back, rows},
        [&](const PastReading& reading) {
          seen.values.push_back(static_cast<int>(as_number(reading.value).value_or(-9)));
          seen.stamps.push_back(unix_ms(reading.t));
          return seen.values.size() < most;
        },
        [&](const Walk& end) { done.set_value(end); });
    seen.walk = done.get_future().get();
    return seen;
  }
};

TEST_F(CourseTest, OnFromAMomentAndBackFromIt) {
  open();
  polls(100);
  const Seen on = walk(1500, 1520, false);
  EXPECT_EQ(on.values, (Numbers{50, 51, 52})) << "both ends belong to it";
  EXPECT_EQ(on.stamps.front(), 1500);
  EXPECT_TRUE(on.walk.whole);
  EXPECT_EQ(on.walk.error, "");
  EXPECT_EQ(walk(1500, 1480, true).values, (Numbers{50, 49, 48}));
  EXPECT_EQ(walk(1505, 1600, false, 2).values, (Numbers{51, 52})) << "as many as are taken";
}

TEST_F(CourseTest, ThroughSegmentsClosedAndOpen) {
  options_.segment.frames = 7;
  open();
  polls(100);
  wait_until_closed();
  ASSERT_GT(sql("SELECT count(*) FROM segment"), "20");
  ASSERT_NE(sql("SELECT count(*) FROM tail"), "0");
  Numbers all(100);
  std::iota(all.begin(), all.end(), 0);
  EXPECT_EQ(walk(0, 9000, false).values, all);
  EXPECT_EQ(walk(1500, 1520, false).values, (Numbers{50, 51, 52}));
  std::reverse(all.begin(), all.end());
  EXPECT_EQ(walk(9000, 0, true).values, all);
  EXPECT_EQ(walk(1500, 1480, true).values, (Numbers{50, 49, 48}));
}

TEST_F(CourseTest, ABlockThatDoesNotDecodeIsLeftOutAndCounted) {
  options_.segment.frames = 20;
  open();
  polls(50);
  wait_until_closed();
  sql("UPDATE block SET body = substr(body, 1, length(body) - 2) || x'5a5a' "
      "WHERE id = (2 << 32) + 1");
  EXPECT_EQ(walk(1080, 1220, false).values, (Numbers{8, 9, 20, 21, 22}));
  EXPECT_EQ(journal_->counters().damaged_blocks, 1U);
  EXPECT_EQ(read_samples(0).size(), 90U) << "the other detector's frames of that minute are there";
  EXPECT_EQ(journal_->counters().damaged_blocks, 1U) << "each once";
}

TEST_F(CourseTest, AClockPutBackGivesATimeTwice) {
  options_.segment.frames = 10;
  open();
  polls(20);
  const std::uint32_t one = journal_->layout("gd-1", {"status", "gas"});
  for (int i = 0; i < 3; ++i) {
    journal_->append_sample(
        from_unix_ms(1100 + 10 * i), one,
        pack({{std::string("ok"), Quality::Good}, {std::int64_t{70 + i}, Quality::Good}}));
  }
  ASSERT_TRUE(wait_for_samples(43));
  EXPECT_EQ(walk(1100, 1120, false).values, (Numbers{10, 11, 12, 70, 71, 72}));
}

TEST_F(CourseTest, FramesKeptAtHomeAreInTheCourseButNotInTheLane) {
  options_.segment.frames = 6;
  open();
  const std::uint32_t layout = journal_->layout("gd-1", {"gas"});
  for (int i = 0; i < 20; ++i) {
    journal_->append_sample(from_unix_ms(1000 + i), layout,
                            pack({{std::int64_t{i}, Quality::Good}}), i % 5 == 0);
  }
  ASSERT_TRUE(wait_for_samples(4));
  append(1);
  ASSERT_TRUE(wait_for_events(1));
  wait_until_closed();
  EXPECT_TRUE(is_contiguous(samples_, 1));
  const auto read = read_samples(0);
  ASSERT_EQ(read.size(), 4U);
  EXPECT_TRUE(is_contiguous(read, 1));
  EXPECT_EQ(unix_ms(read[3].t), 1015);
  EXPECT_EQ(read_samples(2, 1).front().seq, 3U);
  Numbers all(20);
  std::iota(all.begin(), all.end(), 0);
  EXPECT_EQ(walk(0, 9000, false).values, all);
  close();
  open();
  EXPECT_EQ(journal_->opened().last_sample, 4U);
}

TEST_F(CourseTest, BeyondTheEndsThereIsNothing) {
  open();
  EXPECT_TRUE(walk(0, 9000, false).values.empty()) << "an empty record";
  EXPECT_TRUE(walk(9000, 0, true).values.empty());
  polls(3);
  EXPECT_EQ(walk(0, 9000, false).values, (Numbers{0, 1, 2}));
  EXPECT_EQ(walk(9000, 0, true).values, (Numbers{2, 1, 0}));
  EXPECT_TRUE(walk(9000, 9999, false).values.empty());
  EXPECT_TRUE(walk(500, 0, true).values.empty());
  EXPECT_TRUE(walk(0, 9000, false, 10, 100, "nobody").values.empty());
}

TEST_F(CourseTest, GivesUpAfterSoManyRowsAndSaysHowFarItGot) {
  open();
  polls(100);
  const Seen seen = walk(9000, 0, true, 1000, 10);
  EXPECT_EQ(seen.values.size(), 10U) << "the other detector's frames do not count";
  EXPECT_EQ(seen.values.back(), 90);
  EXPECT_FALSE(seen.walk.whole);
  EXPECT_EQ(unix_ms(seen.walk.reached), 1900);
}

TEST_F(CourseTest, AnotherLayoutOfTheDeviceIsTheSamePoint) {
  open();
  polls(2);
  const std::uint32_t later = journal_->layout("gd-1", {"gas"});
  journal_->append_sample(from_unix_ms(2000), later, pack({{std::int64_t{7}, Quality::Good}}));
  journal_->append_sample(from_unix_ms(2010), later, "\xff");
  ASSERT_TRUE(wait_for_samples(6));
  EXPECT_EQ(walk(0, 9000, false).values, (Numbers{0, 1, 7})) << "a broken frame is left out";
}

TEST_F(CourseTest, OldRowsThatAreGoneAreNotMissed) {
  options_.segment.frames = 10;
  open();
  polls(50);
  wait_until_closed();
  close();
  sql("DELETE FROM block WHERE id < (7 << 32); DELETE FROM segment WHERE id < 7");
  open();
  EXPECT_EQ(walk(0, 1320, false).values, (Numbers{30, 31, 32}));
  EXPECT_EQ(walk(1320, 0, true).values, (Numbers{32, 31, 30}));
}

TEST_F(CourseTest, EventsComeFromTheLastBack) {
  open();
  append(5);
  ASSERT_TRUE(wait_for_events(5));
  std::vector<std::uint64_t> seqs;
  const auto back = [&](std::size_t rows, std::size_t most) {
    seqs.clear();
    std::promise<Walk> done;
    journal_->read_events_back(
        rows,
        [&](const EventRecord& record) {
          seqs.push_back(record.seq);
          return seqs.size() < most;
        },
        [&](const Walk& end) { done.set_value(end); });
    return done.get_future().get();
  };
  EXPECT_TRUE(back(100, 100).whole);
  EXPECT_EQ(seqs, (std::vector<std::uint64_t>{5, 4, 3, 2, 1}));
  EXPECT_TRUE(back(100, 2).whole);
  EXPECT_EQ(seqs.size(), 2U);
  EXPECT_FALSE(back(3, 100).whole);
  EXPECT_EQ(seqs, (std::vector<std::uint64_t>{5, 4, 3}));
}

TEST_F(CourseTest, SaysWhenTheRecordCannotBeReadAndReadsOnWhenItCan) {
  open();
  polls(2);
  sql("ALTER TABLE tail RENAME TO away");
  const Seen none = walk(0, 9000, false);
  EXPECT_NE(none.walk.error.find("no such table"), std::string::npos) << none.walk.error;
  EXPECT_FALSE(none.walk.whole);
  EXPECT_TRUE(none.values.empty());
  sql("ALTER TABLE away RENAME TO tail");
  EXPECT_EQ(walk(0, 9000, false).values, (Numbers{0, 1}));
}

}  // namespace
}  // namespace hazgate::journal
