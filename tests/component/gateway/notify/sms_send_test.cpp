#include <algorithm>
// The real channel and libGammu against hazmodem: what is sent.

#include <boost/json.hpp>

#include "sms_fixture.hpp"

namespace hazgate::notify {
namespace {

using Kind = Receipt::Kind;

std::string text_of(const ModemProgram::Event& event) {
  return std::string(std::string_view(event.at("text").get_string()));
}

std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

TEST_F(SmsTest, ChineseArrivesExactly) {
  plug_in();
  open();
  const auto ticket = send("【储罐区】T-101 甲烷 64.0%LEL，高高报警😀\n确认请回复 1234");
  const auto sms = modem_->wait_for("sms");
  ASSERT_TRUE(sms);
  EXPECT_EQ(text_of(*sms), "【储罐区】T-101 甲烷 64.0%LEL，高高报警😀\n确认请回复 1234");
  EXPECT_EQ(sms->at("to"), kChief);
  EXPECT_TRUE(sms->at("ucs2").as_bool());
  EXPECT_TRUE(sms->at("report").as_bool());
  const auto result = post_.result_of(ticket);
  ASSERT_TRUE(result);
  EXPECT_EQ(result->kind, Kind::Sent) << result->error;
  EXPECT_TRUE(post_.wait_for(ticket, {Kind::Delivered}));

  send("5~10 ppm 甲烷~~");  // Gammu would make a special character of a tilde
  ASSERT_TRUE(modem_->wait_for_count(2, "sms"));
  EXPECT_EQ(text_of(modem_->all("sms")[1]), "5～10 ppm 甲烷～～");
}

TEST_F(SmsTest, EnglishTakesTheSmallAlphabet) {
  plug_in();
  open();
  const std::string text = "T-101 CH4 64.0 %LEL [HH] 5~10 {a}^|\\ @ £ € é. Reply 1234";
  send(text);
  const auto sms = modem_->wait_for("sms");
  ASSERT_TRUE(sms);
  EXPECT_EQ(text_of(*sms), text);
  EXPECT_FALSE(sms->at("ucs2").as_bool());
}

TEST_F(SmsTest, LongTextIsPutTogetherAndDeliveredOnce) {
  plug_in();
  open();
  const std::string text = repeated("一二三四五六七八九十", 6) + "一二三四五六😀" +
                           repeated("储罐T-101泄漏，", 20) + "完";  // the face across two pieces
  const auto ticket = send(text);
  const auto sms = modem_->wait_for("sms");
  ASSERT_TRUE(sms);
  EXPECT_EQ(text_of(*sms), text);
  const auto pieces = modem_->all("piece");
  EXPECT_EQ(pieces.size(), 5U);
  EXPECT_EQ(sms->at("references").as_array().size(), 5U);
  ASSERT_TRUE(post_.wait_for(ticket, {Kind::Delivered}));
  EXPECT_EQ(modem_->all("report").size(), 5U);
  EXPECT_EQ(post_.receipts_of(ticket).size(), 2U);  // Sent, Delivered
}

TEST_F(SmsTest, ALongTextIsNotDeliveredWhileAPieceIsNot) {
  plug_in();
  open();
  const std::string text = repeated("一二三四五六七八九十", 12);
  modem_->say("reports off");
  const auto ticket = send(text);
  ASSERT_TRUE(modem_->wait_for("piece"));
  modem_->say("reports on");  // for the second piece alone
  ASSERT_TRUE(post_.wait_for(ticket, {Kind::Sent}));
  const auto after = send("后来");
  ASSERT_TRUE(post_.wait_for(after, {Kind::Delivered}));
  EXPECT_EQ(modem_->all("report").size(), 2U);
  EXPECT_EQ(post_.receipts_of(ticket).size(), 1U);
}

TEST_F(SmsTest, TwoLongTextsAtOnceAreNotMixedUp) {
  plug_in();
  open();
  const auto first = repeated("一二三四五六七八九十", 8),
             second = repeated("甲乙丙丁戊己庚辛壬癸", 8);
  send(first);
  const auto ticket = send(second);
  ASSERT_TRUE(post_.wait_for(ticket, {Kind::Delivered}));
  const auto messages = modem_->all("sms");
  ASSERT_EQ(messages.size(), 2U);
  EXPECT_EQ(text_of(messages[0]), first);
  EXPECT_EQ(text_of(messages[1]), second);
  const auto pieces = modem_->all("piece");
  ASSERT_EQ(pieces.size(), 4U);
  EXPECT_NE(pieces[0].at("message"), pieces[2].at("message"));
}

TEST_F(SmsTest, WhatIsUrgentGoesBeforeWhatWaits) {
  plug_in();
  SmsChannel& channel = open();
  send("drill 1");
  send("drill 2");
  send("drill 3");
  channel.send({.ticket = 900, .to = kChief, .text = "gas", .key = "u1", .urgent = true});
  channel.send({.ticket = 901, .to = kChief, .text = "fire", .key = "u2", .urgent = true});
  ASSERT_TRUE(post_.wait_for(last_ticket_, {Kind::Delivered}));
  std::vector<std::string> texts;
  for (const auto& message : modem_->all("sms")) texts.push_back(text_of(message));
  ASSERT_EQ(texts.size(), 5U);
  // The first may have been on its way already.
  texts.erase(std::find(texts.begin(), texts.end(), "drill 1"));
  EXPECT_EQ(texts, (std::vector<std::string>{"gas", "fire", "drill 2", "drill 3"}));
}

TEST_F(SmsTest, AnEndlessTextEndsInAnEllipsis) {
  plug_in();
  open();
  send(repeated("一", 1200));
  const auto sms = modem_->wait_for("sms", nullptr, 50s);
  ASSERT_TRUE(sms);
  EXPECT_EQ(text_of(*sms), repeated("一", 999) + "…");
}

TEST_F(SmsTest, ARefusedNumberIsRefusedAndTheNextOneIsNot) {
  plug_in({"refuse 1 +8613000000000"});
  open();
  const auto wrong = send("报警", "+8613000000000");
  const auto right = send("报警");
  const auto result = post_.result_of(wrong);
  ASSERT_TRUE(result);
  EXPECT_EQ(result->kind, Kind::Refused);
  EXPECT_NE(result->error.find("no such number"), std::string::npos) << result->error;
  const auto next = post_.result_of(right);
  ASSERT_TRUE(next);
  EXPECT_EQ(next->kind, Kind::Sent) << next->error;
  const auto address = post_.result_of(send("报警", "duty@example.com"));
  ASSERT_TRUE(address);
  EXPECT_EQ(address->kind, Kind::Refused);
  EXPECT_NE(address->error.find("no telephone number"), std::string::npos) << address->error;
}

TEST_F(SmsTest, CongestionFailsThisAttemptAndAReportMayFailItLater) {
  plug_in({"refuse 42"});
  open();
  const auto result = post_.result_of(send("报警"));
  ASSERT_TRUE(result);
  EXPECT_EQ(result->kind, Kind::Failed);
  EXPECT_NE(result->error.find("congested"), std::string::npos) << result->error;
  modem_->say("accept");
  modem_->say("status 0x46");
  const auto ticket = send("报警");
  ASSERT_TRUE(post_.wait_for(ticket, {Kind::Sent}));
  const auto failed = post_.wait_for(ticket, {Kind::Failed, Kind::Delivered, Kind::Refused});
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->kind, Kind::Failed);
  EXPECT_NE(failed->error.find("off or out of reach"), std::string::npos) << failed->error;
}

TEST_F(SmsTest, AReportThatTheModemStoresIsReadAndRemoved) {
  plug_in({"reports stored"});
  open();
  EXPECT_TRUE(post_.wait_for(send("报警"), {Kind::Delivered}));
  EXPECT_TRUE(
      modem_->wait_for("deleted", [](const auto& event) { return event.at("memory") == "SR"; }));
}

TEST_F(SmsTest, WithoutReportsNothingIsDelivered) {
  plug_in();
  open({.delivery_reports = false});
  ASSERT_TRUE(post_.wait_for(send("报警"), {Kind::Sent}));
  EXPECT_FALSE(modem_->wait_for("sms")->at("report").as_bool());
}

TEST_F(SmsTest, TheSameLetterTwiceIsSentOnce) {
  plug_in();
  open();
  channel_->send({.ticket = 11, .to = kChief, .text = "报警", .key = "k"});
  channel_->send({.ticket = 12, .to = kChief, .text = "报警", .key = "k"});
  channel_->send({.ticket = 13, .to = "+8613912345679", .text = "报警", .key = "k"});
  for (const std::uint64_t ticket : {11U, 12U, 13U}) {
    EXPECT_TRUE(post_.wait_for(ticket, {Kind::Delivered})) << ticket;
    EXPECT_EQ(post_.receipts_of(ticket).size(), 2U) << ticket;
  }
  EXPECT_EQ(modem_->all("sms").size(), 2U);
  channel_->send({.ticket = 14, .to = kChief, .text = "报警", .key = "k"});  // a new attempt
  EXPECT_TRUE(post_.wait_for(14, {Kind::Sent}));
  EXPECT_EQ(modem_->all("sms").size(), 3U);
}

}  // namespace
}  // namespace hazgate::notify
