#include <chrono>
#include <ostream>

#include "gateway/core/emergency/neighbours.hpp"
#include "tests/unit/gateway/config/site_file.hpp"

namespace hazgate::config {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

using emergency::StepKind;
using emergency::Unless;

class Plans : public SiteFile {
 protected:
  void step(const std::string& keys) { append("[[plan.step]]\n" + keys); }
};

TEST_F(Plans, StepsAreInTheOrderOfTheirTime) {
  write("id = \"leak\"", "id = \"leak\"\nname = \"Leak\"\nlevel = \"II\"");
  append(
      "[[contact]]\nid = \"li\"\nname = \"Li\"\nrole = \"duty-operator\"\nsms = \"+86\"\n"
      "email = \"a@b\"\nwebhook = \"https://a\"\n");
  write("[[plan.step]]\n", R"([[plan.step]]
after = "3m"
unless = "acknowledged"
do = "notify"
role = "duty-operator"
via = ["sms", "email", "webhook"]
text = "leave"
[[plan.step]]
after = "1s"
unless = "closed"
do = "publish"
text = "first"
[[plan.step]]
after = "1s"
unless = "cleared"
do = "publish"
[[plan.step]]
on_close = false
)");
  const Settings settings = good();
  const site::PlanSpec& plan = settings.site.plans.at(0);
  EXPECT_EQ(plan.name, "Leak");
  EXPECT_EQ(plan.grade, emergency::Grade::II);
  ASSERT_EQ(plan.trigger.size(), 1u);
  EXPECT_EQ(settings.site.alarms[at(plan.trigger[0])].id, "gd-101.gas.HH");
  ASSERT_EQ(plan.steps.size(), 4u);
  EXPECT_EQ(plan.steps[0].kind, StepKind::Write);
  EXPECT_EQ(plan.steps[0].unless, Unless::Never);
  EXPECT_EQ(settings.site.points[at(*plan.steps[0].point)].id, "relay-1.siren");
  EXPECT_EQ(plan.steps[0].value, Value{true});
  EXPECT_EQ(plan.steps[0].on_close, Value{false});
  ASSERT_EQ(settings.site.outputs.size(), 1u);
  EXPECT_EQ(settings.site.outputs[0].use, emergency::OutputUse::Siren);
  EXPECT_EQ(plan.steps[1].text, "first") << "steps of the same time stay in order";
  EXPECT_EQ(plan.steps[1].unless, Unless::Closed);
  EXPECT_EQ(plan.steps[2].unless, Unless::Cleared);
  EXPECT_EQ(plan.steps[3].after, Duration{3min});
  EXPECT_EQ(plan.steps[3].unless, Unless::Acknowledged);
  EXPECT_EQ(plan.steps[3].role, "duty-operator");
  EXPECT_THAT(plan.steps[3].via,
              ElementsAre(emergency::Via::Sms, emergency::Via::Email, emergency::Via::Webhook));
  EXPECT_THAT(plan.steps[3].contacts, ElementsAre("wang", "li"));
  EXPECT_EQ(settings.site.contacts.at(1).webhook, "https://a");
}

TEST_F(Plans, WhatIsMissing) {
  append("[[plan]]\nid = \"empty\"\n");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("plan[1].trigger: is missing"),
                                  HasSubstr("plan[1].step: the plan does nothing")));
}

TEST_F(Plans, WhatIsWrong) {
  write("id = \"leak\"", "id = \"leak\"\nlevel = \"V\"");
  write("[\"gd-101.gas.HH\"]", "[]");
  append("[[plan]]\nid = \"leak\"\n");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("plan[0].level: \"V\" is not known; write one of: I"),
                                  HasSubstr("plan[1].trigger: is missing"),
                                  HasSubstr("plan[1].step: the plan does nothing"),
                                  HasSubstr("plan[1].id: plan \"leak\" stands already")));
}

struct Wrong {
  const char* keys;
  const char* said;
};

std::ostream& operator<<(std::ostream& out, const Wrong& wrong) {
  return out << wrong.keys;
}

class WrongStep : public Plans, public testing::WithParamInterface<Wrong> {};

TEST_P(WrongStep, IsSaid) {
  step(GetParam().keys);
  EXPECT_THAT(said(), ElementsAre(HasSubstr(GetParam().said)));
}

