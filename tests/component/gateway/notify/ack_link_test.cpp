#include "gateway/notify/ack_link.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <future>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <thread>
#include <vector>

namespace hazgate::notify {
namespace {

using namespace std::chrono_literals;
using boost::asio::ip::tcp;
using Clock = std::chrono::steady_clock;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

const AckClaim kClaim{"tank-farm-leak-3", "li-lei"};

/// A caller's end of a connection.
class Caller {
 public:
  explicit Caller(std::uint16_t port) : socket_(io_) {
    socket_.connect({boost::asio::ip::make_address("127.0.0.1"), port});
  }
  void say(const std::string& text) {
    boost::system::error_code ignored;
    boost::asio::write(socket_, boost::asio::buffer(text), ignored);
  }
  /// Everything until the other end closes.
  std::string hear() {
    std::string text;
    boost::system::error_code ended;
    boost::asio::read(socket_, boost::asio::dynamic_buffer(text), ended);
    return text;
  }

 private:
  boost::asio::io_context io_;
  tcp::socket socket_;
};

class AckLinkTest : public testing::Test {
 protected:
  AckLinkTest() : work_(core_.get_executor()), thread_([this] { core_.run(); }) {
    settings_.secret = "0123456789abcdef0123456789abcdef";
    settings_.language = "zh-CN";
    settings_.public_url = "https://gw.acme.example/";
  }
  ~AckLinkTest() override {
    release_.set_value();
    close();
    work_.reset();
    thread_.join();
  }

  template <class Function>
  auto on_core(Function function) {
    std::packaged_task<std::invoke_result_t<Function>()> task(std::move(function));
    auto result = task.get_future();
    boost::asio::post(core_, [&task] { task(); });
    return result.get();
  }

  void open(const AckLimits& limits = AckLimits()) {
    on_core([&] {
      auto link = AckLink::open(core_, settings_, desk(), limits);
      ASSERT_TRUE(link) << link.error();
      link_ = std::move(*link);
    });
  }
  void close() {
    on_core([&] { link_.reset(); });
  }

  AckLink::Desk desk() {
    return {
        [this](const AckClaim& claim) -> std::optional<AckSubject> {
          EXPECT_EQ(std::this_thread::get_id(), thread_.get_id());
          if (claim.incident != kClaim.incident) return std::nullopt;
          return AckSubject{"T-101 <泄漏> & \"火\"", "10:32 起未确认", !acknowledged_};
        },
        [this](const AckClaim& claim, const std::string& from) -> tl::expected<void, std::string> {
          EXPECT_EQ(std::this_thread::get_id(), thread_.get_id());
          EXPECT_EQ(from, "127.0.0.1");
          if (!refusal_.empty()) return tl::make_unexpected(refusal_);
          acknowledged_ = claim;
          return {};
        }};
  }

  std::string ask(const std::string& method, const std::string& target) {
    Caller caller(link_->port());
    caller.say(method + " " + target +
               " HTTP/1.1\r\nHost: gw\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n");
    return caller.hear();
  }
  std::optional<AckClaim> acknowledged() {
    return on_core([this] { return acknowledged_; });
  }
  /// The core does nothing else until the end of the test.
  void block_core() {
    boost::asio::post(core_, [future = release_.get_future().share()] { future.wait(); });
  }
  std::string path() const { return "/ack/" + ack_token(kClaim, settings_.secret); }

