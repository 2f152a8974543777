#include <gmock/gmock.h>

#include "responder_fixture.hpp"

namespace hazgate::emergency {
namespace {

using std::chrono::seconds;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// Two plans that share one siren.
class ResponderTest : public ResponderFixture {
 protected:
  ResponderTest() {
    build(
        {{.id = "leak", .trigger = {kGas}, .steps = {sound_siren()}},
         {.id = "fire",
          .trigger = {kFire},
          .steps = {sound_siren(),
                    {.after = seconds{10}, .unless = Unless::Cleared, .text = "still burning"}}}});
  }
  void close(AlarmIndex alarm, const char* incident) {
    active[at(alarm)] = false;
    EXPECT_TRUE(responder->close(incident, "li", "", {}, now(), orders)) << incident;
  }
};

TEST_F(ResponderTest, ASharedSirenSoundsUntilTheLastIncidentIsClosed) {
  raise(kGas);
  raise(kFire);
  EXPECT_THAT(written(), ElementsAre("siren=true", "siren=true"));
  close(kGas, "leak-1");
  EXPECT_TRUE(written().empty()) << "the fire still wants it";
  close(kFire, "fire-2");
  EXPECT_THAT(written(), ElementsAre("siren=false"));
}

TEST_F(ResponderTest, UnlessClearedLooksAtTheConditionWhenTheStepIsDue) {
  raise(kFire);
  active[at(kFire)] = false;
  elapsed += seconds{10};
  EXPECT_EQ(responder->deadline(), Tick{elapsed});
  responder->run(now(), orders);
  EXPECT_EQ(orders.events.back().entry, EntryKind::Skipped);
  EXPECT_EQ(responder->deadline(), std::nullopt);
}

TEST_F(ResponderTest, AClosedIncidentRunsNothingMoreAndANewAlarmOpensAnother) {
  raise(kFire);
  written();
  close(kFire, "fire-1");
  written();
  elapsed += seconds{60};
  orders.events.clear();
  responder->run(now(), orders);
  EXPECT_TRUE(orders.events.empty());
  raise(kFire);
  EXPECT_EQ(responder->incidents().back().id, "fire-2");
}

TEST_F(ResponderTest, ClosingTwiceSaysTheSameAndDoesNothing) {
  raise(kGas);
  close(kGas, "leak-1");
  orders = {};
  EXPECT_TRUE(responder->close("leak-1", "wang", "", {}, now(), orders));
  EXPECT_TRUE(orders.events.empty());
  EXPECT_EQ(responder->incidents()[0].closed_by, "li");
}

TEST_F(ResponderTest, UnknownIncidentsAreNamed) {
  const auto result = responder->acknowledge("leak-9", "li", "", now(), orders);
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error(), HasSubstr("leak-9"));
}

TEST_F(ResponderTest, AnIncidentOfAPlanThatIsGoneCanStillBeClosed) {
  const IncidentMemory old{.id = "old-plan-7", .plan = "old-plan", .number = 7};
  responder->restore({&old, 1}, 1, {}, now(), orders);
  EXPECT_TRUE(responder->acknowledge("old-plan-7", "li", "", now(), orders));
  EXPECT_TRUE(responder->close("old-plan-7", "li", "", {}, now(), orders));
  raise(kGas);
  EXPECT_EQ(responder->incidents().back().id, "leak-8");
}

TEST_F(ResponderTest, KeepsAllOpenIncidentsAndTheLastClosedOnes) {
  for (std::size_t i = 1; i <= Responder::kKeepClosed + 20; ++i) {
    raise(kGas);
    written();
    close(kGas, ("leak-" + std::to_string(i)).c_str());
    written();
  }
  raise(kFire);
  EXPECT_EQ(responder->incidents().size(), Responder::kKeepClosed + 1);
  EXPECT_EQ(responder->incidents().back().plan, "fire");
}

/// One plan, written for the test.
class PlanTest : public ResponderFixture {
 protected:
  void build_plan(std::vector<StepSpec> steps) {
    for (std::size_t i = 0; i < steps.size(); ++i) steps[i].id = std::string(1, char('a' + int(i)));
    build({{.id = "leak", .trigger = {kGas}, .steps = std::move(steps)}});
  }
  static StepSpec publish(Duration after = {}) { return {.after = after, .text = "leave"}; }
};

TEST_F(PlanTest, AStepThatFollowsBeginsWhenTheOneBeforeHasEnded) {
  StepSpec next = publish(seconds{5});
  next.follows = 0;
  build_plan({sound_siren(), next});
  raise(kGas);
  pass(seconds{20});
  EXPECT_EQ(progress(1), StepProgress::Waiting) << "the siren is not confirmed";
  written();
  pass(seconds{4});
  EXPECT_EQ(progress(1), StepProgress::Waiting);
  pass(seconds{1});
  EXPECT_EQ(progress(1), StepProgress::Done);
}

TEST_F(PlanTest, AStepThatFollowsAnOutputThatFailsBeginsToo) {
  StepSpec next = publish();
  next.follows = 0;
  build_plan({sound_siren(), next});
  raise(kGas);
  for (int i = 0; i < 4; ++i) {
    written(false);
    pass(Outputs::kRetry);
  }
  EXPECT_EQ(progress(1), StepProgress::Done);
}

TEST_F(PlanTest, AStepAsksAndRunsWhenNobodySaysAnything) {
  StepSpec asks = publish(seconds{10});
  asks.confirm_within = seconds{60};
  build_plan({asks});
  raise(kGas);
  pass(seconds{10});
  EXPECT_EQ(progress(0), StepProgress::Asked);
  pass(seconds{59});
  EXPECT_EQ(progress(0), StepProgress::Asked);
  pass(seconds{1});
  EXPECT_EQ(progress(0), StepProgress::Done);
  EXPECT_THAT(told(), ElementsAre("opened", "asked", "publish"));
}

TEST_F(PlanTest, APersonStartsOrForbidsAStepThatAsks) {
  StepSpec asks = publish();
  asks.confirm_within = seconds{60};
  build_plan({asks, asks, publish(seconds{600})});
  raise(kGas);
  EXPECT_TRUE(responder->begin("leak-1", 0, "li", now(), orders));
  EXPECT_EQ(progress(0), StepProgress::Done);
  EXPECT_TRUE(responder->veto("leak-1", 1, "li", "unit is empty", now(), orders));
  pass(seconds{300});
  EXPECT_EQ(progress(1), StepProgress::Vetoed);
  EXPECT_THAT(told(), ElementsAre("opened", "asked", "asked", "started", "publish", "vetoed"));
  const auto again = responder->begin("leak-1", 1, "li", now(), orders);
  ASSERT_FALSE(again);
  EXPECT_THAT(again.error(), HasSubstr("step 2 of 'leak-1' is vetoed already"));
  const auto unasked = responder->veto("leak-1", 2, "li", "why not", now(), orders);
  ASSERT_FALSE(unasked);
  EXPECT_THAT(unasked.error(), HasSubstr("asks nobody"));
  const auto silent = responder->veto("leak-1", 2, "li", "", now(), orders);
  ASSERT_FALSE(silent);
  EXPECT_THAT(silent.error(), HasSubstr("--reason"));
}

TEST_F(PlanTest, StepsOfAGraverGradeBeginWhenItIsReached) {
  StepSpec graver = publish(seconds{30});
  graver.from = Grade::I;
  build_plan({publish(), graver});
  raise(kGas);
  pass(seconds{100});
  EXPECT_EQ(progress(1), StepProgress::Waiting);
  EXPECT_TRUE(responder->grade("leak-1", Grade::I, "li", "second tank", now(), orders));
  pass(seconds{20});
  EXPECT_TRUE(responder->grade("leak-1", Grade::III, "li", "a mistake", now(), orders));
  pass(seconds{60});
  EXPECT_EQ(progress(1), StepProgress::Waiting);
  EXPECT_TRUE(responder->grade("leak-1", Grade::I, "li", "it was none", now(), orders));
  pass(seconds{29});
  EXPECT_EQ(progress(1), StepProgress::Waiting) << "since it last became so grave";
  pass(seconds{1});
  EXPECT_EQ(progress(1), StepProgress::Done);
}

TEST_F(PlanTest, WhenAStepIsDueIsKnownOnlyWhenNothingElseMustHappenBefore) {
  StepSpec follows = publish(seconds{5}), graver = publish(seconds{30}),
           asks = publish(seconds{10});
  follows.follows = 0;
  graver.from = Grade::I;
  asks.confirm_within = seconds{60};
  build_plan({sound_siren(), follows, graver, asks});
  raise(kGas);
  const auto due_in = [&](std::size_t step) -> std::optional<seconds> {
    const auto due = responder->due("leak-1", step, now());
    if (!due) return std::nullopt;
    return std::chrono::duration_cast<seconds>(*due - now().wall);
  };
  EXPECT_FALSE(due_in(0)) << "it has begun";
  EXPECT_FALSE(due_in(1)) << "the siren is not confirmed";
  EXPECT_FALSE(due_in(2)) << "the grade is not reached";
  EXPECT_EQ(due_in(3), seconds{10});
  EXPECT_FALSE(due_in(4)) << "there is no such step";
  written();
  EXPECT_EQ(due_in(1), seconds{5});
  EXPECT_TRUE(responder->grade("leak-1", Grade::I, "li", "second tank", now(), orders));
  EXPECT_EQ(due_in(2), seconds{30});
  pass(seconds{20});
  EXPECT_FALSE(due_in(1));
  EXPECT_EQ(due_in(2), seconds{10});
  EXPECT_EQ(due_in(3), seconds{50}) << "it asks, and begins by itself after a minute";
  EXPECT_FALSE(responder->due("leak-9", 3, now()));
  active[at(kGas)] = false;
  EXPECT_TRUE(responder->stop("leak-1", "li", "", {}, now(), orders));
  EXPECT_FALSE(due_in(2)) << "no step runs any more";
}

TEST_F(ResponderFixture, TheGradeRisesByItselfAndFallsByAPersonOnly) {
  build({{.id = "leak",
          .grade = Grade::III,
          .trigger = {kGas},
          .rises = {{.to = Grade::I, .alarms = {kGas, kTank}, .need = 2},
                    {.to = Grade::II, .alarms = {kFire}}},
          .steps = {sound_siren()}}});
  raise(kGas);
  EXPECT_EQ(last().grade(), Grade::III);
  raise(kFire);
  EXPECT_EQ(last().grade(), Grade::II);
  raise(kTank);
  EXPECT_EQ(last().grade(), Grade::I);
  active[at(kTank)] = false;
  raise(kFire);
  EXPECT_EQ(last().grade(), Grade::I);
  EXPECT_TRUE(responder->grade("leak-1", Grade::IV, "li", "contained", now(), orders));
  EXPECT_EQ(last().grade(), Grade::IV);
  EXPECT_THAT(told(), ElementsAre("opened", "write", "graded", "graded", "graded"));
  EXPECT_FALSE(responder->grade("leak-1", Grade::I, "li", "", now(), orders)) << "no reason";
}

TEST_F(ResponderFixture, AlarmsOfAnotherAreaOpenAnIncidentOfTheirOwnWhereThePlanSaysSo) {
  build({{.id = "leak", .trigger = {kGas, kTank}, .per_area = true, .steps = {sound_siren()}},
         {.id = "all", .trigger = {kGas, kTank}, .steps = {sound_siren()}}});
  raise(kGas);
  raise(kTank);
  raise(kGas);
  std::vector<std::string> open;
  for (const IncidentMemory& incident : responder->incidents()) {
    open.push_back(incident.id + " " + incident.area);
  }
  EXPECT_THAT(open, ElementsAre("leak-1 tank-farm", "all-2 tank-farm", "leak-3 jetty"));
}

TEST_F(ResponderTest, ADrillWritesNothingAndSaysSo) {
  EXPECT_TRUE(responder->start("leak", true, "li", "", now(), orders));
  EXPECT_THAT(written(), IsEmpty());
  for (const IncidentEvent& event : orders.events) EXPECT_TRUE(event.drill);
  EXPECT_THAT(told(), ElementsAre("opened", "withheld"));
  EXPECT_TRUE(responder->stop("leak-1", "li", "", {}, now(), orders));
  EXPECT_THAT(written(), IsEmpty());
}

TEST_F(ResponderFixture, ADrillWritesWhatThePlanNamesForDrills) {
  StepSpec strobe = writing(kFan, true, false);
  strobe.in_drill = true;
  build({{.id = "leak", .trigger = {kGas}, .steps = {sound_siren(), strobe}}});
  EXPECT_TRUE(responder->start("leak", true, "li", "", now(), orders));
  EXPECT_THAT(written(), ElementsAre("fan=true"));
  restart();
  EXPECT_THAT(written(), ElementsAre("fan=true"));
  EXPECT_TRUE(responder->stop("leak-1", "li", "", {}, now(), orders));
  EXPECT_THAT(written(), ElementsAre("fan=false"));
}

TEST_F(ResponderTest, ARealAlarmEndsEveryDrill) {
  EXPECT_TRUE(responder->start("leak", true, "li", "", now(), orders));
  EXPECT_TRUE(responder->start("fire", true, "li", "", now(), orders));
  raise(kGas);
  EXPECT_THAT(written(), ElementsAre("siren=true"));
  const auto incidents = responder->incidents();
  ASSERT_EQ(incidents.size(), 3U);
  EXPECT_TRUE(incidents[0].ended);
  EXPECT_TRUE(incidents[1].ended);
  EXPECT_FALSE(incidents[2].drill);
  const auto refused = responder->start("fire", true, "li", "", now(), orders);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error(), HasSubstr("no drill while incident 'leak-3' runs"));
}

