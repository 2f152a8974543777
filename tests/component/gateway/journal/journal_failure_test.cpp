#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>
#include <unistd.h>

#include <sys/resource.h>
#include <sys/wait.h>

#include "gateway/journal/journal.hpp"
#include "journal_fixture.hpp"

namespace hazgate::journal {
namespace {

using namespace std::chrono_literals;

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write_file(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

TEST_F(JournalTest, ANewerJournalIsRefusedAndNotTouched) {
  open();
  append(1);
  close();
  sql("PRAGMA user_version = 99");
  const std::string before = read_file(options_.path);
  const auto files_before = files().size();
  const auto opened = try_open(options_.path);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().fault, OpenFault::Newer);
  EXPECT_NE(opened.error().text.find("newer hazgate (format 99"), std::string::npos);
  EXPECT_EQ(read_file(options_.path), before);
  EXPECT_EQ(files().size(), files_before);
}

TEST_F(JournalTest, SomethingThatIsNoDatabaseIsSetAside) {
  write_file(options_.path, std::string(5000, 'z'));
  open();
  const std::string& notice = journal_->opened().notice;
  EXPECT_NE(notice.find("is not a database"), std::string::npos) << notice;
  EXPECT_NE(notice.find(options_.path + ".damaged-"), std::string::npos) << notice;
  bool kept = false;
  for (const std::string& name : files()) {
    if (name.find(".damaged-") == std::string::npos) continue;
    kept = read_file(folder_.path().string() + "/" + name) == std::string(5000, 'z');
  }
  EXPECT_TRUE(kept);
  append(1);
  EXPECT_TRUE(wait_for_events(1));
}

TEST_F(JournalTest, ACorruptJournalIsSetAsideAndANewEpochBegins) {
  open();
  const std::string epoch = journal_->opened().epoch;
  append(10);
  close();
  std::fstream file(options_.path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(100);  // the schema's page, after the header
  file << std::string(3900, '\x5a');
  file.close();
  open();
  EXPECT_NE(journal_->opened().epoch, epoch);
  EXPECT_NE(journal_->opened().notice.find("corrupt"), std::string::npos)
      << journal_->opened().notice;
  EXPECT_EQ(read_events(Lane::Event, 0).size(), 10U) << "what can be read is taken over";
  close();
  open();
  EXPECT_EQ(journal_->opened().notice, "") << "said once";
}

TEST_F(JournalTest, AnotherProgramsDatabaseIsLeftAlone) {
  sql("CREATE TABLE theirs(x); INSERT INTO theirs VALUES(1)");
  for (int attempt = 0; attempt < 2; ++attempt) {
    const auto opened = try_open(options_.path);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().fault, OpenFault::Damaged);
  }
  EXPECT_EQ(sql("SELECT x FROM theirs"), "1");
}

TEST_F(JournalTest, WhatIsNotOursIsKnownBeforeItIsOpened) {
  EXPECT_EQ(Journal::why_left_alone(options_.path), std::nullopt) << "it can be made";
  EXPECT_TRUE(files().empty()) << "and is not";
  open();
  append(1);
  EXPECT_EQ(Journal::why_left_alone(options_.path), std::nullopt) << "ours, in use";
  close();
  sql("PRAGMA user_version = 99");
  const std::string before = read_file(options_.path);
  const auto newer = Journal::why_left_alone(options_.path);
  ASSERT_TRUE(newer);
  EXPECT_NE(newer->find("newer hazgate (format 99"), std::string::npos) << *newer;
  EXPECT_EQ(read_file(options_.path), before);
}

TEST_F(JournalTest, AnotherProgramsDatabaseIsKnownBeforeItIsOpened) {
  sql("CREATE TABLE theirs(x)");  // no application id: known by its tables only
  const auto foreign = Journal::why_left_alone(options_.path);
  ASSERT_TRUE(foreign);
  EXPECT_NE(foreign->find("another program"), std::string::npos) << *foreign;
}

TEST_F(JournalTest, WhatCannotBeReadNowMayBeOpenedLater) {
  write_file(options_.path, std::string(5000, 'z'));
  EXPECT_EQ(Journal::why_left_alone(options_.path), std::nullopt)
      << "damaged: set aside when opened";
  EXPECT_EQ(Journal::why_left_alone("/"), std::nullopt);
  EXPECT_EQ(Journal::why_left_alone(folder_.path().string() + "/nowhere/x.db"), std::nullopt);
}

TEST_F(JournalTest, AMissingFolderIsUnreachable) {
  const auto opened = try_open(folder_.path().string() + "/nowhere/hazgate.db");
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().fault, OpenFault::Unreachable);
  EXPECT_NE(opened.error().text.find("No such file"), std::string::npos) << opened.error().text;
}

/// A disk without room: files of this process may not grow beyond `bytes`.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) {
    std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FullDisk() { ::setrlimit(RLIMIT_FSIZE, &before_); }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  rlimit before_{};
};

