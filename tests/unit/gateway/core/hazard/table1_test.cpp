#include "gateway/core/hazard/table1.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <set>
#include <span>

namespace hazgate::hazard {
namespace {

using testing::ElementsAre;

int row_of(std::string_view name) {
  const ListedSubstance* found = find_by_name(name);
  return found == nullptr ? 0 : found->row;
}

std::vector<int> rows_of_cas(std::string_view cas) {
  std::vector<int> rows;
  for (const ListedSubstance* found : find_by_cas(cas)) rows.push_back(found->row);
  return rows;
}

TEST(Table1, HasItsRowsInOrder) {
  ASSERT_EQ(table1().size(), 85u);
  int row = 0;
  for (const ListedSubstance& substance : table1()) {
    EXPECT_EQ(substance.row, ++row);
    EXPECT_GT(substance.critical_t, 0) << row;
    EXPECT_FALSE(substance.chinese.empty()) << row;
    EXPECT_FALSE(substance.english.empty()) << row;
    EXPECT_FALSE(likely_classes(substance.nature).empty()) << row;
  }
}

struct Q {
  const char* name;
  double critical_t;
};

/// domain.md 5.2, every substance that it carries, by the name that it has there.
const Q kDomain[] = {
    {"氨", 10},
    {"二氟化氧", 1},
    {"二氧化氮", 1},
    {"二氧化硫", 20},
    {"氟", 1},
    {"碳酰氯", 0.3},
    {"环氧乙烷", 10},
    {"甲醛(>90 %)", 5},
    {"磷化氢", 1},
    {"硫化氢", 5},
    {"氯化氢(无水)", 20},
    {"氯", 5},
    {"煤气", 20},
    {"砷化氢", 1},
    {"锑化氢", 1},
    {"硒化氢", 1},
    {"溴甲烷", 10},
    {"丙酮氰醇", 20},
    {"丙烯醛", 20},
    {"氟化氢", 1},
    {"环氧氯丙烷", 20},
    {"环氧溴丙烷", 20},
    {"甲苯二异氰酸酯", 100},
    {"一氯化硫", 1},
    {"氰化氢", 1},
    {"三氧化硫", 75},
    {"3-氨基丙烯", 20},
    {"烯丙胺", 20},
    {"溴", 20},
    {"乙撑亚胺", 20},
    {"异氰酸甲酯", 0.75},
    {"叠氮化钡", 0.5},
    {"叠氮化铅", 0.5},
    {"雷汞", 0.5},
    {"TNT", 5},
    {"硝化甘油", 1},
    {"硝酸铵(含可燃物>0.2%)", 5},
    {"硝酸铵(含可燃物≤0.2%)", 50},
    {"硝酸铵肥料", 200},
    {"硝酸钾", 1000},
    {"1,3-丁二烯", 5},
    {"二甲醚", 50},
    {"甲烷", 50},
    {"天然气", 50},
    {"氯乙烯", 50},
    {"氢", 5},
    {"液化石油气", 50},
    {"一甲胺", 5},
    {"乙炔", 1},
    {"乙烯", 50},
    {"氧", 200},
    {"苯", 50},
    {"苯乙烯", 500},
    {"丙酮", 500},
    {"丙烯腈", 50},
    {"二硫化碳", 50},
    {"环己烷", 500},
    {"1,2-环氧丙烷", 10},
    {"甲苯", 500},
    {"甲醇", 500},
    {"汽油", 200},
    {"乙醇", 500},
    {"乙醚", 10},
    {"乙酸乙酯", 500},
    {"正己烷", 500},
    {"过乙酸", 10},
    {"白磷", 50},
    {"黄磷", 50},
    {"烷基铝", 1},
    {"戊硼烷", 1},
    {"过氧化钾", 20},
    {"过氧化钠", 20},
    {"氯酸钾", 100},
    {"氯酸钠", 100},
    {"发烟硝酸", 20},
    {"硝酸(>70 %)", 100},
    {"硝酸胍", 50},
    {"碳化钙", 100},
    {"钾", 1},
    {"钠", 10},
};

/// Rows that domain.md leaves out, from the transcription that it cites.
const Q kOthers[] = {
    {"三硝基苯甲醚", 5},
    {"硝化纤维素[干的或含水(或乙醇)<25%]", 1},
    {"硝化纤维素(未改型的,或增塑的,含增塑剂<18%)", 1},
    {"硝化纤维素(含乙醇≥25%)", 10},
    {"硝化纤维素(含氮≤12.6%)", 50},
    {"硝化纤维素(含水≥25%)", 50},
    {"硝化棉溶液", 50},
    {"过氧化甲基乙基酮", 10},
};

TEST(Table1, HasTheCriticalQuantitiesOfTheDomain) {
  std::set<int> rows;
  for (const auto& list : {std::span<const Q>(kDomain), std::span<const Q>(kOthers)}) {
    for (const Q& q : list) {
      const ListedSubstance* found = find_by_name(q.name);
      ASSERT_NE(found, nullptr) << q.name;
      EXPECT_EQ(found->critical_t, q.critical_t) << q.name;
      rows.insert(found->row);
    }
  }
  EXPECT_EQ(rows.size(), table1().size()) << "every row has its expected value here";
}

/// domain.md 5.4
TEST(Table1, HasTheFactorsOfTable3AndNoOthers) {
  const std::map<std::string_view, double> table3 = {
      {"一氧化碳", 2}, {"二氧化硫", 2}, {"氨", 2},      {"环氧乙烷", 2},   {"氯化氢", 3},
      {"溴甲烷", 3},   {"氯", 4},       {"硫化氢", 5},  {"氟化氢", 5},     {"二氧化氮", 10},
      {"氰化氢", 10},  {"碳酰氯", 20},  {"磷化氢", 20}, {"异氰酸甲酯", 20}};
  std::map<std::string_view, double> seen;
  for (const ListedSubstance& substance : table1()) {
    if (!substance.factor) continue;
    seen.emplace(substance.factor->name, substance.factor->beta);
    EXPECT_EQ(find_by_name(substance.factor->name), &substance);
  }
  EXPECT_EQ(seen, table3);
}

TEST(Table1, IsLookedUpByAnyName) {
  EXPECT_EQ(row_of("氯"), 12);
  EXPECT_EQ(row_of("液氯"), 12);
  EXPECT_EQ(row_of("chlorine"), 12);
  EXPECT_EQ(row_of(" Chlorine "), 12);
  EXPECT_EQ(row_of("CL2"), 12);
  EXPECT_EQ(row_of("光气"), 6);
  EXPECT_EQ(row_of("Propane"), 52);
  EXPECT_EQ(row_of("硝酸（＞70％）"), 81) << "full-width brackets";
  EXPECT_EQ(row_of("nitrocellulose (ethanol ≥ 25 %)"), 39);
  EXPECT_EQ(row_of("硝化纤维素[干的或含水(或乙醇)<25%]"), 37);
}

TEST(Table1, DoesNotGuess) {
  EXPECT_EQ(row_of(""), 0);
  EXPECT_EQ(row_of(" "), 0);
  EXPECT_EQ(row_of(";"), 0);
  EXPECT_EQ(row_of("mehtanol"), 0);
  EXPECT_EQ(row_of("硝酸"), 0) << "which concentration?";
  EXPECT_EQ(row_of("硝酸铵"), 0) << "which grade?";
  EXPECT_EQ(row_of("硝化棉"), 0) << "which grade?";
  EXPECT_EQ(row_of("甲醛"), 0) << "a solution is not in table 1";
}

TEST(Table1, NoNameStandsForTwoRows) {
  for (const ListedSubstance& substance : table1()) {
    for (const std::string_view name : names_of(substance)) {
      EXPECT_FALSE(name.empty()) << substance.row;
      EXPECT_EQ(row_of(name), substance.row) << name;
    }
  }
}

TEST(Table1, CasNumbersCheckThemselves) {
  std::map<std::string_view, int> uses;
  for (const ListedSubstance& substance : table1()) {
    for (const std::string_view cas : parts_of(substance.cas)) {
      EXPECT_TRUE(is_cas(cas)) << cas;
      ++uses[cas];
    }
  }
  for (const auto& [cas, count] : uses) {
    const bool graded = cas == "9004-70-0" || cas == "6484-52-2";
    EXPECT_EQ(count > 1, graded) << cas;
  }
}

TEST(Table1, IsLookedUpByCas) {
  EXPECT_THAT(rows_of_cas("7782-50-5"), ElementsAre(12));
  EXPECT_THAT(rows_of_cas("67-56-1"), ElementsAre(65));
  EXPECT_THAT(rows_of_cas("74-98-6"), ElementsAre(52)) << "the second of three";
  EXPECT_THAT(rows_of_cas("6484-52-2"), ElementsAre(43, 44));
  EXPECT_THAT(rows_of_cas("9004-70-0"), ElementsAre(37, 38, 39, 40, 41, 42));
  EXPECT_THAT(rows_of_cas("64-18-6"), ElementsAre()) << "formic acid";
  EXPECT_THAT(rows_of_cas(""), ElementsAre());
}

TEST(Table1, KnowsTheFormOfACasNumber) {
  for (const char* good : {"67-56-1", "7664-41-7", "86290-81-5", "64-18-6"})
    EXPECT_TRUE(is_cas(good)) << good;
  for (const char* bad : {"", "-", "67-56-2", "67561", "67-561-1", "6-56-1", "67-56-", "67-5x-1",
                          "12345678-56-1", "ab-cd-e", "-67-56-1", "67--56-1"})
    EXPECT_FALSE(is_cas(bad)) << bad;
}

}  // namespace
}  // namespace hazgate::hazard