TEST_F(ResponderTest, APersonStartsAPlanOnce) {
  EXPECT_TRUE(responder->start("leak", false, "li", "smell of gas", now(), orders));
  EXPECT_THAT(written(), ElementsAre("siren=true"));
  const auto again = responder->start("leak", false, "wang", "", now(), orders);
  ASSERT_FALSE(again);
  EXPECT_THAT(again.error(), HasSubstr("runs already, as incident 'leak-1'"));
  raise(kGas);
  EXPECT_EQ(responder->incidents().size(), 1U) << "the alarm joins it";
  EXPECT_EQ(last().started_by, "li");
  EXPECT_FALSE(responder->start("flood", false, "li", "", now(), orders));
}

TEST_F(ResponderTest, OnlyAPersonEndsIt) {
  raise(kGas);
  written();
  const auto refused = responder->stop("leak-1", "li", "", {}, now(), orders);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error(), HasSubstr("alarm gas is not normal"));
  active = {};
  pass(std::chrono::hours{48});
  EXPECT_FALSE(last().ended);
  EXPECT_TRUE(responder->stop("leak-1", "li", "", {.head_count = 14, .review = {}}, now(), orders));
  EXPECT_EQ(last().head_count, 14);
  EXPECT_THAT(written(), ElementsAre("siren=false"));
  EXPECT_FALSE(last().closed);
  raise(kGas);
  EXPECT_EQ(last().id, "leak-2") << "a new emergency";
}

