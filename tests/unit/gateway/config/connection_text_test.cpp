#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/gateway/config/site_file.hpp"

namespace hazgate::config {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

class Connection : public SiteFile {
 protected:
  void uplink(const std::string& keys, const std::string& broker = "tcp://a:1") {
    append("[uplink]\nbrokers = [\"" + broker + "\"]\n" + keys);
  }
};

TEST_F(Connection, IsMqtt311AndGoesBackAfterFiveMinutes) {
  uplink("");
  const Settings settings = good();
  EXPECT_FALSE(settings.uplink.mqtt_5);
  EXPECT_EQ(settings.uplink.fail_back, 5min);
}

TEST_F(Connection, AsWritten) {
  uplink("mqtt = \"5\"\nfail_back = \"90s\"\n");
  const Settings settings = good();
  EXPECT_TRUE(settings.uplink.mqtt_5);
  EXPECT_EQ(settings.uplink.fail_back, 90s);
}

TEST_F(Connection, NeverToGoBack) {
  uplink("mqtt = \"3.1.1\"\nfail_back = \"0s\"\n");
  const Settings settings = good();
  EXPECT_FALSE(settings.uplink.mqtt_5);
  EXPECT_EQ(settings.uplink.fail_back, 0s);
}

TEST_F(Connection, WhatIsWrong) {
  uplink("mqtt = \"5.0\"\nfail_back = \"10ms\"\n");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("uplink.mqtt: "), HasSubstr("uplink.fail_back: is not "
                                                                        "between 1s and 24h")));
}

TEST_F(Connection, TooRareToBeMeant) {
  uplink("fail_back = \"7d\"\n");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("uplink.fail_back: is not between 1s and 24h")));
}

bool has_alarm(const Settings& settings, const std::string& id) {
  for (const site::AlarmSpec& alarm : settings.site.alarms) {
    if (alarm.id == id) return alarm.priority == Priority::Low;
  }
  return false;
}

TEST_F(Connection, OnlyTlsHasAnAlarmOfCertificates) {
  uplink("");
  EXPECT_FALSE(has_alarm(good(), "gateway.certificate"));
}

TEST_F(Connection, TlsHasAnAlarmOfCertificates) {
  uplink("", "ssl://a:8883");
  EXPECT_TRUE(has_alarm(good(), "gateway.certificate"));
}

}  // namespace
}  // namespace hazgate::config
