// The journal can be opened only after the gateway has begun to work: a folder that is not there yet, and the real
// journal in it.
#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <gtest/gtest.h>
#include <set>

#include "gateway/daemon/core.hpp"
#include "gateway/daemon/memory_without_record.hpp"
#include "gateway/daemon/response_codec.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/small_site.hpp"

namespace hazgate::daemon {
namespace {

using emergency::ReceiptKind;

class LateRecord : public ::testing::Test {
 protected:
  LateRecord() {
    small.spec.contacts = {{.id = "wang", .via = {emergency::Via::Sms}}};
    small.spec.roster = roster::Roster({}, {}, {"duty"});
    small.spec.reporting_role = "duty";
    small.spec.plans[0].report = true;
  }
  ~LateRecord() override {
    if (core != nullptr) stop();
  }
  std::unique_ptr<journal::Journal> open() {
    auto opened = journal::Journal::open(
        {.path = folder.path() / "store" / "hazgate.db"},
        {.committed = [](journal::Committed&&) {}, .failed = [](const std::string&) {}});
    return opened ? std::move(*opened) : nullptr;
  }
  site::Memory remembered() const {
    site::Memory memory = journal->opened().memory;
    std::size_t unreadable = 0;
    memory.response = response_of(memory.documents, unreadable);
    EXPECT_EQ(unreadable, 0u);
    return memory;
  }
  /// As the daemon does: with the record when there is one.
  void start() {
    journal = open();
    core = std::make_unique<Core>(io, small.spec, nullptr, [this](auto requests) {
      for (const poll::WriteRequest& request : requests) {
        if (request.point == small.siren) siren.push_back(std::get<bool>(request.value));
        confirmed.push_back(request.ticket);
      }
    });
    core->attach(journal.get());
    core->send_through([this](std::vector<emergency::MessageOrder> orders) {
      for (auto& order : orders) messages.push_back(std::move(order));
    });
    core->journal_failed(journal == nullptr ? "no folder" : "");
    core->restore(journal == nullptr ? memory_without_record(small.spec, core->now(), 7)
                                     : remembered());
    settle();
  }
  /// The folder is there now.
  void mend() {
    std::filesystem::create_directories(folder.path() / "store");
    journal = open();
    ASSERT_NE(journal, nullptr);
    core->join(*journal, remembered());
    core->journal_failed({});
    settle();
  }
  void stop() {
    core->stop();
    journal.reset();
    core.reset();
    io.restart();
    io.poll();
  }
  void restart() {
    stop();
    start();
  }
  void hide_the_record() {
    std::filesystem::rename(folder.path() / "store", folder.path() / "aside");
  }
  void bring_it_back() {
    std::filesystem::rename(folder.path() / "aside", folder.path() / "store");
  }
  /// Outputs work, and messages arrive, when they are on record.
  void settle() {
    do {
      for (const std::uint64_t ticket : std::exchange(confirmed, {})) {
        core->take(poll::WriteResult{.ticket = ticket, .point = small.siren, .done = true});
      }
      for (; receipts < messages.size(); ++receipts) {
        core->receipt(messages[receipts].ticket, ReceiptKind::Sent, {});
      }
      await_record();
      io.restart();
      io.poll();
    } while (!confirmed.empty() || receipts < messages.size());
  }
  /// All that was handed in is durable, and who waited for it has been told.
  void await_record() {
    if (journal == nullptr) return;
    auto durable = std::make_shared<std::promise<void>>();
    journal->append({.durable = [durable] { durable->set_value(); }});
    ASSERT_EQ(durable->get_future().wait_for(std::chrono::seconds{30}), std::future_status::ready);
  }
  void gas(double value) {
    for (const std::size_t detector : {0, 1}) {
      const Now now = core->now();
      poll::PollResult result{.device = index_of<DeviceIndex>(detector),
                              .answer = poll::DeviceAnswer::Answered};
      result.at = now.tick;
      result.wall = now.wall;
      result.readings = {{small.gas[detector], {value, Quality::Good, false, value}}};
      core->take(std::move(result));
    }
    settle();
  }
  void acknowledge(const std::string& by = "li") {
    const std::vector<AlarmIndex> alarms = {small.high[0], small.high[1], small.vote};
    site::Effects effects;
    ASSERT_TRUE(core->site().acknowledge(alarms, {}, by, "", core->now(), effects));
    core->perform(std::move(effects));
    settle();
  }
  void end(const std::string& incident) {
    gas(1.0);
    const std::vector<AlarmIndex> alarms = {small.high[0], small.high[1], small.vote};
    site::Effects effects;
    ASSERT_TRUE(core->site().reset(alarms, "li", core->now(), effects));
    const auto done = core->site().plans(
        [&](emergency::Responder& responder, emergency::Orders& orders) {
          return responder.close(incident, "li", "", {}, core->now(), orders);
        },
        core->now(), effects);
    ASSERT_TRUE(done) << done.error();
    core->perform(std::move(effects));
    settle();
  }
  std::vector<site::IncidentMemory> incidents() { return core->site().incidents(); }
  std::vector<journal::EventRecord> events() {
    std::promise<std::vector<journal::EventRecord>> promise;
    journal->read_events(journal::Lane::Event, 0, 10'000,
                         [&](auto records) { promise.set_value(std::move(records)); });
    return promise.get_future().get();
  }
  std::size_t events_with(const std::string& text) {
    const auto records = events();
    return static_cast<std::size_t>(
        std::count_if(records.begin(), records.end(), [&](const journal::EventRecord& record) {
          return record.body.find(text) != std::string::npos;
        }));
  }

