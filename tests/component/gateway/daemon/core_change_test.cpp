// The core goes on with another configuration.
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "gateway/daemon/core.hpp"
#include "tests/support/small_site.hpp"

namespace hazgate::daemon {
namespace {

using alarm::State;
using hazgate::testing::SmallSite;

/// Everything stays where it is.
poll::Renumbering as_it_is(const site::SiteSpec& spec) {
  poll::Renumbering same;
  for (std::size_t i = 0; i < spec.buses.size(); ++i) same.buses.emplace_back(BusIndex(i));
  for (std::size_t i = 0; i < spec.devices.size(); ++i) same.devices.emplace_back(DeviceIndex(i));
  for (std::size_t i = 0; i < spec.points.size(); ++i) same.points.emplace_back(PointIndex(i));
  return same;
}

class CoreChange : public ::testing::Test {
 protected:
  void gas(double value, poll::DeviceAnswer answer = poll::DeviceAnswer::Answered) {
    poll::PollResult result{.device = DeviceIndex{0}, .answer = answer};
    result.at = core.now().tick;
    result.wall = core.now().wall;
    if (answer == poll::DeviceAnswer::Answered) {
      result.readings = {{small.gas[0], {value, Quality::Good, false, value}}};
    } else {
      result.readings = {{small.gas[0], {std::monostate{}, Quality::Comm}}};
    }
    core.take(std::move(result));
  }
  State state(AlarmIndex alarm) { return core.site().alarm(alarm).state; }

  boost::asio::io_context io;
  SmallSite small, other;
  std::vector<poll::WriteRequest> writes;
  Core core{io, small.spec, nullptr, [this](std::vector<poll::WriteRequest> requests) {
              for (auto& request : requests) writes.push_back(std::move(request));
            }};
};

TEST_F(CoreChange, ANewLimitIsJudgedAtOnceByTheValueThatIsThere) {
  gas(40.0);
  EXPECT_EQ(state(small.high[0]), State::Normal);
  other.spec.alarms[at(other.high[0])].condition.limit = 30.0;
  core.change(other.spec, as_it_is(small.spec));
  EXPECT_EQ(state(other.high[0]), State::Active);
  EXPECT_EQ(core.board().point(other.gas[0]).at("value"), 40.0);
}

TEST_F(CoreChange, ADeviceThatDidNotAnswerStillDoesNot) {
  other.spec.alarms[at(other.comm[0])].condition.off_delay = {};
  gas(0.0, poll::DeviceAnswer::Lost);
  EXPECT_EQ(state(small.comm[0]), State::Active);
  core.change(other.spec, as_it_is(small.spec));
  EXPECT_EQ(state(other.comm[0]), State::Active);
  EXPECT_EQ(core.site().alarm(other.comm[0]).occurrence, 1U);
  gas(1.0);
  EXPECT_EQ(state(other.comm[0]), State::Cleared);
}

TEST_F(CoreChange, AnAlarmStaysTheSameOneAndASecondChangeChangesNothing) {
  gas(60.0);
  for (int i = 0; i < 3; ++i) core.change(other.spec, as_it_is(small.spec));
  EXPECT_EQ(state(other.high[0]), State::Active);
  EXPECT_EQ(core.site().alarm(other.high[0]).occurrence, 1U);
}

TEST_F(CoreChange, AWindowGoesOnAndTheLastReadingIsInItOnce) {
  for (SmallSite* site : {&small, &other}) {
    alarm::ConditionParams& params = site->spec.alarms[at(site->high[0])].condition;
    params.kind = alarm::ConditionKind::Increment;
    params.limit = 5.0;
    params.window = std::chrono::hours{1};
  }
  Core counting{io, small.spec, nullptr, [](auto) {}};
  const auto count = [&](double value) {
    poll::PollResult result{.device = DeviceIndex{0}, .answer = poll::DeviceAnswer::Answered};
    result.at = counting.now().tick;
    result.wall = counting.now().wall;
    result.readings = {{small.gas[0], {value, Quality::Good, false, value}}};
    counting.take(std::move(result));
  };
  count(1.0);
  count(2.0);
  counting.change(other.spec, as_it_is(small.spec));
  EXPECT_EQ(counting.site().past(other.high[0])->window.samples(), 2u);
  count(6.0);
  EXPECT_EQ(counting.site().alarm(other.high[0]).state, State::Active) << "five since the first";
}

TEST_F(CoreChange, WhatHasGoneStartsAnewAsNotYet) {
  gas(60.0);
  auto gone = as_it_is(small.spec);
  gone.points[at(small.gas[0])].reset();
  gone.devices[0].reset();
  core.change(other.spec, gone);
  EXPECT_EQ(core.board().point(other.gas[0]).at("quality"), "not-yet");
  EXPECT_EQ(state(other.high[0]), State::Active) << "nothing has said that the gas is gone";
}

}  // namespace
}  // namespace hazgate::daemon
