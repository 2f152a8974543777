#include "gateway/daemon/arguments.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/site_driver.hpp"

namespace hazgate::daemon {
namespace {

boost::json::object args(const char* text) {
  return boost::json::parse(text).as_object();
}

TEST(Arguments, OfAnotherTypeCountAsMissing) {
  const auto given = args(R"({"a": 1, "b": "x", "c": true, "d": -1, "e": 1.5})");
  EXPECT_EQ(text_argument(given, "a"), "");
  EXPECT_EQ(text_argument(given, "b"), "x");
  EXPECT_FALSE(flag_argument(given, "b"));
  EXPECT_TRUE(flag_argument(given, "c"));
  EXPECT_EQ(number_argument(given, "a"), 1u);
  EXPECT_FALSE(number_argument(given, "d"));
  EXPECT_FALSE(number_argument(given, "e"));
  EXPECT_FALSE(number_argument(given, "none"));
}

TEST(Arguments, AlarmsAreNamedOrAllThatWait) {
  const testing::SmallSite small;
  testing::SiteDriver drive(small);
  drive.gas(0, 60.0);
  const site::Site& site = drive.site();
  EXPECT_EQ(*alarms_argument(site, args(R"({"alarms":["gd-2.gas.HH"]})"), Meant::Unacknowledged),
            std::vector<AlarmIndex>{small.high[1]});
  EXPECT_EQ(*alarms_argument(site, args(R"({"all":true})"), Meant::Unacknowledged),
            std::vector<AlarmIndex>{small.high[0]});
  EXPECT_TRUE(alarms_argument(site, args(R"({"all":true})"), Meant::WaitsForReset)->empty());
  const auto unknown =
      alarms_argument(site, args(R"({"alarms":["gd-9.gas.HH"]})"), Meant::Unacknowledged);
  ASSERT_FALSE(unknown);
  EXPECT_THAT(unknown.error(), ::testing::HasSubstr("gd-9.gas.HH"));
  EXPECT_FALSE(alarms_argument(site, args("{}"), Meant::Unacknowledged));
  EXPECT_FALSE(alarms_argument(site, args(R"({"alarms":[7]})"), Meant::Unacknowledged));
}

TEST(Arguments, AValueIsCheckedAgainstItsPoint) {
  site::PointSpec siren;
  siren.id = "relay.siren";
  siren.format.table = codec::Table::Coil;
  siren.format.type = codec::RawType::Bool;
  std::string error;
  EXPECT_EQ(value_argument(siren, args(R"({"value":"on"})"), error), Value{true});
  EXPECT_EQ(error, "");
  value_argument(siren, args(R"({"value":"loud"})"), error);
  EXPECT_THAT(error, ::testing::HasSubstr("relay.siren"));
  error.clear();
  value_argument(siren, args("{}"), error);
  EXPECT_THAT(error, ::testing::HasSubstr("no value"));
}

}  // namespace
}  // namespace hazgate::daemon