  ScratchFolder folder;
  hazgate::testing::SmallSite small;
  boost::asio::io_context io;
  std::unique_ptr<journal::Journal> journal;
  std::unique_ptr<Core> core;
  std::vector<bool> siren;  ///< as written, in order
  std::vector<std::uint64_t> confirmed;
  std::vector<emergency::MessageOrder> messages;
  std::size_t receipts = 0;
};

TEST_F(LateRecord, WhatHasBegunIsOnRecordAsSoonAsThereIsOne) {
  start();
  ASSERT_EQ(journal, nullptr);
  gas(60.0);
  acknowledge();
  const auto before = incidents();
  ASSERT_EQ(before.size(), 1u);
  EXPECT_EQ(messages.size(), 1u);
  ASSERT_EQ(siren, (std::vector<bool>{true}));
  mend();
  EXPECT_EQ(messages.size(), 1u) << "nobody is told twice";
  EXPECT_EQ(events_with("\"entry\":\"opened\""), 1u);
  EXPECT_EQ(events_with("\"entry\":\"acknowledged\""), 1u);
  EXPECT_EQ(events_with("\"entry\":\"resumed\""), 0u) << "it has never stopped";
  EXPECT_EQ(events_with("\"cause\":\"restart\""), 0u);
  EXPECT_EQ(events_with("\"to\":\"active\""), 3u);
  restart();  // the process is killed
  ASSERT_EQ(incidents().size(), 1u);
  const site::IncidentMemory after = incidents()[0];
  EXPECT_EQ(after.id, before[0].id);
  EXPECT_EQ(after.opened, before[0].opened);
  EXPECT_EQ(after.acknowledged_by, "li");
  EXPECT_FALSE(after.ended);
  EXPECT_EQ(messages.size(), 1u);
  EXPECT_EQ(siren.back(), true);
  EXPECT_EQ(core->site().alarm(small.vote).state, alarm::State::Acked);
  ASSERT_NE(core->site().response().clocks(after.id), nullptr);
  end(after.id);
  EXPECT_EQ(siren.back(), false);
}

TEST_F(LateRecord, AnIncidentOnRecordComesToLife) {
  std::filesystem::create_directories(folder.path() / "store");
  start();
  gas(60.0);
  acknowledge();
  stop();
  hide_the_record();
  siren.clear();
  start();
  ASSERT_EQ(journal, nullptr);
  EXPECT_TRUE(incidents().empty());
  EXPECT_TRUE(siren.empty());
  bring_it_back();
  mend();
  ASSERT_EQ(incidents().size(), 1u);
  EXPECT_EQ(incidents()[0].id, "leak-1");
  EXPECT_EQ(incidents()[0].acknowledged_by, "li");
  EXPECT_EQ(siren, (std::vector<bool>{true})) << "its outputs are verified";
  EXPECT_EQ(events_with("\"entry\":\"resumed\""), 1u);
  EXPECT_EQ(core->site().alarm(small.vote).state, alarm::State::Acked);
  EXPECT_EQ(messages.size(), 1u);
}

TEST_F(LateRecord, TheSamePlanOnRecordAndMeanwhileIsOneIncident) {
  std::filesystem::create_directories(folder.path() / "store");
  start();
  gas(60.0);
  const WallTime opened = incidents()[0].opened;
  stop();
  hide_the_record();
  start();
  gas(60.0);
  ASSERT_EQ(incidents().size(), 1u);
  const std::string meanwhile = incidents()[0].id;
  EXPECT_NE(meanwhile, "leak-1");
  const std::uint64_t occurrence = core->site().alarm(small.vote).occurrence;
  acknowledge();
  ASSERT_EQ(messages.size(), 2u) << "who knows nothing tells";
  bring_it_back();
  mend();
  const auto joined = incidents();
  ASSERT_EQ(joined.size(), 1u);
  EXPECT_EQ(joined[0].id, "leak-1");
  EXPECT_EQ(joined[0].also, (std::vector<std::string>{meanwhile}));
  EXPECT_EQ(joined[0].opened, opened);
  EXPECT_EQ(joined[0].acknowledged_by, "li");
  EXPECT_EQ(messages.size(), 2u);
  EXPECT_EQ(core->site().alarm(small.vote).occurrence, occurrence) << "as the park was told";
  EXPECT_EQ(
      events_with("\"incident\":\"" + meanwhile + "\",\"plan\":\"leak\",\"entry\":\"opened\""), 1u);
  EXPECT_EQ(events_with("\"entry\":\"joined\""), 1u);
  EXPECT_EQ(core->site().response().told("leak-1", core->now()).size(), 1u);
  restart();
  ASSERT_EQ(incidents().size(), 1u);
  EXPECT_EQ(incidents()[0].also, joined[0].also);
  EXPECT_EQ(messages.size(), 2u);
  ASSERT_NE(core->site().incident(meanwhile), nullptr) << "who was told of it finds it";
  end(meanwhile);
  EXPECT_TRUE(core->site().incident("leak-1")->closed);
  EXPECT_EQ(siren.back(), false);
}

TEST_F(LateRecord, WhatAPersonHasEndedMeanwhileIsOver) {
  std::filesystem::create_directories(folder.path() / "store");
  start();
  gas(60.0);
  stop();
  hide_the_record();
  start();
  gas(60.0);
  acknowledge();
  end(incidents()[0].id);
  siren.clear();
  bring_it_back();
  mend();
  ASSERT_EQ(incidents().size(), 1u);
  EXPECT_TRUE(incidents()[0].closed);
  EXPECT_EQ(std::count(siren.begin(), siren.end(), true), 0) << "it does not sound again";
  restart();
  EXPECT_EQ(std::count(siren.begin(), siren.end(), true), 0);
}

TEST_F(LateRecord, NumbersAreNeverGivenTwice) {
  std::filesystem::create_directories(folder.path() / "store");
  start();
  gas(60.0);
  acknowledge();
  end("leak-1");
  stop();
  hide_the_record();
  start();
  gas(60.0);
  acknowledge();
  const std::string meanwhile = incidents()[0].id;
  end(meanwhile);
  bring_it_back();
  mend();
  ASSERT_EQ(incidents().size(), 2u);
  gas(60.0);
  const auto all = incidents();
  ASSERT_EQ(all.size(), 3u);
  std::set<std::string> ids;
  std::set<std::uint64_t> numbers;
  for (const auto& incident : all) {
    ids.insert(incident.id);
    numbers.insert(incident.number);
  }
  EXPECT_EQ(ids, (std::set<std::string>{"leak-1", meanwhile, "leak-3"}));
  EXPECT_EQ(numbers, (std::set<std::uint64_t>{1, 2, 3}));
}

TEST_F(LateRecord, WhatWasPutOverAlarmsStays) {
  std::filesystem::create_directories(folder.path() / "store");
  start();
  site::Effects effects;
  const std::vector<AlarmIndex> first = {small.high[0]}, third = {small.high[2]};
  ASSERT_TRUE(
      core->site().remove(first, std::chrono::hours{8}, "wu", "permit 118", core->now(), effects));
  core->perform(std::move(effects));
  settle();
  stop();
  hide_the_record();
  start();
  effects = {};
  ASSERT_TRUE(
      core->site().remove(third, std::chrono::hours{8}, "wu", "permit 119", core->now(), effects));
  core->perform(std::move(effects));
  bring_it_back();
  mend();
  EXPECT_EQ(core->site().alarm(small.high[0]).removal.reason, "permit 118");
  EXPECT_EQ(core->site().alarm(small.high[2]).removal.reason, "permit 119");
  restart();
  EXPECT_TRUE(core->site().alarm(small.high[0]).flags.has(alarm::Flag::OutOfService));
  EXPECT_TRUE(core->site().alarm(small.high[2]).flags.has(alarm::Flag::OutOfService));
}

}  // namespace
}  // namespace hazgate::daemon
