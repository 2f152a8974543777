#include "gateway/notify/mail_channel.hpp"

#include <boost/json.hpp>
#include <chrono>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <string>

#include "hanging_names.hpp"
#include "peer.hpp"

namespace hazgate::notify {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using Kind = Receipt::Kind;
using Security = MailSettings::Security;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kPassword = "correct horse";

MailSettings settings_for(const Peer& server, Security security = Security::None) {
  MailSettings settings;
  settings.host = "localhost";
  settings.port = server.port();
  settings.security = security;
  settings.from = {"hazgate@acme.example", "艾克美化工 安全网关"};
  settings.limit = 2s;
  return settings;
}

Letter letter(std::uint64_t ticket, const std::string& to) {
  return {ticket, to, "gas leak", "T-101 north dike 60 %LEL", "key-" + std::to_string(ticket), ""};
}

/// A server with a certificate, and settings that fit.
struct SafeServer {
  SafeServer(Security security, const std::string& name)
      : server("smtp_server.py", {"--security", name, "--certificates", certificates(), "--login",
                                  std::string("gw:") + kPassword}),
        settings(settings_for(server, security)) {
    settings.ca_file = folder.file("cert.pem");
    settings.username = "gw";
    settings.password = kPassword;
  }
  std::string certificates() const {
    make_certificate(folder.path());
    return folder.path().string();
  }
  ScratchFolder folder;
  Peer server;
  MailSettings settings;
};

Receipt receipt_of(const MailSettings& settings, const Letter& letter) {
  Receipts receipts;
  MailChannel channel(settings, receipts.sink());
  channel.send(letter);
  return receipts.of(letter.ticket);
}

TEST(MailChannel, ChineseArrivesExactly) {
  Peer server("smtp_server.py");
  Letter sent = letter(1, "duty@acme.example");
  sent.subject = "【一级警报】储罐T-101北侧可燃气体泄漏,浓度60%LEL,请立即处置并确认,演练除外";
  sent.text = "时间:10:32\n地点:罐区\n.\n..点\n浓度:60 %LEL  趋势 ↑ 😷";
  sent.link = "https://gw.acme.example/ack/x.y.z";
  const auto before = std::chrono::system_clock::now() - 1s;
  EXPECT_EQ(receipt_of(settings_for(server), sent).kind, Kind::Sent);

  const auto letters = server.everything("letter");
  ASSERT_EQ(letters.size(), 1U);
  EXPECT_EQ(text_of(letters[0], "subject"), sent.subject);
  EXPECT_EQ(text_of(letters[0], "text"), sent.text + "\n\n" + sent.link + "\n");
  EXPECT_EQ(text_of(letters[0], "from_name"), "艾克美化工 安全网关");
  EXPECT_EQ(text_of(letters[0], "from_address"), "hazgate@acme.example");
  EXPECT_EQ(text_of(letters[0], "importance"), "high");
  EXPECT_EQ(letters[0].at("to"), (boost::json::array{"duty@acme.example"}));
  EXPECT_TRUE(letters[0].at("defects").as_array().empty());
  EXPECT_LE(letters[0].at("longest_line").as_int64(), 78);
  const auto date = std::chrono::system_clock::time_point(std::chrono::seconds(
      static_cast<std::int64_t>(letters[0].at("timestamp").to_number<double>())));
  EXPECT_GE(date, before - 1s);
  EXPECT_LE(date, std::chrono::system_clock::now());
}

TEST(MailChannel, ALetterSentTwiceIsOneMessage) {
  Peer server("smtp_server.py");
  const MailSettings settings = settings_for(server);
  receipt_of(settings, letter(1, "duty@acme.example"));
  receipt_of(settings, letter(1, "duty@acme.example"));
  receipt_of(settings, letter(2, "duty@acme.example"));
  const auto letters = server.everything("letter");
  ASSERT_EQ(letters.size(), 3U);
  EXPECT_EQ(text_of(letters[0], "message_id"), text_of(letters[1], "message_id"));
  EXPECT_NE(text_of(letters[0], "message_id"), text_of(letters[2], "message_id"));
}

TEST(MailChannel, NobodyWritesHeadersThroughALetter) {
  Peer server("smtp_server.py");
  Letter subject = letter(1, "duty@acme.example");
  subject.subject = "leak\r\nBcc: press@example.com\r\n\r\nhello";
  subject.key = "k\r\nX-Evil: 1";
  EXPECT_EQ(receipt_of(settings_for(server), subject).kind, Kind::Sent);
  Letter address = letter(2, "duty@acme.example>\r\nRCPT TO:<press@example.com");
  const Receipt refused = receipt_of(settings_for(server), address);
  EXPECT_EQ(refused.kind, Kind::Refused);
  MailSettings sender = settings_for(server);
  sender.from.name = "gw\r\nX-Evil: 1";
  EXPECT_EQ(receipt_of(sender, letter(3, "duty@acme.example")).kind, Kind::Sent);

  const auto letters = server.everything("letter");
  ASSERT_EQ(letters.size(), 2U);
  EXPECT_EQ(server.everything("rcpt").size(), 2U);
  EXPECT_EQ(text_of(letters[0], "subject"), "leak Bcc: press@example.com hello");
  for (const auto& letter : letters) {
    const std::string headers = boost::json::serialize(letter.at("headers"));
    EXPECT_THAT(headers, Not(HasSubstr("Bcc")));
    EXPECT_THAT(headers, Not(HasSubstr("Evil")));
  }
}

TEST(MailChannel, StartTlsWithLogin) {
  SafeServer safe(Security::StartTls, "starttls");
  EXPECT_EQ(receipt_of(safe.settings, letter(1, "duty@acme.example")).kind, Kind::Sent);
  const auto letters = safe.server.everything("letter");
  ASSERT_EQ(letters.size(), 1U);
  EXPECT_TRUE(letters[0].at("tls").as_bool());
  EXPECT_TRUE(letters[0].at("login").as_bool());
}

TEST(MailChannel, TlsFromTheFirstByteWithLogin) {
  SafeServer safe(Security::Tls, "tls");
  EXPECT_EQ(receipt_of(safe.settings, letter(1, "duty@acme.example")).kind, Kind::Sent);
  ASSERT_EQ(safe.server.everything("letter").size(), 1U);
  EXPECT_TRUE(safe.server.everything("letter")[0].at("login").as_bool());
}

TEST(MailChannel, AWrongPasswordIsRefusedAndNotShown) {
  SafeServer safe(Security::StartTls, "starttls");
  MailSettings settings = safe.settings;
  settings.password = "wrong-and-secret";
  const Receipt receipt = receipt_of(settings, letter(1, "duty@acme.example"));
  EXPECT_EQ(receipt.kind, Kind::Refused);
  EXPECT_THAT(receipt.error, HasSubstr("refuses the login; check username and password"));
  EXPECT_THAT(receipt.error, HasSubstr("535"));
  EXPECT_THAT(receipt.error, Not(HasSubstr("secret")));
  EXPECT_TRUE(safe.server.everything("letter").empty());
}

TEST(MailChannel, AStrangeCertificateGetsNoPassword) {
  for (const auto& [security, name] :
       {std::pair{Security::StartTls, "starttls"}, std::pair{Security::Tls, "tls"}}) {
    SafeServer safe(security, name);
    const ScratchFolder other;
    make_certificate(other.path());
    MailSettings settings = safe.settings;
    settings.ca_file = other.file("cert.pem");
    const Receipt receipt = receipt_of(settings, letter(1, "duty@acme.example"));
    EXPECT_EQ(receipt.kind, Kind::Failed);
    EXPECT_THAT(receipt.error, HasSubstr("its certificate is not accepted (SSL certificate"));
    EXPECT_TRUE(safe.server.everything("rcpt").empty());
  }
}

TEST(MailChannel, ACertificateOfAnotherNameIsRefused) {
  SafeServer safe(Security::StartTls, "starttls");
  MailSettings settings = safe.settings;
  settings.host = "mail.localhost";  // the loopback too, RFC 6761; the certificate says localhost
  const Receipt receipt = receipt_of(settings, letter(1, "duty@acme.example"));
  EXPECT_EQ(receipt.kind, Kind::Failed);
  EXPECT_THAT(receipt.error, HasSubstr("name matches target host name 'mail.localhost'"));
  EXPECT_TRUE(safe.server.everything("rcpt").empty());
}

TEST(MailChannel, NothingIsSentInTheOpenWhenTlsIsWanted) {
  Peer server("smtp_server.py");
  const Receipt no_offer =
      receipt_of(settings_for(server, Security::StartTls), letter(1, "duty@acme.example"));
  EXPECT_EQ(no_offer.kind, Kind::Failed);
  EXPECT_THAT(no_offer.error, HasSubstr("does not offer STARTTLS; nothing was sent"));
  const Receipt no_tls =
      receipt_of(settings_for(server, Security::Tls), letter(2, "duty@acme.example"));
  EXPECT_EQ(no_tls.kind, Kind::Failed);
  EXPECT_THAT(no_tls.error, HasSubstr("if this port speaks STARTTLS (587), write security"));
  EXPECT_TRUE(server.everything("rcpt").empty());
}

TEST(MailChannel, LoginsThatTheServerDoesNotHave) {
  Peer open_to_all("smtp_server.py"), odd("smtp_server.py", {"--odd-login"});
  MailSettings settings = settings_for(open_to_all);
  settings.username = "gw";
  settings.password = kPassword;
  EXPECT_EQ(receipt_of(settings, letter(1, "duty@acme.example")).kind, Kind::Sent);
  settings.port = odd.port();
  const Receipt receipt = receipt_of(settings, letter(2, "duty@acme.example"));
  EXPECT_EQ(receipt.kind, Kind::Refused);
  EXPECT_THAT(receipt.error, HasSubstr("offers no login"));
}

TEST(MailChannel, WhatTheServerRefuses) {
  Peer server("smtp_server.py");
  const MailSettings settings = settings_for(server);
  const Receipt nobody = receipt_of(settings, letter(1, "nobody@acme.example"));
  EXPECT_EQ(nobody.kind, Kind::Refused);
  EXPECT_THAT(nobody.error, HasSubstr("refuses the letter: \"550 5.1.1 no such mailbox\""));
  const Receipt spam = receipt_of(settings, letter(2, "spam@acme.example"));
  EXPECT_EQ(spam.kind, Kind::Refused);
  EXPECT_THAT(spam.error, HasSubstr("554 5.7.1 looks like spam"));
}

TEST(MailChannel, NotNowIsFailedAndTheNextAttemptGoesThrough) {
  Peer server("smtp_server.py");
  const Receipt first = receipt_of(settings_for(server), letter(1, "busy-once@acme.example"));
  EXPECT_EQ(first.kind, Kind::Failed);
  EXPECT_THAT(first.error, HasSubstr("451 4.3.0 try again later"));
  EXPECT_EQ(receipt_of(settings_for(server), letter(1, "busy-once@acme.example")).kind, Kind::Sent);
}

TEST(MailChannel, ALetterThatHangsDelaysNoOther) {
  Peer server("smtp_server.py");
  Receipts receipts;
  MailChannel channel(settings_for(server), receipts.sink());
  const auto start = Clock::now();
  for (std::uint64_t i = 1; i <= 3; ++i) channel.send(letter(i, "hang@acme.example"));
  ASSERT_TRUE(server.wait_for("rcpt", 3));
  for (std::uint64_t i = 11; i <= 15; ++i) channel.send(letter(i, "duty@acme.example"));
  for (std::uint64_t i = 11; i <= 15; ++i) EXPECT_EQ(receipts.of(i).kind, Kind::Sent);
  EXPECT_FALSE(receipts.has(1));
  EXPECT_LT(Clock::now() - start, 2s);
  for (std::uint64_t i = 1; i <= 3; ++i) {
    const Receipt hung = receipts.of(i);
    EXPECT_EQ(hung.kind, Kind::Failed);
    EXPECT_THAT(hung.error, HasSubstr("has not taken the letter within 2 s"));
  }
  EXPECT_LT(Clock::now() - start, 5s);
}

TEST(MailChannel, AServerThatNeverGreets) {
  Peer server("smtp_server.py", {"--silent"});
  const auto start = Clock::now();
  const Receipt receipt = receipt_of(settings_for(server), letter(1, "duty@acme.example"));
  EXPECT_EQ(receipt.kind, Kind::Failed);
  EXPECT_THAT(receipt.error, HasSubstr("within 2 s"));
  EXPECT_LT(Clock::now() - start, 5s);
}

TEST(MailChannel, ATakenLetterIsSentWithoutAGoodBye) {
  Peer server("smtp_server.py");
  MailSettings settings = settings_for(server);
  settings.limit = 15s;
  const auto start = Clock::now();
  EXPECT_EQ(receipt_of(settings, letter(1, "no-goodbye@acme.example")).kind, Kind::Sent);
  EXPECT_EQ(server.everything("quit").size(), 1U);
  EXPECT_LT(Clock::now() - start, 5s);
}

TEST(MailChannel, EndsWithinTwoSecondsWhateverHangs) {
  for (const bool silent : {false, true}) {
    Peer server("smtp_server.py",
                silent ? std::vector<std::string>{"--silent"} : std::vector<std::string>{});
    Receipts receipts;
    MailSettings settings = settings_for(server);
    settings.limit = 20s;
    auto channel = std::make_unique<MailChannel>(settings, receipts.sink());
    for (std::uint64_t i = 0; i < 10; ++i) channel->send(letter(i, "hang@acme.example"));
    ASSERT_TRUE(server.wait_for(silent ? "silent" : "rcpt", 4));
    const auto start = Clock::now();
    channel.reset();
    EXPECT_LT(Clock::now() - start, 2s);
    EXPECT_EQ(receipts.count(), 0U);
  }
}

TEST(MailChannel, ANameThatIsNeverFoundHoldsNothingUp) {
  HangingNames names;
  MailSettings settings;
  settings.host = "mail.hangs";
  settings.from.address = "hazgate@acme.example";
  settings.limit = 1s;
  const auto start = Clock::now();
  const Receipt receipt = receipt_of(settings, letter(1, "duty@acme.example"));
  EXPECT_EQ(receipt.kind, Kind::Failed);
  EXPECT_THAT(receipt.error, HasSubstr("within 1 s"));
  EXPECT_LT(Clock::now() - start, 3s);

  settings.limit = 20s;
  auto channel = std::make_unique<MailChannel>(settings, [](const Receipt&) {});
  channel->send(letter(2, "duty@acme.example"));
  ASSERT_TRUE(names.wait_for_lookup());
  const auto end = Clock::now();
  channel.reset();
  EXPECT_LT(Clock::now() - end, 2s);
}

TEST(MailChannel, WhatWaitsIsBounded) {
  Peer server("smtp_server.py");
  Receipts receipts;
  MailSettings settings = settings_for(server);
  settings.limit = 20s;
  MailChannel channel(settings, receipts.sink());
  for (std::uint64_t i = 0; i < 4; ++i) channel.send(letter(i, "hang@acme.example"));
  ASSERT_TRUE(server.wait_for("rcpt", 4));
  for (std::uint64_t i = 0; i < MailChannel::kMostWaiting; ++i) {
    channel.send(letter(100 + i, "duty@acme.example"));
  }
  channel.send(letter(99'999, "duty@acme.example"));
  const Receipt turned_away = receipts.of(99'999);
  EXPECT_EQ(turned_away.kind, Kind::Failed);
  EXPECT_THAT(turned_away.error, HasSubstr("2000 letters are waiting already"));
  EXPECT_EQ(receipts.count(), 1U);
}

TEST(MailChannel, NamesTheTroubleOfTheNetwork) {
  MailSettings settings;
  settings.from.address = "hazgate@acme.example";
  settings.host = "127.0.0.1";
  settings.port = uplink::free_port();
  const Receipt closed = receipt_of(settings, letter(1, "duty@acme.example"));
  EXPECT_EQ(closed.kind, Kind::Failed);
  EXPECT_THAT(closed.error, HasSubstr("cannot be reached"));
  settings.host = "mail.invalid";
  const Receipt unknown = receipt_of(settings, letter(2, "duty@acme.example"));
  EXPECT_EQ(unknown.kind, Kind::Failed);
  EXPECT_THAT(unknown.error, HasSubstr("this name is not known"));
}

}  // namespace
}  // namespace hazgate::notify
