#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/cli/arguments.hpp"

namespace hazgate::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

HazardArguments taken(std::vector<std::string> words) {
  words.insert(words.begin(), "hazard");
  const auto arguments = arguments_from(words, "1");
  EXPECT_TRUE(arguments.has_value()) << arguments.error().error;
  if (!arguments) return {};
  EXPECT_EQ(arguments->verb, Verb::Hazard);
  return arguments->hazard;
}

std::string refused(std::vector<std::string> words) {
  words.insert(words.begin(), "hazard");
  const auto arguments = arguments_from(words, "1");
  EXPECT_FALSE(arguments.has_value());
  if (arguments) return {};
  EXPECT_EQ(arguments.error().code, 2);
  return arguments.error().error;
}

TEST(HazardCommandLine, EachVerbIsItself) {
  EXPECT_EQ(taken({"list"}).verb, HazardVerb::List);
  EXPECT_TRUE(taken({"list", "--overdue", "--json"}).overdue);
  EXPECT_EQ(taken({"show", "h-1"}).id, "h-1");
  EXPECT_EQ(taken({"fix", "h-1", "--text", "x"}).verb, HazardVerb::Fix);
  EXPECT_EQ(taken({"notice", "h-1", "--owner", "w", "--deadline", "10d"}).verb, HazardVerb::Notice);
  EXPECT_EQ(taken({"start", "h-1", "--plan", "p"}).plan, "p");
  EXPECT_EQ(taken({"done", "h-1", "--by", "w"}).by, "w");
  EXPECT_EQ(taken({"refer", "h-1", "--addressee", "c", "--notice-no", "17"}).notice_no, "17");
  EXPECT_EQ(taken({"note", "h-1", "--text", "t", "--funds", "3"}).funds, "3");
  EXPECT_EQ(taken({"sign", "h-1"}).verb, HazardVerb::Sign);
  EXPECT_EQ(taken({"kpi", "--since", "90d"}).since, "90d");
  EXPECT_TRUE(taken({"export", "--csv", "--open"}).csv);
  const auto extend =
      taken({"extend", "h-1", "--to", "2026-06-20", "--approved-by", "s", "--reason", "r"});
  EXPECT_EQ(extend.to + extend.approved_by + extend.text, "2026-06-20sr");
}

TEST(HazardCommandLine, OpenIsFixedOrHasOwnerAndDeadline) {
  const auto open = taken({"open", "--text", "t", "--grade", "major", "--owner", "w", "--deadline",
                           "2026-05-20", "--alarm", "a", "--alarm", "b"});
  EXPECT_EQ(open.grade, "major");
  EXPECT_THAT(open.alarms, ElementsAre("a", "b"));
  EXPECT_TRUE(taken({"open", "--text", "t", "--fixed"}).fixed);
  EXPECT_THAT(refused({"open", "--text", "t"}), HasSubstr("say --fixed, or --owner"));
  EXPECT_THAT(refused({"open", "--text", "t", "--owner", "w"}), HasSubstr("say --fixed, or"));
  EXPECT_THAT(refused({"open", "--text", "t", "--fixed", "--owner", "w"}),
              HasSubstr("one of the two"));
  EXPECT_THAT(refused({"open", "--fixed"}), HasSubstr("--text is required"));
  EXPECT_THAT(refused({"open", "--text", "t", "--fixed", "--grade", "huge"}), HasSubstr("--grade"));
}

TEST(HazardCommandLine, ARecheckPassesOrFails) {
  EXPECT_TRUE(taken({"recheck", "h-1", "--pass", "--by", "li"}).pass);
  EXPECT_TRUE(taken({"recheck", "h-1", "--fail", "--text", "leaks"}).fail);
  EXPECT_THAT(refused({"recheck", "h-1"}), HasSubstr("--pass or --fail"));
  EXPECT_THAT(refused({"recheck", "h-1", "--fail"}), HasSubstr("needs --text"));
  EXPECT_THAT(refused({"recheck", "h-1", "--fail", "--pass"}), HasSubstr("excludes"));
}

TEST(HazardCommandLine, AMarkIsOneThing) {
  EXPECT_TRUE(taken({"mark", "h-1", "--stop-work", "--reason", "gas"}).stop_work);
  EXPECT_EQ(taken({"mark", "h-1", "--listed", "county"}).listed, "county");
  EXPECT_THAT(taken({"mark", "h-1", "--alarm", "a", "--by", "li"}).alarms, ElementsAre("a"));
  EXPECT_EQ(taken({"mark", "h-1", "--owner", "z", "--reason", "away"}).owner, "z");
  EXPECT_THAT(refused({"mark", "h-1", "--allow-work"}), HasSubstr("need --reason"));
  EXPECT_NE(refused({"mark", "h-1"}), "");
  EXPECT_NE(refused({"mark", "h-1", "--stop-work", "--listed", "county", "--reason", "x"}), "");
  EXPECT_NE(refused({"mark", "h-1", "--listed", "world"}), "");
  EXPECT_NE(refused({"list", "--open", "--all"}), "");
  EXPECT_NE(refused({}), "");
}

TEST(HazardCommandLine, EveryCommandHasAnExample) {
  for (const char* verb : {"list", "show", "open", "fix", "notice", "start", "done", "recheck",
                           "extend", "refer", "note", "sign", "mark", "kpi", "export"}) {
    const auto help = arguments_from({"hazard", verb, "--help"}, "1");
    ASSERT_FALSE(help.has_value());
    EXPECT_EQ(help.error().code, 0);
    EXPECT_THAT(help.error().out, HasSubstr(std::string("hazctl hazard ") + verb));
  }
}

}  // namespace
}  // namespace hazgate::cli
