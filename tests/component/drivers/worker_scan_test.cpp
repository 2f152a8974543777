#include <atomic>
#include <condition_variable>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mutex>
#include <termios.h>
#include <thread>

#include "drivers/poll/bus_worker.hpp"
#include "drivers/poll/clock.hpp"
#include "tests/component/drivers/identity.hpp"
#include "tests/component/drivers/plans.hpp"
#include "tests/component/drivers/reports.hpp"
#include "tests/component/drivers/scripted_line.hpp"
#include "tests/component/drivers/slave.hpp"

namespace hazgate::poll {
namespace {

using namespace std::chrono_literals;
using codec::Table;
using commission::FoundUnit;
using test::Bytes;
using test::device;
using test::point;
using test::Reaction;
using testing::ElementsAre;

/// Collects what a scan tells.
class Told {
 public:
  std::function<void(ScanNews&&)> tell() {
    return [this](ScanNews&& news) {
      const std::lock_guard lock(mutex_);
      if (news.found) found_.push_back(*news.found);
      ++questions_;
      if (news.end) end_ = news.end;
      more_.notify_all();
    };
  }
  std::optional<ScanEnd> wait() {
    std::unique_lock lock(mutex_);
    more_.wait_for(lock, 20s, [this] { return end_.has_value(); });
    return end_;
  }
  void wait_for_questions(int count) {
    std::unique_lock lock(mutex_);
    more_.wait_for(lock, 20s, [&] { return questions_ >= count; });
  }
  std::vector<FoundUnit> found() const {
    const std::lock_guard lock(mutex_);
    return found_;
  }
  std::vector<int> units() const {
    std::vector<int> units;
    for (const FoundUnit& each : found()) units.push_back(each.unit);
    return units;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable more_;
  std::vector<FoundUnit> found_;
  std::optional<ScanEnd> end_;
  int questions_ = 0;
};

ScanRequest scan_of(const std::string& units, Duration timeout, Told& told) {
  return {.spec = {.units = *commission::units_from(units), .others = {}, .timeout = timeout},
          .tell = told.tell()};
}

PolledDevice danger_device(int unit, Duration period) {
  auto made = device(0, unit, {point(0, Table::Holding, 5)});
  made.points[0].danger = true;
  made.period = period;
  return made;
}

std::size_t answered(const test::Reports& reports) {
  std::size_t count = 0;
  for (const auto& result : reports.all<PollResult>()) {
    if (result.answer == DeviceAnswer::Answered) ++count;
  }
  return count;
}

TEST(WorkerScan, FindsTheOneLibmodbusSlaveOnALineWhileItsDangerPollsGoOn) {
  test::ScriptedLine pty(nullptr);
  test::RtuSlave slave(pty.far_end(), 11);
  slave.with([](modbus_mapping_t& image) { image.tab_registers[0] = 4711; });
  auto plan = test::rtu_plan(pty.device(), {danger_device(11, 100ms)});
  plan.response_timeout = 2s;
  test::Reports reports;
  BusWorker worker(std::move(plan), reports.sink());
  worker.start();
  ASSERT_TRUE(reports.next<PollResult>());
  const std::size_t before = answered(reports);
  Told told;
  ASSERT_TRUE(worker.scan(scan_of("1-20", 40ms, told)));
  const auto end = told.wait();
  ASSERT_TRUE(end);
  EXPECT_EQ(end->error, "");
  ASSERT_THAT(told.units(), ElementsAre(11));
  EXPECT_EQ(told.found()[0].value, 4711);
  EXPECT_TRUE(told.found()[0].identity.empty());  // libmodbus refuses the function
  EXPECT_EQ(end->questions, 21U);
  EXPECT_EQ(end->found, 1U);
  // Every question fits between two polls, so that none was held up, but for this machine's pauses.
  const auto polls = answered(reports) - before;
  EXPECT_GE(polls * 2, static_cast<std::size_t>(end->took / 100ms));
  EXPECT_NEAR(static_cast<double>(end->polls), static_cast<double>(polls), 2);
  EXPECT_LE(end->polls_held, 4U);
  EXPECT_EQ(worker.counters().devices[0].timeouts, 0U);
}

TEST(WorkerScan, FindsEveryUnitBehindALibmodbusTcpServer) {
  test::TcpSlave slave;
  test::Reports reports;
  BusWorker worker(test::tcp_plan(slave.port(), {danger_device(3, 20ms)}), reports.sink());
  worker.start();
  ASSERT_TRUE(reports.next<PollResult>());
  Told told;
  ASSERT_TRUE(worker.scan(scan_of("1-5", 500ms, told)));
  ASSERT_TRUE(told.wait());
  EXPECT_THAT(told.units(), ElementsAre(1, 2, 3, 4, 5));
  EXPECT_EQ(worker.counters().reconnects, 0U);
}

TEST(WorkerScan, AGatewaysRefusalIsNoUnitAndAnExceptionIsOne) {
  test::ScriptedServer server;
  server.start([](const Bytes& request) {
    const int unit = test::unit_of(request);
    if (unit == 2) return Reaction{test::exception_reply(request, 0x0B)};
    if (unit == 3 && test::function_of(request) == 0x2B) {
      return Reaction{test::identity_reply(request, {"Acme", "GD-5", "V2"})};
    }
    if (unit == 3) return Reaction{test::exception_reply(request, 2)};
    if (unit == 5 && test::function_of(request) != 0x2B) return Reaction{test::good_reply(request)};
    return Reaction{};
  });
  test::Reports reports;
  BusWorker worker(test::tcp_plan(server.port(), {}), reports.sink());
  worker.start();
  Told told;
  ASSERT_TRUE(worker.scan(scan_of("1-6", 300ms, told)));
  ASSERT_TRUE(told.wait());
  EXPECT_THAT(told.units(), ElementsAre(3, 5));
  const auto found = told.found();
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].exception, 2);
  EXPECT_EQ(found[0].identity, (commission::Identity{"Acme", "GD-5", "V2"}));
  EXPECT_EQ(found[1].value, 500);
  EXPECT_EQ(server.connections(), 1);  // silences close nothing
}

TEST(WorkerScan, AWriteGoesBeforeTheNextQuestion) {
  std::mutex mutex;
  std::vector<int> functions;
  BusWorker* running = nullptr;
  test::ScriptedServer server;
  server.start([&](const Bytes& request) {
    const std::lock_guard lock(mutex);
    functions.push_back(test::function_of(request));
    if (test::unit_of(request) == 6) running->write({1, PointIndex{0}, Value{true}});
    const bool ours = test::unit_of(request) == 51;
    return ours ? Reaction{test::good_reply(request)} : Reaction{};
  });
  auto relay = device(0, 51, {point(0, Table::Coil, 3, true)});
  relay.period = 1h;
  test::Reports reports;
  auto plan = test::tcp_plan(server.port(), {relay});
  plan.response_timeout = 2s;
  BusWorker worker(std::move(plan), reports.sink());
  running = &worker;
  worker.start();
  ASSERT_TRUE(reports.next<PollResult>());
  Told told;
  ASSERT_TRUE(worker.scan(scan_of("1-12", 60ms, told)));
  ASSERT_TRUE(reports.next<WriteResult>());
  ASSERT_TRUE(told.wait());
  worker.stop();
  server.stop();
  // One poll of the relay, six questions; then the write and its read-back; then the rest.
  ASSERT_GE(functions.size(), 9U);
  EXPECT_THAT(std::vector(functions.begin(), functions.begin() + 9),
              ElementsAre(1, 3, 3, 3, 3, 3, 3, 5, 1));
  EXPECT_EQ(functions.size(), 15U);
}

TEST(WorkerScan, AWriteThatComesDuringAPollGoesBeforeAQuestionThatIsOverdue) {
  std::mutex mutex;
  std::vector<int> functions;
  BusWorker* running = nullptr;
  test::ScriptedServer server;
  server.start([&](const Bytes& request) {
    const std::lock_guard lock(mutex);
    functions.push_back(test::function_of(request));
    if (test::function_of(request) == 2 && running != nullptr) {  // a poll
      std::this_thread::sleep_for(3ms);  // by then a question may go out behind it
      running->write({1, PointIndex{0}, Value{true}});
    }
    return Reaction{test::good_reply(request)};
  });
  auto relay = device(0, 51, {point(0, Table::Coil, 3, true)});
  relay.period = 1h;
  auto contact = device(1, 52, {point(1, Table::Discrete, 0)});
  contact.period = 10ms;
  test::Reports reports;
  auto plan = test::tcp_plan(server.port(), {relay, contact});
  plan.response_timeout = 2s;
  BusWorker worker(std::move(plan), reports.sink());
  {
    const std::lock_guard lock(mutex);
    running = &worker;
  }
  worker.start();
  ASSERT_TRUE(reports.next<WriteResult>());
  Told told;
  auto request = scan_of("1-50", 60ms, told);
  request.spec.identify = false;
  ASSERT_TRUE(worker.scan(std::move(request)));
  ASSERT_TRUE(told.wait());
  worker.stop();
  server.stop();
  EXPECT_EQ(std::count(functions.begin(), functions.end(), 3), 50);
  for (std::size_t i = 0; i + 1 < functions.size(); ++i) {
    if (functions[i] == 2) {
      EXPECT_EQ(functions[i + 1], 5) << i;
    }
  }
}

TEST(WorkerScan, NeverAheadOfADangerPollThatIsDueAndEndsWhenCancelled) {
  std::atomic<int> polls = 0;
  std::atomic<int> questions = 0;
  test::ScriptedServer server;
  server.start([&](const Bytes& request) {
    if (test::unit_of(request) != 9) {
      ++questions;
      return Reaction{};
    }
    std::this_thread::sleep_for(3ms);  // a device that takes longer than its period
    ++polls;
    return Reaction{test::good_reply(request)};
  });
  test::Reports reports;
  BusWorker worker(test::tcp_plan(server.port(), {danger_device(9, 1ms)}), reports.sink());
  worker.start();
  ASSERT_TRUE(test::eventually([&] { return polls > 10; }));
  Told told;
  ASSERT_TRUE(worker.scan(scan_of("1-5", 20ms, told)));
  Told other;
  EXPECT_FALSE(worker.scan(scan_of("1-5", 20ms, other)));  // one at a time
  const int before = polls;
  ASSERT_TRUE(test::eventually([&] { return polls > before + 150; }));  // nearly half a second
  EXPECT_EQ(questions, 0);
  worker.cancel_scan();
  const auto end = told.wait();
  ASSERT_TRUE(end);
  EXPECT_TRUE(end->cancelled);
  EXPECT_EQ(end->questions, 0U);
  EXPECT_TRUE(worker.scan(scan_of("1-5", 20ms, other)));
  worker.stop();
  EXPECT_NE(other.wait()->error, "");
}

TEST(WorkerScan, QuestionsThatFitNowhereGoOutBetweenPollsAndSayWhatTheyHeldUp) {
  test::ScriptedServer server;
  server.start([](const Bytes& request) {
    return test::unit_of(request) == 9 ? Reaction{test::good_reply(request)} : Reaction{};
  });
  test::Reports reports;
  BusWorker worker(test::tcp_plan(server.port(), {danger_device(9, 20ms)}), reports.sink());
  worker.start();
  ASSERT_TRUE(reports.next<PollResult>());
  Told told;
  ASSERT_TRUE(worker.scan(scan_of("1-4", 60ms, told)));
  const auto end = told.wait();
  ASSERT_TRUE(end);
  EXPECT_GE(end->took, 4 * 60ms + 3 * 240ms);  // each waits for four times the one before
  EXPECT_GE(end->held_most, 40ms);
  EXPECT_LT(end->held_most, 500ms);
  EXPECT_EQ(end->polls_held, 4U);
  EXPECT_GT(end->polls, 20U);
}

TEST(WorkerScan, OtherLineSettingsAreTriedAndLeft) {
  std::atomic<const test::ScriptedLine*> line = nullptr;
  std::atomic<int> wrong = 0;
  test::ScriptedLine pty([&](const Bytes& request, auto) {
    termios now{};
    ::tcgetattr(line.load()->far_end(), &now);
    const int unit = test::unit_of(request);
    const speed_t wanted = unit == 7 ? B19200 : B115200;
    if (unit == 11 && ::cfgetospeed(&now) != wanted) ++wrong;
    const bool known = (unit == 7 || unit == 11) && ::cfgetospeed(&now) == wanted;
    return known ? test::to_rtu(test::good_reply(request)) : Bytes{};
  });
  line = &pty;
  auto plan = test::rtu_plan(pty.device(), {danger_device(11, 500ms)});
  plan.response_timeout = 2s;
  test::Reports reports;
  BusWorker worker(std::move(plan), reports.sink());
  worker.start();
  ASSERT_TRUE(reports.next<PollResult>());
  Told told;
  auto request = scan_of("6-11", 100ms, told);
  request.spec.others = {{9600, modbus::Parity::None, 1}, {19200, modbus::Parity::Even, 1}};
  ASSERT_TRUE(worker.scan(std::move(request)));
  const auto end = told.wait();
  ASSERT_TRUE(end);
  ASSERT_THAT(told.units(), ElementsAre(11, 7));
  EXPECT_EQ(told.found()[1].setting, 2U);
  EXPECT_EQ(wrong, 0);  // the detector was never asked at another speed
  const auto polls = answered(reports);
  EXPECT_TRUE(test::eventually([&] { return answered(reports) > polls + 1; }));
  EXPECT_EQ(worker.counters().reconnects, 0U);
  EXPECT_EQ(worker.counters().devices[0].timeouts, 0U);
  EXPECT_EQ(reports.all<BusChange>().size(), 1U);
}

}  // namespace
}  // namespace hazgate::poll
