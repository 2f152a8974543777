#include <algorithm>
#include <sparkplug.pb.h>

#include "gateway/journal/frame.hpp"
#include "gateway/uplink/sparkplug/node.hpp"
#include "tests/component/simulators/park/scripted_broker.hpp"
#include "uplink_fixture.hpp"

namespace hazgate::uplink {
namespace {

using namespace std::chrono_literals;

constexpr int kManyDevices = 300;

std::string device(int number) {
  return "d" + std::to_string(number);
}

class SparkplugTest : public UplinkTest {
 protected:
  void start_node(const std::string& broker, int devices) {
    open_journal();
    Options options = options_for({broker});
    options.sparkplug = sparkplug::Session::Identity{"north-park", "acme.gw-01", "1", ""};
    start(std::move(options));
    on_core([&] {
      std::vector<sparkplug::Device> catalog;
      for (int i = 0; i < devices; ++i) {
        catalog.push_back({device(i), {{"gas", sparkplug::Datatype::Double, "%LEL"}}});
      }
      uplink_->set_catalog(sparkplug::Catalog(std::move(catalog)));
    });
  }
  void append(int number) {
    const std::uint32_t layout = journal_->layout(device(number), {"gas"});
    journal_->append_sample(from_unix_ms(1000), layout, journal::pack({{12.3, Quality::Good}}));
  }
  sparkplug::Counters node() { return *counters().sparkplug; }
};

std::string rebirth() {
  sparkplug::wire::Payload payload;
  auto* metric = payload.add_metrics();
  metric->set_name("Node Control/Rebirth");
  metric->set_boolean_value(true);
  return payload.SerializeAsString();
}

std::ptrdiff_t count_of(const Subscriber::Messages& messages, const std::string& type) {
  const std::string begin = "spBv1.0/north-park/" + type + "/acme.gw-01";
  return std::count_if(messages.begin(), messages.end(),
                       [&](const auto& message) { return message.first.rfind(begin, 0) == 0; });
}

TEST_P(SparkplugTest, HundredsOfDevicesAreBornAtOnce) {
  Broker broker(folder_);
  broker.start();
  Subscriber subscriber(broker, "spBv1.0/#");
  start_node(broker.uri(), kManyDevices);
  for (int i = 0; i < kManyDevices; ++i) append(i);
  ASSERT_TRUE(wait_for([](const Counters& now) { return now.sent_sample == kManyDevices; }));
  std::this_thread::sleep_for(2100ms);  // a second birth sooner than that is put off
  publish(broker, "spBv1.0/north-park/NCMD/acme.gw-01", rebirth());
  ASSERT_TRUE(wait_for([](const Counters& now) { return now.sparkplug->births == 2; }));
  append(0);
  ASSERT_TRUE(wait_for([](const Counters& now) { return now.lag_sample == 0; }));
  EXPECT_TRUE(subscriber.wait_for(
      [](const auto& messages) { return count_of(messages, "DBIRTH") == 2 * kManyDevices; }));
  EXPECT_EQ(count_of(subscriber.messages(), "NBIRTH"), 2);
  EXPECT_EQ(count_of(subscriber.messages(), "NDEATH"), 0) << node().error;
}

/// A node alone, with a broker that does as it is told; all on one io_context.
class SparkplugNodeTest : public testing::Test {
 protected:
  SparkplugNodeTest() {
    journal_ = open("hazgate.db");
    std::vector<sparkplug::Device> catalog;
    for (int i = 0; i < 2; ++i) {
      catalog.push_back({device(i), {{"gas", sparkplug::Datatype::Double, "%LEL"}}});
    }
    node_.set_catalog(sparkplug::Catalog(std::move(catalog)));
    node_.attach(journal_.get());
    node_.start();
  }
  std::unique_ptr<journal::Journal> open(const char* name) {
    journal::Options options;
    options.path = (scratch_.path() / name).string();
    options.sample_commit = 20ms;
    auto opened = journal::Journal::open(
        options, {[this](journal::Committed&& committed) {
                    boost::asio::post(io_, [this, committed = std::move(committed)]() mutable {
                      node_.committed(std::move(committed.samples));
                    });
                  },
                  nullptr});
    EXPECT_TRUE(opened) << opened.error().text;
    return std::move(*opened);
  }
  sparkplug::Node::Options options() {
    sparkplug::Node::Options options;
    options.route.brokers = {"tcp://127.0.0.1:" + std::to_string(broker_.endpoint().port())};
    options.route.link.client_id = "node";
    options.identity = {"north-park", "acme.gw-01", "1", ""};
    return options;
  }
  void append(double value = 12.3, int number = 0) {
    const std::uint32_t layout = journal_->layout(device(number), {"gas"});
    journal_->append_sample(from_unix_ms(1000), layout, journal::pack({{value, Quality::Good}}));
  }
  template <class Condition>
  bool run_until(Condition&& condition) {
    const auto deadline = std::chrono::steady_clock::now() + 20s;
    while (!condition() && std::chrono::steady_clock::now() < deadline) io_.run_one_for(10ms);
    return condition();
  }
  /// Types of what came over this connection: "NBIRTH DBIRTH DDATA".
  std::string came(int connection) const {
    std::string all;
    for (const auto& one : broker_.seen) {
      if (one.connection != connection || one.kind != sim::mqtt::Kind::Publish) continue;
      const auto begin = one.topic.find('/', one.topic.find('/') + 1) + 1;
      all += (all.empty() ? "" : " ") + one.topic.substr(begin, one.topic.find('/', begin) - begin);
    }
    return all;
  }

