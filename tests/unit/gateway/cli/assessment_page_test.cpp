#include "gateway/cli/assessment_page.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hazgate::cli {
namespace {

using testing::AllOf;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const Look kEnglish;
const Look kChinese{.language = Language::Chinese};

config::SourceSettings source(std::int64_t people, std::vector<hazard::Chemical> chemicals) {
  config::SourceSettings made{.id = "farm", .name = "farm"};
  made.unit = {.people_within_500m = people, .chemicals = std::move(chemicals)};
  auto assessment = hazard::assess(made.unit);
  EXPECT_TRUE(assessment);
  if (assessment) made.assessment = std::move(*assessment);
  return made;
}

config::SourceSettings chlorine_and_ammonia() {
  return source(60, {{.name = "氯", .tonnes = 5}, {.cas = "7664-41-7", .tonnes = 5}});
}

TEST(AssessmentPage, ShowsEveryTermAndWhereItComesFrom) {
  const std::string text = source_text(chlorine_and_ammonia(), kEnglish);
  EXPECT_THAT(text, StartsWith("farm  storage unit\n"));
  EXPECT_THAT(text, ContainsRegex("chlorine Cl2 +5 +5 +table 1, no. 12 +1 +4 +table 3, 氯 +4\n"));
  EXPECT_THAT(text, ContainsRegex("ammonia NH3 +5 +10 +table 1, no. 1 +0.5 +2 +table 3, 氨 +1\n"));
  EXPECT_THAT(text, HasSubstr("S = sum of q/Q = 1.5 >= 1: a major hazard source (formula 1)\n"));
  EXPECT_THAT(text, HasSubstr("alpha = 1.5: 60 people live within 500 m"));
  EXPECT_THAT(text, HasSubstr("= 1.5 x 5 = 7.5 (formula 2)\n"));
  EXPECT_THAT(text, HasSubstr("level 4 (the lowest): R < 10 (table 6)\n"));
}

TEST(AssessmentPage, SpeaksChinese) {
  const std::string text = source_text(chlorine_and_ammonia(), kChinese);
  EXPECT_THAT(text, HasSubstr("储存单元"));
  EXPECT_THAT(text, ContainsRegex("氯 +5 +5 +表1 序号12 +1 +4 +表3 氯 +4\n"));
  EXPECT_THAT(text, HasSubstr("构成重大危险源"));
  EXPECT_THAT(text, HasSubstr("四级: R < 10 (表6)"));
  EXPECT_THAT(text, Not(HasSubstr("level")));
}

struct Grading {
  double tonnes;  ///< of chlorine, R = 1.6 a tonne
  const char* english;
  const char* chinese;
};

TEST(AssessmentPage, NamesTheLevel) {
  for (const Grading& row : {Grading{125, "level 1 (the highest): R >= 100", "一级: R >= 100"},
                             Grading{124, "level 2: 100 > R >= 50", "二级: 100 > R >= 50"},
                             Grading{62, "level 3: 50 > R >= 10", "三级: 50 > R >= 10"},
                             Grading{12, "level 4 (the lowest): R < 10", "四级: R < 10"}}) {
    const auto one = source(1, {{.name = "氯", .tonnes = row.tonnes}});
    EXPECT_THAT(source_text(one, kEnglish), HasSubstr(row.english)) << row.tonnes;
    EXPECT_THAT(source_text(one, kChinese), HasSubstr(row.chinese)) << row.tonnes;
  }
}

TEST(AssessmentPage, WhatIsNoMajorHazardHasNoLevel) {
  const auto less = source(0, {{.name = "甲醇", .classes = {"W5.3"}, .tonnes = 499.999}});
  const std::string text = source_text(less, kEnglish);
  EXPECT_THAT(text, HasSubstr("S = sum of q/Q = 0.999998 < 1: no major hazard source, no level"));
  EXPECT_THAT(text, AllOf(Not(HasSubstr("R = ")), Not(HasSubstr("level 4"))));
  EXPECT_TRUE(source_item(less).at("level").is_null());
  EXPECT_FALSE(source_item(less).at("major").as_bool());
}

TEST(AssessmentPage, SaysWhoAnswersForIt) {
  auto one = chlorine_and_ammonia();
  one.responsible.main = "Wang\x1b[2J";
  const std::string text = source_text(one, kEnglish);
  EXPECT_THAT(text, HasSubstr("main person: Wang\uFFFD[2J"));
  EXPECT_THAT(text, HasSubstr("technical person: nobody is named"));
  EXPECT_THAT(source_text(one, kChinese), HasSubstr("操作负责人: 未指定"));
}

TEST(AssessmentPage, InJson) {
  auto one = source(30, {{.name = "氨", .tonnes = 100},
                         {.title = "formic acid", .classes = {"W5.4"}, .tonnes = 100}});
  one.area = "north";
  one.unit.kind = hazard::UnitKind::Production;
  const Item item = source_item(one);
  EXPECT_EQ(item.at("source"), "farm");
  EXPECT_EQ(item.at("kind"), "production");
  EXPECT_EQ(item.at("people_within_500m"), 30);
  EXPECT_EQ(item.at("level"), 3);
  EXPECT_EQ(item.at("alpha"), 1.2);
  EXPECT_DOUBLE_EQ(item.at("r").as_double(), 1.2 * 20.02);
  EXPECT_EQ(item.at("standard"), "GB 18218-2018");
  EXPECT_FALSE(item.at("tables_verified").as_bool());
  const auto& terms = item.at("terms").as_array();
  ASSERT_EQ(terms.size(), 2u);
  EXPECT_EQ(boost::json::serialize(terms[0]),
            R"({"substance":"氨","english":"ammonia","tonnes":1E2,"critical_t":1E1,)"
            R"("critical_from":{"table":1,"entry":"氨","row":1},"ratio":1E1,"beta":2E0,)"
            R"("beta_from":{"table":3,"entry":"氨"},"product":2E1})");
  EXPECT_EQ(terms[1].at("substance"), "formic acid");
  EXPECT_EQ(terms[1].at("critical_from").at("entry"), "W5.4");
  EXPECT_FALSE(terms[1].as_object().contains("english"));
}

TEST(AssessmentPage, AFigureHidesNothingThatMatters) {
  EXPECT_EQ(figure(499.999 / 500), "0.999998");
  EXPECT_EQ(figure(0.1 + 0.2), "0.3");
  EXPECT_EQ(figure(99.999), "99.999");
  EXPECT_EQ(figure(1000), "1000");
}

}  // namespace
}  // namespace hazgate::cli
