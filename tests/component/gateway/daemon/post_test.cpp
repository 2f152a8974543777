// The post office against real servers and a real modem program.
#include "gateway/daemon/post.hpp"

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <functional>
#include <future>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tests/component/gateway/notify/modem_program.hpp"
#include "tests/component/gateway/notify/peer.hpp"

namespace hazgate::daemon {
namespace {

using namespace std::chrono_literals;
using boost::asio::ip::tcp;
using emergency::ReceiptKind;
using emergency::Via;
using notify::ModemProgram;
using notify::Peer;
using notify::text_of;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Clock = std::chrono::steady_clock;

struct Heard {
  std::uint64_t ticket = 0;
  ReceiptKind kind = ReceiptKind::Failed;
  std::string error;
};

/// The test's thread is the core.
class PostTest : public ::testing::Test {
 protected:
  PostTest() { make(); }

  void make(bool with_outputs = false) {
    post.reset();
    Outlet outlet{
        .receipt =
            [this](std::uint64_t ticket, ReceiptKind kind, std::string error) {
              on_core();
              heard.push_back({ticket, kind, std::move(error)});
            },
        .incoming =
            [this](std::string from, std::string text) {
              on_core();
              incoming.emplace_back(std::move(from), std::move(text));
            },
        .desk = {[this](const notify::AckClaim& claim) -> std::optional<notify::AckSubject> {
                   on_core();
                   if (claim.incident != "leak-3") return std::nullopt;
                   return notify::AckSubject{"T-101", "", true};
                 },
                 [this](const notify::AckClaim& claim,
                        const std::string& from) -> tl::expected<void, std::string> {
                   on_core();
                   acknowledged.push_back(claim.contact + '@' + from);
                   return {};
                 }}};
    if (with_outputs) {
      outlet.publish = [this](const notify::Letter& letter) { published.push_back(letter.ticket); };
      outlet.sound = [this](const notify::Letter& letter) { sounded.push_back(letter.ticket); };
    }
    post = std::make_unique<Post>(io, std::move(outlet));
  }
  void on_core() const { EXPECT_EQ(std::this_thread::get_id(), core); }

  bool until(const std::function<bool()>& condition, std::chrono::seconds patience = 20s) {
    const auto end = Clock::now() + patience;
    io.restart();
    const auto idle = boost::asio::make_work_guard(io);
    while (!condition() && Clock::now() < end) io.run_one_for(20ms);
    return condition();
  }
  /// What is posted already.
  void run_what_is_there() {
    io.restart();
    io.poll();
  }
  std::vector<Heard> of(std::uint64_t ticket) const {
    std::vector<Heard> list;
    std::copy_if(heard.begin(), heard.end(), std::back_inserter(list),
                 [&](const Heard& one) { return one.ticket == ticket; });
    return list;
  }
  Heard first_of(std::uint64_t ticket) {
    EXPECT_TRUE(until([&] { return !of(ticket).empty(); })) << "no receipt of " << ticket;
    return of(ticket).empty() ? Heard{} : of(ticket).front();
  }
  void send(Via via, std::uint64_t ticket, std::string to) {
    notify::Letter letter{.ticket = ticket,
                          .to = std::move(to),
                          .subject = "T-101泄漏",
                          .text = "T-101泄漏 60%LEL",
                          .key = "leak-3/" + std::to_string(ticket),
                          .link = "https://gw/ack/x"};
    post->send({{via, std::move(letter)}});
  }
  static std::string url(const Peer& server, const std::string& more = "") {
    return "http://127.0.0.1:" + std::to_string(server.port()) + "/json" + more;
  }
  static notify::WebhookSettings webhooks(const std::vector<std::string>& urls) {
    notify::WebhookSettings settings;
    for (const std::string& each : urls) settings.targets[each] = {};
    settings.limit = 30s;
    return settings;
  }
  static notify::MailSettings mail(const Peer& server) {
    notify::MailSettings settings;
    settings.host = "127.0.0.1";
    settings.port = server.port();
    settings.security = notify::MailSettings::Security::None;
    settings.from = {"hazgate@acme.example", "hazgate"};
    return settings;
  }

