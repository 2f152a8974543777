#include "gateway/journal/archive.hpp"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>

#include "journal_fixture.hpp"

namespace hazgate::journal {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr WallTime kBegin = from_unix_ms(1'769'788'800'000);

class ArchiveTest : public JournalTest {
 protected:
  /// One frame each second of [from, to); its bytes say when.
  void record(std::chrono::seconds from, std::chrono::seconds to) {
    const auto layout = journal_->layout("gd-101", {"gas", "status"});
    for (; from < to; from += 1s) {
      journal_->append_sample(kBegin + from, layout, std::to_string(from.count()));
      if (++recorded_ % 4000 != 0) continue;
      EXPECT_TRUE(wait_for_samples(recorded_));
    }
    EXPECT_TRUE(wait_for_samples(recorded_));
  }
  std::unique_ptr<Archive> archive() {
    auto opened = Archive::open(options_.path);
    EXPECT_TRUE(opened) << opened.error();
    return opened ? std::move(*opened) : nullptr;
  }
  std::string refusal() {
    const auto opened = Archive::open(options_.path);
    EXPECT_FALSE(opened);
    return opened ? std::string() : opened.error();
  }
  static std::vector<int> frames(Archive& archive, std::chrono::seconds from,
                                 std::chrono::seconds to) {
    std::vector<int> found;
    auto samples = archive.samples({kBegin + from, kBegin + to});
    while (const auto* sample = samples.next()) found.push_back(std::stoi(sample->frame));
    EXPECT_EQ(archive.error(), "");
    return found;
  }
  static std::vector<int> numbers(int from, int to) {
    std::vector<int> list;
    for (; from < to; ++from) list.push_back(from);
    return list;
  }
  void write(const std::string& bytes) const { std::ofstream(options_.path) << bytes; }

