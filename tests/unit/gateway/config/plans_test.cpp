#include <chrono>
#include <ostream>

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
        Wrong{"after = \"1s\"\n", "36:1: plan[0].step[1].do: is missing; write write, notify, publish"},
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
        Wrong{"do = \"publish\"\nrepeat = 3\n", "38:1: plan[0].step[1].repeat: is not a known"}));

}  // namespace
}  // namespace hazgate::config
