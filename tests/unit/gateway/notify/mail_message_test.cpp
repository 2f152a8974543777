#include "gateway/notify/mail_message.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>

namespace hazgate::notify {
namespace {

using testing::HasSubstr;
using testing::Not;

const Sender kGateway{"hazgate@acme.example", ""};

std::string message(const std::string& subject, const std::string& text = "text") {
  return mail_message({1, "duty@acme.example", subject, text, "k", ""}, kGateway,
                      from_unix_ms(1'709'210'096'789));
}

TEST(MailMessage, TheWholeOfIt) {
  // date -u -d @1709210096 -R; printf k | sha256sum; printf 'text\r\n' | base64
  EXPECT_EQ(message("gas leak"),
            "Date: Thu, 29 Feb 2024 12:34:56 +0000\r\n"
            "From: hazgate@acme.example\r\n"
            "To: duty@acme.example\r\n"
            "Subject: gas leak\r\n"
            "Message-ID: <hazgate.8254c329a92850f6d539dd376f4816ee@acme.example>\r\n"
            "Importance: high\r\n"
            "X-Priority: 1\r\n"
            "Auto-Submitted: auto-generated\r\n"
            "MIME-Version: 1.0\r\n"
            "Content-Type: text/plain; charset=utf-8\r\n"
            "Content-Transfer-Encoding: base64\r\n"
            "\r\n"
            "dGV4dA0K\r\n");
}

TEST(MailMessage, WordsBreakBetweenCharactersAndLinesStayShort) {
  std::string subject;
  for (int i = 0; i < 40; ++i) subject += "漏";
  const std::string text = message(subject, std::string(500, 'x'));
  std::istringstream lines(text);
  std::string line;
  while (std::getline(lines, line)) EXPECT_LE(line.size(), 77U) << line;  // 76 and the CR
  // printf 漏漏漏漏漏漏漏漏漏漏漏漏漏 | base64
  EXPECT_THAT(text, HasSubstr("Subject: =?UTF-8?B?5ryP5ryP5ryP5ryP5ryP5ryP5ryP5ryP5ryP5ryP5ryP5ryP"
                              "5ryP?=\r\n =?UTF-8?B?"));
}

TEST(MailMessage, WhatCouldBeTakenForAnEncodedWordIsEncoded) {
  EXPECT_THAT(message("=?UTF-8?B?eA==?="), Not(HasSubstr("Subject: =?UTF-8?B?eA==?=\r\n")));
}

TEST(MailMessage, ALinkIsAddedOnce) {
  Letter letter{1, "duty@acme.example", "s", "see https://gw/ack/x", "k", "https://gw/ack/x"};
  // printf 'see https://gw/ack/x\r\n' | base64
  EXPECT_THAT(mail_message(letter, kGateway, {}),
              HasSubstr("\r\nc2VlIGh0dHBzOi8vZ3cvYWNrL3gNCg==\r\n"));
}

TEST(MailMessage, ALinkSaysWhatItIsFor) {
  const Letter letter{.to = "duty@acme.example",
                      .subject = "s",
                      .text = "text",
                      .key = "k",
                      .link = "https://gw/ack/x",
                      .link_word = "Acknowledge"};
  // printf 'text\r\n\r\nAcknowledge: https://gw/ack/x\r\n' | base64
  EXPECT_THAT(mail_message(letter, kGateway, {}),
              HasSubstr("\r\ndGV4dA0KDQpBY2tub3dsZWRnZTogaHR0cHM6Ly9ndy9hY2sveA0K\r\n"));
}

TEST(MailMessage, Addresses) {
  for (const char* good : {"duty@acme.example", "a+b_c.d-e@x", "13800138000@139.com"}) {
    EXPECT_EQ(address_mistake(good), "") << good;
  }
  for (const char* bad :
       {"", "duty", "@acme.example", "duty@", "a@b@c", "a b@c", "Li <li@acme.example>",
        "li@acme.example,han@acme.example", "li@acme.example\r\nBcc: x@y", "值班@acme.example",
        "\"li\"@acme.example", "li@[1.2.3.4]"}) {
    EXPECT_NE(address_mistake(bad), "") << bad;
    EXPECT_EQ(address_mistake(bad).find('\n'), std::string::npos) << bad;
  }
  EXPECT_EQ(address_mistake(std::string(249, 'a') + "@b.cn"), std::string());
  EXPECT_NE(address_mistake(std::string(250, 'a') + "@b.cn"), std::string());
}

}  // namespace
}  // namespace hazgate::notify
