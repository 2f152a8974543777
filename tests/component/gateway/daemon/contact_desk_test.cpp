// A test message to a person: through the real post to a real modem, mail and web server.
#include "gateway/daemon/contact_desk.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/component/gateway/notify/modem_program.hpp"
#include "tests/component/gateway/notify/peer.hpp"
#include "tests/support/fake_answer.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/small_site.hpp"

namespace hazgate::daemon {
namespace {

using namespace std::chrono_literals;
using control::Failure;
using emergency::Via;
using hazgate::testing::FakeAnswer;
using notify::text_of;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

/// The test's thread is the core.
class ContactDeskTest : public ::testing::Test {
 protected:
  ContactDeskTest() {
    small.spec.name = "Acme";
    small.spec.language = "zh-CN";
    small.spec.contacts = {
        {.id = "wang",
         .name = "Wang",
         .role = "duty",
         .via = {Via::Siren, Via::Sms, Via::Email},
         .sms = "+8613800000001",
         .email = "wang@acme.example"},
        {.id = "li",
         .role = "leader",
         .via = {Via::Webhook, Via::Mqtt},
         .webhook = "http://127.0.0.1:" + std::to_string(web.port()) + "/json?key=hush",
         .language = "en"},
        {.id = "deaf", .role = "leader", .via = {Via::Siren}, .language = "zh-TW"}};
    settings.site.contacts = small.spec.contacts;
    settings.site.name = "Acme";
    settings.site.language = "zh-CN";
    settings.notify.people = {{}, {.webhook_secret = "SEC0123456789abcdef"}, {}};
    settings.notify.sms = config::SmsSettings{.device = folder.file("modem")};
    settings.notify.email = config::MailSettings{.host = "localhost",
                                                 .port = mail.port(),
                                                 .security = config::MailSecurity::None,
                                                 .from = "gw@acme.example"};
    core.watch([this](const site::Event& event) {
      if (const auto* audit = std::get_if<site::AuditEvent>(&event)) audits.push_back(*audit);
    });
  }
  ~ContactDeskTest() override { core.stop(); }

  std::shared_ptr<FakeAnswer> ask(const std::string& op, boost::json::object args) {
    auto answer = std::make_shared<FakeAnswer>();
    EXPECT_TRUE(desk.call({.op = op, .args = std::move(args), .caller = {.user = "zhao"}}, answer));
    return answer;
  }
  std::shared_ptr<FakeAnswer> test(const std::string& id, const std::string& via = "") {
    auto answer = ask("contact-test", {{"id", id}, {"via", via}});
    const auto until = std::chrono::steady_clock::now() + 30s;
    while (!answer->ended && std::chrono::steady_clock::now() < until) {
      io.run_for(50ms);
      io.restart();
    }
    EXPECT_TRUE(answer->ended);
    return answer;
  }
  static std::vector<std::string> states(const FakeAnswer& answer) {
    std::vector<std::string> states;
    for (const auto& item : answer.items) states.push_back(text_of(item, "state"));
    return states;
  }

