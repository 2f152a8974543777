#include <ostream>

#include "tests/unit/gateway/config/site_file.hpp"

namespace hazgate::config {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

constexpr char kHead[] = "[[source]]\nid = \"farm\"\nkind = \"storage\"\npeople_within_500m = 60\n";

class Sources : public SiteFile {
 protected:
  void source() { append(kHead); }
  void substance(const std::string& keys) { append("[[source.substance]]\n" + keys); }
};

TEST_F(Sources, AreOptional) {
  EXPECT_THAT(good().sources, IsEmpty());
}

TEST_F(Sources, AreAssessed) {
  append(R"([[source]]
id = "chlorine"
name = "液氯 / chlorine"
kind = "production"
area = "north"
people_within_500m = 60
responsible = { main = "Wang", technical = "Li" }

[[source.substance]]
name = "液氯"
tonnes = 5

[[source.substance]]
cas = "7664-41-7"
tonnes = 5.0

[[source]]
id = "solvents"
kind = "storage"
people_within_500m = 0

[[source.substance]]
name = "methanol"
class = "W5.3"
tonnes = 250

[[source.substance]]
title = "formic acid"
class = ["J5", "W5.4"]
tonnes = 100
)");
  const Settings settings = good();
  ASSERT_EQ(settings.sources.size(), 2u);
  const SourceSettings& chlorine = settings.sources[0];
  EXPECT_EQ(chlorine.id, "chlorine");
  EXPECT_EQ(chlorine.name, "液氯 / chlorine");
  EXPECT_EQ(chlorine.area, "north");
  EXPECT_EQ(chlorine.unit.kind, hazard::UnitKind::Production);
  EXPECT_EQ(chlorine.unit.people_within_500m, 60);
  EXPECT_EQ(chlorine.responsible.main, "Wang");
  EXPECT_EQ(chlorine.responsible.technical, "Li");
  EXPECT_EQ(chlorine.responsible.operational, "");
  EXPECT_DOUBLE_EQ(chlorine.assessment.s, 1.5);
  EXPECT_DOUBLE_EQ(chlorine.assessment.r, 7.5);
  EXPECT_EQ(chlorine.assessment.level, hazard::Level::Fourth);
  const SourceSettings& solvents = settings.sources[1];
  EXPECT_EQ(solvents.name, "solvents") << "the id when left out";
  EXPECT_EQ(solvents.unit.kind, hazard::UnitKind::Storage);
  EXPECT_DOUBLE_EQ(solvents.assessment.s, 250.0 / 500 + 100.0 / 500);
  EXPECT_FALSE(solvents.assessment.major);
}

TEST_F(Sources, WhatIsMissing) {
  append("[[source]]\n");
  EXPECT_THAT(said(),
              ElementsAre(HasSubstr("source[0].id: is missing"),
                          HasSubstr("source[0].kind: is missing; write production or storage"),
                          HasSubstr("source[0].people_within_500m: is missing; write how many"),
                          HasSubstr("source[0].substance: the source holds nothing; write a "
                                    "[[source.substance]] table for each")));
}

TEST_F(Sources, WhatIsWrong) {
  source();
  substance("name = \"氯\"\ntonnes = 5\n");
  append(
      "[[source]]\nid = \"farm\"\nkind = \"warehouse\"\npeople_within_500m = -1\n"
      "responsible = { head = \"Wang\" }\nowner = \"x\"\n");
  substance("name = \"氯\"\ntonnes = 5\n");
  EXPECT_THAT(said(),
              ElementsAre(AllOf(StartsWith("site.toml:44:6: source[1].id: source \"farm\" stands "
                                           "already in line 37"),
                                HasSubstr("an id of its own")),
                          HasSubstr("source[1].kind: \"warehouse\" is not known; write one of: "
                                    "production, storage"),
                          HasSubstr("source[1].people_within_500m: -1 is out of range"),
                          HasSubstr("source[1].responsible.head: is not a known key"),
                          HasSubstr("source[1].owner: is not a known key")));
}

TEST_F(Sources, SubstancesThatAreNoTablesAreSaidOnce) {
  append(std::string(kHead) + "substance = 5\n");
  EXPECT_THAT(said(), ElementsAre(HasSubstr("source[0].substance: is not a list of tables; write "
                                            "[[source.substance]]")));
}

TEST_F(Sources, EveryMistakeIsSaidAtOnce) {
  source();
  substance("name = \"氨水\"\ntonnes = -1\n");
  substance("title = \"x\"\nclass = [\"W5.4\", \"W5.9\"]\ntonnes = 1\n");
  append("[[source]]\nid = \"Farm\"\nkind = \"storage\"\npeople_within_500m = 0\n");
  EXPECT_EQ(said().size(), 5u);
}

struct Wrong {
  const char* keys;
  const char* said;
};

std::ostream& operator<<(std::ostream& out, const Wrong& wrong) {
  return out << wrong.keys;
}

class WrongSubstance : public Sources, public testing::WithParamInterface<Wrong> {};

TEST_P(WrongSubstance, IsSaidOnce) {
  source();
  substance("name = \"氯\"\ntonnes = 5\n");
  substance(GetParam().keys);
  EXPECT_THAT(said(), ElementsAre(HasSubstr(GetParam().said)));
}

INSTANTIATE_TEST_SUITE_P(
    Keys, WrongSubstance,
    testing::Values(
        Wrong{"name = \"氯\"\n",
              "site.toml:43:1: source[0].substance[1].tonnes: is missing; "
              "write the most that the unit is designed to hold"},
        Wrong{"name = \"氯\"\ntonnes = \"5 t\"\n", "substance[1].tonnes: is a text, not a number"},
        Wrong{"name = \"氯\"\ntonnes = 0\n",
              "45:10: source[0].substance[1].tonnes: is not a quantity between 0 and 1000000000 t"},
        Wrong{"name = \"氯\"\ntonnes = -2.5\n", "substance[1].tonnes: is not a quantity"},
        Wrong{"name = \"氯\"\ntonnes = nan\n", "substance[1].tonnes: is not finite"},
        Wrong{"tonnes = 5\n", "43:1: source[0].substance[1]: nothing says which substance it is"},
        Wrong{"name = 5\ntonnes = 5\n", "substance[1].name: is a number, not a text"},
        Wrong{
            "name = \"mehtanol\"\nclass = \"W5.3\"\ntonnes = 600\n",
            "44:8: source[0].substance[1].name: table 1 of GB 18218-2018 has no \"mehtanol\"; did "
            "you mean \"methanol\"? What is not in table 1"},
        Wrong{
            "name = \"硝酸\"\nclass = \"W9.2\"\ntonnes = 600\n",
            "has no \"硝酸\"; did you mean \"硝酸(发红烟的除外,含硝酸>70%)\"? What is not in table "
            "1 of "
            "GB 18218-2018 is written with title and class instead of name; `hazctl assess --list "
            "'硝酸'` shows its grades"},
        Wrong{"name = \"nitrocellulose\"\nclass = \"W10\"\ntonnes = 1\n",
              "did you mean \"nitrocellulose (dry, or water or ethanol < 25 %)\"?"},
        Wrong{
            "name = \"Zauberstoff\"\ntonnes = 600\n",
            "has no \"Zauberstoff\"; what is not in table 1 of GB 18218-2018 is written with title "
            "and class instead of name; `hazctl assess --list` shows them"},
        Wrong{
            "cas = \"64-18-6\"\ntonnes = 5\n",
            "44:7: source[0].substance[1].cas: table 1 of GB 18218-2018 has no CAS number 64-18-6"},
        Wrong{"cas = \"64-18-5\"\ntonnes = 5\n",
              "substance[1].cas: \"64-18-5\" is not a CAS number"},
        Wrong{"cas = \"6484-52-2\"\nclass = \"W9.2\"\ntonnes = 5\n",
              "substance[1].cas: CAS number 6484-52-2 stands for several rows of table 1, such as "
              "\"硝酸铵("},
        Wrong{
            "name = \"氨\"\ncas = \"7782-50-5\"\ntonnes = 5\n",
            "substance[1].cas: is not the CAS number of \"氨\"; write 7664-41-7, or leave it out"},
        Wrong{"name = \"烷基铝\"\ncas = \"7782-50-5\"\nclass = \"W8\"\ntonnes = 5\n",
              "is not the CAS number of \"烷基铝\"; leave it out"},
        Wrong{"title = \"methanol\"\nclass = \"W5.3\"\ntonnes = 5\n",
              "substance[1].title: \"methanol\" is in table 1 of GB 18218-2018, which has its Q; "
              "write name instead of title"},
        Wrong{"name = \"氯\"\ntitle = \"tank 3\"\ntonnes = 5\n",
              "substance[1].title: is for a substance that is not in table 1"},
        Wrong{"title = \"formic acid\"\ntonnes = 5\n",
              "43:1: source[0].substance[1].class: is missing: without a row in table 1 the class "
              "decides (table 2); write the symbols of its classes"},
        Wrong{"title = \"formic acid\"\nclass = 5\ntonnes = 5\n",
              "substance[1].class: is a number, not a text"},
        Wrong{"name = \"甲醇\"\nclass = 5\ntonnes = 5\n",
              "substance[1].class: is a number, not a text"},
        Wrong{"title = \"formic acid\"\nclass = [5]\ntonnes = 5\n",
              "substance[1].class: holds something that is not a text"},
        Wrong{"name = \"甲醇\"\ntonnes = 600\n",
              "43:1: source[0].substance[1].class: is missing: \"甲醇\" has no beta in table 3, so "
              "that its class decides (table 4); write its class, mostly one of W5.1, W5.2, W5.3, "
              "W5.4; `hazctl assess --list`"},
        Wrong{"title = \"x\"\nclass = \"W5,3\"\ntonnes = 5\n",
              "45:9: source[0].substance[1].class: table 2 of GB 18218-2018 has no class \"W5,3\"; "
              "did you mean \"W5.3\"?"},
        Wrong{"title = \"x\"\nclass = [\"W5.3\", \"K1\"]\ntonnes = 5\n",
              "45:18: source[0].substance[1].class[1]: table 2 of GB 18218-2018 has no class "
              "\"K1\""}));

}  // namespace
}  // namespace hazgate::config
