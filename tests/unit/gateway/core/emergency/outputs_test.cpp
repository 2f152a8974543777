#include <gmock/gmock.h>

#include "responder_fixture.hpp"

namespace hazgate::emergency {
namespace {

using std::chrono::seconds;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

/// What the steps of the plans make of the outputs.
class OutputsTest : public ResponderFixture {};

TEST_F(OutputsTest, ASharedSirenSoundsUntilTheLastPlanHasEnded) {
  build({{.id = "leak", .trigger = {kGas}, .steps = {sound_siren()}},
         {.id = "fire", .trigger = {kFire}, .steps = {sound_siren()}}});
  raise(kGas);
  raise(kFire);
  EXPECT_THAT(written(), ElementsAre("siren=true", "siren=true"));
  active = {};
  EXPECT_TRUE(responder->stop("leak-1", "li", "", {}, now(), orders));
  EXPECT_THAT(written(), IsEmpty()) << "the fire still wants it";
  EXPECT_TRUE(responder->stop("fire-2", "li", "", {}, now(), orders));
  EXPECT_THAT(written(), ElementsAre("siren=false"));
  EXPECT_EQ(progress(0), StepProgress::Released);
}

TEST_F(OutputsTest, ASilencedSirenOfOnePlanSoundsForAnother) {
  build({{.id = "leak", .trigger = {kGas}, .steps = {sound_siren()}},
         {.id = "fire", .trigger = {kFire}, .steps = {sound_siren()}}});
  raise(kGas);
  written();
  EXPECT_THAT(responder->silence("li", now(), orders), ElementsAre(kSiren));
  EXPECT_THAT(written(), ElementsAre("siren=false"));
  raise(kFire);
  EXPECT_THAT(written(), ElementsAre("siren=true"));
  active = {};
  EXPECT_TRUE(responder->stop("fire-2", "li", "", {}, now(), orders));
  EXPECT_THAT(written(), ElementsAre("siren=false")) << "the leak is silenced still";
}

TEST_F(OutputsTest, AnOutputThatIsNotConfirmedIsTriedFourTimesThenAnAlarmAndTriedOn) {
  build({{.id = "leak", .trigger = {kGas}, .steps = {sound_siren()}}});
  raise(kGas);
  for (int i = 0; i < 3; ++i) {
    EXPECT_THAT(written(false), ElementsAre("siren=true")) << i;
    EXPECT_THAT(orders.outputs, IsEmpty()) << i;
    EXPECT_EQ(progress(0), StepProgress::Started);
    pass(Outputs::kRetry);
  }
  written(false);
  EXPECT_THAT(orders.outputs, ElementsAre(std::pair(kSiren, true)));
  EXPECT_EQ(progress(0), StepProgress::Failed);
  EXPECT_THAT(told(), ElementsAre("opened", "write", "write-failed"));
  pass(Outputs::kSlowRetry);
  EXPECT_THAT(written(), ElementsAre("siren=true"));
  EXPECT_THAT(orders.outputs, ElementsAre(std::pair(kSiren, true), std::pair(kSiren, false)));
  EXPECT_EQ(progress(0), StepProgress::Done);
}

TEST_F(OutputsTest, AnOldAnswerDoesNotCount) {
  build({{.id = "leak", .trigger = {kGas}, .steps = {sound_siren()}}});
  raise(kGas);
  const OutputOrder first = orders.writes.front();
  orders.writes.clear();
  responder->silence("li", now(), orders);
  responder->written(first.ticket, true, "", now(), orders);
  EXPECT_EQ(progress(0), StepProgress::Started) << "on was confirmed, but off is wanted by now";
}

TEST_F(OutputsTest, ABoxThatComesBackIsWrittenAgain) {
  build({{.id = "leak", .trigger = {kGas}, .steps = {sound_siren()}}});
  raise(kGas);
  written();
  responder->device_back(DeviceIndex{1}, now(), orders);
  EXPECT_THAT(written(), IsEmpty()) << "another box";
  responder->device_back(DeviceIndex{0}, now(), orders);
  EXPECT_THAT(written(), ElementsAre("siren=true"));
}

TEST_F(OutputsTest, AnOutputThatShowsAnotherValueIsWrittenAgain) {
  build({{.id = "leak", .trigger = {kGas}, .steps = {sound_siren()}}});
  raise(kGas);
  written();
  told();
  responder->read(kSiren, 0.0, now(), orders);
  EXPECT_THAT(written(), IsEmpty()) << "read before it was written, perhaps";
  pass(Outputs::kSettle);
  responder->read(kSiren, 1.0, now(), orders);
  EXPECT_THAT(written(), IsEmpty());
  responder->read(kSiren, 0.0, now(), orders);
  EXPECT_THAT(written(), ElementsAre("siren=true"));
  EXPECT_THAT(told(), ElementsAre("write-failed", "write-done"));
}

TEST_F(OutputsTest, AStateIsLostWhenItReadsAnotherCode) {
  outputs[0].format.states = {{0, "quiet"}, {2, "wail"}};
  outputs[0].on = Value{std::string("wail")};
  outputs[0].off = Value{std::string("quiet")};
  StepSpec wail = sound_siren();
  wail.value = Value{std::string("wail")};
  build({{.id = "leak", .trigger = {kGas}, .steps = {wail}}});
  raise(kGas);
  EXPECT_THAT(written(), ElementsAre("siren=wail"));
  pass(Outputs::kSettle);
  responder->read(kSiren, 2.0, now(), orders);
  EXPECT_THAT(written(), IsEmpty());
  responder->read(kSiren, 0.0, now(), orders);
  EXPECT_THAT(written(), ElementsAre("siren=wail"));
}

TEST_F(OutputsTest, ANumberThatTheRegisterCannotShowExactlyIsNotLost) {
  outputs[0].format.scale = 0.1;
  outputs[0].on = Value{1.0};
  outputs[0].off = Value{0.0};
  StepSpec tone = sound_siren();
  tone.value = Value{0.25};  // comes out as raw 2
  build({{.id = "leak", .trigger = {kGas}, .steps = {tone}}});
  raise(kGas);
  written();
  pass(Outputs::kSettle);
  responder->read(kSiren, 0.2, now(), orders);
  EXPECT_THAT(written(), IsEmpty());
  responder->read(kSiren, 0.3, now(), orders);
  EXPECT_THAT(written(), ElementsAre("siren=0.25"));
}

TEST_F(OutputsTest, AFeedbackOfStatesIsSeenByItsCode) {
  StepSpec close = writing(kValve, true);
  close.feedback = FeedbackSpec{.point = kShut, .value = std::string("shut")};
  close.feedback->format.states = {{1, "open"}, {2, "moving"}, {3, "shut"}};
  build({{.id = "leak", .trigger = {kGas}, .steps = {close}}});
  raise(kGas);
  written();
  readings[kShut] = 2.0;
  responder->read(kShut, 2.0, now(), orders);
  EXPECT_EQ(progress(0), StepProgress::Started);
  readings[kShut] = 3.0;
  responder->read(kShut, 3.0, now(), orders);
  EXPECT_EQ(progress(0), StepProgress::Done);
}

TEST_F(OutputsTest, WhatAPersonWritesStays) {
  build({{.id = "leak", .trigger = {kGas}, .steps = {writing(kFan, true, false)}}});
  raise(kGas);
  written();
  responder->overruled(kFan, Value{false}, now(), orders);
  pass(seconds{60});
  responder->read(kFan, 0.0, now(), orders);
  responder->device_back(DeviceIndex{0}, now(), orders);
  EXPECT_THAT(written(), Not(Contains("fan=true")));
}

TEST_F(OutputsTest, ValveIsDoneWhenItsLimitSwitchShowsIt) {
  StepSpec close = writing(kValve, true);
  close.feedback = FeedbackSpec{.point = kShut, .value = true};
  build({{.id = "leak", .trigger = {kGas}, .steps = {close}}});
  raise(kGas);
  EXPECT_TRUE(responder->watches(kShut));
  written();
  EXPECT_EQ(progress(0), StepProgress::Started);
  readings[kShut] = 1.0;
  responder->read(kShut, 1.0, now(), orders);
  EXPECT_EQ(progress(0), StepProgress::Done);
  EXPECT_THAT(told(), ElementsAre("opened", "write", "write-done", "feedback"));
}

TEST_F(OutputsTest, AValveThatDoesNotCloseInTimeIsAnAlarmUntilItDoes) {
  StepSpec close = writing(kValve, true);
  close.feedback = FeedbackSpec{.point = kShut, .value = true, .within = seconds{15}};
  build({{.id = "leak", .trigger = {kGas}, .steps = {close}}});
  readings[kShut] = 0.0;
  raise(kGas);
  written();
  pass(seconds{14});
  EXPECT_THAT(orders.feedbacks, IsEmpty());
  pass(seconds{1});
  EXPECT_THAT(orders.feedbacks, ElementsAre(std::pair(kValve, true)));
  EXPECT_EQ(progress(0), StepProgress::Failed);
  readings[kShut] = 1.0;
  responder->read(kShut, 1.0, now(), orders);
  EXPECT_THAT(orders.feedbacks, ElementsAre(std::pair(kValve, true), std::pair(kValve, false)));
  EXPECT_EQ(progress(0), StepProgress::Done);
}

TEST_F(OutputsTest, VentilationIsNotStartedInAZoneWithFire) {
  build({{.id = "leak", .trigger = {kGas}, .steps = {writing(kFan, true, false)}}});
  active[at(kFire)] = true;
  raise(kGas);
  EXPECT_THAT(written(), Not(Contains("fan=true")));
  EXPECT_TRUE(responder->is_in_fire(kFan));
  EXPECT_THAT(told(), Contains("withheld"));
  EXPECT_EQ(progress(0), StepProgress::Withheld);
}

TEST_F(OutputsTest, FireStopsVentilationAndItDoesNotStartAgainByItself) {
  build({{.id = "leak", .trigger = {kGas}, .steps = {writing(kFan, true, false)}},
         {.id = "fire", .trigger = {kFire}, .steps = {sound_siren()}}});
  raise(kGas);
  EXPECT_THAT(written(), ElementsAre("fan=true"));
  raise(kFire);
  EXPECT_THAT(written(), ElementsAre("siren=true", "fan=false"));
  active[at(kFire)] = false;
  responder->device_back(DeviceIndex{0}, now(), orders);
  EXPECT_THAT(written(), Not(Contains("fan=true")));
}

TEST_F(OutputsTest, ASirenInARegisterIsSilencedAndSummonedByItsNumbers) {
  outputs[0].on = Value{std::int64_t{1}};
  outputs[0].off = Value{std::int64_t{0}};
  StepSpec tone = sound_siren();
  tone.value = Value{std::int64_t{3}};
  tone.on_close = Value{std::int64_t{0}};
  build({{.id = "leak", .trigger = {kGas}, .steps = {tone}}});
  raise(kGas);
  EXPECT_THAT(written(), ElementsAre("siren=3"));
  EXPECT_THAT(responder->silence("li", now(), orders), ElementsAre(kSiren));
  EXPECT_THAT(written(), ElementsAre("siren=0"));
  EXPECT_TRUE(responder->summon("leak-1", kSiren, now(), orders));
  EXPECT_THAT(written(), ElementsAre("siren=1"));
  EXPECT_TRUE(responder->acknowledge("leak-1", "li", "", now(), orders));
  EXPECT_THAT(written(), ElementsAre("siren=0")) << "silenced still";
}

TEST_F(OutputsTest, ASummonsByARegisterGoesOnAfterARestart) {
  outputs[0].on = Value{std::int64_t{1}};
  outputs[0].off = Value{std::int64_t{0}};
  build({{.id = "leak", .trigger = {kGas}, .steps = {{.text = "leave"}}}});
  raise(kGas);
  EXPECT_TRUE(responder->summon("leak-1", kSiren, now(), orders));
  EXPECT_THAT(written(), ElementsAre("siren=1"));
  restart();
  EXPECT_THAT(written(), ElementsAre("siren=1"));
  EXPECT_TRUE(responder->acknowledge("leak-1", "li", "", now(), orders));
  EXPECT_THAT(written(), ElementsAre("siren=0"));
}

TEST_F(OutputsTest, StatesSayOnAndOffByTheirCodes) {
  outputs[1].format.states = {{0, "stop"}, {1, "slow"}, {2, "fast"}};
  outputs[1].on = Value{std::string("slow")};
  outputs[1].off = Value{std::string("stop")};
  StepSpec stop = writing(kFan, false), fast = writing(kFan, true);
  stop.value = Value{std::string("stop")};
  fast.value = Value{std::string("fast")};
  build({{.id = "leak", .trigger = {kGas}, .steps = {stop, fast}}});
  active[at(kFire)] = true;
  raise(kGas);
  EXPECT_THAT(written(), ::testing::Each("fan=stop"));
  EXPECT_EQ(progress(0), StepProgress::Done) << "who stops it in a fire is not withheld";
  EXPECT_EQ(progress(1), StepProgress::Withheld);
}

TEST_F(OutputsTest, WhatWasToBeOnItAtTheEndIsFinishedAfterARestart) {
  build({{.id = "leak", .trigger = {kGas}, .steps = {sound_siren()}}});
  raise(kGas);
  written();
  active = {};
  EXPECT_TRUE(responder->close("leak-1", "li", "", {}, now(), orders));
  ASSERT_FALSE(orders.writes.empty());
  restart();  // before the siren was confirmed to be off
  EXPECT_THAT(written(), ElementsAre("siren=false"));
  EXPECT_EQ(progress(0), StepProgress::Released);
  restart();
  EXPECT_THAT(written(), IsEmpty());
}

}  // namespace
}  // namespace hazgate::emergency