INSTANTIATE_TEST_SUITE_P(
    Keys, WrongStep,
    testing::Values(
        Wrong{"after = \"1s\"\n",
              "36:1: plan[0].step[1].do: is missing; write write, notify, publish"},
        Wrong{"do = \"shout\"\n", "37:6: plan[0].step[1].do: \"shout\" is not known"},
        Wrong{"do = \"publish\"\nafter = \"soon\"\n", "step[1].after: \"soon\" is not a duration"},
        Wrong{"do = \"publish\"\nunless = \"never\"\n", "step[1].unless: \"never\" is not known"},
        Wrong{"do = \"publish\"\nrole = \"duty-operator\"\n",
              "step[1].role: belongs to a notify step; remove it"},
        Wrong{"do = \"publish\"\nvalue = 1\n", "step[1].value: belongs to a write step; remove"},
        Wrong{"do = \"notify\"\n", "step[1].role: is missing"},
        Wrong{"do = \"notify\"\nrole = \"duty-oparator\"\n",
              "38:8: plan[0].step[1].role: no contact has the role \"duty-oparator\"; did you mean "
              "\"duty-operator\"?"},
        Wrong{"do = \"notify\"\nrole = \"duty-operator\"\nvia = [\"sms\", \"fax\"]\n",
              "39:15: plan[0].step[1].via[1]: \"fax\" is not a channel"},
        Wrong{"do = \"write\"\nvalue = true\n", "step[1].point: is missing"},
        Wrong{"do = \"write\"\npoint = \"relay-1.siren\"\n", "step[1].value: is missing"},
        Wrong{"do = \"write\"\nvalue = true\npoint = \"relay-1.sirene\"\n",
              "39:9: plan[0].step[1].point: no point \"relay-1.sirene\"; did you mean "
              "\"relay-1.siren\"?"},
        Wrong{"do = \"write\"\nvalue = true\npoint = \"gd-101.gas\"\n",
              "39:9: plan[0].step[1].point: point \"gd-101.gas\" cannot be written"},
        Wrong{"do = \"write\"\nvalue = 2\npoint = \"relay-1.siren\"\n",
              "38:9: plan[0].step[1].value: does not fit \"relay-1.siren\": "},
        Wrong{"do = \"write\"\nvalue = true\non_close = \"off\"\npoint = \"relay-1.siren\"\n",
              "39:12: plan[0].step[1].on_close: does not fit \"relay-1.siren\": "},
        Wrong{"do = \"publish\"\nrepeats = 3\n", "38:1: plan[0].step[1].repeats: is not a known"},
        Wrong{"do = \"publish\"\nrepeat = 3\n",
              "38:10: plan[0].step[1].repeat: belongs to a notify step; remove it"},
        Wrong{"do = \"neighbours\"\nack_within = \"3m\"\n", "belongs to a notify step"},
        Wrong{"do = \"write\"\npoint = \"relay-1.siren\"\nvalue = true\nat_once = 2\n",
              "40:11: plan[0].step[1].at_once: belongs to a notify step"},
        Wrong{"do = \"notify\"\nrole = \"duty-operator\"\nwithin = 100\n",
              "step[1].within: belongs to a neighbours step; remove it"},
        Wrong{"do = \"neighbours\"\ntext = \"run\"\n",
              "step[1].text: belongs to a notify or publish"},
        Wrong{"do = \"neighbours\"\nrole = \"duty-operator\"\n",
              "step[1].role: belongs to a notify"},
        Wrong{"do = \"notify\"\nrole = \"duty-operator\"\nack_within = \"0s\"\n",
              "step[1].ack_within: is not between 1s and 24h; write such as \"3m\""},
        Wrong{"do = \"notify\"\nrole = \"duty-operator\"\nack_within = \"25h\"\n",
              "step[1].ack_within: is not between"},
        Wrong{"do = \"notify\"\nrole = \"duty-operator\"\nack_within = 3\n",
              "step[1].ack_within: is a number, not a duration"},
        Wrong{"do = \"notify\"\nrole = \"duty-operator\"\nat_once = 2\n",
              "step[1].at_once: stands without ack_within: everybody is told at once"},
        Wrong{"do = \"notify\"\nrole = \"duty-operator\"\nack_within = \"3m\"\nat_once = 0\n",
              "40:11: plan[0].step[1].at_once: "},
        Wrong{"do = \"notify\"\nrole = \"duty-operator\"\nack_within = \"3m\"\nat_once = 101\n",
              "step[1].at_once: "},
        Wrong{"do = \"notify\"\nrole = \"duty-operator\"\nrepeat = \"500ms\"\n",
              "step[1].repeat: is not between 1s and 24h; write such as \"5m\", or \"0s\" for"},
        Wrong{"do = \"neighbours\"\nwithin = 0\n",
              "38:10: plan[0].step[1].within: 0 is out of range; write metres"},
        Wrong{"do = \"neighbours\"\nwithin = 100001\n", "step[1].within: 100001 is out of range"},
        Wrong{"do = \"neighbours\"\nwithin = nan\n", "step[1].within: "},
        Wrong{"do = \"neighbours\"\nwithin = \"1km\"\n", "step[1].within: is a text"}));

