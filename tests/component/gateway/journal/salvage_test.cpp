/// A damaged journal: what can be read of it is taken over, and what cannot is said.
#include "gateway/journal/salvage.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <set>
#include <sqlite3.h>

#include "gateway/journal/files.hpp"
#include "journal_fixture.hpp"

namespace hazgate::journal {
namespace {

using namespace std::chrono_literals;
using Rows = std::map<std::string, std::set<std::string>>;

constexpr std::size_t kPage = 4096;

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write_file(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

/// Each row as a text, by table; meta and lane are new in every journal.
Rows rows_in(const std::string& path) {
  Rows rows;
  sqlite3* connection = nullptr;
  sqlite3_open_v2(path.c_str(), &connection, SQLITE_OPEN_READONLY, nullptr);
  for (const std::string table : {"event", "audit", "segment", "block", "tail", "layout",
                                  "alarm_memory", "incident_memory", "part_memory", "document"}) {
    rows[table];
    sqlite3_stmt* row = nullptr;
    sqlite3_prepare_v2(connection, ("SELECT * FROM " + table).c_str(), -1, &row, nullptr);
    while (sqlite3_step(row) == SQLITE_ROW) {
      std::string text;
      for (int i = 0; i < sqlite3_column_count(row); ++i) {
        const void* bytes = sqlite3_column_blob(row, i);
        const auto size = static_cast<std::size_t>(sqlite3_column_bytes(row, i));
        if (bytes != nullptr) text.append(static_cast<const char*>(bytes), size);
        text += '|';
      }
      rows[table].insert(text);
    }
    sqlite3_finalize(row);
  }
  sqlite3_close(connection);
  return rows;
}

std::string integrity_of(const std::string& path) {
  sqlite3* connection = nullptr;
  std::string said = "nothing";
  sqlite3_open_v2(path.c_str(), &connection, SQLITE_OPEN_READONLY, nullptr);
  sqlite3_exec(
      connection, "PRAGMA integrity_check",
      [](void* into, int, char** values, char**) {
        *static_cast<std::string*>(into) = values[0] != nullptr ? values[0] : "";
        return 0;
      },
      &said, nullptr);
  sqlite3_close(connection);
  return said;
}

void garble(std::string& content, std::size_t from, std::size_t size, unsigned seed) {
  std::mt19937 random(seed);
  for (std::size_t i = from; i < from + size; ++i) content.at(i) = static_cast<char>(random());
}

class SalvageTest : public JournalTest {
 protected:
  static constexpr int kEvents = 3000, kAudits = 300, kSamples = 1500, kAlarms = 120;

  /// Every table has several pages, some have pages above them.
  void fill() {
    open();
    for (int i = 0; i < kEvents; i += 50) hand_in(i);
    append(kAudits, "audit");
    for (int i = 0; i < 40; ++i) {
      journal_->layout("gd-" + std::to_string(i), {std::string(150, 'p'), "status"});
    }
    append_samples(kSamples);
    ASSERT_TRUE(wait_for_events(kEvents));
    ASSERT_TRUE(wait_for_samples(kSamples));
    journal_->set_sent(Lane::Event, 2900);
  }

  void hand_in(int first) {
    Journal::Batch batch;
    for (int i = first; i < first + 50; ++i) {
      const std::size_t size = i % 101 == 0 ? 9000 : 60;  // some do not fit on a page
      batch.events.push_back(
          {0, from_unix_ms(1000 + i), "alarm", std::string(size, static_cast<char>('a' + i % 26))});
    }
    for (int i = 0; i < 2; ++i) {
      const std::string name = std::to_string(first + i);
      batch.alarms.emplace_back().id = "gd-" + name + ".gas.HH";
      batch.incidents.emplace_back().id = "i-" + name;
      batch.incidents.back().note = std::string(100, 'n');
      batch.parts.push_back({"panel-" + std::string(90, 'p'), name, 5});
      batch.documents.push_back({"hazard", name, std::string(i == 0 ? 5000 : 80, 'd')});
    }
    journal_->append(std::move(batch));
  }

  /// What is there is right, what is missing is said.
  void compare(const Rows& before, const std::string& path, const Salvage& said,
               std::size_t most_missing) {
    ASSERT_EQ(integrity_of(path), "ok");
    const Rows after = rows_in(path);
    std::size_t missing = 0;
    for (const auto& [table, rows] : before) {
      std::size_t here = 0;
      for (const std::string& row : after.at(table)) here += rows.count(row);
      EXPECT_EQ(here, after.at(table).size()) << "rows of " << table << " that never were";
      missing += rows.size() - here;
      for (const SalvagedTable& result : said.tables) {
        if (result.name != table || here == rows.size()) continue;
        EXPECT_TRUE(result.is_end_lost || result.is_some_lost || result.lost >= rows.size() - here)
            << table << ": " << rows.size() - here << " missing; " << said.text();
      }
    }
    EXPECT_LE(missing, most_missing) << said.text();
  }

  std::string other() const { return folder_.file("other.db"); }
};

TEST_F(SalvageTest, OneGarbledPageCostsNoMoreThanWhatWasOnIt) {
  fill();
  close();
  const Rows before = rows_in(options_.path);
  const std::string sound = read_file(options_.path);
  ASSERT_GT(sound.size(), 150 * kPage);
  for (std::size_t page = 0; page < sound.size() / kPage; ++page) {
    SCOPED_TRACE("page " + std::to_string(page + 1));
    std::string content = sound;
    garble(content, page * kPage, kPage, static_cast<unsigned>(page));
    write_file(options_.path, content);
    const auto saved = salvage(options_.path, other());
    ASSERT_TRUE(saved) << saved.error();
    compare(before, other(), *saved, 250);
    EXPECT_EQ(read_file(options_.path), content) << "the damaged file is as it was";
  }
}

TEST_F(SalvageTest, HalfAGarbledPageBringsNothingThatNeverWas) {
  fill();
  close();
  const Rows before = rows_in(options_.path);
  const std::string sound = read_file(options_.path);
  for (std::size_t page = 0; page < sound.size() / kPage; page += 3) {
    SCOPED_TRACE("page " + std::to_string(page + 1));
    std::string content = sound;
    garble(content, page * kPage + page % 7 * 512, 512, static_cast<unsigned>(page));
    write_file(options_.path, content);
    const auto saved = salvage(options_.path, other());
    ASSERT_TRUE(saved) << saved.error();
    EXPECT_EQ(integrity_of(other()), "ok");
    EXPECT_GT(rows_in(other())["event"].size(), kEvents - 150U) << saved->text();
  }
}

TEST_F(SalvageTest, OfATruncatedFileThePagesThatAreThere) {
  fill();
  close();
  const Rows before = rows_in(options_.path);
  const std::string sound = read_file(options_.path);
  for (int eighth = 1; eighth < 8; ++eighth) {
    SCOPED_TRACE(eighth);
    write_file(options_.path, sound.substr(0, sound.size() * static_cast<std::size_t>(eighth) / 8));
    const auto saved = salvage(options_.path, other());
    ASSERT_TRUE(saved) << saved.error();
    compare(before, other(), *saved, 100'000);
  }
}

TEST_F(SalvageTest, WithoutItsHeaderOrItsFirstPage) {
  fill();
  close();
  const Rows before = rows_in(options_.path);
  std::string content = read_file(options_.path);
  for (const std::size_t size : {std::size_t{100}, kPage}) {
    content.replace(0, size, std::string(size, '\0'));
    write_file(options_.path, content);
    const auto saved = salvage(options_.path, other());
    ASSERT_TRUE(saved) << saved.error();
    EXPECT_TRUE(saved->is_schema_lost);
    compare(before, other(), *saved, 200);
  }
}

TEST_F(SalvageTest, WhatTheWalHasIsTakenFromThere) {
  options_.upkeep.checkpoint_pages = 1'000'000;
  options_.segment = {
      .span = 1h, .longest = 1h, .few = kSamples, .frames = kSamples + 1};  // none is closed
  fill();
  append(1);  // what is torn below
  ASSERT_TRUE(wait_for_events(kEvents + 1));
  const std::string place = folder_.file("crashed.db");
  std::filesystem::copy_file(options_.path, place);
  std::filesystem::copy_file(options_.path + "-wal", place + "-wal");
  close();
  const Rows before = rows_in(options_.path);
  const auto saved = salvage(place, other());
  ASSERT_TRUE(saved) << saved.error();
  compare(before, other(), *saved, 0);
  EXPECT_FALSE(saved->is_wal_torn);
  std::string wal = read_file(place + "-wal");
  garble(wal, wal.size() - 2000, 100, 1);
  write_file(place + "-wal", wal);
  const auto half = salvage(place, other());
  ASSERT_TRUE(half) << half.error();
  EXPECT_TRUE(half->is_wal_torn);
  EXPECT_EQ(rows_in(other())["event"].size(), std::size_t{kEvents});
}

/// The journal itself, with each page garbled in turn.
TEST_F(SalvageTest, TheJournalGoesOnWithWhatIsLeftAndGivesNoNumberTwice) {
  fill();
  close();
  const std::string sound = read_file(options_.path);
  for (std::size_t page = 0; page < sound.size() / kPage; page += 2) {
    SCOPED_TRACE("page " + std::to_string(page + 1));
    std::string content = sound;
    garble(content, page * kPage, kPage, static_cast<unsigned>(page));
    options_.path = folder_.file("p" + std::to_string(page) + ".db");
    write_file(options_.path, content);
    open();
    ASSERT_GE(journal_->opened().last_event, std::uint64_t{kEvents});
    ASSERT_GE(journal_->opened().last_sample, std::uint64_t{kSamples});
    ASSERT_LE(journal_->opened().sent_event, journal_->opened().last_event);
    events_.clear();
    append(1);
    ASSERT_TRUE(wait_for_events(1)) << journal_->counters().error;
    EXPECT_GT(events_[0].seq, std::uint64_t{kEvents});
    close();
    for (const std::string& name : files()) std::filesystem::remove(folder_.file(name));
  }
}

TEST_F(SalvageTest, WhatWasNotSentIsStillSentAndEverythingIsSaid) {
  fill();
  const std::string epoch = journal_->opened().epoch;
  close();
  const auto root =
      std::stoul(sql("SELECT rootpage FROM sqlite_schema WHERE name = 'part_memory'"));
  std::string content = read_file(options_.path);
  garble(content, (root - 1) * kPage, kPage, 3);
  write_file(options_.path, content);
  open();
  const Opened opened = journal_->opened();
  EXPECT_NE(opened.epoch, epoch);
  EXPECT_EQ(opened.sent_event, 2900U);
  EXPECT_EQ(read_events(Lane::Event, 2900).size(), kEvents - 2900U);
  EXPECT_EQ(opened.memory.alarms.size(), std::size_t{kAlarms});
  EXPECT_NE(opened.notice.find("3000 events"), std::string::npos) << opened.notice;
  EXPECT_NE(opened.notice.find("parts of fire panels"), std::string::npos) << opened.notice;
  EXPECT_NE(opened.notice.find(".damaged-"), std::string::npos) << opened.notice;
  const auto all = files();
  EXPECT_EQ(std::count_if(all.begin(), all.end(),
                          [](const std::string& name) {
                            return name.find(".damaged-") != std::string::npos &&
                                   !name.ends_with("-wal") && !name.ends_with("-shm");
                          }),
            1);
  EXPECT_EQ(std::count(all.begin(), all.end(), "hazgate.db.salvaged"), 0);
  close();
  open();
  EXPECT_EQ(journal_->opened().notice, "") << "said once";
  EXPECT_EQ(journal_->opened().epoch, opened.epoch);
}

TEST_F(SalvageTest, WithoutItsWalAJournalThatWasAtWorkBeginsANewEpoch) {
  options_.upkeep.checkpoint_pages = 1'000'000;
  open();
  append(5);
  ASSERT_TRUE(wait_for_events(5));
  const std::string epoch = journal_->opened().epoch;
  close();
  open();
  EXPECT_EQ(journal_->opened().epoch, epoch) << "closed in order: its WAL is not missed";
  append(5);
  ASSERT_TRUE(wait_for_events(10));
  std::string alone = read_file(options_.path);
  if (read_file(options_.path + "-wal").empty()) FAIL() << "nothing is in the WAL";
  const std::string place = folder_.file("alone.db");
  // As a checkpoint leaves it: the mark is in the database, the last events are not.
  std::filesystem::copy_file(options_.path, place);
  std::filesystem::copy_file(options_.path + "-wal", place + "-wal");
  options_.path.swap(const_cast<std::string&>(place));
  sql("PRAGMA wal_checkpoint(TRUNCATE)");  // and SQLite removes the WAL when it closes
  options_.path.swap(const_cast<std::string&>(place));
  close();
  options_.path = place;
  open();
  EXPECT_NE(journal_->opened().epoch, epoch);
  EXPECT_NE(journal_->opened().notice.find("WAL"), std::string::npos) << journal_->opened().notice;
  EXPECT_GT(journal_->opened().last_event, 10'000U) << "no number is given twice";
  EXPECT_EQ(read_events(Lane::Event, 0).size(), 10U);
}

TEST_F(SalvageTest, DamageIsFoundWhileAtWorkBeforeItIsNeeded) {
  fill();
  close();
  options_.upkeep.scrub_rest = 1;
  options_.upkeep.scrub_round = 1ms;
  const auto page = std::stoul(sql("SELECT rootpage FROM sqlite_schema WHERE name = 'audit'"));
  open();
  append(1);
  std::string content = read_file(options_.path);
  garble(content, (page - 1) * kPage, kPage, 3);
  {
    std::fstream file(options_.path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>((page - 1) * kPage));
    file << content.substr((page - 1) * kPage, kPage);
  }
  ASSERT_TRUE(wait_for([&] { return !warnings_.empty(); }));
  EXPECT_NE(warnings_[0].find("audit"), std::string::npos) << warnings_[0];
  events_.clear();
  append(1);
  ASSERT_TRUE(wait_for_events(1)) << "it goes on";
  close();
  EXPECT_TRUE(is_marked_damaged(options_.path));
  open();
  EXPECT_NE(journal_->opened().notice.find("entries of the audit"), std::string::npos)
      << journal_->opened().notice;
}

}  // namespace
}  // namespace hazgate::journal
