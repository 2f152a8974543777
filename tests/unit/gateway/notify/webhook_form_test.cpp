#include "gateway/notify/webhook_form.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hazgate::notify {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

Letter letter(const std::string& to) {
  return {
      1, to, "泄漏", "T-101\n60 %LEL", "incident-3/li-lei", "https://gw.acme.example/ack/a.b.c"};
}

boost::json::object body_of(const WebhookRequest& request) {
  return boost::json::parse(request.body).as_object();
}
std::string text_at(const boost::json::object& object, const char* pointer) {
  return std::string(boost::json::value(object).at_pointer(pointer).as_string());
}

// The signatures below were made with openssl dgst -sha256 -mac HMAC.
TEST(WebhookForm, DingTalkSignsTheQuery) {
  const auto request =
      webhook_request(letter("https://oapi.example/robot/send?access_token=T"),
                      {WebhookForm::DingTalk, "this is secret"}, from_unix_ms(1'577'262'236'757));
  EXPECT_EQ(request.url,
            "https://oapi.example/robot/send?access_token=T&timestamp=1577262236757"
            "&sign=hmPWwU%2B7lVdm3ZZz0r9tSfx0L4Q26jWOZr9%2BGs6EZQM%3D");
  EXPECT_EQ(text_at(body_of(request), "/markdown/title"), "泄漏");
  EXPECT_EQ(text_at(body_of(request), "/markdown/text"),
            "#### 泄漏\n\nT-101\n\n60 %LEL\n\n"
            "[https://gw.acme.example/ack/a.b.c](https://gw.acme.example/ack/a.b.c)");
  EXPECT_THAT(request.body, Not(HasSubstr("secret")));
}

TEST(WebhookForm, FeishuSignsTheBody) {
  const auto request =
      webhook_request(letter("https://open.example/hook/T"), {WebhookForm::Feishu, "demo"},
                      from_unix_ms(1'599'360'473'999));
  EXPECT_EQ(request.url, "https://open.example/hook/T");
  EXPECT_EQ(text_at(body_of(request), "/timestamp"), "1599360473");
  EXPECT_EQ(text_at(body_of(request), "/sign"), "l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8=");
  EXPECT_EQ(text_at(body_of(request), "/content/post/zh_cn/title"), "泄漏");
  EXPECT_EQ(text_at(body_of(request), "/content/post/zh_cn/content/0/0/text"), "T-101\n60 %LEL");
  EXPECT_EQ(text_at(body_of(request), "/content/post/zh_cn/content/1/0/tag"), "a");
}

TEST(WebhookForm, WithoutASecretNothingIsSigned) {
  EXPECT_EQ(webhook_request(letter("https://a.example/x"), {WebhookForm::DingTalk, ""}, {}).url,
            "https://a.example/x");
  EXPECT_FALSE(
      body_of(webhook_request(letter("https://a.example/x"), {WebhookForm::Feishu, ""}, {}))
          .contains("sign"));
  const auto plain = webhook_request(letter("https://a.example/x"), {WebhookForm::Json, ""}, {});
  EXPECT_THAT(plain.headers, Not(Contains(StartsWith("X-Hazgate-Signature"))));
}

TEST(WebhookForm, PlainJson) {
  const auto request = webhook_request({1, "https://a.example/x", "s", "t", "k\r\nX-Evil: 1", ""},
                                       {WebhookForm::Json, "key"}, from_unix_ms(1'000));
  EXPECT_EQ(request.body,
            R"({"key":"k\r\nX-Evil: 1","subject":"s","text":"t","link":"","t":1000})");
  EXPECT_THAT(request.headers, Contains("X-Hazgate-Timestamp: 1000"));
  EXPECT_THAT(request.headers, Contains("Idempotency-Key: k%0D%0AX-Evil%3A%201"));
  // printf '%s' "$body" | openssl dgst -sha256 -hmac key
  EXPECT_THAT(request.headers,
              Contains("X-Hazgate-Signature: "
                       "sha256=05f814ff01bf53fed5921bc04d9a6874663186d06d14c67f342dfd9edca689c9"));
}

TEST(WebhookForm, WeComIsCutBeforeTheLinkNeverInIt) {
  Letter longer = letter("https://q.example/send?key=K");
  longer.text.clear();
  for (int i = 0; i < 2000; ++i) longer.text += "漏";
  const auto request = webhook_request(longer, {WebhookForm::WeCom, ""}, {});
  const std::string content = text_at(body_of(request), "/text/content");
  EXPECT_LE(content.size(), 2048U);
  EXPECT_GT(content.size(), 2040U);
  EXPECT_THAT(content, HasSubstr("漏…\n\nhttps://gw.acme.example/ack/a.b.c"));
}

TEST(WebhookForm, TooLongForTheOthers) {
  Letter longer = letter("https://q.example/send");
  longer.text = std::string(100'000, '<');
  for (const WebhookForm form : {WebhookForm::DingTalk, WebhookForm::Feishu}) {
    const auto request = webhook_request(longer, {form, ""}, {});
    EXPECT_LT(request.body.size(), 20'000U);
    EXPECT_THAT(request.body, HasSubstr(longer.link));
  }
}

TEST(WebhookForm, TheTextIsNoMarkup) {
  Letter sly = letter("https://q.example/send");
  sly.link.clear();
  sly.text = "# 1 > 0\n> a *b* `c` [d](http://evil) <font>\r\n#x";
  const auto request = webhook_request(sly, {WebhookForm::DingTalk, ""}, {});
  EXPECT_EQ(text_at(body_of(request), "/markdown/text"),
            "#### 泄漏\n\n＃ 1 > 0\n\n＞ a ＊b＊ ｀c｀ ［d］(http://evil) ＜font>\n\n＃x");
}

TEST(WebhookForm, BytesThatAreNoTextDoNotSpoilTheLetter) {
  Letter broken = letter("https://q.example/send");
  broken.text = "a\xFF\xFE";
  broken.subject = "\xE6";
  for (const WebhookForm form :
       {WebhookForm::Json, WebhookForm::DingTalk, WebhookForm::WeCom, WebhookForm::Feishu}) {
    boost::system::error_code error;
    boost::json::parse(webhook_request(broken, {form, ""}, {}).body, error);
    EXPECT_FALSE(error) << error.message();
  }
}

TEST(WebhookForm, Names) {
  EXPECT_EQ(webhook_form("dingtalk"), WebhookForm::DingTalk);
  EXPECT_EQ(webhook_form("feishu"), WebhookForm::Feishu);
  EXPECT_EQ(webhook_form("DingTalk"), std::nullopt);
}

TEST(WebhookForm, OfAUrlOnlyTheServerIsShown) {
  EXPECT_EQ(webhook_server("https://oapi.dingtalk.com/robot/send?access_token=T"),
            "https://oapi.dingtalk.com");
  EXPECT_EQ(webhook_server("HTTP://user:pass@host:8080?x"), "http://host:8080");
  EXPECT_EQ(webhook_server("https://[::1]:443/x@y"), "https://[::1]:443");
  for (const char* none :
       {"", "https://", "ftp://host/", "host/path", "https:///x", "https://a b/"}) {
    EXPECT_THAT(webhook_server(none), IsEmpty()) << none;
  }
}

}  // namespace
}  // namespace hazgate::notify
