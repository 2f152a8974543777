#include <chrono>
#include <memory>

#include "gateway/config/season.hpp"
#include "tests/unit/gateway/config/site_file.hpp"

namespace hazgate::config {
namespace {

using std::chrono::year;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kSigned = "signed_by = \"Wang\"\nsigned_on = \"2026-05-20\"\n";

class Seasons : public SiteFile {
 protected:
  void season(const std::string& id, const std::string& from, const std::string& to,
              const std::string& keys = kSigned) {
    append("[[season]]\nid = \"" + id + "\"\nfrom = \"" + from + "\"\nto = \"" + to + "\"\n" +
           keys);
  }
  void limit(const std::string& name, const std::string& keys) {
    append("[[season.alarm]]\npoint = \"gd-101.gas\"\nname = \"" + name + "\"\n" + keys);
  }
  double limit_on(const std::shared_ptr<const Settings>& loaded, std::chrono::year_month_day day,
                  const std::string& alarm) const {
    return alarm_of(*in_force(loaded, day), alarm).condition.limit;
  }
  std::shared_ptr<const Settings> loaded() const { return std::make_shared<Settings>(good()); }
};

TEST_F(Seasons, HaveTheirLimitsFromTheFirstDayToTheLast) {
  season("hot", "06-01", "09-30");
  limit("H", "limit = 15.0\n");
  const auto settings = loaded();
  const double usual = alarm_of(*settings, "gd-101.gas.H").condition.limit;
  ASSERT_NE(usual, 15.0);
  EXPECT_EQ(limit_on(settings, year(2026) / 5 / 31, "gd-101.gas.H"), usual);
  EXPECT_EQ(limit_on(settings, year(2026) / 6 / 1, "gd-101.gas.H"), 15.0);
  EXPECT_EQ(limit_on(settings, year(2026) / 9 / 30, "gd-101.gas.H"), 15.0);
  EXPECT_EQ(limit_on(settings, year(2026) / 10 / 1, "gd-101.gas.H"), usual);
  EXPECT_EQ(season_text(*in_force(settings, year(2026) / 7 / 1)), "hot");
  EXPECT_EQ(season_text(*in_force(settings, year(2026) / 1 / 1)), "");
  ASSERT_EQ(settings->seasons.size(), 1u);
  EXPECT_EQ(settings->seasons[0].signed_by, "Wang");
  EXPECT_EQ(settings->seasons[0].signed_on, year(2026) / 5 / 20);
}

TEST_F(Seasons, GoOverNewYear) {
  season("cold", "12-01", "02-29");
  limit("H", "limit = 15.0\n");
  const auto settings = loaded();
  const double usual = alarm_of(*settings, "gd-101.gas.H").condition.limit;
  EXPECT_EQ(limit_on(settings, year(2026) / 11 / 30, "gd-101.gas.H"), usual);
  EXPECT_EQ(limit_on(settings, year(2026) / 12 / 31, "gd-101.gas.H"), 15.0);
  EXPECT_EQ(limit_on(settings, year(2028) / 2 / 29, "gd-101.gas.H"), 15.0);
  EXPECT_EQ(limit_on(settings, year(2026) / 3 / 1, "gd-101.gas.H"), usual);
}

TEST_F(Seasons, MeetWhenTheyChangeOtherAlarms) {
  season("hot", "06-01", "09-30");
  limit("H", "limit = 15.0\n");
  season("thunder", "09-01", "10-31");
  limit("HH", "limit = 40.0\n");
  const auto settings = loaded();
  const auto both = in_force(settings, year(2026) / 9 / 15);
  EXPECT_EQ(season_text(*both), "hot thunder");
  EXPECT_EQ(alarm_of(*both, "gd-101.gas.H").condition.limit, 15.0);
  EXPECT_EQ(alarm_of(*both, "gd-101.gas.HH").condition.limit, 40.0);
  EXPECT_EQ(season_text(*in_force(settings, year(2026) / 10 / 15)), "thunder");
}

TEST_F(Seasons, DoNotChangeOneAlarmOnOneDay) {
  season("hot", "06-01", "09-30");
  limit("H", "limit = 15.0\n");
  season("thunder", "09-30", "10-31");
  limit("H", "limit = 14.0\n");
  EXPECT_THAT(said(), ElementsAre(AllOf(HasSubstr("season[1].alarm[0].name: alarm \"gd-101.gas.H\" "
                                                  "has limits of a season in line"),
                                        HasSubstr("on the same day of the year"))));
}

TEST_F(Seasons, AreCheckedAsTheWholeYearIs) {
  season("hot", "06-01", "06-01");
  limit("H", "limit = 26.0\n");
  limit("HH", "limit = 20.0\n");
  EXPECT_THAT(said(),
              ElementsAre(AllOf(HasSubstr("season[0].alarm[0].limit: 26 %LEL is above the cap"),
                                HasSubstr("write 25 or less")),
                          HasSubstr("season[0].alarm[1].limit: HH 20 %LEL is not above H 26")));
}

TEST_F(Seasons, WhatIsWrong) {
  season("hot", "6-01", "02-30", "signed_by = \"\"\nsigned_on = \"2026-13-01\"\n");
  season("hot", "01-01", "01-02");
  limit("X", "limit = 1.0\nkind = \"low\"\n");
  season("empty", "01-05", "01-06", "");
  EXPECT_THAT(
      said(),
      ElementsAre(HasSubstr("season[0].alarm: is missing: the season changes nothing"),
                  HasSubstr("season[0].from: \"6-01\" is not a day of the year; write MM-DD"),
                  HasSubstr("season[0].to: \"02-30\" is not a day of the year"),
                  HasSubstr("season[0].signed_by: is empty"),
                  HasSubstr("season[0].signed_on: \"2026-13-01\" is no day"),
                  HasSubstr("season[1].id: "), HasSubstr("season[1].alarm[0].name: no alarm"),
                  HasSubstr("season[2].signed_by: is missing"),
                  HasSubstr("season[2].signed_on: is missing"),
                  HasSubstr("season[2].alarm: is missing")));
}

TEST_F(Seasons, ChangeWhatASeasonMayChange) {
  season("hot", "01-01", "01-02");
  append("[[season.alarm]]\npoint = \"gd-101\"\nname = \"comm\"\nlimit = 5.0\n");
  limit("H", "own = \"status\"\n");
  limit("HH", "");
  limit("FAULT", "priority = \"high\"\n");
  EXPECT_THAT(
      said(),
      ElementsAre(
          HasSubstr("season[0].alarm[0].limit: means nothing for the comm alarm"),
          HasSubstr("season[0].alarm[1].own: does not change with a season"),
          HasSubstr("season[0].alarm[2].name: changes nothing"),
          HasSubstr("season[0].alarm[3].priority: is high or critical in the season only")));
}

TEST_F(Seasons, WhatIsMissingInTheAlarmItselfIsSaidOnce) {
  append("[[alarm]]\npoint = \"gd-101.gas\"\nname = \"X\"\nkind = \"high\"\n");
  season("hot", "01-01", "01-02");
  limit("X", "on_delay = \"2s\"\n");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("alarm[0].limit: is missing")));
}

TEST_F(Seasons, OneWithWrongDaysHidesNothingOfTheOthers) {
  season("hot", "13-01", "01-02");
  limit("Y", "limit = 1.0\n");
  season("cold", "01-01", "01-02");
  limit("Z", "limit = 1.0\n");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("season[0].from: \"13-01\" is not a day"),
                                  HasSubstr("season[0].alarm[0].name: no alarm"),
                                  HasSubstr("season[1].alarm[0].name: no alarm")));
}

TEST_F(Seasons, ChangeLimitsOfAlarmsThatAreThere) {
  season("hot", "01-01", "01-02");
  limit("X", "limit = 1.0\n");
  limit("H", "kind = \"low\"\n");
  EXPECT_THAT(said(),
              ElementsAre(HasSubstr("season[0].alarm[0].name: no alarm \"gd-101.gas.X\""),
                          HasSubstr("season[0].alarm[1].kind: does not change with a season")));
}

}  // namespace
}  // namespace hazgate::config
