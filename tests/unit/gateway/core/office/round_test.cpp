#include "gateway/core/office/round.hpp"

#include <gtest/gtest.h>

namespace hazgate::office {
namespace {

using std::chrono::hours;
using std::chrono::sys_seconds;

/// Eight hours ahead of UTC.
WallTime shanghai(sys_seconds local) {
  return WallTime{(local - hours{8}).time_since_epoch()};
}
WallTime at(const char* day, std::chrono::minutes time = {}) {
  return shanghai(std::chrono::sys_days{*date_from(day)} + time);
}

ReportRules rules() {
  ReportRules rules;
  rules.fixed = {std::chrono::July / 20, std::chrono::August / 20, std::chrono::September / 10};
  return rules;
}

std::vector<std::string> keys(ReportKind kind, const char* from, const char* to) {
  std::vector<std::string> list;
  for (const Round& round : rounds(rules(), kind, *date_from(from), *date_from(to), shanghai)) {
    list.push_back(round.key + ' ' + to_text(round.first) + ' ' + to_text(round.last));
  }
  return list;
}

using Keys = std::vector<std::string>;

TEST(OfficeRounds, HaveTheirPeriods) {
  EXPECT_EQ(
      keys(ReportKind::Daily, "2026-03-01", "2026-03-02"),
      (Keys{"daily/2026-02-28 2026-02-28 2026-02-28", "daily/2026-03-01 2026-03-01 2026-03-01"}));
  EXPECT_EQ(
      keys(ReportKind::Weekly, "2026-06-01", "2026-06-14"),
      (Keys{"weekly/2026-05-25 2026-05-25 2026-05-31", "weekly/2026-06-01 2026-06-01 2026-06-07"}));
  EXPECT_EQ(keys(ReportKind::Monthly, "2028-01-01", "2028-03-15"),
            (Keys{"monthly/2027-12 2027-12-01 2027-12-31", "monthly/2028-01 2028-01-01 2028-01-31",
                  "monthly/2028-02 2028-02-01 2028-02-29"}));
  EXPECT_EQ(
      keys(ReportKind::Quarterly, "2026-01-01", "2026-12-31"),
      (Keys{"quarterly/2025-Q4 2025-10-01 2025-12-31", "quarterly/2026-Q1 2026-01-01 2026-03-31",
            "quarterly/2026-Q2 2026-04-01 2026-06-30", "quarterly/2026-Q3 2026-07-01 2026-09-30"}));
  EXPECT_EQ(
      keys(ReportKind::HalfYear, "2026-01-01", "2026-12-31"),
      (Keys{"half-year/2025-H2 2025-07-01 2025-12-31", "half-year/2026-H1 2026-01-01 2026-06-30"}));
  EXPECT_EQ(
      keys(ReportKind::Fixed, "2026-01-01", "2026-12-31"),
      (Keys{"fixed/2026-07-20 2025-09-10 2026-07-19", "fixed/2026-08-20 2026-07-20 2026-08-19",
            "fixed/2026-09-10 2026-08-20 2026-09-09"}));
}

TEST(OfficeRounds, HaveTheirMomentsInTheTimeOfTheSite) {
  const auto one = [](ReportKind kind, const char* day) {
    return rounds(rules(), kind, *date_from(day), *date_from(day), shanghai).at(0);
  };
  const Round daily = one(ReportKind::Daily, "2026-06-01");
  EXPECT_EQ(daily.period, (kpi::Period{at("2026-05-31"), at("2026-06-01")}));
  EXPECT_EQ(daily.ready, at("2026-06-01", hours{8}));
  EXPECT_EQ(daily.deadline, at("2026-06-01", hours{9}));
  const Round monthly = one(ReportKind::Monthly, "2026-06-01");
  EXPECT_EQ(monthly.ready, at("2026-06-01", hours{8}));
  EXPECT_EQ(monthly.deadline, at("2026-06-11")) << "until the end of the 10th";
  EXPECT_EQ(one(ReportKind::Fixed, "2026-07-20").deadline, at("2026-07-21"));
}

TEST(OfficeRounds, KnowThePeriodThatIsUnderWay) {
  const auto under_way = [](ReportKind kind, const char* today) {
    return round_under_way(rules(), kind, *date_from(today), shanghai).key;
  };
  EXPECT_EQ(under_way(ReportKind::Daily, "2026-06-01"), "daily/2026-06-01");
  EXPECT_EQ(under_way(ReportKind::Weekly, "2026-06-01"), "weekly/2026-06-01");
  EXPECT_EQ(under_way(ReportKind::Weekly, "2026-06-07"), "weekly/2026-06-01");
  EXPECT_EQ(under_way(ReportKind::Monthly, "2026-06-30"), "monthly/2026-06");
  EXPECT_EQ(under_way(ReportKind::Quarterly, "2026-06-30"), "quarterly/2026-Q2");
  EXPECT_EQ(under_way(ReportKind::HalfYear, "2026-07-01"), "half-year/2026-H2");
  EXPECT_EQ(under_way(ReportKind::Fixed, "2026-09-10"), "fixed/2027-07-20");
}

TEST(OfficeRounds, AreOnlyThoseOfTheRules) {
  ReportRules few;
  few.weekly.reset();
  few.monthly_by = 0;
  few.quarterly = few.half_yearly = false;
  for (std::size_t i = 0; i < kReportKindTexts.size(); ++i) {
    const auto kind = static_cast<ReportKind>(i);
    EXPECT_EQ(has(few, kind), kind == ReportKind::Daily);
    EXPECT_EQ(report_kind_from(kReportKindTexts[i]), kind);
  }
  EXPECT_EQ(report_kind_from("yearly"), std::nullopt);
}

}  // namespace
}  // namespace hazgate::office
