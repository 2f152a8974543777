#include "gateway/uplink/sparkplug/session.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>
#include <sparkplug.pb.h>

#include "gateway/journal/frame.hpp"
#include "gateway/uplink/sparkplug/bd_seq.hpp"

namespace hazgate::uplink::sparkplug {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using Wish = Session::Wish;

constexpr WallTime kNow{std::chrono::milliseconds{1'700'000'000'000}};
const std::string kRoot = "spBv1.0/north-park/";
const std::string kHost = "spBv1.0/STATE/scada-1";

Catalog two_devices() {
  return Catalog({{"a", {{"x", Datatype::Double, ""}}}, {"b", {{"x", Datatype::Double, ""}}}});
}

journal::FrameLayout layout_of(const std::string& device) {
  return {device == "a" ? 1U : device == "b" ? 2U : 3U, device, {"x"}};
}

journal::SampleRecord record(std::uint64_t seq, double value) {
  return {seq, kNow, 0, journal::pack({{value, Quality::Good}})};
}
journal::SampleRecord lost(std::uint64_t seq) {
  return {seq, kNow, 0, journal::pack({{std::monostate{}, Quality::Comm}})};
}

std::string rebirth() {
  wire::Payload payload;
  auto* metric = payload.add_metrics();
  metric->set_name("Node Control/Rebirth");
  metric->set_boolean_value(true);
  return payload.SerializeAsString();
}

std::string state(bool online, int timestamp) {
  return std::string(R"({"online":)") + (online ? "true" : "false") +
         ",\"timestamp\":" + std::to_string(timestamp) + "}";
}

class SparkplugSession : public testing::Test {
 protected:
  Session session_{{"north-park", "acme.gw", "1", ""}};
  SparkplugSession() { session_.set_catalog(two_devices()); }

