#include "gateway/core/alarm/vote.hpp"

#include <gtest/gtest.h>
#include <vector>

namespace hazgate::alarm {
namespace {

constexpr VoteMember kQuiet{};
constexpr VoteMember kAlarm{.active = true};
constexpr VoteMember kBad{.bad = true};
constexpr VoteMember kAlarmThenBad{.active = true, .bad = true};

struct Row {
  const char* what;
  std::vector<VoteMember> members;
  std::size_t need;
  OnBad on_bad;
  Verdict verdict;
  std::size_t need_now;
};

// domain.md 7.5 with each member bad in turn.
const Row kRows[] = {
    {"1oo1", {kAlarm}, 1, OnBad::Alarm, Verdict::True, 1},
    {"1oo2 any", {kQuiet, kAlarm}, 1, OnBad::Alarm, Verdict::True, 1},
    {"2oo2 one is not enough", {kQuiet, kAlarm}, 2, OnBad::Alarm, Verdict::False, 2},
    {"2oo3 one", {kAlarm, kQuiet, kQuiet}, 2, OnBad::Alarm, Verdict::False, 2},
    {"2oo3 two", {kAlarm, kQuiet, kAlarm}, 2, OnBad::Alarm, Verdict::True, 2},
    {"2oo3 bad counts", {kAlarm, kBad, kQuiet}, 2, OnBad::Alarm, Verdict::True, 2},
    {"2oo3 two bad trip", {kBad, kBad, kQuiet}, 2, OnBad::Alarm, Verdict::True, 2},
    {"2oo3 bad is normal", {kAlarm, kBad, kQuiet}, 2, OnBad::Normal, Verdict::False, 2},
    {"2oo3 bad dropped: 1oo2", {kAlarm, kBad, kQuiet}, 2, OnBad::Drop, Verdict::True, 1},
    {"2oo3 bad dropped, quiet", {kQuiet, kBad, kQuiet}, 2, OnBad::Drop, Verdict::False, 1},
    {"2oo3 two dropped: 1oo1", {kBad, kBad, kQuiet}, 2, OnBad::Drop, Verdict::False, 1},
    {"active stays active when it turns bad",
     {kAlarmThenBad, kAlarm, kQuiet},
     2,
     OnBad::Normal,
     Verdict::True,
     2},
    {"all bad, normal: holds", {kBad, kBad, kBad}, 2, OnBad::Normal, Verdict::Hold, 2},
    {"all bad, drop: holds", {kBad, kBad, kBad}, 2, OnBad::Drop, Verdict::Hold, 1},
    {"all bad, alarm: trips", {kBad, kBad, kBad}, 2, OnBad::Alarm, Verdict::True, 2},
};

TEST(Vote, FollowsTheTable) {
  for (const Row& row : kRows) {
    const VoteResult got = vote(row.members, row.need, row.on_bad);
    EXPECT_EQ(got.verdict, row.verdict) << row.what;
    EXPECT_EQ(got.need, row.need_now) << row.what;
  }
}

}  // namespace
}  // namespace hazgate::alarm
