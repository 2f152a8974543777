#include "gateway/cli/substance_list.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hazgate::cli {
namespace {

using testing::ContainsRegex;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

std::vector<int> rows(std::string_view pattern) {
  std::vector<int> rows;
  for (const auto* one : substances(pattern).listed) rows.push_back(one->row);
  return rows;
}
std::vector<std::string_view> symbols(std::string_view pattern) {
  std::vector<std::string_view> symbols;
  for (const auto* one : substances(pattern).classes) symbols.push_back(one->symbol);
  return symbols;
}

TEST(SubstanceList, IsWholeWithoutAPattern) {
  EXPECT_EQ(rows("").size(), 85u);
  EXPECT_EQ(symbols("").size(), 24u);
}

TEST(SubstanceList, FindsByAnyNameCasAndSymbol) {
  EXPECT_THAT(rows("甲醇"), ElementsAre(65, 66));
  EXPECT_THAT(rows("METHANOL"), ElementsAre(65, 66));
  EXPECT_THAT(rows("液氯"), ElementsAre(12)) << "another name";
  EXPECT_THAT(rows("tnt"), ElementsAre(35)) << "a formula";
  EXPECT_THAT(rows("67-56-1"), ElementsAre(65));
  EXPECT_THAT(rows("106-97-8"), ElementsAre(52)) << "the last of three";
  EXPECT_THAT(symbols("w5"), ElementsAre("W5.1", "W5.2", "W5.3", "W5.4"));
  EXPECT_THAT(symbols("急性毒性"), ElementsAre("J1", "J2", "J3", "J4", "J5"));
  EXPECT_THAT(symbols("oxidising gas"), ElementsAre("W4"));
  EXPECT_THAT(rows("kryptonite"), IsEmpty());
}

TEST(SubstanceList, TakesStarsAndQuestionMarks) {
  EXPECT_THAT(rows("ammonium*fert"), ElementsAre(45));
  EXPECT_THAT(rows("*methanol"), ElementsAre(65, 66));
  EXPECT_THAT(rows("fert*ammonium"), IsEmpty());
  EXPECT_THAT(rows("异氰酸?酯"), ElementsAre(30)) << "a character, not a byte";
  EXPECT_THAT(symbols("W9.?"), ElementsAre("W9.1", "W9.2"));
  EXPECT_THAT(rows("67-56-1?"), IsEmpty());
  EXPECT_EQ(rows("*").size(), 85u);
}

/// A mismatch late in a repeating text goes back far enough.
TEST(SubstanceList, GoesBackWhenAMatchBreaks) {
  EXPECT_THAT(rows("lene oxide"), ElementsAre(7, 63));
  EXPECT_THAT(rows("783-06"), ElementsAre(10)) << "of 7783-06-4";
  EXPECT_THAT(rows("硝酸铵*铵肥"), IsEmpty());
  EXPECT_THAT(rows("nitr*nitro"), Not(IsEmpty()));
}

TEST(SubstanceList, ForPeople) {
  const std::string text = substances_text(substances("methanol"), {});
  EXPECT_THAT(text, ContainsRegex("65 +甲醇 +methanol +67-56-1 +500 +by class\n"));
  EXPECT_THAT(text, HasSubstr("verify"));
  EXPECT_THAT(text, Not(HasSubstr("HAZARD CLASS")));
  EXPECT_THAT(substances_text(substances("氯气"), {.language = Language::Chinese}),
              ContainsRegex("12 +氯 +chlorine +7782-50-5 +5 +4\n"));
  EXPECT_THAT(substances_text(substances("W10"), {}), StartsWith("CLASS  HAZARD CLASS"));
  EXPECT_EQ(substances_text(substances("kryptonite"), {}), "no substance and no class fits\n");
}

TEST(SubstanceList, InJson) {
  const Items chlorine = substance_items(substances("氯气"));
  ASSERT_EQ(chlorine.size(), 1u);
  EXPECT_EQ(boost::json::serialize(chlorine[0]),
            R"({"table":1,"row":12,"chinese":"氯","english":"chlorine","formula":"Cl2",)"
            R"("also":["液氯","氯气"],"cas":["7782-50-5"],"critical_t":5E0,"beta":4E0})");
  EXPECT_TRUE(substance_items(substances("67-56-1"))[0].at("beta").is_null());
  const Items classes = substance_items(substances("w10"));
  ASSERT_EQ(classes.size(), 1u);
  EXPECT_EQ(classes[0].at("table"), 2);
  EXPECT_EQ(classes[0].at("class"), "W10");
  EXPECT_EQ(classes[0].at("critical_t"), 200.0);
}

}  // namespace
}  // namespace hazgate::cli
