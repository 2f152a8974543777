/// One-minute figures on disk: written, packed, recomputed, put away.
#include "gateway/journal/minute_store.hpp"

#include <algorithm>
#include <atomic>
#include <future>
#include <thread>

#include "gateway/journal/frame.hpp"
#include "gateway/journal/schema.hpp"
#include "journal_fixture.hpp"

namespace hazgate::journal {
namespace {

using namespace std::chrono_literals;

class MinuteStoreTest : public JournalTest {
 protected:
  static constexpr WallTime kNoon = from_unix_ms(1'795'176'000'000);  // begins a quarter of a day

  MinuteStoreTest() {
    options_.keep_samples = options_.keep_minutes = options_.keep_events = std::chrono::years{100};
    options_.upkeep.retain = 5ms;
    options_.upkeep.retain_more = 1ms;
    options_.sample_commit = 1ms;
  }

  /// gd-1.gas reads 0.0, 0.1, 0.2 … each ten seconds from a moment on.
  void polls(WallTime from, int count, const std::string& device = "gd-1") {
    const std::uint32_t layout = journal_->layout(device, {"gas"});
    for (int i = 0; i < count; ++i) {
      journal_->append_sample(from + 10s * i, layout, pack({{i / 10.0, Quality::Good}}));
      ++given_;
      if (i % 4000 != 3999) continue;
      ASSERT_TRUE(wait_for_samples(given_)) << "more that wait would be dropped";
    }
    ASSERT_TRUE(wait_for_samples(given_));
  }