TEST_F(Plans, AValveOfWordsIsOnlyEverClosed) {
  const std::string valve =
      "[[device]]\nid = \"valve\"\nbus = \"field\"\nunit = 7\n[[device.point]]\nid = \"at\"\n"
      "table = \"holding\"\naddress = 0\ntype = \"uint16\"\nwritable = true\non_loss = \"holds\"\n"
      "states = { 1 = \"open\", 2 = \"closed\" }\noutput = \"valve\"\nclosed_by = \"closed\"\n";
  const std::string plan =
      "[[plan]]\nid = \"shut\"\ntrigger = []\n[[plan.step]]\ndo = \"write\"\npoint = "
      "\"valve.at\"\n";
  append(valve + plan +
         "value = \"closed\"\n[[plan.step]]\ndo = \"write\"\npoint = \"valve.at\"\n" +
         "value = 2\non_close = \"closed\"\n");
  good();
  append("[[plan.step]]\ndo = \"write\"\npoint = \"valve.at\"\nvalue = \"open\"\n");
  append("[[plan.step]]\ndo = \"write\"\npoint = \"valve.at\"\nvalue = 2\non_close = \"open\"\n");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("value: \"valve.at\" is a valve, and a plan only ever"),
                                  HasSubstr("on_close: \"valve.at\" is a valve, and a plan only")));
}

TEST_F(Plans, AFeedbackIsOneOfTheStatesOfItsPoint) {
  append(
      "[[device]]\nid = \"valve\"\nbus = \"field\"\nunit = 7\n[[device.point]]\nid = \"at\"\n"
      "table = \"input\"\naddress = 0\ntype = \"uint16\"\n"
      "states = { 1 = \"open\", 2 = \"closed\" }\n"
      "[[plan]]\nid = \"shut\"\ntrigger = []\n[[plan.step]]\ndo = \"write\"\n"
      "point = \"relay-1.siren\"\nvalue = true\nfeedback = \"valve.at\"\n");
  const std::string shut = "feedback_value = \"shut\"\n";
  append(shut);
  EXPECT_THAT(said(), ElementsAre(HasSubstr(
                          "feedback: \"valve.at\" never shows feedback_value shut: the step would "
                          "always fail; write one of its states")));
  write(shut, "feedback_value = 3\n");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("never shows feedback_value 3")));
  write("feedback_value = 3\n", "feedback_value = \"closed\"\n");
  const Settings settings = good();
  const auto& step = settings.site.plans.back().steps.back();
  EXPECT_EQ(step.feedback->format.states.size(), 2U);
}

TEST_F(Plans, AFeedbackIsANumber) {
  step(
      "do = \"write\"\npoint = \"relay-1.siren\"\nvalue = true\nfeedback = \"gd-101.gas\"\n"
      "feedback_value = \"closed\"\n");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("\"gd-101.gas\" never shows feedback_value closed")));
}