  /// The payload of the last message whose topic has this in it; empty: none.
  std::string last(const std::string& part) const {
    std::string payload;
    for (const auto& one : broker_.seen) {
      if (one.topic.find(part) != std::string::npos) payload = one.payload;
    }
    return payload;
  }

  ScratchFolder scratch_;
  boost::asio::io_context io_;
  test::ScriptedBroker broker_{io_};
  sparkplug::Node node_{io_, options(), {}};
  std::unique_ptr<journal::Journal> journal_;
};

TEST_F(SparkplugNodeTest, AnotherRecordInTheMiddleLeavesNoSeqOut) {
  ASSERT_TRUE(run_until([&] { return node_.counters().born; }));
  for (int i = 0; i < 400; ++i) append(i, 0);
  ASSERT_TRUE(run_until([&] { return node_.in_flight() > 8; })) << "some wait for their turn";
  node_.attach(nullptr);
  journal_ = open("another.db");
  node_.attach(journal_.get());
  for (int i = 0; i < 20; ++i) append(i, 0);
  ASSERT_TRUE(run_until([&] { return node_.sent() == 20; }));
  std::optional<std::uint64_t> before;
  for (const auto& one : broker_.seen) {
    if (one.kind != sim::mqtt::Kind::Publish) continue;
    sparkplug::wire::Payload payload;
    ASSERT_TRUE(payload.ParseFromString(one.payload));
    if (before) {
      EXPECT_EQ(payload.seq(), (*before + 1) % 256) << one.topic;
    }
    before = payload.seq();
  }
}

/// The fields of a CONNECT of MQTT 3.1.1, behind the protocol's name.
struct Connect {
  int flags = 0;
  std::string client, will_topic, will;

