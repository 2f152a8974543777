#include <atomic>
#include <deque>
#include <future>
#include <gtest/gtest.h>
#include <mutex>
#include <utility>

#include "drivers/poll/bus_worker.hpp"
#include "tests/component/drivers/plans.hpp"
#include "tests/component/drivers/reports.hpp"
#include "tests/component/drivers/scripted_line.hpp"
#include "tests/component/drivers/scripted_server.hpp"

namespace hazgate::poll {
namespace {

using namespace std::chrono_literals;
using codec::Table;
using test::Bytes;
using test::point;
using test::Reaction;

/// As GST controllers have it. Source  domain.md 4.3
device::EventQueue gst() {
  device::EventQueue queue;
  queue.source_at = 1;
  queue.type_at = 2;
  queue.codes = {
      {0, std::nullopt}, {1, device::PanelEventKind::Fire}, {2, device::PanelEventKind::Fault}};
  return queue;
}

PolledDevice panel(std::uint32_t index, int unit) {
  PolledDevice made = test::device(index, unit, {});
  made.queue = gst();
  made.zones.push_back({PointIndex{900}, {"*"}});
  return made;
}

/// The event number n: part n, in BCD.
Bytes event(int n) {
  return {1, 1, 3, 0, 0, 0, 0, static_cast<std::uint8_t>(n / 10 * 16 + n % 10)};
}

/// The other end of a panel: a queue that every read takes one out of.
class Pool {
 public:
  explicit Pool(int events) {
    for (int n = 1; n <= events; ++n) waiting_.push_back(event(n));
  }
  void add(Bytes data) {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(data));
  }
  std::size_t size() const {
    const std::lock_guard lock(mutex_);
    return waiting_.size();
  }
  /// The TCP reply to a read of the queue.
  Bytes take(const Bytes& request) {
    const std::lock_guard lock(mutex_);
    Bytes data(8);
    if (!waiting_.empty()) {
      data = waiting_.front();
      waiting_.pop_front();
    }
    Bytes reply = {request[0], request[1], 0, 0, 0, 11, request[6], 3, 8};
    reply.insert(reply.end(), data.begin(), data.end());
    return reply;
  }

