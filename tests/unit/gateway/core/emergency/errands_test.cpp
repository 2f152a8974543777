#include "gateway/core/emergency/errands.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hazgate::emergency {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

/// li has everything, wang mail and a robot, zhao the telephone alone, nobody has nothing.
std::vector<Person> people() {
  return {{"li", {Via::Sms, Via::Email, Via::Webhook}},
          {"wang", {Via::Email, Via::Webhook}},
          {"zhao", {Via::Sms}},
          {"nobody", {}}};
}

/// What is kept of a process: the last record of each id.
struct Store {
  std::map<std::string, CallMemory> calls;
  std::map<std::string, ErrandMemory> errands;

  void keep(const ErrandOrders& orders) {
    for (const CallMemory& call : orders.calls) calls[record_id(call)] = call;
    for (const ErrandMemory& errand : orders.errands) errands[record_id(errand)] = errand;
    for (const std::string& id : orders.forgotten) {
      calls.erase(id);
      errands.erase(id);
    }
  }
};

class ErrandsTest : public testing::Test {
 protected:
  Now now() const {
    return {.tick = Tick{seconds{500} + seconds{second - booted}},
            .wall = from_unix_ms(1'700'000'000'000) + seconds{second} + clock_step};
  }
  /// "li sms1 @30": what has been ordered and said since the last look, with its second.
  void note(const ErrandOrders& orders) {
    store.keep(orders);
    for (const ErrandEvent& event : orders.events) {
      std::string line = std::to_string(second) + " " + std::string(to_text(event.entry));
      if (!event.contact.empty()) line += " " + event.contact;
      const bool of_way =
          event.entry != ErrandEntry::GaveUp && event.entry != ErrandEntry::NobodyLeft;
      if (of_way) line += " " + std::string(to_text(event.via)) + std::to_string(event.attempt);
      if (event.round > 1) line += " again";
      if (!event.error.empty()) line += ": " + event.error;
      said.push_back(line);
    }
    messages.insert(messages.end(), orders.messages.begin(), orders.messages.end());
  }
  template <class Act>
  void act(const Act& what) {
    ErrandOrders orders;
    what(orders);
    note(orders);
  }
  void begin(const CallSpec& spec) {
    act([&](auto& orders) { errands->begin("leak-1", "tell", spec, now(), orders); });
  }
  void receipt(std::uint64_t ticket, ReceiptKind kind, const std::string& error = "") {
    act([&](auto& orders) { errands->receipt(ticket, kind, error, now(), orders); });
  }
  /// Runs what is due at its second until then.
  void until(int to) {
    for (auto due = errands->deadline(); due; due = errands->deadline()) {
      const auto left = std::chrono::ceil<seconds>(*due - now().tick).count();
      if (second + left > to) break;
      second += static_cast<int>(std::max<std::int64_t>(left, 0));
      act([&](auto& orders) { errands->run(now(), orders); });
    }
    second = to;
  }
  void restart(std::vector<Person> with = people()) {
    booted = second;
    std::vector<CallMemory> calls;
    std::vector<ErrandMemory> kept;
    for (const auto& [id, call] : store.calls) calls.push_back(call);
    for (const auto& [id, errand] : store.errands) kept.push_back(errand);
    const auto ticket = errands->next_ticket();
    errands.emplace(std::move(with));
    act([&](auto& orders) { errands->restore(calls, kept, ticket, now(), orders); });
  }
  void reload(std::vector<Person> with) {
    const Errands before = std::move(*errands);
    errands.emplace(std::move(with));
    act([&](auto& orders) { errands->take_over(before, now(), orders); });
  }
  std::vector<std::string> news() { return std::exchange(said, {}); }
  std::uint64_t last_ticket() const { return messages.back().ticket; }

  int second = 0, booted = 0;
  seconds clock_step{};
  std::optional<Errands> errands{people()};
  Store store;
  std::vector<std::string> said;
  std::vector<MessageOrder> messages;
};