TEST_F(ResponderFixture, TheSirenOfLastResortSoundsUntilSomebodyAcknowledges) {
  build({{.id = "leak", .trigger = {kGas}, .steps = {{.text = "leave"}}}});
  raise(kGas);
  EXPECT_TRUE(responder->summon("leak-1", kSiren, now(), orders));
  EXPECT_TRUE(responder->summon("leak-1", kSiren, now(), orders)) << "it sounds already";
  EXPECT_THAT(written(), ElementsAre("siren=true"));
  restart();
  EXPECT_THAT(written(), ElementsAre("siren=true"));
  EXPECT_TRUE(responder->acknowledge("leak-1", "li", "", now(), orders));
  EXPECT_THAT(written(), ElementsAre("siren=false"));
  active = {};
  EXPECT_TRUE(responder->stop("leak-1", "li", "", {}, now(), orders));
  EXPECT_FALSE(responder->summon("leak-1", kSiren, now(), orders)) << "it has ended";
  EXPECT_TRUE(responder->start("leak", true, "li", "", now(), orders));
  EXPECT_TRUE(responder->summon("leak-2", kSiren, now(), orders));
  EXPECT_THAT(written(), IsEmpty()) << "a drill";
}

TEST_F(ResponderTest, ReviewIsWrittenPieceByPieceAlsoAfterItWasClosed) {
  raise(kGas);
  active = {};
  EXPECT_TRUE(responder->close("leak-1", "li", "",
                               {.head_count = {}, .review = {.cause = "gasket"}}, now(), orders));
  EXPECT_FALSE(last().review.is_complete());
  EXPECT_TRUE(responder->review(
      "leak-1", "zhao",
      {.people = "talked to", .measures = "replaced", .education = "toolbox talk"}, now(), orders));
  EXPECT_TRUE(last().review.is_complete());
  EXPECT_EQ(last().review.cause, "gasket");
  EXPECT_EQ(orders.events.back().entry, EntryKind::Reviewed);
  EXPECT_EQ(orders.events.back().by, "zhao");
}

