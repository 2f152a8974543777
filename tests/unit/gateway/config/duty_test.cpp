#include <chrono>

#include "tests/unit/gateway/config/site_file.hpp"

namespace hazgate::config {
namespace {

using namespace std::chrono_literals;
using roster::Day;
using roster::Source;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kPeople = R"(
[[contact]]
id = "li"
role = "duty-operator"

[[contact]]
id = "zhao"
role = "shift-leader"

[[plan.step]]
do = "notify"
role = "duty-operator"
)";

class DutyText : public SiteFile {
 protected:
  void SetUp() override {
    SiteFile::SetUp();
    append(kPeople);
  }
  /// What is said of these tables, from their key on.
  std::vector<std::string> said_of(const std::string& tables) {
    const std::string before = text_;
    append(tables);
    std::vector<std::string> list = said();
    text_ = before;
    return list;
  }
  std::vector<std::string> remarks() const {
    std::vector<std::string> list;
    for (const auto& remark : good().remarks) {
      if (remark.key.starts_with("duty")) {
        list.push_back(remark.key + ": " + remark.problem + "; " + remark.remedy);
      }
    }
    return list;
  }
};

TEST_F(DutyText, WithoutARosterEverybodyWithTheRole) {
  const auto answer = good().site.roster.on_duty("duty-operator", Day{2026y / 3 / 2}, 3h);
  EXPECT_THAT(answer.contacts, ElementsAre(0, 1));
  EXPECT_EQ(answer.source, Source::NoRoster);
  EXPECT_THAT(remarks(), IsEmpty());
}

TEST_F(DutyText, EveryKeyIsTaken) {
  append(R"(
[[holiday]]
date = "2026-10-01"
name = "National Day"
[[holiday]]
from = "2027-02-05"
to = "2027-02-11"
[[duty]]
role = "duty-operator"
contacts = ["zhao", "wang"]
weekdays = ["mon", "sat"]
from = "20:00"
to = "07:30"
first_day = "2026-01-05"
last_day = "2027-12-31"
holidays = "only"
)");
  const Settings settings = good();
  ASSERT_EQ(settings.site.roster.duties().size(), 1U);
  const roster::Duty& duty = settings.site.roster.duties()[0];
  EXPECT_EQ(duty.role, "duty-operator");
  EXPECT_THAT(duty.contacts, ElementsAre(2, 0)) << "who stands in need not have the role";
  EXPECT_EQ(duty.weekdays, (std::array<bool, 7>{true, false, false, false, false, true, false}));
  EXPECT_EQ(duty.from, 20h);
  EXPECT_EQ(duty.to, 7h + 30min);
  EXPECT_EQ(duty.first, Day{2026y / 1 / 5});
  EXPECT_EQ(duty.last, Day{2027y / 12 / 31});
  EXPECT_EQ(duty.holidays, roster::OnHolidays::Only);
  ASSERT_EQ(settings.site.roster.holidays().size(), 2U);
  EXPECT_EQ(settings.site.roster.holidays()[0],
            (roster::Holiday{Day{2026y / 10 / 1}, Day{2026y / 10 / 1}, "National Day"}));
  EXPECT_EQ(settings.site.roster.holidays()[1].last, Day{2027y / 2 / 11});
}

TEST_F(DutyText, ShiftsHaveTheHoursOfTheAlarmSystem) {
  const auto hours = [&](const char* shifts, const char* shift) {
    const std::string before = text_;
    append(std::string("[alarms]\nshifts = [") + shifts +
           "]\n[[duty]]\nrole = \"duty-operator\"\ncontacts = [\"li\"]\nshift = \"" + shift +
           "\"\n");
    const Settings settings = good();
    text_ = before;
    return std::pair(settings.site.roster.duties()[0].from, settings.site.roster.duties()[0].to);
  };
  EXPECT_EQ(hours(R"("08:00", "20:00")", "day"),
            std::pair(roster::TimeOfDay{8h}, roster::TimeOfDay{20h}));
  EXPECT_EQ(hours(R"("08:00", "20:00")", "night"),
            std::pair(roster::TimeOfDay{20h}, roster::TimeOfDay{8h}));
  EXPECT_EQ(hours(R"("08:00", "20:00")", "20:00"),
            std::pair(roster::TimeOfDay{20h}, roster::TimeOfDay{8h}));
  EXPECT_EQ(hours(R"("00:00", "08:00", "16:00")", "day"),
            std::pair(roster::TimeOfDay{8h}, roster::TimeOfDay{16h}));
  EXPECT_EQ(hours(R"("00:00", "08:00", "16:00")", "evening"),
            std::pair(roster::TimeOfDay{16h}, roster::TimeOfDay{0h}));
  EXPECT_EQ(hours(R"("00:00", "08:00", "16:00")", "night"),
            std::pair(roster::TimeOfDay{0h}, roster::TimeOfDay{8h}));
  EXPECT_EQ(hours(R"("13:00", "23:00")", "day"),
            std::pair(roster::TimeOfDay{23h}, roster::TimeOfDay{13h}));
  EXPECT_EQ(hours(R"("07:00")", "07:00"), std::pair(roster::TimeOfDay{7h}, roster::TimeOfDay{7h}));
}

TEST_F(DutyText, WhatRefersToNothing) {
  EXPECT_THAT(
      said_of("[[duty]]\nrole = \"duty-operater\"\ncontacts = [\"lo\", \"li\", \"li\"]\n"
              "shift = \"nihgt\"\n"),
      ElementsAre(HasSubstr("duty[0].role: no contact has the role \"duty-operater\"; did you "
                            "mean \"duty-operator\"?"),
                  HasSubstr("duty[0].contacts[0]: no contact \"lo\"; did you mean \"li\"?"),
                  HasSubstr("duty[0].contacts[2]: \"li\" is there twice; remove one"),
                  HasSubstr("duty[0].shift: no shift \"nihgt\" in [alarms]; did you mean "
                            "\"night\"?")));
}

TEST_F(DutyText, WhatIsMissingOrNoDay) {
  EXPECT_THAT(
      said_of(
          "[[duty]]\nweekdays = [\"mon\", \"Tue\", \"mon\"]\nfrom = \"24:00\"\n"
          "first_day = \"2026-02-30\"\nlast_day = \"26-02-01\"\nholidays = \"maybe\"\nday = 1\n"),
      testing::UnorderedElementsAre(
          HasSubstr("duty[0].role: is missing"), HasSubstr("duty[0].contacts: is missing"),
          HasSubstr("duty[0].weekdays[1]: \"Tue\" is not a day of the week; use mon, tue"),
          HasSubstr("duty[0].weekdays[2]: \"mon\" is there twice; remove one"),
          HasSubstr("duty[0].from: \"24:00\" is not a time of day; write HH:MM"),
          HasSubstr("duty[0].to: is missing; write both from and to"),
          HasSubstr("duty[0].first_day: \"2026-02-30\" is no day; write YYYY-MM-DD"),
          HasSubstr("duty[0].last_day: \"26-02-01\" is no day"),
          HasSubstr("duty[0].holidays: \"maybe\""), HasSubstr("duty[0].day: is not a known key")));
}

TEST_F(DutyText, WhatContradictsItself) {
  EXPECT_THAT(
      said_of("[[duty]]\nrole = \"shift-leader\"\ncontacts = []\nshift = \"day\"\n"
              "from = \"08:00\"\nto = \"09:00\"\nweekdays = []\n"
              "first_day = \"2026-03-02\"\nlast_day = \"2026-03-01\"\n"),
      testing::UnorderedElementsAre(HasSubstr("duty[0].contacts: nobody is on duty"),
                                    HasSubstr("duty[0].from: the shift has its hours; remove it"),
                                    HasSubstr("duty[0].to: the shift has its hours; remove it"),
                                    HasSubstr("duty[0].weekdays: names no day"),
                                    HasSubstr("duty[0].last_day: is before first_day")));
}

TEST_F(DutyText, HolidaysThatAreNone) {
  EXPECT_THAT(said_of("[[holiday]]\nname = \"x\"\n[[holiday]]\ndate = \"2026-10-01\"\nto = "
                      "\"2026-10-02\"\n[[holiday]]\nfrom = \"2026-10-01\"\n[[holiday]]\nfrom = "
                      "\"2026-10-02\"\nto = \"2026-10-01\"\n[[holiday]]\ndate = \"10-01\"\n"),
              ElementsAre(HasSubstr("holiday[0].date: is missing; write date"),
                          HasSubstr("holiday[1].date: stands beside from and to"),
                          HasSubstr("holiday[2].to: is missing; write YYYY-MM-DD"),
                          HasSubstr("holiday[3].to: is before from"),
                          HasSubstr("holiday[4].date: \"10-01\" is no day")));
}

TEST_F(DutyText, HoursWithNobodyAreRemarkedWithAnExample) {
  append(
      "[[duty]]\nrole = \"duty-operator\"\ncontacts = [\"li\"]\nshift = \"day\"\n"
      "[[duty]]\nrole = \"duty-operator\"\ncontacts = [\"wang\"]\nshift = \"night\"\n"
      "weekdays = [\"mon\", \"tue\", \"wed\", \"thu\", \"fri\", \"sat\"]\n"
      "[[duty]]\nrole = \"shift-leader\"\ncontacts = [\"zhao\"]\nshift = \"day\"\n");
  EXPECT_THAT(remarks(),
              ElementsAre("duty[0]: nobody is on duty as \"duty-operator\" on Monday from 00:00 to "
                          "08:00, in all 12:00 h of the week; add a [[duty]]; until then everybody "
                          "who has the role is told"))
      << "no plan tells the shift leader";
}

TEST_F(DutyText, ARosterThatEndsAndHolidaysThatAreMissingAreRemarked) {
  append(
      "[[duty]]\nrole = \"duty-operator\"\ncontacts = [\"li\"]\nlast_day = \"2026-12-31\"\n"
      "[[duty]]\nrole = \"shift-leader\"\ncontacts = [\"zhao\"]\nholidays = \"only\"\n");
  EXPECT_THAT(remarks(),
              ElementsAre(HasSubstr("duty[0]: nobody is on duty as \"duty-operator\" from "
                                    "2027-01-01 on: every entry has a last_day"),
                          HasSubstr("duty[1].holidays: there is no [[holiday]]")));
}

}  // namespace
}  // namespace hazgate::config
