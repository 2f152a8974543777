#include "gateway/core/alarm/state.hpp"

#include <cstddef>
#include <gtest/gtest.h>
#include <random>
#include <string>

namespace hazgate::alarm {
namespace {

struct Row {
  State from;
  Input input;
  bool latching;
  State to;
  bool new_occurrence;
  Refusal refusal;
};

// The table of state.hpp, every pair of state and input, with and without latching.
constexpr Row kTable[] = {
    {State::Normal, Input::ConditionTrue, false, State::Active, true, Refusal::None},
    {State::Normal, Input::ConditionTrue, true, State::Active, true, Refusal::None},
    {State::Normal, Input::ConditionFalse, false, State::Normal, false, Refusal::None},
    {State::Normal, Input::ConditionFalse, true, State::Normal, false, Refusal::None},
    {State::Normal, Input::Acknowledge, false, State::Normal, false, Refusal::NothingToAcknowledge},
    {State::Normal, Input::Acknowledge, true, State::Normal, false, Refusal::NothingToAcknowledge},
    {State::Normal, Input::Reset, false, State::Normal, false, Refusal::NothingToReset},
    {State::Normal, Input::Reset, true, State::Normal, false, Refusal::NothingToReset},
    {State::Normal, Input::SoundAgain, false, State::Normal, false, Refusal::None},
    {State::Normal, Input::SoundAgain, true, State::Normal, false, Refusal::None},
    {State::Active, Input::ConditionTrue, false, State::Active, false, Refusal::None},
    {State::Active, Input::ConditionTrue, true, State::Active, false, Refusal::None},
    {State::Active, Input::ConditionFalse, false, State::Cleared, false, Refusal::None},
    {State::Active, Input::ConditionFalse, true, State::Latched, false, Refusal::None},
    {State::Active, Input::Acknowledge, false, State::Acked, false, Refusal::None},
    {State::Active, Input::Acknowledge, true, State::Acked, false, Refusal::None},
    {State::Active, Input::Reset, false, State::Active, false, Refusal::StillActive},
    {State::Active, Input::Reset, true, State::Active, false, Refusal::StillActive},
    {State::Active, Input::SoundAgain, false, State::Active, true, Refusal::None},
    {State::Active, Input::SoundAgain, true, State::Active, true, Refusal::None},
    {State::Acked, Input::ConditionTrue, false, State::Acked, false, Refusal::None},
    {State::Acked, Input::ConditionTrue, true, State::Acked, false, Refusal::None},
    {State::Acked, Input::ConditionFalse, false, State::Normal, false, Refusal::None},
    {State::Acked, Input::ConditionFalse, true, State::LatchedAcked, false, Refusal::None},
    {State::Acked, Input::Acknowledge, false, State::Acked, false, Refusal::None},
    {State::Acked, Input::Acknowledge, true, State::Acked, false, Refusal::None},
    {State::Acked, Input::Reset, false, State::Acked, false, Refusal::StillActive},
    {State::Acked, Input::Reset, true, State::Acked, false, Refusal::StillActive},
    {State::Acked, Input::SoundAgain, false, State::Active, true, Refusal::None},
    {State::Acked, Input::SoundAgain, true, State::Active, true, Refusal::None},
    {State::Cleared, Input::ConditionTrue, false, State::Active, true, Refusal::None},
    {State::Cleared, Input::ConditionTrue, true, State::Active, true, Refusal::None},
    {State::Cleared, Input::ConditionFalse, false, State::Cleared, false, Refusal::None},
    {State::Cleared, Input::ConditionFalse, true, State::Cleared, false, Refusal::None},
    {State::Cleared, Input::Acknowledge, false, State::Normal, false, Refusal::None},
    {State::Cleared, Input::Acknowledge, true, State::Normal, false, Refusal::None},
    {State::Cleared, Input::Reset, false, State::Cleared, false, Refusal::AcknowledgeFirst},
    {State::Cleared, Input::Reset, true, State::Cleared, false, Refusal::AcknowledgeFirst},
    {State::Cleared, Input::SoundAgain, false, State::Cleared, false, Refusal::None},
    {State::Cleared, Input::SoundAgain, true, State::Cleared, false, Refusal::None},
    {State::Latched, Input::ConditionTrue, false, State::Active, true, Refusal::None},
    {State::Latched, Input::ConditionTrue, true, State::Active, true, Refusal::None},
    {State::Latched, Input::ConditionFalse, false, State::Latched, false, Refusal::None},
    {State::Latched, Input::ConditionFalse, true, State::Latched, false, Refusal::None},
    {State::Latched, Input::Acknowledge, false, State::LatchedAcked, false, Refusal::None},
    {State::Latched, Input::Acknowledge, true, State::LatchedAcked, false, Refusal::None},
    {State::Latched, Input::Reset, false, State::Latched, false, Refusal::AcknowledgeFirst},
    {State::Latched, Input::Reset, true, State::Latched, false, Refusal::AcknowledgeFirst},
    {State::Latched, Input::SoundAgain, false, State::Latched, false, Refusal::None},
    {State::Latched, Input::SoundAgain, true, State::Latched, false, Refusal::None},
    {State::LatchedAcked, Input::ConditionTrue, false, State::Active, true, Refusal::None},
    {State::LatchedAcked, Input::ConditionTrue, true, State::Active, true, Refusal::None},
    {State::LatchedAcked, Input::ConditionFalse, false, State::LatchedAcked, false, Refusal::None},
    {State::LatchedAcked, Input::ConditionFalse, true, State::LatchedAcked, false, Refusal::None},
    {State::LatchedAcked, Input::Acknowledge, false, State::LatchedAcked, false, Refusal::None},
    {State::LatchedAcked, Input::Acknowledge, true, State::LatchedAcked, false, Refusal::None},
    {State::LatchedAcked, Input::Reset, false, State::Normal, false, Refusal::None},
    {State::LatchedAcked, Input::Reset, true, State::Normal, false, Refusal::None},
    {State::LatchedAcked, Input::SoundAgain, false, State::LatchedAcked, false, Refusal::None},
    {State::LatchedAcked, Input::SoundAgain, true, State::LatchedAcked, false, Refusal::None},
};

constexpr std::size_t kInputs = 5;
static_assert(std::size(kTable) == kStateTexts.size() * kInputs * 2,
              "every pair, with and without latch");

constexpr std::size_t rows_of(State from, Input input, bool latching) {
  std::size_t rows = 0;
  for (const Row& row : kTable) {
    if (row.from == from && row.input == input && row.latching == latching) ++rows;
  }
  return rows;
}

constexpr bool has_every_pair_once() {
  for (std::size_t from = 0; from < kStateTexts.size(); ++from) {
    for (std::size_t input = 0; input < kInputs; ++input) {
      for (const bool latching : {false, true}) {
        if (rows_of(static_cast<State>(from), static_cast<Input>(input), latching) != 1) {
          return false;
        }
      }
    }
  }
  return true;
}
static_assert(has_every_pair_once());

TEST(AlarmState, FollowsTheTable) {
  for (const Row& row : kTable) {
    const Transition got = step(row.from, row.input, row.latching);
    SCOPED_TRACE(std::string(to_text(row.from)) + " input " +
                 std::to_string(static_cast<int>(row.input)) + " latching " +
                 std::to_string(row.latching));
    EXPECT_EQ(got.to, row.to);
    EXPECT_EQ(got.new_occurrence, row.new_occurrence);
    EXPECT_EQ(got.refusal, row.refusal);
  }
}

TEST(AlarmState, HasTheTextsOfTheContract) {
  EXPECT_EQ(to_text(State::Normal), "normal");
  EXPECT_EQ(to_text(State::Active), "active");
  EXPECT_EQ(to_text(State::Acked), "acked");
  EXPECT_EQ(to_text(State::Cleared), "cleared");
  EXPECT_EQ(to_text(State::Latched), "latched");
  EXPECT_EQ(to_text(State::LatchedAcked), "latched-acked");
}

TEST(AlarmState, LatchedNeverBecomesNormalWithoutAcknowledgeAndReset) {
  std::mt19937 random(20261123);
  State state = State::Normal;
  bool acknowledged = true;
  for (int i = 0; i < 200'000; ++i) {
    const auto input = static_cast<Input>(random() % kInputs);
    const Transition got = step(state, input, true);
    if (got.new_occurrence) acknowledged = false;
    if (input == Input::Acknowledge && got.refusal == Refusal::None) acknowledged = true;
    if (got.to == State::Normal && state != State::Normal) {
      EXPECT_EQ(input, Input::Reset);
      EXPECT_TRUE(acknowledged);
    }
    state = got.to;
  }
}

}  // namespace
}  // namespace hazgate::alarm
