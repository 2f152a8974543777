#include "gateway/cli/alarm_record.hpp"

#include <gtest/gtest.h>

#include "tests/unit/gateway/cli/sample_items.hpp"

namespace hazgate::cli {
namespace {

Item event() {
  return item(R"({"kind":"alarm","epoch":"e","seq":7,"t":1769868301123,"id":"gd-101.gas.HH",
              "occurrence":5,"from":"latched","to":"active","flags":[],"cause":"condition",
              "priority":"critical","value":52.3,"limit":50,"quality":"good","by":"","note":"",
              "drill":false})");
}

TEST(CliAlarmRecord, ATransition) {
  const auto transition = transition_from(event());
  ASSERT_TRUE(transition);
  EXPECT_EQ(unix_ms(transition->t), 1769868301123);
  EXPECT_EQ(transition->id, "gd-101.gas.HH");
  EXPECT_EQ(transition->occurrence, 5u);
  EXPECT_EQ(transition->from, alarm::State::Latched);
  EXPECT_EQ(transition->to, alarm::State::Active);
  EXPECT_EQ(transition->cause, alarm::Cause::Condition);
  EXPECT_EQ(transition->priority, Priority::Critical);
  EXPECT_EQ(transition->flags, alarm::Flags{});
}

TEST(CliAlarmRecord, Flags) {
  Item flagged = event();
  flagged["flags"] = {"shelved", "out-of-service", "of-tomorrow", 5};
  EXPECT_EQ(transition_from(flagged)->flags, alarm::Flags::from_bits(5));
  flagged["flags"] = {"suppressed"};
  EXPECT_EQ(transition_from(flagged)->flags, alarm::Flags::from_bits(2));
  flagged.erase("flags");
  EXPECT_EQ(transition_from(flagged)->flags, alarm::Flags{});
}

TEST(CliAlarmRecord, Causes) {
  for (std::size_t i = 0; i < alarm::kCauseTexts.size(); ++i) {
    Item caused = event();
    caused["cause"] = alarm::kCauseTexts[i];
    EXPECT_EQ(transition_from(caused)->cause, static_cast<alarm::Cause>(i));
  }
  Item caused = event();
  caused["cause"] = "of-tomorrow";
  EXPECT_EQ(transition_from(caused)->cause, alarm::Cause::Config);
}

TEST(CliAlarmRecord, WhatIsNone) {
  const auto without = [](const char* key, const boost::json::value& value) {
    Item other = event();
    other[key] = value;
    return transition_from(other).has_value();
  };
  EXPECT_FALSE(without("kind", "incident"));
  EXPECT_FALSE(without("drill", true));
  EXPECT_FALSE(without("t", nullptr));
  EXPECT_FALSE(without("id", ""));
  EXPECT_FALSE(without("from", "of-tomorrow"));
  EXPECT_FALSE(without("to", 3));
  EXPECT_FALSE(transition_from({}));
}

TEST(CliAlarmRecord, WhatIsAnnouncedOnceMoreIsNoTransition) {
  Item again = event();
  again["announce"] = 2;
  EXPECT_FALSE(transition_from(again));
}

TEST(CliAlarmRecord, AnAlarmOfToday) {
  const auto standing = standing_from(sample_alarms()[0]);
  ASSERT_TRUE(standing);
  EXPECT_EQ(standing->first, (kpi::Standing{"gd-101.gas.H", alarm::State::Acked, {}, 4}));
  EXPECT_EQ(unix_ms(standing->second), 1769868200000);
  EXPECT_EQ(unix_ms(standing_from(sample_alarms()[2])->second), 0);  // never
  EXPECT_FALSE(standing_from({}));
}

}  // namespace
}  // namespace hazgate::cli
