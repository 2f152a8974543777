#include "gateway/daemon/watchdog.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hazgate::daemon {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// A gateway in virtual time; everything in it goes unless the test stops it.
class WatchdogTest : public testing::Test {
 protected:
  Watchdog dog_;
  VitalSigns signs_;
  bool bus_goes_ = true;
  bool core_goes_ = true;
  Verdict verdict_;

  WatchdogTest() {
    signs_.now = Tick{1000s};
    signs_.buses = {{.id = "field", .transaction = 1s}, {.id = "annexe", .transaction = 1s}};
    signs_.journal.emplace();
  }

  void pass(Duration time, Duration step = 1s) {
    for (Duration passed{}; passed < time; passed += step) {
      signs_.now += step;
      if (bus_goes_) ++signs_.buses[0].progress;
      ++signs_.buses[1].progress;
      if (core_goes_) ++signs_.reports_taken;
      verdict_ = dog_.judge(signs_);
    }
  }
};

TEST_F(WatchdogTest, WellWhileAllGoes) {
  signs_.reports_waiting = 3;
  pass(1h);
  EXPECT_TRUE(verdict_.well);
  EXPECT_THAT(verdict_.cannot_go_on, IsEmpty());
  EXPECT_THAT(verdict_.buses, IsEmpty());
}

TEST_F(WatchdogTest, ABusThatHangsIsAnAlarmAndThenTheEnd) {
  pass(2min);
  bus_goes_ = false;
  pass(20s);
  EXPECT_THAT(verdict_.buses, IsEmpty());
  pass(1s);
  EXPECT_THAT(verdict_.buses, ElementsAre("field"));
  EXPECT_TRUE(verdict_.well);
  pass(41s);
  EXPECT_TRUE(verdict_.well);
  pass(1s);
  EXPECT_FALSE(verdict_.well);
  EXPECT_THAT(verdict_.cannot_go_on, ElementsAre(HasSubstr("bus field")));
  bus_goes_ = true;
  pass(1s);
  EXPECT_TRUE(verdict_.well);
  EXPECT_THAT(verdict_.buses, IsEmpty());
}

TEST_F(WatchdogTest, ABusThatNeverWentIsNoReasonToRestartForEver) {
  bus_goes_ = false;
  pass(1h);
  EXPECT_THAT(verdict_.buses, ElementsAre("field"));
  EXPECT_TRUE(verdict_.well);
}

TEST_F(WatchdogTest, ABusThatWasRestartedForInVainIsOnlyAnAlarm) {
  pass(2min);
  bus_goes_ = false;
  signs_.may_end_for_bus = false;
  pass(1h);
  EXPECT_THAT(verdict_.buses, ElementsAre("field"));
  EXPECT_TRUE(verdict_.well);
  EXPECT_FALSE(verdict_.for_bus);
  signs_.may_end_for_bus = true;
  pass(1s);
  EXPECT_FALSE(verdict_.well);
  EXPECT_TRUE(verdict_.for_bus);
}

TEST_F(WatchdogTest, ABusThatWentForHalfAMinuteHasNotShownThatARestartHelps) {
  pass(30s);
  bus_goes_ = false;
  pass(1h);
  EXPECT_TRUE(verdict_.well);
}

TEST_F(WatchdogTest, AWorkerMayRestUntilItsNextPollAndNoLonger) {
  pass(2min);
  bus_goes_ = false;
  signs_.buses[0].resting_until = signs_.now + 10min;
  pass(10min);
  EXPECT_THAT(verdict_.buses, IsEmpty());
  pass(21s);
  EXPECT_THAT(verdict_.buses, ElementsAre("field"));
}

TEST_F(WatchdogTest, ASlowLineHasMorePatience) {
  signs_.buses[0].transaction = 2min;
  pass(2min);
  bus_goes_ = false;
  pass(139s);
  EXPECT_THAT(verdict_.buses, IsEmpty());
  pass(1s);
  EXPECT_THAT(verdict_.buses, ElementsAre("field"));
}

TEST_F(WatchdogTest, AWorkerThatBeginsAnewUnderItsNameCounts) {
  pass(2min);
  bus_goes_ = false;
  for (int i = 0; i < 100; ++i) {
    pass(15s);
    signs_.buses[0].progress = static_cast<std::uint64_t>(i % 2);
  }
  EXPECT_THAT(verdict_.buses, IsEmpty());
}