  ScratchFolder folder;
  notify::Peer mail{"smtp_server.py"};
  notify::Peer web{"webhook_server.py", {"--secret", "SEC0123456789abcdef"}};
  hazgate::testing::SmallSite small;
  config::Settings settings;
  boost::asio::io_context io;
  std::vector<site::AuditEvent> audits;
  Core core{io, small.spec, nullptr, [](auto) {}};
  People people{io, core, site::as_utc};
  ContactDesk desk{io,           core,
                   people,       [this]() -> const config::Settings& { return settings; },
                   site::as_utc, {.sent = 20s, .delivered = 2s}};
};

TEST_F(ContactDeskTest, ASmsIsSentDeliveredAndMarkedAsATest) {
  notify::ModemProgram modem(folder.file("modem"));
  people.configure(settings);
  const auto answer = test("wang");
  EXPECT_FALSE(answer->failure) << answer->text;
  EXPECT_THAT(states(*answer), ElementsAre("sent", "delivered"));
  EXPECT_EQ(text_of(answer->items[0], "via"), "sms") << "never the siren";
  EXPECT_EQ(text_of(answer->items[0], "to"), "+8613800000001");
  const auto sms = modem.wait_for("sms");
  ASSERT_TRUE(sms);
  EXPECT_EQ(text_of(*sms, "to"), "+8613800000001");
  EXPECT_THAT(text_of(*sms, "text"),
              AllOf(StartsWith("【测试】Acme"), HasSubstr("不是报警"), HasSubstr("zhao")));
  ASSERT_EQ(audits.size(), 2u);
  EXPECT_EQ(audits[0].op, "contact-test");
  EXPECT_EQ(audits[0].by, "zhao");
  EXPECT_EQ(audits[0].target, "wang");
  EXPECT_EQ(audits[0].note, "by sms");
  EXPECT_TRUE(audits[0].ok);
  EXPECT_EQ(audits[1].note, "by sms: delivered");
  EXPECT_TRUE(audits[1].ok);
}

TEST_F(ContactDeskTest, TwoTestsAreTwoMessages) {
  notify::ModemProgram modem(folder.file("modem"));
  people.configure(settings);
  test("wang");
  test("wang");
  EXPECT_TRUE(modem.wait_for_count(2, "sms"));
}

TEST_F(ContactDeskTest, WithoutAReportItIsSentAllTheSame) {
  notify::ModemProgram modem(folder.file("modem"), {"reports off"});
  people.configure(settings);
  const auto answer = test("wang", "sms");
  EXPECT_FALSE(answer->failure);
  EXPECT_THAT(states(*answer), ElementsAre("sent", "unconfirmed"));
}

TEST_F(ContactDeskTest, AModemThatIsNotThereIsSaidWithTheReason) {
  people.configure(settings);
  const auto answer = test("wang", "sms");
  EXPECT_EQ(answer->failure, Failure::Refused);
  EXPECT_THAT(answer->text,
              AllOf(StartsWith("wang was not told by sms: "), HasSubstr("is not there")));
  EXPECT_THAT(answer->items, IsEmpty());
  ASSERT_EQ(audits.size(), 2u);
  EXPECT_FALSE(audits[1].ok);
  EXPECT_THAT(audits[1].error, HasSubstr("is not there"));
  EXPECT_THAT(people.channels().problems(), ElementsAre(HasSubstr("is not there")));
  const auto list = ask("contact-list", {});
  EXPECT_EQ(list->items.at(0).at("down"), (boost::json::array{"sms"}));
}

TEST_F(ContactDeskTest, MailAndWebhook) {
  people.configure(settings);
  const auto by_mail = test("wang", "email");
  EXPECT_THAT(states(*by_mail), ElementsAre("sent")) << by_mail->text;
  ASSERT_TRUE(mail.wait_for("letter"));
  EXPECT_THAT(text_of(mail.events("letter")[0], "subject"), StartsWith("【测试】"));
  const auto by_web = test("li");
  EXPECT_THAT(states(*by_web), ElementsAre("sent")) << by_web->text;
  EXPECT_EQ(text_of(by_web->items[0], "to"), "http://127.0.0.1:" + std::to_string(web.port()))
      << "who has the URL writes to the group";
  ASSERT_TRUE(web.wait_for("post"));
  const auto body = web.events("post")[0].at("body").as_object();
  EXPECT_THAT(text_of(body, "subject"), StartsWith("TEST"));
  EXPECT_THAT(text_of(body, "text"), AllOf(StartsWith("TEST Acme"), HasSubstr("zhao")));
  EXPECT_EQ(text_of(body, "link"), "") << "nothing is to be acknowledged";
}

TEST_F(ContactDeskTest, TheParkOnlyWhileItHears) {
  people.configure(settings);
  EXPECT_THAT(test("li", "mqtt")->text, HasSubstr("no connection to the park"));
  core.link_changed(true);
  EXPECT_THAT(states(*test("li", "mqtt")), ElementsAre("sent"));
}

TEST_F(ContactDeskTest, WhatCannotBeIsRefusedAndOnRecord) {
  people.configure(settings);
  EXPECT_EQ(test("nobody")->text, "no contact 'nobody'; see `hazctl contact list`");
  EXPECT_EQ(test("wang", "webhook")->text, "wang is not told by webhook, but by sms, email");
  EXPECT_THAT(test("deaf")->text, HasSubstr("nothing can be sent to deaf"));
  EXPECT_EQ(audits.size(), 3u);
  for (const auto& audit : audits) EXPECT_FALSE(audit.ok);
  EXPECT_EQ(test("wang", "siren")->failure, Failure::Usage);
  EXPECT_EQ(test("wang", "fax")->failure, Failure::Usage);
  EXPECT_FALSE(desk.call({.op = "fly"}, std::make_shared<FakeAnswer>()));
}

TEST_F(ContactDeskTest, OnlyAFewAreOnTheirWayAtOnce) {
  notify::ModemProgram modem(folder.file("modem"), {"silent"});
  people.configure(settings);
  for (std::size_t i = 0; i < ContactDesk::kMostAtOnce; ++i) {
    EXPECT_FALSE(ask("contact-test", {{"id", "wang"}})->ended);
  }
  EXPECT_THAT(ask("contact-test", {{"id", "wang"}})->text, HasSubstr("on their way already"));
}

}  // namespace
}  // namespace hazgate::daemon
