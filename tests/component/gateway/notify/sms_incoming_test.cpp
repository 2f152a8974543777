// The real channel and libGammu against hazmodem: what comes in.

#include "sms_fixture.hpp"

namespace hazgate::notify {
namespace {

std::string escaped(std::string text) {
  return "\"" + text + "\"";
}

TEST_F(SmsTest, AReplyComesInAndIsRemoved) {
  plug_in();
  open();
  ASSERT_TRUE(post_.wait_for(send("报警"), {Receipt::Kind::Sent}));
  modem_->say("receive +8613800001111 " + escaped("1234"));
  const auto incoming = post_.wait_for_incoming();
  ASSERT_TRUE(incoming);
  EXPECT_EQ(incoming->from, "+8613800001111");
  EXPECT_EQ(incoming->text, "1234");
  EXPECT_TRUE(modem_->wait_for("deleted"));

  modem_->say("receive 10086 " + escaped("收到~ ~~好😀"));
  const auto chinese = post_.wait_for_incoming(2);
  ASSERT_TRUE(chinese);
  EXPECT_EQ(chinese->from, "10086");
  EXPECT_EQ(chinese->text, "收到~ ~~好😀");
}

TEST_F(SmsTest, WhatCameWhileWeWereAwayIsRead) {
  plug_in({"receive +8613800001111 \"1234\"", "store ME", "receive +8613800002222 \"5678\""});
  open();
  ASSERT_TRUE(post_.wait_for_incoming(2));
  EXPECT_EQ(post_.incoming()[0].text, "1234");
  EXPECT_EQ(post_.incoming()[1].text, "5678");
  const auto of = [](const char* memory) {
    return [=](const ModemProgram::Event& event) { return event.at("memory") == memory; };
  };
  EXPECT_TRUE(modem_->wait_for("deleted", of("SM")));
  EXPECT_TRUE(modem_->wait_for("deleted", of("ME")));
  EXPECT_EQ(post_.incoming().size(), 2U);
}

TEST_F(SmsTest, ALongReplyIsOneMessage) {
  plug_in();
  open();
  std::string text;
  for (int i = 0; i < 15; ++i) text += "现场已经撤离，";
  modem_->say("receive +8613800001111 " + escaped(text));
  const auto incoming = post_.wait_for_incoming();
  ASSERT_TRUE(incoming);
  EXPECT_EQ(incoming->text, text);
  modem_->say("receive +8613800001111 " + escaped("完"));
  ASSERT_TRUE(post_.wait_for_incoming(2));
  EXPECT_EQ(post_.incoming()[1].text, "完");
}

}  // namespace
}  // namespace hazgate::notify
