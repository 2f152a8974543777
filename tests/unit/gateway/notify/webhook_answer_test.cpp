#include "gateway/notify/webhook_answer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hazgate::notify {
namespace {

using Kind = Receipt::Kind;
using testing::HasSubstr;
using testing::Not;

const std::string kUrl = "https://robot.example/hook/0123456789abcdef0123?key=secret-key&x=1";

Kind kind_of(WebhookForm form, int status, const char* body) {
  return webhook_receipt(kUrl, {form, "s3cr3t"}, status, body).kind;
}

TEST(WebhookAnswer, Robots) {
  struct Row {
    WebhookForm form;
    int status;
    const char* body;
    Kind kind;
  };
  for (const Row& row : {
           Row{WebhookForm::DingTalk, 200, R"({"errcode":0,"errmsg":"ok"})", Kind::Sent},
           Row{WebhookForm::DingTalk, 200, R"({"errcode":130101})", Kind::Failed},
           Row{WebhookForm::DingTalk, 200, R"({"errcode":410100})", Kind::Failed},
           Row{WebhookForm::DingTalk, 200, R"({"errcode":310000})", Kind::Refused},
           Row{WebhookForm::DingTalk, 200, R"({"errcode":300005})", Kind::Refused},
           Row{WebhookForm::DingTalk, 200, R"({"errcode":-1})", Kind::Failed},
           Row{WebhookForm::DingTalk, 200, R"({"errcode":4711})", Kind::Failed},
           Row{WebhookForm::DingTalk, 200, R"({"errcode":"0"})", Kind::Failed},
           Row{WebhookForm::DingTalk, 200, R"({})", Kind::Failed},
           Row{WebhookForm::DingTalk, 200, R"([0])", Kind::Failed},
           Row{WebhookForm::DingTalk, 200, "", Kind::Failed},
           Row{WebhookForm::DingTalk, 502, "<html>", Kind::Failed},
           Row{WebhookForm::DingTalk, 502, R"({"errcode":0})", Kind::Failed},
           Row{WebhookForm::DingTalk, 404, "", Kind::Refused},
           Row{WebhookForm::WeCom, 200, R"({"errcode":0})", Kind::Sent},
           Row{WebhookForm::WeCom, 200, R"({"errcode":45009})", Kind::Failed},
           Row{WebhookForm::WeCom, 200, R"({"errcode":93000})", Kind::Refused},
           Row{WebhookForm::Feishu, 200, R"({"code":0,"msg":"success"})", Kind::Sent},
           Row{WebhookForm::Feishu, 200, R"({"StatusCode":0})", Kind::Sent},
           Row{WebhookForm::Feishu, 200, R"({"errcode":0})", Kind::Failed},
           Row{WebhookForm::Feishu, 400, R"({"code":19021})", Kind::Refused},
           Row{WebhookForm::Feishu, 200, R"({"code":19024})", Kind::Refused},
           Row{WebhookForm::Feishu, 200, R"({"code":11232})", Kind::Failed},
       }) {
    EXPECT_EQ(kind_of(row.form, row.status, row.body), row.kind) << row.body;
  }
}

TEST(WebhookAnswer, PlainJson) {
  for (const int taken : {200, 201, 202, 204}) {
    EXPECT_EQ(kind_of(WebhookForm::Json, taken, "whatever"), Kind::Sent);
  }
  for (const int later : {408, 425, 429, 500, 502, 503, 504}) {
    EXPECT_EQ(kind_of(WebhookForm::Json, later, ""), Kind::Failed) << later;
  }
  for (const int never : {301, 302, 307, 400, 401, 403, 404, 410, 422}) {
    EXPECT_EQ(kind_of(WebhookForm::Json, never, ""), Kind::Refused) << never;
  }
}

TEST(WebhookAnswer, AServerThatRepeatsOurSecretsIsNotQuoted) {
  const auto receipt = webhook_receipt(
      kUrl, {WebhookForm::DingTalk, "s3cr3t"}, 200,
      R"({"errcode":310000,"errmsg":"no\n0123456789abcdef0123 secret-key s3cr3t sign"})");
  EXPECT_THAT(receipt.error, HasSubstr("\"no *** *** *** sign\""));
  EXPECT_THAT(receipt.error, HasSubstr("https://robot.example does not take"));
  EXPECT_THAT(receipt.error, Not(HasSubstr("/hook")));
}

TEST(WebhookAnswer, WhatItSaysIsShortAndOneLine) {
  const std::string body = R"({"code":19024,"msg":")" + std::string(100'000, 'x') + "\"}";
  const auto receipt = webhook_receipt(kUrl, {WebhookForm::Feishu, ""}, 200, body);
  EXPECT_LT(receipt.error.size(), 600U);
  EXPECT_THAT(receipt.error, HasSubstr("keyword"));
}

}  // namespace
}  // namespace hazgate::notify
