#include "gateway/daemon/commissioning.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/component/drivers/plans.hpp"
#include "tests/component/drivers/reports.hpp"
#include "tests/component/drivers/scripted_server.hpp"
#include "tests/support/fake_answer.hpp"

namespace hazgate::daemon {
namespace {

using namespace std::chrono_literals;
using boost::json::object;
using control::Failure;
using ::testing::HasSubstr;

/// A caller that takes items only when it is told to.
class SlowAnswer : public hazgate::testing::FakeAnswer {
 public:
  void when_room(std::function<void()> more) override {
    if (!slow) return more();
    waiting = std::move(more);
  }
  void read_on() {
    slow = false;
    if (const auto more = std::exchange(waiting, nullptr)) more();
  }
  bool slow = false;
  std::function<void()> waiting;
};

/// A bus on which only units 11 and 12 answer, polled all the time, and the core of a daemon around it.
class CommissioningTest : public ::testing::Test {
 protected:
  CommissioningTest() {
    server.start([](const test::Bytes& request) {
      const int unit = test::unit_of(request);
      return unit == 11 || unit == 12 ? test::Reaction{test::good_reply(request)}
                                      : test::Reaction{};
    });
    auto device = test::device(0, 11, {test::point(0, codec::Table::Holding, 5)});
    device.period = 1ms;
    plan = test::tcp_plan(server.port(), {device});
    plan.id = "plc";
    for (const auto& each : plan.devices) devices.push_back(&each);
    worker = std::make_shared<poll::BusWorker>(plan, reports.sink());
    worker->start();
  }
  ~CommissioningTest() override { worker->stop(); }

  bool until(const std::function<bool()>& passes) {
    const auto end = std::chrono::steady_clock::now() + 20s;
    while (!passes()) {
      if (std::chrono::steady_clock::now() > end) return false;
      io.restart();
      io.run_one_for(10ms);
    }
    return true;
  }
  std::shared_ptr<SlowAnswer> trace(object args) {
    auto answer = std::make_shared<SlowAnswer>();
    args["bus"] = "plc";
    commissioning.trace({.op = "trace", .args = std::move(args)}, answer);
    return answer;
  }
  std::shared_ptr<SlowAnswer> scan(object args) {
    auto answer = std::make_shared<SlowAnswer>();
    if (!args.contains("bus")) args["bus"] = "plc";
    commissioning.scan({.op = "scan", .args = std::move(args)}, answer);
    return answer;
  }

