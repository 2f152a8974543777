#include "gateway/notify/webhook_channel.hpp"

#include <boost/json.hpp>
#include <chrono>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

#include "hanging_names.hpp"
#include "peer.hpp"

namespace hazgate::notify {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using Kind = Receipt::Kind;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kSecret = "SEC0123456789abcdef";
constexpr const char* kToken = "0123456789abcdef0123456789abcdef";

std::string base(const Peer& server) {
  return "http://127.0.0.1:" + std::to_string(server.port());
}
std::string dingtalk(const Peer& server) {
  return base(server) + "/robot/send?access_token=" + kToken;
}
std::string wecom(const Peer& server) {
  return base(server) + "/cgi-bin/webhook/send?key=wecom-key";
}
std::string feishu(const Peer& server) {
  return base(server) + "/open-apis/bot/v2/hook/" + kToken;
}

Letter letter(std::uint64_t ticket, const std::string& to) {
  return {ticket,
          to,
          "【一级警报】T-101 可燃气体泄漏",
          "时间:10:32\n浓度:60 %LEL \"**\"",
          "incident-3/li-lei",
          "https://gw.acme.example/ack/a.b.c"};
}

WebhookSettings settings_of(std::vector<std::pair<std::string, WebhookTarget>> targets) {
  WebhookSettings settings;
  settings.targets = {targets.begin(), targets.end()};
  settings.limit = 2s;
  return settings;
}

Receipt receipt_of(const WebhookSettings& settings, const Letter& letter) {
  Receipts receipts;
  WebhookChannel channel(settings, receipts.sink());
  channel.send(letter);
  return receipts.of(letter.ticket);
}

Receipt receipt_of(const std::string& url, const WebhookTarget& target) {
  return receipt_of(settings_of({{url, target}}), letter(1, url));
}

TEST(WebhookChannel, DingTalkTakesOurSignature) {
  Peer server("webhook_server.py", {"--secret", kSecret});
  EXPECT_EQ(receipt_of(dingtalk(server), {WebhookForm::DingTalk, kSecret}).kind, Kind::Sent);
  const auto post = server.everything("post").at(0);
  const auto& body = post.at("body").as_object();
  EXPECT_EQ(text_of(body, "msgtype"), "markdown");
  const auto& markdown = body.at("markdown").as_object();
  EXPECT_EQ(text_of(markdown, "title"), "【一级警报】T-101 可燃气体泄漏");
  EXPECT_THAT(text_of(markdown, "text"), HasSubstr("浓度:60 %LEL"));
  EXPECT_THAT(text_of(markdown, "text"), HasSubstr("(https://gw.acme.example/ack/a.b.c)"));
  EXPECT_EQ(text_of(post.at("query").as_object(), "access_token"), kToken);
}

TEST(WebhookChannel, FeishuTakesOurSignature) {
  Peer server("webhook_server.py", {"--secret", kSecret});
  EXPECT_EQ(receipt_of(feishu(server), {WebhookForm::Feishu, kSecret}).kind, Kind::Sent);
  const auto body = server.everything("post").at(0).at("body").as_object();
  EXPECT_EQ(text_of(body, "msg_type"), "post");
  const auto& post = body.at("content").at("post").at("zh_cn").as_object();
  EXPECT_EQ(text_of(post, "title"), "【一级警报】T-101 可燃气体泄漏");
  EXPECT_EQ(text_of(post.at("content").at(0).at(0).as_object(), "text"), letter(1, "").text);
  EXPECT_EQ(text_of(post.at("content").at(1).at(0).as_object(), "href"), letter(1, "").link);
}

TEST(WebhookChannel, WeComTakesText) {
  Peer server("webhook_server.py");
  EXPECT_EQ(receipt_of(wecom(server), {WebhookForm::WeCom, ""}).kind, Kind::Sent);
  const auto body = server.everything("post").at(0).at("body").as_object();
  EXPECT_EQ(text_of(body, "msgtype"), "text");
  EXPECT_EQ(text_of(body.at("text").as_object(), "content"),
            letter(1, "").subject + "\n" + letter(1, "").text + "\n\n" + letter(1, "").link);
}

TEST(WebhookChannel, PlainJsonIsSignedAndKnownAgain) {
  Peer server("webhook_server.py", {"--secret", kSecret});
  const std::string url = base(server) + "/json";
  EXPECT_EQ(receipt_of(url, {WebhookForm::Json, kSecret}).kind, Kind::Sent);
  const auto post = server.everything("post").at(0);
  const auto& body = post.at("body").as_object();
  const auto& headers = post.at("headers").as_object();
  EXPECT_EQ(text_of(body, "key"), "incident-3/li-lei");
  EXPECT_EQ(text_of(body, "subject"), letter(1, "").subject);
  EXPECT_EQ(text_of(body, "text"), letter(1, "").text);
  EXPECT_EQ(text_of(body, "link"), letter(1, "").link);
  EXPECT_EQ(text_of(headers, "Idempotency-Key"), "incident-3%2Fli-lei");
  EXPECT_EQ(text_of(headers, "X-Hazgate-Timestamp"), std::to_string(body.at("t").as_int64()));
  EXPECT_EQ(text_of(headers, "Content-Type"), "application/json; charset=utf-8");
}

TEST(WebhookChannel, AWrongSecretIsRefusedAndSaysWhatToDo) {
  Peer server("webhook_server.py", {"--secret", kSecret});
  const WebhookTarget wrong_dingtalk{WebhookForm::DingTalk, "another-secret"};
  const Receipt ding = receipt_of(dingtalk(server), wrong_dingtalk);
  EXPECT_EQ(ding.kind, Kind::Refused);
  EXPECT_THAT(ding.error, HasSubstr("check the secret (加签) and the gateway's clock"));
  EXPECT_THAT(ding.error, HasSubstr("310000"));
  const Receipt lark = receipt_of(feishu(server), {WebhookForm::Feishu, "another-secret"});
  EXPECT_EQ(lark.kind, Kind::Refused);
  EXPECT_THAT(lark.error, HasSubstr("signature"));
  const Receipt plain = receipt_of(base(server) + "/json", {WebhookForm::Json, "another-secret"});
  EXPECT_EQ(plain.kind, Kind::Refused);
  EXPECT_THAT(plain.error, HasSubstr("does not let us in"));
  for (const Receipt& receipt : {ding, lark, plain}) {
    EXPECT_THAT(receipt.error, HasSubstr("127.0.0.1"));
    EXPECT_THAT(receipt.error, Not(HasSubstr(kToken)));
    EXPECT_THAT(receipt.error, Not(HasSubstr("another-secret")));
    EXPECT_THAT(receipt.error, Not(HasSubstr("access_token")));
  }
}

TEST(WebhookChannel, TooManyLettersIsFailed) {
  Peer server("webhook_server.py");
  const Receipt receipt =
      receipt_of(dingtalk(server) + "&say=130101", {WebhookForm::DingTalk, kSecret});
  EXPECT_EQ(receipt.kind, Kind::Failed);
  EXPECT_THAT(receipt.error, HasSubstr("too many letters in a minute"));
}

TEST(WebhookChannel, ALoginPageIsNoRobot) {
  Peer server("webhook_server.py");
  const Receipt receipt = receipt_of(wecom(server) + "&junk=1", {WebhookForm::WeCom, ""});
  EXPECT_EQ(receipt.kind, Kind::Failed);
  EXPECT_THAT(receipt.error, HasSubstr("did not answer as a robot does"));
}

TEST(WebhookChannel, StatusOfPlainJson) {
  Peer server("webhook_server.py");
  for (const auto& [status, kind] :
       {std::pair{"503", Kind::Failed}, std::pair{"429", Kind::Failed},
        std::pair{"404", Kind::Refused}, std::pair{"302", Kind::Refused}}) {
    const Receipt receipt = receipt_of(base(server) + "/json?token=" + kToken + "&status=" + status,
                                       {WebhookForm::Json, ""});
    EXPECT_EQ(receipt.kind, kind) << status;
    EXPECT_THAT(receipt.error, HasSubstr(status));
    EXPECT_THAT(receipt.error, Not(HasSubstr(kToken))) << "the server says it back";
  }
}

TEST(WebhookChannel, AServerThatHangsDelaysNoOther) {
  Peer slow("webhook_server.py"), quick("webhook_server.py");
  const std::string hanging = base(slow) + "/json?hang=1";
  Receipts receipts;
  WebhookChannel channel(settings_of({{hanging, {}}, {wecom(quick), {WebhookForm::WeCom, ""}}}),
                         receipts.sink());
  const auto start = Clock::now();
  for (std::uint64_t i = 1; i <= 20; ++i) channel.send(letter(i, hanging));
  ASSERT_TRUE(slow.wait_for("post", 2));
  for (std::uint64_t i = 101; i <= 110; ++i) channel.send(letter(i, wecom(quick)));
  for (std::uint64_t i = 101; i <= 110; ++i) EXPECT_EQ(receipts.of(i).kind, Kind::Sent);
  EXPECT_LT(Clock::now() - start, 2s);
  EXPECT_EQ(receipts.count(), 10U);
  EXPECT_EQ(slow.events("post").size(), 2U) << "two at once to one server";
  const Receipt hung = receipts.of(1);
  EXPECT_EQ(hung.kind, Kind::Failed);
  EXPECT_THAT(hung.error, HasSubstr("has not answered within 2 s"));
  EXPECT_LT(Clock::now() - start, 4s);
  EXPECT_TRUE(slow.wait_for("post", 4)) << "the next two follow";
}

TEST(WebhookChannel, EndsWithinTwoSecondsWhateverHangs) {
  Peer server("webhook_server.py");
  const std::string hanging = base(server) + "/json?hang=1";
  WebhookSettings settings = settings_of({{hanging, {}}});
  settings.limit = 10s;
  Receipts receipts;
  auto channel = std::make_unique<WebhookChannel>(settings, receipts.sink());
  for (std::uint64_t i = 0; i < 10; ++i) channel->send(letter(i, hanging));
  ASSERT_TRUE(server.wait_for("post", 2));
  const auto start = Clock::now();
  channel.reset();
  EXPECT_LT(Clock::now() - start, 2s);
  EXPECT_EQ(receipts.count(), 0U);
}

TEST(WebhookChannel, ANameThatIsNeverFoundHoldsNothingUp) {
  HangingNames names;
  Peer server("webhook_server.py");
  const std::string hanging = "https://robot.hangs/hook";
  WebhookSettings settings =
      settings_of({{hanging, {}}, {wecom(server), {WebhookForm::WeCom, ""}}});
  settings.limit = 1s;
  Receipts receipts;
  auto channel = std::make_unique<WebhookChannel>(settings, receipts.sink());
  const auto start = Clock::now();
  channel->send(letter(1, hanging));
  ASSERT_TRUE(names.wait_for_lookup());
  channel->send(letter(2, wecom(server)));
  EXPECT_EQ(receipts.of(2).kind, Kind::Sent);
  EXPECT_LT(Clock::now() - start, 1s);
  EXPECT_EQ(receipts.of(1).kind, Kind::Failed);
  channel->send(letter(3, wecom(server)));
  EXPECT_EQ(receipts.of(3).kind, Kind::Sent);
  channel->send(letter(4, hanging));
  channel->send(letter(5, wecom(server)));
  EXPECT_EQ(receipts.of(5).kind, Kind::Sent);
  EXPECT_LT(Clock::now() - start, 2s) << "nor after its time is up";
  channel.reset();
  EXPECT_LT(Clock::now() - start, 3s);
}

TEST(WebhookChannel, WhatWaitsIsBounded) {
  Peer server("webhook_server.py");
  const std::string hanging = base(server) + "/json?hang=1";
  WebhookSettings settings = settings_of({{hanging, {}}});
  settings.limit = 10s;
  Receipts receipts;
  WebhookChannel channel(settings, receipts.sink());
  for (std::uint64_t i = 0; i < 2; ++i) channel.send(letter(i, hanging));
  ASSERT_TRUE(server.wait_for("post", 2));
  for (std::uint64_t i = 0; i <= WebhookChannel::kMostWaiting; ++i) {
    channel.send(letter(100 + i, hanging));
  }
  const Receipt turned_away = receipts.of(100 + WebhookChannel::kMostWaiting);
  EXPECT_EQ(turned_away.kind, Kind::Failed);
  EXPECT_THAT(turned_away.error, HasSubstr("2000 letters are waiting already"));
  EXPECT_EQ(receipts.count(), 1U);
}

TEST(WebhookChannel, HttpsOnlyWithACertificateWeKnow) {
  const ScratchFolder folder;
  make_certificate(folder.path());
  Peer server("webhook_server.py", {"--secret", kSecret, "--certificates", folder.path().string()});
  const std::string url = "https://localhost:" + std::to_string(server.port()) + "/json";
  WebhookSettings settings = settings_of({{url, {WebhookForm::Json, kSecret}}});
  const Receipt strange = receipt_of(settings, letter(1, url));
  EXPECT_EQ(strange.kind, Kind::Failed);
  EXPECT_THAT(strange.error, HasSubstr("certificate is not accepted"));
  settings.ca_file = folder.file("cert.pem");
  EXPECT_EQ(receipt_of(settings, letter(2, url)).kind, Kind::Sent);
  EXPECT_EQ(server.everything("post").size(), 1U);
}

TEST(WebhookChannel, AnEndlessAnswerIsCut) {
  Peer server("webhook_server.py");
  const Receipt receipt = receipt_of(base(server) + "/json?flood=1", {WebhookForm::Json, ""});
  EXPECT_EQ(receipt.kind, Kind::Failed);
  EXPECT_THAT(receipt.error, HasSubstr("answers endlessly"));
  EXPECT_TRUE(server.wait_for("flood-cut"));
}

TEST(WebhookChannel, AddressesThatAreNone) {
  const Receipt unknown = receipt_of(settings_of({}), letter(1, "https://example.com/hook/abc"));
  EXPECT_EQ(unknown.kind, Kind::Refused);
  EXPECT_THAT(unknown.error, HasSubstr("https://example.com: this webhook is not in the"));
  EXPECT_THAT(unknown.error, Not(HasSubstr("abc")));
  const std::string file = "file:///etc/passwd";
  EXPECT_EQ(receipt_of(file, {WebhookForm::Json, ""}).kind, Kind::Refused);
  const Receipt closed =
      receipt_of("http://127.0.0.1:" + std::to_string(uplink::free_port()) + "/" + kToken, {});
  EXPECT_EQ(closed.kind, Kind::Failed);
  EXPECT_THAT(closed.error, HasSubstr("cannot be reached"));
  EXPECT_THAT(closed.error, Not(HasSubstr(kToken)));
}

}  // namespace
}  // namespace hazgate::notify
