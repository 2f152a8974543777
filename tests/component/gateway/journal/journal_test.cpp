#include "gateway/journal/journal.hpp"

#include <future>
#include <iomanip>
#include <random>
#include <sstream>

#include <sys/stat.h>

#include "gateway/journal/frame.hpp"
#include "journal_fixture.hpp"

namespace hazgate::journal {
namespace {

using namespace std::chrono_literals;
using testing::Test;

TEST_F(JournalTest, NumbersEachLaneFromOneAndReadsThemBack) {
  open();
  EXPECT_EQ(journal_->opened().epoch.size(), 16U);
  EXPECT_EQ(journal_->opened().notice, "");
  append(3);
  append(2, "audit");
  append(1, "incident");
  append_samples(5);
  ASSERT_TRUE(wait_for_events(4));
  ASSERT_TRUE(wait_for_samples(5));
  EXPECT_TRUE(is_contiguous(events_, 1));
  EXPECT_TRUE(is_contiguous(samples_, 1));

  const auto events = read_events(Lane::Event, 0);
  ASSERT_EQ(events.size(), 4U) << "the audit leaves no gap in the event lane";
  EXPECT_TRUE(is_contiguous(events, 1));
  EXPECT_EQ(events[3].kind, "incident");
  EXPECT_EQ(events[1].body, R"({"n":1})");
  EXPECT_EQ(unix_ms(events[1].t), 1001);
  const auto audit = read_events(Lane::Audit, 0);
  EXPECT_EQ(audit.size(), 2U);
  EXPECT_TRUE(is_contiguous(audit, 1));
  const auto samples = read_samples(2, 2);
  ASSERT_EQ(samples.size(), 2U);
  EXPECT_TRUE(is_contiguous(samples, 3));
  EXPECT_EQ(samples[0].frame, std::string(200, 'x'));
  EXPECT_EQ(journal_->layout(samples[0].layout)->points,
            (std::vector<std::string>{"gas", "status"}));
}

TEST_F(JournalTest, ARestartGoesOnWhereItWas) {
  open();
  const std::string epoch = journal_->opened().epoch;
  const std::uint32_t layout = journal_->layout("gd-101", {"gas", "status"});
  append(3);
  append(2, "audit");
  append_samples(4);
  journal_->set_sent(Lane::Event, 2);
  journal_->set_sent(Lane::Sample, 3);
  close();  // commits what was handed in

  open();
  const Opened& opened = journal_->opened();
  EXPECT_EQ(opened.epoch, epoch);
  EXPECT_EQ(opened.last_event, 3U);
  EXPECT_EQ(opened.last_audit, 2U);
  EXPECT_EQ(opened.last_sample, 4U);
  EXPECT_EQ(opened.sent_event, 2U);
  EXPECT_EQ(opened.sent_sample, 3U);
  EXPECT_EQ(journal_->layout("gd-101", {"gas", "status"}), layout);
  EXPECT_NE(journal_->layout("gd-101", {"gas"}), layout) << "other points, another layout";
  append(1);
  ASSERT_TRUE(wait_for_events(4));
  EXPECT_TRUE(is_contiguous(events_, 1));
}

TEST_F(JournalTest, WhatWasSentBeyondTheCursorIsKeptAndGarbledItIsSentAgain) {
  open();
  append_samples(9);
  ASSERT_TRUE(wait_for_samples(9));
  Spans ahead;
  ahead.add(4, 5);
  ahead.add(8, 8);
  journal_->set_sent(Lane::Sample, 2, ahead);
  close();
  open();
  EXPECT_EQ(journal_->ends().ahead_sample, ahead);
  close();
  for (const char* garbled : {"4-", "8,4", "4-5,5", "0", "3-99", "x", "4-5,", "-"}) {
    sql(std::string("UPDATE lane SET ahead = '") + garbled + "' WHERE name = 'sample'");
    open();
    const Ends ends = journal_->ends();
    EXPECT_EQ(ends.sent_sample, 2U) << garbled;
    for (std::uint64_t seq = 10; seq < 100; ++seq) {
      EXPECT_FALSE(ends.ahead_sample.contains(seq)) << garbled << ": was never given";
    }
    if (std::string(garbled) != "3-99") {
      EXPECT_TRUE(ends.ahead_sample.empty()) << garbled << ": " << ends.ahead_sample.text();
    }
    close();
  }
}

TEST_F(JournalTest, EventsOfAPeriodComeTogetherWithTheAudit) {
  open();
  append(3);  // t = 1000, 1001, 1002
  append(2, "audit");
  ASSERT_TRUE(wait_for_events(3));
  const auto since = [&](std::int64_t t, std::size_t limit) {
    std::promise<std::vector<EventRecord>> read;
    journal_->read_events_since(from_unix_ms(t), limit,
                                [&](auto records) { read.set_value(std::move(records)); });
    return read.get_future().get();
  };
  close();
  open();
  const auto all = since(1001, 100);
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(unix_ms(all.front().t), 1001);
  EXPECT_EQ(unix_ms(all.back().t), 1002);
  EXPECT_EQ(since(0, 2).size(), 2U);
  EXPECT_EQ(unix_ms(since(1002, 1).front().t), 1002) << "of too many, the first";
}

TEST_F(JournalTest, EventsAreDurableAtOnceSamplesSoon) {
  options_.sample_commit = 1h;
  open();
  append_samples(1);
  EXPECT_EQ(journal_->counters().waiting, 1U);
  append(1);
  ASSERT_TRUE(wait_for_events(1));
  EXPECT_TRUE(wait_for_samples(1)) << "a sample rides with the event's commit";
  EXPECT_GT(journal_->counters().event_commit_p99.count(), 0);
  EXPECT_LT(journal_->counters().event_commit_p99, 5s);
}

TEST_F(JournalTest, OnlyOneDaemonAtATime) {
  open();
  const auto second = try_open(options_.path);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().fault, OpenFault::Unreachable);
  EXPECT_NE(second.error().text.find("in use by another hazgated (process "), std::string::npos)
      << second.error().text;
  close();
  open();
}

TEST_F(JournalTest, OthersMayNotReadIt) {
  open();
  struct stat status {};
  ASSERT_EQ(::stat(options_.path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0007U, 0U);
}

TEST_F(JournalTest, OldRecordsGoAndNumbersGoOn) {
  options_.keep_samples = 1s;
  open();
  const std::uint32_t layout = journal_->layout("gd-101", {"gas"});
  const WallTime now{std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::system_clock::now().time_since_epoch())};
  append(3);  // from 1970
  append(2, "audit");
  journal_->append({{{0, now - 1h, "alarm", "{}"}}, {}, {}});
  for (int i = 0; i < 2000; ++i) journal_->append_sample(now - 1h, layout, "old");
  journal_->append_sample(now, layout, "new");
  std::vector<SampleRecord> left;
  const auto deadline = std::chrono::steady_clock::now() + 20s;
  do {
    left = read_samples(0);
  } while ((left.size() != 1 || journal_->counters().waiting > 0) &&
           std::chrono::steady_clock::now() < deadline);
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left.front().frame, "new");
  EXPECT_EQ(left.front().seq, 2001U);
  const auto events = read_events(Lane::Event, 0);
  ASSERT_EQ(events.size(), 1U) << "events go by keep_events, not with the samples";
  EXPECT_EQ(events[0].seq, 4U);
  close();
  open();
  EXPECT_EQ(journal_->opened().last_event, 4U);
  EXPECT_EQ(journal_->opened().last_audit, 2U) << "of a lane that was emptied";
  EXPECT_TRUE(read_events(Lane::Audit, 0).empty());
}

