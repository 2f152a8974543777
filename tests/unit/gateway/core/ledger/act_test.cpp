#include "gateway/core/ledger/act.hpp"

#include <gtest/gtest.h>
#include <map>
#include <set>
#include <utility>

namespace hazgate::ledger {
namespace {

constexpr State kStates[] = {State::Open,   State::FixedOnSite,     State::Noticed,
                             State::InWork, State::DoneWaitRecheck, State::Closed};
constexpr Act kAdding[] = {Act::Note, Act::Refer, Act::StopWork, Act::AllowWork,
                           Act::List, Act::Sign,  Act::Link};

/// The rows of the header, and nothing else.
std::map<std::pair<State, Act>, State> table() {
  std::map<std::pair<State, Act>, State> table = {
      {{State::Open, Act::Fix}, State::FixedOnSite},
      {{State::Open, Act::Notice}, State::Noticed},
      {{State::FixedOnSite, Act::Pass}, State::Closed},
      {{State::FixedOnSite, Act::Fail}, State::Open},
      {{State::Noticed, Act::Start}, State::InWork},
      {{State::Noticed, Act::Extend}, State::Noticed},
      {{State::Noticed, Act::Assign}, State::Noticed},
      {{State::InWork, Act::Done}, State::DoneWaitRecheck},
      {{State::InWork, Act::Extend}, State::InWork},
      {{State::InWork, Act::Assign}, State::InWork},
      {{State::DoneWaitRecheck, Act::Pass}, State::Closed},
      {{State::DoneWaitRecheck, Act::Fail}, State::InWork},
  };
  for (const State state : kStates) {
    for (const Act act : kAdding) {
      if (state != State::Closed) table.emplace(std::pair(state, act), state);
    }
  }
  return table;
}

TEST(LedgerAct, EveryPairIsARowOrRefusedWithWhatToDoFirst) {
  const auto rows = table();
  std::size_t allowed = 0;
  for (const State from : kStates) {
    for (std::size_t i = 0; i < kActTexts.size(); ++i) {
      const Act act = static_cast<Act>(i);
      const auto row = rows.find({from, act});
      const auto to = step(from, act);
      if (row == rows.end()) {
        ASSERT_FALSE(to.has_value()) << to_text(from) << ' ' << to_text(act);
        EXPECT_GT(to.error().size(), 15u) << to_text(from) << ' ' << to_text(act);
      } else {
        ASSERT_TRUE(to.has_value()) << to_text(from) << ' ' << to_text(act) << ": " << to.error();
        EXPECT_EQ(*to, row->second) << to_text(from) << ' ' << to_text(act);
        ++allowed;
      }
    }
  }
  EXPECT_EQ(allowed, rows.size());
}

TEST(LedgerAct, ARefusalNamesTheWay) {
  const auto says = [](State from, Act act, const char* what) {
    EXPECT_NE(step(from, act).error().find(what), std::string::npos) << step(from, act).error();
  };
  says(State::Open, Act::Start, "give a notice first");
  says(State::Open, Act::Pass, "nothing has been done");
  says(State::FixedOnSite, Act::Notice, "waits for its re-check");
  says(State::Noticed, Act::Done, "start it first");
  says(State::Noticed, Act::Notice, "extend the deadline");
  says(State::InWork, Act::Pass, "say done first");
  says(State::InWork, Act::Start, "has begun already");
  says(State::DoneWaitRecheck, Act::Extend, "waits for its re-check");
  says(State::Closed, Act::Note, "open a new item");
}

TEST(LedgerAct, TheWordsAreToldApart) {
  EXPECT_EQ(std::set(kActTexts.begin(), kActTexts.end()).size(), kActTexts.size());
  EXPECT_EQ(std::set(kStateTexts.begin(), kStateTexts.end()).size(), kStateTexts.size());
}

}  // namespace
}  // namespace hazgate::ledger
