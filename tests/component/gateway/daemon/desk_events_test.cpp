#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/json.hpp>
#include <cstdlib>
#include <future>
#include <gtest/gtest.h>

#include "gateway/daemon/gateway_desk.hpp"
#include "tests/support/fake_answer.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/small_site.hpp"

namespace hazgate::daemon {
namespace {

/// The desk over a journal whose stamps go back: every third event was made by a clock that was set.
class DeskEvents : public ::testing::Test {
 protected:
  DeskEvents() {
    journal::Options options;
    options.path = folder.path() / "hazgate.db";
    auto opened = journal::Journal::open(
        options, {.committed = [](journal::Committed&&) {}, .failed = [](const std::string&) {}});
    if (!opened) std::abort();
    journal = std::move(*opened);
  }
  ~DeskEvents() override { journal.reset(); }

  void record(std::uint64_t events) {
    journal::Journal::Batch batch;
    for (std::uint64_t i = 1; i <= events; ++i) {
      const std::int64_t t = 1'000'000 - (i % 3 == 0 ? 500'000 : 0) + static_cast<std::int64_t>(i);
      batch.events.push_back({.t = from_unix_ms(t),
                              .kind = i % 2 == 0 ? "alarm" : "incident",
                              .body = R"({"t":)" + std::to_string(t) + "}"});
    }
    std::promise<void> durable;
    batch.durable = [&durable] { durable.set_value(); };
    journal->append(std::move(batch));
    durable.get_future().wait();
  }

  std::vector<std::int64_t> numbers(const std::string& args) {
    auto answer = std::make_shared<testing::FakeAnswer>();
    desk.call({.op = "events", .args = boost::json::parse(args).as_object()}, answer);
    auto work = boost::asio::make_work_guard(io);
    io.restart();
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    while (!answer->ended && std::chrono::steady_clock::now() < deadline) {
      io.run_one_for(std::chrono::milliseconds{200});
    }
    EXPECT_TRUE(answer->ended);
    std::vector<std::int64_t> seqs;
    for (const auto& item : answer->items) seqs.push_back(item.at("seq").to_number<std::int64_t>());
    return seqs;
  }

  ScratchFolder folder;
  std::unique_ptr<journal::Journal> journal;
  testing::SmallSite small;
  boost::asio::io_context io;
  Core core{io, small.spec, nullptr, [](auto) {}};
  GatewayDesk desk{
      core,
      {.status = [] { return boost::json::object{}; },
       .calendar = [] { return boost::json::object{}; },
       .journal = [this] { return journal.get(); },
       .post = [this](std::function<void()> work) { boost::asio::post(io, std::move(work)); }}};
};

TEST_F(DeskEvents, ByNumberTheyComeInTheOrderOfTheRecord) {
  record(1203);  // more than two pages
  const auto seqs = numbers(R"({"after":0})");
  ASSERT_EQ(seqs.size(), 1203u);
  for (std::size_t i = 0; i < seqs.size(); ++i) ASSERT_EQ(seqs[i], std::int64_t(i) + 1);
  EXPECT_NE(numbers(R"({"since":0})"), seqs);  // by their stamps
}

TEST_F(DeskEvents, AfterANumberAndOfOneKind) {
  record(1203);
  const auto seqs = numbers(R"({"after":1196,"kind":"alarm"})");
  EXPECT_EQ(seqs, (std::vector<std::int64_t>{1198, 1200, 1202}));
  EXPECT_EQ(numbers(R"({"since":0,"kind":"alarm"})").size(), 601u);
  EXPECT_TRUE(numbers(R"({"after":1203})").empty());
}

}  // namespace
}  // namespace hazgate::daemon
