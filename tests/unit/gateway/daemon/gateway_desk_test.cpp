#include "gateway/daemon/gateway_desk.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fake_answer.hpp"
#include "tests/support/small_site.hpp"

namespace hazgate::daemon {
namespace {

using ::testing::HasSubstr;

/// The desk over a core without journal, uplink or bus: what a person may ask, and what comes of it.
class GatewayDeskTest : public ::testing::Test {
 protected:
  GatewayDeskTest() {
    for (site::PointSpec& point : small.spec.points) {
      if (!point.writable) continue;
      point.format.table = codec::Table::Coil;
      point.format.type = codec::RawType::Bool;
    }
  }
  std::shared_ptr<testing::FakeAnswer> call(const std::string& op, const std::string& args = "{}") {
    auto answer = std::make_shared<testing::FakeAnswer>();
    desk.call({.op = op, .args = boost::json::parse(args).as_object(), .caller = {.user = "li"}},
              answer);
    return answer;
  }
  void gas(std::size_t detector, double value) {
    poll::PollResult result;
    result.device = index_of<DeviceIndex>(detector);
    result.at = core.now().tick;
    result.wall = core.now().wall;
    result.readings.push_back(
        {small.gas[detector], {.value = value, .quality = Quality::Good, .number = value}});
    core.take(std::move(result));
  }
  void leak() {
    gas(0, 60.0);
    gas(1, 60.0);
  }

