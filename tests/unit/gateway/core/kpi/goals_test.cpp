#include "gateway/core/kpi/goals.hpp"

#include <gtest/gtest.h>

#include "tests/unit/gateway/core/kpi/record.hpp"

namespace hazgate::kpi {
namespace {

/// A whole day of one operator with nothing in it.
Report empty_day() {
  Report report;
  report.period = {day(0h), day(24h)};
  report.until = day(24h);
  report.slots = 144;
  return report;
}

Judged figure(const Report& report, Figure which) {
  return judged(report)[static_cast<std::size_t>(which)];
}

TEST(KpiGoals, AtMost) {
  const Goal goal{150, 300};
  EXPECT_EQ(judge(149.9, goal), Verdict::Good);
  EXPECT_EQ(judge(150, goal), Verdict::Good);
  EXPECT_EQ(judge(150.1, goal), Verdict::Fair);
  EXPECT_EQ(judge(300, goal), Verdict::Fair);
  EXPECT_EQ(judge(300.1, goal), Verdict::Bad);
}

TEST(KpiGoals, Less) {
  const Goal goal{0.01, 0.05, true};
  EXPECT_EQ(judge(0.0099, goal), Verdict::Good);
  EXPECT_EQ(judge(0.01, goal), Verdict::Fair);
  EXPECT_EQ(judge(0.0499, goal), Verdict::Fair);
  EXPECT_EQ(judge(0.05, goal), Verdict::Bad);
}

struct Edge {
  Figure figure;
  std::uint64_t number;
  Verdict verdict;
};

TEST(KpiGoals, RatesAreForOneOperator) {
  for (const Edge& edge : std::vector<Edge>{{Figure::PerDay, 149, Verdict::Good},
                                            {Figure::PerDay, 150, Verdict::Good},
                                            {Figure::PerDay, 151, Verdict::Fair},
                                            {Figure::PerDay, 300, Verdict::Fair},
                                            {Figure::PerDay, 301, Verdict::Bad},
                                            {Figure::PerHour, 144, Verdict::Good},
                                            {Figure::PerHour, 145, Verdict::Fair},
                                            {Figure::PerHour, 288, Verdict::Fair},
                                            {Figure::PerHour, 289, Verdict::Bad},
                                            {Figure::PerTenMinutes, 144, Verdict::Good},
                                            {Figure::PerTenMinutes, 145, Verdict::Fair},
                                            {Figure::PerTenMinutes, 288, Verdict::Fair},
                                            {Figure::PerTenMinutes, 289, Verdict::Bad}}) {
    Report report = empty_day();
    report.alarms = edge.number;
    EXPECT_EQ(figure(report, edge.figure).verdict, edge.verdict)
        << to_text(edge.figure) << " of " << edge.number;
    report.operators = 3;
    report.alarms *= 3;
    EXPECT_EQ(figure(report, edge.figure).verdict, edge.verdict);
  }
}

TEST(KpiGoals, MostInTenMinutes) {
  Report report = empty_day();
  for (const auto& [most, operators, verdict] : {std::tuple{10u, 1u, Verdict::Good},
                                                 {11u, 1u, Verdict::Bad},
                                                 {20u, 2u, Verdict::Good},
                                                 {21u, 2u, Verdict::Bad}}) {
    report.most_in_ten_minutes = most;
    report.operators = operators;
    EXPECT_EQ(figure(report, Figure::MostInTenMinutes).verdict, verdict) << most;
  }
}

TEST(KpiGoals, SharesOfTime) {
  Report report = empty_day();
  report.slots = 200;
  report.crowded = 1;
  EXPECT_EQ(figure(report, Figure::CrowdedShare).verdict, Verdict::Good);
  report.crowded = 2;  // one in a hundred is not less than 1 %
  EXPECT_EQ(figure(report, Figure::CrowdedShare).verdict, Verdict::Bad);
  report.flood_time = 14min + 23s;
  EXPECT_EQ(figure(report, Figure::FloodShare).verdict, Verdict::Good);
  report.flood_time = 14min + 24s;
  EXPECT_EQ(figure(report, Figure::FloodShare).verdict, Verdict::Bad);
}

TEST(KpiGoals, TheMostFrequentHaveTheirShare) {
  Report report = empty_day();
  report.alarms = 1000;
  for (const auto& [count, verdict] : {std::pair{9u, Verdict::Good},
                                       {10u, Verdict::Fair},
                                       {49u, Verdict::Fair},
                                       {50u, Verdict::Bad}}) {
    report.top = {{"a", count - 1}, {"b", 1}};
    EXPECT_EQ(figure(report, Figure::TopShare).verdict, verdict) << count;
  }
}

TEST(KpiGoals, SharesOfFewAlarmsAreNotJudged) {
  Report report = empty_day();
  report.alarms = 199;
  report.top = {{"a", 199}};
  report.by_priority = {199, 0, 0, 0};
  for (const Figure which : {Figure::TopShare, Figure::CriticalShare, Figure::HighShare}) {
    EXPECT_EQ(figure(report, which).verdict, Verdict::None) << to_text(which);
    EXPECT_TRUE(figure(report, which).value);
  }
  report.alarms = 200;
  report.top = {{"a", 200}};
  EXPECT_EQ(figure(report, Figure::TopShare).verdict, Verdict::Bad);
}

TEST(KpiGoals, PrioritySplit) {
  Report report = empty_day();
  report.alarms = 1000;
  const auto verdicts = [&](std::uint64_t critical, std::uint64_t high, std::uint64_t medium) {
    report.by_priority = {critical, high, medium, 1000 - critical - high - medium};
    return std::array{figure(report, Figure::CriticalShare).verdict,
                      figure(report, Figure::HighShare).verdict,
                      figure(report, Figure::MediumShare).verdict};
  };
  using enum Verdict;
  EXPECT_EQ(verdicts(9, 50, 150), (std::array{Good, Good, Good}));
  EXPECT_EQ(verdicts(10, 51, 151), (std::array{Fair, Bad, Bad}));
  EXPECT_EQ(verdicts(49, 0, 0), (std::array{Fair, Good, Good}));
  EXPECT_EQ(verdicts(50, 0, 0), (std::array{Bad, Good, Good}));
}

TEST(KpiGoals, AlarmsThatShouldNotBe) {
  Report report = empty_day();
  EXPECT_EQ(figure(report, Figure::Chattering).verdict, Verdict::Good);
  EXPECT_EQ(figure(report, Figure::Fleeting).verdict, Verdict::Good);
  report.chattering = report.fleeting = {"a"};
  EXPECT_EQ(figure(report, Figure::Chattering).verdict, Verdict::Bad);
  EXPECT_EQ(figure(report, Figure::Fleeting).verdict, Verdict::Bad);
  report.stale = {"a", "b", "c", "d"};
  EXPECT_EQ(figure(report, Figure::Stale).verdict, Verdict::Good);
  report.stale.emplace_back("e");
  EXPECT_EQ(figure(report, Figure::Stale).verdict, Verdict::Bad);
}

TEST(KpiGoals, TimeToAcknowledge) {
  Report report = empty_day();
  EXPECT_EQ(figure(report, Figure::AcknowledgeMedian).value, std::nullopt);
  EXPECT_EQ(figure(report, Figure::AcknowledgeMedian).verdict, Verdict::None);
  report.acknowledge_median = 180s;
  report.acknowledge_95 = 300s;
  EXPECT_EQ(figure(report, Figure::AcknowledgeMedian).value, 180.0);
  EXPECT_EQ(figure(report, Figure::AcknowledgeMedian).verdict, Verdict::Good);
  EXPECT_EQ(figure(report, Figure::Acknowledge95).verdict, Verdict::Good);
  report.acknowledge_median = 300s + 1ms;
  report.acknowledge_95 = 600s;
  EXPECT_EQ(figure(report, Figure::AcknowledgeMedian).verdict, Verdict::Bad);
  EXPECT_EQ(figure(report, Figure::Acknowledge95).verdict, Verdict::Fair);
}

TEST(KpiGoals, ThereAreNoRatesInTheFirstHour) {
  Report report = empty_day();
  report.alarms = 30;
  report.slots = 6;
  report.crowded = 1;
  report.until = day(1h - 1ms);
  EXPECT_EQ(figure(report, Figure::PerDay).value, std::nullopt);
  EXPECT_EQ(figure(report, Figure::PerDay).verdict, Verdict::None);
  EXPECT_EQ(figure(report, Figure::CrowdedShare).verdict, Verdict::None);
  report.until = day(1h);
  EXPECT_EQ(figure(report, Figure::PerDay).value, 720.0);
  EXPECT_EQ(figure(report, Figure::PerDay).verdict, Verdict::Bad);
  report.until = day(0h);
  EXPECT_EQ(figure(report, Figure::PerDay).value, std::nullopt);
}

TEST(KpiGoals, AreInTheirOrder) {
  const auto all = judged(empty_day());
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(static_cast<std::size_t>(all[i].figure), i);
  }
}

}  // namespace
}  // namespace hazgate::kpi
