#include "gateway/config/sections.hpp"

#include <chrono>

#include "tests/unit/gateway/config/site_file.hpp"

namespace hazgate::config {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using Sections = SiteFile;

constexpr const char* kUplink = "[uplink]\nbrokers = [\"tcp://127.0.0.1:1883\"]\n";

TEST_F(Sections, WhatIsNotWrittenHasItsDefault) {
  const Settings settings = good();
  EXPECT_EQ(settings.site.name, "acme");
  EXPECT_EQ(settings.site.timezone, "UTC");
  EXPECT_EQ(settings.store.path, (folder_ / "hazgate.db").string());
  EXPECT_EQ(settings.store.keep_samples, 30 * 24h);
  EXPECT_EQ(settings.store.keep_minutes, 365 * 24h);
  EXPECT_EQ(settings.store.keep_events, 1095 * 24h);
  EXPECT_EQ(settings.store.max_size_bytes, 2ULL << 30);
  EXPECT_EQ(settings.store.reserve_bytes, 0U) << "a part of the disk";
  EXPECT_EQ(settings.control.socket, "/run/hazgate/control.sock");
  EXPECT_THAT(settings.uplink.brokers, IsEmpty());
  const auto& host = std::get<poll::TcpHost>(settings.buses.at(0).line);
  EXPECT_EQ(host.port, 502);
}

TEST_F(Sections, LanguageIsChineseUnlessWritten) {
  write("language = \"en\"\n", "");
  EXPECT_EQ(good().site.language, "zh-CN");
}

TEST_F(Sections, PathsAreRelativeToTheSiteFile) {
  append(
      "[store]\npath = \"sub/j.db\"\nkeep_samples = \"24h\"\nkeep_minutes = \"90d\"\nmax_size = "
      "\"500MiB\"\nreserve = "
      "\"64MiB\"\n"
      "[control]\nsocket = \"../c.sock\"\n");
  const Settings settings = good();
  EXPECT_EQ(settings.store.path, (folder_ / "sub/j.db").string());
  EXPECT_EQ(settings.store.keep_samples, 24h);
  EXPECT_EQ(settings.store.keep_minutes, 90 * 24h);
  EXPECT_EQ(settings.store.max_size_bytes, 500ULL << 20);
  EXPECT_EQ(settings.store.reserve_bytes, 64ULL << 20);
  EXPECT_EQ(settings.control.socket, (folder_.parent_path() / "c.sock").string());
}

TEST_F(Sections, TheWholeUplink) {
  file("secret", "p ass\r\nsecond line\n");
  for (const char* name : {"ca.pem", "cert.pem", "key.pem"}) file(name, "x");
  append(R"([uplink]
brokers = ["ssl://park.example:8883", "tcp://[::1]:1883"]
username = "gw-01"
password_file = "secret"
ca_file = "ca.pem"
cert_file = "cert.pem"
key_file = "key.pem"
payload = "json"
commands = ["silence"]
)");
  const Settings settings = good();
  EXPECT_THAT(settings.uplink.brokers, ElementsAre("ssl://park.example:8883", "tcp://[::1]:1883"));
  EXPECT_EQ(settings.uplink.password, "p ass");
  EXPECT_EQ(settings.uplink.key_file, (folder_ / "key.pem").string());
  EXPECT_THAT(settings.uplink.commands, ElementsAre("silence"));
}

TEST_F(Sections, TheParkMayAcknowledgeAndDescribe) {
  append(kUplink);
  EXPECT_THAT(good().uplink.commands, ElementsAre("ack", "describe"));
}

TEST_F(Sections, WhatIsWrongInTheSite) {
  write("park = \"north-park\"\n", "");
  write("\"acme\"", "7");
  write("\"en\"", "\"zh\"\ntimezone = \"Asia/Shangai\"");
  EXPECT_THAT(said(),
              ElementsAre(HasSubstr("site.toml:1:1: site.park: is missing; it is part of the MQTT"),
                          HasSubstr("2:14: site.enterprise: is a number, not a text"),
                          HasSubstr("4:12: site.language: \"zh\" is not known; write one of: "
                                    "zh-CN, zh-TW, en"),
                          HasSubstr("5:12: site.timezone: \"Asia/Shangai\" is not a time zone")));
}

TEST_F(Sections, TimeZonesThatAreNone) {
  const std::string before = text_;
  for (const std::string& zone : {std::string("/etc/passwd"), std::string("../../../etc/passwd"),
                                  std::string(), std::string("Asia"), std::string(5000, 'A'),
                                  std::string("Asia/Shang\\u0000hai"), std::string("CST 8")}) {
    text_ = before;
    write("\"en\"", "\"en\"\ntimezone = \"" + zone + "\"");
    EXPECT_THAT(said(), ElementsAre(HasSubstr("is not a time zone"))) << zone.substr(0, 20);
  }
  text_ = before;
  write("\"en\"", "\"en\"\ntimezone = \"America/Argentina/Buenos_Aires\"");
  EXPECT_THAT(said(), IsEmpty());
}

TEST_F(Sections, WhatIsWrongInTheStore) {
  append(R"([store]
path = ""
keep_samples = "30m"
keep_minutes = "59m"
keep_events = 1095
reserve = "1MiB"
max_size = "2GB"
)");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("store.path: names no file"),
                                  HasSubstr("store.keep_samples: is shorter than an hour"),
                                  HasSubstr("store.keep_minutes: is shorter than an hour"),
                                  HasSubstr("store.keep_events: is a number, not a duration"),
                                  HasSubstr("store.reserve: \"1MiB\" is not a size of at least"),
                                  HasSubstr("store.max_size: \"2GB\" is not a size")));
}