  testing::SmallSite small;
  boost::asio::io_context io;
  std::vector<poll::WriteRequest> writes;
  std::vector<poll::RawRead> reads;
  Core core{io, small.spec, nullptr, [this](std::vector<poll::WriteRequest> requests) {
              for (auto& request : requests) writes.push_back(std::move(request));
            }};
  GatewayDesk desk{core,
                   {.status =
                        [] {
                          return boost::json::object{{"healthy", true}};
                        },
                    .calendar =
                        [] {
                          return boost::json::object{{"timezone", "UTC"}};
                        },
                    .journal = [] { return nullptr; },
                    .post = [](std::function<void()> work) { work(); },
                    .read =
                        [this](const std::string& bus, poll::RawRead read) {
                          reads.push_back(read);
                          return bus == "field" ? std::string() : "no bus '" + bus + "'";
                        }}};
};

TEST_F(GatewayDeskTest, AnUnknownOperationIsWrongUsage) {
  EXPECT_EQ(call("fly")->failure, control::Failure::Usage);
}

TEST_F(GatewayDeskTest, AlarmsAreThoseThatAreNotNormal) {
  EXPECT_TRUE(call("alarms")->items.empty());
  EXPECT_EQ(call("alarms", R"({"all":true})")->items.size(), small.spec.alarms.size());
  gas(0, 60.0);
  const auto answer = call("alarms");
  ASSERT_EQ(answer->items.size(), 1u);
  EXPECT_EQ(answer->items[0].at("state"), "active");
  EXPECT_TRUE(answer->ended);
}

TEST_F(GatewayDeskTest, ALeakWritesTheSirenBeforeAnythingElse) {
  leak();
  ASSERT_EQ(writes.size(), 1u);
  EXPECT_EQ(writes[0].point, small.siren);
  core.take(poll::WriteResult{
      .ticket = writes[0].ticket, .point = small.siren, .done = true, .sent = core.now().tick});
  EXPECT_EQ(core.reaction().count, 1u);
}

TEST_F(GatewayDeskTest, AcknowledgeNamesThePersonAndRefusesWhole) {
  leak();
  const auto done = call("ack", R"({"alarms":["vote.leak"],"note":"seen"})");
  ASSERT_EQ(done->items.size(), 1u) << done->text;
  EXPECT_EQ(done->items[0].at("state"), "acked");
  EXPECT_EQ(core.site().alarm(small.vote).by, "li");
  const auto refused = call("ack", R"({"alarms":["gd-1.gas.HH","gd-3.gas.HH"]})");
  EXPECT_EQ(refused->failure, control::Failure::Refused);
  EXPECT_THAT(refused->text, HasSubstr("gd-3.gas.HH"));
  EXPECT_EQ(core.site().alarm(small.high[0]).state, alarm::State::Active);
  EXPECT_EQ(call("ack", R"({"all":true})")->items.size(), 2u);
}

TEST_F(GatewayDeskTest, APlanThatRunsInTwoAreasIsNotGuessedAt) {
  testing::SmallSite areas;
  areas.spec.plans[0].per_area = true;
  areas.spec.plans[0].trigger = {areas.high[0], areas.high[1]};
  areas.spec.devices[0].area = "jetty";
  areas.spec.devices[1].area = "tanks";
  poll::Renumbering same;
  same.buses = {BusIndex{0}};
  for (std::size_t i = 0; i < 4; ++i) same.devices.emplace_back(DeviceIndex(i));
  for (std::size_t i = 0; i < areas.spec.points.size(); ++i)
    same.points.emplace_back(PointIndex(i));
  core.change(areas.spec, same);
  gas(0, 60.0);
  EXPECT_EQ(call("plan-grade", R"({"id":"leak","grade":"I","reason":"r"})")->items.size(), 1u)
      << "one runs";
  gas(1, 60.0);
  for (const char* op : {"plan-stop", "plan-go", "plan-veto", "plan-grade"}) {
    const auto refused = call(op, R"({"id":"leak","grade":"III","reason":"false alarm","step":1})");
    EXPECT_EQ(refused->failure, control::Failure::Refused) << op;
    EXPECT_THAT(refused->text,
                HasSubstr("plan 'leak' runs 2 times: leak-1 (jetty), leak-2 (tanks)"))
        << op;
  }
  EXPECT_EQ(call("plan-grade", R"({"id":"leak-2","grade":"I","reason":"r"})")->items.size(), 1u);
}

TEST_F(GatewayDeskTest, ResetIsRefusedWhileActive) {
  leak();
  const auto refused = call("reset", R"({"alarms":["vote.leak"]})");
  EXPECT_EQ(refused->failure, control::Failure::Refused);
  EXPECT_THAT(refused->text, HasSubstr("still active"));
}

TEST_F(GatewayDeskTest, SilenceSwitchesTheSirenOff) {
  leak();
  core.take(poll::WriteResult{.ticket = writes[0].ticket, .point = small.siren, .done = true});
  const auto answer = call("silence");
  EXPECT_EQ(boost::json::serialize(answer->items.at(0)), R"({"silenced":["relay.siren"]})");
  EXPECT_EQ(writes.back().value, Value{false});
}

TEST_F(GatewayDeskTest, PlansAndIncidentsAreShown) {
  EXPECT_TRUE(call("plan-list")->items.at(0).at("incident").is_null());
  leak();
  EXPECT_EQ(call("plan-list")->items.at(0).at("incident"), "leak-1");
  EXPECT_EQ(call("incident-list")->items.at(0).at("id"), "leak-1");
  const auto shown = call("incident-show", R"({"id":"leak-1"})");
  EXPECT_EQ(shown->items.at(0).at("steps").at(0).at("progress"), "started");
  EXPECT_EQ(shown->failure, control::Failure::Unreachable) << "no journal, no timeline";
  EXPECT_EQ(call("incident-show", R"({"id":"leak-9"})")->failure, control::Failure::Refused);
  EXPECT_EQ(call("incident-close", R"({"id":"leak-1"})")->failure, control::Failure::Refused);
  const auto acknowledged = call("incident-ack", R"({"id":"leak-1"})");
  EXPECT_EQ(acknowledged->items.at(0).at("acknowledged_by"), "li");
}

TEST_F(GatewayDeskTest, APlanShowsWhatEachStepWaitsForAndHowItStands) {
  testing::SmallSite full;
  auto& steps = full.spec.plans[0].steps;
  steps[0].id = "siren";
  steps[2].follows = 0;
  steps[2].confirm_within = std::chrono::seconds{60};
  steps[3].from = emergency::Grade::I;
  full.spec.plans[0].rises = {{.to = emergency::Grade::I, .alarms = full.high, .need = 2}};
  poll::Renumbering same;
  same.buses = {BusIndex{0}};
  for (std::size_t i = 0; i < 4; ++i) same.devices.emplace_back(DeviceIndex(i));
  for (std::size_t i = 0; i < full.spec.points.size(); ++i) same.points.emplace_back(PointIndex(i));
  core.change(full.spec, same);
  const auto idle = call("plan-show", R"({"id":"leak"})")->items.at(0);
  EXPECT_TRUE(idle.at("running").as_array().empty());
  EXPECT_EQ(idle.at("rises").at(0).at("to"), "I");
  EXPECT_EQ(idle.at("rises").at(0).at("alarms").as_array().size(), 3U);
  EXPECT_EQ(idle.at("steps").at(0).at("on_close"), false);
  EXPECT_EQ(idle.at("steps").at(2).at("follows"), "siren");
  EXPECT_EQ(idle.at("steps").at(2).at("follows_step"), 1);
  EXPECT_EQ(idle.at("steps").at(2).at("confirm_s"), 60.0);
  EXPECT_EQ(idle.at("steps").at(3).at("from"), "I");
  EXPECT_EQ(idle.at("steps").at(3).at("unless"), "acknowledged");
  EXPECT_FALSE(idle.at("steps").at(0).as_object().contains("unless")) << "what is not written";
  leak();
  const auto shown = call("plan-show", R"({"id":"leak"})")->items.at(0);
  const auto& running = shown.at("running").at(0);
  EXPECT_EQ(running.at("id"), "leak-1");
  EXPECT_EQ(running.at("steps").at(0).at("progress"), "started");
  EXPECT_FALSE(running.at("steps").at(2).as_object().contains("due")) << "the siren is awaited";
  const auto unknown = call("plan-show", R"({"id":"leek"})");
  EXPECT_EQ(unknown->failure, control::Failure::Refused);
  EXPECT_THAT(unknown->text, HasSubstr("no plan 'leek'; see `hazctl plan list`"));
}

TEST_F(GatewayDeskTest, AnIncidentShowsTheMomentBesideTheRecord) {
  testing::SmallSite windy;
  windy.spec.around.wind =
      site::WindSpec{.speed = windy.gas[2], .direction = windy.fan, .rules = {}};
  windy.spec.contacts = {
      {.id = "wang", .name = "Wang Wei", .role = "duty", .via = {emergency::Via::Sms}}};
  windy.spec.roster = roster::Roster({}, {}, {"duty"});
  poll::Renumbering same;
  same.buses = {BusIndex{0}};
  for (std::size_t i = 0; i < 4; ++i) same.devices.emplace_back(DeviceIndex(i));
  for (std::size_t i = 0; i < windy.spec.points.size(); ++i)
    same.points.emplace_back(PointIndex(i));
  core.change(windy.spec, same);
  leak();
  const auto shown = call("incident-show", R"({"id":"leak-1"})")->items.at(0);
  EXPECT_EQ(shown.at("wind").at("state"), "unknown") << "as it was when the ways out were named";
  EXPECT_EQ(shown.at("wind").at("keep_distance"), true);
  EXPECT_EQ(shown.at("wind").at("all_round"), 500.0);
  EXPECT_EQ(shown.at("wind_now").at("doubt"), "too-few");
  EXPECT_FALSE(shown.at("wind_now").as_object().contains("since")) << "no reading yet";
  EXPECT_EQ(shown.at("names").at("wang"), "Wang Wei");
  EXPECT_GE(shown.at("now").as_int64(), shown.at("opened").as_int64());
  const auto opened = static_cast<double>(shown.at("opened").as_int64());
  const auto due = static_cast<double>(shown.at("steps").at(3).at("due").as_int64());
  EXPECT_NEAR(due, opened + 180'000, 1000) << "by the clock as it goes now";
}

TEST_F(GatewayDeskTest, TheFileOfAnIncidentNeedsTheRecord) {
  const auto unknown = call("incident-file", R"({"id":"leak-1"})");
  EXPECT_EQ(unknown->failure, control::Failure::Refused);
  EXPECT_THAT(unknown->text, HasSubstr("incident list --all"));
  leak();
  const auto known = call("incident-file", R"({"id":"leak-1"})");
  EXPECT_EQ(known->failure, control::Failure::Unreachable);
  EXPECT_TRUE(known->items.empty());
}

TEST_F(GatewayDeskTest, AWriteIsCheckedThenDoneThenReadBack) {
  EXPECT_EQ(call("write", R"({"point":"relay.horn","value":true})")->failure,
            control::Failure::Refused);
  EXPECT_THAT(call("write", R"({"point":"gd-1.gas","value":1})")->text, HasSubstr("not writable"));
  const auto answer = call("write", R"({"point":"relay.fan","value":"on"})");
  ASSERT_EQ(writes.size(), 1u) << answer->text;
  EXPECT_FALSE(answer->ended);
  core.take(poll::WriteResult{.ticket = writes[0].ticket,
                              .point = small.fan,
                              .done = true,
                              .read_back = true,
                              .attempts = 1});
  EXPECT_EQ(answer->items.at(0).at("value"), true);
  EXPECT_TRUE(answer->ended);
}

TEST_F(GatewayDeskTest, TheCalendarIsOneItem) {
  const auto answer = call("calendar");
  ASSERT_EQ(answer->items.size(), 1u);
  EXPECT_EQ(answer->items[0].at("timezone"), "UTC");
  EXPECT_TRUE(answer->ended);
}

TEST_F(GatewayDeskTest, ARawReadIsBounded) {
  EXPECT_EQ(
      call("read", R"({"bus":"field","unit":1,"table":"input","address":0,"count":126})")->failure,
      control::Failure::Usage);
  EXPECT_EQ(call("read", R"({"bus":"field","unit":1,"table":"inputs","address":0})")->failure,
            control::Failure::Usage);
  EXPECT_EQ(call("read", R"({"bus":"none","unit":1,"table":"input","address":0})")->failure,
            control::Failure::Unreachable);
  const auto answer =
      call("read", R"({"bus":"field","unit":1,"table":"input","address":7,"count":2})");
  core.take(poll::RawReadResult{.ticket = reads.back().ticket, .words = {10, 20}});
  ASSERT_EQ(answer->items.size(), 2u);
  EXPECT_EQ(boost::json::serialize(answer->items[1]), R"({"address":8,"word":20})");
}

TEST_F(GatewayDeskTest, WithoutAJournalTheRecordCannotBeRead) {
  EXPECT_EQ(call("events")->failure, control::Failure::Unreachable);
  EXPECT_EQ(call("events", R"({"after":0})")->failure, control::Failure::Unreachable);
}

}  // namespace
}  // namespace hazgate::daemon
