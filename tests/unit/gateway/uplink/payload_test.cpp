#include "gateway/uplink/payload.hpp"

#include <boost/json.hpp>
#include <cmath>
#include <gtest/gtest.h>
#include <random>

#include "gateway/journal/frame.hpp"

namespace hazgate::uplink {
namespace {

using journal::Reading;

journal::SampleRecord sample(const std::vector<Reading>& readings) {
  return {7, from_unix_ms(1780000000123), 1, journal::pack(readings)};
}

TEST(Payload, AnEventGetsItsNumbersInFront) {
  EXPECT_EQ(event_payload({7, {}, "alarm", R"({"t":1,"id":"gd-101.gas.HH"})"}, "00ff"),
            R"({"epoch":"00ff","seq":7,"t":1,"id":"gd-101.gas.HH"})");
  EXPECT_EQ(event_payload({7, {}, "report", "{}"}, "00ff"), R"({"epoch":"00ff","seq":7})");
}

TEST(Payload, AnUnjournaledEventSaysSo) {
  EXPECT_EQ(unjournaled_payload(R"({"t":1})"), R"({"journaled":false,"t":1})");
  EXPECT_EQ(unjournaled_payload("{}"), R"({"journaled":false})");
}

TEST(Payload, TelemetryBesideTheRecordSaysSoAndHasNoNumber) {
  const journal::FrameLayout layout{1, "gd-101", {"gas", "on"}};
  EXPECT_EQ(unjournaled_telemetry_payload(
                layout, sample({{12.3, Quality::Good}, {true, Quality::Simulated}})),
            R"({"journaled":false,"t":1780000000123,"values":{"gas":12.3,"on":true},)"
            R"("quality":{"on":"simulated"}})");
}

TEST(Payload, TelemetryOfGoodReadingsHasNoQuality) {
  const journal::FrameLayout layout{1, "gd-101", {"gas", "count", "on", "status"}};
  EXPECT_EQ(telemetry_payload(layout,
                              sample({{12.3, Quality::Good},
                                      {std::uint64_t{18446744073709551615ULL}, Quality::Good},
                                      {true, Quality::Good},
                                      {std::string("正常"), Quality::Good}}),
                              "00ff"),
            R"({"epoch":"00ff","seq":7,"t":1780000000123,"values":{"gas":12.3,)"
            R"("count":18446744073709551615,"on":true,"status":"正常"}})");
}

TEST(Payload, ABadPointIsNullAndNamed) {
  const journal::FrameLayout layout{1, "gd-101", {"gas", "temp", "flow", "level"}};
  EXPECT_EQ(telemetry_payload(layout,
                              sample({{Value{}, Quality::Fault},
                                      {21.5, Quality::Uncertain},
                                      {3.0, Quality::Comm},
                                      {std::nan(""), Quality::Good}}),
                              "00ff"),
            R"({"epoch":"00ff","seq":7,"t":1780000000123,"values":{"gas":null,"temp":21.5,)"
            R"("flow":null,"level":null},"quality":{"gas":"fault","temp":"uncertain",)"
            R"("flow":"comm","level":"fault"}})");
}

TEST(Payload, ABrokenFrameCostsItsReadingsNotTheMessage) {
  const journal::FrameLayout layout{1, "gd-101", {"gas", "temp"}};
  journal::SampleRecord record = sample({{true, Quality::Good}, {21.3, Quality::Good}});
  record.frame.resize(4);
  EXPECT_EQ(telemetry_payload(layout, record, "00ff"),
            R"({"epoch":"00ff","seq":7,"t":1780000000123,"values":{"gas":true,"temp":null},)"
            R"("quality":{"temp":"fault"}})");
}

TEST(Payload, WhateverTheFrameTheMessageIsValidJson) {
  const journal::FrameLayout layout{1, "gd-101", {"a", "b", "c", "d"}};
  std::mt19937_64 random(1);
  for (int round = 0; round < 5000; ++round) {
    journal::SampleRecord record{random(), from_unix_ms(1), 1, std::string(random() % 40, ' ')};
    for (char& byte : record.frame) byte = static_cast<char>(random());
    boost::json::error_code error;
    const auto message = boost::json::parse(telemetry_payload(layout, record, "00ff"), error);
    ASSERT_FALSE(error);
    EXPECT_EQ(message.at("seq").to_number<std::uint64_t>(), record.seq);
    EXPECT_EQ(message.at("values").as_object().size(), 4U);
  }
}

TEST(Payload, State) {
  EXPECT_EQ(online_payload(from_unix_ms(5), "0.1.0", "00ff"),
            R"({"online":true,"t":5,"version":"0.1.0","epoch":"00ff"})");
  EXPECT_EQ(offline_payload(from_unix_ms(5)), R"({"online":false,"t":5})");
  EXPECT_EQ(will_payload(), R"({"online":false})");
}

}  // namespace
}  // namespace hazgate::uplink
