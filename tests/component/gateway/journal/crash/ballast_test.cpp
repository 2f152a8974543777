/// A disk that is full until the ballast is given up, from the n-th write on, n = 1, 2, …
#include <cerrno>
#include <filesystem>
#include <gtest/gtest.h>
#include <limits>
#include <thread>

#include "disk.hpp"
#include "inspection.hpp"
#include "trial.hpp"

namespace hazgate::crash {
namespace {

using namespace std::chrono_literals;
using journal::Journal;

constexpr std::uint64_t kBallast = 1U << 20;

class BallastTest : public testing::Test {
 protected:
  BallastTest() {
    options_ = lively_options(folder_.path());
    options_.ballast_bytes = kBallast;
    options_.free_bytes = [this] { return free_.load(); };
  }

  std::unique_ptr<Journal> open() {
    auto opened = Journal::open(
        options_,
        {[this](journal::Committed&& committed) {
           events_ += committed.events.size();
           samples_ += committed.samples.size();
         },
         nullptr, [this](journal::Warning, const std::string& text) { is_full_ = !text.empty(); }});
    return opened ? std::move(*opened) : nullptr;
  }

  static bool wait(const std::function<bool()>& condition) {
    const auto deadline = std::chrono::steady_clock::now() + 10s;
    while (!condition() && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
    return condition();
  }

  bool is_held() const { return std::filesystem::exists(options_.path + ".reserve"); }

  Folder folder_;
  journal::Options options_;
  std::atomic<std::uint64_t> free_ = 0, events_ = 0, samples_ = 0;
  std::atomic<bool> is_full_ = false;
};

TEST_F(BallastTest, EventsGoOnInItAtWhateverWriteTheDiskIsFull) {
  Disk& disk = Disk::under_this_process();
  std::uint64_t events = 0;
  for (std::uint64_t call = 1; call < 20; ++call) {
    SCOPED_TRACE(call);
    disk.watch(folder_.path());
    is_full_ = false;
    free_ = 100 * kBallast;
    auto journal = open();
    ASSERT_NE(journal, nullptr);
    ASSERT_TRUE(is_held());
    free_ = 0;
    disk.fail({Call::Write, call, std::numeric_limits<std::uint64_t>::max(), ENOSPC});
    for (int i = 0; i < 10; ++i) {
      journal->append({{{0, time_of_batch(1), "alarm", std::string(300, 'x')}}, {}, {}});
    }
    events += 10;
    ASSERT_TRUE(wait([&] { return !is_held() || events_ == events; }));
    disk.mend();  // the room that it had
    ASSERT_TRUE(wait([&] { return events_ == events; }));
    if (!is_held()) {
      ASSERT_TRUE(wait([&] { return is_full_.load(); })) << "it is said";
      const std::uint32_t layout = journal->layout("gd-101", {"gas"});
      const std::uint64_t dropped = journal->counters().dropped_samples;
      journal->append_sample(time_of_sample(1), layout, "frame");
      EXPECT_EQ(journal->counters().dropped_samples, dropped + 1) << "the room is for events";
      free_ = 100 * kBallast;
      ASSERT_TRUE(wait([&] { return is_held() && !is_full_; })) << "made again";
      const std::uint64_t samples = samples_;
      journal->append_sample(time_of_sample(1), layout, "frame");
      EXPECT_TRUE(wait([&] { return samples_ == samples + 1; }));
    }
    EXPECT_TRUE(journal->counters().healthy);
    EXPECT_EQ(journal->ends().last_event, events) << "none is lost or there twice";
    journal.reset();
    disk.stop();
    EXPECT_EQ(integrity_of(folder_.path()), "ok");
  }
}

}  // namespace
}  // namespace hazgate::crash
