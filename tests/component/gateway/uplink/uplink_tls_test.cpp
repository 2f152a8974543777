#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "authority.hpp"
#include "gateway/uplink/credentials.hpp"
#include "uplink_fixture.hpp"

namespace hazgate::uplink {
namespace {

using namespace std::chrono_literals;

class TlsTest : public UplinkTest {
 protected:
  Options options_for_tls(const Broker& broker, TlsFiles files,
                          const std::string& host = "localhost") {
    Options options = options_for({"ssl://" + host + ":" + std::to_string(broker.port())});
    options.tls = std::move(files);
    options.look_every = 50ms;
    options.look_again = 20ms;
    return options;
  }
  TlsFiles trust(const Authority& authority) { return {authority.file(), "", ""}; }

  /// Why there is no connection; a failure when there is one.
  std::string refusal(Options options) {
    start(std::move(options));
    EXPECT_TRUE(wait_for([](const Counters& c) { return c.connected || !c.error.empty(); }));
    const Counters counters = this->counters();
    EXPECT_FALSE(counters.connected);
    stop();
    return counters.error;
  }

  /// A broker with that certificate, and what the gateway says of it.
  std::string refusal_of(const Wanted& wanted, const std::string& host = "localhost") {
    Broker broker(folder_, park_.listener(park_.issue("broker", wanted)));
    broker.start();
    return refusal(options_for_tls(broker, trust(park_), host));
  }

  void expect_connected(Options options) {
    start(std::move(options));
    EXPECT_TRUE(wait_for([](const Counters& c) { return c.connected; })) << counters().error;
    stop();
  }

