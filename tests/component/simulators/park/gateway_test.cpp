#include "simulators/park/gateway.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <set>

#include "tests/component/simulators/park/scripted_broker.hpp"

namespace hazgate::test {
namespace {

using namespace std::chrono_literals;
using sim::mqtt::Kind;
using Seen = ScriptedBroker::Seen;

const std::string kRoot = "hazgate/v1/north-park/e-001/gw-00001/";

class LightGatewayTest : public ::testing::Test {
 protected:
  sim::LightGateway& start(double alarms_per_minute = 0, Duration period = 20ms) {
    sim::LightGateway::Settings settings;
    settings.place = {"north-park", "e-001", "gw-00001"};
    settings.epoch = "0123456789abcdef";
    settings.brokers = {broker.endpoint()};
    settings.rates = {2, period, alarms_per_minute, 0, 10'000};
    gateway.emplace(io, std::move(settings), tally);
    gateway->start({});
    return *gateway;
  }

  template <class Condition>
  bool run_until(Condition&& condition, std::chrono::seconds longest = 20s) {
    const auto deadline = std::chrono::steady_clock::now() + longest;
    while (!condition()) {
      if (std::chrono::steady_clock::now() > deadline) return false;
      io.run_one_for(10ms);
    }
    return true;
  }

  std::vector<Seen> published(int connection, const std::string& begin = kRoot) const {
    std::vector<Seen> found;
    std::copy_if(broker.seen.begin(), broker.seen.end(), std::back_inserter(found),
                 [&](const Seen& one) {
                   return one.kind == Kind::Publish && one.connection == connection &&
                          one.topic.rfind(begin, 0) == 0;
                 });
    return found;
  }

  boost::asio::io_context io;
  ScriptedBroker broker{io};
  sim::Tally tally;
  std::optional<sim::LightGateway> gateway;
};

TEST_F(LightGatewayTest, SaysItsStateFirstAndListensForCommands) {
  start();
  ASSERT_TRUE(run_until([&] { return published(1).size() > 6; }));
  const auto messages = published(1);
  EXPECT_EQ(messages[0].topic, kRoot + "state");
  EXPECT_EQ(messages[0].json().at("online"), true);
  EXPECT_EQ(messages[0].json().at("epoch"), "0123456789abcdef");
  EXPECT_EQ(messages[1].topic, kRoot + "describe");
  EXPECT_EQ(messages[2].topic, kRoot + "alarms");
  EXPECT_TRUE(messages[0].retained && messages[1].retained && messages[2].retained);
  EXPECT_EQ(messages[3].topic, kRoot + "telemetry/gd-001");
  EXPECT_FALSE(messages[3].retained);
  EXPECT_TRUE(std::any_of(broker.seen.begin(), broker.seen.end(), [](const Seen& one) {
    return one.kind == Kind::Subscribe && one.topic == kRoot + "command";
  }));
  EXPECT_NE(broker.connect.find("hazgate-north-park-e-001-gw-00001"), std::string::npos);
  EXPECT_NE(broker.connect.find(kRoot + "state"), std::string::npos) << "the will";
  EXPECT_NE(broker.connect.find(R"({"online":false})"), std::string::npos);
}

TEST_F(LightGatewayTest, WhatWasNotAcknowledgedComesAgainAndWhatWasRecordedMeanwhileIsLate) {
  auto& light = start();
  ASSERT_TRUE(run_until([&] { return tally.acknowledged >= 5; }));
  broker.acknowledges = false;
  ASSERT_TRUE(run_until([&] { return light.lag() >= 12; }));
  const auto unheard = light.lag();
  broker.drop();
  broker.acknowledges = true;
  ASSERT_TRUE(run_until([&] { return broker.connections == 2 && light.lag() == 0; }));
  EXPECT_GE(unheard, 12u);
  EXPECT_EQ(tally.reconnects.size(), 1u);

  std::vector<std::int64_t> all;
  std::size_t late = 0;
  for (const int connection : {1, 2}) {
    for (const Seen& one : published(connection, kRoot + "telemetry/")) {
      all.push_back(one.json().at("seq").as_int64());
      if (one.json().contains("late")) ++late;
    }
  }
  EXPECT_GE(late, unheard);
  const std::set<std::int64_t> each(all.begin(), all.end());
  EXPECT_LT(each.size(), all.size()) << "what was in flight came twice";
  EXPECT_EQ(*each.begin(), 1);
  EXPECT_EQ(*each.rbegin(), static_cast<std::int64_t>(each.size())) << "none is missing";
  EXPECT_EQ(published(2)[0].topic, kRoot + "state");
}

TEST_F(LightGatewayTest, EventsKeepTheirOrderAndTheRetainedAlarmsFollowThem) {
  auto& light = start(600, 1s);
  ASSERT_TRUE(run_until([&] { return light.record().last_event() >= 3; }));
  ASSERT_TRUE(run_until([&] { return light.lag() == 0; }));
  const auto events = published(1, kRoot + "alarm");
  std::vector<std::int64_t> order;
  std::string last_alarms;
  for (const Seen& one : events) {
    if (one.topic == kRoot + "alarm") order.push_back(one.json().at("seq").as_int64());
    if (one.topic == kRoot + "alarms") last_alarms = one.payload;
  }
  EXPECT_EQ(order, (std::vector<std::int64_t>{1, 2, 3}));
  EXPECT_NE(last_alarms, "");
}

TEST_F(LightGatewayTest, ACommandIsRefusedAndARetainedOneIsIgnored) {
  start();
  ASSERT_TRUE(run_until([&] { return tally.retained == 3; }));
  const uplink::Publication command{kRoot + "command", R"({"id":"a1","op":"ack"})", 1, true, {}};
  broker.send(sim::mqtt::publish_packet(command, 1));
  uplink::Publication fresh = command;
  fresh.retained = false;
  broker.send(sim::mqtt::publish_packet(fresh, 2));
  ASSERT_TRUE(run_until([&] { return !published(1, kRoot + "reply").empty(); }));
  const auto replies = published(1, kRoot + "reply");
  ASSERT_EQ(replies.size(), 1u);
  EXPECT_EQ(replies[0].json().at("id"), "a1");
  EXPECT_EQ(replies[0].json().at("ok"), false);
  EXPECT_EQ(tally.commands, 1u);
}

TEST_F(LightGatewayTest, ItLeavesInOrderAndSaysSo) {
  auto& light = start();
  ASSERT_TRUE(run_until([&] { return tally.acknowledged >= 5; }));
  light.stop_recording();
  ASSERT_TRUE(run_until([&] { return light.lag() == 0; }));
  light.leave();
  ASSERT_TRUE(run_until([&] { return light.is_gone(); }));
  ASSERT_TRUE(run_until([&] { return broker.seen.back().kind == Kind::Disconnect; }));
  const auto states = published(1, kRoot + "state");
  EXPECT_EQ(states.back().json().at("online"), false);
  EXPECT_TRUE(states.back().retained);
}

TEST_F(LightGatewayTest, ABrokerThatRefusesIsTriedAgainAfterAPauseAndTheReasonIsCounted) {
  broker.answer = 5;
  auto& light = start();
  ASSERT_TRUE(run_until([&] { return broker.connections >= 2; }));
  EXPECT_FALSE(light.is_connected());
  EXPECT_EQ(tally.troubles.count("the broker refuses: it does not let this client in"), 1u);
  ASSERT_GE(tally.attempts.size(), 2u);
  EXPECT_GE(tally.attempts[1] - tally.attempts[0], uplink::Backoff::kFirst / 2);
  broker.answer = 0;
  EXPECT_TRUE(run_until([&] { return light.is_connected() && light.lag() == 0; }));
}

TEST_F(LightGatewayTest, ABrokerThatBreaksOnItsSubscriptionIsAskedForLess) {
  broker.drops_qos1_subscribers = true;
  auto& light = start();
  ASSERT_TRUE(run_until([&] { return tally.acknowledged > 5 && light.is_connected(); }));
  std::vector<int> asked;
  for (const Seen& one : broker.seen) {
    if (one.kind == Kind::Subscribe) asked.push_back(one.qos);
  }
  EXPECT_EQ(asked, (std::vector<int>{1, 0}));
}

}  // namespace
}  // namespace hazgate::test
