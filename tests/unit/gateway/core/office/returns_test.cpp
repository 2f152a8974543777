#include "gateway/core/office/returns.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hazgate::office {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_seconds;
using testing::ElementsAre;
using testing::IsEmpty;

WallTime utc(sys_seconds local) {
  return WallTime{local.time_since_epoch()};
}
sys_seconds local(const char* day, minutes time = {}) {
  return std::chrono::sys_days{*date_from(day)} + time;
}

ReportRules all_rules() {
  ReportRules rules;
  rules.fixed = {std::chrono::July / 20};
  return rules;
}
ReportRules daily_only() {
  ReportRules rules;
  rules.weekly.reset();
  rules.monthly_by = 0;
  rules.quarterly = rules.half_yearly = false;
  return rules;
}

/// An office that runs by a clock of its own, and may be restarted or stand still.
class OfficeReturns : public testing::Test {
 protected:
  void begin(const ReportRules& rules, sys_seconds at) {
    rules_ = rules;
    now_ = at;
    returns_.set(rules, utc);
    look();
  }
  void restart() {
    Returns after;
    after.since = returns_.since;
    after.proofs = returns_.proofs;
    after.set(rules_, utc);
    returns_ = std::move(after);
  }
  /// Makes all that is owed.
  void look() {
    const OfficeTime time{utc(now_), now_};
    returns_.settle(time);
    std::vector<std::string> dropped;
    while (const auto owed = returns_.next(time, dropped)) {
      sent_.push_back(owed->round.key + (owed->late ? " late" : "") +
                      (owed->corrects ? " corrected" : ""));
      returns_.made(owed->round, {.made = time.wall, .late = owed->late, .sent = time.wall});
      if (sent_.size() > 5000) FAIL() << "it never ends";
    }
  }
  void run_until(sys_seconds end, minutes step = minutes{30}) {
    for (; now_ < end; now_ += step) look();
    now_ = end;
    look();
  }
  std::vector<std::string> take() { return std::exchange(sent_, {}); }
  OfficeTime time() const { return {utc(now_), now_}; }

  ReportRules rules_;
  Returns returns_;
  sys_seconds now_{};
  std::vector<std::string> sent_;
};

TEST_F(OfficeReturns, GoOutOverAYearOnceEach) {
  begin(all_rules(), local("2026-01-01", hours{9}));
  for (int day = 0; day < 365; ++day) {
    run_until(now_ + days{1});
    restart();
  }
  std::map<std::string, int> kinds;
  std::set<std::string> each;
  for (const std::string& key : sent_) {
    EXPECT_TRUE(each.insert(key).second) << key << " twice";
    EXPECT_EQ(key.find("late"), std::string::npos) << key;
    ++kinds[key.substr(0, key.find('/'))];
  }
  // From 09:00 on New Year's day: what was ready at 08:00 is not owed.
  EXPECT_THAT(kinds, ElementsAre(std::pair{"daily", 365}, std::pair{"fixed", 1},
                                 std::pair{"half-year", 2}, std::pair{"monthly", 12},
                                 std::pair{"quarterly", 4}, std::pair{"weekly", 52}));
}

TEST_F(OfficeReturns, AreMadeUpForAfterAnOutage) {
  begin(daily_only(), local("2026-03-01", hours{12}));
  run_until(local("2026-03-03", hours{12}));
  EXPECT_THAT(take(), ElementsAre("daily/2026-03-01", "daily/2026-03-02"));
  now_ = local("2026-03-06", hours{8} + minutes{30});
  restart();
  EXPECT_EQ(returns_.failures(time()).size(), 2u) << "missing, and seen to be";
  look();
  EXPECT_THAT(take(),
              ElementsAre("daily/2026-03-03 late", "daily/2026-03-04 late", "daily/2026-03-05"));
  restart();
  look();
  EXPECT_THAT(take(), IsEmpty());
  EXPECT_THAT(returns_.failures(time()), IsEmpty());
}

TEST_F(OfficeReturns, AreNotRepeatedByAClockThatIsPutBack) {
  begin(daily_only(), local("2026-03-01", hours{12}));
  run_until(local("2026-03-02", hours{8} + minutes{10}));
  EXPECT_THAT(take(), ElementsAre("daily/2026-03-01"));
  for (const auto back : {minutes{5}, minutes{50}, minutes{600}}) {
    now_ -= back;
    restart();
    run_until(local("2026-03-02", hours{8} + minutes{10}));
    EXPECT_THAT(take(), IsEmpty()) << back.count();
  }
}

