#include "gateway/cli/contact_page.hpp"

#include <boost/json.hpp>
#include <cstdlib>
#include <ctime>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/cli/contact_texts.hpp"
#include "gateway/cli/status_page.hpp"

namespace hazgate::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class CliContacts : public testing::Test {
 protected:
  CliContacts() {
    ::setenv("TZ", "CST-8", 1);
    ::tzset();
  }
  static Item item(const char* text) { return boost::json::parse(text).as_object(); }
  const Look plain;
  const Look chinese{.language = Language::Chinese};
};

TEST_F(CliContacts, EveryTextIsThereInEveryLanguage) {
  for (std::size_t i = 0; i < kContactTexts; ++i) {
    for (const auto language : {Language::English, Language::Chinese}) {
      EXPECT_NE(say(static_cast<ContactText>(i), language), "") << i;
    }
  }
}

TEST_F(CliContacts, OneLineAChannel) {
  const Item status = item(R"({"channels":[
    {"channel":"sms","state":"ok","words":"registered, signal 71 %","since":1767232800000,
     "last_sent":1767232921000},
    {"channel":"email","state":"down","words":"the mail server x:25 cannot be reached",
     "since":1767232800000},
    {"channel":"webhook","server":"https://oapi.dingtalk.com","state":"unknown","words":""},
    {"channel":"sms","state":"unknown","words":""}]})");
  EXPECT_EQ(channels_text(status, plain),
            "sms                                ok, registered, signal 71 %, last sent "
            "2026-01-01 10:02:01\n"
            "email                              DOWN since 2026-01-01 10:00:00: the mail server "
            "x:25 cannot be reached\n"
            "webhook https://oapi.dingtalk.com  not used yet\n"
            "sms                                not known yet\n");
  EXPECT_THAT(channels_text(status, chinese),
              AllOf(HasSubstr("正常, registered"), HasSubstr("不可用，自2026-01-01 10:00:00: ")));
  EXPECT_THAT(status_text(status, plain), HasSubstr("DOWN since"));
  EXPECT_EQ(channels_text(item("{}"), plain), "");
}

TEST_F(CliContacts, WhatNobodyCanReadIsShownAsSuch) {
  const Item status = item(
      "{\"channels\":[{\"channel\":\"sms\",\"state\":\"down\","
      "\"words\":\"a\\u001b[31mb\"}]}");
  EXPECT_EQ(channels_text(status, plain).find('\x1b'), std::string::npos);
}

TEST_F(CliContacts, PeopleAndTheWaysToThem) {
  const Items contacts = {
      item(R"({"id":"wang","name":"王","role":"duty","ways":["sms","email"],"down":["sms"],
               "sms":"+8613800000001","email":"w@acme.example","webhook":""})"),
      item(R"({"id":"li","name":"Li","role":"leader","ways":[],"down":[]})")};
  EXPECT_THAT(contacts_text(contacts, plain),
              AllOf(HasSubstr("CONTACT"), HasSubstr("sms (down), email"),
                    HasSubstr("+8613800000001  w@acme.example"), HasSubstr("leader  -")));
  EXPECT_THAT(contacts_text(contacts, chinese), HasSubstr("sms （不可用）, email"));
  EXPECT_THAT(contacts_text({}, plain), HasSubstr("write [[contact]]"));
}

TEST_F(CliContacts, EachStateOfATestIsALine) {
  Item state =
      item(R"({"t":1767232921000,"contact":"wang","via":"sms","to":"+861","state":"sent"})");
  EXPECT_EQ(contact_test_line(state, plain), "10:02:01  wang sms +861: sent\n");
  state["state"] = "delivered";
  EXPECT_EQ(contact_test_line(state, plain), "10:02:01  wang sms +861: delivered\n");
  state["state"] = "unconfirmed";
  EXPECT_THAT(contact_test_line(state, plain), HasSubstr("no delivery report"));
}

}  // namespace
}  // namespace hazgate::cli