TEST_F(Plans, ASirenCanBeSwitchedOff) {
  append(
      "[[device]]\nid = \"horn\"\nbus = \"field\"\nunit = 7\n[[device.point]]\nid = \"tone\"\n"
      "table = \"holding\"\naddress = 0\ntype = \"uint16\"\nwritable = true\noutput = \"siren\"\n"
      "on_loss = \"holds\"\nstates = { 2 = \"fire\", 3 = \"gas\" }\n");
  write("point = \"relay-1.siren\"\nvalue = true", "point = \"horn.tone\"\nvalue = \"gas\"");
  EXPECT_THAT(said(),
              ElementsAre(HasSubstr("point: \"horn.tone\" cannot be switched off: nothing")));
  write("states = { 2", "states = { 0 = \"quiet\", 2");
  const Settings settings = good();
  EXPECT_EQ(settings.site.outputs.at(0).off, Value{std::string("quiet")});
}

TEST_F(Plans, Turns) {
  write("\"gd-101.gas.HH\"", "\"gd-101.gas.H\", \"gd-101.gas.FAULT\"");
  append("[[alarm]]\npoint = \"gd-101.gas\"\nname = \"H\"\npriority = \"medium\"\n");
  step("do = \"notify\"\nrole = \"duty-operator\"\n");
  step(
      "do = \"notify\"\nrole = \"duty-operator\"\nack_within = \"3m\"\nat_once = 2\n"
      "repeat = \"10m\"\n");
  step("do = \"notify\"\nrole = \"duty-operator\"\nack_within = \"90s\"\nrepeat = \"0s\"\n");
  const auto steps = good().site.plans.at(0).steps;
  EXPECT_EQ(steps.at(1).ack_within, Duration{});
  EXPECT_EQ(steps[1].at_once, 1u);
  EXPECT_EQ(steps[1].repeat, Duration{5min});
  EXPECT_EQ(steps.at(2).ack_within, Duration{3min});
  EXPECT_EQ(steps[2].at_once, 2u);
  EXPECT_EQ(steps[2].repeat, Duration{10min});
  EXPECT_EQ(steps.at(3).ack_within, Duration{90s});
  EXPECT_EQ(steps[3].at_once, 1u) << "gas of level 1 is no reason for more";
  EXPECT_EQ(steps[3].repeat, Duration{}) << "never";
}

TEST_F(Plans, TheFirstThreeAreToldAtOnceWhenGasOfLevelTwoStartsThePlan) {
  step("do = \"notify\"\nrole = \"duty-operator\"\nack_within = \"3m\"\n");
  step("do = \"notify\"\nrole = \"duty-operator\"\nack_within = \"3m\"\nat_once = 1\n");
  step("do = \"notify\"\nrole = \"duty-operator\"\n");
  const auto steps = good().site.plans.at(0).steps;
  EXPECT_EQ(steps.at(1).at_once, 3u);
  EXPECT_EQ(steps.at(2).at_once, 1u) << "as it is written";
  EXPECT_EQ(steps.at(3).at_once, 1u) << "everybody is told at once";
  EXPECT_FALSE(good().site.plans.at(0).fire);
}

TEST_F(Plans, TheFirstThreeAreToldAtOnceWhenFireStartsThePlan) {
  append("[[device]]\nid = \"panel\"\nbus = \"field\"\nunit = 7\nmodel = \"fire-panel\"\n");
  step("do = \"notify\"\nrole = \"duty-operator\"\nack_within = \"3m\"\n");
  write("\"gd-101.gas.HH\"", "\"gd-101.gas.H\", \"panel.zone-1.FIRE\"");
  const site::PlanSpec plan = good().site.plans.at(0);
  EXPECT_TRUE(plan.fire);
  EXPECT_EQ(plan.steps.at(1).at_once, 3u);
}

TEST_F(Plans, ASirenThatAPlanSwitchesOnEndsWithIt) {
  EXPECT_EQ(good().site.plans.at(0).steps.at(0).on_close, Value{false}) << "nothing is said";
  write("value = true\n", "value = true\non_close = true\n");
  EXPECT_EQ(good().site.plans.at(0).steps.at(0).on_close, Value{true}) << "as it is written";
  write("value = true\non_close = true\n", "value = false\n");
  EXPECT_FALSE(good().site.plans.at(0).steps.at(0).on_close) << "it was not switched on";
}