TEST_F(ErrandsTest, WhoWasToldOfOneStepDoesNotAnswerForAnother) {
  begin({.people = {0, 1}, .ack_within = seconds{60}});
  act([&](auto& orders) {
    errands->begin("leak-1", "brigade", {.people = {2}, .repeat = seconds{300}}, now(), orders);
  });
  receipt(1, ReceiptKind::Sent);
  receipt(2, ReceiptKind::Sent);
  news();
  act([&](auto& orders) { errands->acknowledged("leak-1", people()[0].id, now(), orders); });
  until(310);
  EXPECT_THAT(news(), ElementsAre("300 nobody-left", "300 told zhao sms1 again"))
      << "wang's turn does not come";
  act([&](auto& orders) { errands->acknowledged("leak-1", "somebody else", now(), orders); });
  receipt(last_ticket(), ReceiptKind::Sent);
  news();
  until(2000);
  EXPECT_THAT(news(), ::testing::IsEmpty());
}

TEST_F(ErrandsTest, OneAfterTheOtherUntilSomebodyAcknowledges) {
  begin({.people = {0, 1, 2}, .ack_within = seconds{120}});
  EXPECT_THAT(news(), ElementsAre("0 told li sms1"));
  receipt(1, ReceiptKind::Sent);
  until(119);
  EXPECT_THAT(news(), ElementsAre("0 sent li sms1"));
  until(120);
  EXPECT_THAT(news(), ElementsAre("120 told wang email1"));
  EXPECT_EQ(messages.back().unanswered, 0U);
  receipt(2, ReceiptKind::Sent);
  until(200);
  act([&](auto& orders) { errands->acknowledged("leak-1", {}, now(), orders); });
  until(10'000);
  EXPECT_THAT(news(), ElementsAre("120 sent wang email1"));
  EXPECT_EQ(errands->deadline(), std::nullopt);
}

TEST_F(ErrandsTest, TheNextTurnDoesNotWaitForASlowChannel) {
  begin({.people = {2, 0}, .ack_within = seconds{30}});
  until(30);
  EXPECT_THAT(news(), ElementsAre("0 told zhao sms1", "30 told li sms1"));
}

TEST_F(ErrandsTest, TheFirstThreeAtOnceThenOneByOne) {
  begin({.people = {0, 1, 2, 3}, .ack_within = seconds{60}, .at_once = 3});
  EXPECT_THAT(news(), ElementsAre("0 told li sms1", "0 told wang email1", "0 told zhao sms1"));
  EXPECT_EQ(messages.back().unanswered, std::nullopt);
  for (std::uint64_t ticket = 1; ticket <= 3; ++ticket) receipt(ticket, ReceiptKind::Sent);
  news();
  until(60);
  EXPECT_THAT(news(), ElementsAre("60 gave-up nobody"));
}

TEST_F(ErrandsTest, ZeroMeansAllAtOnceAndTwiceCountsOnce) {
  begin({.people = {1, 2, 1, 2, 1, 17}, .repeat = minutes{0}});
  EXPECT_THAT(news(), ElementsAre("0 told wang email1", "0 told zhao sms1"));
  receipt(1, ReceiptKind::Sent);
  receipt(2, ReceiptKind::Sent);
  news();
  until(10'000);
  EXPECT_THAT(news(), IsEmpty());
}

TEST_F(ErrandsTest, NoSirenSoundsForANotice) {
  errands.emplace(std::vector<Person>{{"li", {Via::Sms, Via::Siren}}, {"wang", {Via::Siren}}});
  begin({.people = {0, 1}, .notice = true});
  receipt(1, ReceiptKind::Refused);
  EXPECT_THAT(news(),
              ElementsAre("0 told li sms1", "0 gave-up wang", "0 refused li sms1", "0 gave-up li"));
}

TEST_F(ErrandsTest, WhenNobodyIsLeftEverybodyIsToldAgainAtOnce) {
  begin({.people = {2, 1}, .ack_within = seconds{60}, .repeat = seconds{300}});
  receipt(1, ReceiptKind::Sent);
  until(60);
  receipt(2, ReceiptKind::Sent);
  news();
  until(420);
  EXPECT_THAT(news(), ElementsAre("120 nobody-left", "420 told zhao sms1 again",
                                  "420 told wang email1 again"));
  EXPECT_EQ(messages.back().round, 2U);
  EXPECT_EQ(messages.back().key, "leak-1.tell.wang.email.2");
  receipt(1, ReceiptKind::Delivered);  // of the round before
  EXPECT_THAT(news(), ElementsAre("420 delivered zhao sms1"));
}

TEST_F(ErrandsTest, WithoutARepeatItIsSaidOnce) {
  begin({.people = {2}, .ack_within = seconds{60}, .repeat = seconds{0}});
  receipt(1, ReceiptKind::Sent);
  news();
  until(100'000);
  EXPECT_THAT(news(), ElementsAre("60 nobody-left"));
}

TEST_F(ErrandsTest, ACallToNobodySaysSo) {
  begin({.ack_within = seconds{60}});
  EXPECT_THAT(news(), ElementsAre("0 nobody-left"));
  EXPECT_EQ(errands->deadline(), std::nullopt);
}

TEST_F(ErrandsTest, ADeadModemDoesNotDelayTheRobot) {
  begin({.people = {0}, .via = {Via::Sms, Via::Webhook}, .ack_within = minutes{10}});
  second = 3;
  receipt(1, ReceiptKind::Failed, "modem does not answer");
  EXPECT_THAT(news(), ElementsAre("0 told li sms1", "3 failed li sms1: modem does not answer",
                                  "3 told li webhook1"));
  until(30);
  EXPECT_THAT(news(), IsEmpty()) << "the webhook is under way";
  receipt(2, ReceiptKind::Failed, "timed out");
  EXPECT_THAT(news(), ElementsAre("30 failed li webhook1: timed out", "30 told li sms2"));
  receipt(3, ReceiptKind::Sent);
  receipt(3, ReceiptKind::Sent);
  until(500);
  EXPECT_THAT(news(), ElementsAre("30 sent li sms2"));
}

TEST_F(ErrandsTest, ALateReceiptStopsTheRepeat) {
  begin({.people = {2}, .ack_within = minutes{10}});
  until(70);
  EXPECT_THAT(news(), ElementsAre("0 told zhao sms1", "60 no-receipt zhao sms1"));
  receipt(1, ReceiptKind::Delivered);
  until(500);
  EXPECT_THAT(news(), ElementsAre("70 delivered zhao sms1"));
}

TEST_F(ErrandsTest, AllWaysFailedIsGivenUpAndALateReceiptTakesThatBack) {
  begin({.people = {2}, .ack_within = minutes{20}});
  until(1000);
  EXPECT_THAT(
      news(),
      ElementsAre("0 told zhao sms1", "60 no-receipt zhao sms1", "75 told zhao sms2",
                  "135 no-receipt zhao sms2", "165 told zhao sms3", "225 no-receipt zhao sms3",
                  "285 told zhao sms4", "345 no-receipt zhao sms4", "345 gave-up zhao"));
  EXPECT_TRUE(errands->errands("leak-1", now())[0].gave_up);
  receipt(2, ReceiptKind::Sent);
  EXPECT_THAT(news(), ElementsAre("1000 sent zhao sms2"));
  EXPECT_FALSE(errands->errands("leak-1", now())[0].gave_up);
}

TEST_F(ErrandsTest, AfterAnAcknowledgementAFailureIsNotRepeated) {
  begin({.people = {0}, .ack_within = minutes{10}});
  act([&](auto& orders) { errands->acknowledged("leak-1", {}, now(), orders); });
  news();
  receipt(1, ReceiptKind::Failed, "no signal");
  until(5000);
  EXPECT_THAT(news(), ElementsAre("0 failed li sms1: no signal"));
  restart();
  until(9000);
  EXPECT_THAT(news(), IsEmpty());
}

TEST_F(ErrandsTest, AnotherIncidentGoesOn) {
  begin({.people = {2, 1}, .ack_within = seconds{60}});
  act([&](auto& orders) { errands->acknowledged("leak", {}, now(), orders); });
  act([&](auto& orders) { errands->ended("leak-11", now(), orders); });
  receipt(1, ReceiptKind::Sent);
  news();
  until(60);
  EXPECT_THAT(news(), ElementsAre("60 told wang email1"));
}

TEST_F(ErrandsTest, ANoticeIsFinishedWhateverIsAcknowledgedOrEnded) {
  begin({.people = {2, 1}, .ack_within = seconds{60}, .notice = true});
  EXPECT_THAT(news(), ElementsAre("0 told zhao sms1", "0 told wang email1"));
  act([&](auto& orders) { errands->acknowledged("leak-1", {}, now(), orders); });
  act([&](auto& orders) { errands->ended("leak-1", now(), orders); });
  receipt(1, ReceiptKind::Failed, "no signal");
  receipt(2, ReceiptKind::Sent);
  news();
  until(15);
  EXPECT_THAT(news(), ElementsAre("15 told zhao sms2"));
  restart();
  EXPECT_THAT(news(), ElementsAre("15 interrupted zhao sms2", "15 told zhao sms3"));
  receipt(last_ticket(), ReceiptKind::Sent);
  EXPECT_THAT(store.calls, IsEmpty());
  EXPECT_THAT(store.errands, IsEmpty());
  EXPECT_EQ(errands->deadline(), std::nullopt);
}

TEST_F(ErrandsTest, WhatHasEndedLeavesNothingBehind) {
  begin({.people = {0, 1, 2}, .ack_within = seconds{60}});
  until(70);
  EXPECT_EQ(store.errands.size(), 2U);
  act([&](auto& orders) { errands->ended("leak-1", now(), orders); });
  EXPECT_THAT(store.calls, IsEmpty());
  EXPECT_THAT(store.errands, IsEmpty());
  news();
  receipt(1, ReceiptKind::Failed);
  until(5000);
  EXPECT_THAT(news(), IsEmpty());
}

TEST_F(ErrandsTest, AStepBeginsOnce) {
  begin({.people = {2}});
  begin({.people = {0}});
  EXPECT_THAT(news(), ElementsAre("0 told zhao sms1"));
}

TEST_F(ErrandsTest, AfterARestartTheNextWayIsBegunAndTimersGoOn) {
  begin({.people = {0, 2}, .ack_within = seconds{120}});
  news();
  until(50);
  restart();
  EXPECT_THAT(news(), ElementsAre("50 interrupted li sms1", "50 told li email1"));
  receipt(1, ReceiptKind::Sent);  // of the process before
  EXPECT_THAT(news(), IsEmpty());
  receipt(last_ticket(), ReceiptKind::Sent);
  news();
  until(120);
  EXPECT_THAT(news(), ElementsAre("120 told zhao sms1"));
}

TEST_F(ErrandsTest, TheOnlyWayIsBegunAgainAfterARestartWithTheSameKey) {
  begin({.people = {2}, .ack_within = seconds{600}});
  restart();
  EXPECT_THAT(news(),
              ElementsAre("0 told zhao sms1", "0 interrupted zhao sms1", "0 told zhao sms2"));
  EXPECT_EQ(messages[0].key, messages[1].key);
  EXPECT_NE(messages[0].ticket, messages[1].ticket);
}

TEST_F(ErrandsTest, ABackOffGoesOnAfterARestart) {
  begin({.people = {2}, .ack_within = seconds{600}});
  second = 4;
  receipt(1, ReceiptKind::Failed, "no signal");
  second = 10;
  restart();
  news();
  until(30);
  EXPECT_THAT(news(), ElementsAre("19 told zhao sms2"));
}

TEST_F(ErrandsTest, APauseAndTheRoundGoOnAfterARestart) {
  begin({.people = {2}, .ack_within = seconds{60}, .repeat = seconds{300}});
  receipt(1, ReceiptKind::Sent);
  until(100);
  restart();
  news();
  until(360);
  EXPECT_THAT(news(), ElementsAre("360 told zhao sms1 again"));
  restart();
  EXPECT_THAT(news(), ElementsAre("360 interrupted zhao sms1 again", "360 told zhao sms2 again"));
}

TEST_F(ErrandsTest, OfARoundThatIsOverNothingIsTakenOver) {
  begin({.people = {2}, .ack_within = seconds{60}});
  receipt(1, ReceiptKind::Sent);
  store.calls["leak-1/tell"].round = 2;
  news();
  restart();
  EXPECT_THAT(news(), ElementsAre("0 told zhao sms1 again"));
}

TEST_F(ErrandsTest, AfterALongAbsenceOneTurnComesAtOnceAndTheNextInItsTime) {
  begin({.people = {1, 2, 0}, .ack_within = seconds{60}});
  receipt(1, ReceiptKind::Sent);
  second = 1000;
  restart();
  receipt(last_ticket(), ReceiptKind::Sent);
  until(1060);
  EXPECT_THAT(news(), ElementsAre("0 told wang email1", "0 sent wang email1", "1000 told zhao sms1",
                                  "1000 sent zhao sms1", "1060 told li sms1"));
}

TEST_F(ErrandsTest, AClockThatWentBackHasPassedNothing) {
  begin({.people = {1, 2}, .ack_within = seconds{60}});
  receipt(1, ReceiptKind::Sent);
  second = 30;
  clock_step = -seconds{1'000'000};
  restart();
  news();
  until(1000);
  EXPECT_THAT(news()[0], "90 told zhao sms1");
}

TEST_F(ErrandsTest, AClockThatWentForwardIsOneTurn) {
  begin({.people = {1, 2, 0}, .ack_within = seconds{60}});
  receipt(1, ReceiptKind::Sent);
  second = 1;
  clock_step = std::chrono::hours{24 * 365 * 56};
  restart();
  EXPECT_EQ(news().back(), "1 told zhao sms1");
  receipt(last_ticket(), ReceiptKind::Sent);
  until(61);
  EXPECT_EQ(news().back(), "61 told li sms1");
}

TEST_F(ErrandsTest, AClockThatStepsWithoutARestartChangesNothing) {
  begin({.people = {1, 2}, .ack_within = seconds{60}});
  receipt(1, ReceiptKind::Sent);
  clock_step = std::chrono::hours{5};
  news();
  until(60);
  EXPECT_THAT(news(), ElementsAre("60 told zhao sms1"));
}

TEST_F(ErrandsTest, WhoIsNoLongerInTheConfigurationIsLeftOut) {
  begin({.people = {2, 0, 1}, .ack_within = seconds{60}});
  receipt(1, ReceiptKind::Sent);
  until(10);
  news();
  restart({{"wang", {Via::Webhook}}, {"li", {Via::Email}}});
  EXPECT_FALSE(store.errands.contains("leak-1/2/zhao"));
  EXPECT_THAT(news(), ElementsAre("10 told li email1"));
  EXPECT_EQ(messages.back().contact, 1U);
  receipt(last_ticket(), ReceiptKind::Sent);
  until(70);
  EXPECT_EQ(news().back(), "70 told wang webhook1");
}

TEST_F(ErrandsTest, TheSirenIsAWayLikeOthers) {
  errands.emplace(std::vector<Person>{{"li", {Via::Sms, Via::Siren}}});
  begin({.people = {0}, .ack_within = minutes{5}});
  receipt(1, ReceiptKind::Refused, "no SIM card");
  EXPECT_THAT(news(),
              ElementsAre("0 told li sms1", "0 refused li sms1: no SIM card", "0 told li siren1"));
}

TEST_F(ErrandsTest, WaysThatAPersonHasNotAreNotTried) {
  begin({.people = {1, 2}, .via = {Via::Mqtt, Via::Sms, Via::Sms, Via::Webhook}});
  EXPECT_THAT(news(), ElementsAre("0 told wang webhook1", "0 told zhao sms1"));
}

TEST_F(ErrandsTest, WhatIsUnderWayWhenTheConfigurationChangesFindsItsReceipt) {
  begin({.people = {2, 0, 1}, .ack_within = seconds{60}});
  until(60);
  receipt(1, ReceiptKind::Failed);
  EXPECT_THAT(news(), ElementsAre("0 told zhao sms1", "60 no-receipt zhao sms1", "60 told li sms1",
                                  "60 failed zhao sms1"));
  until(61);
  reload({{"wang", {Via::Email}}, {"li", {Via::Email, Via::Sms}}});  // zhao has left
  EXPECT_THAT(news(), IsEmpty());
  EXPECT_FALSE(store.errands.contains("leak-1/2/zhao"));
  receipt(1, ReceiptKind::Sent);
  EXPECT_THAT(news(), IsEmpty()) << "of who has left";
  receipt(2, ReceiptKind::Failed, "no signal");
  EXPECT_THAT(news(), ElementsAre("61 failed li sms1: no signal", "61 told li email1"));
  EXPECT_EQ(last_ticket(), 3U);
  receipt(3, ReceiptKind::Sent);
  until(120);
  EXPECT_THAT(news(), ElementsAre("61 sent li email1", "120 told wang email1"));
  EXPECT_EQ(messages.back().contact, 0U);
}

TEST_F(ErrandsTest, AWayThatIsGoneWithTheConfigurationIsWaitedForByNobody) {
  begin({.people = {0}, .ack_within = minutes{10}});
  reload({{"li", {Via::Email}}});
  EXPECT_THAT(news(), ElementsAre("0 told li sms1", "0 told li email1"));
  receipt(1, ReceiptKind::Sent);
  EXPECT_THAT(news(), IsEmpty());
}

}  // namespace
}  // namespace hazgate::emergency
