#include "gateway/daemon/receipt_desk.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/json.hpp>
#include <cstdlib>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/daemon/park_commands.hpp"
#include "gateway/daemon/receipt_codec.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/small_site.hpp"

namespace hazgate::daemon {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// The desk and the commands over a real journal; the line to the park is the test.
class ReceiptDeskTest : public ::testing::Test {
 protected:
  ReceiptDeskTest() { start(); }
  ~ReceiptDeskTest() override { stop(); }
  void start() {
    io = std::make_unique<boost::asio::io_context>();
    auto opened = journal::Journal::open({.path = folder.path() / "hazgate.db"},
                                         {.committed =
                                              [this](journal::Committed&& committed) {
                                                boost::asio::post(
                                                    *io, [this, committed] { take(committed); });
                                              },
                                          .failed = [](const std::string&) {}});
    if (!opened) std::abort();
    journal = std::move(*opened);
    uplink = std::make_unique<uplink::Uplink>(
        *io, uplink::Options{.brokers = {"tcp://127.0.0.1:1"}, .client_id = "test"},
        uplink::Uplink::Callbacks{});
    core = std::make_unique<Core>(*io, small.spec, uplink.get(), [](auto) {});
    core->attach(journal.get());
    core->journal_failed({});
    receipt::Terms terms;
    terms.within.fill(std::chrono::hours{1});
    desk = std::make_unique<ReceiptDesk>(*io, *core, terms, [] { return std::uint64_t{0}; });
    park = std::make_unique<ParkCommands>(*core, *uplink, *desk,
                                          ParkTerms{.allowed = {"ack", "confirm", "drill"}});
    core->watch([this](const site::Event& event) {
      const auto* audit = std::get_if<site::AuditEvent>(&event);
      if (audit != nullptr) audits.push_back(audit->op + (audit->ok ? " ok" : " " + audit->error));
      if (std::holds_alternative<site::AlarmEvent>(event)) ++alarms;
    });
    desk->restore(journal->opened(), journal.get());
    park->restore(journal->opened().memory.documents);
    site::Memory memory = journal->opened().memory;
    core->restore(memory);
  }
  /// What is committed stays, the rest is forgotten: as a kill leaves it.
  void stop() {
    core->stop();
    park.reset();
    desk.reset();
    core->attach(nullptr);
    core.reset();
    journal.reset();
    uplink.reset();
    io.reset();
  }
  void restart() {
    stop();
    audits.clear();
    start();
  }
  void take(const journal::Committed& committed) {
    for (const auto& record : committed.events) {
      if (announced_from(record.body)) seqs.push_back(record.seq);
    }
    if (is_heard) desk->committed(committed);
  }
  bool run_until(const std::function<bool()>& condition) {
    auto work = boost::asio::make_work_guard(*io);
    io->restart();
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    while (!condition() && std::chrono::steady_clock::now() < deadline) {
      io->run_one_for(std::chrono::milliseconds{20});
    }
    return condition();
  }
  void leak(double value) {
    const Now now = core->now();
    site::Effects effects;
    const Sample sample = small.reading(0, value, now.tick);
    core->site().take({&sample, 1}, now, effects);
    core->perform(std::move(effects));
  }
  std::uint64_t waiting() { return desk->status().at("unconfirmed").to_number<std::uint64_t>(); }
  std::string confirm(std::uint64_t seq) {
    site::Effects effects;
    const auto confirmed = desk->confirm(seq, false, "park:li", effects);
    core->perform(std::move(effects));
    return confirmed ? *confirmed : "refused: " + confirmed.error();
  }
  std::size_t drills() { return core->site().incidents().size(); }

  ScratchFolder folder;
  testing::SmallSite small;
  std::unique_ptr<boost::asio::io_context> io;
  std::unique_ptr<journal::Journal> journal;
  std::unique_ptr<uplink::Uplink> uplink;
  std::unique_ptr<Core> core;
  std::unique_ptr<ReceiptDesk> desk;
  std::unique_ptr<ParkCommands> park;
  std::vector<std::string> audits;
  std::vector<std::uint64_t> seqs;  ///< of what announces an alarm
  std::size_t alarms = 0;
  bool is_heard = true;
};

TEST_F(ReceiptDeskTest, WhatSoundsWaitsUntilItsMessageIsConfirmed) {
  leak(60.0);
  EXPECT_EQ(waiting(), 1u);
  ASSERT_TRUE(run_until([&] { return seqs.size() == 1; }));
  EXPECT_EQ(confirm(seqs[0] + 1), "refused: the lane \"event\" has no message " +
                                      std::to_string(seqs[0] + 1) + ", it has got to " +
                                      std::to_string(seqs[0]));
  EXPECT_EQ(confirm(seqs[0]), "gd-1.gas.HH");
  EXPECT_EQ(waiting(), 0u);
}

TEST_F(ReceiptDeskTest, ARestartForgetsNeitherWhatWaitsNorItsNumber) {
  leak(60.0);
  ASSERT_TRUE(run_until([&] { return seqs.size() == 1; }));
  restart();
  EXPECT_EQ(waiting(), 1u);
  EXPECT_EQ(confirm(seqs[0]), "gd-1.gas.HH");
  restart();
  EXPECT_EQ(waiting(), 0u);
}

TEST_F(ReceiptDeskTest, KilledBeforeTheNumberIsKeptItIsFoundInTheRecord) {
  is_heard = false;
  leak(60.0);
  ASSERT_TRUE(run_until([&] { return seqs.size() == 1; }));
  is_heard = true;
  restart();
  EXPECT_EQ(waiting(), 1u);
  EXPECT_TRUE(run_until([&] {
    confirm(seqs[0]);
    return waiting() == 0;
  }));
}

TEST_F(ReceiptDeskTest, TheSameIdIsOneDrillAlsoOverAKill) {
  const std::string drill = R"({"id":"d","op":"drill","args":{"plan":"leak"},"by":"li"})";
  park->take(drill);
  ASSERT_EQ(drills(), 1u);
  park->take(drill);
  EXPECT_EQ(drills(), 1u);
  restart();
  ASSERT_EQ(drills(), 1u);
  park->take(drill);
  EXPECT_EQ(drills(), 1u);
  EXPECT_THAT(audits,
              ElementsAre("drill the same command again: not carried out, answered as before"));
  park->take(R"({"id":"d","op":"drill","args":{"plan":"other"},"by":"li"})");
  EXPECT_THAT(audits, SizeIs(2));
  EXPECT_TRUE(audits[1].find("another command") != std::string::npos) << audits[1];
}

TEST_F(ReceiptDeskTest, AFloodOfCommandsIsASumAndAnotherSenderIsHeard) {
  for (int i = 0; i < 300; ++i) {
    park->take(R"({"id":")" + std::to_string(i) + R"(","op":"ack","args":{},"by":"broken"})");
  }
  EXPECT_LT(audits.size(), 60u);
  park->take(R"({"id":"x","op":"drill","args":{"plan":"leak"},"by":"li"})");
  EXPECT_EQ(drills(), 1u);
  const std::size_t before = audits.size();
  park->look(true);
  EXPECT_GT(audits.size(), before);
  park->look(true);
  EXPECT_LE(audits.size(), before + 2) << "each is counted once";
}

}  // namespace
}  // namespace hazgate::daemon
