#include "gateway/journal/backup.hpp"

#include <algorithm>
#include <atomic>
#include <fstream>
#include <gtest/gtest.h>
#include <thread>

#include "journal_fixture.hpp"

namespace hazgate::journal {
namespace {

class BackupTest : public JournalTest {
 protected:
  std::string copy() const { return folder_.file("copy.db"); }
};

TEST_F(BackupTest, OfAJournalAtWorkHasAllThatWasDurable) {
  open();
  append(200);
  append_samples(3000);
  ASSERT_TRUE(wait_for_events(200));
  ASSERT_TRUE(wait_for_samples(3000));
  std::atomic<bool> is_over = false;
  std::thread writer([&] {
    while (!is_over) {
      append(1);
      append_samples(1);
      std::this_thread::yield();
    }
  });
  const auto made = back_up(options_.path, copy(), false);
  is_over = true;
  writer.join();
  ASSERT_TRUE(made) << made.error().text;
  EXPECT_GE(made->events, 200U);
  EXPECT_GE(made->samples, 3000U);
  ASSERT_TRUE(made->stretch);
  EXPECT_EQ(unix_ms(made->stretch->begin), 1000);
  const auto all = files();
  EXPECT_EQ(std::count_if(all.begin(), all.end(),
                          [](const std::string& name) { return name.starts_with("copy.db"); }),
            1)
      << "one file";
}

TEST_F(BackupTest, PutToWorkItHasANewEpochAndGivesNoNumberTwice) {
  open();
  append(20);
  ASSERT_TRUE(wait_for_events(20));
  journal_->set_sent(Lane::Event, 15);
  const std::string epoch = journal_->opened().epoch;
  close();
  ASSERT_TRUE(back_up(options_.path, copy(), false));
  options_.path = copy();
  open();
  const Opened opened = journal_->opened();
  EXPECT_NE(opened.epoch, epoch);
  EXPECT_EQ(opened.sent_event, 15U) << "what was not sent is sent";
  EXPECT_GT(opened.last_event, 1000U);
  EXPECT_NE(opened.notice.find("backup"), std::string::npos) << opened.notice;
  EXPECT_EQ(read_events(Lane::Event, 0).size(), 20U);
  events_.clear();
  append(1);
  ASSERT_TRUE(wait_for_events(1));
  EXPECT_EQ(events_[0].seq, opened.last_event + 1);
  close();
  open();
  EXPECT_EQ(journal_->opened().epoch, opened.epoch) << "once";
  EXPECT_EQ(journal_->opened().last_event, opened.last_event + 1);
}

TEST_F(BackupTest, AFileThatExistsIsKeptUnlessTold) {
  open();
  append(1);
  ASSERT_TRUE(wait_for_events(1));
  std::ofstream(copy()) << "precious";
  const auto refused = back_up(options_.path, copy(), false);
  ASSERT_FALSE(refused);
  EXPECT_FALSE(refused.error().is_source);
  EXPECT_NE(refused.error().text.find("exists"), std::string::npos);
  std::ifstream file(copy());
  std::string text;
  file >> text;
  EXPECT_EQ(text, "precious");
  EXPECT_TRUE(back_up(options_.path, copy(), true));
}

TEST_F(BackupTest, WhatCannotBeDoneLeavesNothingBehind) {
  const auto none = back_up(options_.path, copy(), false);
  ASSERT_FALSE(none);
  EXPECT_TRUE(none.error().is_source);
  open();
  append(1);
  ASSERT_TRUE(wait_for_events(1));
  const auto nowhere = back_up(options_.path, folder_.file("nowhere/copy.db"), false);
  ASSERT_FALSE(nowhere);
  EXPECT_FALSE(nowhere.error().is_source);
  close();
  std::fstream journal(options_.path, std::ios::in | std::ios::out | std::ios::binary);
  journal.seekp(100);
  journal << std::string(3900, '\x5a');
  journal.close();
  const auto damaged = back_up(options_.path, copy(), false);
  ASSERT_FALSE(damaged);
  EXPECT_TRUE(damaged.error().is_source);
  for (const std::string& name : files()) EXPECT_FALSE(name.starts_with("copy.db")) << name;
}

}  // namespace
}  // namespace hazgate::journal