  boost::asio::io_context io;
  test::ScriptedServer server;
  test::Reports reports;
  poll::BusPlan plan;
  std::shared_ptr<poll::BusWorker> worker;
  std::vector<const poll::PolledDevice*> devices;
  Commissioning commissioning{io, [this](const std::string& id) {
                                using Found = tl::expected<BusAtWork, std::string>;
                                return id == "plc"
                                           ? Found{BusAtWork{nullptr, &plan, devices, worker}}
                                           : Found{tl::unexpected("no bus " + id)};
                              }};
};

TEST_F(CommissioningTest, ASlowReaderOfATraceGetsFewerFramesAndHoldsNobodyUp) {
  const auto answer = trace({});
  answer->slow = true;
  ASSERT_TRUE(until([&] { return answer->waiting != nullptr; }));
  const auto polls = worker->counters().devices[0].polls_done;
  ASSERT_TRUE(until([&] { return worker->counters().devices[0].polls_done > polls + 1500; }));
  EXPECT_TRUE(answer->items.empty());
  answer->read_on();
  ASSERT_TRUE(until([&] { return answer->items.size() > 100; }));
  ASSERT_TRUE(answer->items.front().contains("dropped"));
  EXPECT_GT(answer->items.front().at("dropped").to_number<std::uint64_t>(), 900U);
  answer->open = false;
  // Its place is free for the next, at once.
  const auto next = trace({{"for_ms", 100}});
  ASSERT_TRUE(until([&] { return next->ended; }));
  EXPECT_FALSE(next->failure);
  const object summary = next->items.back().at("summary").as_object();
  EXPECT_EQ(summary.at("frames").to_number<std::size_t>(), next->items.size() - 1);
  EXPECT_GT(next->items.size(), 50U);
}

TEST_F(CommissioningTest, OneTraceAtATime) {
  const auto first = trace({});
  const auto second = trace({});
  EXPECT_EQ(second->failure, Failure::Refused);
  EXPECT_THAT(second->text, HasSubstr("under way"));
  EXPECT_FALSE(first->ended);
}

TEST_F(CommissioningTest, AScanEndsWhenItsCallerGoesAway) {
  const auto first = scan({{"units", "1-200"}, {"timeout_ms", 500}});
  ASSERT_TRUE(until([&] { return !first->items.empty(); }));
  const auto refused = scan({{"units", "1"}});
  EXPECT_EQ(refused->failure, Failure::Refused);
  EXPECT_THAT(refused->text, HasSubstr("under way"));
  first->open = false;
  ASSERT_TRUE(until([&] { return first->ended; }));
  EXPECT_LT(first->items.size(), 20U);
  const auto next = scan({{"units", "11,12"}, {"no_identify", true}});
  ASSERT_TRUE(until([&] { return next->ended; }));
  ASSERT_FALSE(next->failure) << next->text;
  EXPECT_EQ(next->items.front().at("unit"), 11);
  EXPECT_EQ(next->items.front().at("devices"), boost::json::array{"device-0"});
  EXPECT_EQ(next->items.back().at("summary").at("questions"), 2);
}

TEST_F(CommissioningTest, AFirePanelWithAQueueIsNotAsked) {
  auto panel = test::device(1, 12, {});
  panel.queue.emplace();
  devices.push_back(&panel);  // on another connection to the same server
  const auto answer = scan({{"units", "11,12"}, {"no_identify", true}});
  ASSERT_TRUE(until([&] { return answer->ended; }));
  const auto& summary = answer->items.back().at("summary");
  EXPECT_EQ(summary.at("questions"), 1);
  EXPECT_EQ(summary.at("left_out"), (boost::json::array{{{"unit", 12}, {"device", "device-1"}}}));
  EXPECT_FALSE(summary.as_object().contains("missing"));
}

TEST_F(CommissioningTest, WrongArgumentsAreUsageAndAnUnknownBusIsOutOfReach) {
  EXPECT_EQ(scan({{"bus", "nowhere"}})->failure, Failure::Unreachable);
  for (const object& args : std::vector<object>{{{"units", "0"}},
                                                {{"units", "5-"}},
                                                {{"timeout_ms", 0}},
                                                {{"timeout_ms", 20000}},
                                                {{"bauds", "9600"}},
                                                {{"parities", "odd"}}}) {
    EXPECT_EQ(scan(args)->failure, Failure::Usage) << args;
  }
  EXPECT_EQ(trace({{"for_ms", 0}})->failure, Failure::Usage);
}

TEST_F(CommissioningTest, SerialSettingsAreCheckedAndTheBussOwnIsNotRepeated) {
  plan.line = modbus::SerialLine{"/dev/none", 9600, modbus::Parity::Even, 1};
  for (const object& args : std::vector<object>{{{"bauds", "9601"}},
                                                {{"bauds", "x"}},
                                                {{"bauds", "99999999999"}},
                                                {{"parities", "mark"}}}) {
    EXPECT_EQ(scan(args)->failure, Failure::Usage) << args;
  }
  const auto answer =
      scan({{"units", "11"}, {"bauds", "9600,9600"}, {"parities", "even"}, {"no_identify", true}});
  ASSERT_TRUE(until([&] { return answer->ended; }));
  ASSERT_FALSE(answer->failure) << answer->text;
  EXPECT_EQ(answer->items[1].at("progress").at("total"), 1);
}

}  // namespace
}  // namespace hazgate::daemon
