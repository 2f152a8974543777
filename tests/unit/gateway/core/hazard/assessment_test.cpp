#include "gateway/core/hazard/assessment.hpp"

#include <cmath>
#include <gtest/gtest.h>

namespace hazgate::hazard {
namespace {

Chemical named(const char* name, double tonnes, std::vector<std::string> classes = {}) {
  return {.name = name, .classes = std::move(classes), .tonnes = tonnes};
}
Chemical classed(std::vector<std::string> classes, double tonnes) {
  return {.title = "something else", .classes = std::move(classes), .tonnes = tonnes};
}

Assessment assessed(std::int64_t people, std::vector<Chemical> chemicals) {
  auto assessment = assess({.people_within_500m = people, .chemicals = std::move(chemicals)});
  EXPECT_TRUE(assessment);
  return assessment ? std::move(*assessment) : Assessment{};
}

struct Vector {
  const char* what;
  std::int64_t people;
  std::vector<Chemical> chemicals;
  double s, sum, r;
  std::optional<Level> level;
};

/// domain.md 5.5
const Vector kVectors[] = {
    {"60 people", 60, {named("氯", 5), named("氨", 5)}, 1.5, 5, 7.5, Level::Fourth},
    {"0 people", 0, {named("Cl2", 5), named("NH3", 5)}, 1.5, 5, 2.5, Level::Fourth},
    {"chlorine", 100, {named("chlorine", 250)}, 50, 200, 400, Level::First},
    {"ammonia, 29", 29, {named("氨", 100)}, 10, 20, 20, Level::Third},
    {"ammonia, 30", 30, {named("氨", 100)}, 10, 20, 24, Level::Third},
    {"methanol", 0, {named("甲醇", 600, {"W5.3"})}, 1.2, 1.2, 0.6, Level::Fourth},
    {"methanol, W5.2", 0, {named("甲醇", 600, {"W5.2"})}, 1.2, 1.2, 0.6, Level::Fourth},
    {"methanol, W5.4", 0, {named("甲醇", 600, {"W5.4"})}, 1.2, 1.2, 0.6, Level::Fourth},
    {"less", 0, {named("甲醇", 499.999, {"W5.3"})}, 0.999998, 0.999998, 0.499999, std::nullopt},
    {"exactly", 0, {named("甲醇", 500, {"W5.3"})}, 1, 1, 0.5, Level::Fourth},
};

TEST(Assessment, FollowsTheVectors) {
  for (const Vector& vector : kVectors) {
    const Assessment got = assessed(vector.people, vector.chemicals);
    EXPECT_DOUBLE_EQ(got.s, vector.s) << vector.what;
    EXPECT_DOUBLE_EQ(got.sum, vector.sum) << vector.what;
    EXPECT_DOUBLE_EQ(got.r, vector.r) << vector.what;
    EXPECT_EQ(got.level, vector.level) << vector.what;
    EXPECT_EQ(got.major, vector.level.has_value()) << vector.what;
  }
}

TEST(Assessment, LevelsBeginAtTheirBound) {
  EXPECT_EQ(level_of(100), Level::First);
  EXPECT_EQ(level_of(99.999), Level::Second);
  EXPECT_EQ(level_of(50), Level::Second);
  EXPECT_EQ(level_of(49.999), Level::Third);
  EXPECT_EQ(level_of(10), Level::Third);
  EXPECT_EQ(level_of(9.999), Level::Fourth);
  EXPECT_EQ(level_of(0), Level::Fourth);
}

TEST(Assessment, AlphaHasTheStepsOfTable5) {
  for (const auto& [people, alpha] :
       std::vector<std::pair<std::int64_t, double>>{{0, 0.5},
                                                    {1, 1.0},
                                                    {29, 1.0},
                                                    {30, 1.2},
                                                    {49, 1.2},
                                                    {50, 1.5},
                                                    {99, 1.5},
                                                    {100, 2.0},
                                                    {1'000'000, 2.0}}) {
    EXPECT_EQ(alpha_of(people), alpha) << people;
  }
}

/// Ten times 0.1 is less than 1 in binary; the law means 1.
TEST(Assessment, BinaryFractionsDoNotTakeAHazardAway) {
  const std::vector<Chemical> tenths(10, named("乙炔", 0.1, {"W2"}));
  const Assessment got = assessed(0, tenths);
  EXPECT_LT(got.s, 1.0);
  EXPECT_TRUE(got.major);
  EXPECT_EQ(level_of(std::nextafter(50.0, 0.0)), Level::Second);
  EXPECT_FALSE(is_major(1.0 - 1e-9)) << "the tolerance covers arithmetic, no quantity";
  EXPECT_FALSE(assessed(0, {named("甲醇", 499.999'999, {"W5.3"})}).major) << "a gram less";
}

TEST(Assessment, ATermSaysWhereItsNumbersComeFrom) {
  const Assessment got =
      assessed(10, {named("液氯", 2.5),
                    {.cas = "67-56-1", .classes = {"w5.1"}, .tonnes = 250},
                    {.title = "formic acid", .classes = {"W5.4"}, .tonnes = 100}});
  ASSERT_EQ(got.terms.size(), 3u);
  const Term& chlorine = got.terms[0];
  EXPECT_EQ(chlorine.listed, find_by_name("氯"));
  EXPECT_EQ(chlorine.tonnes, 2.5);
  EXPECT_EQ(chlorine.critical_t, 5);
  EXPECT_EQ(chlorine.ratio, 0.5);
  EXPECT_EQ(chlorine.beta, 4);
  EXPECT_EQ(chlorine.product, 2);
  EXPECT_EQ(chlorine.critical_from.table, 1);
  EXPECT_EQ(chlorine.critical_from.row, 12);
  EXPECT_EQ(chlorine.beta_from.table, 3);
  EXPECT_EQ(chlorine.beta_from.entry, "氯");
  const Term& methanol = got.terms[1];
  EXPECT_EQ(methanol.critical_from.row, 65);
  EXPECT_EQ(methanol.critical_t, 500) << "table 1 goes before the class's 10 t";
  EXPECT_EQ(methanol.beta, 1.5);
  EXPECT_EQ(methanol.beta_from.table, 4);
  EXPECT_EQ(methanol.beta_from.entry, "W5.1");
  EXPECT_EQ(methanol.product, 0.75);
  const Term& formic = got.terms[2];
  EXPECT_EQ(formic.title, "formic acid");
  EXPECT_EQ(formic.listed, nullptr);
  EXPECT_EQ(formic.critical_from.table, 2);
  EXPECT_EQ(formic.critical_from.entry, "W5.4");
  EXPECT_EQ(formic.beta_from.entry, "W5.4");
  EXPECT_DOUBLE_EQ(got.s, 0.5 + 0.5 + 0.02);
  EXPECT_DOUBLE_EQ(got.sum, 2 + 0.75 + 0.02);
}

TEST(Assessment, Table3GoesBeforeTheClass) {
  const Assessment got = assessed(1, {named("氨", 10, {"W2", "J3"})});
  EXPECT_EQ(got.terms[0].beta, 2);
  EXPECT_EQ(got.terms[0].beta_from.table, 3);
  EXPECT_EQ(got.terms[0].critical_t, 10);
}

TEST(Assessment, OfSeveralClassesTheLowestQAndTheHighestBetaCount) {
  for (const auto& classes : {std::vector<std::string>{"W1.3", "W2", "W5.4"},
                              std::vector<std::string>{"W5.4", "W2", "W1.3"}}) {
    const Assessment got = assessed(0, {classed(classes, 20)});
    EXPECT_EQ(got.terms[0].critical_t, 10);
    EXPECT_EQ(got.terms[0].critical_from.entry, "W2");
    EXPECT_EQ(got.terms[0].beta, 2);
    EXPECT_EQ(got.terms[0].beta_from.entry, "W1.3");
  }
}

TEST(Assessment, AClassAloneIsItsOwnTitle) {
  const Assessment got = assessed(0, {{.classes = {"J5", "W5.3"}, .tonnes = 500}});
  EXPECT_EQ(got.terms[0].title, "J5, W5.3");
  EXPECT_EQ(got.s, 1);
}

TEST(Assessment, ANameChoosesAmongTheRowsOfACas) {
  const Assessment got = assessed(
      0,
      {{.name = "硝酸铵(含可燃物≤0.2%)", .cas = "6484-52-2", .classes = {"W9.2"}, .tonnes = 50}});
  EXPECT_EQ(got.terms[0].critical_from.row, 44);
}

TEST(Assessment, TheSameChemicalInTwoTanksCountsTwice) {
  EXPECT_EQ(assessed(0, {named("氯", 2.5), named("液氯", 2.5)}).s, 1);
}

}  // namespace
}  // namespace hazgate::hazard
