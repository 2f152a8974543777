#include "gateway/core/office/contents.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/core/office/letter.hpp"

namespace hazgate::office {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

Contents zero() {
  Contents contents;
  contents.round.first = contents.round.last = *date_from("2026-05-31");
  contents.round.period = {WallTime{}, WallTime{std::chrono::hours{24}}};
  contents.until = contents.round.period.end;
  contents.devices = {{"gd-101", 0.5}};
  contents.gateway_running = 0.5;
  return contents;
}

TEST(OfficeContents, OfADayOnWhichNothingHappenedSayEveryZero) {
  Contents contents = zero();
  count_alarms(contents, {}, {}, {"tank-farm"}, {"ammonia"});
  EXPECT_TRUE(contents.is_zero());
  const LetterText letter = report_letter(contents, "Acme", LetterLanguage::English);
  EXPECT_EQ(letter.subject, "daily report 2026-05-31: nothing happened");
  EXPECT_THAT(letter.text,
              AllOf(HasSubstr("Alarms: 0 (critical 0, high 0, medium 0, low 0)"),
                    HasSubstr("by area: tank-farm 0"), HasSubstr("by source: ammonia 0"),
                    HasSubstr("Incidents: opened 0, closed 0, still open 0; drills 0"),
                    HasSubstr("Overdue: 0"), HasSubstr("found 0, fixed on site 0, notices 0"),
                    HasSubstr("county 0, prefecture 0, province 0"), HasSubstr("gateway 50.00 %"),
                    HasSubstr("gd-101 50.00 %")));
  EXPECT_EQ(report_letter(contents, "Acme", LetterLanguage::Chinese).subject,
            "日报 2026-05-31: 零报告，无异常");
}

TEST(OfficeContents, AreNoZeroWhenAnythingHappenedOrNobodyKnows) {
  Contents contents = zero();
  contents.alarms.quiet[0] = 1;
  EXPECT_FALSE(contents.is_zero());
  contents = zero();
  contents.alarms.alarms = 1;
  EXPECT_FALSE(contents.is_zero());
  contents = zero();
  contents.incidents.open = 1;
  EXPECT_FALSE(contents.is_zero());
  contents = zero();
  contents.alarms.active_at_end = 1;
  EXPECT_FALSE(contents.is_zero()) << "an alarm of yesterday that has not ended";
  contents = zero();
  contents.unreadable = "disk";
  EXPECT_FALSE(contents.is_zero());
}

TEST(OfficeContents, AreNoZeroWhereNobodyWatched) {
  Contents contents = zero();
  contents.gaps = {{contents.round.period.begin,
                    contents.round.period.begin + std::chrono::seconds{11},
                    {},
                    {}}};
  EXPECT_FALSE(contents.is_zero());
  contents = zero();
  contents.in_service = Start{contents.until, {}};
  EXPECT_FALSE(contents.is_zero()) << "it was put to work when the period was over";
  EXPECT_EQ(report_line(contents, LetterLanguage::English),
            "daily report 2026-05-31: not watched, nothing is known");
  contents.in_service = Start{contents.until - std::chrono::minutes{1}, {}};
  EXPECT_TRUE(contents.is_zero()) << "of what it can know";
  EXPECT_EQ(contents.watched(), std::chrono::minutes{1});
}

TEST(OfficeContents, CountAlarmsWhereTheyBelong) {
  Contents contents = zero();
  kpi::Report all;
  all.alarms = 16;
  for (int i = 0; i < 12; ++i) all.top.push_back({"gd-" + std::to_string(i), 1});
  all.top.push_back({"vote.leak", 4});
  std::map<std::string, Belongs> where;
  for (int i = 0; i < 6; ++i) where["gd-" + std::to_string(i)] = {"north", {"tank", "pump"}};
  for (int i = 6; i < 12; ++i) where["gd-" + std::to_string(i)] = {"south", {}};
  count_alarms(contents, all, where, {"north", "south", "west"}, {"tank", "pump", "store"});
  EXPECT_THAT(contents.by_area, ElementsAre(kpi::Counted{"", 4}, kpi::Counted{"north", 6},
                                            kpi::Counted{"south", 6}, kpi::Counted{"west", 0}));
  EXPECT_THAT(contents.by_source, ElementsAre(kpi::Counted{"pump", 6}, kpi::Counted{"store", 0},
                                              kpi::Counted{"tank", 6}));
  EXPECT_EQ(contents.alarms.top.size(), 10u);
  EXPECT_EQ(contents.alarms.alarms, 16u);
}

/// The vector of the essay: 65 found, 50 fixed on site, 15 notices, 15 done in time, 15 re-checks passed.
TEST(OfficeContents, SayTheLedger) {
  Contents contents = zero();
  contents.ledger = {.found = 65,
                     .fixed_on_site = 50,
                     .notices = 15,
                     .done_in_time = 15,
                     .rechecks = 15,
                     .rechecks_passed = 15,
                     .county = 2};
  EXPECT_THAT(
      report_letter(contents, "Acme", LetterLanguage::Chinese).text,
      AllOf(HasSubstr("查处65条，现场整改50条，限期整改通知书15份，限期完成15条，复查合格15/15"),
            HasSubstr("县级2条，州级0条，省级0条")));
}

TEST(OfficeLetters, SayWhatIsDueInOneLetter) {
  const Deadline gauge{
      .id = "pg-1", .name = "T-101", .duty = "calibration", .due = *date_from("2026-06-30")};
  const LetterText letter = due_letter({{gauge, Stage::In7Days, 5}, {gauge, Stage::Overdue, -3}},
                                       "Acme", LetterLanguage::English);
  EXPECT_EQ(letter.subject, "due: 1, overdue: 1");
  EXPECT_THAT(letter.text,
              AllOf(HasSubstr("pg-1 (T-101) calibration: due on 2026-06-30, in 5 days"),
                    HasSubstr("overdue, it was due on 2026-06-30 (3 days ago)")));
  EXPECT_EQ(due_line({gauge, Stage::Overdue, -3}, LetterLanguage::Chinese),
            "pg-1 (T-101) 校准：已逾期，期限2026-06-30（3天前）");
  EXPECT_EQ(letter_language("zh-TW"), LetterLanguage::Chinese);
  EXPECT_EQ(letter_language("en"), LetterLanguage::English);
}

}  // namespace
}  // namespace hazgate::office
