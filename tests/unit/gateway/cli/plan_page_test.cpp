#include "gateway/cli/plan_page.hpp"

#include <boost/json.hpp>
#include <cstdlib>
#include <ctime>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/cli/plan_texts.hpp"
#include "gateway/core/emergency/accident.hpp"
#include "gateway/core/emergency/call.hpp"
#include "tests/unit/gateway/cli/plan_items.hpp"

namespace hazgate::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

class PlanPageTest : public testing::Test {
 protected:
  PlanPageTest() {
    ::setenv("TZ", "CST-8", 1);
    ::tzset();
  }
  const Look plain;
  const Look chinese{.language = Language::Chinese};
};

TEST_F(PlanPageTest, AListSaysOfEachStepWhatItWaitsFor) {
  EXPECT_EQ(
      plans_text({full_plan()}, plain),
      "PLAN  LEVEL  INCIDENT  TRIGGERED BY  NAME\n"
      "leak  II     leak-3    vote.a        罐区泄漏 / tank farm leak\n"
      "    begins with grade II; rises to I when 2 of vote.a, vote.b; an incident of its own for "
      "each area\n"
      "     1     0s  write  relay-1.siren = true  [siren]  at the end off; in drills too\n"
      "     2    10s  write  relay-1.valve = true  [close]  asks first, 1m; feedback "
      "relay-1.valve-closed within 15s\n"
      "     3     0s  notify  duty-operator  [operator]  follows close; the next person after 1m\n"
      "     4     0s  neighbours    [around]  from grade I; within 3000 m\n"
      "     5     3m  notify  safety-director by sms  [director]  unless acknowledged; all at "
      "once\n");
  EXPECT_EQ(plans_text({}, plain), "no plans\n");
  EXPECT_THAT(plans_text({full_plan()}, {.width = 60}),
              HasSubstr("[close]  asks\n    first, 1m; feedback relay-1.valve-closed within 15s\n"))
      << "nothing is cut off";
  const std::string text = plans_text({full_plan()}, chinese);
  for (const char* part : {"在 close 之后", "I 级及以上", "除非 已有人确认", "先询问人员 1m",
                           "升至 I (至少 2 个: vote.a, vote.b)", "按区域分别启动"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
}

TEST_F(PlanPageTest, WhatAPlanDoesNotSayIsSaidToo) {
  Item plan = full_plan();
  plan["rises"] = boost::json::array{};
  plan["trigger"] = boost::json::array{};
  plan["per"] = "plan";
  plan["report"] = false;
  EXPECT_THAT(plans_text({plan}, plain),
              HasSubstr("begins with grade II; the grade rises by a person only; only a person "
                        "starts it; no reporting clocks\n"));
}

TEST_F(PlanPageTest, OnePlanThatDoesNotRun) {
  Item plan = full_plan();
  plan["running"] = boost::json::array{};
  const std::string text = plan_text({plan}, plain);
  EXPECT_THAT(text, HasSubstr("leak  罐区泄漏 / tank farm leak\nbegins with grade II"));
  EXPECT_THAT(text, HasSubstr("\nTRIGGERED BY  vote.a\ndoes not run now\n\n"
                              "#  AFTER  STEP      DOES        TARGET\n"
                              "1     0s  siren     write       relay-1.siren = true\n"
                              "    at the end off; in drills too\n"));
  EXPECT_THAT(text, Not(HasSubstr("PROGRESS")));
}

TEST_F(PlanPageTest, OnePlanThatRunsInTwoAreas) {
  Item plan = full_plan(), second = full_incident().front();
  plan["now"] = second.at("now");
  second["id"] = "leak-4";
  second["area"] = "south";
  second["drill"] = true;
  plan["running"] = boost::json::array{full_incident().front(), second};
  const std::string text = plan_text({plan}, plain);
  EXPECT_THAT(text, HasSubstr("\nleak-3  RUNNING for 02:00, since 2026-01-31 22:04:19  response "
                              "grade II  north\n"));
  EXPECT_THAT(text, HasSubstr("\nleak-4  [DRILL]  RUNNING"));
  EXPECT_THAT(text, HasSubstr("\n1     0s  failed             siren     write"));
  EXPECT_THAT(text, HasSubstr("\n4     0s  waiting            around    neighbours\n"))
      << "its grade is not reached: it is due at no time";
  EXPECT_THAT(text, HasSubstr("\n5     3m  waiting, in 01:00  director"));
}

std::size_t places_in(std::string_view text) {
  std::size_t places = 0;
  for (std::size_t i = 0; i + 1 < text.size(); ++i) places += text.substr(i, 2) == "{}" ? 1 : 0;
  return places;
}

TEST(PlanTexts, EveryTextIsThereInEveryLanguage) {
  for (std::size_t i = 0; i < kPlanTexts; ++i) {
    const auto text = static_cast<PlanText>(i);
    const std::string_view english = say(text, Language::English);
    const std::string_view translated = say(text, Language::Chinese);
    EXPECT_FALSE(english.empty()) << i;
    EXPECT_FALSE(translated.empty()) << english;
    EXPECT_NE(translated, english);
    EXPECT_EQ(places_in(english), places_in(translated)) << english;
  }
  for (const std::string_view each : emergency::kAccidentTexts) {
    EXPECT_NE(plan_word(each, Language::Chinese), each);
  }
  for (const std::string_view each : emergency::kWayProgressTexts) {
    EXPECT_NE(plan_word(each, Language::Chinese), each);
  }
  EXPECT_EQ(plan_word("brand-new", Language::Chinese), "brand-new");
}

}  // namespace
}  // namespace hazgate::cli
