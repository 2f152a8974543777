#include "gateway/uplink/uplink.hpp"

#include <algorithm>

#include "uplink_fixture.hpp"

namespace hazgate::uplink {
namespace {

using namespace std::chrono_literals;
using Messages = Subscriber::Messages;

bool has(const Messages& messages, const std::string& topic, const std::string& part) {
  return std::any_of(messages.begin(), messages.end(), [&](const auto& message) {
    return message.first == kRoot + topic && message.second.find(part) != std::string::npos;
  });
}

TEST_P(UplinkTest, EverythingArrivesInOrderAndTheCursorFollows) {
  Broker broker(folder_);
  broker.start();
  Subscriber eye(broker, "hazgate/#");
  open_journal();
  append_events(300);  // before the uplink: from the journal
  append_samples(2000);
  start(broker);
  append_events(300);
  append_samples(2000);
  ASSERT_TRUE(eye.wait_for([](const Messages& messages) { return messages.size() >= 4603; }));
  EXPECT_TRUE(has_all(eye.messages(), "alarm", 600));
  EXPECT_TRUE(has_all(eye.messages(), "telemetry/gd-101", 4000));
  EXPECT_TRUE(
      wait_for([](const Counters& c) { return c.sent_event == 600 && c.sent_sample == 4000; }));
  EXPECT_EQ(counters().lag_event + counters().lag_sample, 0U);
  EXPECT_EQ(counters().published, 4600U);
  stop();
  journal_.reset();
  open_journal();
  EXPECT_EQ(journal_->opened().sent_event, 600U);
  EXPECT_EQ(journal_->opened().sent_sample, 4000U);
  EXPECT_TRUE(has(eye.messages(), "alarm",
                  R"({"epoch":")" + journal_->opened().epoch + R"(","seq":1,"t":1000})"));
}

TEST_P(UplinkTest, RetainedMessagesComeFirstAndStay) {
  Broker broker(folder_);
  broker.start();
  open_journal();
  append_events(1);
  Subscriber eye(broker, "hazgate/#");
  start(broker);
  ASSERT_TRUE(eye.wait_for([](const Messages& m) { return has(m, "alarm", "seq"); }));
  const Messages first = eye.messages();
  ASSERT_GE(first.size(), 4U);
  EXPECT_EQ(first[0].first, kRoot + "state");
  EXPECT_NE(first[0].second.find(R"({"online":true,"t":1)"), std::string::npos);
  EXPECT_NE(first[0].second.find(R"("version":"0.1.0","epoch":")" + journal_->opened().epoch),
            std::string::npos);
  EXPECT_EQ(first[1].first, kRoot + "describe");
  EXPECT_EQ(first[2].first, kRoot + "alarms");
  on_core([this] {
    for (int i = 0; i < 500; ++i) uplink_->set_alarms(R"({"alarms":[)" + std::to_string(i) + "]}");
  });
  ASSERT_TRUE(eye.wait_for([](const Messages& m) { return has(m, "alarms", "[499]"); }));
  EXPECT_LT(eye.messages().size(), 100U) << "only the newest matters";
}

TEST_P(UplinkTest, ACleanStopSaysSo) {
  Broker broker(folder_);
  broker.start();
  Subscriber eye(broker, "hazgate/#");
  start(broker);
  ASSERT_TRUE(eye.wait_for([](const Messages& m) { return has(m, "state", "true"); }));
  stop();
  EXPECT_TRUE(
      eye.wait_for([](const Messages& m) { return has(m, "state", R"({"online":false,"t":)"); }));
}

TEST_P(UplinkTest, CommandsComeInAndRepliesGoOut) {
  Broker broker(folder_);
  broker.start();
  publish(broker, kRoot + "command", R"({"id":"old","op":"silence"})", true);
  Subscriber eye(broker, kRoot + "reply");
  start(broker);
  ASSERT_TRUE(wait_for([](const Counters& c) { return c.connected; }));
  const std::string command = R"({"id":"1","op":"ack","by":"王工"})";
  const auto came = [this] {
    const std::lock_guard lock(mutex_);
    return !commands_.empty();
  };
  const auto deadline = std::chrono::steady_clock::now() + 20s;
  while (!came() && std::chrono::steady_clock::now() < deadline) {
    publish(broker, kRoot + "command", command);
  }
  ASSERT_TRUE(came());
  EXPECT_EQ(commands_.front(), command) << "a retained command is not carried out again";
  on_core([this] { uplink_->reply(R"({"id":"1","ok":true})"); });
  EXPECT_TRUE(eye.wait_for([](const Messages& m) { return has(m, "reply", R"("ok":true)"); }));
}

TEST_P(UplinkTest, WithoutAJournalEventsAreSentAndMarked) {
  Broker broker(folder_);
  broker.start();
  Subscriber eye(broker, "hazgate/#");
  start(broker);
  on_core([this] { uplink_->send_unjournaled("alarm", R"({"t":7})"); });
  EXPECT_TRUE(eye.wait_for(
      [](const Messages& m) { return has(m, "alarm", R"({"journaled":false,"t":7})"); }));
}

TEST_P(UplinkTest, AJournalThatComesLaterIsSentWhole) {
  Broker broker(folder_);
  broker.start();
  Subscriber eye(broker, "hazgate/#");
  start(broker);
  ASSERT_TRUE(wait_for([](const Counters& c) { return c.connected; }));
  open_journal();
  append_events(20);
  on_core([this] { uplink_->attach(journal_.get()); });
  append_events(20);
  EXPECT_TRUE(eye.wait_for([](const Messages& m) { return has_all(m, "alarm", 40); }));
  EXPECT_TRUE(has(eye.messages(), "state", journal_->opened().epoch));
  on_core([this] { uplink_->attach(nullptr); });
}

INSTANTIATE_TEST_SUITE_P(Mqtt, UplinkTest, testing::Values(MqttVersion::V3_1_1, MqttVersion::V5),
                         version_name);

}  // namespace
}  // namespace hazgate::uplink
