#include <csignal>
#include <fstream>
#include <netinet/in.h>
#include <unistd.h>

#include <sys/socket.h>

#include "gateway/uplink/outbox.hpp"
#include "gateway/uplink/uplink.hpp"
#include "uplink_fixture.hpp"

namespace hazgate::uplink {
namespace {

using namespace std::chrono_literals;
using Messages = Subscriber::Messages;

TEST_P(UplinkTest, ABrokerThatIsStoppedAndStartedAgainGetsEverything) {
  Broker broker(folder_);
  broker.start();
  Subscriber eye(broker, "hazgate/#");
  open_journal();
  start(broker);
  append_events(100);
  append_samples(500);
  ASSERT_TRUE(eye.wait_for([](const Messages& m) { return has_all(m, "alarm", 100); }));
  broker.stop();  // with samples in flight
  append_events(100);
  append_samples(1500);  // more than memory holds
  ASSERT_TRUE(wait_for([](const Counters& c) { return !c.connected && !c.error.empty(); }));
  EXPECT_NE(counters().error.find(broker.uri()), std::string::npos) << counters().error;
  append_events(50);
  ASSERT_TRUE(wait_for([](const Counters& c) { return c.lag_event >= 150; }));
  broker.start();
  append_events(50);
  ASSERT_TRUE(eye.wait_for(
      [](const Messages& m) {
        return has_all(m, "alarm", 300) && has_all(m, "telemetry/gd-101", 2000);
      },
      40s));
  EXPECT_TRUE(wait_for([](const Counters& c) { return c.sent_event == 300 && c.lag_sample == 0; }));
  EXPECT_EQ(counters().reconnects, 1U);
  const std::lock_guard lock(mutex_);
  ASSERT_EQ(link_.size(), 3U) << "told on change only";
  EXPECT_TRUE(link_[0].first);
  EXPECT_FALSE(link_[1].first);
  EXPECT_TRUE(link_[2].first);
}

/// What waited comes behind an event, marked, and what is measured meanwhile does not wait for it.
TEST_P(UplinkTest, LiveTelemetryOvertakesTheBackFill) {
  constexpr int kOld = 1500, kNew = 20;
  Broker broker(folder_);
  broker.start();
  Subscriber eye(broker, "hazgate/#");
  open_journal();
  append_samples(kOld);
  append_events(1);
  ASSERT_TRUE(wait_for_durable(kOld));
  Options options = options_for({broker.uri()});
  options.backfill = 300;  // messages a second: five seconds of it
  start(std::move(options));
  ASSERT_TRUE(wait_for([](const Counters& c) { return c.connected; }));
  append_samples(kNew, 2000);
  ASSERT_TRUE(eye.wait_for([](const Messages& m) {
    return has_all(m, "telemetry/gd-101", kOld + kNew) && has_all(m, "alarm", 1);
  }));
  std::size_t old_before_new = 0, old = 0, fresh = 0, before_event = 0;
  bool event = false;
  for (const auto& [topic, payload] : eye.messages()) {
    event |= topic == kRoot + "alarm";
    if (topic != kRoot + "telemetry/gd-101") continue;
    if (!event) ++before_event;
    const bool late = payload.find(R"("late":true)") != std::string::npos;
    const bool is_new = payload.find(R"("t":2000)") != std::string::npos;
    EXPECT_NE(late, is_new) << payload;
    ++(is_new ? fresh : old);
    if (is_new) old_before_new = old;
  }
  EXPECT_EQ(before_event, 0U);
  EXPECT_EQ(fresh, std::size_t{kNew});
  EXPECT_LT(old_before_new, std::size_t{kOld / 2}) << "they did not wait for the back-fill";
}

/// What was acknowledged beyond the cursor is not sent again by the next start.
TEST_P(UplinkTest, ARestartInTheMiddleOfABackFillGoesOnWithIt) {
  Broker broker(folder_);
  broker.start();
  Subscriber eye(broker, "hazgate/#");
  open_journal();
  append_samples(1500);
  ASSERT_TRUE(wait_for_durable(1500));
  Options options = options_for({broker.uri()});
  options.backfill = 300;
  start(options);
  ASSERT_TRUE(wait_for([](const Counters& c) { return c.connected; }));
  append_samples(20, 2000);
  ASSERT_TRUE(eye.wait_for([](const Messages& m) { return m.size() > 300; }));
  stop();
  const std::size_t before = eye.messages().size();
  journal_.reset();
  open_journal();
  const journal::Opened opened = journal_->opened();
  EXPECT_GT(opened.sent_sample, 0U);
  EXPECT_LT(opened.sent_sample, 1500U);
  EXPECT_EQ(opened.ahead_sample.count(), 20U) << opened.ahead_sample.text();
  start(broker);
  ASSERT_TRUE(eye.wait_for([](const Messages& m) { return has_all(m, "telemetry/gd-101", 1520); }));
  EXPECT_GT(before, 300U);
  std::size_t telemetry = 0;
  for (const auto& [topic, payload] : eye.messages()) {
    telemetry += topic == kRoot + "telemetry/gd-101" ? 1U : 0U;
  }
  EXPECT_LE(telemetry, 1520U + Throttle::kMostNear + SampleLane::kLiveRoom)
      << "only what was in flight comes again";
}

TEST_P(UplinkTest, RetainedMessagesAreTrueAgainAfterAReconnect) {
  Broker broker(folder_);
  broker.start();
  start(broker);
  ASSERT_TRUE(wait_for([](const Counters& c) { return c.connected; }));
  broker.stop();
  ASSERT_TRUE(wait_for([](const Counters& c) { return !c.connected; }));
  on_core([this] { uplink_->set_alarms(R"({"alarms":["new"]})"); });
  broker.start();
  ASSERT_TRUE(wait_for([](const Counters& c) { return c.connected; }));
  Subscriber eye(broker, "hazgate/#");
  EXPECT_TRUE(eye.wait_for([](const Messages& messages) {
    bool online = false, alarms = false;
    for (const auto& [topic, payload] : messages) {
      if (topic == kRoot + "state") online = payload.find("true") != std::string::npos;
      if (topic == kRoot + "alarms") alarms = payload.find("new") != std::string::npos;
    }
    return online && alarms;
  }));
}

TEST_P(UplinkTest, ABrokerThatIsKilledGetsEverything) {
  Broker broker(folder_, "autosave_interval 1\nautosave_on_changes true\n");
  broker.start();
  open_journal();
  start(broker);
  for (int round = 0; round < 3; ++round) {
    append_events(50);
    append_samples(200);
    ASSERT_TRUE(wait_for([&](const Counters& c) { return c.connected && c.published > 20; }));
    broker.signal(SIGKILL);
    broker.stop();
    ASSERT_TRUE(wait_for([](const Counters& c) { return !c.connected; }));
    broker.start();
  }
  EXPECT_TRUE(
      wait_for([](const Counters& c) { return c.sent_event == 150 && c.sent_sample == 600; }, 40s));
}

TEST_P(UplinkTest, TheNextBrokerInLineTakesOver) {
  Broker broker(folder_);
  broker.start();
  const std::string dead = "tcp://127.0.0.1:" + std::to_string(free_port());
  start(options_for({dead, broker.uri()}));
  ASSERT_TRUE(wait_for([](const Counters& c) { return c.connected; }));
  EXPECT_EQ(counters().broker, broker.uri());
}

TEST_P(UplinkTest, AnAbsentBrokerIsSaidInClearWords) {
  start(options_for({"tcp://127.0.0.1:" + std::to_string(free_port())}));
  ASSERT_TRUE(wait_for([](const Counters& c) { return !c.error.empty(); }));
  EXPECT_NE(counters().error.find("cannot be reached"), std::string::npos) << counters().error;
  const std::lock_guard lock(mutex_);
  ASSERT_EQ(link_.size(), 1U);
  EXPECT_FALSE(link_[0].first);
}

TEST_P(UplinkTest, AWrongPasswordIsSaidInClearWords) {
  std::ofstream(folder_ + "/passwords").close();
  Broker broker(folder_, "password_file " + folder_ + "/passwords\n");
  broker.start();
  Options options = options_for({broker.uri()});
  options.username = "gw-01";
  options.password = "wrong";
  start(options);
  ASSERT_TRUE(wait_for([](const Counters& c) { return !c.error.empty(); }));
  EXPECT_NE(counters().error.find("not authorised"), std::string::npos) << counters().error;
}

TEST_P(UplinkTest, AMissingCertificateIsSaidInClearWords) {
  Options options = options_for({"ssl://127.0.0.1:" + std::to_string(free_port())});
  options.tls.ca = folder_ + "/nowhere.pem";
  start(options);
  ASSERT_TRUE(wait_for([](const Counters& c) { return !c.error.empty(); }));
  EXPECT_NE(counters().error.find("ca_file " + options.tls.ca + ": No such file"),
            std::string::npos)
      << counters().error;
}

TEST_P(UplinkTest, TlsWorksAndAStrangeCertificateIsRefused) {
  make_certificate(folder_);
  const std::string keys = "certfile " + folder_ + "/cert.pem\nkeyfile " + folder_ + "/key.pem\n";
  Broker broker(folder_, keys);
  broker.start();
  const std::string uri = "ssl://localhost:" + std::to_string(broker.port());
  start(options_for({uri}));  // checked against the system's authorities
  ASSERT_TRUE(wait_for([](const Counters& c) { return !c.error.empty(); }));
  EXPECT_NE(counters().error.find("TLS"), std::string::npos) << counters().error;
  EXPECT_FALSE(counters().connected);
  stop();
  Options options = options_for({uri});
  options.tls.ca = folder_ + "/cert.pem";
  start(options);
  EXPECT_TRUE(wait_for([](const Counters& c) { return c.connected; })) << counters().error;
}

TEST_P(UplinkTest, ABrokerAddressThatMakesNoSenseIsSaid) {
  start(options_for({"nonsense"}));
  ASSERT_TRUE(wait_for([](const Counters& c) { return !c.error.empty(); }));
  EXPECT_EQ(counters().error.rfind("nonsense: ", 0), 0U) << counters().error;
}

/// Accepts connections and never says a word.
class SilentServer {
 public:
  SilentServer() {
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ::bind(socket_, reinterpret_cast<sockaddr*>(&address), size);  // NOLINT
    ::listen(socket_, 16);
    ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);  // NOLINT
    port = ntohs(address.sin_port);
  }
  ~SilentServer() { ::close(socket_); }
  SilentServer(const SilentServer&) = delete;
  SilentServer& operator=(const SilentServer&) = delete;
  std::uint16_t port = 0;

