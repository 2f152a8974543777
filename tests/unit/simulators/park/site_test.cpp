#include "simulators/park/site.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <map>

#include "gateway/uplink/payload.hpp"

namespace hazgate::sim {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

const Place kPlace{"north-park", "e-001", "gw-00007"};

Now at(Duration since) {
  return {
      Tick{since},
      WallTime{1'780'000'000'000ms} + std::chrono::duration_cast<std::chrono::milliseconds>(since),
      true};
}

json::object telemetry(LightSite& site, std::size_t device, Now now) {
  const journal::SampleRecord record{1, now.wall, site.layouts()[device].id,
                                     site.frame(device, now)};
  return json::parse(uplink::telemetry_payload(site.layouts()[device], record, "e")).as_object();
}

TEST(LightSite, APlaceHasTheTopicsAndTheNameOfDocsMqtt) {
  EXPECT_EQ(kPlace.root(), "hazgate/v1/north-park/e-001/gw-00007/");
  EXPECT_EQ(kPlace.client_id(), "hazgate-north-park-e-001-gw-00007");
  EXPECT_EQ(kPlace.fill("{gateway}@{enterprise}.{park}, {client}, {else}"),
            "gw-00007@e-001.north-park, hazgate-north-park-e-001-gw-00007, {else}");
}

TEST(LightSite, WhatItDescribesIsWhatItPolls) {
  LightSite site(kPlace, 3, 0, 1);
  const auto describe = json::parse(site.describe(at(0s).wall)).as_object();
  EXPECT_EQ(describe.at("gateway"), "gw-00007");
  ASSERT_EQ(describe.at("devices").as_array().size(), 3u);
  EXPECT_EQ(describe.at("alarms").as_array().size(), 3u);
  const auto message = telemetry(site, 2, at(1s));
  EXPECT_EQ(site.layouts()[2].device, "gd-003");
  for (const auto& point : describe.at("points").as_array()) {
    if (point.at("device") != "gd-003") continue;
    const std::string name = std::string(point.at("id").as_string()).substr(7);
    EXPECT_TRUE(message.at("values").as_object().contains(name)) << name;
  }
  EXPECT_FALSE(message.contains("quality"));
  EXPECT_LT(message.at("values").at("gas").to_number<double>(), LightSite::kLimit);
}

TEST(LightSite, AnAlarmComesIsAcknowledgedAndGoesAndTheReadingsShowIt) {
  LightSite site(kPlace, 2, 6, 5);
  std::map<std::string, std::string> states;
  std::map<std::string, int> comings;
  for (Duration now{}; now < 10min; now += 100ms) {
    while (const auto change = site.next_change(at(now))) {
      const auto body = json::parse(change->body).as_object();
      const std::string id(body.at("id").as_string()), to(body.at("to").as_string());
      std::string& state = states.try_emplace(id, "normal").first->second;
      EXPECT_EQ(body.at("from").as_string(), state);
      EXPECT_EQ(to, state == "normal" ? "active" : state == "active" ? "acked" : "normal");
      state = to;
      if (to == "active") ++comings[id];
      EXPECT_EQ(body.at("occurrence").to_number<int>(), comings[id]);
    }
    const auto alarms = json::parse(site.alarms(at(now).wall)).at("alarms").as_array();
    std::size_t standing = 0;
    for (std::size_t device = 0; device < 2; ++device) {
      const std::string id = site.layouts()[device].device + ".gas.HH";
      const bool stands = states.contains(id) && states[id] != "normal";
      const double gas =
          telemetry(site, device, at(now)).at("values").at("gas").to_number<double>();
      EXPECT_EQ(gas >= LightSite::kLimit, stands) << id;
      if (stands) ++standing;
    }
    ASSERT_EQ(alarms.size(), standing);
  }
  int all = 0;
  for (const auto& [id, count] : comings) all += count;
  EXPECT_GT(all, 20);  // 6 a minute, and 4 s for each
  EXPECT_LT(all, 60);
  EXPECT_EQ(comings.size(), 2u);
}

TEST(LightSite, WithoutAlarmsThereAreNoneAndTheSameSeedTellsTheSameStory) {
  LightSite calm(kPlace, 1, 0, 1);
  EXPECT_FALSE(calm.next_change(at(100h)));
  EXPECT_FALSE(calm.change_at());
  LightSite one(kPlace, 2, 3, 9), other(kPlace, 2, 3, 9);
  for (Duration now{}; now < 1min; now += 1s) {
    const auto a = one.next_change(at(now)), b = other.next_change(at(now));
    ASSERT_EQ(a.has_value(), b.has_value());
    EXPECT_EQ(a ? a->body : "", b ? b->body : "");
    EXPECT_EQ(one.frame(0, at(now)), other.frame(0, at(now)));
  }
}

}  // namespace
}  // namespace hazgate::sim
