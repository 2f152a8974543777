#include "gateway/cli/explain_page.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/cli/explain_texts.hpp"
#include "gateway/core/alarm/condition.hpp"
#include "tests/unit/gateway/cli/sample_items.hpp"

namespace hazgate::cli {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

const Look kEnglish;
const Look kChinese{.language = Language::Chinese};

/// A gas alarm at 50, as the daemon tells it; what is given takes the place of its fields.
Item gas(const std::string& over = "{}") {
  Item alarm = item(R"({"id":"gd-1.gas.HH","name":"","state":"active","flags":[],"occurrence":3,
    "priority":"critical","value":52.3,"limit":50,"quality":"good","since":1769868259000,
    "now":1769868301000,"message":"Gas","action":"Leave","basis":"GB/T 50493","by":"","note":"",
    "verdict":"true","to_limit":-2.3,"bad_reading":null,
    "condition":{"kind":"high","active":true,"limit":50,"low":false,"returns_at":48,"unit":"%LEL",
      "figure_unit":"%LEL","on_delay_ms":0,"off_delay_ms":5000,"latch":true,
      "over_range_raises":false,"point":"gd-1.gas"},
    "reading":{"id":"gd-1.gas","value":52.3,"quality":"good","unit":"%LEL","t":1769868301000},
    "part_of":{"votes":["vote.leak"],"groups":[],"suppressions":[],"plans":[]},
    "record":{"readable":true,"samples_whole":true,"samples":[
      {"t":1769868258000,"value":40,"quality":"good","beyond":false},
      {"t":1769868259000,"value":51,"quality":"good","beyond":true},
      {"t":1769868301000,"value":52.3,"quality":"good","beyond":true,"gap":true}],
      "events":[{"kind":"alarm","t":1769868259000,"id":"gd-1.gas.HH","from":"normal","to":"active",
        "flags":[],"cause":"condition","priority":"critical","value":51,"quality":"good"}]}})");
  const Item changes = item(over);
  for (const auto& [key, value] : changes) alarm[key] = value;
  return alarm;
}

std::string reason(const std::string& over) {
  return reason_text(gas(over), Language::English);
}

TEST(ExplainPage, TheConditionInASentence) {
  EXPECT_EQ(condition_text(gas(), Language::English),
            "high: value >= 50 %LEL, returns at <= 48 %LEL; on-delay 0s, off-delay 5s; "
            "latched: stays until reset");
}

TEST(ExplainPage, TheDevicesOwnAlarmIsNamed) {
  Item alarm = gas(R"({"value":8,"to_limit":42,"verdict":"true",
    "other":{"id":"gd-1.status","value":"low-alarm","quality":"good"}})");
  alarm["condition"].as_object()["other"] = "gd-1.status";
  alarm["condition"].as_object()["states"] = {"low-alarm", "high-alarm"};
  EXPECT_THAT(
      reason_text(alarm, Language::English),
      HasSubstr("the device says so itself: gd-1.status is low-alarm, while its value is 8"));
  EXPECT_THAT(condition_text(alarm, Language::English),
              HasSubstr("; or gd-1.status says low-alarm"));
  alarm["to_limit"] = -2.0;
  EXPECT_THAT(reason_text(alarm, Language::English), HasSubstr("has reached the limit"));
}

TEST(ExplainPage, EveryKindHasASentenceInBothLanguages) {
  for (const std::string_view kind : alarm::kConditionKindTexts) {
    Item alarm = gas();
    alarm["condition"].as_object()["kind"] = kind;
    alarm["condition"].as_object()["states"] = {"fire"};
    const std::string english = condition_text(alarm, Language::English);
    EXPECT_THAT(english, HasSubstr(": ")) << kind;
    EXPECT_THAT(english, Not(HasSubstr("{}"))) << kind;
    EXPECT_NE(english, condition_text(alarm, Language::Chinese)) << kind;
  }
}

struct Case {
  const char* over;
  const char* says;
};

TEST(ExplainPage, WhyItIsOrIsNotThere) {
  for (const auto& [over, says] : {
           Case{"{}", "52.3 %LEL has reached the limit of 50 %LEL and is 2.3 %LEL beyond it"},
           Case{R"({"value":49,"to_limit":1,"verdict":"hold"})",
                "49 %LEL is inside the deadband; it returns at 48 %LEL"},
           Case{R"({"bad_reading":"holds","quality":"fault","reading":{}})",
                "bad (fault), and bad data never clears"},
           Case{R"({"bad_reading":"raises","reading":{"quality":"out-of-range"}})",
                "(out-of-range) is above what the instrument"},
           Case{R"({"delay":{"which":"off","since":0,"left_ms":3200,"held":false}})",
                "the off-delay ends in 3.2s"},
           Case{R"({"state":"normal","value":42,"to_limit":8})",
                "not there: 42 %LEL is 8 %LEL away from the limit of 50 %LEL"},
           Case{R"({"state":"normal","bad_reading":"never-read"})", "nothing has been read"},
           Case{R"({"state":"normal","bad_reading":"holds","reading":{"quality":"comm"}})",
                "cannot come now: the reading is bad (comm)"},
           Case{R"({"state":"normal","delay":{"since":0,"left_ms":250000,"held":false}})",
                "the on-delay ends in 04:10"},
           Case{R"({"state":"normal","delay":{"since":0,"left_ms":0,"held":true}})",
                "cannot end while the last reading does not say so"},
           Case{R"({"state":"normal","window":{"enough":false},"verdict":"hold"})",
                "does not hold enough readings"},
           Case{R"({"state":"cleared"})", "nobody has acknowledged it"},
           Case{R"({"state":"latched"})", "acknowledge it, then reset it"},
           Case{R"({"state":"latched-acked"})", "It is latched: reset it"},
       }) {
    EXPECT_THAT(reason(over), HasSubstr(says)) << over;
    EXPECT_NE(reason(over), reason_text(gas(over), Language::Chinese)) << over;
  }
}

