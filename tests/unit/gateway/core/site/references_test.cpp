#include "gateway/core/site/references.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hazgate::site {
namespace {

using alarm::ConditionKind;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr AlarmIndex kHigh{0}, kDeviation{1}, kOutput{2}, kFirstVote{3}, kSecondVote{4};

AlarmSpec of_kind(ConditionKind kind) {
  AlarmSpec alarm;
  alarm.condition.kind = kind;
  return alarm;
}

/// Two points; a limit on the second, a deviation between both, a failure of the first as an output.
SiteSpec two_points() {
  SiteSpec spec;
  spec.points.resize(2);
  spec.alarms = {of_kind(ConditionKind::High), of_kind(ConditionKind::Deviation),
                 of_kind(ConditionKind::System), of_kind(ConditionKind::Vote),
                 of_kind(ConditionKind::Vote)};
  spec.alarms[at(kHigh)].point = PointIndex{1};
  spec.alarms[at(kDeviation)].point = PointIndex{0};
  spec.alarms[at(kDeviation)].other = PointIndex{1};
  spec.alarms[at(kOutput)].point = PointIndex{0};
  spec.alarms[at(kFirstVote)].members = {kDeviation, kHigh};
  spec.alarms[at(kSecondVote)].members = {kHigh};
  return spec;
}

TEST(References, AReadingDrivesTheAlarmsOfItsPointAndThoseThatCompareWithIt) {
  const auto alarms = alarms_by_point(two_points());
  EXPECT_THAT(alarms.of(0), ElementsAre(kDeviation))
      << "no reading drives the failure of an output";
  EXPECT_THAT(alarms.of(1), ElementsAre(kHigh, kDeviation));
}

TEST(References, AMemberKnowsEveryVoteThatCountsIt) {
  const auto votes = votes_by_member(two_points());
  EXPECT_THAT(votes.of(at(kHigh)), ElementsAre(kFirstVote, kSecondVote));
  EXPECT_THAT(votes.of(at(kDeviation)), ElementsAre(kFirstVote));
  EXPECT_THAT(votes.of(at(kFirstVote)), IsEmpty());
}

TEST(References, RulesAreFoundByTheirPointAndByTheirAlarms) {
  SiteSpec spec = two_points();
  spec.suppressions.resize(2);
  spec.suppressions[0].point = PointIndex{1};
  spec.suppressions[0].alarms = {kHigh, kDeviation};
  spec.suppressions[1].point = PointIndex{1};
  spec.suppressions[1].alarms = {kHigh};
  EXPECT_THAT(rules_by_point(spec).of(0), IsEmpty());
  EXPECT_THAT(rules_by_point(spec).of(1), ElementsAre(0, 1));
  EXPECT_THAT(rules_by_alarm(spec).of(at(kHigh)), ElementsAre(0, 1));
  EXPECT_THAT(rules_by_alarm(spec).of(at(kDeviation)), ElementsAre(0));
}

TEST(References, GroupsAreFoundByTheirAlarms) {
  SiteSpec spec = two_points();
  spec.groups.resize(2);
  spec.groups[0].alarms = {kHigh};
  spec.groups[1].alarms = {kDeviation, kHigh};
  EXPECT_THAT(groups_by_alarm(spec).of(at(kHigh)), ElementsAre(0, 1));
  EXPECT_THAT(groups_by_alarm(spec).of(at(kDeviation)), ElementsAre(1));
  EXPECT_THAT(groups_by_alarm(spec).of(at(kOutput)), IsEmpty());
}

}  // namespace
}  // namespace hazgate::site