  AckLinkSettings settings_;
  boost::asio::io_context core_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  std::promise<void> release_;
  std::optional<AckClaim> acknowledged_;  // the core's
  std::string refusal_;
  std::unique_ptr<AckLink> link_;
  std::thread thread_;
};

TEST_F(AckLinkTest, AGetShowsOneButtonAndAcknowledgesNothing) {
  open();
  const std::string page = ask("GET", path());
  EXPECT_THAT(page, StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(page, HasSubstr("T-101 &lt;泄漏&gt; &amp; &quot;火&quot;"));
  EXPECT_THAT(page, HasSubstr("<form method=\"post\"><button type=\"submit\">确认"));
  EXPECT_THAT(page, HasSubstr("Cache-Control: no-store"));
  EXPECT_THAT(page, HasSubstr("Referrer-Policy: no-referrer"));
  EXPECT_EQ(acknowledged(), std::nullopt);
}

TEST_F(AckLinkTest, APostAcknowledges) {
  open();
  const std::string page = ask("POST", path() + "?from=singlemessage");
  EXPECT_THAT(page, StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(page, HasSubstr("已确认"));
  EXPECT_EQ(acknowledged(), kClaim);
  EXPECT_THAT(ask("GET", path()), Not(HasSubstr("<button")));
}

TEST_F(AckLinkTest, TheCoresRefusalIsShown) {
  refusal_ = "事件已关闭 <3>";
  open();
  const std::string page = ask("POST", path());
  EXPECT_THAT(page, StartsWith("HTTP/1.1 409 "));
  EXPECT_THAT(page, HasSubstr("事件已关闭 &lt;3&gt;"));
  EXPECT_THAT(page, HasSubstr("致电值班室"));
}

TEST_F(AckLinkTest, EveryUnknownAddressLooksTheSame) {
  open();
  const std::string nowhere = ask("GET", "/");
  EXPECT_THAT(nowhere, StartsWith("HTTP/1.1 404 "));
  std::string forged = path();
  forged.back() = forged.back() == 'A' ? 'B' : 'A';
  const std::string other_contact =
      "/ack/tank-farm-leak-3.han-meimei" + path().substr(path().rfind('.'));
  const std::string gone = "/ack/" + ack_token({"gone-1", "li-lei"}, settings_.secret);
  const std::string other_secret = "/ack/" + ack_token(kClaim, "another");
  for (const std::string& target :
       {forged, other_contact, gone, other_secret, std::string("/ack/"), std::string("/ack/a.b.c"),
        "/x" + path(), std::string("/ack/../../etc/passwd")}) {
    EXPECT_EQ(ask("GET", target), nowhere) << target;
    EXPECT_EQ(ask("POST", target), nowhere) << target;
  }
  EXPECT_EQ(acknowledged(), std::nullopt);
}

TEST_F(AckLinkTest, OtherMethodsAreNotAllowed) {
  open();
  for (const char* method : {"HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "FOO"}) {
    EXPECT_THAT(ask(method, path()), StartsWith("HTTP/1.1 405 ")) << method;
  }
  EXPECT_THAT(ask("PUT", path()), HasSubstr("Allow: GET, POST"));
  EXPECT_EQ(acknowledged(), std::nullopt);
}

TEST_F(AckLinkTest, WhatIsTooLargeOrNoHttp) {
  open();
  const auto answer_to = [this](const std::string& text) {
    Caller caller(link_->port());
    caller.say(text);
    return caller.hear();
  };
  EXPECT_THAT(answer_to("POST " + path() + " HTTP/1.1\r\nContent-Length: 1025\r\n\r\n"),
              StartsWith("HTTP/1.1 413 "));
  EXPECT_THAT(answer_to("GET " + path() + " HTTP/1.1\r\nX: " + std::string(9000, 'x')),
              StartsWith("HTTP/1.1 431 "));
  EXPECT_THAT(answer_to("\x16\x03\x01 this is TLS\r\n\r\n"), StartsWith("HTTP/1.1 400 "));
  EXPECT_EQ(acknowledged(), std::nullopt);
}

TEST_F(AckLinkTest, ASlowCallerIsCutOff) {
  AckLimits limits;
  limits.request = 300ms;
  open(limits);
  const auto start = Clock::now();
  Caller silent(link_->port()), slow(link_->port());
  slow.say("GET " + path() + " HTTP/1.1\r\nX-Slow: ");
  std::thread drip([&] {
    for (int i = 0; i < 400; ++i) {  // goes on past the limit: what is sent is no new patience
      slow.say("x");
      std::this_thread::sleep_for(5ms);
    }
  });
  EXPECT_THAT(silent.hear(), IsEmpty());
  EXPECT_THAT(slow.hear(), IsEmpty());
  EXPECT_LT(Clock::now() - start, 1500ms);
  EXPECT_GE(Clock::now() - start, 290ms);
  drip.join();
  EXPECT_THAT(ask("GET", path()), StartsWith("HTTP/1.1 200 "));
}

TEST_F(AckLinkTest, CallersWhoAskNothingKeepNobodyOut) {
  AckLimits limits;
  limits.connections = 4;
  open(limits);
  std::vector<std::unique_ptr<Caller>> idle;
  for (int i = 0; i < 8; ++i) idle.push_back(std::make_unique<Caller>(link_->port()));
  EXPECT_THAT(ask("POST", path()), StartsWith("HTTP/1.1 200 "));
  EXPECT_EQ(acknowledged(), kClaim);
  EXPECT_THAT(idle.front()->hear(), IsEmpty());  // cut off: it ends long before the ten seconds
}

TEST_F(AckLinkTest, ASilentCoreIsSaid) {
  AckLimits limits;
  limits.core = 100ms;
  open(limits);
  block_core();
  EXPECT_THAT(ask("POST", path()), StartsWith("HTTP/1.1 503 "));
  EXPECT_THAT(ask("GET", "/"), StartsWith("HTTP/1.1 404 ")) << "others are not kept waiting";
  release_.set_value();
  release_ = {};
}

TEST_F(AckLinkTest, EndsAtOnceWithCallersAndQuestionsOpen) {
  open();
  Caller idle(link_->port()), asking(link_->port());
  std::promise<void> asked;
  on_core([&] {
    // The question of `asking` waits behind this.
    asking.say("POST " + path() + " HTTP/1.1\r\n\r\n");
    const auto start = Clock::now();
    Caller witness(link_->port());
    witness.say("GET / HTTP/1.1\r\n\r\n");
    witness.hear();
    link_.reset();
    EXPECT_LT(Clock::now() - start, 2s);
  });
  EXPECT_THAT(idle.hear(), IsEmpty());
  EXPECT_THAT(asking.hear(), IsEmpty());
  EXPECT_EQ(acknowledged(), std::nullopt);
}

TEST_F(AckLinkTest, SaysWhyItCannotListen) {
  open();
  on_core([&] {
    AckLinkSettings second = settings_;
    second.port = link_->port();
    const auto taken = AckLink::open(core_, second, desk());
    ASSERT_FALSE(taken);
    EXPECT_THAT(taken.error(), HasSubstr("Address already in use"));
    second.address = "gw.acme.example";
    const auto name = AckLink::open(core_, second, desk());
    ASSERT_FALSE(name);
    EXPECT_THAT(name.error(), HasSubstr("is not an IP address to listen on"));
    second.secret.clear();
    second.address = "127.0.0.1";
    EXPECT_FALSE(AckLink::open(core_, second, desk()));
  });
}

TEST_F(AckLinkTest, TheAddressInTheLetterLeadsToThePage) {
  open();
  const std::string url = ack_url(settings_, kClaim);
  ASSERT_THAT(url, StartsWith("https://gw.acme.example/ack/"));
  EXPECT_THAT(ask("GET", url.substr(std::string("https://gw.acme.example").size())),
              StartsWith("HTTP/1.1 200 "));
  settings_.public_url.clear();
  EXPECT_EQ(ack_url(settings_, kClaim), "");
}

}  // namespace
}  // namespace hazgate::notify
