#include "gateway/daemon/explanation.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "tests/support/site_driver.hpp"

namespace hazgate::daemon {
namespace {

using namespace std::chrono_literals;
using alarm::ConditionKind;
using testing::SiteDriver;
using testing::SmallSite;

class Explanation : public ::testing::Test {
 protected:
  boost::json::object of(AlarmIndex alarm) {
    return explanation(driver().site(), alarm, driver().now());
  }
  SiteDriver& driver() {
    if (!driver_) driver_ = std::make_unique<SiteDriver>(small);
    return *driver_;
  }
  alarm::ConditionParams& condition() { return small.spec.alarms[at(small.high[0])].condition; }

  SmallSite small{alarm::OnBad::Drop};

 private:
  std::unique_ptr<SiteDriver> driver_;
};

TEST_F(Explanation, OfANormalAlarmHowFarItIs) {
  EXPECT_EQ(of(small.high[0]).at("bad_reading"), "never-read");
  driver().gas(0, 42.0);
  const auto alarm = of(small.high[0]);
  EXPECT_EQ(alarm.at("verdict"), "false");
  EXPECT_EQ(alarm.at("to_limit"), 8.0);
  EXPECT_TRUE(alarm.at("bad_reading").is_null());
  EXPECT_FALSE(alarm.contains("delay"));
  EXPECT_EQ(alarm.at("condition").at("returns_at"), 48.0);
  EXPECT_EQ(alarm.at("part_of").at("votes").as_array().size(), 1U);
}

TEST_F(Explanation, ADelayThatRunsAndOneThatABadReadingHolds) {
  condition().on_delay = 10s;
  driver().gas(0, 60.0);
  driver().pass(4s);
  auto delay = of(small.high[0]).at("delay").as_object();
  EXPECT_EQ(delay.at("which"), "on");
  EXPECT_EQ(delay.at("left_ms"), 6000);
  EXPECT_EQ(delay.at("ends").as_int64() - delay.at("since").as_int64(), 10'000);
  EXPECT_EQ(delay.at("held"), false);
  driver().bad(0, Quality::Fault);
  delay = of(small.high[0]).at("delay").as_object();
  EXPECT_EQ(delay.at("held"), true);
  EXPECT_EQ(of(small.high[0]).at("bad_reading"), "holds");
}

TEST_F(Explanation, AboveTheRangeRaises) {
  driver().bad(0, Quality::OutOfRange, true);
  EXPECT_EQ(of(small.high[0]).at("state"), "active");
  EXPECT_EQ(of(small.high[0]).at("bad_reading"), "raises");
}

TEST_F(Explanation, OfAVoteHowEachMemberCounts) {
  driver().gas(0, 60.0);
  driver().gas(1, 1.0);
  driver().bad(2, Quality::Comm);
  const auto vote = of(small.vote);
  const auto& members = vote.at("members").as_array();
  EXPECT_EQ(members[0].at("counts_as"), "alarm");
  EXPECT_EQ(members[1].at("counts_as"), "normal");
  EXPECT_EQ(members[2].at("counts_as"), "dropped");
  EXPECT_EQ(members[2].at("bad"), true);
  EXPECT_EQ(vote.at("verdict"), "true") << "2oo3 became 1oo2";
  EXPECT_EQ(vote.at("vote").at("need"), 1);
  const auto& plan = vote.at("part_of").at("plans").at(0);
  EXPECT_EQ(plan.at("id"), "leak");
  EXPECT_TRUE(plan.at("incident").is_string()) << "it has started the plan";
}

/// What the page says of a window is what judge() makes of it.
TEST_F(Explanation, AWindowHasEnoughWhenThereIsAFigure) {
  for (const auto kind : {ConditionKind::Rate, ConditionKind::Mean}) {
    SmallSite site;
    auto& condition = site.spec.alarms[at(site.high[0])].condition;
    condition.kind = kind;
    condition.window = 60s;
    condition.limit = 1e6;
    SiteDriver driver(site);
    int figures = 0;
    for (int i = 0; i < 20; ++i) {
      driver.gas(0, static_cast<double>(i));
      const auto alarm = explanation(driver.site(), site.high[0], driver.now());
      const bool has_figure = !alarm.at("value").is_null();
      EXPECT_EQ(alarm.at("window").at("enough"), has_figure) << alarm::to_text(kind) << ' ' << i;
      EXPECT_EQ(alarm.at("verdict") == "hold", !has_figure);
      figures += has_figure ? 1 : 0;
      driver.pass(4s);
    }
    EXPECT_GT(figures, 0);
    EXPECT_LT(figures, 20);
  }
}

TEST_F(Explanation, OfARuleWhetherItHoldsAndWhoApprovedIt) {
  site::SuppressionSpec rule{.id = "fan-runs", .alarms = {small.high[0]}, .point = small.fan};
  rule.when.kind = ConditionKind::State;
  rule.when.codes[0] = 1;
  rule.when.code_count = 1;
  rule.approved_by = "Zhao";
  small.spec.suppressions.push_back(rule);
  small.spec.groups.push_back({.id = "tank", .alarms = {small.high[0]}});
  const auto unknown = of(small.high[0]).at("part_of").at("suppressions").at(0);
  EXPECT_TRUE(unknown.at("holds").is_null());
  const Sample on{
      .point = small.fan, .quality = Quality::Good, .value = 1, .at = driver().now().tick};
  driver().site().take({&on, 1}, driver().now(), driver().effects());
  const auto alarm = of(small.high[0]);
  EXPECT_EQ(alarm.at("suppression").at("approved_by"), "Zhao");
  EXPECT_EQ(alarm.at("part_of").at("suppressions").at(0).at("holds"), true);
  EXPECT_EQ(alarm.at("part_of").at("groups").at(0), "tank");
}

TEST_F(Explanation, AKeptReadingIsBeyondByItsLimitAlone) {
  const auto& alarm = small.spec.alarms[at(small.high[0])];
  const auto beyond = [&](const Value& value, Quality quality = Quality::Good) {
    return is_beyond(small.spec, alarm, value, quality);
  };
  EXPECT_EQ(beyond(50.0), true);
  EXPECT_EQ(beyond(49.0), false) << "the deadband is on the good side";
  EXPECT_EQ(beyond(std::monostate{}, Quality::Comm), std::nullopt);
  EXPECT_EQ(beyond(std::string("fire")), std::nullopt);
  condition().kind = ConditionKind::Rate;
  EXPECT_EQ(beyond(60.0), std::nullopt);
}

}  // namespace
}  // namespace hazgate::daemon
