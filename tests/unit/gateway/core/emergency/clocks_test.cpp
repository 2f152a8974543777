#include "gateway/core/emergency/clocks.hpp"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <ostream>

namespace hazgate::emergency {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr WallTime kNoon = from_unix_ms(1'768'000'000'000);

class Clocks : public testing::Test {
 protected:
  void open(ReportingClocks::Opening opening = {.incident = "leak-1"}) {
    clocks.emplace(std::move(opening), now(), orders);
    keep();
  }
  Now now() const {
    return {.tick = Tick{hours{9} + elapsed},
            .wall = std::chrono::floor<std::chrono::milliseconds>(kNoon + elapsed + wall_off),
            .wall_trusted = trusted};
  }
  void keep() {
    if (orders.memory) kept = *orders.memory;
    orders.memory.reset();
  }
  /// Goes from deadline to deadline; "county half@30m".
  std::vector<std::string> reminders_until(Duration end) {
    std::vector<std::string> list;
    for (auto next = clocks->deadline(); next && *next <= Tick{hours{9} + end};
         next = clocks->deadline()) {
      elapsed = *next - Tick{hours{9}};
      clocks->run(now(), orders);
      const auto said = reminders();
      EXPECT_FALSE(said.empty()) << "a deadline for nothing";
      if (said.empty()) break;
      list.insert(list.end(), said.begin(), said.end());
    }
    elapsed = end;
    return list;
  }
  std::vector<std::string> reminders() {
    std::vector<std::string> list;
    for (const ClockReminder& one : std::exchange(orders.reminders, {})) {
      list.push_back(std::string(to_text(one.duty)) + " " + std::string(to_text(one.stage)) + "@" +
                     std::to_string(elapsed / minutes{1}) + "m" +
                     (one.skipped > 0 ? " for " + std::to_string(one.skipped) + " more" : "") +
                     (one.binds ? " binds" : "") + (one.drill ? " drill" : ""));
    }
    keep();
    return list;
  }
  void restart(Duration down) {
    elapsed += down;
    clocks.emplace(kept, now(), orders);
  }
  void hurt(Casualties known) {
    EXPECT_TRUE(clocks->casualties(known, "Li", now(), orders));
    keep();
  }
  void report(Duty duty) {
    EXPECT_TRUE(clocks->reported(duty, now().wall, "Li", "county", "", now(), orders));
    keep();
  }
  ClockView view(Duty duty) const {
    for (const ClockView& one : clocks->view(now())) {
      if (one.duty == duty) return one;
    }
    ADD_FAILURE() << "no clock " << to_text(duty);
    return {};
  }

