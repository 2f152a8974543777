#include "gateway/control/server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/control/callers.hpp"
#include "tests/component/gateway/control/desk_thread.hpp"
#include "tests/component/gateway/control/raw_caller.hpp"

namespace hazgate::control {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::StartsWith;

constexpr char kDone[] = R"({"done":true})";

/// Lets a test wait for something that happens on the core.
class Flag {
 public:
  void raise() {
    const std::lock_guard lock(mutex_);
    up_ = true;
    changed_.notify_all();
  }
  bool wait() {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, 20s, [&] { return up_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool up_ = false;
};

/// A desk with an echo, and a stream that is kept for the test.
class ControlServer : public testing::Test {
 protected:
  ControlServer() {
    desk.on("echo", [](const Request& request, const std::shared_ptr<Answer>& answer) {
      answer->item(request.args);
      answer->done();
    });
    desk.on("stream", [this](const Request&, std::shared_ptr<Answer> answer) {
      kept = std::move(answer);
      streaming.raise();
    });
    desk.on("forget", [](const Request&, const std::shared_ptr<Answer>&) {});
  }
  ~ControlServer() override {
    if (core != nullptr) core->on_core([this] { kept.reset(); });
  }
  DeskThread& start(const Limits& limits = Limits()) {
    core = std::make_unique<DeskThread>(desk, limits);
    EXPECT_EQ(core->error(), "");
    return *core;
  }
  /// Waits until the core finds this true.
  bool eventually(const std::function<bool()>& condition) {
    const auto deadline = std::chrono::steady_clock::now() + 20s;
    while (std::chrono::steady_clock::now() < deadline) {
      bool found = false;
      core->on_core([&] { found = condition(); });
      if (found) return true;
      std::this_thread::yield();
    }
    return false;
  }

  FakeDesk desk;
  std::unique_ptr<DeskThread> core;
  std::shared_ptr<Answer> kept;
  Flag streaming;
};

TEST_F(ControlServer, AnswersItemsThenDone) {
  RawCaller caller(start().path());
  ASSERT_TRUE(caller.send("{\"op\":\"echo\",\"args\":{\"a\":1,\"b\":\"\xE6\xB1\xA0\"}}\n"));
  EXPECT_EQ(caller.line(), "{\"item\":{\"a\":1,\"b\":\"\xE6\xB1\xA0\"}}");
  EXPECT_EQ(caller.line(), kDone);
}

TEST_F(ControlServer, KnowsTheCallerFromTheKernel) {
  RawCaller caller(start().path());
  ASSERT_TRUE(caller.send(R"({"op":"echo"})"
                          "\n"));
  ASSERT_EQ(caller.line(), R"({"item":{}})");
  const Request request = desk.requests().at(0);
  EXPECT_EQ(request.caller.uid, ::getuid());
  EXPECT_EQ(request.caller.pid, ::getpid());
  EXPECT_EQ(request.caller.user, user_name(::getuid()));
}

TEST_F(ControlServer, PipelinedRequestsAreAnsweredInOrder) {
  RawCaller caller(start().path());
  std::string all;
  for (int i = 0; i < 2000; ++i) {
    all += R"({"op":"echo","args":{"i":)" + std::to_string(i) + "}}\n";
  }
  std::thread sender([&] { EXPECT_TRUE(caller.send(all)); });
  for (int i = 0; i < 2000; ++i) {
    ASSERT_EQ(caller.line(), R"({"item":{"i":)" + std::to_string(i) + "}}");
    ASSERT_EQ(caller.line(), kDone);
  }
  sender.join();
}

TEST_F(ControlServer, ARequestBehindAStreamWaitsForItsEnd) {
  RawCaller caller(start().path());
  ASSERT_TRUE(caller.send("{\"op\":\"stream\"}\n{\"op\":\"echo\"}\n"));
  ASSERT_TRUE(streaming.wait());
  core->on_core([&] {
    kept->item({{"n", 1}});
    EXPECT_TRUE(kept->is_open());
    kept->done();
    EXPECT_FALSE(kept->is_open());
    kept->item({{"late", true}});  // goes nowhere
    kept->fail(Failure::Refused, "late");
  });
  EXPECT_EQ(caller.line(), R"({"item":{"n":1}})");
  EXPECT_EQ(caller.line(), kDone);
  EXPECT_EQ(caller.line(), R"({"item":{}})");
  EXPECT_EQ(caller.line(), kDone);
}

TEST_F(ControlServer, WhatIsNotUnderstoodIsUsageAndTheConnectionGoesOn) {
  RawCaller caller(start().path());
  for (const char* line : {"not json", "[1]", "{}", R"({"op":1})", R"({"op":"echo","args":3})",
                           "{\"op\":\"echo\"", "{\"op\":\"\xFF\"}"}) {
    ASSERT_TRUE(caller.send(std::string(line) + "\n"));
    const std::string answer = caller.line();
    EXPECT_THAT(answer, StartsWith(R"({"error":")")) << line;
    EXPECT_THAT(answer, HasSubstr(R"("code":2)")) << line;
  }
  EXPECT_TRUE(desk.requests().empty());
  ASSERT_TRUE(caller.send("\r\n{\"op\":\"echo\"}\r\n"));
  EXPECT_EQ(caller.line(), R"({"item":{}})");
}

TEST_F(ControlServer, ADroppedAnswerEndsTheRequest) {
  RawCaller caller(start().path());
  ASSERT_TRUE(caller.send("{\"op\":\"forget\"}\n{\"op\":\"echo\"}\n"));
  EXPECT_THAT(caller.line(), HasSubstr("gave up"));
  EXPECT_EQ(caller.line(), R"({"item":{}})");
}

TEST_F(ControlServer, AHugeLineIsRefusedAndTheCallerCutOff) {
  start();
  RawCaller other(core->path());
  RawCaller caller(core->path());
  caller.send(std::string(200'000, 'x'));
  const std::string answer = caller.line();
  EXPECT_THAT(answer, HasSubstr("longer than 65536"));
  EXPECT_THAT(answer, HasSubstr(R"("code":2)"));
  EXPECT_EQ(caller.line(), "<closed>");
  ASSERT_TRUE(other.send("{\"op\":\"echo\"}\n"));
  EXPECT_EQ(other.line(), R"({"item":{}})");
}

TEST_F(ControlServer, ALineOfJustTheLimitIsTaken) {
  RawCaller caller(start({.line_bytes = 100}).path());
  std::string line = R"({"op":"echo","args":{"a":""}})";
  line.insert(line.size() - 3, std::string(100 - line.size(), 'x'));
  ASSERT_EQ(line.size(), 100u);
  ASSERT_TRUE(caller.send(line + "\n"));
  EXPECT_THAT(caller.line(), StartsWith(R"({"item":)"));
  EXPECT_EQ(caller.line(), kDone);
  line.insert(line.size() - 3, "x");
  ASSERT_TRUE(caller.send(line + "\n"));
  EXPECT_THAT(caller.line(), HasSubstr("longer than 100"));
}

TEST_F(ControlServer, AnIdleOrHalfSentRequestIsCutOff) {
  start({.idle = 50ms});
  RawCaller idle(core->path());
  RawCaller half(core->path());
  ASSERT_TRUE(half.send(R"({"op":"ec)"));
  EXPECT_EQ(idle.line(), "<closed>");
  EXPECT_EQ(half.line(), "<closed>");
  EXPECT_TRUE(desk.requests().empty());
}

TEST_F(ControlServer, ARunningStreamIsNotIdle) {
  start({.idle = 20ms});
  RawCaller caller(core->path());
  RawCaller idle(core->path());
  ASSERT_TRUE(caller.send("{\"op\":\"stream\"}\n"));
  ASSERT_TRUE(streaming.wait());
  EXPECT_EQ(idle.line(), "<closed>");          // the time has passed
  EXPECT_EQ(caller.line(100ms), "<nothing>");  // and again
  core->on_core([&] { kept->item({{"n", 1}}); });
  EXPECT_EQ(caller.line(), R"({"item":{"n":1}})");
}

TEST_F(ControlServer, ASlowReaderIsCutOffAndHarmsNobody) {
  start({.output_bytes = 100'000});
  RawCaller slow(core->path());
  ASSERT_TRUE(slow.send("{\"op\":\"stream\"}\n"));
  ASSERT_TRUE(streaming.wait());
  const boost::json::object item{{"text", std::string(1000, 'x')}};
  core->on_core([&] {
    // The kernel's buffer takes some; ours at most the limit.
    for (int i = 0; i < 10'000 && kept->is_open(); ++i) kept->item(item);
    EXPECT_FALSE(kept->is_open());
  });
  RawCaller other(core->path());
  ASSERT_TRUE(other.send("{\"op\":\"echo\"}\n"));
  EXPECT_EQ(other.line(), R"({"item":{}})");
}

TEST_F(ControlServer, ALongAnswerGoesOutAPageAtATime) {
  constexpr int kPages = 200;
  desk.on("pages", [](const Request&, const std::shared_ptr<Answer>& answer) {
    struct Pages {
      std::shared_ptr<Answer> to;
      int next = 0;
      static void go(const std::shared_ptr<Pages>& self) {
        for (int i = 0; i < 20; ++i) self->to->item({{"text", std::string(1000, 'x')}});
        if (++self->next == kPages) return self->to->done();
        self->to->when_room([self] { go(self); });
      }
    };
    Pages::go(std::make_shared<Pages>(Pages{answer}));
  });
  RawCaller caller(start({.output_bytes = 100'000}).path());  // 4 MB in all
  ASSERT_TRUE(caller.send("{\"op\":\"pages\"}\n"));
  for (int i = 0; i < 20 * kPages; ++i) ASSERT_THAT(caller.line(), StartsWith(R"({"item":)")) << i;
  EXPECT_EQ(caller.line(), kDone);
}

TEST_F(ControlServer, OneCallerTooManyIsToldSo) {
  start({.connections = 3});
  std::vector<std::unique_ptr<RawCaller>> callers;
  for (int i = 0; i < 3; ++i) {
    callers.push_back(std::make_unique<RawCaller>(core->path()));
    ASSERT_TRUE(callers.back()->send("{\"op\":\"echo\"}\n"));
    ASSERT_EQ(callers.back()->line(), R"({"item":{}})");
  }
  RawCaller extra(core->path());
  EXPECT_THAT(extra.line(), HasSubstr("3 callers already"));
  EXPECT_EQ(extra.line(), "<closed>");
  callers.front()->close();
  std::string answer;
  for (int i = 0; i < 1000 && answer != R"({"item":{}})"; ++i) {
    RawCaller next(core->path());
    next.send("{\"op\":\"echo\"}\n");
    answer = next.line();
  }
  EXPECT_EQ(answer, R"({"item":{}})");
}

TEST_F(ControlServer, AStreamWhoseCallerLeftIsNoLongerOpen) {
  RawCaller caller(start().path());
  ASSERT_TRUE(caller.send("{\"op\":\"stream\"}\n"));
  ASSERT_TRUE(streaming.wait());
  caller.close();
  EXPECT_TRUE(eventually([&] { return !kept->is_open(); }));
}

TEST_F(ControlServer, ACallerThatOnlyStoppedSendingGetsItsAnswers) {
  RawCaller caller(start().path());
  ASSERT_TRUE(caller.send("{\"op\":\"echo\"}\n{\"op\":\"stream\"}\n{\"op\":\"echo\"}\n{\"half"));
  caller.shut_down_sending();
  EXPECT_EQ(caller.line(), R"({"item":{}})");
  EXPECT_EQ(caller.line(), kDone);
  ASSERT_TRUE(streaming.wait());
  core->on_core([&] { kept->done(); });
  EXPECT_EQ(caller.line(), kDone);
  EXPECT_EQ(caller.line(), R"({"item":{}})");
  EXPECT_EQ(caller.line(), kDone);
  EXPECT_EQ(caller.line(), "<closed>");
}

TEST_F(ControlServer, AHalfClosedStreamEndsWhenTheCallerLeaves) {
  RawCaller caller(start().path());
  ASSERT_TRUE(caller.send("{\"op\":\"stream\"}\n"));
  caller.shut_down_sending();
  ASSERT_TRUE(streaming.wait());
  EXPECT_TRUE(eventually([&] { return kept->is_open(); }));
  caller.close();
  EXPECT_TRUE(eventually([&] { return !kept->is_open(); }));
}

TEST_F(ControlServer, ACallerThatSendsFarAheadOfAStreamIsHeldAndStillSeenLeaving) {
  RawCaller caller(start().path());
  ASSERT_TRUE(caller.send("{\"op\":\"stream\"}\n"));
  ASSERT_TRUE(streaming.wait());
  ASSERT_TRUE(caller.send(std::string(100'000, '\n')));
  EXPECT_TRUE(eventually([&] { return kept->is_open(); }));
  caller.close();
  EXPECT_TRUE(eventually([&] { return !kept->is_open(); }));
}

TEST_F(ControlServer, StoppingTellsTheCallersAndOutlivesNothing) {
  RawCaller caller(start().path());
  ASSERT_TRUE(caller.send("{\"op\":\"stream\"}\n"));
  ASSERT_TRUE(streaming.wait());
  core->stop();
  EXPECT_THAT(caller.line(), HasSubstr("stopping"));
  EXPECT_EQ(caller.line(), "<closed>");
  EXPECT_FALSE(kept->is_open());
  kept->item({{"late", 1}});
  kept.reset();
  EXPECT_FALSE(std::filesystem::exists(core->path()));
  core.reset();
}

}  // namespace
}  // namespace hazgate::control