TEST_F(JournalTest, AFullDiskIsSaidOnceAndNoEventIsLost) {
  open();
  append(1);
  ASSERT_TRUE(wait_for_events(1));
  {
    const FullDisk full(1);
    append(50);
    append_samples(10);
    ASSERT_TRUE(wait_for([&] { return !failures_.empty(); }));
    EXPECT_FALSE(journal_->counters().healthy);
    EXPECT_EQ(journal_->counters().waiting, 60U);
    const std::uint64_t commits = journal_->counters().commits;
    const auto deadline = std::chrono::steady_clock::now() + 10s;
    while (journal_->counters().failed_commits < 3) {
      ASSERT_LT(std::chrono::steady_clock::now(), deadline);
      std::this_thread::yield();
    }
    EXPECT_EQ(journal_->counters().commits, commits);
    const std::lock_guard lock(mutex_);
    EXPECT_EQ(failures_.size(), 1U) << "once per change";
    EXPECT_NE(failures_[0].find("cannot write " + options_.path), std::string::npos)
        << failures_[0];
    EXPECT_EQ(events_.size(), 1U);
  }
  ASSERT_TRUE(wait_for_events(51));
  ASSERT_TRUE(wait_for_samples(10));
  EXPECT_TRUE(is_contiguous(events_, 1));
  EXPECT_TRUE(is_contiguous(samples_, 1));
  EXPECT_EQ(failures_.size(), 2U);
  EXPECT_EQ(failures_.back(), "") << "healthy again";
  EXPECT_TRUE(journal_->counters().healthy);
  EXPECT_EQ(read_events(Lane::Event, 0).size(), 51U);
}

TEST_F(JournalTest, SamplesDroppedOnABrokenDiskLeaveNoGap) {
  open();
  {
    const FullDisk full(1);
    append(1);
    ASSERT_TRUE(wait_for([&] { return !failures_.empty(); }));
    append_samples(10000);
  }
  ASSERT_TRUE(wait_for([&] { return failures_.size() >= 2 && failures_.back().empty(); }));
  const std::uint64_t dropped = journal_->counters().dropped_samples;
  EXPECT_GT(dropped, 1000U);
  ASSERT_TRUE(wait_for_samples(10000 - dropped));
  EXPECT_TRUE(is_contiguous(samples_, 1));
  EXPECT_EQ(unix_ms(samples_.back().t), 1000 + 9999) << "the oldest were dropped";
}

/// Writes events whose batches belong together until it is killed.
[[noreturn]] void write_until_killed(const Options& options, int ready) {
  auto journal = Journal::open(options, {[ready](Committed&&) {
                                           const char byte = 1;
                                           if (::write(ready, &byte, 1) < 0) ::_exit(3);
                                         },
                                         nullptr});
  if (!journal) ::_exit(2);
  const std::uint32_t layout = (*journal)->layout("gd-101", {"gas"});
  for (std::int64_t n = 1;; ++n) {
    Journal::Batch batch;
    batch.events = {{0, from_unix_ms(n), "alarm", "{}"}, {0, from_unix_ms(n), "incident", "{}"}};
    batch.alarms.resize(1);
    batch.alarms[0].id = "gd-101.gas.HH";
    batch.alarms[0].saved.state = alarm::State::Active;
    batch.alarms[0].saved.occurrence = static_cast<std::uint64_t>(n);
    (*journal)->append(std::move(batch));
    (*journal)->append_sample(from_unix_ms(n), layout, std::string(300, 'x'));
    if (n % 8 == 0) ::usleep(200);
  }
}

TEST_F(JournalTest, KilledInTheMiddleItIsWholeAndGoesOn) {
  std::uint64_t last_event = 0;
  for (int round = 0; round < 5; ++round) {
    int pipe[2];
    ASSERT_EQ(::pipe(pipe), 0);
    const pid_t child = ::fork();
    if (child == 0) write_until_killed(options_, pipe[1]);
    ::close(pipe[1]);  // a child that dies by itself ends the reading
    std::vector<char> bytes(static_cast<std::size_t>(10 + round * 7));
    for (char& byte : bytes) ASSERT_EQ(::read(pipe[0], &byte, 1), 1);  // that many commits
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    ::close(pipe[0]);

    open();
    const Opened& opened = journal_->opened();
    EXPECT_GT(opened.last_event, last_event);
    last_event = opened.last_event;
    const auto events = read_events(Lane::Event, 0);
    EXPECT_EQ(events.size(), opened.last_event);
    EXPECT_TRUE(is_contiguous(events, 1));
    EXPECT_EQ(events.size() % 2, 0U) << "a batch is whole or not there";
    EXPECT_TRUE(is_contiguous(read_samples(0), 1));
    ASSERT_EQ(opened.memory.alarms.size(), 1U);
    EXPECT_EQ(opened.memory.alarms[0].saved.occurrence,
              static_cast<std::uint64_t>(unix_ms(events.back().t)))
        << "the memory is of the same moment as the last event";
    close();
  }
}

}  // namespace
}  // namespace hazgate::journal