  Duration elapsed{};
  Duration wall_off{};
  bool trusted = true;
  ClockOrders orders;
  ClocksMemory kept;
  std::optional<ReportingClocks> clocks;
};

TEST_F(Clocks, LeakAloneIsReportable) {
  open();
  ASSERT_EQ(clocks->view(now()).size(), 2u);
  EXPECT_EQ(view(Duty::County).due, kNoon + hours{1});
  Now later = now();  // the two clocks never agree to the millisecond
  later.tick += seconds{10} + std::chrono::microseconds{1700};
  later.wall += seconds{10};
  EXPECT_EQ(clocks->view(later)[0].due, kNoon + hours{1}) << "the same at each look";
  EXPECT_EQ(view(Duty::LevelUp).due, kNoon + hours{2});
  EXPECT_TRUE(view(Duty::County).binds) << "the shorter rule binds";
  EXPECT_FALSE(view(Duty::LevelUp).binds);
  EXPECT_EQ(clocks->grade(), std::nullopt);
  EXPECT_EQ(kept.clocks.size(), 2u) << "kept at once";
}

TEST_F(Clocks, RemindersOfTheFirstHours) {
  open();
  EXPECT_THAT(
      reminders_until(hours{3} + minutes{30}),
      ElementsAre("county half@30m binds", "county near@50m binds", "county due@60m binds",
                  "level-up half@60m", "level-up near@110m", "county overdue@120m binds",
                  "level-up due@120m", "county overdue@180m binds", "level-up overdue@180m"));
}

TEST_F(Clocks, ReportedClocksAreSilent) {
  open();
  elapsed = minutes{20};
  report(Duty::County);
  EXPECT_FALSE(view(Duty::County).open);
  EXPECT_FALSE(view(Duty::County).late);
  EXPECT_TRUE(view(Duty::LevelUp).binds) << "the next one";
  report(Duty::LevelUp);
  EXPECT_EQ(clocks->deadline(), std::nullopt);
  EXPECT_THAT(reminders_until(days{90}), IsEmpty());
}

TEST_F(Clocks, OverdueEachHourForADayThenEachDay) {
  open();
  report(Duty::LevelUp);
  const auto said = reminders_until(hours{1} + days{4});
  ASSERT_EQ(said.size(), 3u + 24 + 3);
  EXPECT_EQ(said[3], "county overdue@120m binds");
  EXPECT_EQ(said[26], "county overdue@1500m binds") << "an hour and a day";
  EXPECT_EQ(said[27], "county overdue@2940m binds");
  EXPECT_EQ(said[29], "county overdue@5820m binds");
}

TEST_F(Clocks, CasualtiesStartTheirClocks) {
  open();
  report(Duty::County);
  report(Duty::LevelUp);
  elapsed = hours{5};
  hurt({.deaths = 2, .serious = 50});
  EXPECT_EQ(clocks->grade(), AccidentGrade::Major);
  EXPECT_EQ(view(Duty::Local).due, kNoon + hours{5 + 24});
  EXPECT_EQ(view(Duty::Form).due, kNoon + hours{5} + days{3});
  EXPECT_EQ(view(Duty::Supplement).due, kNoon + days{30}) << "from the accident on";
  EXPECT_EQ(view(Duty::Supplement).started, kNoon);
  EXPECT_TRUE(view(Duty::Local).binds);
  EXPECT_THAT(
      reminders_until(hours{5} + days{3} - minutes{1}),
      ElementsAre(
          "local half@1020m binds", "local near@1680m binds", "local due@1740m binds",
          "local overdue@1800m binds", "local overdue@1860m binds", "local overdue@1920m binds",
          "local overdue@1980m binds", "local overdue@2040m binds", "local overdue@2100m binds",
          "local overdue@2160m binds", "local overdue@2220m binds", "local overdue@2280m binds",
          "local overdue@2340m binds", "local overdue@2400m binds", "local overdue@2460m binds",
          "form half@2460m", "local overdue@2520m binds", "local overdue@2580m binds",
          "local overdue@2640m binds", "local overdue@2700m binds", "local overdue@2760m binds",
          "local overdue@2820m binds", "local overdue@2880m binds", "local overdue@2940m binds",
          "local overdue@3000m binds", "local overdue@3060m binds", "local overdue@3120m binds",
          "local overdue@3180m binds", "form near@3180m"));
}

TEST_F(Clocks, SupplementOfAFireIsShorter) {
  open({.incident = "fire-1", .fire = true});
  report(Duty::County);
  report(Duty::LevelUp);
  hurt({.light = 1});
  EXPECT_EQ(clocks->grade(), std::nullopt);
  report(Duty::Local);
  report(Duty::Form);
  EXPECT_EQ(view(Duty::Supplement).due, kNoon + days{7});
  EXPECT_THAT(reminders_until(days{7}),
              ElementsAre("supplement half@5040m binds", "supplement near@8640m binds",
                          "supplement due@10080m binds"));
}

TEST_F(Clocks, AnotherNumberOpensTheSupplementAgain) {
  open();
  hurt({.serious = 1});
  report(Duty::Supplement);
  hurt({.serious = 1});
  EXPECT_FALSE(view(Duty::Supplement).open) << "nothing new";
  elapsed = days{10};
  hurt({.deaths = 1});
  EXPECT_TRUE(view(Duty::Supplement).open);
  EXPECT_EQ(view(Duty::Supplement).reports.size(), 1u) << "what was reported stays";
  EXPECT_EQ(view(Duty::Supplement).due, kNoon + days{30});
  report(Duty::Supplement);
  EXPECT_EQ(view(Duty::Supplement).reports.size(), 2u);
  elapsed = days{31};
  hurt({.deaths = 2});
  EXPECT_FALSE(view(Duty::Supplement).open) << "the period is over";
}

TEST_F(Clocks, CasualtiesThatBecomeKnownAfterThePeriodHaveNoSupplement) {
  open();
  elapsed = days{31};
  hurt({.deaths = 1});
  EXPECT_EQ(clocks->view(now()).size(), 4u);
}

TEST_F(Clocks, LossAloneIsNoCasualty) {
  open();
  hurt({.loss = 20'000'000});
  EXPECT_EQ(clocks->view(now()).size(), 2u);
  EXPECT_EQ(clocks->grade(), AccidentGrade::Considerable);
}

TEST_F(Clocks, LateIsKeptVisible) {
  open();
  elapsed = hours{1};
  EXPECT_TRUE(view(Duty::County).overdue);
  EXPECT_TRUE(view(Duty::County).late);
  elapsed = hours{1} + minutes{1};
  report(Duty::County);
  EXPECT_FALSE(view(Duty::County).overdue);
  EXPECT_TRUE(view(Duty::County).late);
  EXPECT_TRUE(kept.clocks[0].reports[0].late);
  restart(days{200});
  EXPECT_TRUE(view(Duty::County).late);
}

TEST_F(Clocks, WhatWasReportedInTimeAndEnteredLaterIsNotLate) {
  open();
  elapsed = hours{4};
  EXPECT_TRUE(clocks->reported(Duty::County, kNoon + hours{1}, "Li", "county", "by telephone",
                               now(), orders));
  const ClockView county = view(Duty::County);
  EXPECT_FALSE(county.late);
  ASSERT_EQ(county.reports.size(), 1u);
  EXPECT_EQ(county.reports[0],
            (Report{.at = kNoon + hours{1}, .by = "Li", .to = "county", .note = "by telephone"}));
}

TEST_F(Clocks, Refusals) {
  open();
  elapsed = minutes{10};
  const auto error = [&](Duty duty, WallTime at, const char* by, const char* to) {
    const auto result = clocks->reported(duty, at, by, to, "", now(), orders);
    return result ? std::string("accepted") : result.error();
  };
  const WallTime at = now().wall;
  EXPECT_THAT(error(Duty::County, at, "", "county"), HasSubstr("who has reported"));
  EXPECT_THAT(error(Duty::County, at, "Li", ""), HasSubstr("to whom"));
  EXPECT_THAT(error(Duty::Form, at, "Li", "x"), HasSubstr("no casualties were entered"));
  EXPECT_THAT(error(Duty::County, at + minutes{2}, "Li", "x"), HasSubstr("yet to come"));
  EXPECT_THAT(error(Duty::County, kNoon - minutes{2}, "Li", "x"), HasSubstr("before the incident"));
  EXPECT_EQ(error(Duty::County, kNoon - minutes{1}, "Li", "x"), "accepted")
      << "minutes are rounded";
  EXPECT_THAT(error(Duty::County, at, "Li", "x"), HasSubstr("already, by Li"));
  EXPECT_FALSE(clocks->casualties({.deaths = -1}, "Li", now(), orders));
  EXPECT_FALSE(clocks->casualties({.deaths = 1}, "", now(), orders));
  EXPECT_EQ(clocks->view(now()).size(), 2u);
}

TEST_F(Clocks, DrillsRunAndSaySo) {
  open({.incident = "drill-1", .drill = true});
  EXPECT_TRUE(kept.drill);
  EXPECT_THAT(reminders_until(minutes{30}), ElementsAre("county half@30m binds drill"));
  restart(minutes{20});
  EXPECT_THAT(reminders(), ElementsAre("county near@50m binds drill"));
}

TEST_F(Clocks, RestartCountsTheTimeBetween) {
  open();
  elapsed = minutes{20};
  restart(minutes{5});
  EXPECT_THAT(reminders(), IsEmpty());
  EXPECT_EQ(*clocks->deadline(), Tick{hours{9} + minutes{30}});
  EXPECT_THAT(reminders_until(minutes{30}), ElementsAre("county half@30m binds"));
  restart(minutes{1});
  EXPECT_THAT(reminders(), IsEmpty()) << "not again";
}

TEST_F(Clocks, MemoryIsWholeAtAnyMoment) {
  open();
  elapsed = minutes{29};
  clocks->run(now(), orders);
  EXPECT_FALSE(orders.memory) << "nothing new to keep";
  kept = clocks->memory();
  for (ClockMemory& clock : kept.clocks) clock.trusted = false;  // so that elapsed decides
  restart(seconds{30});
  EXPECT_THAT(reminders(), IsEmpty());
  EXPECT_EQ(*clocks->deadline(), Tick{hours{9} + minutes{30}});
}

TEST_F(Clocks, OfRemindersMissedTheLastIsGiven) {
  open();
  restart(hours{5});
  EXPECT_THAT(reminders(), ElementsAre("county overdue@300m for 6 more binds",
                                       "level-up overdue@300m for 5 more"));
  restart(minutes{1});
  EXPECT_THAT(reminders(), IsEmpty());
}

TEST_F(Clocks, StepOfTheWallClockMovesTheStampsNotTheTime) {
  for (const Duration step : {Duration{hours{5}}, Duration{-hours{5}}, Duration{days{3650}}}) {
    elapsed = wall_off = Duration{};
    open();
    elapsed = minutes{10};
    wall_off = step;
    clocks->run(now(), orders);
    EXPECT_THAT(reminders(), IsEmpty()) << step.count();
    EXPECT_EQ(view(Duty::County).started, kNoon + step);
    EXPECT_EQ(kept.clocks[0].started, kNoon + step) << "kept for the next start";
    restart(minutes{5});
    EXPECT_THAT(reminders(), IsEmpty()) << step.count();
    EXPECT_THAT(reminders_until(minutes{30}), ElementsAre("county half@30m binds"));
  }
}

TEST_F(Clocks, SlewIsNoStep) {
  open();
  elapsed = minutes{10};
  wall_off = std::chrono::milliseconds{900};
  clocks->run(now(), orders);
  EXPECT_FALSE(orders.memory) << "nothing to keep";
}

TEST_F(Clocks, ReportAfterAStepIsJudgedByTheTimeThatPassed) {
  open();
  elapsed = minutes{10};
  wall_off = hours{5};
  report(Duty::County);
  EXPECT_FALSE(view(Duty::County).late);
}

TEST_F(Clocks, WallClockSetBackOverARestartLosesNothingCounted) {
  open();
  EXPECT_THAT(reminders_until(minutes{50}),
              ElementsAre("county half@30m binds", "county near@50m binds"));
  wall_off = -hours{12};
  restart(Duration{});
  EXPECT_THAT(reminders(), IsEmpty());
  EXPECT_EQ(*clocks->deadline(), Tick{hours{9} + hours{1}});
}

TEST_F(Clocks, OpenedByAWrongClockThatIsSetRight) {
  trusted = false;
  wall_off = -days{20'000};
  open();
  elapsed = minutes{10};
  trusted = true;
  wall_off = Duration{};
  clocks->run(now(), orders);
  keep();
  EXPECT_EQ(view(Duty::County).due, kNoon + hours{1});
  EXPECT_EQ(kept.clocks[0].started, kNoon);
  EXPECT_TRUE(kept.clocks[0].trusted);
  restart(minutes{15});
  EXPECT_EQ(*clocks->deadline(), Tick{hours{9} + minutes{30}});
}

TEST_F(Clocks, RestartedByAWrongClockThatIsSetRight) {
  open();
  trusted = false;
  wall_off = -days{20'000};  // no battery: it begins in the past
  restart(minutes{40});
  EXPECT_THAT(reminders(), IsEmpty()) << "it cannot know";
  elapsed += minutes{1};
  trusted = true;
  wall_off = Duration{};
  clocks->run(now(), orders);
  EXPECT_THAT(reminders(), ElementsAre("county half@41m binds"));
  EXPECT_EQ(view(Duty::County).due, kNoon + hours{1});
  EXPECT_EQ(kept.clocks[0].started, kNoon);
}

TEST_F(Clocks, RestartedByAClockFarAheadThatIsSetRight) {
  open();
  trusted = false;
  wall_off = hours{10};
  restart(minutes{1});
  EXPECT_THAT(reminders(), testing::SizeIs(2)) << "rather too early";
  trusted = true;
  wall_off = Duration{};
  clocks->run(now(), orders);
  EXPECT_EQ(view(Duty::County).due, kNoon + hours{1});
  EXPECT_FALSE(view(Duty::County).late);
}

TEST_F(Clocks, SiteThatIsNeverSynchronised) {
  trusted = false;
  open();
  elapsed = minutes{20};
  restart(minutes{10});
  EXPECT_THAT(reminders(), ElementsAre("county half@30m binds"));
}

TEST_F(Clocks, SiteThatIsNeverSynchronisedAndSetBack) {
  trusted = false;
  open();
  EXPECT_THAT(reminders_until(minutes{50}),
              ElementsAre("county half@30m binds", "county near@50m binds"));
  wall_off = -hours{12};
  restart(Duration{});
  EXPECT_THAT(reminders(), IsEmpty());
  EXPECT_EQ(*clocks->deadline(), Tick{hours{9} + hours{1}});
}

TEST_F(Clocks, GoodStampWaitsUntilTheClockIsSynchronised) {
  open();
  trusted = false;
  wall_off = -days{20'000};
  restart(minutes{1});
  wall_off = -days{10'000};  // set by hand, wrongly
  clocks->run(now(), orders);
  keep();
  EXPECT_EQ(kept.clocks[0].started, kNoon);
  restart(minutes{1});
  keep();
  EXPECT_EQ(kept.clocks[0].started, kNoon);
  trusted = true;
  wall_off = Duration{};
  clocks->run(now(), orders);
  EXPECT_EQ(view(Duty::County).due, kNoon + hours{1});
}

TEST_F(Clocks, MemoryWithoutClocksIsBorne) {
  clocks.emplace(ClocksMemory{.incident = "leak-1"}, now(), orders);
  EXPECT_EQ(clocks->deadline(), std::nullopt);
  EXPECT_FALSE(clocks->reported(Duty::County, now().wall, "Li", "x", "", now(), orders));
  hurt({.deaths = 1});
  EXPECT_EQ(clocks->view(now()).size(), 3u);
}

TEST_F(Clocks, AClosedOneWithoutAReportIsAnsweredForAllTheSame) {
  ClocksMemory memory{.incident = "leak-1", .kept = kNoon};
  memory.clocks.push_back({.duty = Duty::County, .started = kNoon, .open = false});
  clocks.emplace(memory, now(), orders);
  const auto result = clocks->reported(Duty::County, kNoon, "li", "county", "", now(), orders);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error(), "\"county\" was reported already");
}

}  // namespace
}  // namespace hazgate::emergency
