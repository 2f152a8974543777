#include <algorithm>
#include <csignal>
#include <fstream>

#include "uplink_fixture.hpp"

/// What a broker does not take must never hold up what comes behind it.
namespace hazgate::uplink {
namespace {

using namespace std::chrono_literals;
using Messages = Subscriber::Messages;

bool has(const Messages& messages, const std::string& topic, const std::string& part) {
  return std::any_of(messages.begin(), messages.end(), [&](const auto& message) {
    return message.first == topic && message.second.find(part) != std::string::npos;
  });
}

class RefusalTest : public UplinkTest {
 protected:
  bool is_5() const { return GetParam() == MqttVersion::V5; }
  void append_large(std::size_t bytes) {
    journal_->append({{{0, from_unix_ms(1000), "report",
                        R"({"t":1000,"text":")" + std::string(bytes, 'x') + "\"}"}},
                      {},
                      {}});
  }
  std::string acl(const std::string& text) {
    std::ofstream(folder_ + "/acl") << text;
    return "acl_file " + folder_ + "/acl\n";
  }
};

TEST_P(RefusalTest, AMessageThatIsTooLargeIsLeftOutAndTheRestGoesOn) {
  Broker broker(folder_, "max_packet_size 5000\n");
  broker.start();
  Subscriber eye(broker, kRoot + "alarm");
  open_journal();
  append_events(10);
  append_large(20'000);
  append_events(10);
  start(broker);
  ASSERT_TRUE(wait_for([](const Counters& c) { return c.sent_event == 21; }, 60s))
      << counters().error;
  EXPECT_EQ(counters().refused, 1U);
  EXPECT_NE(counters().refused_why.find("report: the message has 20"), std::string::npos)
      << counters().refused_why;
  if (is_5()) {
    EXPECT_EQ(counters().reconnects, 0U) << "the broker has said how much";
  }
  ASSERT_TRUE(eye.wait_for([](const Messages& m) { return m.size() >= 20; }));
  {
    const std::lock_guard lock(mutex_);
    ASSERT_EQ(refused_.size(), 1U);
    EXPECT_EQ(refused_[0].of, Ticket::Of::Event);
    EXPECT_EQ(refused_[0].seq, 11U);
  }
  EXPECT_TRUE(wait_for([](const Counters& c) { return c.connected; }));
}

TEST_P(RefusalTest, ADescribeThatIsTooLargeDoesNotKeepAlarmsAway) {
  Broker broker(folder_, "max_packet_size 5000\n");
  broker.start();
  open_journal();
  start(broker);
  on_core([this] { uplink_->set_describe(R"({"park":")" + std::string(20'000, 'x') + "\"}"); });
  append_events(10);
  EXPECT_TRUE(
      wait_for([](const Counters& c) { return c.sent_event == 10 && c.refused >= 1; }, 60s));
  append_events(10);
  EXPECT_TRUE(wait_for([](const Counters& c) { return c.connected && c.sent_event == 20; }));
}

TEST_P(RefusalTest, OneTopicThatIsNotAllowedIsLeftOut) {
  if (!is_5()) GTEST_SKIP() << "mosquitto acknowledges it over 3.1.1";
  Broker broker(folder_, acl("topic readwrite hazgate/v1/north-park/acme/gw-01/alarm\n"
                             "topic readwrite hazgate/v1/north-park/acme/gw-01/state\n"
                             "topic read hazgate/v1/north-park/acme/gw-01/command\n"));
  broker.start();
  Subscriber eye(broker, kRoot + "alarm");
  open_journal();
  append_events(5);
  append_large(10);
  append_events(5);
  start(broker);
  ASSERT_TRUE(wait_for([](const Counters& c) { return c.sent_event == 11; }))
      << counters().error << " " << counters().refused_why << " " << counters().sent_event;
  EXPECT_TRUE(eye.wait_for([](const Messages& m) { return m.size() >= 10; }));
  EXPECT_NE(counters().refused_why.find("not authorised"), std::string::npos);
  const std::lock_guard lock(mutex_);
  ASSERT_FALSE(link_.empty());
  EXPECT_TRUE(std::any_of(link_.begin(), link_.end(), [](const auto& told) { return !told.first; }))
      << "people here know that the park lacks something";
  EXPECT_TRUE(link_.back().first) << "and that alarms pass again";
}

TEST_P(RefusalTest, WhereNothingIsAllowedNothingIsThrownAway) {
  if (!is_5()) GTEST_SKIP() << "mosquitto acknowledges it over 3.1.1";
  Broker broker(folder_, acl("topic readwrite elsewhere/#\n"));
  broker.start();
  open_journal();
  append_events(20);
  start(broker);
  ASSERT_TRUE(wait_for([](const Counters& c) {
    return c.reconnects >= 2 && c.error.find("not authorised") != std::string::npos;
  })) << counters().error;
  EXPECT_EQ(counters().sent_event, 0U);
  EXPECT_EQ(counters().refused, 0U);
  acl("topic readwrite hazgate/#\n");
  broker.signal(SIGHUP);
  EXPECT_TRUE(wait_for([](const Counters& c) { return c.sent_event == 20; }, 40s));
}

TEST_P(RefusalTest, NoMoreIsInFlightThanTheBrokerTakes) {
  if (!is_5()) GTEST_SKIP() << "3.1.1 brokers do not say how many";
  Broker broker(folder_, "max_inflight_messages 2\n");
  broker.start();
  open_journal();
  append_events(200);
  append_samples(200);
  start(broker);
  ASSERT_TRUE(
      wait_for([](const Counters& c) { return c.sent_event == 200 && c.sent_sample == 200; }));
  EXPECT_EQ(counters().reconnects, 0U);
}

TEST_P(RefusalTest, AReplyGoesWhereTheCommandWantsItToo) {
  Broker broker(folder_);
  broker.start();
  Subscriber eye(broker, "#");
  start(broker);
  ASSERT_TRUE(wait_for([](const Counters& c) { return c.connected; }));
  const auto came = [this] {
    const std::lock_guard lock(mutex_);
    return !commands_.empty();
  };
  const auto deadline = std::chrono::steady_clock::now() + 20s;
  while (!came() && std::chrono::steady_clock::now() < deadline) {
    publish_5(broker, kRoot + "command", R"({"id":"1"})", "hazgate/screen-7/answers", "c-42");
  }
  ASSERT_TRUE(came());
  ReplyTo to;
  {
    const std::lock_guard lock(mutex_);
    to = reply_to_.front();
  }
  if (!is_5()) {
    EXPECT_EQ(to.topic, "");
    return;
  }
  EXPECT_EQ(to.topic, "hazgate/screen-7/answers");
  EXPECT_EQ(to.correlation, "c-42");
  on_core([&] {
    uplink_->reply(R"({"id":"1","ok":true})", to);
    uplink_->reply(R"({"id":"2"})", {kRoot + "alarm", ""});
    uplink_->reply(R"({"id":"3"})", {"hazgate/+/x", ""});
    uplink_->reply(R"({"id":"4"})", {"", ""});
  });
  ASSERT_TRUE(
      eye.wait_for([](const Messages& m) { return has(m, kRoot + "reply", R"("id":"4")"); }));
  const Messages all = eye.messages();
  EXPECT_TRUE(has(all, kRoot + "reply", R"("id":"1")"));
  EXPECT_TRUE(has(all, "hazgate/screen-7/answers", R"("id":"1")"));
  EXPECT_FALSE(has(all, kRoot + "alarm", "")) << "a command does not make the gateway raise alarms";
}

TEST_P(RefusalTest, ABrokerThatHangsUpIsSaidInWords) {
  HangingUp server;
  start(options_for({server.uri()}));
  ASSERT_TRUE(wait_for([](const Counters& c) { return !c.error.empty(); }));
  EXPECT_NE(counters().error.find(is_5() ? "mqtt = \"3.1.1\"" : "is it an MQTT broker"),
            std::string::npos)
      << counters().error;
}

TEST_P(RefusalTest, ABrokerOf311OnlySaysSo) {
  if (!is_5()) GTEST_SKIP();
  HangingUp old(std::string("\x20\x02\x00\x01", 4));  // CONNACK: unacceptable protocol version
  start(options_for({old.uri()}));
  ASSERT_TRUE(wait_for([](const Counters& c) { return !c.error.empty(); }));
  EXPECT_NE(counters().error.find("mqtt = \"3.1.1\""), std::string::npos) << counters().error;
}

TEST_P(RefusalTest, WhyTheBrokerEndsAConnectionIsSaid) {
  if (!is_5()) GTEST_SKIP() << "3.1.1 gives no reason";
  // CONNACK, then DISCONNECT: session taken over. mosquitto 2.0.11 does not say it.
  HangingUp server(std::string("\x20\x03\x00\x00\x00\xE0\x02\x8E\x00", 9));
  start(options_for({server.uri()}));
  EXPECT_TRUE(wait_for([](const Counters& c) {
    return c.error.find("running twice") != std::string::npos;
  })) << counters().error;
}

INSTANTIATE_TEST_SUITE_P(Mqtt, RefusalTest, testing::Values(MqttVersion::V3_1_1, MqttVersion::V5),
                         version_name);

}  // namespace
}  // namespace hazgate::uplink