TEST_F(Sections, WhatIsWrongInTheUplink) {
  append(R"([uplink]
brokers = ["mqtt://a:1", "tcp://a",
  "tcp://:1883", "ssl://a:0", "tcp://a:65536", "tcp://a:1/x"]
password_file = "none"
ca_file = "none.pem"
cert_file = "site.toml"
payload = "sparkplug"
primary_host = "a/b"
backfill = -1
commands = ["ack", "confirm", "drill", "reboot"]
)");
  EXPECT_THAT(
      said(),
      ElementsAre(HasSubstr("37:12: uplink.brokers[0]: \"mqtt://a:1\" is not a broker"),
                  HasSubstr("37:26: uplink.brokers[1]: "), HasSubstr("38:3: uplink.brokers[2]: "),
                  HasSubstr("uplink.brokers[3]: "), HasSubstr("uplink.brokers[4]: "),
                  HasSubstr("uplink.brokers[5]: "),
                  HasSubstr("uplink.password_file: " + (folder_ / "none").string() + " cannot be"),
                  HasSubstr("uplink.password_file: a password needs a username"),
                  HasSubstr("uplink.ca_file: " + (folder_ / "none.pem").string() + " cannot be"),
                  HasSubstr("uplink.cert_file: a certificate and its key belong together"),
                  HasSubstr("uplink.payload: "),
                  HasSubstr("uplink.primary_host: \"a/b\" is not the id of a Sparkplug host"),
                  HasSubstr("uplink.backfill: "),
                  HasSubstr("uplink.commands[3]: \"reboot\" is not an operation")));
}

TEST_F(Sections, OnlySparkplugKnowsAPrimaryHost) {
  append("[uplink]\nbrokers = [\"tcp://a:1\"]\nprimary_host = \"scada-1\"\n");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("uplink.primary_host: only Sparkplug knows")));
  write("primary_host", "payload = \"sparkplug-b\"\nprimary_host");
  EXPECT_THAT(said(), ElementsAre());
}

TEST_F(Sections, AnUplinkNeedsABroker) {
  append("[uplink]\nusername = \"a\"\n");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("uplink.brokers: is missing")));
  write("[uplink]\n", "[uplink]\nbrokers = []\n");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("uplink.brokers: names no broker")));
}

TEST_F(Sections, ASocketHasAShortPath) {
  append("[control]\nsocket = \"" + std::string(120, 's') + "\"\n");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("is too long for a socket; write a path of less than "
                                            "108 characters")));
}

TEST_F(Sections, AMisspelledSection) {
  append("[uplnk]\nbrokers = []\n[contrl]\nsocket = \"a\"\n");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("uplnk: is not a known key; did you mean uplink?"),
                                  HasSubstr("contrl: is not a known key; did you mean control?")));
}

TEST_F(Sections, ASectionThatIsNoTable) {
  text_ = "site = 5\n" + text_.substr(text_.find("[[bus]]"));
  EXPECT_THAT(said(), ElementsAre("site.toml:1:8: site: is a number, not a table; write [site]"));
}

TEST_F(Sections, ASerialBus) {
  write("type = \"tcp\"\nhost = \"127.0.0.1\"", R"(type = "rtu"
device = "/dev/ttyS1"
baud = 19200
parity = "odd"
stop_bits = 2
response_timeout = "1s"
retries = 3)");
  const Settings settings = good();
  const auto& line = std::get<poll::SerialLine>(settings.buses.at(0).line);
  EXPECT_EQ(line.device, "/dev/ttyS1");
  EXPECT_EQ(line.baud, 19200);
  EXPECT_EQ(line.parity, poll::Parity::Odd);
  EXPECT_EQ(line.stop_bits, 2);
  EXPECT_EQ(settings.buses.at(0).response_timeout, Duration{1s});
  EXPECT_EQ(settings.buses.at(0).retries, 3);
}

TEST_F(Sections, WhatIsWrongInABus) {
  write("type = \"tcp\"\nhost = \"127.0.0.1\"", R"(type = "rtu"
host = "127.0.0.1"
baud = 9601
parity = "mark"
stop_bits = 3
response_timeout = "5ms"
retries = 11)");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("7:1: bus[0].device: is missing"),
                                  HasSubstr("bus[0].host: is not a known key"),
                                  HasSubstr("bus[0].baud: 9601 is not a usual rate"),
                                  HasSubstr("bus[0].parity: \"mark\" is not known"),
                                  HasSubstr("bus[0].stop_bits: 3 is out of range"),
                                  HasSubstr("bus[0].response_timeout: is not between"),
                                  HasSubstr("bus[0].retries: 11 is out of range")));
}

TEST_F(Sections, AnUnknownTypeOfBusIsOneMistake) {
  write("type = \"tcp\"", "type = \"udp\"");
  write("unit = 11", "unit = 255");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("bus[0].type: \"udp\" is not known; write one of: "
                                            "rtu, tcp")));
}

}  // namespace
}  // namespace hazgate::config