 private:
  mutable std::mutex mutex_;
  std::deque<Bytes> waiting_;
};

bool has_event(const PollResult& result) {
  return result.queue != nullptr && result.queue->event.has_value();
}
bool has_gap(const PollResult& result) {
  return result.queue != nullptr && result.queue->gap;
}

TEST(WorkerQueue, TheNextEventIsTakenWhenTheLastIsOnRecordAndNotBefore) {
  Pool pool(3);
  test::ScriptedServer server;
  server.start([&](const Bytes& request) { return Reaction{pool.take(request)}; });
  test::Reports reports;
  auto polled = panel(0, 1);
  polled.period = 10s;  // whatever comes before is not for the period's sake
  BusWorker worker(test::tcp_plan(server.port(), {polled}), reports.sink());
  worker.start();
  for (int n = 1; n <= 3; ++n) {
    const auto result = reports.next<PollResult>(has_event);
    ASSERT_TRUE(result) << n;
    EXPECT_EQ(result->answer, DeviceAnswer::Answered);
    EXPECT_TRUE(result->complete);
    EXPECT_TRUE(result->queue->read);
    EXPECT_FALSE(result->queue->gap);
    EXPECT_EQ(result->queue->event->part, "000000000" + std::to_string(n));
    EXPECT_EQ(pool.size(), static_cast<std::size_t>(3 - n)) << "one at a time";
    worker.recorded(DeviceIndex{0}, result->queue->ticket);
  }
  const auto empty = reports.next<PollResult>();
  ASSERT_TRUE(empty);
  EXPECT_TRUE(empty->queue->read);
  EXPECT_FALSE(empty->queue->event);
}

TEST(WorkerQueue, ADiskThatHangsHoldsUpTheFireBehindItOnceAndNoLongerThanItsPatience) {
  Pool pool(4);
  test::ScriptedServer server;
  server.start([&](const Bytes& request) { return Reaction{pool.take(request)}; });
  test::Reports reports;
  BusWorker worker(test::tcp_plan(server.port(), {panel(0, 1)}), reports.sink());
  worker.start();
  std::vector<Tick> at;
  for (int n = 1; n <= 4; ++n) {
    const auto result = reports.next<PollResult>(has_event);
    ASSERT_TRUE(result) << n;
    at.push_back(result->at);
  }
  EXPECT_GE(at[1] - at[0], kRecordPatience);
  EXPECT_LT(at[3] - at[1], kRecordPatience) << "nobody waits twice for the same disk";
}

TEST(WorkerQueue, ADiskThatWorksAgainIsWaitedForAgain) {
  Pool pool(2);
  int reads = 0;
  BusWorker* told = nullptr;
  test::ScriptedServer server;
  server.start([&](const Bytes& request) {
    Bytes reply = pool.take(request);
    if (++reads == 3) {  // it is empty, and the first was waited for in vain
      told->recorded(DeviceIndex{0}, 2);
      pool.add(event(3));
    }
    return Reaction{reply};
  });
  test::Reports reports;
  BusWorker worker(test::tcp_plan(server.port(), {panel(0, 1)}), reports.sink());
  told = &worker;
  worker.start();
  for (int n = 1; n <= 2; ++n) ASSERT_TRUE(reports.next<PollResult>(has_event)) << n;
  const auto third = reports.next<PollResult>(has_event);
  ASSERT_TRUE(third);
  pool.add(event(4));
  const auto fourth = reports.next<PollResult>(has_event);
  ASSERT_TRUE(fourth);
  EXPECT_GE(fourth->at - third->at, kRecordPatience);
}

TEST(WorkerQueue, ADiskThatIsInTimeAgainIsWaitedForInTheMiddleOfABurst) {
  Pool pool(6);
  int reads = 0;
  BusWorker* told = nullptr;
  test::ScriptedServer server;
  server.start([&](const Bytes& request) {
    ++reads;
    // The journal was stuck; then the event 4 is on record at once, when 5 is already on its way.
    if (reads == 4) told->recorded(DeviceIndex{0}, 1);
    if (reads == 5) told->recorded(DeviceIndex{0}, 4);
    return Reaction{pool.take(request)};
  });
  test::Reports reports;
  BusWorker worker(test::tcp_plan(server.port(), {panel(0, 1)}), reports.sink());
  told = &worker;
  worker.start();
  std::vector<Tick> at;
  for (std::uint64_t n = 1; n <= 6; ++n) {
    const auto result = reports.next<PollResult>(has_event);
    ASSERT_TRUE(result) << n;
    ASSERT_EQ(result->queue->ticket, n);
    at.push_back(result->at);
  }
  EXPECT_LT(at[4] - at[1], kRecordPatience) << "nobody waits for a disk that is stuck";
  EXPECT_GE(at[5] - at[4], kRecordPatience) << "5 is not on record, and the disk would be in time";
}

TEST(WorkerQueue, APollThatHasBegunWaitsForADiskThatIsInTimeAgain) {
  Pool pool(5);
  int reads = 0;
  int writes = 0;
  BusWorker* told = nullptr;
  test::ScriptedServer server;
  server.start([&](const Bytes& request) {
    if (test::unit_of(request) == 2) {
      // The poll of the panel is due behind the writes, and this is what it finds.
      if (test::function_of(request) == 5 && ++writes == 1) {
        told->recorded(DeviceIndex{0}, 4);
        pool.add(event(6));
      }
      return Reaction{test::good_reply(request)};
    }
    if (++reads == 4) told->recorded(DeviceIndex{0}, 1);
    return Reaction{pool.take(request)};
  });
  auto polled = panel(0, 1);
  polled.period = 1ms;
  auto relay = test::device(1, 2, {});
  for (std::uint32_t n = 0; n < 20; ++n) {
    relay.points.push_back(point(n, Table::Coil, 2 * static_cast<int>(n) + 1, true));
  }
  relay.period = 1h;
  test::Reports reports;
  BusWorker worker(test::tcp_plan(server.port(), {polled, relay}), reports.sink());
  told = &worker;
  worker.start();
  Tick fifth{};
  for (int n = 1; n <= 5; ++n) {
    const auto result = reports.next<PollResult>(has_event);
    ASSERT_TRUE(result) << n;
    fifth = result->at;
  }
  for (std::uint32_t n = 0; n < 20; ++n) worker.write({n + 1, PointIndex{n}, true});
  const auto sixth = reports.next<PollResult>(has_event);
  ASSERT_TRUE(sixth);
  EXPECT_GE(sixth->at - fifth, kRecordPatience);
}

TEST(WorkerQueue, AnEventThatIsOnRecordBeforeItsPollEndsIsReadOnFromAtOnce) {
  Pool pool(3);
  int others = 0;
  BusWorker* told = nullptr;
  test::ScriptedServer server;
  server.start([&](const Bytes& request) {
    if (test::count_of(request) == 4) return Reaction{pool.take(request)};
    // Two reads behind each event: the first one's reply comes with the event on record.
    told->recorded(DeviceIndex{0}, static_cast<std::uint64_t>(others++ / 2 + 1));
    return Reaction{test::good_reply(request)};
  });
  auto polled = panel(0, 1);
  polled.points.push_back(point(1, Table::Holding, 50));
  polled.points.push_back(point(2, Table::Input, 50));
  polled.period = 10s;
  test::Reports reports;
  BusWorker worker(test::tcp_plan(server.port(), {polled}), reports.sink());
  told = &worker;
  worker.start();
  std::vector<Tick> at;
  for (int n = 1; n <= 3; ++n) {
    const auto result = reports.next<PollResult>(has_event);
    ASSERT_TRUE(result) << n;
    at.push_back(result->at);
  }
  EXPECT_LT(at[2] - at[0], kRecordPatience);
}

TEST(WorkerQueue, ALateOrForeignRecordIsNone) {
  Pool pool(2);
  test::ScriptedServer server;
  server.start([&](const Bytes& request) { return Reaction{pool.take(request)}; });
  test::Reports reports;
  BusWorker worker(test::tcp_plan(server.port(), {panel(0, 1)}), reports.sink());
  worker.start();
  const auto first = reports.next<PollResult>(has_event);
  ASSERT_TRUE(first);
  worker.recorded(DeviceIndex{0}, first->queue->ticket + 1);
  worker.recorded(DeviceIndex{7}, first->queue->ticket);
  const auto second = reports.next<PollResult>(has_event);
  ASSERT_TRUE(second);
  EXPECT_GE(second->at - first->at, kRecordPatience);
}

TEST(WorkerQueue, AReplyThatIsLostIsAGapAndIsNotAskedForTwiceInOnePoll) {
  Pool pool(0);
  std::atomic<int> reads = 0;
  test::ScriptedServer server;
  server.start([&](const Bytes& request) {
    return ++reads == 2 ? Reaction{} : Reaction{pool.take(request)};
  });
  test::Reports reports;
  BusWorker worker(test::tcp_plan(server.port(), {panel(0, 1)}), reports.sink());
  worker.start();
  const auto first = reports.next<PollResult>();
  ASSERT_TRUE(first);
  EXPECT_FALSE(has_gap(*first));
  const auto missed = reports.next<PollResult>();
  ASSERT_TRUE(missed);
  EXPECT_EQ(missed->answer, DeviceAnswer::Missed) << "the plan has a retry, but not for this";
  EXPECT_TRUE(has_gap(*missed));
  EXPECT_FALSE(missed->queue->read);
  const auto next = reports.next<PollResult>();
  ASSERT_TRUE(next);
  EXPECT_FALSE(has_gap(*next)) << "said once";
}

TEST(WorkerQueue, AConnectionThatEndsInMidReplyIsAGap) {
  Pool pool(1);
  std::atomic<int> reads = 0;
  test::ScriptedServer server;
  server.start([&](const Bytes& request) {
    Bytes reply = pool.take(request);
    if (++reads != 1) return Reaction{reply};
    reply.resize(reply.size() / 2);
    return Reaction{reply, true};
  });
  test::Reports reports;
  BusWorker worker(test::tcp_plan(server.port(), {panel(0, 1)}), reports.sink());
  worker.start();
  EXPECT_TRUE(reports.next<PollResult>(has_gap));
  const auto read = reports.next<PollResult>([](const PollResult& one) { return one.queue->read; });
  ASSERT_TRUE(read);
  EXPECT_FALSE(read->queue->event) << "the event went with the connection";
}

TEST(WorkerQueue, AQueueThatRefusedOnceIsReadAgainAndForgiven) {
  Pool pool(1);
  std::atomic<int> reads = 0;
  test::ScriptedServer server;
  server.start([&](const Bytes& request) {
    if (test::count_of(request) != 4) return Reaction{test::good_reply(request)};
    return ++reads == 1 ? Reaction{test::exception_reply(request, 2)}
                        : Reaction{pool.take(request)};
  });
  auto polled = panel(0, 1);
  polled.points.push_back(point(1, Table::Holding, 50));
  test::Reports reports;
  BusWorker worker(test::tcp_plan(server.port(), {polled}), reports.sink());
  worker.start();
  ASSERT_TRUE(test::eventually([&] { return !worker.counters().devices[0].refused.empty(); }));
  EXPECT_EQ(reads, 1) << "it rests beside what answers";
  EXPECT_TRUE(reports.next<PollResult>(has_event));
  EXPECT_TRUE(test::eventually([&] { return worker.counters().devices[0].refused.empty(); }));
}

TEST(WorkerQueue, APanelThatIsLostHasZonesWithoutAValue) {
  test::ScriptedServer server;
  server.start([](const Bytes&) { return Reaction{}; });
  test::Reports reports;
  BusWorker worker(test::tcp_plan(server.port(), {panel(0, 1)}), reports.sink());
  worker.start();
  const auto lost = reports.next<PollResult>(
      [](const PollResult& one) { return one.answer == DeviceAnswer::Lost; });
  ASSERT_TRUE(lost);
  EXPECT_TRUE(has_gap(*lost));
  ASSERT_EQ(lost->readings.size(), 1U);
  EXPECT_EQ(lost->readings[0].point, PointIndex{900});
  EXPECT_EQ(lost->readings[0].decoded.quality, Quality::Comm);
}

TEST(WorkerQueue, OneAndTheSameEventAgainAndAgainIsNamedAndNotARecordEach) {
  test::ScriptedServer server;
  Pool pool(0);
  server.start([&](const Bytes& request) {
    Pool same(1);
    return Reaction{same.take(request)};
  });
  test::Reports reports;
  BusWorker worker(test::tcp_plan(server.port(), {panel(0, 1)}), reports.sink());
  worker.start();
  for (int n = 0; n < 3; ++n) {
    const auto result = reports.next<PollResult>(has_event);
    ASSERT_TRUE(result);
    worker.recorded(DeviceIndex{0}, result->queue->ticket);
  }
  for (int n = 0; n < 2; ++n) {
    const auto gap = reports.next<PollResult>(has_gap);
    ASSERT_TRUE(gap)
        << "what is behind it does not come, and whoever says it is well is told again";
    EXPECT_FALSE(gap->queue->read);
  }
  ASSERT_TRUE(test::eventually([&] { return worker.counters().devices[0].polls_done > 10; }));
  EXPECT_EQ(worker.counters().devices[0].manner, Manner::SameEvent);
  worker.stop();
  int events = 0;
  int gaps = 0;
  for (const auto& result : reports.all<PollResult>()) {
    events += has_event(result) ? 1 : 0;
    gaps += has_gap(result) ? 1 : 0;
  }
  EXPECT_EQ(events, 3);
  EXPECT_GE(gaps, 2);
}

TEST(WorkerQueue, AnotherEventEndsIt) {
  std::atomic<bool> stuck = true;
  Pool pool(0);
  test::ScriptedServer server;
  server.start([&](const Bytes& request) {
    Pool same(1);
    return Reaction{stuck ? same.take(request) : pool.take(request)};
  });
  test::Reports reports;
  BusWorker worker(test::tcp_plan(server.port(), {panel(0, 1)}), reports.sink());
  worker.start();
  ASSERT_TRUE(
      test::eventually([&] { return worker.counters().devices[0].manner == Manner::SameEvent; }));
  pool.add(event(42));
  stuck = false;
  const auto other = reports.next<PollResult>([](const PollResult& one) {
    return has_event(one) && one.queue->event->part == "0000000042";
  });
  ASSERT_TRUE(other);
  EXPECT_TRUE(
      test::eventually([&] { return worker.counters().devices[0].manner != Manner::SameEvent; }));
}

TEST(WorkerQueue, ADetectorOnTheSameLineIsReadBetweenTheEvents) {
  Pool pool(600);
  test::ScriptedServer server;
  server.start([&](const Bytes& request) {
    return Reaction{test::unit_of(request) == 1 ? pool.take(request) : test::good_reply(request)};
  });
  auto detector = test::device(1, 2, {point(0, Table::Holding, 5)});
  detector.points[0].danger = true;
  detector.period = 1ms;
  test::Reports reports;
  auto polled = panel(0, 1);
  polled.period = 10s;
  BusWorker worker(test::tcp_plan(server.port(), {polled, detector}), reports.sink());
  worker.start();
  int events = 0;
  int others = 0;
  while (events < 600) {
    const auto result = reports.next<PollResult>();
    ASSERT_TRUE(result);
    if (has_event(*result)) {
      worker.recorded(DeviceIndex{0}, result->queue->ticket);
      ++events;
    } else {
      ++others;
    }
  }
  EXPECT_GT(others, 8)
      << "600 events take a while, and a detector that is due each millisecond is read";
  EXPECT_EQ(pool.size(), 0U);
}

TEST(WorkerQueue, NobodyElseTakesAnEventOut) {
  Pool pool(0);
  std::atomic<int> reads = 0;
  std::atomic<int> to_panel = 0;
  test::ScriptedServer server;
  server.start([&](const Bytes& request) {
    ++reads;
    if (test::unit_of(request) != 1) return Reaction{test::good_reply(request)};
    ++to_panel;
    return Reaction{pool.take(request)};
  });
  auto polled = panel(0, 1);
  polled.period = 60s;
  test::Reports reports;
  BusWorker worker(test::tcp_plan(server.port(), {polled}), reports.sink());
  worker.start();
  ASSERT_TRUE(reports.next<PollResult>());
  EXPECT_EQ(reads, 1);
  for (const auto& [address, count] : {std::pair{0, 4}, {3, 1}, {0, 1}, {2, 10}}) {
    worker.read({.ticket = 1,
                 .unit = 1,
                 .table = Table::Holding,
                 .address = static_cast<std::uint16_t>(address),
                 .count = static_cast<std::uint16_t>(count)});
    const auto refused = reports.next<RawReadResult>();
    ASSERT_TRUE(refused);
    EXPECT_TRUE(refused->refused);
    EXPECT_NE(refused->error.find("would take one away"), std::string::npos) << refused->error;
  }
  EXPECT_EQ(reads, 1);
  // Behind it, and another unit's, as always.
  worker.read({.ticket = 2, .unit = 2, .table = Table::Holding, .address = 0, .count = 4});
  const auto other = reports.next<RawReadResult>();
  ASSERT_TRUE(other);
  EXPECT_EQ(other->error, "");
  EXPECT_EQ(reads, 2);
  // A scan leaves its unit out.
  std::promise<ScanEnd> ended;
  worker.scan(
      {.spec = {.units = {1, 3}, .others = {}, .timeout = 50ms}, .tell = [&](ScanNews&& news) {
         if (news.end) ended.set_value(*news.end);
       }});
  const ScanEnd end = ended.get_future().get();
  EXPECT_EQ(end.error, "");
  EXPECT_EQ(to_panel, 1);
}

TEST(WorkerQueue, ACrcTheOtherWayRoundBothWaysOrInRepliesOnly) {
  for (const auto order : {codec::CrcOrder::HighFirst, codec::CrcOrder::HighFirstInReplies}) {
    Pool pool(2);
    std::atomic<int> replies = 0;
    test::ScriptedLine pty([&](const Bytes& request, std::chrono::microseconds) {
      Bytes reply = test::to_rtu(pool.take(request));
      std::swap(reply[reply.size() - 2], reply[reply.size() - 1]);
      if (++replies == 2) reply[5] = static_cast<std::uint8_t>(reply[5] ^ 1U);
      return reply;
    });
    auto polled = panel(0, 1);
    polled.crc = order;
    test::Reports reports;
    BusWorker worker(test::rtu_plan(pty.device(), {polled}), reports.sink());
    worker.start();
    const auto result = reports.next<PollResult>(has_event);
    ASSERT_TRUE(result);
    EXPECT_EQ(result->queue->event->part, "0000000001");
    EXPECT_EQ(worker.counters().devices[0].crc_errors, 0U);
    worker.recorded(DeviceIndex{0}, result->queue->ticket);
    EXPECT_TRUE(reports.next<PollResult>(has_gap)) << "garbled is garbled";
    worker.stop();
    EXPECT_EQ(worker.counters().devices[0].crc_errors, 1U);
  }
}

}  // namespace
}  // namespace hazgate::poll
