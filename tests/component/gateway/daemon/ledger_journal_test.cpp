// The ledger over a real journal: what comes back, and what is in the record.
#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>
#include <cstdlib>
#include <future>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/daemon/ledger_desk.hpp"
#include "tests/support/fake_answer.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/small_site.hpp"

namespace hazgate::daemon {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class LedgerJournal : public ::testing::Test {
 protected:
  LedgerJournal() { start(); }
  ~LedgerJournal() override { stop(); }
  void start() {
    auto opened = journal::Journal::open(
        {.path = folder.path() / "hazgate.db"},
        {.committed = [](journal::Committed&&) {}, .failed = [](const std::string&) {}});
    if (!opened) std::abort();
    journal = std::move(*opened);
    core = std::make_unique<Core>(io, small.spec, nullptr, [](auto) {});
    core->attach(journal.get());
    core->journal_failed({});
    desk = std::make_unique<LedgerDesk>(
        *core, [this] { return now; }, ledger::Terms{});
    desk->restore(journal->opened().memory.documents);
  }
  void stop() {
    desk.reset();
    core->attach(nullptr);
    core.reset();
    journal.reset();
  }
  void call(const std::string& op, const std::string& args) {
    const auto answer = std::make_shared<testing::FakeAnswer>();
    desk->call({.op = op, .args = boost::json::parse(args).as_object(), .caller = {.user = "li"}},
               answer);
  }
  void alarm() {
    desk->take({.alarm = small.high[0], .to = alarm::State::Active});
    now.at += std::chrono::hours{1};
  }
  std::vector<std::string> events(journal::Lane lane) {
    std::promise<std::vector<std::string>> read;
    journal->read_events(lane, 0, 100, [&](std::vector<journal::EventRecord> records) {
      std::vector<std::string> bodies;
      for (const auto& record : records) bodies.push_back(record.kind + ' ' + record.body);
      read.set_value(std::move(bodies));
    });
    return read.get_future().get();
  }
  std::vector<ledger::Item> items() {
    std::vector<ledger::Item> items;
    for (const ledger::Item* item : desk->ledger().items()) items.push_back(*item);
    return items;
  }

  ScratchFolder folder;
  testing::SmallSite small;
  boost::asio::io_context io;
  ledger::Moment now{from_unix_ms(1'777'600'000'000), ledger::day_from("2026-05-01").value()};
  std::unique_ptr<journal::Journal> journal;
  std::unique_ptr<Core> core;
  std::unique_ptr<LedgerDesk> desk;
};

TEST_F(LedgerJournal, EveryChangeComesBack) {
  call("hazard-open", R"({"text":"valve","owner":"Wang","deadline":"2026-05-20"})");
  call("hazard-start", R"({"id":"h-2026-0001","text":"scaffold"})");
  desk->open_for_incident("leak-1", "leak", "gas", "li").value();
  now.day = ledger::day_from("2026-05-21").value();
  desk->look();
  const auto before = items();
  ASSERT_EQ(before.size(), 2u);
  EXPECT_TRUE(before[0].reminded.has_value());
  stop();
  start();
  EXPECT_EQ(items(), before);
  desk->look();
  EXPECT_EQ(items(), before) << "nobody is reminded twice";
  EXPECT_EQ(desk->open_for_incident("leak-1", "leak", "gas", "li"), "h-2026-0002");
}

TEST_F(LedgerJournal, EachChangeIsAnEventAndEachRequestInTheAudit) {
  call("hazard-open", R"({"text":"valve","owner":"Wang","deadline":"2026-05-20","by":"Zhao"})");
  call("hazard-done", R"({"id":"h-2026-0001"})");
  stop();
  start();
  EXPECT_THAT(events(journal::Lane::Event),
              ElementsAre(AllOf(HasSubstr("hazard {"), HasSubstr(R"("entry":"opened")"),
                                HasSubstr(R"("by":"Zhao")"), HasSubstr(R"("entered_by":"li")"))));
  EXPECT_THAT(events(journal::Lane::Audit),
              ElementsAre(AllOf(HasSubstr(R"("by":"li")"), HasSubstr(R"("op":"hazard-open")"),
                                HasSubstr(R"("target":"h-2026-0001")"), HasSubstr(R"("ok":true)")),
                          AllOf(HasSubstr(R"("op":"hazard-done")"), HasSubstr(R"("ok":false)"),
                                HasSubstr("start it first"))));
}

TEST_F(LedgerJournal, SightingsAreCountedOverARestart) {
  for (int i = 0; i < 4; ++i) alarm();
  stop();
  start();
  EXPECT_TRUE(items().empty());
  alarm();
  ASSERT_EQ(items().size(), 1u);
  stop();
  start();
  for (const auto& document : journal->opened().memory.documents) {
    EXPECT_EQ(document.kind, "hazard") << "its sightings are forgotten";
  }
  for (int i = 0; i < 5; ++i) alarm();
  EXPECT_EQ(items().size(), 1u);
}

TEST_F(LedgerJournal, WhatCannotBeReadStaysAsItIs) {
  const site::Document broken{"hazard", "h-2026-0003", R"({"v":9,"what":"of a newer hazgate"})"};
  journal->append({.documents = {broken}});
  stop();
  start();
  EXPECT_EQ(desk->unreadable(), 1u);
  call("hazard-open", R"({"text":"hose","fixed":true})");
  EXPECT_EQ(items().at(0).id, "h-2026-0004");
  call("hazard-note", R"({"id":"h-2026-0003","text":"x"})");
  stop();
  start();
  EXPECT_THAT(journal->opened().memory.documents, ::testing::Contains(broken));
}

}  // namespace
}  // namespace hazgate::daemon