  std::size_t recorded_ = 0;
};

TEST_F(ArchiveTest, GivesTheSamplesOfAStretchBesideTheWriter) {
  open();
  record(0s, 10000s);
  const auto looked = archive();
  EXPECT_EQ(looked->extent(), (Extent{kBegin, kBegin + 9999s + 1ms}));
  EXPECT_EQ(frames(*looked, 2000s, 3000s), numbers(2000, 3000));
  EXPECT_EQ(frames(*looked, -50s, 3s), numbers(0, 3));
  EXPECT_EQ(frames(*looked, 9998s, 20000s), numbers(9998, 10000));
  EXPECT_EQ(frames(*looked, 0s, 10000s), numbers(0, 10000)) << "more than two batches";
  EXPECT_EQ(frames(*looked, 5000s, 5001s), numbers(5000, 5001));
  EXPECT_EQ(frames(*looked, 20000s, 30000s), numbers(0, 0));
  record(10000s, 10010s);
  EXPECT_EQ(frames(*looked, 9999s, 10005s), numbers(9999, 10005)) << "what came since";
}

TEST_F(ArchiveTest, AClockPutBackGivesATimeTwice) {
  open();
  record(0s, 4000s);
  record(3000s, 5000s);
  auto twice = numbers(3500, 3600);
  for (const int each : numbers(3500, 3600)) twice.push_back(each);
  EXPECT_EQ(frames(*archive(), 3500s, 3600s), twice);
  EXPECT_EQ(frames(*archive(), 4500s, 4600s), numbers(4500, 4600));
}

TEST_F(ArchiveTest, AClockThatWasAYearAheadHidesNothing) {
  open();
  record(0s, 3000s);
  record(31536000s, 31537000s);
  record(3000s, 6000s);
  EXPECT_EQ(frames(*archive(), 2000s, 4000s), numbers(2000, 4000));
}

TEST_F(ArchiveTest, GivesTheEventsOfAKindAndAStretch) {
  open();
  append(3, "incident");
  append(5000, "alarm");
  ASSERT_TRUE(wait_for_events(5003));
  const auto looked = archive();
  auto events = looked->events({from_unix_ms(1002), from_unix_ms(6001)}, "alarm");
  std::vector<std::int64_t> stamps;
  while (const auto* event = events.next()) {
    EXPECT_EQ(event->kind, "alarm");
    stamps.push_back(unix_ms(event->t));
  }
  EXPECT_EQ(stamps.size(), 4998U);
  EXPECT_EQ(stamps.front(), 1002);
  EXPECT_EQ(stamps.back(), 5999);
  EXPECT_EQ(looked->events({from_unix_ms(1), from_unix_ms(9)}, "alarm").next(), nullptr);
}

TEST_F(ArchiveTest, KnowsLayoutsAndHowAlarmsStand) {
  open();
  site::AlarmMemory alarm;
  alarm.id = "gd-101.gas.HH";
  alarm.saved = {
      .state = alarm::State::Acked, .flags = alarm::Flags::from_bits(5), .occurrence = 7};
  alarm.since = from_unix_ms(1780000000123);
  journal_->append({{}, {alarm}, {}});
  record(0s, 1s);
  close();
  const auto looked = archive();
  const auto layout = looked->layout(1);
  ASSERT_TRUE(layout);
  EXPECT_EQ(layout->device, "gd-101");
  EXPECT_EQ(layout->points, (std::vector<std::string>{"gas", "status"}));
  EXPECT_FALSE(looked->layout(2));
  const auto standings = looked->standings();
  ASSERT_EQ(standings.size(), 1U);
  EXPECT_EQ(standings[0].first,
            (kpi::Standing{"gd-101.gas.HH", alarm::State::Acked, alarm::Flags::from_bits(5), 7}));
  EXPECT_EQ(standings[0].second, from_unix_ms(1780000000123));
}

TEST_F(ArchiveTest, ALookAtAJournalAtRestMakesNoFiles) {
  options_.path = folder_.path().string() + "/50% of #1?.db";
  open();
  record(0s, 10s);
  close();
  const auto before = files();
  const auto looked = archive();
  EXPECT_EQ(frames(*looked, 0s, 10s), numbers(0, 10));
  EXPECT_EQ(files(), before);
}

TEST_F(ArchiveTest, AGatewayThatStartsMeanwhileIsSaid) {
  open();
  record(0s, 10s);
  close();
  const auto looked = archive();
  ASSERT_TRUE(looked->extent());
  open();
  EXPECT_FALSE(looked->extent());
  EXPECT_THAT(looked->error(), HasSubstr("has begun to write"));
}

TEST_F(ArchiveTest, AnEmptyJournalHasNoExtent) {
  open();
  EXPECT_FALSE(archive()->extent());
  EXPECT_EQ(archive()->error(), "");
}

TEST_F(ArchiveTest, AnOlderFormatIsReadAsItIs) {
  open();
  close();
  sql("ALTER TABLE alarm_memory DROP COLUMN flags");
  sql("INSERT INTO alarm_memory(id, state, occurrence, condition, since, quality, by, note) "
      "VALUES('a.b.H', 'active', 3, 1, 5, 'good', '', '')");
  sql("PRAGMA user_version=2");
  EXPECT_EQ(archive()->standings().size(), 1U);
  EXPECT_EQ(sql("PRAGMA user_version"), "2") << "nothing is changed";
}

TEST_F(ArchiveTest, SamplesOfAnOlderFormatAreReadAsTheyAre) {
  open();
  journal_->layout("gd-101", {"gas"});
  close();
  back_to_table_sample();
  std::string rows = "BEGIN;";
  for (int s = 0; s < 5000; ++s) {
    rows += "INSERT INTO sample VALUES(" + std::to_string(s + 1) + "," +
            std::to_string(unix_ms(kBegin + std::chrono::seconds{s})) + ",1,'" + std::to_string(s) +
            "');";
  }
  sql(rows + "COMMIT");
  const auto looked = archive();
  EXPECT_EQ(looked->extent(), (Extent{kBegin, kBegin + 4999s + 1ms}));
  EXPECT_EQ(frames(*looked, 2000s, 3000s), numbers(2000, 3000));
  EXPECT_EQ(frames(*looked, 0s, 5000s), numbers(0, 5000));
}

TEST_F(ArchiveTest, WhatWasClosedWhileItWasReadComesOnce) {
  options_.segment.frames = 100;
  open();
  record(0s, 350s);
  const auto looked = archive();
  auto samples = looked->samples({kBegin, kBegin + 9999s});
  std::vector<int> found;
  while (found.size() < 320) found.push_back(std::stoi(samples.next()->frame));
  record(350s, 600s);
  wait_until_closed();
  while (const auto* sample = samples.next()) found.push_back(std::stoi(sample->frame));
  ASSERT_GE(found.size(), 350U);
  for (std::size_t i = 1; i < found.size(); ++i) EXPECT_GT(found[i], found[i - 1]);
  EXPECT_EQ(looked->damaged_blocks(), 0U);
}

TEST_F(ArchiveTest, RefusesWhatIsMissingNewerDamagedOrNoJournal) {
  EXPECT_THAT(refusal(), HasSubstr("there is no journal " + options_.path));
  EXPECT_TRUE(files().empty()) << "a look makes no file";
  write("");
  EXPECT_THAT(refusal(), HasSubstr("the file is empty"));
  write(std::string(4096, 'x'));
  EXPECT_THAT(refusal(), HasSubstr("damaged"));
  write(std::string("SQLite format 3\0", 16) + std::string(4096, 'x'));
  EXPECT_THAT(refusal(), HasSubstr(options_.path));
  std::filesystem::remove(options_.path);
  sql("CREATE TABLE a(b)");
  EXPECT_THAT(refusal(), HasSubstr("is not a journal of hazgate"));
  std::filesystem::remove(options_.path);
  open();
  close();
  sql("PRAGMA user_version=99");
  EXPECT_THAT(refusal(), HasSubstr("was written by a newer hazgate (format 99"));
}

TEST_F(ArchiveTest, DamageThatShowsOnTheWayIsSaid) {
  open();
  record(0s, 20000s);
  close();
  const auto size = std::filesystem::file_size(options_.path);
  {
    std::fstream file(options_.path, std::ios::in | std::ios::out | std::ios::binary);
    for (auto place = size / 4; place + 4096 < size; place += 4096) {
      file.seekp(static_cast<std::streamoff>(place / 4096 * 4096));
      file << std::string(64, '\xff');
    }
  }
  const auto opened = Archive::open(options_.path);
  ASSERT_TRUE(opened) << opened.error();
  auto samples = (*opened)->samples({kBegin, kBegin + 20000s});
  while (samples.next() != nullptr) {
  }
  EXPECT_THAT((*opened)->error(), HasSubstr("is damaged"));
}

}  // namespace
}  // namespace hazgate::journal