  /// Minutes of all layouts and points on the closed journal, in the order of the time.
  std::vector<TimedMinute> on_disk() {
    std::vector<TimedMinute> minutes;
    auto database = Database::open(options_.path, Database::Access::ReadOnly);
    Statement row = (*database)->prepare("SELECT minute, body FROM minute");
    for (row.start(); row.next();) {
      const auto points = decode_minute(row.text(1));
      EXPECT_TRUE(points);
      for (const PointMinute& point : *points) minutes.emplace_back(row.integer(0), point);
    }
    row = (*database)->prepare("SELECT body FROM minute_block");
    for (row.start(); row.next();) {
      const auto decoded = decode_minutes(row.text(0));
      EXPECT_TRUE(decoded);
      minutes.insert(minutes.end(), decoded->begin(), decoded->end());
    }
    std::stable_sort(minutes.begin(), minutes.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    return minutes;
  }

  std::uint64_t counted() {
    std::uint64_t count = 0;
    for (const auto& [minute, point] : on_disk()) count += point.count;
    return count;
  }

  /// What another connection sees, until it is as wanted; false after ten seconds.
  bool wait_for_sql(const std::string& statement, const std::string& wanted) {
    const auto deadline = std::chrono::steady_clock::now() + 10s;
    while (sql(statement) != wanted) {
      if (std::chrono::steady_clock::now() > deadline) return false;
      std::this_thread::yield();
    }
    return true;
  }

  std::size_t given_ = 0;
};

TEST_F(MinuteStoreTest, AMinuteIsOnDiskWhenTheNextOneIsTenSecondsOld) {
  open();
  polls(kNoon, 6 + 2);
  ASSERT_TRUE(wait_for_sql("SELECT count(*) FROM minute", "0")) << "the second reading is 10 s in";
  polls(kNoon + 80s, 1);
  ASSERT_TRUE(wait_for_sql("SELECT count(*) FROM minute", "1"));
  EXPECT_EQ(on_disk(), (std::vector<TimedMinute>{{minute_of(kNoon), {6, 6, true, 0, 0.5, 0.25}}}));
}

TEST_F(MinuteStoreTest, TheOpenMinuteIsMadeOfTheFramesAtTheNextStart) {
  for (const bool closes :
       {false, true}) {  // in the tail alone, and with segments that were closed
    SCOPED_TRACE(closes);
    options_.path = (folder_.path() / (closes ? "a.db" : "b.db")).string();
    options_.segment.frames = closes ? 7 : 16384;
    given_ = 0;
    samples_.clear();
    for (int run = 0; run < 12; ++run) {  // four minutes, stopped every 20 s
      open();
      polls(kNoon + 20s * run, 2);
      close();
    }
    open();
    polls(kNoon + 10min, 1);
    polls(kNoon + 11min + 20s, 1);
    polls(kNoon + 11min + 30s, 1);
    close();
    const auto minutes = on_disk();
    ASSERT_GE(minutes.size(), 5U);
    for (int i = 0; i < 4; ++i) {
      EXPECT_EQ(minutes[static_cast<std::size_t>(i)],
                (TimedMinute{minute_of(kNoon) + i, {6, 6, true, 0, 0.1, 0.05}}));
    }
  }
}

TEST_F(MinuteStoreTest, AQuarterThatIsOverIsPackedByPoint) {
  open();
  polls(kNoon, 6 * 365);
  polls(kNoon + 366min, 1);
  polls(kNoon + 367min, 1);  // what is over is written with the next commit
  ASSERT_TRUE(wait_for_sql("SELECT count(*) FROM minute_block", "1"));
  ASSERT_TRUE(wait_for_sql(
      "SELECT count(*) FROM minute WHERE quarter = " + std::to_string(quarter_of(minute_of(kNoon))),
      "0"));
  close();
  const auto minutes = on_disk();
  ASSERT_EQ(minutes.size(), 365U);
  for (std::size_t i = 0; i < minutes.size(); ++i) {
    EXPECT_EQ(minutes[i].first, minute_of(kNoon) + static_cast<std::int64_t>(i));
    EXPECT_EQ(minutes[i].second.count, 6U);
    EXPECT_DOUBLE_EQ(minutes[i].second.min, static_cast<double>(6 * i) / 10);
  }
  EXPECT_EQ(sql("SELECT bytes = (SELECT sum(length(body)) FROM minute) + (SELECT sum(length(body)) "
                "FROM minute_block) FROM minute_mark"),
            "1");
}

TEST_F(MinuteStoreTest, WhatComesOfAPackedQuarterAgainIsAddedToIt) {
  open();
  polls(kNoon, 6 * 362);
  ASSERT_TRUE(wait_for_sql("SELECT count(*) FROM minute_block", "1"));
  polls(kNoon + 1h, 12);  // the clock is put back, and set right
  polls(kNoon + 7h, 20);
  ASSERT_TRUE(wait_for_sql(
      "SELECT count(*) FROM minute WHERE quarter = " + std::to_string(quarter_of(minute_of(kNoon))),
      "0"));
  close();
  const auto minutes = on_disk();
  const auto [first, last] =
      std::equal_range(minutes.begin(), minutes.end(), TimedMinute{minute_of(kNoon + 1h), {}},
                       [](const auto& a, const auto& b) { return a.first < b.first; });
  ASSERT_EQ(last - first, 2) << "both passes, apart";
  EXPECT_DOUBLE_EQ(first[0].second.min, 36.0);
  EXPECT_DOUBLE_EQ(first[1].second.min, 0.0);
}

TEST_F(MinuteStoreTest, OldOnesGoByTheirOwnAge) {
  options_.keep_samples = 1h;
  options_.keep_minutes = 24h;
  open();
  for (int hours = 0; hours < 72; hours += 6) polls(kNoon + std::chrono::hours{hours}, 20);
  polls(kNoon + 73h, 20);
  const auto quarter = std::to_string(quarter_of(minute_of(kNoon + 49h)));
  ASSERT_TRUE(wait_for_sql("SELECT min(quarter) FROM minute_block", quarter));
  ASSERT_TRUE(
      wait_for_sql("SELECT (SELECT count(*) FROM minute WHERE quarter < " + quarter + ")", "0"));
  EXPECT_NE(sql("SELECT count(*) FROM minute_block"), "0");
}

TEST_F(MinuteStoreTest, StepsAreWhatTheReadingsWere) {
  const WallTime midnight = kNoon + 12h;  // a day begins
  open();
  polls(midnight, 6 * 60 * 26, "gd-2");  // more than a day; others are not in it
  polls(midnight, 6 * 60 * 26);
  polls(midnight + 49h, 1);
  polls(midnight + 50h, 1);  // the last minute is over now, and written with the next commit
  polls(midnight + 51h, 1);
  const auto steps = [this, midnight](std::int64_t every, std::size_t most_steps,
                                      std::size_t most_blocks) {
    std::vector<PastMinutes> found;
    MinuteQuery query{.device = "gd-1",
                      .point = "gas",
                      .from = midnight,
                      .to = midnight + 26h - 1ms,
                      .every = every,
                      .most_steps = most_steps,
                      .most_blocks = most_blocks};
    for (bool goes_on = true; goes_on;) {
      std::promise<Walk> done;
      journal_->read_minutes(
          query, [&](const PastMinutes& step) { return found.push_back(step), true; },
          [&](const Walk& end) { done.set_value(end); });
      const Walk walk = done.get_future().get();
      EXPECT_EQ(walk.error, "");
      goes_on = !walk.whole && walk.reached > query.from;
      query.from = walk.reached;
    }
    return found;
  };
  for (const std::int64_t every : {1, 5, 60, 1440}) {
    for (const auto& [most_steps, most_blocks] :
         {std::pair<std::size_t, std::size_t>{5000, 400}, {7, 400}, {5000, 1}}) {
      SCOPED_TRACE(every);
      const auto found = steps(every, most_steps, most_blocks);
      ASSERT_EQ(found.size(), static_cast<std::size_t>((26 * 60 + every - 1) / every));
      for (std::size_t i = 0; i < found.size(); ++i) {
        const int first = static_cast<int>(i) * static_cast<int>(every) * 6;
        const int last = std::min(first + static_cast<int>(every) * 6, 6 * 60 * 26) - 1;
        EXPECT_EQ(found[i].t, midnight + std::chrono::minutes{every} * i);
        EXPECT_DOUBLE_EQ(found[i].minutes.min, first / 10.0);
        EXPECT_DOUBLE_EQ(found[i].minutes.max, last / 10.0);
        EXPECT_NEAR(found[i].minutes.mean, (first + last) / 20.0, 1e-9 + 1e-3);
        EXPECT_EQ(found[i].minutes.count, static_cast<unsigned>(last - first + 1));
        EXPECT_EQ(found[i].minutes.good, found[i].minutes.count);
      }
    }
  }
}

TEST_F(MinuteStoreTest, UnderPressureSamplesGoFirstThenMinutesAndEventsStay) {
  std::atomic<std::uint64_t> free = 1ULL << 40;
  options_.reserve_bytes = 100U << 20;
  options_.free_bytes = [&free] { return free.load(); };
  options_.segment.longest = options_.segment.span = 10min;
  open();
  append(1);
  polls(kNoon, 6 * 60 * 13);
  ASSERT_TRUE(wait_for_sql("SELECT count(*) FROM minute_block", "2"));
  free = 50U << 20;
  ASSERT_TRUE(wait_for_sql("SELECT count(*) FROM minute_block", "0"));
  EXPECT_LE(std::stoi(sql("SELECT count(*) FROM segment")), 8) << "the last hour of samples stays";
  EXPECT_EQ(read_events(Lane::Event, 0).size(), 1U);
  free = 1ULL << 40;
  close();
}

TEST_F(MinuteStoreTest, BeforeVersion8ThereWereNone) {
  open();
  polls(kNoon, 60);
  close();
  sql("DROP TABLE minute; DROP TABLE minute_block; DROP TABLE minute_mark; PRAGMA user_version = "
      "7");
  open();
  polls(kNoon + 1h, 12);
  polls(kNoon + 2h, 12);
  close();
  EXPECT_EQ(sql("PRAGMA user_version"), std::to_string(kSchemaVersion));
  const auto minutes = on_disk();
  ASSERT_FALSE(minutes.empty());
  EXPECT_EQ(minutes.front().first, minute_of(kNoon + 1h)) << "they begin with what comes";
}

TEST_F(MinuteStoreTest, AGarbledMarkCostsAMinuteAndNoMore) {
  open();
  polls(kNoon, 60);
  close();
  const std::string before = sql("SELECT count(*) FROM minute");
  sql("UPDATE minute_mark SET mark = 'x'");
  open();
  polls(kNoon + 1h, 12);
  polls(kNoon + 2h, 12);
  close();
  EXPECT_GT(std::stoi(sql("SELECT count(*) FROM minute")) +
                std::stoi(sql("SELECT count(*) FROM minute_block")),
            std::stoi(before));
}

}  // namespace
}  // namespace hazgate::journal
