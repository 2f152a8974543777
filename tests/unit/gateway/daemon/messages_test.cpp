#include "gateway/daemon/messages.hpp"

#include <array>
#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "gateway/daemon/incident_messages.hpp"
#include "tests/support/panel_site.hpp"
#include "tests/support/site_driver.hpp"

namespace hazgate::daemon {
namespace {

namespace json = boost::json;

json::object body(const site::SiteSpec& spec, const site::Event& event) {
  return json::parse(record_of(spec, event).body).as_object();
}

TEST(Messages, AnAlarmTransitionIsTheContracts) {
  const testing::SmallSite small;
  testing::SiteDriver drive(small);
  drive.gas(0, 60.5);
  EXPECT_EQ(record_of(small.spec, drive.effects().events.at(0)).body,
            R"({"t":1795000000000,"id":"gd-1.gas.HH","occurrence":1,"from":"normal","to":"active",)"
            R"("flags":[],"cause":"condition","priority":"critical","value":60.5,"limit":50,)"
            R"("quality":"good","by":"","note":"","drill":false})");
  EXPECT_EQ(record_of(small.spec, drive.effects().events.at(0)).kind, "alarm");
}

TEST(Messages, AnAlarmOfAStateSpeaksInItsText) {
  testing::SmallSite small;
  site::PointSpec& point = small.spec.points[at(small.gas[0])];
  point.format.states = {{0, "normal"}, {2, "fault"}};
  const site::AlarmEvent event{.alarm = small.high[0], .value = 2.0};
  EXPECT_EQ(body(small.spec, event).at("value"), "fault");
}

TEST(Messages, AnAlarmThatIsGoneKeepsItsId) {
  const testing::SmallSite small;
  const site::AlarmEvent event{.gone = "old.gas.HH", .cause = site::Cause::Config};
  EXPECT_EQ(body(small.spec, event).at("id"), "old.gas.HH");
  EXPECT_EQ(body(small.spec, event).at("cause"), "config");
}

TEST(Messages, TheRetainedListHoldsWhatIsNotNormal) {
  const testing::SmallSite small;
  testing::SiteDriver drive(small);
  const auto listed = [&] {
    return json::parse(alarms_message(drive.site(), drive.now())).at("alarms").as_array();
  };
  EXPECT_TRUE(listed().empty());
  drive.gas(0, 60.0);
  ASSERT_EQ(listed().size(), 1u);
  EXPECT_EQ(listed()[0].at("id"), "gd-1.gas.HH");
  EXPECT_EQ(listed()[0].at("state"), "active");
}

TEST(Messages, AShiftHandsOverWhatIsOutOfServiceAndWhatStands) {
  const testing::SmallSite small;
  testing::SiteDriver drive(small);
  site::Effects effects;
  const std::array removed = {small.high[1]};
  ASSERT_TRUE(drive.site().remove(removed, std::chrono::hours{2}, "wu", "permit 118", drive.now(),
                                  effects));
  drive.gas(0, 60.0);
  const kpi::Period shift{from_unix_ms(1'794'996'000'000), from_unix_ms(1'795'039'200'000)};
  const json::object told = handover_object(drive.site(), shift, drive.now());
  EXPECT_EQ(told.at("begin"), 1'794'996'000'000);
  EXPECT_EQ(told.at("end"), 1'795'039'200'000);
  EXPECT_EQ(json::serialize(told.at("counts")),
            R"({"out_of_service":1,"shelved":0,"suppressed":0,"standing":2,"unacknowledged":2})")
      << "the alarm, and the vote in which the removed one counts";
  const json::object& removal = told.at("out_of_service").at(0).as_object();
  EXPECT_EQ(removal.at("id").as_string(), small.spec.alarms[at(small.high[1])].id);
  EXPECT_EQ(removal.at("by"), "wu");
  EXPECT_EQ(removal.at("reason"), "permit 118");
  EXPECT_EQ(removal.at("until").as_int64() - unix_ms(drive.now().wall), 7'200'000);
  EXPECT_EQ(told.at("standing").at(0).at("id"), "gd-1.gas.HH");
  EXPECT_EQ(told.at("standing").at(0).at("state"), "active");
  EXPECT_EQ(told.at("standing").at(0).at("value"), 60.0);
  EXPECT_EQ(told.at("standing").at(0).at("limit"), 50.0);
}

TEST(Messages, AnEventOfAFirePanelNamesItsZoneAndKeepsItsBytes) {
  const testing::PanelSite small;
  site::PanelEvent event{.t = from_unix_ms(1'795'000'000'000),
                         .device = small.panel,
                         .zone = small.zones[0],
                         .event = testing::panel_event(device::PanelEventKind::Fire, "0020100100")};
  event.event.code = 1;
  event.event.source = 1;
  event.event.part_type = 3;
  event.event.raw = "0101030020100100";
  EXPECT_EQ(record_of(small.spec, event).kind, "panel");
  EXPECT_EQ(record_of(small.spec, event).body,
            R"({"t":1795000000000,"device":"fp-1","event":"fire","code":1,"part":"0020100100",)"
            R"("point":"fp-1.hall","source":1,"part_type":3,"raw":"0101030020100100"})");
  event.zone.reset();
  event.event.source.reset();
  EXPECT_TRUE(body(small.spec, event).at("point").is_null());
  EXPECT_FALSE(body(small.spec, event).contains("source"));
}

TEST(Messages, ANoteSaysWhatIsRemarkableAboutAPoint) {
  const testing::SmallSite small;
  const site::NoteEvent event{.t = from_unix_ms(1'795'000'000'000),
                              .point = small.gas[0],
                              .note = device::Note::CounterReset,
                              .value = 146.0};
  EXPECT_EQ(record_of(small.spec, event).kind, "note");
  EXPECT_EQ(record_of(small.spec, event).body,
            R"({"t":1795000000000,"point":"gd-1.gas",)"
            R"("text":"the counter was reset or jumped; nothing was counted","value":146})");
}

TEST(Messages, DescribeHasAllThatAScreenNeeds) {
  const testing::SmallSite small;
  const auto described = json::parse(describe_message(small.spec, {}));
  EXPECT_EQ(described.at("points").as_array().size(), small.spec.points.size());
  EXPECT_EQ(described.at("alarms").as_array().size(), small.spec.alarms.size());
  EXPECT_EQ(described.at("devices").at(0).at("telemetry").at("mode"), "every-poll");
  EXPECT_EQ(described.at("plans").at(0).at("steps").at(0).at("target"), "relay.siren = true");
}

TEST(Messages, AnIncidentShowsItsSteps) {
  const testing::SmallSite small;
  testing::SiteDriver drive(small);
  drive.gas(0, 60.0);
  drive.gas(1, 60.0);
  const auto incident = drive.site().incidents().at(0);
  const auto shown = incident_object(small.spec, incident);
  EXPECT_EQ(shown.at("name"), "Leak");
  EXPECT_TRUE(shown.at("closed").is_null());
  EXPECT_EQ(steps_of(small.spec, incident).at(0).at("progress"), "started");
  for (const site::Event& event : drive.effects().events) {
    if (std::holds_alternative<site::IncidentEvent>(event)) {
      EXPECT_EQ(body(small.spec, event).at("incident"), "leak-1");
    }
  }
}

}  // namespace
}  // namespace hazgate::daemon
