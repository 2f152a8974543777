#include "gateway/daemon/ledger_desk.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/daemon/ledger_codec.hpp"
#include "tests/support/fake_answer.hpp"
#include "tests/support/small_site.hpp"

namespace hazgate::daemon {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;
using ledger::State;
using ::testing::HasSubstr;

/// The desk over a core without a journal, on days that the test chooses.
class LedgerDeskTest : public ::testing::Test {
 protected:
  LedgerDeskTest() {
    small.spec.contacts.push_back({.id = "wang", .name = "Wang Wu", .role = "owner"});
    small.spec.devices[0].area = "tank-farm";
    core.watch([this](const site::Event& event) {
      if (const auto* alarm = std::get_if<site::AlarmEvent>(&event)) desk.take(*alarm);
    });
    desk.restore({});
  }
  std::shared_ptr<testing::FakeAnswer> call(const std::string& op, const std::string& args = "{}",
                                            const std::string& user = "li") {
    auto answer = std::make_shared<testing::FakeAnswer>();
    const bool mine = desk.call(
        {.op = op, .args = json::parse(args).as_object(), .caller = {.user = user}}, answer);
    EXPECT_TRUE(mine) << op;
    EXPECT_TRUE(answer->ended) << op;
    return answer;
  }
  std::string open(const std::string& more = R"("owner":"Wang Wu","deadline":"2026-05-20")") {
    const auto answer = call("hazard-open", R"({"text":"relief valve leaks",)" + more + "}");
    return answer->items.empty() ? answer->text
                                 : std::string(answer->items[0].at("id").as_string());
  }
  void gas(double value) {
    poll::PollResult result;
    result.device = DeviceIndex{0};
    result.at = core.now().tick;
    result.wall = core.now().wall;
    result.readings.push_back(
        {small.gas[0], {.value = value, .quality = Quality::Good, .number = value}});
    core.take(std::move(result));
  }
  /// The latching alarm comes, is acknowledged, goes and is reset.
  void alarm_again() {
    gas(60.0);
    site::Effects effects;
    const std::vector<AlarmIndex> alarms{small.high[0]};
    ASSERT_TRUE(core.site().acknowledge(alarms, {}, "li", "", core.now(), effects).has_value());
    gas(1.0);
    ASSERT_TRUE(core.site().reset(alarms, "li", core.now(), effects).has_value());
    core.perform(std::move(effects));
    now.at += 1h;
  }
  State state(const std::string& id) { return desk.ledger().find(id)->state; }