TEST_F(OfficeReturns, OfAClockThatWasAheadCountForNothing) {
  begin(daily_only(), local("2026-03-01", hours{12}));
  run_until(local("2026-03-02", hours{12}));
  take();
  now_ = local("2026-03-20", hours{12});  // wrong, and nobody knows
  look();
  EXPECT_EQ(take().size(), 18u);
  now_ = local("2026-03-02", hours{13});
  restart();
  run_until(local("2026-03-06", hours{12}));
  EXPECT_THAT(take(), ElementsAre("daily/2026-03-02 corrected", "daily/2026-03-03",
                                  "daily/2026-03-04", "daily/2026-03-05"))
      << "a true one for each, and no silence until the wrong day";
}

TEST_F(OfficeReturns, OfAClockThatWasAheadCountForNothingInTheSameProcess) {
  begin(daily_only(), local("2026-03-01", hours{12}));
  now_ = local("2026-03-20", hours{12});
  look();
  take();
  // It is put right four days later: what was ready meanwhile was made with nothing to say.
  now_ = local("2026-03-05", hours{12});
  run_until(local("2026-03-06", hours{12}));
  EXPECT_THAT(take(),
              ElementsAre("daily/2026-03-01 late corrected", "daily/2026-03-02 late",
                          "daily/2026-03-03 late", "daily/2026-03-04 late", "daily/2026-03-05"));
}

TEST_F(OfficeReturns, BeginWithATrueClockAfterAFirstStartWithAWrongOne) {
  begin(daily_only(), local("2035-01-01", hours{12}));
  now_ = local("2026-03-02", hours{13});
  run_until(local("2026-03-03", hours{9}));
  EXPECT_THAT(take(), ElementsAre("daily/2026-03-02"));
}

TEST_F(OfficeReturns, AreNotOwedByAClockThatNobodyHasSet) {
  EXPECT_FALSE(Returns::is_plausible({utc(local("2000-01-01")), local("2000-01-01")}));
  EXPECT_TRUE(Returns::is_plausible({utc(local("2026-01-01")), local("2026-01-01")}));
}

TEST_F(OfficeReturns, AreOwedFromTheDayOnWhichTheRuleComesIn) {
  begin(daily_only(), local("2026-03-01", hours{12}));
  run_until(local("2026-06-20", hours{12}));
  take();
  rules_ = all_rules();
  returns_.set(rules_, utc);
  run_until(local("2026-07-01", hours{12}));
  std::vector<std::string> others;
  for (const std::string& key : take()) {
    if (!key.starts_with("daily")) others.push_back(key);
  }
  EXPECT_THAT(others, ElementsAre("weekly/2026-06-15", "weekly/2026-06-22", "monthly/2026-06",
                                  "quarterly/2026-Q2", "half-year/2026-H1"));
  rules_ = daily_only();
  returns_.set(rules_, utc);
  look();
  EXPECT_EQ(returns_.since.size(), 1u);
}

TEST_F(OfficeReturns, SayWhatBecameOfEach) {
  begin(daily_only(), local("2026-03-01", hours{12}));
  const auto state = [&] { return std::string(to_text(returns_.rows(time()).at(1).state)); };
  now_ = local("2026-03-02", hours{7});
  EXPECT_EQ(to_text(returns_.rows(time()).at(0).state), "coming");
  now_ = local("2026-03-02", hours{8} + minutes{1});
  ASSERT_EQ(returns_.rows(time()).size(), 2u);
  EXPECT_EQ(state(), "due");
  now_ = local("2026-03-02", hours{9} + minutes{1});
  EXPECT_EQ(state(), "missing");
  const WallTime made = utc(local("2026-03-02", hours{8} + minutes{1}));
  const Round round = returns_.rows(time()).at(1).round;
  returns_.made(round, {.made = made});
  EXPECT_EQ(state(), "stuck");
  EXPECT_EQ(returns_.failures(time()).size(), 1u);
  now_ = local("2026-03-02", hours{8} + minutes{2});
  EXPECT_EQ(state(), "waiting");
  returns_.made(round, {.made = made, .sent = made});
  EXPECT_EQ(state(), "sent");
  returns_.made(round, {.made = made, .sent = made + hours{2}});
  EXPECT_EQ(state(), "late");
  EXPECT_THAT(returns_.failures(time()), IsEmpty());
}

TEST_F(OfficeReturns, ForgetOldProofs) {
  begin(daily_only(), local("2024-03-01", hours{12}));
  run_until(local("2026-03-01", hours{12}), minutes{360});
  EXPECT_LE(returns_.proofs.size(), 501u);
  EXPECT_GE(returns_.proofs.size(), 499u);
}

}  // namespace
}  // namespace hazgate::office
