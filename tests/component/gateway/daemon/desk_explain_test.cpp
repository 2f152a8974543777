// hazctl explain over a real journal: what the site knows, then what the record knows.
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/json.hpp>
#include <cstdlib>
#include <future>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/daemon/gateway_desk.hpp"
#include "tests/support/fake_answer.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/small_site.hpp"

namespace hazgate::daemon {
namespace {

using ::testing::HasSubstr;

class DeskExplain : public ::testing::Test {
 protected:
  DeskExplain() {
    auto opened = journal::Journal::open(
        {.path = folder.path() / "hazgate.db"},
        {.committed = [](journal::Committed&&) {}, .failed = [](const std::string&) {}});
    if (!opened) std::abort();
    journal = std::move(*opened);
    core.attach(journal.get());
  }
  ~DeskExplain() override {
    core.attach(nullptr);
    journal.reset();
  }

  void gas(double value) {
    poll::PollResult result{.device = DeviceIndex{0}, .answer = poll::DeviceAnswer::Answered};
    result.complete = true;
    result.at = core.now().tick;
    result.wall = core.now().wall;
    result.readings = {{small.gas[0], {value, Quality::Good, false, value}}};
    core.take(std::move(result));
  }
  /// Everything that was handed in before is durable.
  void settle() {
    std::promise<void> durable;
    journal::Journal::Batch batch;
    batch.events.push_back({.t = core.now().wall, .kind = "report", .body = "{}"});
    batch.durable = [&durable] { durable.set_value(); };
    journal->append(std::move(batch));
    durable.get_future().wait();
  }
  std::shared_ptr<testing::FakeAnswer> explain(const std::string& alarm) {
    auto answer = std::make_shared<testing::FakeAnswer>();
    desk.call({.op = "explain", .args = {{"alarm", alarm}}}, answer);
    auto work = boost::asio::make_work_guard(io);
    io.restart();
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    while (!answer->ended && std::chrono::steady_clock::now() < deadline) {
      io.run_one_for(std::chrono::milliseconds{200});
    }
    EXPECT_TRUE(answer->ended);
    return answer;
  }

  ScratchFolder folder;
  std::unique_ptr<journal::Journal> journal;
  bool has_journal = true;
  testing::SmallSite small;
  boost::asio::io_context io;
  Core core{io, small.spec, nullptr, [](auto) {}};
  GatewayDesk desk{
      core,
      {.status = [] { return boost::json::object{}; },
       .calendar = [] { return boost::json::object{}; },
       .journal = [this] { return has_journal ? journal.get() : nullptr; },
       .post = [this](std::function<void()> work) { boost::asio::post(io, std::move(work)); }}};
};

TEST_F(DeskExplain, TheReadingsThatLedToItAndTheTransition) {
  for (const double value : {10.0, 20.0, 49.0, 55.0, 60.0}) gas(value);
  settle();
  const auto answer = explain("gd-1.gas.HH");
  ASSERT_EQ(answer->items.size(), 2U) << "the record comes after what is known at once";
  EXPECT_EQ(answer->items[0].at("state"), "active");
  EXPECT_EQ(answer->items[0].at("reading").at("value"), 60.0);
  const auto& record = answer->items[1].at("record").as_object();
  EXPECT_EQ(record.at("readable"), true);
  std::string readings;
  for (const auto& each : record.at("samples").as_array()) {
    readings += boost::json::serialize(each.at("beyond")) + ' ';
  }
  EXPECT_EQ(readings, "false false false true true ");
  ASSERT_EQ(record.at("events").as_array().size(), 1U);
  EXPECT_EQ(record.at("events").at(0).at("to"), "active");
}

TEST_F(DeskExplain, OfANormalAlarmTheExtremesOfTheLastHour) {
  for (const double value : {10.0, 30.0, 20.0}) gas(value);
  settle();
  const auto answer = explain("gd-1.gas.HH");
  const auto& record = answer->items.at(1).at("record").as_object();
  EXPECT_EQ(record.at("hour").at("lowest").at("value"), 10.0);
  EXPECT_EQ(record.at("hour").at("highest").at("value"), 30.0);
  EXPECT_EQ(record.at("samples").as_array().size(), 3U);
}

TEST_F(DeskExplain, WithoutAJournalTheRestIsShown) {
  gas(60.0);
  has_journal = false;
  const auto answer = explain("gd-1.gas.HH");
  ASSERT_EQ(answer->items.size(), 2U);
  EXPECT_EQ(answer->items[0].at("state"), "active");
  EXPECT_EQ(answer->items[1].at("record").at("readable"), false);
}

TEST_F(DeskExplain, AnUnknownAlarmNamesThoseThatMayBeMeant) {
  const auto slip = explain("gd-1.gas.HHH");
  EXPECT_EQ(slip->failure, control::Failure::Refused);
  EXPECT_THAT(slip->text, HasSubstr("did you mean gd-1.gas.HH"));
  EXPECT_THAT(explain("gd-2")->text, HasSubstr("did you mean gd-2.gas.HH, gd-2.comm?"));
  EXPECT_THAT(explain("something else entirely")->text, ::testing::Not(HasSubstr("did you mean")));
}

}  // namespace
}  // namespace hazgate::daemon
