#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>

#include "gateway/cli/times.hpp"
#include "tests/component/gateway/cli/program.hpp"
#include "tests/component/gateway/control/desk_thread.hpp"
#include "tests/unit/gateway/cli/sample_items.hpp"

namespace hazgate::cli {
namespace {

using control::Answer;
using control::DeskThread;
using control::FakeDesk;
using control::Request;
using testing::HasSubstr;
using testing::StartsWith;
using Words = std::vector<std::string>;

constexpr std::int64_t kMinute = 60'000;
constexpr std::int64_t kHour = 60 * kMinute;
constexpr std::int64_t kDay = 24 * kHour;

/// hazctl beside a daemon with a record, which it gives as the real one does.
class HazctlAlarmKpi : public testing::Test {
 protected:
  HazctlAlarmKpi() {
    calendar(R"({"timezone":"Asia/Shanghai","shifts":["08:00","20:00"],"operators":1})");
    desk.on("events", [this](const Request& request, const std::shared_ptr<Answer>& answer) {
      const auto since = integer_of(request.args, "since");
      const auto after = integer_of(request.args, "after");
      Items chosen;
      for (const Item& event : record) {
        if (request.args.contains("kind") && event.at("kind") != request.args.at("kind")) continue;
        if (since && event.at("t").as_int64() < *since) continue;
        if (after && event.at("seq").as_int64() <= *after) continue;
        chosen.push_back(event);
      }
      if (since) {
        std::stable_sort(chosen.begin(), chosen.end(), [](const Item& a, const Item& b) {
          return a.at("t").as_int64() < b.at("t").as_int64();
        });
      }
      for (const Item& event : chosen) answer->item(event);
      answer->done();
    });
    standing({});
  }

  void calendar(const std::string& json) { desk.answers("calendar", {json}); }
  void standing(const std::vector<std::string>& alarms) { desk.answers("alarms", alarms); }

  void event(std::int64_t t, Item body) {
    body["t"] = t;
    body["seq"] = static_cast<std::int64_t>(record.size()) + 1;
    body["epoch"] = "e";
    record.push_back(std::move(body));
  }
  void alarm(std::int64_t t, const std::string& id, int occurrence, const char* from,
             const char* to, const char* cause, const boost::json::array& flags = {}) {
    event(t, {{"kind", "alarm"},
              {"id", id},
              {"occurrence", occurrence},
              {"from", from},
              {"to", to},
              {"flags", flags},
              {"cause", cause},
              {"priority", "high"},
              {"drill", false}});
  }
  /// The record begins with an event that is no alarm.
  void begins(std::int64_t t) { event(t, {{"kind", "audit"}, {"op", "start"}}); }

  Ran run(Words words, const Environment& environment = {}) {
    if (core == nullptr) core = std::make_unique<DeskThread>(desk);
    words.insert(words.begin(), {"--socket", core->path(), "alarms", "kpi"});
    return hazctl(words, environment);
  }
  Items objects(const Words& words) {
    const Ran ran = run(words);
    EXPECT_EQ(ran.code, 0) << ran.error;
    EXPECT_EQ(ran.error, "");
    Items items;
    std::istringstream lines(ran.out);
    for (std::string line; std::getline(lines, line);) items.push_back(item(line));
    return items;
  }

  /// 00:00 in Shanghai of the day `days` ago.
  static std::int64_t midnight(int days) {
    const std::int64_t local = now_ms() + 8 * kHour;
    return local - local % kDay - 8 * kHour - days * kDay;
  }

