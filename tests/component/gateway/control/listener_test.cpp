#include "gateway/control/listener.hpp"

#include <chrono>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <optional>
#include <thread>
#include <unistd.h>
#include <vector>

#include <sys/file.h>
#include <sys/stat.h>

#include "tests/component/gateway/control/desk_thread.hpp"
#include "tests/component/gateway/control/raw_caller.hpp"

namespace hazgate::control {
namespace {

using testing::HasSubstr;

class ControlListener : public testing::Test {
 protected:
  ScratchFolder folder;
  std::string path = folder.file("gw.sock");
};

TEST_F(ControlListener, OpensForItsGroupOnlyAndRemovesItsFile) {
  {
    const auto listener = Listener::open(path);
    ASSERT_TRUE(listener) << listener.error();
    struct stat file {};
    ASSERT_EQ(::stat(path.c_str(), &file), 0);
    EXPECT_TRUE(S_ISSOCK(file.st_mode));
    EXPECT_EQ(file.st_mode & 0777u, 0660u);
    EXPECT_TRUE(RawCaller(path).connected());
  }
  EXPECT_FALSE(std::filesystem::exists(path));
  EXPECT_FALSE(std::filesystem::exists(path + ".new"));
}

TEST_F(ControlListener, ReplacesTheSocketOfADeadDaemon) {
  {
    auto dead = Listener::open(path);
    ASSERT_TRUE(dead);
    ::close(dead->release());
    std::filesystem::rename(path, path + ".kept");  // so that it does not tidy up
  }
  std::filesystem::rename(path + ".kept", path);
  ASSERT_FALSE(RawCaller(path).connected());
  const auto listener = Listener::open(path);
  ASSERT_TRUE(listener) << listener.error();
  EXPECT_TRUE(RawCaller(path).connected());
}

TEST_F(ControlListener, RefusesALivingOneAndLeavesItAlone) {
  const auto first = Listener::open(path);
  ASSERT_TRUE(first);
  const auto second = Listener::open(path);
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error(), HasSubstr("another hazgated answers"));
  EXPECT_TRUE(RawCaller(path).connected());
}

TEST_F(ControlListener, OfManyAtOnceOneGetsIt) {
  std::vector<std::thread> starters;
  std::mutex mutex;
  std::vector<Listener> winners;
  for (int i = 0; i < 8; ++i) {
    starters.emplace_back([&] {
      auto listener = Listener::open(path);
      const std::lock_guard lock(mutex);
      if (listener) winners.push_back(std::move(*listener));
    });
  }
  for (auto& starter : starters) starter.join();
  EXPECT_EQ(winners.size(), 1u);
}

TEST_F(ControlListener, RefusesToReplaceAFileThatIsNoSocket) {
  std::ofstream(path) << "precious";
  const auto listener = Listener::open(path);
  ASSERT_FALSE(listener);
  EXPECT_THAT(listener.error(), HasSubstr("not a socket"));
  EXPECT_EQ(std::filesystem::file_size(path), 8u);
}

TEST_F(ControlListener, SaysWhatIsWrongWithThePlace) {
  EXPECT_THAT(Listener::open(folder.file("missing/gw.sock")).error(), HasSubstr("make the folder"));
  EXPECT_THAT(Listener::open(folder.file(std::string(120, 'x'))).error(), HasSubstr("shorter"));
  EXPECT_THAT(Listener::open("").error(), HasSubstr("empty"));
}

TEST_F(ControlListener, KnowsWhetherADaemonThatLivesIsThere) {
  EXPECT_FALSE(is_answered(path));
  {
    const auto living = Listener::open(path);
    ASSERT_TRUE(living);
    EXPECT_TRUE(is_answered(path));
    std::ofstream(folder.file("file")) << "no socket";
    EXPECT_FALSE(is_answered(folder.file("file")));
  }
  EXPECT_FALSE(is_answered(path));
}

TEST_F(ControlListener, DoesNotWaitForTheFolderWithoutPatience) {
  const int locked = ::open(std::filesystem::path(path).parent_path().c_str(), O_RDONLY);
  ASSERT_EQ(::flock(locked, LOCK_EX | LOCK_NB), 0);
  const auto before = std::chrono::steady_clock::now();
  const auto listener = Listener::open(path, std::chrono::milliseconds{0});
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds{1});
  ASSERT_FALSE(listener);
  EXPECT_THAT(listener.error(), HasSubstr("holds its folder locked"));
  ::close(locked);
  EXPECT_TRUE(Listener::open(path, std::chrono::milliseconds{0}));
}

TEST_F(ControlListener, LeavesTheFileOfWhoeverTookTheName) {
  std::optional<Listener> old = std::move(*Listener::open(path));
  std::filesystem::remove(path);
  const auto next = Listener::open(path);
  ASSERT_TRUE(next);
  old.reset();
  EXPECT_TRUE(RawCaller(path).connected());
}

}  // namespace
}  // namespace hazgate::control
