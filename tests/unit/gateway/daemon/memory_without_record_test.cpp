#include "gateway/daemon/memory_without_record.hpp"

#include <gtest/gtest.h>

#include "tests/support/small_site.hpp"

namespace hazgate::daemon {
namespace {

/// The offices hear of it when the record is there, and the site file may be another one then.
TEST(Unheard, IsOfTheAlarmThatItWasWhereverThatStandsNow) {
  const testing::SmallSite before;
  site::AlarmEvent raised{.alarm = before.vote, .to = alarm::State::Active};
  site::SiteSpec later = before.spec;
  later.alarms.erase(later.alarms.begin());
  const auto event = heard(unheard(raised, before.spec), later);
  ASSERT_TRUE(event);
  const auto& alarm = std::get<site::AlarmEvent>(*event);
  EXPECT_EQ(later.alarms[at(alarm.alarm)].id, "vote.leak");
  EXPECT_EQ(alarm.to, alarm::State::Active);
}

TEST(Unheard, IsNoWorkWhenItsAlarmIsGone) {
  const testing::SmallSite before;
  site::SiteSpec later = before.spec;
  const site::AlarmEvent raised{.alarm = index_of<AlarmIndex>(0)};
  later.alarms.erase(later.alarms.begin());
  EXPECT_FALSE(heard(unheard(raised, before.spec), later));
  const site::AlarmEvent gone{.gone = "gd-9.gas.HH"};
  EXPECT_FALSE(heard(unheard(gone, before.spec), before.spec));
}

TEST(Unheard, OfAnIncidentNeedsNoAlarm) {
  const testing::SmallSite small;
  const site::IncidentEvent ended{.incident = "leak-3", .entry = site::EntryKind::Ended};
  const auto event = heard(unheard(ended, small.spec), {});
  ASSERT_TRUE(event);
  EXPECT_EQ(std::get<site::IncidentEvent>(*event).incident, "leak-3");
}

}  // namespace
}  // namespace hazgate::daemon