TEST_F(JournalTest, ALaneThatWasEmptiedGoesOnCounting) {
  open();
  append_samples(3);
  close();
  sql("UPDATE lane SET last = 3 WHERE name = 'sample'; DELETE FROM tail");
  open();
  EXPECT_EQ(journal_->opened().last_sample, 3U);
  append_samples(1);
  ASSERT_TRUE(wait_for_samples(4));
  EXPECT_EQ(samples_.back().seq, 4U);
}

/// The n-th frame of a device whose readings change now and then; every seventh is none that we make.
std::string frame_of(std::uint64_t n) {
  if (n % 7 == 0) return std::string(n % 50, 'x');
  return pack({{std::int64_t(n / 10), Quality::Good},
               {static_cast<double>(n / 3) * 0.1, n % 11 == 0 ? Quality::Stuck : Quality::Good},
               {n % 13 == 0 ? "fault" : std::string("ok"), Quality::Good}});
}

TEST_F(JournalTest, TheTableOfOlderVersionsBecomesSegments) {
  open();
  journal_->layout("gd-101", {"gas"});
  append(1);
  ASSERT_TRUE(wait_for_events(1));
  close();
  back_to_table_sample();
  constexpr std::uint64_t kFirst = 100, kLast = 40000;
  std::string rows = "BEGIN;";
  for (std::uint64_t seq = kFirst; seq <= kLast; ++seq) {
    std::ostringstream hex;
    for (const char byte : frame_of(seq)) {
      hex << std::hex << std::setw(2) << std::setfill('0') << int{static_cast<unsigned char>(byte)};
    }
    rows += "INSERT INTO sample VALUES(" + std::to_string(seq) + "," + std::to_string(seq * 100) +
            ",1,x'" + hex.str() + "');";
  }
  sql(rows + "UPDATE lane SET sent = 300 WHERE name = 'sample';COMMIT");
  open();
  EXPECT_EQ(journal_->opened().notice, "");
  EXPECT_EQ(journal_->opened().last_sample, kLast);
  EXPECT_EQ(journal_->opened().sent_sample, 300U);
  EXPECT_EQ(unix_ms(journal_->opened().newest), kLast * 100);
  const auto samples = read_samples(0);
  ASSERT_EQ(samples.size(), kLast - kFirst + 1);
  EXPECT_TRUE(is_contiguous(samples, kFirst));
  for (const SampleRecord& sample : samples) {
    ASSERT_EQ(sample.frame, frame_of(sample.seq));
    ASSERT_EQ(unix_ms(sample.t), static_cast<std::int64_t>(sample.seq) * 100);
  }
  append_samples(1);
  ASSERT_TRUE(wait_for_samples(1));
  EXPECT_EQ(samples_.front().seq, kLast + 1);
}