TEST(ExplainPage, ShowsReadingsAroundTheCrossingAndWhoDidWhat) {
  const std::string text = explain_text(gas(), kEnglish);
  EXPECT_THAT(text, HasSubstr("unacknowledged  occurrence 3, since "));
  EXPECT_THAT(text, HasSubstr("(00:42)\n"));
  EXPECT_THAT(text, ContainsRegex("40 %LEL  good *\n.* 51 %LEL  good +beyond\n…"));
  EXPECT_THAT(text, HasSubstr("normal → active  condition  51"));
  EXPECT_THAT(text, HasSubstr("part of     vote vote.leak\n"));
  EXPECT_THAT(explain_text(gas(), kChinese), HasSubstr("报警原因"));
}

TEST(ExplainPage, AVoteSaysHowFarItIsDegraded) {
  const std::string text = explain_text(gas(R"({"vote":{"counted":1,"need":2,"bad":1,"members":3},
    "condition":{"kind":"vote","need":2,"on_bad":"alarm"},"members":[
      {"id":"a","state":"normal","value":8,"quality":"comm","bad":true,"counts_as":"alarm"},
      {"id":"b","state":"normal","value":2,"quality":"good","unit":"%LEL","counts_as":"normal"},
      {"id":"c","state":"normal","value":2,"quality":"good","bypassed":true,"bad":false,
       "counts_as":"alarm"}]})"),
                                        kEnglish);
  EXPECT_THAT(text, HasSubstr("2 of 3, degraded to 0 of 1"));
  EXPECT_THAT(text, HasSubstr("in alarm (bypassed)"));
  EXPECT_THAT(text, ContainsRegex("a +normal +- +comm"));
  EXPECT_THAT(text, ContainsRegex("b +normal +2 %LEL +good +not in alarm"));
}

TEST(ExplainPage, FlagsSayWhoUntilWhenAndWhy) {
  const std::string text = explain_text(
      gas(R"({"flags":["shelved"],"shelf":{"by":"li","until":1769868301000,"reason":"x\u001b[2J"},
              "removal":{"by":"wang","until":null,"reason":"new cell"},
              "suppression":{"id":"down","point":"u.mode","states":["stop"],"approved_by":"zhao"}})"),
      kEnglish);
  EXPECT_THAT(text, HasSubstr("shelved by li until "));
  EXPECT_THAT(text, HasSubstr("x\uFFFD[2J"));
  EXPECT_THAT(text, HasSubstr("out of service by wang until somebody returns it: new cell"));
  EXPECT_THAT(text, HasSubstr("suppressed by rule down while u.mode is stop; approved by zhao"));
  EXPECT_THAT(text, HasSubstr("It is quiet"));
}

TEST(ExplainPage, ARecordThatCannotBeReadLeavesTheRest) {
  const std::string text =
      explain_text(gas(R"({"record":{"readable":false,"error":"disk I/O error"}})"), kEnglish);
  EXPECT_THAT(text, HasSubstr("has reached the limit"));
  EXPECT_THAT(text, HasSubstr("The record cannot be read: disk I/O error"));
  EXPECT_THAT(text, Not(HasSubstr("Who did what")));
}

TEST(ExplainPage, OfAnOlderDaemonLessNeverNothing) {
  EXPECT_THAT(explain_text(item(R"({"id":"x"})"), kEnglish), HasSubstr("x"));
}

TEST(ExplainTexts, EveryTextIsThereInEveryLanguageWithAsManyPlaces) {
  const auto places = [](const std::string& text) {
    std::size_t count = 0;
    for (auto at = text.find("{}"); at != std::string::npos; at = text.find("{}", at + 2)) ++count;
    return count;
  };
  const auto is_ascii = [](const std::string& text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return (c & 0x80) == 0; });
  };
  for (std::size_t i = 0; i < kWhys; ++i) {
    const std::string english = say(static_cast<Why>(i), Language::English);
    const std::string chinese = say(static_cast<Why>(i), Language::Chinese);
    EXPECT_FALSE(english.empty()) << i;
    EXPECT_TRUE(is_ascii(english)) << english;
    EXPECT_EQ(places(english), places(chinese)) << english;
    const bool only_places = i == static_cast<std::size_t>(Why::VoteDegraded) || !is_ascii(chinese);
    EXPECT_TRUE(only_places) << english;
  }
}

}  // namespace
}  // namespace hazgate::cli