TEST_F(Plans, NeighboursWithinTheUsualDistanceOfTheLevel) {
  append("[[neighbour]]\nid = \"mill\"\nbearing = 1\ndistance = 800\ncontacts = [\"wang\"]\n");
  const auto radius = [&](const std::string& level) {
    write("id = \"leak\"", "id = \"leak\"\nlevel = \"" + level + "\"");
    const site::PlanSpec plan = good().site.plans.at(0);
    const double metres = emergency::radius_of(plan.steps.at(1), plan.grade, plan.grade);
    write("\nlevel = \"" + level + "\"", "");
    return metres;
  };
  write("value = true\n", "value = true\n[[plan.step]]\ndo = \"neighbours\"\n");
  EXPECT_EQ(good().site.plans.at(0).steps.at(1).kind, StepKind::Neighbours);
  EXPECT_EQ(good().site.plans.at(0).steps.at(1).id, "neighbours");
  EXPECT_EQ(radius("I"), 3000.0);
  EXPECT_EQ(radius("II"), 2000.0);
  EXPECT_EQ(radius("III"), 1000.0);
  EXPECT_EQ(radius("IV"), 500.0);
  write("do = \"neighbours\"\n", "do = \"neighbours\"\nfrom = \"I\"\n");
  EXPECT_EQ(radius("III"), 3000.0) << "the step's own level";
  write("do = \"neighbours\"\n", "do = \"neighbours\"\nwithin = 812.5\n");
  EXPECT_EQ(radius("I"), 812.5);
}

TEST_F(Plans, AStepThatWarnsNobodyIsRemarked) {
  append("[[neighbour]]\nid = \"mill\"\nbearing = 1\ndistance = 800\ncontacts = [\"wang\"]\n");
  write("value = true\n", "value = true\n[[plan.step]]\ndo = \"neighbours\"\nwithin = 799\n");
  std::vector<std::string> lines;
  for (const auto& remark : good().remarks) lines.push_back(to_text(remark));
  EXPECT_THAT(lines, testing::Contains(HasSubstr(
                         "38:10: plan[0].step[1].within: warns nobody: no [[neighbour]] is within "
                         "799 m; write the neighbours")));
  write("799", "800");
  for (const auto& remark : good().remarks)
    EXPECT_THAT(to_text(remark), testing::Not(HasSubstr("warns nobody")));
}

TEST_F(Plans, ReportsAreOwedButForTheLowestLevel) {
  EXPECT_TRUE(good().site.plans.at(0).report) << "II";
  write("id = \"leak\"", "id = \"leak\"\nlevel = \"III\"");
  EXPECT_TRUE(good().site.plans.at(0).report);
  write("\"III\"", "\"I\"");
  EXPECT_TRUE(good().site.plans.at(0).report);
  write("\"I\"", "\"IV\"");
  EXPECT_FALSE(good().site.plans.at(0).report);
  write("\"IV\"", "\"IV\"\nreport = true");
  EXPECT_TRUE(good().site.plans.at(0).report);
  write("\"IV\"\nreport = true", "\"I\"\nreport = false");
  EXPECT_FALSE(good().site.plans.at(0).report);
}

TEST_F(Plans, Source) {
  write("id = \"leak\"", "id = \"leak\"\nsource = \"tank-farm\"");
  append(
      "[[source]]\nid = \"tank-farm\"\nkind = \"storage\"\npeople_within_500m = 0\n"
      "[[source.substance]]\nname = \"氯\"\ntonnes = 5\n");
  EXPECT_EQ(good().site.plans.at(0).source, "tank-farm");
  write("source = \"tank-farm\"", "source = \"tank-form\"");
  EXPECT_THAT(said(),
              ElementsAre(HasSubstr("30:10: plan[0].source: no source \"tank-form\"; did you "
                                    "mean \"tank-farm\"?")));
}

/// Also when the gas of level 2 comes later: the plan runs already, and its grade rises.
TEST_F(Plans, NoStepWaitsForAPersonAfterGasOfLevelTwo) {
  step("do = \"publish\"\nconfirm_within = \"60s\"\n");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("step[1].confirm_within: gd-101.gas.HH starts this")));
  write("trigger = [\"gd-101.gas.HH\"]",
        "level = \"IV\"\ntrigger = [\"gd-101.gas.H\"]\n"
        "[[plan.rise]]\nto = \"II\"\nalarms = [\"gd-101.gas.HH\"]\n");
  EXPECT_THAT(said(), testing::Contains(HasSubstr("confirm_within")));
}

}  // namespace
}  // namespace hazgate::config