TEST_F(WatchdogTest, ReadingsThatNobodyEvaluatesAreTheEnd) {
  pass(1min);
  core_goes_ = false;
  pass(1h);
  EXPECT_TRUE(verdict_.well) << "there is nothing to take";
  signs_.reports_waiting = 1;
  pass(4s);
  EXPECT_TRUE(verdict_.well);
  pass(1s);
  EXPECT_THAT(verdict_.cannot_go_on, ElementsAre(HasSubstr("readings")));
  EXPECT_FALSE(verdict_.well);
}

TEST_F(WatchdogTest, ATimerThatDoesNotComeIsTheEnd) {
  signs_.timer_due = signs_.now + 1min;
  pass(1min);
  EXPECT_TRUE(verdict_.well);
  pass(4s);
  EXPECT_TRUE(verdict_.well);
  pass(1s);
  EXPECT_THAT(verdict_.cannot_go_on, ElementsAre(HasSubstr("delays and plans")));
}

TEST_F(WatchdogTest, ADiskThatHangsIsAnAlarmAndNoReasonToEnd) {
  for (int s = 1; s <= 10; ++s) {
    signs_.journal->in_disk = std::chrono::seconds{s};
    pass(1s);
    EXPECT_FALSE(verdict_.disk_hangs) << s;
  }
  for (int s = 11; s < 7200; ++s) {
    signs_.journal->in_disk = std::chrono::seconds{s};
    pass(1s);
    ASSERT_TRUE(verdict_.disk_hangs) << s;
    ASSERT_TRUE(verdict_.well) << s;
  }
  signs_.journal->in_disk = 0ms;
  pass(1s);
  EXPECT_FALSE(verdict_.disk_hangs);
}

TEST_F(WatchdogTest, ManyShortWaitsForADiskAreNoHang) {
  signs_.journal->in_disk = 900ms;  // another one at each look
  pass(10min);
  EXPECT_FALSE(verdict_.disk_hangs);
}

TEST_F(WatchdogTest, AWriterThatStandsStillByItselfIsTheEnd) {
  for (int s = 1; s <= 12; ++s) {
    signs_.journal->overdue = std::chrono::seconds{s};
    pass(1s);
    EXPECT_EQ(verdict_.well, s < 11) << s;
  }
}

TEST_F(WatchdogTest, WithoutAJournalNothingIsMissed) {
  signs_.journal.reset();
  pass(1h);
  EXPECT_TRUE(verdict_.well);
  EXPECT_FALSE(verdict_.disk_hangs);
}

TEST_F(WatchdogTest, OneChannelThatGoesIsEnough) {
  signs_.channels = {{"sms", 0, 5}, {"email", 0, 5}};
  pass(1min);
  signs_.channels[0].waiting = 1;
  pass(1h);
  EXPECT_TRUE(verdict_.well);
  signs_.channels[1].waiting = 1;
  pass(5min - 1s);
  EXPECT_TRUE(verdict_.well);
  pass(1s);
  EXPECT_FALSE(verdict_.well);
  ++signs_.channels[0].receipts;
  pass(1s);
  EXPECT_TRUE(verdict_.well);
}

TEST_F(WatchdogTest, AChannelThatNeverGaveAReceiptIsNoReasonToRestartForEver) {
  signs_.channels = {{"sms", 1, 0}};
  pass(1h);
  EXPECT_TRUE(verdict_.well);
}

TEST_F(WatchdogTest, AProcessThatWasStoppedHasNothingToAnswerFor) {
  pass(2min);
  bus_goes_ = core_goes_ = false;
  signs_.reports_waiting = 1;
  signs_.timer_due = signs_.now + 1s;
  signs_.journal->in_disk = 1h;
  signs_.journal->overdue = 1h;
  pass(1h, 1h);  // one look, an hour later
  EXPECT_TRUE(verdict_.well);
  EXPECT_FALSE(verdict_.disk_hangs);
  EXPECT_THAT(verdict_.buses, IsEmpty());
}

TEST_F(WatchdogTest, ABusThatIsGoneIsForgotten) {
  pass(2min);
  bus_goes_ = false;
  pass(10min);
  EXPECT_FALSE(verdict_.well);
  const VitalSigns::Bus bus = signs_.buses.front();
  signs_.buses.erase(signs_.buses.begin());
  signs_.now += 1s;
  EXPECT_TRUE(dog_.judge(signs_).well);
  signs_.buses.push_back(bus);  // another one of that name
  signs_.now += 1s;
  EXPECT_TRUE(dog_.judge(signs_).well);
}

}  // namespace
}  // namespace hazgate::daemon
