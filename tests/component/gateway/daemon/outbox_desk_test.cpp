#include "gateway/daemon/outbox_desk.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/daemon/outbox_codec.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/small_site.hpp"

namespace hazgate::daemon {
namespace {

using emergency::ReceiptKind;
using emergency::Via;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// The outbox over a real journal; the ways to people are the test.
class OutboxDeskTest : public ::testing::Test {
 protected:
  OutboxDeskTest() {
    small.spec.contacts = {{.id = "wang",
                            .via = {Via::Mqtt, Via::Sms, Via::Email},
                            .sms = "+86138",
                            .email = "w@acme.example"},
                           {.id = "li", .via = {Via::Email}, .email = "l@acme.example"},
                           {.id = "park", .via = {Via::Mqtt}}};
    start();
  }
  ~OutboxDeskTest() override { stop(); }
  void start() {
    io = std::make_unique<boost::asio::io_context>();
    auto opened = journal::Journal::open(
        {.path = folder.path() / "hazgate.db"},
        {.committed = [](journal::Committed&&) {}, .failed = [](const std::string&) {}});
    if (!opened) std::abort();
    journal = std::move(*opened);
    core = std::make_unique<Core>(*io, small.spec, nullptr, [](auto) {});
    core->attach(journal.get());
    core->journal_failed({});
    desk = std::make_unique<OutboxDesk>(*core, [this](Via via, notify::Letter letter) {
      handed.emplace_back(via, std::move(letter));
    });
    desk->restore(journal->opened().memory.documents);
    handed.clear();
  }
  /// What is committed stays, what is under way is forgotten: as a kill leaves it.
  void stop() {
    desk.reset();
    core->attach(nullptr);
    core.reset();
    journal.reset();
    io.reset();
  }
  void restart() {
    stop();
    start();
  }
  void write(const std::vector<std::string>& contacts, const std::string& key = "gw/report/daily") {
    Written written = desk->write(contacts, {.subject = "daily", .text = "zero", .key = key});
    core->tell("report", core->now().wall, "{}", std::move(written.documents),
               std::move(written.on_record));
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
  void receipt(std::size_t place, ReceiptKind kind, const std::string& error = {}) {
    desk->receipt(handed.at(place).second.ticket, kind, error);
  }
  std::vector<std::string> events(const std::string& kind) {
    std::promise<std::vector<std::string>> read;
    journal->read_events(journal::Lane::Event, 0, 100,
                         [&](std::vector<journal::EventRecord> records) {
                           std::vector<std::string> bodies;
                           for (const auto& record : records) {
                             if (record.kind == kind) bodies.push_back(record.body);
                           }
                           read.set_value(std::move(bodies));
                         });
    return read.get_future().get();
  }
  std::vector<site::Document> documents() {
    std::vector<site::Document> letters;
    for (const auto& document : journal->opened().memory.documents) {
      if (document.kind == kLetter) letters.push_back(document);
    }
    return letters;
  }

  ScratchFolder folder;
  testing::SmallSite small;
  std::unique_ptr<boost::asio::io_context> io;
  std::unique_ptr<journal::Journal> journal;
  std::unique_ptr<Core> core;
  std::unique_ptr<OutboxDesk> desk;
  std::vector<std::pair<Via, notify::Letter>> handed;
};

TEST_F(OutboxDeskTest, ALetterLeavesWhenItIsOnRecordAndNotBefore) {
  write({"wang"});
  desk->look();
  EXPECT_THAT(handed, IsEmpty());
  ASSERT_TRUE(run_until([&] { return !handed.empty(); }));
  ASSERT_THAT(handed, SizeIs(1));
  EXPECT_EQ(handed[0].first, Via::Sms);
  EXPECT_EQ(handed[0].second.to, "+86138");
  EXPECT_EQ(handed[0].second.key, "gw/report/daily.wang");
  EXPECT_THAT(desk->list(), SizeIs(1));
  receipt(0, ReceiptKind::Sent);
  EXPECT_THAT(desk->list(), IsEmpty());
  receipt(0, ReceiptKind::Delivered);
}

TEST_F(OutboxDeskTest, AKillLosesNoneAndRepeatsNoneThatHasAReceipt) {
  write({"wang", "li"});
  ASSERT_TRUE(run_until([&] { return handed.size() == 2; }));
  restart();
  desk->look();
  ASSERT_THAT(handed, SizeIs(2)) << "both may be lost";
  EXPECT_EQ(handed[0].second.key, "gw/report/daily.li");
  EXPECT_EQ(handed[0].second.text, "zero");
  receipt(0, ReceiptKind::Sent);
  restart();
  desk->look();
  ASSERT_THAT(handed, SizeIs(1));
  EXPECT_EQ(handed[0].second.key, "gw/report/daily.wang");
  receipt(0, ReceiptKind::Sent);
  restart();
  desk->look();
  EXPECT_THAT(handed, IsEmpty());
  EXPECT_THAT(documents(), IsEmpty());
}

TEST_F(OutboxDeskTest, AKillBeforeTheCommitLosesTheNewsWithItsLetter) {
  Written lost = desk->write({"wang"}, {.subject = "x", .text = "x", .key = "gw/due/1"});
  restart();
  desk->look();
  EXPECT_THAT(handed, IsEmpty());
  EXPECT_NO_FATAL_FAILURE(lost.on_record()) << "what comes after the end finds nobody";
}

TEST_F(OutboxDeskTest, TheNextWayIsTriedAndThenLaterAgain) {
  write({"wang"});
  ASSERT_TRUE(run_until([&] { return !handed.empty(); }));
  receipt(0, ReceiptKind::Failed, "modem off");
  ASSERT_THAT(handed, SizeIs(2));
  EXPECT_EQ(handed[1].first, Via::Email);
  EXPECT_EQ(handed[1].second.to, "w@acme.example");
  receipt(1, ReceiptKind::Refused, "wrong password");
  desk->look();
  EXPECT_THAT(handed, SizeIs(2)) << "not at once";
  ASSERT_THAT(desk->list(), SizeIs(1));
  EXPECT_EQ(desk->list()[0].at("state"), "waiting");
  EXPECT_EQ(desk->list()[0].at("tries"), 1);
  EXPECT_EQ(desk->list()[0].at("error"), "modem off; wrong password");
  restart();
  EXPECT_EQ(desk->list().at(0).at("tries"), 1);
  desk->look();
  ASSERT_THAT(handed, SizeIs(1));
  EXPECT_EQ(handed[0].first, Via::Sms);
  EXPECT_EQ(desk->problem(), "");
}

TEST_F(OutboxDeskTest, WhoHasNoOtherWayThanMqttIsToldThroughThePark) {
  write({"park"});
  ASSERT_TRUE(run_until([&] { return desk->list().empty(); }));
  EXPECT_THAT(handed, IsEmpty());
  restart();
  EXPECT_THAT(events("message"),
              ElementsAre(AllOf(HasSubstr(R"("contact":"park")"), HasSubstr(R"("subject":"daily")"),
                                HasSubstr(R"("key":"gw/report/daily.park")"))));
  EXPECT_THAT(documents(), IsEmpty());
  desk->look();
  EXPECT_THAT(desk->list(), IsEmpty());
}

TEST_F(OutboxDeskTest, ALostLetterIsAnEventAndAProblemUntilTheWayWorksAgain) {
  write({"li"});
  ASSERT_TRUE(run_until([&] { return !handed.empty(); }));
  site::ContactSpec li = small.spec.contacts[1];
  small.spec.contacts.erase(small.spec.contacts.begin() + 1);
  restart();
  desk->look();
  EXPECT_THAT(desk->problem(), AllOf(HasSubstr("1 letter has not been delivered"),
                                     HasSubstr("li is in the site file no more"),
                                     HasSubstr("`hazctl report list`")));
  small.spec.contacts.push_back(li);
  restart();
  EXPECT_THAT(events("letter"), ElementsAre(AllOf(HasSubstr(R"("state":"undeliverable")"),
                                                  HasSubstr(R"("contact":"li")"))));
  EXPECT_EQ(desk->list().at(0).at("state"), "undeliverable");
  desk->look();
  EXPECT_THAT(handed, IsEmpty());
  write({"li"}, "gw/report/next");
  ASSERT_TRUE(run_until([&] { return !handed.empty(); }));
  receipt(0, ReceiptKind::Sent);
  EXPECT_EQ(desk->problem(), "");
  EXPECT_THAT(desk->list(), SizeIs(1)) << "but it is listed";
  restart();
  EXPECT_EQ(desk->problem(), "");
}

TEST_F(OutboxDeskTest, ALetterThatCannotBeReadIsLeftAsItIs) {
  const site::Document broken{"letter", "gw/x", R"({"v":9})"};
  journal->append({.documents = {broken}});
  restart();
  EXPECT_EQ(desk->unreadable(), 1U);
  EXPECT_THAT(desk->problem(), HasSubstr("1 letter cannot be read"));
  desk->look();
  restart();
  EXPECT_THAT(documents(), ElementsAre(broken));
}

}  // namespace
}  // namespace hazgate::daemon