  FakeDesk desk;
  Items record;
  std::unique_ptr<DeskThread> core;
};

TEST_F(HazctlAlarmKpi, ADayEachNewestLast) {
  begins(midnight(20));
  alarm(midnight(2) + 9 * kHour, "a.HH", 1, "normal", "active", "condition");
  alarm(midnight(2) + 9 * kHour + kMinute, "a.HH", 1, "active", "acked", "ack");
  alarm(midnight(2) + 10 * kHour, "a.HH", 1, "acked", "normal", "clear");
  alarm(midnight(1), "b.H", 1, "normal", "active", "condition");
  alarm(midnight(1) + kMinute, "c.H", 1, "normal", "active", "condition", {"shelved"});
  const Items days = objects({"--since", "2d", "--json"});
  ASSERT_EQ(days.size(), 3u);
  EXPECT_EQ(days[0].at("begin").as_int64(), midnight(2));
  EXPECT_EQ(days[0].at("alarms").to_number<int>(), 1);
  EXPECT_EQ(days[0].at("kpi").at("ack_median_s").at("verdict"), "good");
  EXPECT_EQ(days[0].at("complete"), true);
  EXPECT_EQ(days[1].at("begin").as_int64(), midnight(1));
  EXPECT_EQ(days[1].at("alarms").to_number<int>(), 1);
  EXPECT_EQ(days[1].at("quiet").at("shelved").to_number<int>(), 1);
  EXPECT_EQ(days[2].at("alarms").to_number<int>(), 0);
  EXPECT_EQ(days[2].at("complete"), false);
  EXPECT_EQ(days[2].at("active_at_begin").to_number<int>(), 2);
}

TEST_F(HazctlAlarmKpi, WhatIsActiveSinceLongAgoIsStale) {
  begins(midnight(20));
  // The one went on for days before it was acknowledged, of the other there is nothing in the stretch.
  alarm(midnight(15), "a.HH", 1, "normal", "active", "condition");
  alarm(midnight(14), "b.HH", 1, "normal", "active", "condition");
  alarm(midnight(1) + kHour, "a.HH", 1, "active", "acked", "ack");
  standing({R"({"id":"a.HH","state":"acked","flags":[],"occurrence":1,"since":)" +
                std::to_string(midnight(15)) + "}",
            R"({"id":"b.HH","state":"active","flags":[],"occurrence":1,"since":)" +
                std::to_string(midnight(14)) + "}"});
  const Items days = objects({"--since", "2d", "--json"});
  ASSERT_EQ(days.size(), 3u);
  for (const Item& day : days) {
    EXPECT_EQ(day.at("stale"), (boost::json::array{"a.HH", "b.HH"}));
    EXPECT_EQ(day.at("alarms").to_number<int>(), 0);
  }
}

TEST_F(HazctlAlarmKpi, ShiftsAndWhereTheRecordBegins) {
  begins(midnight(1) + 9 * kHour);
  alarm(midnight(1) + 21 * kHour, "a.HH", 1, "normal", "active", "condition");
  const Items shifts = objects({"--per", "shift", "--since", "30d", "--json"});
  ASSERT_GE(shifts.size(), 2u);
  EXPECT_EQ(shifts[0].at("begin").as_int64(), midnight(1) + 9 * kHour);  // not from 08:00
  EXPECT_EQ(shifts[0].at("end").as_int64(), midnight(1) + 20 * kHour);
  EXPECT_EQ(shifts[1].at("begin").as_int64(), midnight(1) + 20 * kHour);
  EXPECT_EQ(shifts[1].at("alarms").to_number<int>(), 1);
  EXPECT_EQ(objects({"--per", "month", "--json"}).back().at("per"), "month");
}

TEST_F(HazctlAlarmKpi, TheRecordIsReadInItsOrderWhateverTheClockSaid) {
  begins(midnight(20));
  const std::int64_t t = midnight(1) + 10 * kHour;
  alarm(t, "a.HH", 1, "normal", "active", "condition");
  alarm(t - kMinute, "a.HH", 1, "active", "acked", "ack");  // the clock was set
  alarm(t - kMinute / 2, "a.HH", 1, "acked", "normal", "clear");
  const Items days = objects({"--since", "1d", "--json"});
  ASSERT_EQ(days.size(), 2u);
  EXPECT_EQ(days[0].at("alarms").to_number<int>(), 1);
  EXPECT_EQ(days[0].at("active_at_end").to_number<int>(), 0);
  EXPECT_EQ(days[0].at("clock_steps").to_number<int>(), 1);
  EXPECT_EQ(days[1].at("stale"), boost::json::array{});
}

TEST_F(HazctlAlarmKpi, TablesForPeople) {
  begins(midnight(20));
  alarm(midnight(1) + 9 * kHour, "gd-101.gas.H", 1, "normal", "active", "condition");
  const Ran ran = run({"--since", "1d"}, {{"TZ", "America/New_York"}});
  EXPECT_EQ(ran.code, 0) << ran.error;
  EXPECT_THAT(ran.out, StartsWith("day  "));
  EXPECT_THAT(ran.out,
              HasSubstr(" 00:00:00  Asia/Shanghai\n"));  // of the site, not of this terminal
  EXPECT_THAT(ran.out, HasSubstr("most frequent: gd-101.gas.H 1\n\nday  "));
  const Ran chinese = run({"--since", "1d"}, {{"LANG", "zh_CN.UTF-8"}});
  EXPECT_THAT(chinese.out, HasSubstr("最频繁: gd-101.gas.H 1"));
}

TEST_F(HazctlAlarmKpi, WithoutARecordThereIsNothingToSay) {
  const Ran ran = run({});
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(ran.out, "no events\n");
  EXPECT_EQ(run({"--json"}).out, "");
}

TEST_F(HazctlAlarmKpi, OperatorsShareTheAlarms) {
  calendar(R"({"timezone":"UTC","shifts":["08:00"],"operators":4})");
  begins(now_ms() - 30 * kDay);
  for (int i = 1; i <= 8; ++i) {
    alarm(now_ms() - kDay, "a" + std::to_string(i), 1, "normal", "active", "condition");
  }
  const Items days = objects({"--since", "1d", "--json"});
  EXPECT_EQ(days.front().at("operators").to_number<int>(), 4);
  EXPECT_EQ(days.front().at("kpi").at("per_day").at("value").to_number<double>(), 2.0);
}

TEST_F(HazctlAlarmKpi, WhatIsWrongIsOneLine) {
  begins(midnight(2));
  const Ran usage = run({"--since", "yesterday"});
  EXPECT_EQ(usage.code, 2);
  EXPECT_THAT(usage.error, HasSubstr("--since yesterday is no time"));
  EXPECT_EQ(run({"--per", "week"}).code, 2);
}

TEST_F(HazctlAlarmKpi, AZoneThatThisMachineDoesNotKnowIsSaid) {
  calendar(R"({"timezone":"Asia/Shangai","shifts":["08:00"],"operators":1})");
  const Ran ran = run({});
  EXPECT_EQ(ran.code, 1);
  EXPECT_EQ(ran.out, "");
  EXPECT_THAT(ran.error, HasSubstr("does not know the time zone \"Asia/Shangai\""));
}

TEST_F(HazctlAlarmKpi, ACalendarThatIsNoneIsSaid) {
  calendar(R"({"timezone":"UTC","shifts":["8 o'clock"]})");
  EXPECT_THAT(run({}).error, HasSubstr("does not say its shifts"));
}

}  // namespace
}  // namespace hazgate::cli
