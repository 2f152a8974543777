#include "gateway/control/client.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <sys/socket.h>

#include "gateway/control/listener.hpp"
#include "tests/component/gateway/control/desk_thread.hpp"

namespace hazgate::control {
namespace {

using namespace std::chrono_literals;
using boost::json::object;
using testing::HasSubstr;

class ControlClient : public testing::Test {
 protected:
  static bool ignore(object&&) { return true; }
  FakeDesk desk;
};

TEST_F(ControlClient, CallsAgainAndAgain) {
  desk.answers("points", {R"({"id":"a"})", R"({"id":"b"})"});
  DeskThread core(desk);
  auto client = Client::connect(core.path());
  ASSERT_TRUE(client) << client.error().text;
  for (int round = 0; round < 3; ++round) {
    std::vector<std::string> ids;
    const auto called = client->call("points", {{"pattern", "*"}}, [&](object&& item) {
      ids.emplace_back(item.at("id").as_string());
      return true;
    });
    ASSERT_TRUE(called) << called.error().text;
    EXPECT_EQ(ids, (std::vector<std::string>{"a", "b"}));
  }
  EXPECT_EQ(desk.requests().at(2).args, (object{{"pattern", "*"}}));
}

TEST_F(ControlClient, SaysWhatTheDaemonRefused) {
  desk.on("write", [](const Request&, const std::shared_ptr<Answer>& answer) {
    answer->fail(Failure::Refused, "not writable");
  });
  DeskThread core(desk);
  auto client = Client::connect(core.path());
  ASSERT_TRUE(client);
  const auto called = client->call("write", {}, ignore);
  ASSERT_FALSE(called);
  EXPECT_EQ(called.error().code, 1);
  EXPECT_EQ(called.error().text, "not writable");
  const auto unknown = client->call("nonsense", {}, ignore);
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, 2);
}

TEST_F(ControlClient, EndsAStreamWhenToldTo) {
  std::shared_ptr<Answer> kept;
  desk.on("watch", [&](const Request&, std::shared_ptr<Answer> answer) {
    for (int i = 0; i < 5; ++i) answer->item({{"i", i}});
    kept = std::move(answer);
  });
  DeskThread core(desk);
  auto client = Client::connect(core.path());
  ASSERT_TRUE(client);
  std::int64_t last = -1;
  const auto called = client->call(
      "watch", {}, [&](object&& item) { return (last = item.at("i").as_int64()) < 2; },
      Client::kForEver);
  EXPECT_TRUE(called);
  EXPECT_EQ(last, 2);
  const auto again = client->call("watch", {}, ignore);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, 3);
  core.on_core([&] { kept.reset(); });
}

TEST_F(ControlClient, SaysThatNoDaemonIsThere) {
  const ScratchFolder folder;
  const auto missing = Client::connect(folder.file("none.sock"));
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, 3);
  EXPECT_THAT(missing.error().text, HasSubstr("no hazgated answers"));
  EXPECT_EQ(Client::connect(std::string(200, 'x')).error().code, 3);
  EXPECT_EQ(Client::connect("").error().code, 3);
}

TEST_F(ControlClient, GivesUpOnADaemonThatHangs) {
  const ScratchFolder folder;
  const auto deaf = Listener::open(folder.file("deaf.sock"));
  ASSERT_TRUE(deaf);
  auto client = Client::connect(folder.file("deaf.sock"));
  ASSERT_TRUE(client);
  const auto called = client->call("status", {}, ignore, 20ms);
  ASSERT_FALSE(called);
  EXPECT_EQ(called.error().code, 3);
  EXPECT_THAT(called.error().text, HasSubstr("does not answer"));
}

TEST_F(ControlClient, NoticesThatTheDaemonWentAway) {
  std::shared_ptr<Answer> kept;
  std::promise<void> asked;
  desk.on("watch", [&](const Request&, std::shared_ptr<Answer> answer) {
    kept = std::move(answer);
    asked.set_value();
  });
  DeskThread core(desk);
  auto client = Client::connect(core.path());
  ASSERT_TRUE(client);
  std::thread stopper([&] {
    asked.get_future().wait();
    core.stop();
  });
  const auto called = client->call("watch", {}, ignore, Client::kForEver);
  stopper.join();
  ASSERT_FALSE(called);
  EXPECT_EQ(called.error().code, 3);
  EXPECT_THAT(called.error().text, HasSubstr("stopping"));
  const auto again = client->call("watch", {}, ignore);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, 3);
}

/// Something else that listens: says one line and closes.
TEST_F(ControlClient, KnowsAStrangerWhenItHearsOne) {
  const ScratchFolder folder;
  auto stranger = Listener::open(folder.file("ssh.sock"));
  ASSERT_TRUE(stranger);
  auto client = Client::connect(folder.file("ssh.sock"));
  ASSERT_TRUE(client);
  const int listening = stranger->release();
  const int peer = ::accept(listening, nullptr, nullptr);
  ASSERT_GE(peer, 0);
  ASSERT_EQ(::send(peer, "SSH-2.0\n", 8, MSG_NOSIGNAL), 8);
  const auto called = client->call("status", {}, ignore);
  ::close(peer);
  ::close(listening);
  ASSERT_FALSE(called);
  EXPECT_EQ(called.error().code, 3);
  EXPECT_THAT(called.error().text, HasSubstr("protocol"));
}

}  // namespace
}  // namespace hazgate::control
