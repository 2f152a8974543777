#include "gateway/core/alarm/vote.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <gtest/gtest.h>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace hazgate::alarm {
namespace {

/// One letter is one member: q quiet, A in alarm, b bad, B in alarm and then bad, x bypassed,
/// X bypassed while in alarm.
VoteMember member(char letter) {
  const bool bypassed = letter == 'x' || letter == 'X';
  return {.active = letter == 'A' || letter == 'B' || letter == 'X',
          .bad = letter == 'b' || letter == 'B',
          .bypassed = bypassed};
}

std::vector<VoteMember> members(std::string_view letters) {
  std::vector<VoteMember> members;
  for (const char letter : letters) members.push_back(member(letter));
  return members;
}

/// What comes out: T(rue), F(alse) or H(old), and the need after degradation.
std::string outcome(const VoteResult& result) {
  constexpr std::string_view kVerdicts = "TFH";
  return kVerdicts[static_cast<std::size_t>(result.verdict)] + std::to_string(result.need);
}

struct Row {
  std::size_t need;
  const char* members;  ///< in any order: the test tries each
  const char* bad_is_alarm;
  const char* bad_is_normal;
  const char* bad_is_dropped;
};

// domain.md 7.5: every vote with every set of members.
constexpr Row kRows[] = {
    // 1oo1
    {1, "q", "F1", "F1", "F1"},
    {1, "A", "T1", "T1", "T1"},
    {1, "b", "T1", "H1", "H1"},
    {1, "B", "T1", "T1", "T1"},
    // 1oo2, one bad: 1oo1
    {1, "qq", "F1", "F1", "F1"},
    {1, "Aq", "T1", "T1", "T1"},
    {1, "AA", "T1", "T1", "T1"},
    {1, "bq", "T1", "F1", "F1"},
    {1, "bA", "T1", "T1", "T1"},
    {1, "bb", "T1", "H1", "H1"},
    {1, "Bq", "T1", "T1", "T1"},
    {1, "BA", "T1", "T1", "T1"},
    {1, "Bb", "T1", "T1", "T1"},
    {1, "BB", "T1", "T1", "T1"},
    // 2oo2, one bad: 1oo1 where it counts as an alarm or is dropped; never alone where it is normal
    {2, "qq", "F2", "F2", "F2"},
    {2, "Aq", "F2", "F2", "F2"},
    {2, "AA", "T2", "T2", "T2"},
    {2, "bq", "F2", "F2", "F1"},
    {2, "bA", "T2", "F2", "T1"},
    {2, "bb", "T2", "H2", "H1"},
    {2, "Bq", "F2", "F2", "F2"},
    {2, "BA", "T2", "T2", "T2"},
    {2, "Bb", "T2", "F2", "T1"},
    {2, "BB", "T2", "T2", "T2"},
    // 2oo3, one bad: 1oo2 (safe) or 2oo2 (available); two bad: trip, or 1oo1 where they are dropped
    {2, "qqq", "F2", "F2", "F2"},
    {2, "Aqq", "F2", "F2", "F2"},
    {2, "AAq", "T2", "T2", "T2"},
    {2, "AAA", "T2", "T2", "T2"},
    {2, "bqq", "F2", "F2", "F1"},
    {2, "bAq", "T2", "F2", "T1"},
    {2, "bAA", "T2", "T2", "T1"},
    {2, "bbq", "T2", "F2", "F1"},
    {2, "bbA", "T2", "F2", "T1"},
    {2, "bbb", "T2", "H2", "H1"},
    {2, "Bqq", "F2", "F2", "F2"},
    {2, "BAq", "T2", "T2", "T2"},
    {2, "BAA", "T2", "T2", "T2"},
    {2, "Bbq", "T2", "F2", "T1"},
    {2, "BbA", "T2", "T2", "T1"},
    {2, "Bbb", "T2", "F2", "T1"},
    {2, "BBq", "T2", "T2", "T2"},
    {2, "BBA", "T2", "T2", "T2"},
    {2, "BBb", "T2", "T2", "T1"},
    {2, "BBB", "T2", "T2", "T2"},
};
static_assert(std::size(kRows) == 4 + 10 + 10 + 20, "every set of members of every vote");

constexpr std::array kOnBad = {OnBad::Alarm, OnBad::Normal, OnBad::Drop};

void expect_row(const Row& row, const std::string& letters) {
  SCOPED_TRACE(std::to_string(row.need) + " of " + letters);
  const auto count = [&](std::string_view of) {
    return static_cast<std::size_t>(std::count_if(letters.begin(), letters.end(), [&](char letter) {
      return of.find(letter) != std::string_view::npos;
    }));
  };
  const std::array<std::string, 3> expected = {row.bad_is_alarm, row.bad_is_normal,
                                               row.bad_is_dropped};
  for (std::size_t i = 0; i < kOnBad.size(); ++i) {
    SCOPED_TRACE("on_bad " + std::to_string(i));
    const VoteResult got = vote(members(letters), row.need, kOnBad[i]);
    EXPECT_EQ(outcome(got), expected[i]);
    EXPECT_EQ(got.bad, count("bBxX"));
    EXPECT_EQ(got.counted, count("AB") + (kOnBad[i] == OnBad::Alarm ? count("bxX") : 0));
  }
}

/// Each member in turn: every order of the letters.
void expect_in_every_order(const Row& row, std::string letters) {
  std::sort(letters.begin(), letters.end());
  do {
    expect_row(row, letters);
  } while (std::next_permutation(letters.begin(), letters.end()));
}

TEST(Vote, FollowsTheTableInEveryOrder) {
  for (const Row& row : kRows) expect_in_every_order(row, row.members);
}

TEST(Vote, BypassedIsBadWhateverItsConditionWas) {
  for (const Row& row : kRows) {
    for (const char bypassed : {'x', 'X'}) {
      std::string letters = row.members;
      std::replace(letters.begin(), letters.end(), 'b', bypassed);
      expect_in_every_order(row, letters);
    }
  }
}

TEST(Vote, TableHasEverySetOfMembersOnce) {
  std::set<std::string> seen;
  for (const Row& row : kRows) {
    std::string letters = row.members;
    std::sort(letters.begin(), letters.end());
    EXPECT_TRUE(seen.insert(std::to_string(row.need) + letters).second) << letters;
  }
}

TEST(Vote, BadAndBypassedAtOnceIsOneBadMember) {
  const std::array both = {VoteMember{.active = true, .bad = true, .bypassed = true}};
  EXPECT_EQ(outcome(vote(both, 1, OnBad::Normal)), "H1");
  EXPECT_EQ(vote(both, 1, OnBad::Normal).bad, 1U);
}

TEST(Vote, MemberThatTurnsBadTakesNoTripAway) {
  for (const Row& row : kRows) {
    for (const OnBad on_bad : kOnBad) {
      const std::vector<VoteMember> before = members(row.members);
      if (vote(before, row.need, on_bad).verdict != Verdict::True) continue;
      for (std::size_t i = 0; i < before.size(); ++i) {
        auto after = before;
        after[i].bad = true;
        EXPECT_EQ(vote(after, row.need, on_bad).verdict, Verdict::True) << row.members << " " << i;
      }
    }
  }
}

TEST(Vote, NeedFallsByEachThatIsDroppedButNeverBelowOne) {
  EXPECT_EQ(outcome(vote(members("Aqqb"), 3, OnBad::Drop)), "F2");
  EXPECT_EQ(outcome(vote(members("AAqb"), 3, OnBad::Drop)), "T2");
  EXPECT_EQ(outcome(vote(members("Aqbx"), 3, OnBad::Drop)), "T1");
  EXPECT_EQ(outcome(vote(members("qqqbbb"), 2, OnBad::Drop)), "F1");
  EXPECT_EQ(outcome(vote(members("bbbb"), 3, OnBad::Drop)), "H1");
}

TEST(Vote, MemberIsQuietAndGoodUnlessItIsSaidOtherwise) {
  const VoteResult got = vote(std::array<VoteMember, 2>{}, 1, OnBad::Alarm);
  EXPECT_EQ(outcome(got), "F1");
  EXPECT_EQ(got.counted, 0U);
  EXPECT_EQ(got.bad, 0U);
}

TEST(Vote, NobodyHoldsWhateverItWas) {
  for (const OnBad on_bad : kOnBad) EXPECT_EQ(outcome(vote({}, 1, on_bad)), "H1");
}

}  // namespace
}  // namespace hazgate::alarm
