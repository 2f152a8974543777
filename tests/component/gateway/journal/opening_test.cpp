#include "gateway/journal/opening.hpp"

#include <atomic>
#include <chrono>
#include <fcntl.h>
#include <future>
#include <gtest/gtest.h>
#include <thread>
#include <unistd.h>

#include <sys/stat.h>

#include "tests/support/scratch_folder.hpp"

namespace hazgate::journal {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// A file that lets nobody in, as one on a disk that does not answer: whoever opens it waits for a writer.
class HangingFile {
 public:
  explicit HangingFile(std::string path) : path_(std::move(path)) {
    EXPECT_EQ(::mkfifo(path_.c_str(), 0600), 0);
  }
  /// Lets go of who waits; he finds no database.
  void answer() const { ::close(::open(path_.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC)); }

 private:
  std::string path_;
};

TEST(Opening, GivesTheJournalOnce) {
  const ScratchFolder folder;
  Opening opening({.path = folder.file("hazgate.db")}, {}, [] {});
  auto result = opening.wait(seconds{20});
  ASSERT_TRUE(result);
  ASSERT_TRUE(result->has_value()) << result->error().text;
  EXPECT_TRUE(opening.is_done());
  EXPECT_FALSE(opening.wait(milliseconds{0})) << "it was taken";
}

TEST(Opening, SaysWhyNot) {
  Opening opening({.path = "/proc/nowhere/hazgate.db"}, {}, [] {});
  auto result = opening.wait(seconds{20});
  ASSERT_TRUE(result);
  ASSERT_FALSE(result->has_value());
  EXPECT_EQ(result->error().fault, OpenFault::Unreachable);
}

TEST(Opening, ADiskThatDoesNotAnswerHoldsNobodyUp) {
  const ScratchFolder folder;
  const HangingFile file(folder.file("hazgate.db"));
  std::promise<void> done;
  Opening opening({.path = folder.file("hazgate.db")}, {}, [&] { done.set_value(); });
  EXPECT_FALSE(opening.wait(milliseconds{50}));
  EXPECT_FALSE(opening.is_done());
  auto ended = done.get_future();
  while (ended.wait_for(milliseconds{10}) != std::future_status::ready) file.answer();
  const auto result = opening.wait(milliseconds{0});
  ASSERT_TRUE(result);
  EXPECT_FALSE(result->has_value());
}

TEST(Opening, WhoLeavesIsNotCalledAnyMore) {
  const ScratchFolder folder;
  const HangingFile file(folder.file("hazgate.db"));
  std::atomic<bool> called = false;
  {
    const Opening opening({.path = folder.file("hazgate.db")}, {}, [&] { called = true; });
  }
  for (int i = 0; i < 20; ++i) {
    file.answer();
    std::this_thread::sleep_for(milliseconds{1});
  }
  EXPECT_FALSE(called);
}

}  // namespace
}  // namespace hazgate::journal
