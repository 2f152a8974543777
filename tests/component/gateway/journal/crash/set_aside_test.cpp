/// A power cut while a damaged journal is being set aside and a new one begun.
#include <cstdlib>
#include <future>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include "inspection.hpp"
#include "trial.hpp"

namespace hazgate::crash {
namespace {

using Files = std::map<std::string, std::string>;

constexpr const char* kName = "hazgate.db";
constexpr std::size_t kEvents = 24;  ///< of a short run

/// A journal as it stands while in use, with something in its WAL; `closed`: after its end.
Files sound_journal(bool closed) {
  const Trial trial(run_short);
  EXPECT_EQ(trial.complaint, "");
  std::size_t after = trial.recording.operations.size();
  if (!closed) {
    while (trial.workload.promised_by(after - 1).batch == trial.workload.promised().batch) --after;
  }
  Random random(5);
  Files files = after_power_cut(trial.recording, {after, Unsynced::Kept, Unsynced::Kept}, random);
  files.erase(std::string(kName) + "-shm");
  return files;
}

void garble(std::string& content, std::size_t from, std::size_t size) {
  Random random(11);
  for (std::size_t i = from; i < from + size; ++i) content.at(i) = static_cast<char>(random());
}

std::size_t page_of(const std::string& table, const Files& files) {
  const Folder folder;
  write_folder(folder.path(), files);
  sqlite3* connection = nullptr;
  sqlite3_open((folder.path() + "/" + kName).c_str(), &connection);
  std::size_t page = 0;
  sqlite3_exec(
      connection, ("SELECT rootpage FROM sqlite_schema WHERE name = '" + table + "'").c_str(),
      [](void* into, int, char** values, char**) {
        *static_cast<std::size_t*>(into) = std::strtoul(values[0], nullptr, 10);
        return 0;
      },
      &page, nullptr);
  sqlite3_close(connection);
  return page;
}

/// The damaged database and its WAL are kept whole, under one name.
Look is_kept(const Files& damaged) {
  return [&damaged](const std::string& folder) -> std::string {
    const Files found = read_folder(folder);
    for (const auto& [name, content] : found) {
      if (content != damaged.at(kName)) continue;
      const auto wal = damaged.find(std::string(kName) + "-wal");
      if (wal == damaged.end() || wal->second.empty()) return {};
      const auto beside = found.find(name + "-wal");
      if (beside != found.end() && beside->second == wal->second) return {};
      return "the WAL of the damaged journal is not beside it";
    }
    return "the damaged journal is gone";
  };
}

/// Where the schema was lost, too, numbers go on behind a gap: all the rest is as with any start.
std::string start_behind_a_gap(const Recording& recording, const PowerCut& cut, Random& random,
                               const Look& look) {
  const Folder folder;
  write_folder(folder.path(), after_power_cut(recording, cut, random));
  Workload next(folder.path());
  if (const std::string why = next.open(); !why.empty()) return "does not open: " + why;
  const journal::Opened& opened = next.journal().opened();
  if (opened.last_event <= kEvents) return "an event number may be given twice";
  if (opened.memory.alarms.size() != 1) return "the alarm is not remembered";
  std::promise<std::size_t> read;
  next.journal().read_events(journal::Lane::Event, 0, 1000,
                             [&](const auto& events) { read.set_value(events.size()); });
  const std::size_t events = read.get_future().get();
  if (events < kEvents) return "of the events there are " + std::to_string(events);
  if (!next.run(1)) return "does not go on";
  next.close();
  if (const std::string said = integrity_of(folder.path()); said != "ok") return said;
  return look(folder.path());
}

enum class Numbers : std::uint8_t { GoOn, HaveAGap };

void cut_while_set_aside(const Files& damaged, Numbers numbers = Numbers::GoOn) {
  const auto begin_anew = [](Workload& workload) -> std::string {
    if (const std::string why = workload.open(); !why.empty()) return "does not open: " + why;
    if (workload.journal().opened().notice.empty()) return "the damage was not said";
    return workload.run(1) ? workload.complaint() : "does not go on";
  };
  const Trial trial(begin_anew, damaged);
  ASSERT_EQ(trial.complaint, "");
  const Look look = is_kept(damaged);
  ASSERT_EQ(look(trial.folder.path()), "");
  Random random(13);
  const auto start = [&](const PowerCut& cut, int again) {
    if (numbers == Numbers::HaveAGap) {
      return start_behind_a_gap(trial.recording, cut, random, look);
    }
    return start_after(trial.recording, trial.workload, cut, random, again, look);
  };
  for (std::size_t after = 0; after <= trial.recording.operations.size(); ++after) {
    ASSERT_EQ(start({after, Unsynced::Kept, Unsynced::Kept}, 0), "");
    ASSERT_EQ(start({after, Unsynced::Dropped, Unsynced::Dropped}, 0), "");
    ASSERT_EQ(start(random_cut(after, random), 1), "");
  }
}

TEST(PowerCutWhileSetAside, OfAJournalWhoseFirstPageIsCorrupt) {
  Files files = sound_journal(true);
  garble(files[kName], 100, 3900);
  cut_while_set_aside(files, Numbers::HaveAGap);
}

TEST(PowerCutWhileSetAside, OfAJournalThatProvesCorruptOnlyWhenRead) {
  Files files = sound_journal(true);
  const std::size_t page = page_of("part_memory", files);
  ASSERT_GT(page, 1U);
  garble(files[kName], (page - 1) * 4096, 4096);
  cut_while_set_aside(files);
}

TEST(PowerCutWhileSetAside, OfSomethingThatIsNoDatabase) {
  Files files = sound_journal(true);
  garble(files[kName], 0, 512);
  cut_while_set_aside(files, Numbers::HaveAGap);
}

/// With its WAL, in which most of it is.
TEST(PowerCutWhileSetAside, OfAJournalFoundCorruptInUse) {
  Files files = sound_journal(false);
  ASSERT_FALSE(files[std::string(kName) + "-wal"].empty());
  const std::size_t page = page_of("incident_memory", files);
  ASSERT_GT(page, 1U);
  garble(files[kName], (page - 1) * 4096, 4096);
  files[std::string(kName) + ".corrupt"] = "";
  cut_while_set_aside(files);
}

TEST(PowerCutWhileSetAside, NotOfAJournalThatProvesSound) {
  Files files = sound_journal(false);
  files[std::string(kName) + ".corrupt"] = "";
  const Folder folder;
  write_folder(folder.path(), files);
  Workload workload(folder.path());
  ASSERT_EQ(workload.open(), "");
  EXPECT_EQ(workload.journal().opened().notice, "");
  EXPECT_EQ(workload.handed_in().batch, 12U);
  workload.close();
  EXPECT_EQ(read_folder(folder.path()).count(std::string(kName) + ".corrupt"), 0U);
}

}  // namespace
}  // namespace hazgate::crash
