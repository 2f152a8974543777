#include "gateway/core/ledger/figures.hpp"

#include <gtest/gtest.h>

#include "tests/unit/gateway/core/ledger/days.hpp"

namespace hazgate::ledger {
namespace {

class LedgerFigures : public ::testing::Test {
 protected:
  std::string open(const Finding& finding, const char* on) {
    return ledger.open(finding, "Zhao", noon(on)).value().item.id;
  }
  void act(const std::string& id, const Command& what, const char* on) {
    const auto done = ledger.act(id, what, noon(on));
    ASSERT_TRUE(done.has_value()) << done.error();
  }
  void finish(const std::string& id, const char* on) {
    act(id, command(Act::Start, "Wang"), on);
    act(id, command(Act::Done, "Wang"), on);
  }
  Figures figures(const char* since, const char* today) {
    return figures_of(ledger.items(), day(since), day(today));
  }
  Ledger ledger{Terms{}};
};

/// 查处隐患65条,现场整改50条,下达限期整改通知书15份,限期完成整改15条,复查合格率100%
TEST_F(LedgerFigures, TheVectorOfTheEssay) {
  for (int i = 0; i < 50; ++i) {
    const auto id = open({.description = "hose", .fixed_on_site = true}, "2026-06-02");
    act(id, command(Act::Pass, "Li"), "2026-06-03");
  }
  for (int i = 0; i < 15; ++i) {
    const auto id = open(noticed("2026-06-20"), "2026-06-02");
    finish(id, "2026-06-20");
    act(id, command(Act::Pass, "Li"), "2026-06-22");
  }
  const Figures of = figures("2026-06-01", "2026-06-30");
  EXPECT_EQ(of.found, 65u);
  EXPECT_EQ(of.fixed_on_site, 50u);
  EXPECT_EQ(of.notices, 15u);
  EXPECT_EQ(of.in_time, 15u);
  EXPECT_EQ(of.late + of.missed + of.running + of.overdue + of.open, 0u);
  EXPECT_EQ(of.rechecks_passed, 65u);
  EXPECT_EQ(of.closed, 65u);
  EXPECT_EQ(in_time_rate(of), 100.0);
  EXPECT_EQ(pass_rate(of), 100.0);
}

TEST_F(LedgerFigures, NothingIsZeroAndHasNoRate) {
  const Figures none = figures("2026-01-01", "2026-12-31");
  EXPECT_EQ(none, Figures{});
  EXPECT_FALSE(in_time_rate(none).has_value());
  EXPECT_FALSE(pass_rate(none).has_value());
}

TEST_F(LedgerFigures, NoticesAreInTimeLateMissedOrRunning) {
  finish(open(noticed("2026-06-10"), "2026-06-01"), "2026-06-10");  // in time, on its last day
  finish(open(noticed("2026-06-10"), "2026-06-01"), "2026-06-11");  // late
  open(noticed("2026-06-10"), "2026-06-01");                        // missed
  open(noticed("2026-06-30"), "2026-06-01");                        // running, on its last day
  const auto extended = open(noticed("2026-06-10"), "2026-06-01");
  Command extend = command(Act::Extend, "Wang", "the part is late");
  extend.approved_by = "Sun";
  extend.day = day("2026-06-20");
  act(extended, extend, "2026-06-11");  // after the deadline: that does not make it in time
  finish(extended, "2026-06-15");
  const Figures of = figures("2026-06-01", "2026-06-30");
  EXPECT_EQ(of.notices, 5u);
  EXPECT_EQ(of.in_time, 1u);
  EXPECT_EQ(of.late, 2u);
  EXPECT_EQ(of.missed, 1u);
  EXPECT_EQ(of.running, 1u);
  EXPECT_EQ(of.overdue, 1u);
  EXPECT_EQ(of.extended, 1u);
  EXPECT_EQ(in_time_rate(of), 25.0);
}

TEST_F(LedgerFigures, AFailedRecheckCounts) {
  const auto id = open(noticed("2026-06-10"), "2026-06-01");
  finish(id, "2026-06-02");
  act(id, command(Act::Fail, "Li", "still leaks"), "2026-06-03");
  EXPECT_EQ(figures("2026-06-01", "2026-06-30").missed, 1u) << "it is not done any more";
  act(id, command(Act::Done, "Wang"), "2026-06-04");
  act(id, command(Act::Pass, "Li"), "2026-06-05");
  const Figures of = figures("2026-06-01", "2026-06-30");
  EXPECT_EQ(of.in_time, 1u);
  EXPECT_EQ(of.rechecks_failed, 1u);
  EXPECT_EQ(pass_rate(of), 50.0);
}

TEST_F(LedgerFigures, OfThePeriodAndOfToday) {
  const auto old = open(noticed("2026-01-10", Grade::Major), "2026-01-01");
  Command listed = command(Act::List);
  listed.listed = ListedLevel::County;
  act(old, listed, "2026-01-02");
  act(old, command(Act::StopWork), "2026-01-02");
  open({.description = "hose", .grade = Grade::Major, .fixed_on_site = true}, "2026-06-30");
  const Figures of = figures("2026-06-01", "2026-06-30");
  EXPECT_EQ(of.found, 1u);
  EXPECT_EQ(of.major, 1u);
  EXPECT_EQ(of.notices, 0u);
  EXPECT_EQ(of.overdue, 1u) << "whenever it was found";
  EXPECT_EQ(of.open, 2u);
  EXPECT_EQ(of.stop_work, 1u);
  EXPECT_EQ(of.listed, (std::array<std::size_t, 4>{1, 1, 0, 0}));
}

}  // namespace
}  // namespace hazgate::ledger
