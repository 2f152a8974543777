// The telling of people over a real journal: what is known of it after a restart.
#include <boost/asio/io_context.hpp>
#include <cstdlib>
#include <gtest/gtest.h>

#include "gateway/daemon/core.hpp"
#include "gateway/daemon/response_codec.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/small_site.hpp"

namespace hazgate::daemon {
namespace {

class ResponseJournal : public ::testing::Test {
 protected:
  ResponseJournal() {
    small.spec.contacts = {{.id = "wang", .via = {emergency::Via::Sms, emergency::Via::Email}},
                           {.id = "li", .via = {emergency::Via::Webhook}}};
    small.spec.roster = roster::Roster({}, {}, {"duty", "duty"});
    small.spec.reporting_role = "duty";
    small.spec.plans[0].report = true;
    start();
  }
  ~ResponseJournal() override { stop(); }
  void start() {
    auto opened = journal::Journal::open(
        {.path = folder.path() / "hazgate.db"},
        {.committed = [](journal::Committed&&) {}, .failed = [](const std::string&) {}});
    if (!opened) std::abort();
    journal = std::move(*opened);
    core = std::make_unique<Core>(io, small.spec, nullptr, [](auto) {});
    core->attach(journal.get());
    core->journal_failed({});
    site::Memory memory = journal->opened().memory;
    std::size_t unreadable = 0;
    kept = response_of(memory.documents, unreadable);
    EXPECT_EQ(unreadable, 0u);
    memory.response = kept;
    core->restore(memory);
  }
  void stop() {
    core->stop();
    core->attach(nullptr);
    journal.reset();  // as in the daemon: what it has made durable it tells to the core
    core.reset();
  }
  void gas(std::size_t detector, double value) {
    const Now now = core->now();
    poll::PollResult result{.device = index_of<DeviceIndex>(detector),
                            .answer = poll::DeviceAnswer::Answered};
    result.at = now.tick;
    result.wall = now.wall;
    result.readings = {{small.gas[detector], {value, Quality::Good, false, value}}};
    core->take(std::move(result));
  }

  ScratchFolder folder;
  testing::SmallSite small;
  boost::asio::io_context io;
  std::unique_ptr<journal::Journal> journal;
  std::unique_ptr<Core> core;
  site::ResponseMemory kept;  ///< what the journal knew at the last start
};

TEST_F(ResponseJournal, WhoWasToldAndWhatIsToBeReportedComesBack) {
  EXPECT_TRUE(kept.empty());
  gas(0, 60.0);
  gas(1, 60.0);
  const site::ResponseMemory before = core->site().memory(core->now()).response;
  ASSERT_EQ(before.calls.size(), 1u);
  ASSERT_EQ(before.errands.size(), 2u);
  ASSERT_EQ(before.clocks.size(), 1u);
  stop();
  start();
  ASSERT_EQ(kept.calls.size(), 1u);
  EXPECT_EQ(record_id(kept.calls[0]), record_id(before.calls[0]));
  EXPECT_EQ(kept.calls[0].people, (std::vector<std::string>{"wang", "li"}));
  ASSERT_EQ(kept.errands.size(), 2u);
  EXPECT_EQ(kept.clocks, before.clocks);
  // It goes on where it was: what was under way may have come, so that the next way is taken, and who has
  // no other is told a second time.
  const auto told = core->site().response().told("leak-1", core->now());
  ASSERT_EQ(told.size(), 2u);
  EXPECT_EQ(told[0].contact, "wang");
  EXPECT_EQ(told[0].ways.at(0).progress, emergency::WayProgress::Unknown);
  EXPECT_EQ(told[0].ways.at(0).attempts, 1u);
  EXPECT_EQ(told[0].ways.at(1).attempts, 1u);
  EXPECT_EQ(told[1].contact, "li");
  EXPECT_EQ(told[1].ways.at(0).attempts, 2u);
}

}  // namespace
}  // namespace hazgate::daemon