  Authority park_{folder_, "park"};
};

bool says(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_P(TlsTest, ACertificateForTheNameOrTheAddressIsAccepted) {
  Broker broker(folder_, park_.listener(park_.issue("broker")));
  broker.start();
  expect_connected(options_for_tls(broker, trust(park_), "localhost"));
  expect_connected(options_for_tls(broker, trust(park_), "127.0.0.1"));
}

TEST_P(TlsTest, ACertificateOfAnotherNameIsRefused) {
  const std::string why = refusal_of({.name = "other", .also = "DNS:other.example,IP:10.0.0.9"});
  EXPECT_TRUE(says(why, "is for other.example, 10.0.0.9, not for localhost")) << why;
}

TEST_P(TlsTest, ACertificateOfAnotherAddressIsRefused) {
  const std::string why =
      refusal_of({.name = "other", .also = "DNS:localhost,IP:10.0.0.9"}, "127.0.0.1");
  EXPECT_TRUE(says(why, "not for 127.0.0.1")) << why;
}

TEST_P(TlsTest, AnExpiredCertificateIsRefusedWithTheClocksTime) {
  const std::string why = refusal_of({.begins = -48h, .ends = -24h});
  EXPECT_TRUE(says(why, "has expired on ")) << why;
  EXPECT_TRUE(says(why, "the clock here says ")) << why;
}

TEST_P(TlsTest, ACertificateOfTheFutureIsRefusedWithTheClocksTime) {
  const std::string why = refusal_of({.begins = 24h, .ends = 48h});
  EXPECT_TRUE(says(why, "is not valid before ")) << why;
  EXPECT_TRUE(says(why, "the clock here says ")) << why;
}

TEST_P(TlsTest, AnUnknownAuthorityIsNamed) {
  const Authority stranger(folder_, "stranger");
  Broker broker(folder_, stranger.listener(stranger.issue("broker")));
  broker.start();
  const std::string why = refusal(options_for_tls(broker, trust(park_)));
  EXPECT_TRUE(says(why, "of an authority that is not known here: CN = stranger")) << why;
}

/// Whoever the system trusts is not trusted where the site file names an authority.
TEST_P(TlsTest, WithACaFileTheSystemsAuthoritiesAreNotAsked) {
  const Authority system(folder_, "system");
  Broker broker(folder_, system.listener(system.issue("broker")));
  broker.start();
  ::setenv("SSL_CERT_FILE", system.file().c_str(), 1);
  const std::string why = refusal(options_for_tls(broker, trust(park_)));
  EXPECT_TRUE(says(why, "not known here")) << why;
  expect_connected(options_for_tls(broker, {}));
  ::unsetenv("SSL_CERT_FILE");
}

TEST_P(TlsTest, ABrokerThatWantsACertificateGetsOne) {
  Broker broker(folder_, park_.listener(park_.issue("broker")) + "require_certificate true\n");
  broker.start();
  const std::string without = refusal(options_for_tls(broker, trust(park_)));
  EXPECT_TRUE(says(without, "cert_file")) << without;
  const Authority stranger(folder_, "stranger");
  TlsFiles strange = stranger.issue("gateway");
  strange.ca = park_.file();
  const std::string wrong = refusal(options_for_tls(broker, strange));
  EXPECT_TRUE(says(wrong, "refuses our certificate")) << wrong;
  expect_connected(options_for_tls(broker, park_.issue("gateway")));
}

TEST_P(TlsTest, ABrokerWithoutTlsIsSaid) {
  Broker broker(folder_);
  broker.start();
  const std::string why = refusal(options_for_tls(broker, trust(park_)));
  EXPECT_TRUE(says(why, "TLS")) << why;
  EXPECT_TRUE(says(why, "is it the broker's port for")) << why;
}

TEST_P(TlsTest, OldTlsIsNotSpoken) {
  const TlsFiles files = park_.issue("broker");
  const std::uint16_t port = free_port();
  Process server;
  server.start({"openssl", "s_server", "-accept", "127.0.0.1:" + std::to_string(port), "-cert",
                files.cert, "-key", files.key, "-tls1_1", "-cipher", "ALL:@SECLEVEL=0", "-quiet"});
  ASSERT_TRUE(wait_for_port(port));
  Options options = options_for({"ssl://localhost:" + std::to_string(port)});
  options.tls = trust(park_);
  const std::string why = refusal(options);
  EXPECT_TRUE(says(why, "no TLS 1.2 or newer")) << why;
}

TEST_P(TlsTest, AKeyOfAnotherCertificateIsSaid) {
  Broker broker(folder_, park_.listener(park_.issue("broker")));
  broker.start();
  TlsFiles mixed = park_.issue("gateway");
  mixed.key = park_.issue("other").key;
  const std::string why = refusal(options_for_tls(broker, mixed));
  EXPECT_TRUE(says(why, "is not the key of cert_file")) << why;
}

TEST_P(TlsTest, RenewedFilesAreTakenWithoutLosingAnything) {
  Broker broker(folder_, park_.listener(park_.issue("broker")) + "require_certificate true\n");
  broker.start();
  open_journal();
  start(options_for_tls(broker, park_.issue("gateway", {.ends = 24h * 40})));
  append_events(50);
  ASSERT_TRUE(wait_for([](const Counters& c) { return c.connected && c.certificate_ends; }));
  const auto before = *counters().certificate_ends;
  park_.issue("gateway", {.ends = 24h * 400});
  append_events(50);
  ASSERT_TRUE(wait_for([&](const Counters& c) {
    return c.connected && c.reconnects == 1 && *c.certificate_ends > before;
  }));
  append_events(50);
  EXPECT_TRUE(wait_for([](const Counters& c) { return c.sent_event == 150; }));
  const std::lock_guard lock(mutex_);
  EXPECT_EQ(link_.size(), 1U) << "leaving in order is no broken connection";
}

TEST_P(TlsTest, HalfWrittenFilesAreNotTakenAndSaidOnce) {
  Broker broker(folder_, park_.listener(park_.issue("broker")));
  broker.start();
  const TlsFiles files = park_.issue("gateway");
  start(options_for_tls(broker, files));
  ASSERT_TRUE(wait_for([](const Counters& c) { return c.connected && c.certificate_ends; }));
  std::filesystem::resize_file(files.cert, std::filesystem::file_size(files.cert) / 2);
  ASSERT_TRUE(wait_for([](const Counters& c) { return says(c.certificate, "half written"); }));
  EXPECT_FALSE(wait_for([](const Counters& c) { return c.reconnects > 0; }, 1s));
  EXPECT_TRUE(counters().connected);
  park_.issue("gateway");
  ASSERT_TRUE(wait_for([](const Counters& c) { return c.reconnects == 1 && c.connected; }));
  ASSERT_TRUE(wait_for([](const Counters& c) { return c.certificate.empty(); }));
  const std::lock_guard lock(mutex_);
  EXPECT_EQ(std::count_if(certificate_.begin(), certificate_.end(),
                          [](const std::string& text) { return says(text, "half written"); }),
            1);
}

TEST_P(TlsTest, ACertificateThatEndsSoonIsSaid) {
  Broker broker(folder_, park_.listener(park_.issue("broker", {.ends = 24h * 10 + 1h})));
  broker.start();
  start(options_for_tls(broker, park_.issue("gateway", {.ends = 24h * 20 + 1h})));
  ASSERT_TRUE(wait_for([](const Counters& c) {
    return says(c.certificate, "in 20 days") && says(c.certificate, "in 10 days");
  })) << counters().certificate;
  EXPECT_TRUE(counters().connected);
  EXPECT_TRUE(counters().broker_certificate_ends);
  park_.issue("gateway", {.ends = 24h * 200});
  ASSERT_TRUE(wait_for([](const Counters& c) { return !says(c.certificate, "in 20 days"); }));
  EXPECT_TRUE(says(counters().certificate, "in 10 days")) << counters().certificate;
}

INSTANTIATE_TEST_SUITE_P(Mqtt, TlsTest, testing::Values(MqttVersion::V3_1_1, MqttVersion::V5),
                         version_name);

}  // namespace
}  // namespace hazgate::uplink