 private:
  int socket_ = -1;
};

TEST_P(UplinkTest, ABrokerThatHangsHoldsNobodyUpAndTheNextIsTried) {
  SilentServer silent;
  Broker broker(folder_);
  broker.start();
  open_journal();
  start(options_for({"tcp://127.0.0.1:" + std::to_string(silent.port), broker.uri()}));
  append_events(10);
  std::chrono::steady_clock::duration longest{};
  ASSERT_TRUE(wait_for(
      [&, last = std::chrono::steady_clock::now()](const Counters& c) mutable {
        const auto now = std::chrono::steady_clock::now();
        longest = std::max(longest, now - last);
        last = now;
        return c.sent_event == 10;
      },
      60s));
  EXPECT_LT(longest, 500ms) << "the core was never blocked";
}

TEST_P(UplinkTest, StoppingWhileABrokerHangsIsQuick) {
  SilentServer silent;
  start(options_for({"tcp://127.0.0.1:" + std::to_string(silent.port)}));
  ASSERT_TRUE(wait_for([](const Counters& c) { return !c.broker.empty(); }));
  const auto begin = std::chrono::steady_clock::now();
  on_core([this] { uplink_->stop(500ms); });
  const auto stopped = std::chrono::steady_clock::now() - begin;
  EXPECT_LT(stopped, 3s);
  on_core([this] { uplink_.reset(); });
  const auto gone = std::chrono::steady_clock::now() - begin;
  EXPECT_LT(gone, 5s);
}

}  // namespace
}  // namespace hazgate::uplink