  /// "DDATA/acme.gw/a 3": type, who, seq.
  static std::vector<std::string> said(const std::vector<Publication>& messages) {
    std::vector<std::string> said;
    for (const Publication& message : messages) {
      EXPECT_EQ(message.topic.rfind(kRoot, 0), 0U) << message.topic;
      EXPECT_FALSE(message.retained);
      EXPECT_EQ(message.qos, 0);
      wire::Payload payload;
      EXPECT_TRUE(payload.ParseFromString(message.payload));
      said.push_back(message.topic.substr(kRoot.size()) + " " + std::to_string(payload.seq()));
    }
    return said;
  }
  std::vector<std::string> live(const std::string& device, const journal::SampleRecord& record,
                                bool back_fill = false) {
    session_.learn(record, layout_of(device));
    return said(session_.data(record, layout_of(device), false, back_fill, kNow));
  }
  std::vector<std::string> late(const std::string& device, const journal::SampleRecord& record) {
    return said(session_.data(record, layout_of(device), true, true, kNow));
  }
  void be_born() {
    session_.will(5);
    ASSERT_EQ(session_.subscribed(), Wish::Births);
    session_.births(kNow);
  }
};

TEST_F(SparkplugSession, SubscribesBeforeItSaysAnything) {
  EXPECT_THAT(session_.subscriptions(),
              ElementsAre(kRoot + "NCMD/acme.gw", kRoot + "DCMD/acme.gw/+"));
  const Will will = session_.will(5);
  EXPECT_EQ(will.topic, kRoot + "NDEATH/acme.gw");
  EXPECT_EQ(will.qos, 1);
  EXPECT_FALSE(will.retained);
  EXPECT_EQ(session_.farewell().payload, will.payload);
  EXPECT_FALSE(session_.is_born());
  EXPECT_EQ(session_.subscribed(), Wish::Births);
  EXPECT_THAT(said(session_.births(kNow)), ElementsAre("NBIRTH/acme.gw 0"));
  EXPECT_TRUE(session_.is_born());
}

TEST_F(SparkplugSession, ADeviceIsBornWithItsFirstValueAndOneSeqGoesOverAll) {
  be_born();
  EXPECT_THAT(live("a", record(1, 1)), ElementsAre("DBIRTH/acme.gw/a 1"));
  EXPECT_THAT(live("a", record(2, 2)), ElementsAre("DDATA/acme.gw/a 2"));
  EXPECT_THAT(live("b", record(3, 2)), ElementsAre("DBIRTH/acme.gw/b 3"));
  for (int i = 4; i < 256; ++i) live("a", record(4, 1));
  EXPECT_THAT(live("b", record(3, 2)), ElementsAre("DDATA/acme.gw/b 0")) << "255 is followed by 0";
  EXPECT_THAT(live("nobody", record(3, 2)), IsEmpty()) << "and takes no number";
  EXPECT_THAT(live("b", record(3, 2)), ElementsAre("DDATA/acme.gw/b 1"));
}

TEST_F(SparkplugSession, ADeviceThatDoesNotAnswerDiesOnceAndComesBack) {
  be_born();
  EXPECT_THAT(live("a", lost(1)), IsEmpty()) << "never born";
  live("a", record(2, 1));
  EXPECT_THAT(live("a", lost(3)), ElementsAre("DDEATH/acme.gw/a 2"));
  EXPECT_THAT(live("a", lost(4)), IsEmpty());
  EXPECT_THAT(live("a", record(5, 1)), ElementsAre("DBIRTH/acme.gw/a 3"));
}

TEST_F(SparkplugSession, TheDeadHaveAPastTheyAreBornForItAndDieWhenItIsTold) {
  be_born();
  EXPECT_THAT(late("a", record(1, 1)), ElementsAre("DBIRTH/acme.gw/a 1", "DDATA/acme.gw/a 2"));
  EXPECT_THAT(live("a", lost(9), true), ElementsAre("DDATA/acme.gw/a 3")) << "bad, but not dead";
  EXPECT_THAT(late("a", record(2, 1)), ElementsAre("DDATA/acme.gw/a 4"));
  EXPECT_THAT(live("a", lost(10), false), ElementsAre("DDEATH/acme.gw/a 5"));
  EXPECT_THAT(late("a", lost(3)), IsEmpty());
}

TEST_F(SparkplugSession, ARebirthHasTheSameBdSeqAndBeginsAtZeroWithAllThatAnswer) {
  be_born();
  live("a", record(1, 1));
  live("b", record(1, 1));
  live("b", lost(2));
  const Inbound asked{session_.node_commands(), rebirth(), false, {}};
  EXPECT_EQ(session_.heard(asked), Wish::Births);
  EXPECT_THAT(said(session_.births(kNow)), ElementsAre("NBIRTH/acme.gw 0", "DBIRTH/acme.gw/a 1"));
  EXPECT_EQ(session_.heard({asked.topic, asked.payload, true, {}}), Wish::Nothing) << "retained";
  EXPECT_EQ(session_.heard({kRoot + "NCMD/another", rebirth(), false, {}}), Wish::Nothing);
  EXPECT_EQ(session_.heard({kRoot + "DCMD/acme.gw/a", rebirth(), false, {}}), Wish::Nothing);
  session_.disconnected();
  EXPECT_EQ(session_.heard(asked), Wish::Nothing) << "not born";
}

TEST_F(SparkplugSession, AfterARebirthTheDeadAreBornForTheirPastAgain) {
  be_born();
  late("a", record(1, 1));
  session_.births(kNow);
  EXPECT_THAT(late("a", record(2, 1)), ElementsAre("DBIRTH/acme.gw/a 1", "DDATA/acme.gw/a 2"));
}

TEST_F(SparkplugSession, AFrameOfPointsThatAreGoneSaysNothingAndTakesNoNumber) {
  be_born();
  live("a", record(1, 1));
  const journal::FrameLayout old{9, "a", {"gone"}};
  EXPECT_THAT(session_.data(record(2, 1), old, true, true, kNow), IsEmpty());
  EXPECT_THAT(live("a", record(3, 1)), ElementsAre("DDATA/acme.gw/a 2"));
  EXPECT_EQ(session_.left_out(), 0U) << "of a device that is there";
}

TEST_F(SparkplugSession, BirthsSayTheNewestThoughItCouldNotBeSent) {
  be_born();
  live("a", record(1, 1));
  session_.disconnected();
  session_.learn(record(2, 7), layout_of("a"));
  session_.learn(lost(3), layout_of("b"));
  session_.learn(record(4, 7), layout_of("nobody"));
  session_.will(6);
  session_.subscribed();
  const auto births = session_.births(kNow);
  EXPECT_THAT(said(births), ElementsAre("NBIRTH/acme.gw 0", "DBIRTH/acme.gw/a 1"));
  wire::Payload payload;
  ASSERT_TRUE(payload.ParseFromString(births[1].payload));
  EXPECT_EQ(payload.metrics(0).double_value(), 7);
}

TEST_F(SparkplugSession, AnotherJournalGivesItsOwnNumbersToLayouts) {
  be_born();
  live("a", record(1, 1));
  session_.forget_layouts();
  const journal::FrameLayout other{layout_of("a").id, "b", {"x"}};
  EXPECT_THAT(said(session_.data(record(2, 2), other, false, false, kNow)),
              ElementsAre("DBIRTH/acme.gw/b 2"));
  EXPECT_THAT(said(session_.births(kNow)), ElementsAre("NBIRTH/acme.gw 0")) << "nothing is known";
}

TEST_F(SparkplugSession, WhatTheBrokerDoesNotTakeHasNoNumberAndIsTold) {
  session_.will(5);
  session_.subscribed(60);
  session_.births(kNow);
  EXPECT_THAT(live("a", record(1, 1)), IsEmpty());
  EXPECT_EQ(session_.left_out(), 1U);
  EXPECT_THAT(session_.left_out_why(),
              testing::AllOf(testing::HasSubstr("DBIRTH/acme.gw/a: the message has "),
                             testing::HasSubstr("takes no more than 60; raise")));
  EXPECT_THAT(late("a", record(2, 1)), IsEmpty()) << "no data of what was not born";
  EXPECT_THAT(live("a", lost(3)), IsEmpty());
  session_.disconnected();
  be_born();
  EXPECT_THAT(live("a", record(4, 1)), ElementsAre("DBIRTH/acme.gw/a 1")) << "elsewhere";
}

TEST_F(SparkplugSession, ThePastOfADeviceThatIsGoneIsCounted) {
  be_born();
  EXPECT_THAT(late("nobody", record(1, 1)), IsEmpty());
  EXPECT_EQ(session_.left_out(), 1U);
  EXPECT_EQ(session_.left_out_why(), "nobody is not a device of the site file any more");
}

TEST_F(SparkplugSession, WhatIsWrittenFromAfarIsRefusedAndCounted) {
  be_born();
  wire::Payload payload;
  payload.add_metrics()->set_name("siren");
  EXPECT_EQ(session_.heard({kRoot + "DCMD/acme.gw/a", payload.SerializeAsString(), false, {}}),
            Wish::Nothing);
  EXPECT_EQ(session_.refused_commands(), 1U);
  EXPECT_EQ(session_.refused_command(), kRoot + "DCMD/acme.gw/a: siren is not written from afar");
  EXPECT_EQ(session_.heard({session_.node_commands(), "\xff\xff", false, {}}), Wish::Nothing);
  EXPECT_EQ(session_.refused_commands(), 2U);
}

TEST_F(SparkplugSession, AnotherCatalogIsSeenAndItsAliasesHold) {
  be_born();
  live("a", record(1, 1));
  EXPECT_FALSE(session_.set_catalog(two_devices())) << "the same";
  EXPECT_TRUE(session_.set_catalog(Catalog({{"b", {{"x", Datatype::Double, ""}}}})));
  EXPECT_THAT(said(session_.births(kNow)), ElementsAre("NBIRTH/acme.gw 0"));
  EXPECT_THAT(live("a", record(2, 1)), IsEmpty());
  const auto births = session_.data(record(3, 1), layout_of("b"), false, false, kNow);
  wire::Payload payload;
  ASSERT_THAT(births, SizeIs(1));
  ASSERT_TRUE(payload.ParseFromString(births[0].payload));
  EXPECT_EQ(payload.metrics(0).alias(), 1U);
}

class WithPrimaryHost : public SparkplugSession {
 protected:
  WithPrimaryHost() {
    session_ = Session({"north-park", "acme.gw", "1", "scada-1"});
    session_.set_catalog(two_devices());
    session_.will(0);
  }
  Wish host(bool online, int timestamp) {
    return session_.heard({kHost, state(online, timestamp), true, {}});
  }
};

TEST_F(WithPrimaryHost, NothingIsSaidBeforeItIsThere) {
  EXPECT_EQ(session_.subscriptions().front(), kHost);
  EXPECT_EQ(session_.subscribed(), Wish::Nothing);
  EXPECT_TRUE(session_.waits_for_host());
  EXPECT_EQ(host(false, 100), Wish::Nothing);
  EXPECT_EQ(host(true, 50), Wish::Nothing) << "older than what is known";
  EXPECT_EQ(session_.heard({kHost, "ONLINE", true, {}}), Wish::Nothing);
  EXPECT_EQ(session_.heard({"spBv1.0/STATE/other", state(true, 500), true, {}}), Wish::Nothing);
  EXPECT_EQ(host(true, 100), Wish::Births) << "as new";
}

TEST_F(WithPrimaryHost, ItMaySpeakBeforeTheSubscriptionsAreAnswered) {
  EXPECT_EQ(host(true, 100), Wish::Nothing);
  EXPECT_EQ(session_.subscribed(), Wish::Births);
}

TEST_F(WithPrimaryHost, WhetherItSeesTheNextBrokerIsHeardThere) {
  host(true, 100);
  session_.subscribed();
  session_.births(kNow);
  session_.disconnected();
  EXPECT_EQ(session_.subscribed(), Wish::Nothing);
  EXPECT_TRUE(session_.waits_for_host());
}

TEST_F(WithPrimaryHost, AWordFromTheConnectionBeforeIsNone) {
  host(true, 100);
  session_.will(1);
  EXPECT_EQ(session_.subscribed(), Wish::Nothing);
  EXPECT_EQ(host(true, 50), Wish::Births);
}

TEST_F(WithPrimaryHost, WhenItGoesTheNodeLeavesAndItsOldWordIsNotBelieved) {
  host(true, 100);
  session_.subscribed();
  session_.births(kNow);
  EXPECT_EQ(host(false, 99), Wish::Nothing);
  EXPECT_EQ(host(true, 101), Wish::Nothing) << "it is born";
  EXPECT_EQ(host(false, 101), Wish::Leave);
  session_.disconnected();
  EXPECT_EQ(session_.subscribed(), Wish::Nothing) << "to be heard on each connection";
  EXPECT_EQ(host(true, 50), Wish::Births) << "its clock was set back";
}

TEST(SparkplugBdSeq, BeginsAtZeroAndIsNeverTheSameAgainSoon) {
  std::optional<std::uint8_t> kept;
  std::set<int> used;
  std::mt19937 random(7);
  int last = -1;
  for (int process = 0; process < 12; ++process) {
    BdSeq number(99);
    number.restore(kept);
    if (auto reserved = number.reserve()) kept = reserved;
    for (auto connects = 1 + random() % 20; connects > 0; --connects) {
      const int next = number.take();
      if (process == 0 && last < 0) {
        EXPECT_EQ(next, 0);
      }
      if (last >= 0) {
        EXPECT_NE(next, last);
        EXPECT_LE((next - last + 256) % 256, 2 * BdSeq::kAtOnce);
      }
      last = next;
      if (auto reserved = number.reserve()) kept = reserved;
      ASSERT_TRUE(kept);
      EXPECT_LE((*kept - next + 256) % 256, BdSeq::kAtOnce) << "what is used was reserved";
    }
  }
}

TEST(SparkplugBdSeq, GoesOnBehindWhatWasReserved) {
  BdSeq number(99);
  number.restore(255);
  EXPECT_EQ(number.reserve(), 15);
  EXPECT_EQ(number.take(), 0);
}

TEST(SparkplugBdSeq, WithoutARecordItGoesOnFromWhereItBegan) {
  BdSeq number(254);
  EXPECT_EQ(number.take(), 254);
  EXPECT_EQ(number.reserve(), std::nullopt);
  EXPECT_EQ(number.take(), 255);
  number.restore(3);
  EXPECT_EQ(number.take(), 0) << "a session of this process was there: too late";
}

}  // namespace
}  // namespace hazgate::uplink::sparkplug