TEST_F(JournalTest, SamplesComeBackAFewAtATimeThroughClosedSegmentsAndTheOpenOne) {
  options_.segment.frames = 50;
  open();
  const std::uint32_t one = journal_->layout("gd-101", {"gas", "flow", "status"});
  const std::uint32_t two = journal_->layout("gd-102", {"gas", "flow", "status"});
  for (std::uint64_t seq = 1; seq <= 1030; ++seq) {
    journal_->append_sample(from_unix_ms(static_cast<std::int64_t>(seq)), seq % 3 == 0 ? two : one,
                            frame_of(seq));
  }
  ASSERT_TRUE(wait_for_samples(1030));
  for (const bool reopened : {false, true}) {
    std::uint64_t seq = 0;
    while (true) {
      const auto some = read_samples(seq, 37);
      if (some.empty()) break;
      for (const SampleRecord& sample : some) {
        ASSERT_EQ(sample.seq, ++seq);
        ASSERT_EQ(sample.frame, frame_of(seq));
        ASSERT_EQ(sample.layout, seq % 3 == 0 ? two : one);
      }
    }
    EXPECT_EQ(seq, 1030U) << reopened;
    wait_until_closed();
    close();
    open();
  }
}

TEST_F(JournalTest, ARowOfTheTailThatIsDamagedTakesOnlyItsSegmentAlong) {
  options_.segment.frames = 100;
  open();
  for (int i = 0; i < 4; ++i) {
    append_samples(30);
    ASSERT_TRUE(wait_for_samples(static_cast<std::size_t>(30 * (i + 1))));
  }
  wait_until_closed();
  close();
  sql("UPDATE tail SET body = x'0102030405' WHERE id = (SELECT min(id) FROM tail)");
  open();
  EXPECT_EQ(journal_->opened().last_sample, 120U) << "numbers are not given twice";
  EXPECT_EQ(journal_->counters().damaged_blocks, 1U);
  append_samples(1);
  ASSERT_TRUE(wait_for_samples(121));
  EXPECT_EQ(samples_.back().seq, 121U);
  const auto left = read_samples(0);
  ASSERT_EQ(left.size(), 101U);
  EXPECT_EQ(left[99].seq, 100U);
  EXPECT_EQ(left[100].seq, 121U);
}

TEST_F(JournalTest, StaysWithinItsSize) {
  options_.max_size_bytes = 512 * 1024;
  open();
  const std::uint32_t layout = journal_->layout("gd-101", {"gas"});
  append(10);
  std::mt19937_64 random(1);  // what cannot be made shorter
  for (int i = 0; i < 5000; ++i) {
    std::string frame(900, ' ');
    for (char& byte : frame) byte = static_cast<char>(random());
    journal_->append_sample(from_unix_ms(1000), layout, frame);
  }
  ASSERT_TRUE(wait_for_samples(5000));
  const auto deadline = std::chrono::steady_clock::now() + 20s;
  std::vector<SampleRecord> left;
  do {
    left = read_samples(0);
  } while (left.size() > 600 && std::chrono::steady_clock::now() < deadline);
  EXPECT_LE(left.size(), 600U);
  EXPECT_EQ(left.empty() ? 5000U : left.back().seq, 5000U) << "the oldest go";
  EXPECT_EQ(read_events(Lane::Event, 0).size(), 10U) << "events never";
}

}  // namespace
}  // namespace hazgate::journal
