// The file of an incident over a real journal: walk by walk, then the record.
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/json.hpp>
#include <cstdlib>
#include <future>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/daemon/gateway_desk.hpp"
#include "gateway/journal/frame.hpp"
#include "tests/support/fake_answer.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/small_site.hpp"

namespace hazgate::daemon {
namespace {

namespace json = boost::json;

class DeskIncident : public ::testing::Test {
 protected:
  DeskIncident() {
    auto opened = journal::Journal::open(
        {.path = folder.path() / "hazgate.db"},
        {.committed = [](journal::Committed&&) {}, .failed = [](const std::string&) {}});
    if (!opened) std::abort();
    journal = std::move(*opened);
    core.attach(journal.get());
  }
  ~DeskIncident() override {
    core.attach(nullptr);
    journal.reset();
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
  /// So many readings of gd-1 that end now, one of them `peak`.
  void past(int count, int peak_at, double peak) {
    const std::uint32_t layout = journal->layout("gd-1", {"gas"});
    const WallTime first = core.now().wall - std::chrono::milliseconds{10} * count;
    for (int i = 0; i < count; ++i) {
      const double value = i == peak_at ? peak : 10.0;
      journal->append_sample(first + std::chrono::milliseconds{10} * i, layout,
                             journal::pack({{value, Quality::Good}}));
      if (i % 1000 == 999) settle();
    }
    settle();
  }
  void gas(std::size_t detector, double value) {
    poll::PollResult result{.device = index_of<DeviceIndex>(detector),
                            .answer = poll::DeviceAnswer::Answered};
    result.complete = true;
    result.at = core.now().tick;
    result.wall = core.now().wall;
    result.readings = {{small.gas[detector], {value, Quality::Good, false, value}}};
    core.take(std::move(result));
  }
  std::shared_ptr<testing::FakeAnswer> ask() {
    auto answer = std::make_shared<testing::FakeAnswer>();
    desk.call({.op = "incident-file", .args = {{"id", "leak-1"}}, .caller = {}}, answer);
    return answer;
  }
  void run_until_ended(testing::FakeAnswer& answer) {
    auto work = boost::asio::make_work_guard(io);
    io.restart();
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    while (!answer.ended && std::chrono::steady_clock::now() < deadline) {
      io.run_one_for(std::chrono::milliseconds{200});
    }
    EXPECT_TRUE(answer.ended);
  }

  ScratchFolder folder;
  std::unique_ptr<journal::Journal> journal;
  bool has_journal = true;
  testing::SmallSite small;
  boost::asio::io_context io;
  Core core{io, small.spec, nullptr, [](auto) {}};
  GatewayDesk desk{
      core,
      {.status = [] { return json::object{}; },
       .sources =
           [] {
             return json::array{{{"id", "farm"}, {"area", ""}}};
           },
       .journal = [this] { return has_journal ? journal.get() : nullptr; },
       .post = [this](std::function<void()> work) { boost::asio::post(io, std::move(work)); }}};
};

struct Course {
  std::size_t readings = 0;
  double highest = -1;
  std::size_t ends = 0;  ///< pieces that say they are the last
  bool whole = false;
};

Course course_of(const testing::FakeAnswer& answer, const char* point) {
  Course course;
  for (const json::object& item : answer.items) {
    if (!item.contains("readings") || item.at("of") != point) continue;
    for (const auto& reading : item.at("readings").as_array()) {
      ++course.readings;
      course.highest = std::max(course.highest, reading.at("value").to_number<double>());
    }
    EXPECT_LE(item.at("readings").as_array().size(), 500U);
    if (item.contains("whole")) {
      ++course.ends;
      course.whole = item.at("whole").as_bool();
    }
  }
  return course;
}

TEST_F(DeskIncident, ALongRecordIsReadInWalksAndNoPeakIsLost) {
  past(120'000, 110'000, 49.5);
  gas(0, 60.0);
  gas(1, 60.0);
  settle();
  const auto answer = ask();
  run_until_ended(*answer);
  ASSERT_FALSE(answer->failure) << answer->text;
  EXPECT_EQ(answer->items.at(0).at("incident").at("id"), "leak-1");
  EXPECT_EQ(answer->items.at(0).at("sources").at(0).at("id"), "farm");
  EXPECT_EQ(answer->items.at(0).at("epoch"), journal->opened().epoch.c_str());
  const Course course = course_of(*answer, "gd-1.gas");
  EXPECT_EQ(course.highest, 60.0);
  EXPECT_GT(course.readings, 1000U);
  EXPECT_LT(course.readings, 5000U);
  EXPECT_EQ(course.ends, 1U);
  EXPECT_TRUE(course.whole);
  EXPECT_EQ(course_of(*answer, "gd-2.gas").readings, 1U);
  EXPECT_EQ(course_of(*answer, "gd-3.gas").ends, 1U) << "a point without a reading is said too";
  bool has_peak = false;
  for (const json::object& item : answer->items) {
    if (!item.contains("readings")) continue;
    for (const auto& reading : item.at("readings").as_array()) {
      has_peak = has_peak || reading.at("value") == 49.5;
    }
  }
  EXPECT_TRUE(has_peak) << "it lies in the third walk";
}

TEST_F(DeskIncident, TheRecordIsOfThisIncidentAndItsAlarms) {
  gas(2, 60.0);
  gas(0, 60.0);
  core.audit({.by = "li", .from = "control", .op = "incident-ack", .target = "leak-1"});
  core.audit({.by = "li", .from = "control", .op = "write", .target = "other.point"});
  settle();
  const auto answer = ask();
  run_until_ended(*answer);
  std::vector<std::string> found;
  for (const json::object& item : answer->items) {
    if (!item.contains("event")) continue;
    const auto& event = item.at("event").as_object();
    for (const char* key : {"entry", "op", "id"}) {
      if (event.contains(key)) found.emplace_back(event.at(key).as_string());
    }
    EXPECT_TRUE(event.contains("seq") && event.contains("epoch"));
  }
  EXPECT_THAT(found,
              ::testing::UnorderedElementsAre("gd-3.gas.HH", "gd-1.gas.HH", "vote.leak", "opened",
                                              "write", "notify", "nobody-left", "incident-ack"));
}

TEST_F(DeskIncident, WhoGoesAwayIsNotReadForAndAJournalThatIsClosedIsSaid) {
  gas(0, 60.0);
  gas(1, 60.0);
  settle();
  const auto gone = ask();
  gone->open = false;
  const auto later = ask();
  run_until_ended(*later);  // the reader takes them in turn
  EXPECT_FALSE(later->failure);
  EXPECT_EQ(gone->items.size(), 1U);
  const auto answer = ask();
  has_journal = false;
  run_until_ended(*answer);
  EXPECT_EQ(answer->failure, control::Failure::Unreachable);
  EXPECT_FALSE(answer->text.empty());
}

}  // namespace
}  // namespace hazgate::daemon
