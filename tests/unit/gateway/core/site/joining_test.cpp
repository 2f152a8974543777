#include "gateway/core/site/joining.hpp"

#include <gtest/gtest.h>

namespace hazgate::site {
namespace {

using alarm::Flag;
using alarm::State;
using emergency::Duty;
using emergency::Grade;
using emergency::StepProgress;
using std::chrono::hours;
using std::chrono::minutes;

const WallTime kNow = from_unix_ms(1'795'000'000'000);

AlarmMemory alarm_at(State state, std::uint64_t occurrence, WallTime since, WallTime saved) {
  return {.id = "gd-1.gas.HH",
          .saved = {.state = state, .occurrence = occurrence},
          .saved_at = saved,
          .since = since};
}

emergency::StepMemory step(const char* id, StepProgress progress, const char* point = "") {
  return {.id = id, .progress = progress, .since = {}, .point = point, .value = true};
}

TEST(Joining, AnAlarmIsAsItIsNowOnlyWhenItWasRaised) {
  const auto before = alarm_at(State::Acked, 7, kNow - hours{9}, kNow - hours{2});
  const auto quiet = alarm_at(State::Normal, 1'795'000'000, {}, kNow);
  EXPECT_EQ(join(before, quiet, kNow).saved.state, State::Acked);
  EXPECT_EQ(join(before, quiet, kNow).saved.occurrence, 7u) << "numbers go on";
  const auto raised = alarm_at(State::Active, 1'795'000'001, kNow, kNow);
  EXPECT_EQ(join(before, raised, kNow).saved.state, State::Active);
  EXPECT_EQ(join(before, raised, kNow).saved.occurrence, 1'795'000'001u);
}

TEST(Joining, WhatLiesOverAnAlarmStaysAndItsTimeGoesOn) {
  auto before = alarm_at(State::Normal, 7, {}, kNow - hours{2});
  before.saved.flags.set(Flag::Shelved);
  before.saved.shelf_left = hours{3};
  before.shelf = {kNow - hours{5}, "wu", "permit 118"};
  auto raised = alarm_at(State::Active, 1'795'000'001, kNow, kNow);
  raised.saved.flags.set(Flag::OutOfService);
  raised.removal = {kNow, "li", "broken"};
  const AlarmMemory joined = join(before, raised, kNow);
  EXPECT_TRUE(joined.saved.flags.has(Flag::Shelved));
  EXPECT_EQ(joined.saved.shelf_left, hours{1});
  EXPECT_EQ(joined.shelf.reason, "permit 118");
  EXPECT_TRUE(joined.saved.flags.has(Flag::OutOfService));
  EXPECT_EQ(joined.removal.reason, "broken");
}

TEST(Joining, OneIncidentOfTwoHasTheFirstNameAndTheLastAnswer) {
  IncidentMemory before{.id = "leak-3", .plan = "leak", .number = 3, .opened = kNow - hours{5}};
  before.acknowledged = kNow - hours{4};
  before.acknowledged_by = "wang";
  before.grades = {{Grade::I, kNow - hours{5}}};
  before.triggers = {"a"};
  before.steps = {step("siren", StepProgress::Done, "relay.siren"),
                  step("valve", StepProgress::Done, "relay.valve"),
                  step("fan", StepProgress::Vetoed)};
  IncidentMemory lived{.id = "leak-1795000000", .plan = "leak", .number = 9, .opened = kNow};
  lived.grades = {{Grade::II, kNow}};
  lived.triggers = {"a", "b"};
  lived.steps = {step("siren", StepProgress::Started, "relay.siren"),
                 step("valve", StepProgress::Waiting), step("fan", StepProgress::Asked)};
  const IncidentMemory joined = join(before, lived);
  EXPECT_EQ(joined.id, "leak-3");
  EXPECT_EQ(joined.number, 3u);
  EXPECT_TRUE(joined.is_named("leak-1795000000"));
  EXPECT_FALSE(joined.acknowledged) << "who was told anew has not answered";
  EXPECT_EQ(joined.grade(), Grade::I) << "the graver one";
  EXPECT_EQ(joined.triggers, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(joined.steps[0].progress, StepProgress::Started);
  EXPECT_EQ(joined.steps[1].progress, StepProgress::Done) << "it is held since before";
  EXPECT_EQ(joined.steps[2].progress, StepProgress::Vetoed);
}

TEST(Joining, WhatWasNotNeededForAnAnswerWaitsAgainWithoutIt) {
  emergency::PlanSpec plan{.id = "leak"};
  plan.steps = {{.id = "escalate", .unless = emergency::Unless::Acknowledged},
                {.id = "fan", .unless = emergency::Unless::Cleared},
                {.id = "later", .unless = emergency::Unless::Acknowledged}};
  IncidentMemory before{.id = "leak-3", .plan = "leak", .number = 3, .opened = kNow - hours{5}};
  before.acknowledged = kNow - hours{4};
  before.steps = {step("escalate", StepProgress::Skipped), step("fan", StepProgress::Skipped),
                  step("later", StepProgress::Done)};
  IncidentMemory lived{.id = "leak-1795000000", .plan = "leak", .number = 9, .opened = kNow};
  lived.steps = {step("escalate", StepProgress::Waiting), step("fan", StepProgress::Waiting),
                 step("later", StepProgress::Waiting)};
  Memory recorded, meanwhile;
  recorded.incidents = {before};
  meanwhile.incidents = {lived};
  const auto joined = [&] { return join(recorded, meanwhile, {&plan, 1}, kNow).memory.incidents; };
  ASSERT_EQ(joined().size(), 1u);
  EXPECT_EQ(joined()[0].steps[0].progress, StepProgress::Waiting);
  EXPECT_EQ(joined()[0].steps[1].progress, StepProgress::Skipped);
  EXPECT_EQ(joined()[0].steps[2].progress, StepProgress::Done);
  meanwhile.incidents[0].acknowledged = kNow;
  EXPECT_EQ(joined()[0].steps[0].progress, StepProgress::Skipped) << "the answer holds";
}

TEST(Joining, WhatWasEndedMeanwhileLetsGoOfEveryOutput) {
  IncidentMemory before{.id = "leak-3", .plan = "leak"};
  before.steps = {step("siren", StepProgress::Done, "relay.siren"),
                  step("valve", StepProgress::Failed, "relay.valve"),
                  step("fan", StepProgress::Waiting)};
  before.summons = emergency::Summons::Sounding;
  IncidentMemory lived{.id = "leak-1795000000", .plan = "leak"};
  lived.ended = kNow;
  lived.steps = {step("siren", StepProgress::Released, "relay.siren"),
                 step("valve", StepProgress::Skipped), step("fan", StepProgress::Skipped)};
  const IncidentMemory joined = join(before, lived);
  EXPECT_EQ(joined.steps[0].progress, StepProgress::Released);
  EXPECT_EQ(joined.steps[1].progress, StepProgress::Releasing);
  EXPECT_EQ(joined.steps[2].progress, StepProgress::Skipped);
  EXPECT_EQ(joined.summons, emergency::Summons::Ending);
}

TEST(Joining, OnlyWhatRunsOnRecordIsTheSame) {
  std::vector<emergency::PlanSpec> plans(1);
  plans[0].id = "leak";
  plans[0].per_area = true;
  Memory recorded, lived;
  const auto incident = [](const char* id, std::uint64_t number, const char* area) {
    return IncidentMemory{.id = id, .plan = "leak", .number = number, .opened = kNow, .area = area};
  };
  recorded.incidents = {incident("leak-1", 1, "north"), incident("leak-2", 2, "south"),
                        incident("leak-3", 3, "north")};
  recorded.incidents[0].ended = kNow;
  recorded.incidents[2].drill = true;
  lived.incidents = {incident("leak-1795000000", 1'795'000'000, "north"),
                     incident("leak-1795000001", 1'795'000'001, "south"),
                     incident("leak-1795000002", 1'795'000'002, "south")};
  const Joined joined = join(recorded, lived, plans, kNow);
  ASSERT_EQ(joined.memory.incidents.size(), 5u);
  EXPECT_EQ(joined.names.size(), 1u) << "one that runs is one of meanwhile, once";
  EXPECT_EQ(joined.names.find("leak-1795000001")->second, "leak-2");
  EXPECT_EQ(joined.memory.incidents[3].id, "leak-1795000000");
  EXPECT_EQ(joined.memory.incidents[3].number, 4u);
  EXPECT_EQ(joined.memory.next_incident, 6u);
}

TEST(Joining, ANameThatIsTakenIsNotGivenTwice) {
  Memory recorded, lived;
  recorded.incidents = {{.id = "leak-7", .plan = "leak", .number = 7}};
  recorded.incidents[0].closed = recorded.incidents[0].ended = kNow;
  lived.incidents = {{.id = "leak-7", .plan = "leak", .number = 7, .opened = kNow}};
  const Joined joined = join(recorded, lived, {}, kNow);
  ASSERT_EQ(joined.memory.incidents.size(), 2u);
  EXPECT_EQ(joined.memory.incidents[1].id, "leak-8");
  EXPECT_EQ(joined.names.find("leak-7")->second, "leak-8");
}

TEST(Joining, ClocksRunSinceTheFirstOpeningAndWhatWasReportedIsReported) {
  emergency::ClocksMemory before{.incident = "leak-3", .kept = kNow - hours{2}};
  before.clocks = {{.duty = Duty::County, .elapsed = minutes{10}, .reminders = 3},
                   {.duty = Duty::LevelUp, .elapsed = minutes{10}}};
  emergency::ClocksMemory lived{.incident = "leak-3", .kept = kNow};
  lived.clocks = {{.duty = Duty::County,
                   .elapsed = minutes{1},
                   .reminders = 1,
                   .open = false,
                   .reports = {{.at = kNow, .by = "li", .to = "county"}}},
                  {.duty = Duty::Local, .elapsed = minutes{1}}};
  const emergency::ClocksMemory joined = join(before, lived);
  ASSERT_EQ(joined.clocks.size(), 3u);
  EXPECT_EQ(joined.clocks[0].elapsed, hours{2} + minutes{10});
  EXPECT_EQ(joined.clocks[0].reminders, 3u) << "none is given twice";
  EXPECT_FALSE(joined.clocks[0].open);
  EXPECT_EQ(joined.clocks[0].reports.size(), 1u);
  EXPECT_TRUE(joined.clocks[1].open);
  EXPECT_EQ(joined.clocks[2].elapsed, minutes{1});
}

TEST(Joining, WhoIsToldOfTheSameStepNowIsNotToldAgainForTheOneBefore) {
  Memory recorded, lived;
  recorded.incidents = {{.id = "leak-3", .plan = "leak", .number = 3}};
  lived.incidents = {{.id = "leak-1795000000", .plan = "leak", .number = 1'795'000'000}};
  lived.incidents[0].acknowledged = kNow;
  recorded.response.calls = {{.incident = "leak-3", .name = "step:tell"},
                             {.incident = "leak-3", .name = "step:escalate"}};
  recorded.response.errands = {{.incident = "leak-3", .name = "step:tell", .contact = "wang"},
                               {.incident = "leak-3", .name = "step:escalate", .contact = "li"}};
  lived.response.calls = {{.incident = "leak-1795000000", .name = "step:tell"}};
  lived.response.errands = {
      {.incident = "leak-1795000000", .name = "step:tell", .contact = "wang"}};
  const ResponseMemory joined = join(recorded, lived, {}, kNow).memory.response;
  ASSERT_EQ(joined.calls.size(), 1u);
  EXPECT_EQ(joined.calls[0].name, "step:escalate");
  EXPECT_EQ(joined.calls[0].state, emergency::CallState::Answered) << "one incident, one answer";
  ASSERT_EQ(joined.errands.size(), 1u);
  EXPECT_EQ(joined.errands[0].contact, "li");
}

TEST(Joining, WhoWasToldBeforeAndHadNoTurnYetIsRememberedAndNotToldByIt) {
  Memory recorded, lived;
  recorded.incidents = {{.id = "leak-3", .plan = "leak", .number = 3}};
  lived.incidents = {{.id = "leak-1795000000", .plan = "leak", .number = 1'795'000'000}};
  const auto call = [](const char* name) {
    return emergency::CallMemory{.incident = "leak-3", .name = name, .people = {"wang", "li"}};
  };
  recorded.response.calls = {call("step:tell"), call("step:tell:1")};
  recorded.response.errands = {{.incident = "leak-3", .name = "step:tell", .contact = "wang"},
                               {.incident = "leak-3", .name = "step:tell", .contact = "li"}};
  lived.response.calls = {{.incident = "leak-1795000000", .name = "step:tell"}};
  lived.response.errands = {
      {.incident = "leak-1795000000", .name = "step:tell", .contact = "wang"}};
  const ResponseMemory joined = join(recorded, lived, {}, kNow).memory.response;
  ASSERT_EQ(joined.calls.size(), 2u);
  EXPECT_EQ(joined.calls[0].name, "step:tell:2");
  EXPECT_EQ(joined.calls[0].state, emergency::CallState::Answered);
  EXPECT_EQ(joined.calls[0].people, std::vector<std::string>{"li"});
  EXPECT_EQ(joined.calls[1].name, "step:tell:1");
  EXPECT_EQ(joined.calls[1].state, emergency::CallState::Telling);
  ASSERT_EQ(joined.errands.size(), 1u);
  EXPECT_EQ(joined.errands[0].name, "step:tell:2");
  EXPECT_EQ(joined.errands[0].contact, "li");
}

TEST(Joining, OfWhatWasEndedMeanwhileNobodyIsToldAnyMore) {
  Memory recorded, lived;
  recorded.incidents = {{.id = "leak-3", .plan = "leak", .number = 3}};
  lived.incidents = {{.id = "leak-1795000000", .plan = "leak", .number = 1'795'000'000}};
  lived.incidents[0].ended = kNow;
  recorded.response.calls = {{.incident = "leak-3", .name = "step:tell"}};
  const ResponseMemory joined = join(recorded, lived, {}, kNow).memory.response;
  ASSERT_EQ(joined.calls.size(), 1u);
  EXPECT_EQ(joined.calls[0].state, emergency::CallState::Answered);
}

TEST(Joining, APanelThatWasLookedAtSaysWhatItSaysNow) {
  Memory recorded, lived;
  recorded.parts = {{"fp-1", "a", 1}, {"fp-2", "a", 1}};
  lived.parts = {{"fp-2", "a", 2}};
  EXPECT_EQ(join(recorded, lived, {}, kNow).memory.parts.size(), 2u);
  EXPECT_EQ(join(recorded, lived, {}, kNow).memory.parts[0].conditions, 3u);
  lived.checked = {"fp-1"};
  EXPECT_EQ(join(recorded, lived, {}, kNow).memory.parts.size(), 1u);
}

/// The store was copied to a larger disk, or the site goes back to the store of before: both know the same.
TEST(Joining, WhatBothKnowUnderOneNameIsOne) {
  Memory recorded, lived;
  IncidentMemory old{.id = "leak-1", .plan = "leak", .number = 1, .opened = kNow - hours{9}};
  old.ended = old.closed = kNow - hours{8};
  IncidentMemory runs{.id = "leak-2", .plan = "leak", .number = 2, .opened = kNow - hours{1}};
  recorded.incidents = {old, runs};
  emergency::ClocksMemory clocks{.incident = "leak-1", .kept = kNow - hours{2}};
  clocks.clocks = {{.duty = Duty::County,
                    .elapsed = minutes{10},
                    .open = false,
                    .reports = {{.at = kNow - hours{8}, .by = "li", .to = "county"}}},
                   {.duty = Duty::LevelUp, .elapsed = minutes{10}}};
  recorded.response.clocks = {clocks};
  lived = recorded;
  const Joined joined = join(recorded, lived, {}, kNow);
  EXPECT_EQ(joined.memory.incidents.size(), 2u);
  EXPECT_TRUE(joined.names.empty()) << "nobody is told of another name";
  ASSERT_EQ(joined.memory.response.clocks.size(), 1u);
  EXPECT_EQ(joined.memory.response.clocks[0].clocks[0].reports.size(), 1u);
  for (const IncidentMemory& incident : joined.memory.incidents) {
    EXPECT_TRUE(incident.also.empty()) << incident.id;
  }
}

/// The site was with another store for a while, where its number was another one.
TEST(Joining, WhatBothKnowIsAsItIsNowUnderItsNumberOnRecord) {
  Memory recorded, lived;
  recorded.incidents = {{.id = "leak-1", .plan = "leak", .number = 1, .opened = kNow - hours{3}}};
  recorded.response.calls = {{.incident = "leak-1", .name = "step:tell"}};
  recorded.response.errands = {{.incident = "leak-1", .name = "step:tell", .contact = "li"}};
  recorded.response.advice = {{.incident = "leak-1", .wind = {}}};
  IncidentMemory other{.id = "leak-4", .plan = "leak", .number = 4, .opened = kNow - hours{9}};
  IncidentMemory ended = recorded.incidents[0];
  ended.number = 6;
  ended.ended = ended.closed = kNow - hours{1};
  ended.steps = {step("siren", StepProgress::Released)};
  lived.incidents = {other, ended};
  const Joined joined = join(recorded, lived, {}, kNow);
  ASSERT_EQ(joined.memory.incidents.size(), 2u);
  EXPECT_TRUE(joined.names.empty()) << "the other one is not taken for it";
  EXPECT_TRUE(joined.memory.incidents[0].closed);
  EXPECT_EQ(joined.memory.incidents[0].number, 1u);
  EXPECT_EQ(joined.memory.incidents[1].id, "leak-4");
  EXPECT_EQ(joined.memory.incidents[1].number, 2u);
  EXPECT_TRUE(joined.memory.response.calls.empty()) << "nobody is told any more";
  EXPECT_TRUE(joined.memory.response.errands.empty());
  EXPECT_TRUE(joined.memory.response.advice.empty());
}

TEST(Joining, WhatWasReportedIsReportedOnce) {
  emergency::ClocksMemory clocks{.incident = "leak-3", .kept = kNow};
  clocks.clocks = {{.duty = Duty::County, .reports = {{.at = kNow, .by = "li", .to = "county"}}}};
  EXPECT_EQ(join(clocks, clocks).clocks[0].reports.size(), 1u);
}

TEST(Joining, TheSirenOfLastResortIsSilentWhenSomebodyHasAnsweredMeanwhile) {
  IncidentMemory before{.id = "leak-3", .plan = "leak"};
  before.summons = emergency::Summons::Sounding;
  IncidentMemory lived{.id = "leak-1795000000", .plan = "leak"};
  lived.acknowledged = kNow;
  lived.acknowledged_by = "wang";
  EXPECT_EQ(join(before, lived).summons, emergency::Summons::Ending);
  lived.acknowledged.reset();
  EXPECT_EQ(join(before, lived).summons, emergency::Summons::Sounding);
}

TEST(Joining, TheSirenOfLastResortThatSoundsNowIsNotAsSilentAsTheOneBefore) {
  IncidentMemory before{.id = "leak-3", .plan = "leak"};
  before.summons = emergency::Summons::Sounding;
  before.summons_quiet = true;
  IncidentMemory lived{.id = "leak-1795000000", .plan = "leak"};
  EXPECT_TRUE(join(before, lived).summons_quiet);
  lived.summons = emergency::Summons::Sounding;
  EXPECT_FALSE(join(before, lived).summons_quiet);
}

}  // namespace
}  // namespace hazgate::site
