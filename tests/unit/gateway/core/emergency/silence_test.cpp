#include <gmock/gmock.h>

#include "responder_fixture.hpp"

namespace hazgate::emergency {
namespace {

using std::chrono::minutes;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

inline constexpr PointIndex kHorn{1};

/// Two sirens; what a person has silenced stays silent over a restart, and nothing else does.
class SilenceTest : public ResponderFixture {
 protected:
  SilenceTest() {
    outputs[1] = {.point = kHorn, .device = DeviceIndex{0}, .use = OutputUse::Siren};
  }
  StepSpec horn(Duration after = {}) {
    StepSpec step = writing(kHorn, true, false);
    step.after = after;
    return step;
  }
};

TEST_F(SilenceTest, ASummonsThatWasSilencedStaysSilentAfterARestart) {
  build({{.id = "leak", .trigger = {kGas, kTank}, .steps = {{.text = "leave"}}}});
  raise(kGas);
  ASSERT_TRUE(responder->summon("leak-1", kSiren, now(), orders));
  written();
  EXPECT_THAT(responder->silence("li", now(), orders), ElementsAre(kSiren));
  written();
  restart();
  EXPECT_THAT(written(), ElementsAre("siren=false"));
  EXPECT_TRUE(responder->summon("leak-1", kSiren, now(), orders)) << "its turn, again";
  EXPECT_THAT(written(), IsEmpty());
  raise(kTank);
  EXPECT_THAT(written(), ElementsAre("siren=true"));
}

TEST_F(SilenceTest, ASummonsThatAPersonHasWrittenOffStaysSilentAfterARestart) {
  build({{.id = "leak", .trigger = {kGas, kTank}, .steps = {{.text = "leave"}}}});
  raise(kGas);
  ASSERT_TRUE(responder->summon("leak-1", kSiren, now(), orders));
  written();
  responder->overruled(kSiren, Value{false}, now(), orders);
  restart();
  EXPECT_THAT(written(), ElementsAre("siren=false"));
  raise(kTank);
  EXPECT_THAT(written(), ElementsAre("siren=true"));
}

TEST_F(SilenceTest, ASirenThatAPersonHasWrittenOffStaysSilentAfterARestart) {
  build({{.id = "leak", .trigger = {kGas, kTank}, .steps = {sound_siren(), horn()}}});
  raise(kGas);
  written();
  responder->overruled(kSiren, Value{false}, now(), orders);
  EXPECT_TRUE(last().silenced);
  restart();
  EXPECT_THAT(written(), UnorderedElementsAre("siren=false", "fan=true")) << "the other one sounds";
  raise(kTank);
  EXPECT_THAT(written(), Contains("siren=true"));
  responder->overruled(kSiren, Value{false}, now(), orders);
  responder->overruled(kSiren, Value{true}, now(), orders);
  restart();
  EXPECT_THAT(written(), UnorderedElementsAre("siren=true", "fan=true"));
}

TEST_F(SilenceTest, ASirenThatBeganBehindTheSilenceSoundsAloneAfterARestart) {
  build({{.id = "leak", .trigger = {kGas}, .steps = {sound_siren(), horn(minutes{1})}}});
  raise(kGas);
  written();
  responder->silence("li", now(), orders);
  written();
  pass(minutes{2});
  EXPECT_THAT(written(), ElementsAre("fan=true"));
  restart();
  EXPECT_THAT(written(), UnorderedElementsAre("siren=false", "fan=true"));
  restart();
  EXPECT_THAT(written(), UnorderedElementsAre("siren=false", "fan=true")) << "nor after another";
}

TEST_F(SilenceTest, ASummonsBehindTheSilenceSoundsAloneAfterARestart) {
  build({{.id = "leak", .trigger = {kGas}, .steps = {horn()}}});
  raise(kGas);
  written();
  responder->silence("li", now(), orders);
  ASSERT_TRUE(responder->summon("leak-1", kSiren, now(), orders));
  written();
  restart();
  EXPECT_THAT(written(), UnorderedElementsAre("siren=true", "fan=false"));
}

TEST_F(SilenceTest, WhatSoundsAgainAfterATriggerSoundsAfterARestart) {
  build({{.id = "leak", .trigger = {kGas, kTank}, .steps = {sound_siren()}}});
  raise(kGas);
  written();
  responder->silence("li", now(), orders);
  raise(kTank);
  written();
  restart();
  EXPECT_THAT(written(), ElementsAre("siren=true"));
}

}  // namespace
}  // namespace hazgate::emergency