  testing::SmallSite small;
  boost::asio::io_context io;
  Core core{io, small.spec, nullptr, [](auto) {}};
  ledger::Moment now{from_unix_ms(1'777'600'000'000), ledger::day_from("2026-05-01").value()};
  LedgerDesk desk{core, [this] { return now; }, ledger::Terms{}};
};

TEST_F(LedgerDeskTest, TakesItsOwnOperationsOnly) {
  const auto answer = std::make_shared<testing::FakeAnswer>();
  for (const char* op : {"alarms", "hazard", "hazard-", "hazard-fly", "Hazard-list"}) {
    EXPECT_FALSE(desk.call({.op = op}, answer)) << op;
  }
  EXPECT_FALSE(answer->ended);
}

TEST_F(LedgerDeskTest, WithoutAJournalThereIsNoLedger) {
  LedgerDesk closed(
      core, [this] { return now; }, ledger::Terms{});
  const auto answer = std::make_shared<testing::FakeAnswer>();
  EXPECT_TRUE(closed.call({.op = "hazard-list"}, answer));
  EXPECT_EQ(answer->failure, control::Failure::Unreachable);
  EXPECT_FALSE(closed.open_for_incident("leak-1", "leak", "gas", "li").has_value());
  closed.look();
  EXPECT_TRUE(closed.ledger().items().empty());
}

TEST_F(LedgerDeskTest, FromNoticeToClosed) {
  const std::string id = open();
  EXPECT_EQ(id, "h-2026-0001");
  EXPECT_EQ(state(id), State::Noticed);
  const std::string args = R"({"id":"h-2026-0001"})";
  EXPECT_THAT(call("hazard-done", args)->text, HasSubstr("start it first"));
  call("hazard-start", args);
  call("hazard-done", R"({"id":"h-2026-0001","by":"Chen"})");
  EXPECT_EQ(state(id), State::DoneWaitRecheck);
  const auto own = call("hazard-pass", args, "wang");
  EXPECT_EQ(own->failure, control::Failure::Refused);
  EXPECT_THAT(own->text, HasSubstr("another person")) << "the login of the owner is his contact id";
  const auto closed = call("hazard-pass", args);
  ASSERT_EQ(closed->items.size(), 1u);
  EXPECT_EQ(closed->items[0].at("state"), "closed");
  EXPECT_TRUE(call("hazard-list")->items.empty());
  EXPECT_EQ(call("hazard-list", R"({"which":"all"})")->items.size(), 1u);
}

TEST_F(LedgerDeskTest, AContactIsOnePersonByIdAndName) {
  open();
  EXPECT_EQ(desk.ledger().find("h-2026-0001")->owner, "wang");
  const auto shown = call("hazard-show", R"({"id":"h-2026-0001"})");
  EXPECT_EQ(shown->items.at(0).at("owner_name"), "Wang Wu");
  EXPECT_EQ(shown->items.at(0).at("found_by"), "li");
}

TEST_F(LedgerDeskTest, WhatIsWrittenWronglyIsRefused) {
  EXPECT_THAT(open(R"("owner":"Wang","deadline":"soon")"), HasSubstr("'soon' is no day"));
  EXPECT_THAT(open(R"("fixed":true,"grade":"huge")"), HasSubstr("none of general, major"));
  EXPECT_THAT(open(R"("fixed":true,"alarms":["gd-9.gas.HH"])"),
              HasSubstr("no alarm 'gd-9.gas.HH'"));
  EXPECT_THAT(open(R"("fixed":false)"), HasSubstr("owner and a deadline"));
  EXPECT_EQ(open(R"("owner":"Wang","deadline":"10d","alarms":["gd-1.gas.HH"])"), "h-2026-0001");
  EXPECT_EQ(desk.ledger().find("h-2026-0001")->deadline, ledger::day_from("2026-05-11"));
  EXPECT_THAT(call("hazard-listed", R"({"id":"h-2026-0001"})")->text, HasSubstr("write the level"));
  EXPECT_EQ(call("hazard-show", R"({"id":"h-2026-0009"})")->failure, control::Failure::Refused);
  EXPECT_EQ(call("hazard-kpi", R"({"since":"x"})")->failure, control::Failure::Usage);
}

TEST_F(LedgerDeskTest, TheListIsOfWhatIsAskedFor) {
  open();
  open(R"("fixed":true)");
  open(R"("owner":"Wang","deadline":"2026-12-31")");
  call("hazard-pass", R"({"id":"h-2026-0002","by":"Zhou"})");
  now.day = ledger::day_from("2026-05-21").value();
  const auto overdue = call("hazard-list", R"({"which":"overdue"})");
  ASSERT_EQ(overdue->items.size(), 1u);
  EXPECT_EQ(overdue->items[0].at("id"), "h-2026-0001");
  EXPECT_EQ(overdue->items[0].at("overdue"), true);
  EXPECT_EQ(call("hazard-list")->items.size(), 2u);
  EXPECT_EQ(call("hazard-list", R"({"which":"all"})")->items.size(), 3u);
}

TEST_F(LedgerDeskTest, ALongListComesWhole) {
  for (int i = 0; i < 250; ++i) open();
  const auto answer = call("hazard-list");
  ASSERT_EQ(answer->items.size(), 250u);
  EXPECT_EQ(answer->items[249].at("id"), "h-2026-0250");
}

TEST_F(LedgerDeskTest, TheFiguresAreOfThisYearUnlessAsked) {
  open();
  const auto year = call("hazard-kpi")->items.at(0);
  EXPECT_EQ(year.at("since"), "2026-01-01");
  EXPECT_EQ(year.at("notices"), 1);
  EXPECT_EQ(year.at("unreadable"), 0);
  now.day = ledger::day_from("2026-08-01").value();
  const auto month = call("hazard-kpi", R"({"since":"30d"})")->items.at(0);
  EXPECT_EQ(month.at("since"), "2026-07-02");
  EXPECT_EQ(month.at("notices"), 0);
  EXPECT_EQ(month.at("overdue"), 1);
}

TEST_F(LedgerDeskTest, AnAlarmThatComesAgainAndAgainOpensOneItem) {
  for (int i = 0; i < 4; ++i) alarm_again();
  EXPECT_TRUE(desk.ledger().items().empty());
  alarm_again();
  ASSERT_EQ(desk.ledger().items().size(), 1u);
  const ledger::Item item = *desk.ledger().items()[0];
  EXPECT_EQ(item.state, State::Open);
  EXPECT_EQ(item.origin, ledger::Origin::Repeats);
  EXPECT_EQ(item.alarms, std::vector<std::string>{"gd-1.gas.HH"});
  EXPECT_EQ(item.area, "tank-farm");
  EXPECT_THAT(item.description, HasSubstr("gd-1.gas.HH came 5 times within 7 days"));
  for (int i = 0; i < 10; ++i) alarm_again();
  EXPECT_EQ(desk.ledger().items().size(), 1u);
}

TEST_F(LedgerDeskTest, WhatIsOutOfServiceOrOnlySoundsAgainDoesNotCount) {
  site::AlarmEvent event{.alarm = small.high[0], .to = alarm::State::Active};
  const auto many = [&] {
    for (int i = 0; i < 10; ++i) desk.take(event);
  };
  event.flags.set(alarm::Flag::OutOfService);
  many();
  event.flags = {};
  event.flags.set(alarm::Flag::Suppressed);
  many();
  event.flags = {};
  event.from = alarm::State::Acked;
  many();
  event.from = alarm::State::Normal;
  event.to = alarm::State::Cleared;
  many();
  event.to = alarm::State::Active;
  event.cause = site::Cause::Restart;
  many();
  event.cause = site::Cause::Condition;
  event.gone = "gd-9.gas.HH";
  many();
  EXPECT_TRUE(desk.ledger().items().empty());
  event.gone.clear();
  many();
  EXPECT_EQ(desk.ledger().items().size(), 1u);
}

TEST_F(LedgerDeskTest, TheTextIsInTheLanguageOfTheSite) {
  small.spec.language = "zh-CN";
  small.spec.alarms[at(small.high[0])].message = "可燃气体高高报";
  for (int i = 0; i < 5; ++i) alarm_again();
  EXPECT_EQ(desk.ledger().items().at(0)->description,
            "gd-1.gas.HH 在7天内报警5次，属反复出现、未得到根治的问题：可燃气体高高报");
}

TEST_F(LedgerDeskTest, AnIncidentOpensOneItem) {
  const auto id = desk.open_for_incident("leak-1", "leak", "gas at T-101", "li");
  ASSERT_TRUE(id.has_value());
  EXPECT_EQ(desk.open_for_incident("leak-1", "leak", "again", "li"), id);
  const ledger::Item* item = desk.ledger().find(*id);
  EXPECT_EQ(item->incident, "leak-1");
  EXPECT_EQ(item->source, "leak");
  EXPECT_EQ(item->state, State::Open);
  EXPECT_TRUE(desk.open_for_incident("leak-2", "leak", std::string(5000, 'x'), "li").has_value());
  std::string chinese;
  while (chinese.size() < 3000) chinese += "漏";
  EXPECT_EQ(desk.ledger().find(*desk.open_for_incident("leak-3", "", chinese, "li"))->description,
            chinese.substr(0, 1998))
      << "whole characters";
}

TEST_F(LedgerDeskTest, RemindersGoToWhoeverWantsThem) {
  std::vector<std::string> said;
  desk.set_remind([&](const ledger::Item& item, const ledger::Reminder& reminder) {
    said.push_back(item.id + ' ' + std::string(to_text(reminder.kind)));
    return Written{};
  });
  open();
  desk.look();
  EXPECT_TRUE(said.empty());
  now.day = ledger::day_from("2026-05-21").value();
  for (int i = 0; i < 3; ++i) desk.look();
  EXPECT_EQ(said, std::vector<std::string>{"h-2026-0001 overdue"});
}

TEST_F(LedgerDeskTest, WhatCannotBeReadIsCountedAndItsNumberKept) {
  LedgerDesk again(
      core, [this] { return now; }, ledger::Terms{});
  open();
  const ledger::Item item = *desk.ledger().items()[0];
  again.restore({{"hazard", "h-2026-0007", "{"},
                 document_of(item),
                 {"hazard-sightings", "gd-1.gas.HH", "[]"},
                 {"drill", "h-2026-0099", "{"}});
  EXPECT_EQ(again.unreadable(), 2u);
  ASSERT_EQ(again.ledger().items().size(), 1u);
  EXPECT_EQ(*again.ledger().items()[0], item);
  EXPECT_EQ(again.open_for_incident("leak-1", "", "gas", "li").value(), "h-2026-0008");
}

}  // namespace
}  // namespace hazgate::daemon