  const std::thread::id core = std::this_thread::get_id();
  boost::asio::io_context io;
  std::vector<Heard> heard;
  std::vector<std::pair<std::string, std::string>> incoming;
  std::vector<std::string> acknowledged;
  std::vector<std::uint64_t> published, sounded;
  std::unique_ptr<Post> post;
};

TEST_F(PostTest, LettersGoOutAndReceiptsComeOnTheCore) {
  Peer hooks("webhook_server.py"), mails("smtp_server.py");
  post->configure({.mail = mail(mails),
                   .webhook = webhooks({url(hooks, "?status=204"), url(hooks, "?status=404")})});
  send(Via::Webhook, 1, url(hooks, "?status=204"));
  send(Via::Email, 2, "li@acme.example");
  send(Via::Email, 3, "nobody@acme.example");
  send(Via::Webhook, 4, url(hooks, "?status=404"));
  EXPECT_THAT(heard, IsEmpty()) << "never from inside of send()";
  EXPECT_EQ(first_of(1).kind, ReceiptKind::Sent);
  EXPECT_EQ(first_of(2).kind, ReceiptKind::Sent);
  EXPECT_EQ(first_of(3).kind, ReceiptKind::Refused);
  EXPECT_THAT(first_of(3).error, HasSubstr("no such mailbox"));
  EXPECT_EQ(first_of(4).kind, ReceiptKind::Refused);
  const auto posts = hooks.everything("post");
  ASSERT_EQ(posts.size(), 2U);
  EXPECT_EQ(text_of(posts.at(0).at("body").as_object(), "subject"), "T-101泄漏");
  EXPECT_EQ(text_of(posts.at(0).at("body").as_object(), "link"), "https://gw/ack/x");
  const auto letters = mails.everything("letter");
  ASSERT_EQ(letters.size(), 1U);
  EXPECT_EQ(text_of(letters.at(0), "subject"), "T-101泄漏");
}

TEST_F(PostTest, AWayThatIsNotConfiguredIsRefused) {
  post->configure({});
  send(Via::Sms, 1, "+8613800000001");
  send(Via::Email, 2, "li@acme.example");
  send(Via::Webhook, 3, "https://hooks.acme.example");
  send(Via::Mqtt, 4, "");
  send(Via::Siren, 5, "");
  EXPECT_THAT(heard, IsEmpty()) << "never from inside of send()";
  for (const auto& [ticket, section] :
       {std::pair{1U, "no [notify.sms] in the site file"}, std::pair{2U, "no [notify.email]"},
        std::pair{3U, "no [notify.webhook]"}, std::pair{4U, "no [uplink]"},
        std::pair{5U, "no siren"}}) {
    const Heard receipt = first_of(ticket);
    EXPECT_EQ(receipt.kind, ReceiptKind::Refused);
    EXPECT_THAT(receipt.error, HasSubstr(section));
  }
  run_what_is_there();
  EXPECT_EQ(heard.size(), 5U) << "one receipt each";
}

TEST_F(PostTest, MqttAndSirenAreTheDaemons) {
  make(true);
  send(Via::Mqtt, 4, "");
  send(Via::Siren, 5, "");
  EXPECT_THAT(published, ElementsAre(4U));
  EXPECT_THAT(sounded, ElementsAre(5U));
  run_what_is_there();
  EXPECT_THAT(heard, IsEmpty());
}

TEST_F(PostTest, WhatHasNotChangedKeepsItsLetters) {
  Peer hooks("webhook_server.py"), mails("smtp_server.py");
  const std::string hanging = url(hooks, "?hang=1");
  auto settings = webhooks({hanging, url(hooks, "?status=204")});
  settings.limit = 3s;
  post->configure({.webhook = settings});
  send(Via::Webhook, 1, hanging);
  ASSERT_TRUE(hooks.wait_for("post"));
  post->configure({.mail = mail(mails), .webhook = settings});
  send(Via::Webhook, 2, url(hooks, "?status=204"));
  send(Via::Email, 3, "li@acme.example");
  EXPECT_EQ(first_of(2).kind, ReceiptKind::Sent);
  EXPECT_EQ(first_of(3).kind, ReceiptKind::Sent);
  EXPECT_THAT(of(1), IsEmpty());
  EXPECT_THAT(first_of(1).error, HasSubstr("has not answered within 3 s"))
      << "by the channel itself";
}

TEST_F(PostTest, AChannelThatIsReplacedAnswersWhatItHadAndTheNewOneGoesOn) {
  Peer hooks("webhook_server.py");
  const std::string hanging = url(hooks, "?hang=1"), good = url(hooks, "?status=204");
  post->configure({.webhook = webhooks({hanging})});
  send(Via::Webhook, 1, hanging);
  ASSERT_TRUE(hooks.wait_for("post"));
  const auto start = Clock::now();
  post->configure({.webhook = webhooks({good})});
  post->configure({.webhook = webhooks({hanging, good})});  // the last one counts
  EXPECT_LT(Clock::now() - start, 200ms) << "the core waits for nothing";
  send(Via::Webhook, 2, good);
  EXPECT_EQ(first_of(1).kind, ReceiptKind::Failed);
  EXPECT_THAT(first_of(1).error, HasSubstr("[notify.webhook] of the site file was changed"));
  EXPECT_EQ(first_of(2).kind, ReceiptKind::Sent);
  send(Via::Webhook, 3, hanging);
  EXPECT_TRUE(hooks.wait_for("post", 3));
  run_what_is_there();
  EXPECT_EQ(heard.size(), 2U);
}

TEST_F(PostTest, AWayThatIsTakenAwayRefusesWhatWaits) {
  Peer hooks("webhook_server.py");
  const std::string hanging = url(hooks, "?hang=1");
  post->configure({.webhook = webhooks({hanging})});
  send(Via::Webhook, 1, hanging);
  ASSERT_TRUE(hooks.wait_for("post"));
  post->configure({});
  send(Via::Webhook, 2, hanging);
  EXPECT_EQ(first_of(1).kind, ReceiptKind::Failed);
  EXPECT_EQ(first_of(2).kind, ReceiptKind::Refused);
}

TEST_F(PostTest, EndsWhileServersHangAndSaysNothingAfterwards) {
  Peer hooks("webhook_server.py"), mails("smtp_server.py", {"--silent"});
  const std::string hanging = url(hooks, "?hang=1");
  post->configure({.mail = mail(mails), .webhook = webhooks({hanging})});
  send(Via::Webhook, 1, hanging);
  send(Via::Email, 2, "li@acme.example");
  send(Via::Sms, 3, "+8613800000001");  // its refusal is posted and not yet given
  ASSERT_TRUE(hooks.wait_for("post"));
  ASSERT_TRUE(mails.wait_for("silent"));
  const auto start = Clock::now();
  post.reset();
  EXPECT_LT(Clock::now() - start, 2500ms);
  run_what_is_there();
  EXPECT_THAT(heard, IsEmpty());
}

TEST_F(PostTest, EndsWhileAChannelIsReplaced) {
  Peer hooks("webhook_server.py");
  const std::string hanging = url(hooks, "?hang=1");
  post->configure({.webhook = webhooks({hanging})});
  send(Via::Webhook, 1, hanging);
  ASSERT_TRUE(hooks.wait_for("post"));
  post->configure({});
  send(Via::Webhook, 2, hanging);
  post.reset();
  run_what_is_there();
  EXPECT_THAT(heard, IsEmpty());
}

TEST_F(PostTest, AReceiptMayEndThePostOffice) {
  post = std::make_unique<Post>(
      io, Outlet{.receipt = [this](std::uint64_t ticket, ReceiptKind kind, std::string error) {
        heard.push_back({ticket, kind, std::move(error)});
        post.reset();
      }});
  send(Via::Sms, 1, "+8613800000001");
  send(Via::Sms, 2, "+8613800000001");
  first_of(1);
  run_what_is_there();
  EXPECT_EQ(heard.size(), 1U);
}

/// GET or POST, with everything that comes back.
std::string ask(std::uint16_t port, const std::string& method, const std::string& path) {
  boost::asio::io_context own;
  tcp::socket socket(own);
  boost::system::error_code error;
  socket.connect({boost::asio::ip::make_address("127.0.0.1"), port}, error);
  const std::string request =
      method + ' ' + path +
      " HTTP/1.1\r\nHost: gw\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
  boost::asio::write(socket, boost::asio::buffer(request), error);
  std::string text;
  boost::asio::read(socket, boost::asio::dynamic_buffer(text), error);
  return text;
}

notify::AckLinkSettings link_settings(std::uint16_t port = 0) {
  notify::AckLinkSettings settings;
  settings.port = port;
  settings.public_url = "https://gw.acme.example";
  settings.secret = "0123456789abcdef0123456789abcdef";
  settings.language = "en";
  return settings;
}

TEST_F(PostTest, TheLinkOfALetterAcknowledges) {
  post->configure({.link = link_settings()});
  ASSERT_EQ(post->problem(), "");
  const auto port = post->link_port();
  post->configure({.link = link_settings()});
  EXPECT_EQ(post->link_port(), port) << "the same link";
  const std::string link = post->letter_settings().link({"leak-3", "li"});
  ASSERT_THAT(link, HasSubstr("https://gw.acme.example/ack/"));
  const std::string path = link.substr(std::string("https://gw.acme.example").size());
  for (const char* method : {"GET", "POST"}) {
    auto answer = std::async(std::launch::async, ask, port, method, path);
    EXPECT_TRUE(until([&] { return answer.wait_for(0ms) == std::future_status::ready; }));
    EXPECT_THAT(answer.get(), HasSubstr("200 OK"));
  }
  EXPECT_THAT(acknowledged, ElementsAre("li@127.0.0.1"));
  post->configure({});
  EXPECT_EQ(post->link_port(), 0);
  EXPECT_FALSE(post->letter_settings().link);
}

TEST_F(PostTest, ALinkWhosePortIsTakenIsSaidAndTriedAgain) {
  auto taken = std::make_unique<tcp::acceptor>(
      io, tcp::endpoint{boost::asio::ip::make_address("127.0.0.1"), 0});
  const auto settings = link_settings(taken->local_endpoint().port());
  post->configure({.link = settings});
  EXPECT_NE(post->problem(), "");
  EXPECT_FALSE(post->letter_settings().link) << "nobody is behind it";
  taken.reset();
  post->configure({.link = settings});
  EXPECT_EQ(post->problem(), "");
  EXPECT_EQ(post->link_port(), settings.port);
}

TEST_F(PostTest, LettersKnowTheFormOfEachWebhook) {
  auto settings = webhooks({"https://a.example"});
  settings.targets["https://b.example"] = {notify::WebhookForm::Feishu, "s"};
  post->configure({.webhook = settings});
  EXPECT_THAT(post->letter_settings().webhooks,
              ElementsAre(std::pair{"https://a.example", notify::WebhookForm::Json},
                          std::pair{"https://b.example", notify::WebhookForm::Feishu}));
}

TEST_F(PostTest, AReplyComesInOnTheCoreAndTheModemServesTheNextChannel) {
  ScratchFolder folder;
  ModemProgram modem(folder.file("modem"));
  notify::SmsSettings settings;
  settings.device = folder.file("modem");
  settings.reopen_pause = 60s;  // a channel that finds the modem in use would be late
  post->configure({.sms = settings});
  send(Via::Sms, 1, "+8613912345678");
  EXPECT_EQ(first_of(1).kind, ReceiptKind::Sent);
  modem.say("receive +8613800001111 \"0003\"");
  ASSERT_TRUE(until([&] { return !incoming.empty(); }));
  EXPECT_THAT(incoming, ElementsAre(std::pair{"+8613800001111", "0003"}));
  ASSERT_TRUE(modem.wait_for("deleted"));  // before that it would come once more
  settings.delivery_reports = false;
  post->configure({.sms = settings});
  send(Via::Sms, 2, "+8613912345678");
  EXPECT_EQ(first_of(2).kind, ReceiptKind::Sent) << first_of(2).error;
  modem.say("receive +8613800001111 \"0004\"");
  ASSERT_TRUE(until([&] { return incoming.size() > 1; }));
  EXPECT_EQ(incoming[1].second, "0004");
}

}  // namespace
}  // namespace hazgate::daemon
