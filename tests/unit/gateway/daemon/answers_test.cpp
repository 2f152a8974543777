#include "gateway/daemon/answers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/small_site.hpp"

namespace hazgate::daemon {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct TelephoneSite : testing::SmallSite {
  TelephoneSite() {
    spec.language = "zh-CN";
    spec.contacts = {{.id = "wang",
                      .name = "Wang",
                      .role = "duty",
                      .via = {emergency::Via::Sms},
                      .sms = "+8613800000001",
                      .language = "en"},
                     {.id = "zhao", .role = "director", .sms = "+8613800000002"},
                     {.id = "room", .role = "other", .sms = "+86 138 0000 0001"}};
    spec.roster = roster::Roster({}, {}, {"duty", "director", "other"});
  }
};

class AnswersTest : public ::testing::Test {
 protected:
  AnswersTest() {
    core.watch([this](const site::Event& event) {
      if (const auto* audit = std::get_if<site::AuditEvent>(&event)) audits.push_back(*audit);
    });
  }
  void start() {
    site::Effects effects;
    ASSERT_TRUE(core.site().plans(
        [&](auto& responder, auto& orders) {
          return responder.start("leak", false, "li", "", core.now(), orders);
        },
        core.now(), effects));
    core.perform(std::move(effects));
  }
  bool acknowledged() { return core.site().incidents().back().acknowledged.has_value(); }

  boost::asio::io_context io;
  TelephoneSite small;
  Core core{io, small.spec, nullptr, [](auto) {}};
  std::vector<std::string> sent;
  std::vector<site::AuditEvent> audits;
  Answers answers{core, [this](const site::ContactSpec& contact, std::string text) {
                    sent.push_back(contact.id + ": " + text);
                  }};
};

TEST_F(AnswersTest, ACodeAcknowledgesAndNothingIsSaid) {
  start();
  answers.by_sms("+8613800000001", "ok 0001");
  EXPECT_TRUE(acknowledged());
  EXPECT_THAT(sent, IsEmpty());
  EXPECT_TRUE(audits.back().ok);
  EXPECT_EQ(audits.back().by, "Wang");
}

TEST_F(AnswersTest, WhatIsNotUnderstoodIsAnsweredOnceAndIsInTheAudit) {
  start();
  answers.by_sms("+8613800000001", "who is this?");
  EXPECT_THAT(sent, ElementsAre("wang: Your answer was not understood and acknowledges nothing. "
                                "Reply: 0001"));
  EXPECT_FALSE(audits.back().ok);
  EXPECT_EQ(audits.back().note, "who is this?");
  EXPECT_THAT(audits.back().error, HasSubstr("there is no code in it"));
  EXPECT_THAT(audits.back().error, HasSubstr("Reply: 0001"));
  answers.by_sms("008613800000001", "0002");
  EXPECT_EQ(sent.size(), 1u) << "the same number, written otherwise";
  EXPECT_EQ(audits.size(), 2u);
  EXPECT_FALSE(acknowledged());
  answers.by_sms("+8613800000001", "0001");
  EXPECT_TRUE(acknowledged()) << "he is heard all the same";
}

TEST_F(AnswersTest, ACodeOfWhichHeWasNotToldIsAnsweredInTheSitesLanguage) {
  start();
  answers.by_sms("+8613800000002", "0001");
  EXPECT_FALSE(acknowledged());
  EXPECT_THAT(sent, ElementsAre("zhao: 未作处理：现在没有等待您确认的事件"));
}

TEST_F(AnswersTest, AStrangerHearsNothing) {
  start();
  answers.by_sms("+8613999999999", "0001");
  answers.by_sms("10086", "您的余额不足");
  EXPECT_FALSE(acknowledged());
  EXPECT_THAT(sent, IsEmpty());
  ASSERT_EQ(audits.size(), 2u);
  EXPECT_EQ(audits[0].by, "+8613999999999");
  EXPECT_THAT(audits[0].error, HasSubstr("no contact has this number"));
}

TEST_F(AnswersTest, OfTwoWhoShareATelephoneTheOneWhoWasToldAnswers) {
  std::swap(small.spec.contacts[0], small.spec.contacts[2]);
  small.spec.roster = roster::Roster({}, {}, {"other", "director", "duty"});
  Core other{io, small.spec, nullptr, [](auto) {}};
  Answers its{other};
  site::Effects effects;
  ASSERT_TRUE(other.site().plans(
      [&](auto& responder, auto& orders) {
        return responder.start("leak", false, "li", "", other.now(), orders);
      },
      other.now(), effects));
  other.perform(std::move(effects));
  its.by_sms("+8613800000001", "0001");
  EXPECT_EQ(other.site().incidents().back().acknowledged_by, "Wang");
}

TEST(AnswerPause, IsAnHourForEachNumber) {
  AnswerPause pause;
  const Tick start{5h};
  EXPECT_TRUE(pause.begin("+8613800000001", start));
  EXPECT_FALSE(pause.begin("+86 138 0000 0001", start + 59min));
  EXPECT_TRUE(pause.begin("+8613800000002", start + 59min));
  EXPECT_TRUE(pause.begin("+8613800000001", start + 60min));
  EXPECT_FALSE(pause.begin("+8613800000001", start + 119min));
}

/// As some networks show who has written: without the country.
TEST_F(AnswersTest, ANumberWithoutItsCountryIsTheSameNumber) {
  start();
  answers.by_sms("13800000001", "0001");
  EXPECT_TRUE(acknowledged());
}

/// He was told that it is over; his old mail has a link all the same.
TEST_F(AnswersTest, ANeighboursLinkIsNoAcknowledgementOfOursAfterTheEnd) {
  small.spec.contacts.push_back({.id = "east",
                                 .name = "East duty room",
                                 .role = "neighbour",
                                 .via = {emergency::Via::Email},
                                 .email = "east@east.example"});
  small.spec.roster = roster::Roster({}, {}, {"duty", "director", "other", "neighbour"});
  small.spec.around.neighbours = {
      {.id = "east-works", .bearing = 90, .distance = 100, .contacts = {"east"}}};
  small.spec.plans[0].steps.push_back({.kind = emergency::StepKind::Neighbours, .radius = 1000.0});
  Core other{io, small.spec, nullptr, [](auto) {}};
  other.send_through([&](std::vector<emergency::MessageOrder> orders) {
    for (const auto& order : orders) other.receipt(order.ticket, emergency::ReceiptKind::Sent, {});
  });
  const auto settle = [&] {
    io.restart();
    io.poll();
  };
  Answers its{other};
  site::Effects effects;
  ASSERT_TRUE(other.site().plans(
      [&](auto& responder, auto& orders) {
        return responder.start("leak", false, "li", "", other.now(), orders);
      },
      other.now(), effects));
  other.perform(std::move(effects));
  settle();
  effects = {};
  ASSERT_TRUE(other.site().plans(
      [&](auto& responder, auto& orders) {
        return responder.stop("leak-1", "li", "", {}, other.now(), orders);
      },
      other.now(), effects));
  other.perform(std::move(effects));
  settle();
  (void)its.by_link("leak-1", "east", "203.0.113.9");
  EXPECT_FALSE(other.site().incidents().back().acknowledged.has_value())
      << other.site().incidents().back().acknowledged_by;
}

}  // namespace
}  // namespace hazgate::daemon
