// The table of standing.hpp, row by row; standing_ends_test.cpp has what time does to it.

#include "gateway/core/alarm/standing.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <gtest/gtest.h>
#include <string>
#include <string_view>

#include "tests/unit/gateway/core/alarm/standing_sample.hpp"

namespace hazgate::alarm {
namespace {

using std::chrono::hours;

constexpr std::size_t kAsks = static_cast<std::size_t>(AskKind::Time) + 1;
constexpr std::array kFlags = {Flag::Shelved, Flag::Suppressed, Flag::OutOfService};

/// What one row does. Letters of states: N(ormal) A(ctive) K (acked) C(leared) L(atched) M (latched
/// and acked), "=" as it was. Of flags, in the order shelved, suppressed, out of service: x set,
/// - not, * any, = as it was.
struct Row {
  AskKind ask;
  std::string_view states, flags;
  char latch;  ///< y(es), n(o), * either
  char to;
  std::string_view flags_to;
  bool new_occurrence = false;
  Refusal refusal = Refusal::None;
};

constexpr Row kRows[] = {
    // the base state follows its table under whatever flags
    {AskKind::ConditionTrue, "NCLM", "***", '*', 'A', "===", true},
    {AskKind::ConditionFalse, "A", "***", 'y', 'L', "==="},
    {AskKind::ConditionFalse, "A", "***", 'n', 'C', "==="},
    {AskKind::ConditionFalse, "K", "***", 'y', 'M', "==="},
    {AskKind::ConditionFalse, "K", "***", 'n', 'N', "==="},
    {AskKind::Acknowledge, "N", "***", '*', '=', "===", false, Refusal::NothingToAcknowledge},
    {AskKind::Acknowledge, "A", "***", '*', 'K', "==="},
    {AskKind::Acknowledge, "C", "***", '*', 'N', "==="},
    {AskKind::Acknowledge, "L", "***", '*', 'M', "==="},
    {AskKind::Reset, "N", "***", '*', '=', "===", false, Refusal::NothingToReset},
    {AskKind::Reset, "AK", "***", '*', '=', "===", false, Refusal::StillActive},
    {AskKind::Reset, "CL", "***", '*', '=', "===", false, Refusal::AcknowledgeFirst},
    {AskKind::Reset, "M", "***", '*', 'N', "==="},
    {AskKind::SoundAgain, "AK", "***", '*', 'A', "===", true},
    // shelved
    {AskKind::Shelve, "NAKCLM", "***", '*', '=', "x=="},
    {AskKind::Unshelve, "NAKCLM", "-**", '*', '=', "===", false, Refusal::NotShelved},
    {AskKind::Unshelve, "NAKCLM", "xx*", '*', '=', "-=="},
    {AskKind::Unshelve, "NAKCLM", "x-x", '*', '=', "-=="},
    {AskKind::Unshelve, "NCLM", "x--", '*', '=', "---"},
    {AskKind::Unshelve, "AK", "x--", '*', 'A', "---", true},
    // suppressed
    {AskKind::Suppress, "NAKCLM", "*-*", '*', '=', "=x="},
    {AskKind::Unsuppress, "NAKCLM", "xx*", '*', '=', "=-="},
    {AskKind::Unsuppress, "NAKCLM", "-xx", '*', '=', "=-="},
    {AskKind::Unsuppress, "NCLM", "-x-", '*', '=', "---"},
    {AskKind::Unsuppress, "AK", "-x-", '*', 'A', "---", true},
    // out of service
    {AskKind::Remove, "NAKCLM", "***", '*', '=', "==x"},
    {AskKind::Return, "NAKCLM", "**-", '*', '=', "===", false, Refusal::NotOutOfService},
    {AskKind::Return, "NAKCLM", "x*x", '*', '=', "==-"},
    {AskKind::Return, "NAKCLM", "-xx", '*', '=', "==-"},
    {AskKind::Return, "NCLM", "--x", '*', '=', "---"},
    {AskKind::Return, "AK", "--x", '*', 'A', "---", true},
};

constexpr std::string_view kLetters = "NAKCLM";

bool fits(Flags set, std::string_view pattern) {
  for (std::size_t i = 0; i < kFlags.size(); ++i) {
    if (pattern[i] != '*' && (pattern[i] == 'x') != set.has(kFlags[i])) return false;
  }
  return true;
}

bool fits(const Row& row, const Standing& from, AskKind kind, bool latch) {
  return row.ask == kind &&
         row.states.find(kLetters[static_cast<std::size_t>(from.state)]) !=
             std::string_view::npos &&
         fits(from.flags, row.flags) && (row.latch == '*' || (row.latch == 'y') == latch);
}

/// How the alarm stands after a row, its ends as well.
Standing expected(const Row& row, Standing alarm) {
  if (row.to != '=') alarm.state = static_cast<State>(kLetters.find(row.to));
  for (std::size_t i = 0; i < kFlags.size(); ++i) {
    if (row.flags_to[i] == 'x') alarm.flags.set(kFlags[i]);
    if (row.flags_to[i] == '-') alarm.flags.lift(kFlags[i]);
  }
  if (row.new_occurrence) ++alarm.occurrence;
  if (row.ask == AskKind::Shelve) alarm.shelf_ends = kNow + kShelve.time;
  if (row.ask == AskKind::Remove) alarm.returns = kNow + kRemove.time;
  if (!alarm.flags.has(Flag::Shelved)) alarm.shelf_ends = kNever;
  if (!alarm.flags.has(Flag::OutOfService)) alarm.returns = kNever;
  return alarm;
}

/// Where no row fits, nothing changes and nothing is refused.
constexpr Row kNothing{AskKind::Time, "", "", '*', '=', "==="};

void expect_row(const Standing& from, AskKind kind, bool latch) {
  const auto is_ours = [&](const Row& row) { return fits(row, from, kind, latch); };
  ASSERT_LE(std::count_if(std::begin(kRows), std::end(kRows), is_ours), 1) << "two rows";
  const Row* found = std::find_if(std::begin(kRows), std::end(kRows), is_ours);
  const Row& row = found == std::end(kRows) ? kNothing : *found;
  const Standing to = expected(row, from);

  Standing alarm = from;
  const Rules rules{.latch = latch, .longest_shelf = hours{8}};
  const Change got = step(alarm, ask(kind), kNow, rules);
  EXPECT_TRUE(alarm == to);
  EXPECT_EQ(got.asked, kind);
  EXPECT_EQ(got.from, from.state);
  EXPECT_EQ(got.to, to.state);
  EXPECT_EQ(got.before.bits(), from.flags.bits());
  EXPECT_EQ(got.after.bits(), to.flags.bits());
  EXPECT_EQ(got.new_occurrence, row.new_occurrence);
  EXPECT_EQ(got.refusal, row.refusal);
  EXPECT_EQ(got.happened(), !(to == from));
  EXPECT_EQ(got.sounds(), row.new_occurrence && !to.flags.any());
  const bool end_alone = (kind == AskKind::Shelve && from.flags.has(Flag::Shelved)) ||
                         (kind == AskKind::Remove && from.flags.has(Flag::OutOfService));
  EXPECT_EQ(got.prolonged, end_alone);
}

TEST(Standing, FollowsTheTableForEveryStateFlagsAndAsk) {
  for (std::size_t state = 0; state < kStates; ++state) {
    for (std::uint8_t bits = 0; bits < kFlagSets; ++bits) {
      for (std::size_t kind = 0; kind < kAsks; ++kind) {
        for (const bool latch : {false, true}) {
          SCOPED_TRACE(std::string(to_text(static_cast<State>(state))) + " flags " +
                       std::to_string(bits) + " ask " + std::to_string(kind) + " latch " +
                       std::to_string(latch));
          expect_row(standing(static_cast<State>(state), Flags::from_bits(bits)),
                     static_cast<AskKind>(kind), latch);
        }
      }
    }
  }
}

TEST(Standing, WithoutRulesItNeitherLatchesNorIsShelvedNorSoundsAgain) {
  Standing alarm = standing(State::Active);
  EXPECT_EQ(step(alarm, kShelve, kNow, {}).refusal, Refusal::NeverShelved);
  step(alarm, acknowledge(7), kNow, {});
  EXPECT_EQ(due(alarm), kNever);
  EXPECT_EQ(step(alarm, {.kind = AskKind::ConditionFalse}, kNow, {}).to, State::Normal);
}

TEST(Standing, FlagsHaveTheTextsOfTheContract) {
  EXPECT_EQ(to_text(Flag::Shelved), "shelved");
  EXPECT_EQ(to_text(Flag::Suppressed), "suppressed");
  EXPECT_EQ(to_text(Flag::OutOfService), "out-of-service");
}

TEST(Standing, EveryRowIsMet) {
  for (const Row& row : kRows) {
    bool met = false;
    for (std::size_t state = 0; state < kStates; ++state) {
      for (std::uint8_t bits = 0; bits < kFlagSets; ++bits) {
        const Standing from = standing(static_cast<State>(state), Flags::from_bits(bits));
        met = met || fits(row, from, row.ask, row.latch == 'y');
      }
    }
    EXPECT_TRUE(met) << &row - kRows;
  }
}

}  // namespace
}  // namespace hazgate::alarm
