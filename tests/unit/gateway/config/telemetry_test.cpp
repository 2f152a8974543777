#include "tests/unit/gateway/config/site_file.hpp"

namespace hazgate::config {
namespace {

using namespace std::chrono_literals;
using site::TelemetryMode;
using site::TelemetrySpec;
using testing::ElementsAre;
using testing::HasSubstr;

/// The small site with an uplink whose lines can be added to.
class TelemetryText : public SiteFile {
 protected:
  void SetUp() override {
    SiteFile::SetUp();
    if (text_.find("[uplink]") == std::string::npos) {
      append("[uplink]\nbrokers = [\"tcp://127.0.0.1:1883\"]\n");
    }
  }
  void uplink(const std::string& lines) { write("[uplink]\n", "[uplink]\n" + lines); }
  void detector(const std::string& lines) {
    write("id = \"gd-101\"\n", "id = \"gd-101\"\n" + lines);
  }
  static const site::DeviceSpec& device(const Settings& settings, const std::string& id) {
    for (const auto& one : settings.site.devices) {
      if (one.id == id) return one;
    }
    throw std::runtime_error("no device " + id);
  }
};

TEST_F(TelemetryText, EveryPollUnlessWritten) {
  const Settings settings = good();
  EXPECT_EQ(device(settings, "gd-101").telemetry, TelemetrySpec{});
  EXPECT_EQ(TelemetrySpec{}.mode, TelemetryMode::EveryPoll);
}

TEST_F(TelemetryText, WhatADeviceSaysGoesBeforeWhatTheUplinkSays) {
  uplink("telemetry = \"interval\"\ntelemetry_every = \"30s\"\ntelemetry_silence = \"2m\"\n");
  detector("telemetry = \"on-change\"\ntelemetry_deadband = { gas = 0.5 }\n");
  const Settings settings = good();
  EXPECT_EQ(device(settings, "gd-101").telemetry,
            (TelemetrySpec{TelemetryMode::OnChange, 30s, 2min}));
  EXPECT_EQ(device(settings, "relay-1").telemetry,
            (TelemetrySpec{TelemetryMode::Interval, 30s, 2min}));
  for (const auto& point : settings.site.points) {
    EXPECT_EQ(point.telemetry_deadband, point.id == "gd-101.gas" ? 0.5 : 0.0) << point.id;
  }
}

TEST_F(TelemetryText, EveryMistakeIsSaid) {
  uplink("telemetry = \"sometimes\"\ntelemetry_every = \"10ms\"\ntelemetry_silence = \"2d\"\n");
  detector("telemetry_deadband = { gas = -1.0 }\n");
  EXPECT_THAT(
      said(),
      ElementsAre(HasSubstr("telemetry_deadband.gas"), HasSubstr("every-poll, interval, on-change"),
                  HasSubstr("uplink.telemetry_every: is not between 1s and 24h"),
                  HasSubstr("uplink.telemetry_silence: is not between 1s and 24h")));
}

TEST_F(TelemetryText, AKeyOfAnotherModeIsAMisunderstanding) {
  detector(
      "telemetry = \"interval\"\ntelemetry_silence = \"20s\"\ntelemetry_deadband = { gas = 1 }\n");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("belongs to telemetry = \"on-change\", but the "
                                            "device's is \"interval\""),
                                  HasSubstr("belongs to telemetry = \"on-change\"")));
}

TEST_F(TelemetryText, APauseThatNoDeviceHasAUseForIsAMisunderstanding) {
  uplink("telemetry_every = \"30s\"\n");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("no device's telemetry is \"interval\"")));
}

TEST_F(TelemetryText, ADeadbandIsForAPointThatIsThereAndANumber) {
  detector("telemetry = \"on-change\"\ntelemetry_deadband = { gass = 1, status = 1 }\n");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("device \"gd-101\" has no such point"),
                                  HasSubstr("is for numbers")));
}

}  // namespace
}  // namespace hazgate::config
