#include "gateway/daemon/incident_file.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/small_site.hpp"

namespace hazgate::daemon {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr WallTime kOpened = from_unix_ms(1'769'868'259'000);

struct IncidentFileTest : ::testing::Test {
  testing::SmallSite small;
  site::IncidentMemory incident{
      .id = "leak-3", .plan = "leak", .opened = kOpened, .triggers = {"vote.leak"}};

  IncidentScope scope(WallTime now = kOpened + minutes(5)) const {
    return scope_of(small.spec, incident, now);
  }
  static journal::EventRecord record(const char* kind, const std::string& body,
                                     WallTime t = kOpened) {
    return {.seq = 1, .t = t, .kind = kind, .body = body};
  }
};

TEST_F(IncidentFileTest, AVoteBringsItsMembersTheirPointsAndTheirDevices) {
  const IncidentScope found = scope();
  EXPECT_EQ(found.points, small.gas);
  EXPECT_EQ(found.triggers, 4U) << "the vote and three members";
  std::vector<std::string> ids;
  for (const AlarmIndex alarm : found.alarms) ids.push_back(small.spec.alarms[at(alarm)].id);
  EXPECT_THAT(ids, ::testing::ElementsAre("vote.leak", "gd-1.gas.HH", "gd-2.gas.HH", "gd-3.gas.HH",
                                          "gd-1.comm", "gd-2.comm", "gd-3.comm"));
  EXPECT_THAT(found.names, ::testing::Contains("relay.siren"));
}

TEST_F(IncidentFileTest, FromHalfAnHourBeforeToTheEndAndFourHoursAtMost) {
  EXPECT_EQ(scope().from, kOpened - minutes(30));
  EXPECT_EQ(scope().readings_to, kOpened + minutes(5));
  incident.closed = kOpened + hours(9);
  EXPECT_EQ(scope(kOpened + hours(20)).to, kOpened + hours(9));
  EXPECT_EQ(scope(kOpened + hours(20)).readings_to, kOpened + hours(4));
}

TEST_F(IncidentFileTest, EntriesOfThisIncidentWheneverTheyWereWritten) {
  const auto of = [&](const char* body, WallTime t) {
    return is_of(record("incident", body, t), scope());
  };
  EXPECT_TRUE(of(R"({"incident":"leak-3","entry":"opened"})", kOpened));
  EXPECT_TRUE(of(R"({"incident":"leak-3","entry":"reported"})", kOpened + hours(24 * 20)));
  EXPECT_TRUE(of(R"({"incident":"leak-3","entry":"closed"})", kOpened - hours(2)));
  EXPECT_FALSE(of(R"({"incident":"leak-31","entry":"opened"})", kOpened));
  EXPECT_FALSE(of(R"({"incident":"leak-2","note":"see leak-3"})", kOpened));
  EXPECT_FALSE(of("no json leak-3", kOpened));
  EXPECT_FALSE(of(R"(["leak-3"])", kOpened));
}

TEST_F(IncidentFileTest, TransitionsOfItsAlarmsInItsTime) {
  const auto of = [&](const char* body, WallTime t) {
    return is_of(record("alarm", body, t), scope());
  };
  EXPECT_TRUE(of(R"({"id":"gd-1.gas.HH"})", kOpened - minutes(29)));
  EXPECT_FALSE(of(R"({"id":"gd-1.gas.HH"})", kOpened - minutes(31)));
  EXPECT_FALSE(of(R"({"id":"gd-1.gas.HH"})", kOpened + minutes(6)));
  EXPECT_FALSE(of(R"({"id":"pv-1.level.H"})", kOpened));
}

TEST_F(IncidentFileTest, WhatPeopleDidAboutIt) {
  const auto of = [&](const std::string& body, WallTime t = kOpened) {
    return is_of(record("audit", body, t), scope());
  };
  EXPECT_TRUE(of(R"({"op":"incident-close","target":"leak-3"})", kOpened + hours(500)));
  EXPECT_TRUE(of(R"({"op":"silence","target":""})"));
  EXPECT_TRUE(of(R"({"op":"write","target":"relay.siren"})"));
  EXPECT_TRUE(of(R"({"op":"ack","target":"{\"all\":true}"})"));
  EXPECT_TRUE(of(R"({"op":"shelve","target":"{\"alarms\":[\"gd-1.gas.HH\"]}"})"));
  EXPECT_FALSE(of(R"({"op":"shelve","target":"{\"alarms\":[\"pv-1.level.H\"]}"})"));
  EXPECT_FALSE(of(R"({"op":"write","target":"relay.horn"})"));
  EXPECT_FALSE(of(R"({"op":"silence","target":""})", kOpened + hours(1)));
}

TEST_F(IncidentFileTest, TheHeadSaysWhatIsConfigured) {
  small.spec.name = "tank farm";
  small.spec.devices[0].area = "north";
  small.spec.contacts.push_back({.id = "wang", .name = "Wang", .role = "duty", .sms = "+86138"});
  const boost::json::array sources{{{"id", "a"}, {"area", "north"}},
                                   {{"id", "b"}, {"area", "south"}}};
  const auto head = incident_file_head(small.spec, incident, scope(), sources);
  EXPECT_EQ(head.at("site").at("name"), "tank farm");
  EXPECT_EQ(head.at("incident").at("id"), "leak-3");
  EXPECT_EQ(head.at("points").as_array().size(), 3U);
  const auto& limits = head.at("points").at(0).at("limits").as_array();
  ASSERT_EQ(limits.size(), 1U);
  EXPECT_EQ(limits[0].at("value"), 50.0);
  EXPECT_EQ(head.at("alarms").at(0).at("trigger"), true);
  EXPECT_EQ(head.at("alarms").at(1).at("trigger"), false);
  EXPECT_EQ(head.at("alarms").at(1).at("member"), true);
  ASSERT_EQ(head.at("sources").as_array().size(), 1U);
  EXPECT_EQ(head.at("sources").at(0).at("id"), "a");
  EXPECT_EQ(boost::json::serialize(head).find("+86138"), std::string::npos)
      << "a document that is handed in bears no telephone numbers";
}

TEST_F(IncidentFileTest, APointOfOverdueEquipmentIsMarked) {
  const boost::json::object mark{
      {"equipment", "gd-2"}, {"duty", "calibration"}, {"due", "2026-05-20"}};
  const DeviceIndex device = small.spec.points[at(small.gas[1])].device;
  const auto head = incident_file_head(small.spec, incident, scope(), {}, {{device, mark}});
  std::size_t marked = 0;
  for (const auto& point : head.at("points").as_array()) {
    const auto* overdue = point.as_object().if_contains("overdue");
    if (overdue == nullptr) continue;
    ++marked;
    EXPECT_EQ(point.at("device"), "gd-2");
    EXPECT_EQ(*overdue, mark);
  }
  EXPECT_EQ(marked, 1U);
}

TEST_F(IncidentFileTest, WhereNoAreaFitsEverySourceIsNamed) {
  const boost::json::array sources{{{"id", "a"}, {"area", "north"}}, {{"id", "b"}, {"area", ""}}};
  EXPECT_EQ(
      incident_file_head(small.spec, incident, scope(), sources).at("sources").as_array().size(),
      2U);
}

TEST_F(IncidentFileTest, ATriggerThatIsNoLongerConfiguredLeavesAFileAllTheSame) {
  incident.triggers = {"vote.gone"};
  incident.plan = "gone";
  const IncidentScope found = scope();
  EXPECT_TRUE(found.alarms.empty());
  EXPECT_TRUE(is_of(record("incident", R"({"incident":"leak-3"})"), found));
  EXPECT_EQ(incident_file_head(small.spec, incident, found, {}).at("incident").at("plan"), "gone");
}

TEST_F(IncidentFileTest, OfVeryManyPointsTheRestIsCounted) {
  while (small.spec.points.size() < 40) {
    site::PointSpec point = small.spec.points[0];
    point.id += "-" + std::to_string(small.spec.points.size());
    site::AlarmSpec alarm = small.spec.alarms[at(small.high[0])];
    alarm.id = point.id + ".HH";
    alarm.point = index_of<PointIndex>(small.spec.points.size());
    small.spec.points.push_back(point);
    small.spec.alarms.push_back(alarm);
    small.spec.alarms[at(small.vote)].members.push_back(
        index_of<AlarmIndex>(small.spec.alarms.size() - 1));
  }
  const IncidentScope found = scope();
  EXPECT_EQ(found.points.size(), IncidentScope::kMostPoints);
  EXPECT_EQ(found.points_left_out + found.points.size(), 3U + 35U);
}

}  // namespace
}  // namespace hazgate::daemon
