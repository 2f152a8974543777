#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>

#include "gateway/core/hazard/assessment.hpp"

namespace hazgate::hazard {
namespace {

using testing::ElementsAre;

std::vector<Refusal> refused(const Unit& unit) {
  const auto assessment = assess(unit);
  EXPECT_FALSE(assessment) << "assessed";
  return assessment ? std::vector<Refusal>{} : assessment.error();
}

std::vector<Reason> reasons(const Unit& unit) {
  std::vector<Reason> list;
  for (const Refusal& refusal : refused(unit)) list.push_back(refusal.reason);
  return list;
}

std::vector<Reason> reasons_of(const Chemical& chemical) {
  return reasons({.chemicals = {chemical}});
}

const Chemical kChlorine{.name = "氯", .tonnes = 5};

TEST(Refusals, AUnitWithoutChemicalsIsNotHarmless) {
  EXPECT_THAT(reasons({}), ElementsAre(Reason::NoChemicals));
}

TEST(Refusals, PeopleAreNotNegative) {
  EXPECT_THAT(reasons({.people_within_500m = -1, .chemicals = {kChlorine}}),
              ElementsAre(Reason::NegativePeople));
}

TEST(Refusals, AQuantityIsPositiveAndFinite) {
  for (const double tonnes :
       {0.0, -0.0, -1.0, std::numeric_limits<double>::quiet_NaN(),
        std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity(), 1.1e9}) {
    EXPECT_THAT(reasons_of({.name = "氯", .tonnes = tonnes}), ElementsAre(Reason::NotAQuantity))
        << tonnes;
  }
  EXPECT_TRUE(assess({.chemicals = {{.name = "氯", .tonnes = 1e9}}}));
}

TEST(Refusals, WhatIsUnknownIsNotGuessed) {
  EXPECT_THAT(reasons_of({.name = "氯气体", .tonnes = 5}), ElementsAre(Reason::UnknownName));
  EXPECT_THAT(reasons_of({.cas = "64-18-6", .tonnes = 5}), ElementsAre(Reason::UnknownCas));
  EXPECT_THAT(reasons_of({.title = "x", .classes = {"W5.9"}, .tonnes = 5}),
              ElementsAre(Reason::UnknownClass));
}

/// A slip in the name must not end at the class's Q, which is higher.
TEST(Refusals, AClassDoesNotExcuseAnUnknownName) {
  EXPECT_THAT(reasons_of({.name = "mehtanol", .classes = {"W5.3"}, .tonnes = 600}),
              ElementsAre(Reason::UnknownName));
  EXPECT_THAT(reasons_of({.cas = "67-56-2", .classes = {"W5.3"}, .tonnes = 600}),
              ElementsAre(Reason::UnknownCas));
}

TEST(Refusals, ATitleIsForWhatIsNotInTable1) {
  const auto refusals =
      refused({.chemicals = {{.title = "甲醇", .classes = {"W5.3"}, .tonnes = 600}}});
  ASSERT_EQ(refusals.size(), 1u);
  EXPECT_EQ(refusals[0].reason, Reason::TitleOfListed);
  EXPECT_EQ(refusals[0].listed, find_by_name("甲醇"));
  EXPECT_THAT(reasons_of({.name = "氯", .title = "tank 1", .tonnes = 5}),
              ElementsAre(Reason::TitleBesideListed));
}

TEST(Refusals, SomethingMustSayWhatItIs) {
  EXPECT_THAT(reasons_of({.tonnes = 5}), ElementsAre(Reason::NotNamed));
  EXPECT_THAT(reasons_of({.title = "formic acid", .tonnes = 5}), ElementsAre(Reason::NoClass));
}

TEST(Refusals, BetaIsNotInvented) {
  const auto refusals = refused({.chemicals = {kChlorine, {.name = "甲醇", .tonnes = 600}}});
  ASSERT_EQ(refusals.size(), 1u);
  EXPECT_EQ(refusals[0].reason, Reason::NoBetaClass);
  EXPECT_EQ(refusals[0].chemical, 1u);
  EXPECT_EQ(likely_classes(refusals[0].listed->nature), "W5.1, W5.2, W5.3, W5.4");
}

TEST(Refusals, ACasOfSeveralRowsNeedsAName) {
  EXPECT_THAT(reasons_of({.cas = "6484-52-2", .classes = {"W9.2"}, .tonnes = 50}),
              ElementsAre(Reason::SeveralRows));
  EXPECT_THAT(reasons_of({.name = "氨", .cas = "7782-50-5", .tonnes = 50}),
              ElementsAre(Reason::NotThatCas));
}

TEST(Refusals, NameAndCasMustAgree) {
  const auto reasons_with = [](const char* name, const char* cas) {
    return reasons_of({.name = name, .cas = cas, .classes = {"W8"}, .tonnes = 5});
  };
  EXPECT_THAT(reasons_with("氨", "7782-50-5"), ElementsAre(Reason::NotThatCas)) << "chlorine's";
  EXPECT_THAT(reasons_with("氨", "64-18-6"), ElementsAre(Reason::NotThatCas)) << "no row's";
  EXPECT_THAT(reasons_with("ammoniak", "64-18-6"),
              ElementsAre(Reason::UnknownName, Reason::UnknownCas));
  EXPECT_THAT(reasons_with("ammoniak", "7664-41-7"), ElementsAre(Reason::UnknownName));
  EXPECT_THAT(reasons_with("烷基铝", "7782-50-5"), ElementsAre(Reason::NotThatCas));
  EXPECT_THAT(reasons_with("烷基铝", "97-93-9"), ElementsAre(Reason::NotThatCas)) << "of no form";
  const Unit free{
      .chemicals = {{.name = "烷基铝", .cas = "97-93-8", .classes = {"W8"}, .tonnes = 5}}};
  EXPECT_TRUE(assess(free)) << "its row has no number: triethylaluminium's is one of them";
}

TEST(Refusals, EveryMistakeIsSaidAtOnce) {
  const auto refusals = refused({.people_within_500m = -1,
                                 .chemicals = {{.name = "x", .classes = {"J9", "J1"}, .tonnes = 0},
                                               kChlorine,
                                               {.name = "甲醇", .classes = {"J1", "y"}}}});
  std::vector<std::tuple<Reason, std::size_t, std::size_t>> got;
  for (const Refusal& one : refusals) got.emplace_back(one.reason, one.chemical, one.element);
  EXPECT_THAT(
      got, ElementsAre(
               std::tuple(Reason::NegativePeople, 0u, 0u), std::tuple(Reason::NotAQuantity, 0u, 0u),
               std::tuple(Reason::UnknownClass, 0u, 0u), std::tuple(Reason::UnknownName, 0u, 0u),
               std::tuple(Reason::NotAQuantity, 2u, 0u), std::tuple(Reason::UnknownClass, 2u, 1u)));
}

}  // namespace
}  // namespace hazgate::hazard