TEST_F(PlanTest, ARestartGoesOnWhereItWas) {
  build_plan({sound_siren(), publish(seconds{60}), publish(seconds{120})});
  raise(kGas);
  written();
  pass(seconds{61});
  told();
  restart();
  EXPECT_THAT(written(), ElementsAre("siren=true")) << "outputs are verified";
  EXPECT_THAT(told(), ElementsAre("resumed", "write-done"));
  elapsed += std::chrono::hours{1000};  // another boot: ticks mean nothing
  pass(seconds{59});
  EXPECT_THAT(told(), ElementsAre("publish"));
  pass(seconds{600});
  EXPECT_THAT(told(), IsEmpty());
}

TEST_F(PlanTest, AStepIsFoundAgainByItsNameWhenThePlanHasChanged) {
  build_plan({sound_siren(), publish(seconds{60})});
  raise(kGas);
  written();
  pass(seconds{61});
  told();
  StepSpec added = publish(seconds{90});
  added.id = "added";
  plans[0].steps.insert(plans[0].steps.begin(), added);
  restart();
  written();
  EXPECT_EQ(progress(0), StepProgress::Waiting);
  EXPECT_EQ(progress(1), StepProgress::Done);
  EXPECT_EQ(progress(2), StepProgress::Done);
  told();
  pass(seconds{30});
  EXPECT_THAT(told(), ElementsAre("publish"));
}

}  // namespace
}  // namespace hazgate::emergency