  explicit Connect(const std::string& body) {
    std::size_t at = 10;
    const auto take = [&] {
      const auto size = static_cast<std::size_t>(static_cast<unsigned char>(body.at(at)) * 256 +
                                                 static_cast<unsigned char>(body.at(at + 1)));
      const std::string field = body.substr(at + 2, size);
      at += 2 + size;
      return field;
    };
    flags = static_cast<unsigned char>(body.at(7));
    client = take();
    will_topic = take();
    will = take();
  }
};

std::int64_t bd_seq_of(const std::string& payload) {
  sparkplug::wire::Payload read;
  EXPECT_TRUE(read.ParseFromString(payload));
  for (const auto& metric : read.metrics()) {
    if (metric.name() == "bdSeq") return static_cast<std::int64_t>(metric.long_value());
  }
  return -1;
}

TEST_F(SparkplugNodeTest, EachConnectionIsCleanHasItsDeathAsWillAndSubscribesFirst) {
  constexpr int kCleanSession = 0x02, kWill = 0x04, kWillQos1 = 0x08;
  std::int64_t before = -1;
  for (int connection = 1; connection <= 3; ++connection) {
    ASSERT_TRUE(run_until(
        [&] { return broker_.connections == connection && came(connection) == "NBIRTH"; }));
    const Connect connect(broker_.connect);
    EXPECT_EQ(connect.flags, kCleanSession | kWill | kWillQos1) << "and the Will is not retained";
    EXPECT_EQ(connect.will_topic, "spBv1.0/north-park/NDEATH/acme.gw-01");
    const std::int64_t bd_seq = bd_seq_of(connect.will);
    EXPECT_EQ(bd_seq, bd_seq_of(last("/NBIRTH/")));
    if (before >= 0) {
      EXPECT_EQ(bd_seq, (before + 1) % 256);
    }
    before = bd_seq;
    int subscribed = 0;
    for (const auto& one : broker_.seen) {
      if (one.connection != connection) continue;
      if (one.kind == sim::mqtt::Kind::Publish) break;
      if (one.kind == sim::mqtt::Kind::Subscribe) {
        EXPECT_EQ(one.qos, 1);
        ++subscribed;
      }
    }
    EXPECT_EQ(subscribed, 2) << "NCMD and DCMD, before the birth";
    broker_.drop();
  }
}

// A connection that breaks before the answer confirms nothing, whatever Paho says first.
TEST_F(SparkplugNodeTest, WhatWasNotConfirmedGoesAgain) {
  ASSERT_TRUE(run_until([&] { return node_.counters().born; }));
  append();
  ASSERT_TRUE(run_until([&] { return node_.sent() == 1; }));
  broker_.drops_qos1_subscribers = true;
  append();
  ASSERT_TRUE(run_until([&] { return !node_.counters().born; }));
  EXPECT_EQ(node_.sent(), 1U);
  broker_.drops_qos1_subscribers = false;
  EXPECT_TRUE(run_until([&] { return node_.sent() == 2; }));
  EXPECT_EQ(came(1), "NBIRTH DBIRTH DDATA");
  EXPECT_EQ(came(2), "NBIRTH DBIRTH DDATA");
}

TEST_F(SparkplugNodeTest, BirthsSayWhatWasMeasuredMeanwhile) {
  ASSERT_TRUE(run_until([&] { return node_.counters().born; }));
  append();
  ASSERT_TRUE(run_until([&] { return node_.sent() == 1; }));
  broker_.answer = 5;  // not authorised
  broker_.drop();
  ASSERT_TRUE(run_until([&] { return !node_.counters().born; }));
  append(77);
  ASSERT_TRUE(run_until([&] { return node_.lag() == 1; }));
  broker_.answer = 0;
  ASSERT_TRUE(run_until([&] { return node_.sent() == 2; }));
  EXPECT_EQ(came(broker_.connections), "NBIRTH DBIRTH DDATA");
  sparkplug::wire::Payload payload;
  ASSERT_TRUE(payload.ParseFromString(last("/DBIRTH/")));
  EXPECT_EQ(payload.metrics(0).double_value(), 77);
  ASSERT_TRUE(payload.ParseFromString(last("/DDATA/")));
  EXPECT_TRUE(payload.metrics(0).is_historical());
}

TEST_F(SparkplugNodeTest, AnotherRecordGivesItsOwnNumbersToLayouts) {
  ASSERT_TRUE(run_until([&] { return node_.counters().born; }));
  append(1, 0);
  ASSERT_TRUE(run_until([&] { return node_.sent() == 1; }));
  node_.attach(nullptr);
  journal_ = open("another.db");
  node_.attach(journal_.get());
  append(2, 1);
  ASSERT_TRUE(run_until([&] { return node_.sent() == 1; }));
  EXPECT_NE(last("/DBIRTH/acme.gw-01/d1"), "");
}

TEST_F(SparkplugNodeTest, WhatHasNothingToSayIsPassedOver) {
  ASSERT_TRUE(run_until([&] { return node_.counters().born; }));
  append(1, 9);  // a device that is no longer in the site file
  append(2, 0);
  append(3, 9);
  EXPECT_TRUE(run_until([&] { return node_.sent() == 3; }));
  EXPECT_EQ(came(1), "NBIRTH DBIRTH");
  EXPECT_EQ(node_.counters().left_out, 2U);
}

TEST_F(SparkplugNodeTest, GoesWithItsDeathCertificate) {
  ASSERT_TRUE(run_until([&] { return node_.counters().born; }));
  append();
  ASSERT_TRUE(run_until([&] { return node_.sent() == 1; }));
  node_.stop(200ms);  // the broker, on this thread, does not answer meanwhile
  ASSERT_TRUE(run_until([&] {
    return !broker_.seen.empty() && broker_.seen.back().kind == sim::mqtt::Kind::Disconnect;
  }));
  EXPECT_EQ(came(1), "NBIRTH DBIRTH NDEATH");
}

INSTANTIATE_TEST_SUITE_P(, SparkplugTest, testing::Values(MqttVersion::V3_1_1, MqttVersion::V5),
                         version_name);

}  // namespace
}  // namespace hazgate::uplink
