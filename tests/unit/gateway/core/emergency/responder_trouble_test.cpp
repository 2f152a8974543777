#include <gmock/gmock.h>

#include "responder_fixture.hpp"

namespace hazgate::emergency {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// What a review found at three in the morning.
class ResponderTrouble : public ResponderFixture {};

TEST_F(ResponderTrouble, ASirenThatBeginsAfterASilenceCanBeSilenced) {
  auto late = sound_siren();
  late.after = minutes{3};
  late.id = "b";
  auto first = sound_siren();
  first.id = "a";
  build({{.id = "leak", .trigger = {kGas}, .steps = {first, late}}});
  raise(kGas);
  written();
  EXPECT_EQ(responder->silence("li", now(), orders).size(), 1u);
  EXPECT_THAT(written(), ElementsAre("siren=false"));
  pass(minutes{4});
  EXPECT_THAT(written(), ElementsAre("siren=true"));
  EXPECT_EQ(responder->silence("li", now(), orders).size(), 1u) << "cannot be silenced";
  EXPECT_THAT(written(), ElementsAre("siren=false"));
}

TEST_F(ResponderTrouble, TheAlarmOfAnOutputClearsAfterARestart) {
  build({{.id = "leak", .trigger = {kGas}, .steps = {sound_siren()}}});
  raise(kGas);
  for (int i = 0; i < 5; ++i) {
    written(false);
    pass(seconds{1});
  }
  EXPECT_THAT(orders.outputs, Contains(std::pair{kSiren, true}));
  orders.outputs.clear();
  restart();
  written(true);
  EXPECT_THAT(orders.outputs, Contains(std::pair{kSiren, false}));
}

TEST_F(ResponderTrouble, TheAlarmOfAFeedbackEndsWithTheIncident) {
  StepSpec step = writing(kValve, true);
  step.feedback = FeedbackSpec{.point = kShut, .value = true};
  build({{.id = "leak", .trigger = {kGas}, .steps = {step}}});
  raise(kGas);
  written();
  pass(seconds{20});
  EXPECT_THAT(orders.feedbacks, Contains(std::pair{kValve, true}));
  orders.feedbacks.clear();
  active[at(kGas)] = false;
  ASSERT_TRUE(responder->close("leak-1", "li", "", {}, now(), orders));
  readings[kShut] = 1.0;
  responder->read(kShut, 1.0, now(), orders);
  pass(minutes{1});
  written();
  EXPECT_THAT(orders.feedbacks, Contains(std::pair{kValve, false}));
}

TEST_F(ResponderTrouble, TheAlarmOfAFeedbackClearsAfterARestart) {
  StepSpec step = writing(kValve, true);
  step.feedback = FeedbackSpec{.point = kShut, .value = true};
  build({{.id = "leak", .trigger = {kGas}, .steps = {step}}});
  raise(kGas);
  written();
  pass(seconds{20});
  orders.feedbacks.clear();
  restart();
  readings[kShut] = 1.0;
  written();
  responder->read(kShut, 1.0, now(), orders);
  pass(minutes{1});
  EXPECT_THAT(orders.feedbacks, Contains(std::pair{kValve, false}));
}

TEST_F(ResponderTrouble, VentilationIsNotStartedByTheEndOfAPlanEither) {
  build({{.id = "leak", .trigger = {kGas}, .steps = {writing(kFan, false, true)}},
         {.id = "fire", .trigger = {kFire}, .steps = {sound_siren()}}});
  raise(kGas);
  written();
  raise(kFire);
  written();
  active[at(kGas)] = false;
  ASSERT_TRUE(responder->stop("leak-1", "li", "", {}, now(), orders));
  EXPECT_THAT(written(), ::testing::Not(Contains("fan=true")));
}

TEST_F(ResponderTrouble, WhatNobodyHoldsIsLeftAlone) {
  build({{.id = "leak", .trigger = {kGas}, .steps = {writing(kFan, true, false)}},
         {.id = "tank", .trigger = {kTank}, .steps = {sound_siren()}}});
  raise(kGas);
  written();
  active[at(kGas)] = false;
  ASSERT_TRUE(responder->close("leak-1", "li", "", {}, now(), orders));
  written();
  raise(kTank);
  written();
  pass(hours{1});
  responder->read(kFan, 1.0, now(), orders);  // somebody has switched it on at the box
  EXPECT_THAT(written(), IsEmpty());
}

TEST_F(ResponderTrouble, ASirenThatAPersonHasWrittenOffSoundsAtTheNextTrigger) {
  build({{.id = "leak", .trigger = {kGas, kTank}, .steps = {sound_siren()}}});
  raise(kGas);
  written();
  responder->overruled(kSiren, Value{false}, now(), orders);
  raise(kTank);
  EXPECT_THAT(written(), Contains("siren=true"));
}

TEST_F(ResponderTrouble, WhatAPersonHasWrittenSurvivesARestart) {
  build({{.id = "leak", .trigger = {kGas}, .steps = {writing(kFan, true, false)}}});
  raise(kGas);
  written();
  responder->overruled(kFan, Value{false}, now(), orders);
  restart();
  EXPECT_THAT(written(), ::testing::Not(Contains("fan=true")));
}

TEST_F(ResponderTrouble, TheEndOfTheSummonsIsFinishedAfterARestart) {
  build({{.id = "leak", .trigger = {kGas}, .steps = {writing(kFan, true, false)}}});
  raise(kGas);
  written();
  ASSERT_TRUE(responder->summon("leak-1", kSiren, now(), orders));
  written();
  ASSERT_TRUE(responder->acknowledge("leak-1", "li", "", now(), orders));
  written(false);  // the box is away
  restart();
  EXPECT_THAT(written(), Contains("siren=false"));
}

TEST_F(ResponderTrouble, TheEndOfTheSummonsIsTriedOnWhenTheIncidentIsClosed) {
  build({{.id = "leak", .trigger = {kGas}, .steps = {writing(kFan, true)}}});
  raise(kGas);
  written();
  ASSERT_TRUE(responder->summon("leak-1", kSiren, now(), orders));
  written();
  active[at(kGas)] = false;
  ASSERT_TRUE(responder->close("leak-1", "li", "", {}, now(), orders));
  EXPECT_THAT(written(false), Contains("siren=false"));
  pass(minutes{1});
  EXPECT_THAT(written(), Contains("siren=false"));
}

TEST_F(ResponderTrouble, ASecondAlarmThatIsAcknowledgedAnswersToo) {
  build({{.id = "leak", .trigger = {kGas, kTank}, .steps = {sound_siren()}}});
  raise(kGas);
  responder->alarm_acknowledged(kGas, "li", "", now(), orders);
  raise(kTank);
  told();
  responder->alarm_acknowledged(kTank, "li", "", now(), orders);
  EXPECT_THAT(told(), Contains("acknowledged"));
}

TEST_F(ResponderTrouble, StepsOfAGradeThatAPersonHasTakenBackDoNotRun) {
  StepSpec step{.id = "n", .after = minutes{10}, .from = Grade::I, .kind = StepKind::Publish};
  build({{.id = "leak", .trigger = {kGas}, .steps = {sound_siren(), step}}});
  raise(kGas);
  ASSERT_TRUE(responder->grade("leak-1", Grade::I, "li", "x", now(), orders));
  pass(minutes{1});
  ASSERT_TRUE(responder->grade("leak-1", Grade::III, "li", "false alarm", now(), orders));
  told();
  pass(hours{1});
  EXPECT_THAT(told(), ::testing::Not(Contains("publish")));
}

TEST_F(ResponderTrouble, TheSirenOfAPlanThatIsGoneEndsWithTheIncident) {
  build({{.id = "leak", .trigger = {kGas}, .steps = {sound_siren()}}});
  raise(kGas);
  written();
  plans.clear();
  restart();
  written();
  active[at(kGas)] = false;
  responder->silence("li", now(), orders);
  ASSERT_TRUE(responder->close("leak-1", "li", "", {}, now(), orders));
  EXPECT_THAT(written(), Contains("siren=false"));
}

TEST_F(ResponderTrouble, TheSirenOfAStepThatIsGoneIsSilencedAndEndsWithTheIncident) {
  auto s = sound_siren();
  s.id = "siren";
  auto f = writing(kFan, true, false);
  f.id = "fan";
  build({{.id = "leak", .trigger = {kGas}, .steps = {s, f}}});
  raise(kGas);
  written();
  plans[0].steps.erase(plans[0].steps.begin());
  restart();
  written();
  active[at(kGas)] = false;
  EXPECT_EQ(responder->silence("li", now(), orders).size(), 1u);
  ASSERT_TRUE(responder->close("leak-1", "li", "", {}, now(), orders));
  EXPECT_THAT(written(), Contains("siren=false"));
}

TEST_F(ResponderTrouble, AnOutputThatSomebodyElseKeepsOtherwiseIsNotFought) {
  build({{.id = "leak", .trigger = {kGas}, .steps = {writing(kFan, true)}}});
  raise(kGas);
  written();
  told();
  for (int i = 0; i < 3600; ++i) {
    pass(seconds{1});
    responder->read(kFan, 0.0, now(), orders);
    written();
  }
  EXPECT_LT(told().size(), 100u);
  ASSERT_EQ(orders.outputs.back(), std::pair(kFan, true));
  pass(seconds{10});
  written();
  pass(Outputs::kSettle);
  responder->read(kFan, 1.0, now(), orders);
  EXPECT_EQ(orders.outputs.back(), std::pair(kFan, false)) << "it stays as it is written again";
}

TEST_F(ResponderTrouble, ARealAlarmDoesNotRaiseTheGradeOfADrill) {
  build({{.id = "leak",
          .trigger = {kGas},
          .rises = {{.to = Grade::I, .alarms = {kTank}}},
          .steps = {sound_siren()}}});
  ASSERT_TRUE(responder->start("leak", true, "li", "", now(), orders));
  raise(kTank);
  EXPECT_EQ(last().grade(), Grade::II);
}

}  // namespace
}  // namespace hazgate::emergency
