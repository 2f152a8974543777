#include "gateway/daemon/office_desk.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/json.hpp>
#include <future>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>

#include "tests/support/fake_answer.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/small_site.hpp"

namespace hazgate::daemon {
namespace {

using office::date_from;
using std::chrono::hours;
using std::chrono::sys_days;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

/// The office over a real journal, by a clock of its own. The site's time is UTC.
class OfficeDeskTest : public ::testing::Test {
 protected:
  OfficeDeskTest() {
    settings.site = small.spec;
    settings.site.language = "en";
    settings.site.name = "Acme";
    settings.report.to = {"wang"};
    settings.drills = {{.plan = "leak", .name = "Leak"}};
    settings.equipment = {{.id = "pg-1",
                           .kind = office::EquipmentKind::Gauge,
                           .duties = {{.duty = office::Duty::Calibration,
                                       .last = date_from("2025-12-20"),
                                       .every = office::Span{.months = 6}}}}};
  }
  ~OfficeDeskTest() override { stop(); }

  /// `last`: the latest stamp of the record before.
  void start(WallTime last = {}) {
    journal::Options options;
    options.path = folder.path() / "hazgate.db";
    auto opened = journal::Journal::open(
        options, {.committed =
                      [this](journal::Committed&& committed) {
                        boost::asio::post(io, [this, committed = std::move(committed)] {
                          if (desk != nullptr) desk->committed(committed);
                        });
                      },
                  .failed = [](const std::string&) {}});
    ASSERT_TRUE(opened);
    journal = std::move(*opened);
    core = std::make_unique<Core>(io, settings.site, nullptr, [](auto) {});
    core->attach(journal.get());
    desk = std::make_unique<OfficeDesk>(
        *core,
        OfficeSurroundings{
            .settings = [this]() -> const config::Settings& { return settings; },
            .time =
                [this] {
                  return office::OfficeTime{WallTime{now.time_since_epoch()}, now};
                },
            .moment_of =
                [](std::chrono::sys_seconds local) { return WallTime{local.time_since_epoch()}; },
            .local = site::as_utc,
            .journal = [this] { return journal.get(); },
            .post = [this](std::function<void()> work) { boost::asio::post(io, std::move(work)); },
            .marks_changed = [] {},
            .letter =
                [this](const auto& contacts, const auto& letter) {
                  EXPECT_THAT(contacts, ElementsAre("wang"));
                  letters.push_back(letter);
                  return Written{
                      .documents = {{"letter", letter.key, "{}"}},
                      .on_record = [this, key = letter.key] { recorded.push_back(key); }};
                },
            .letters = [this] { return unsent; },
            .ledger = [](const kpi::Period&) { return office::LedgerCounts{.found = 65}; }});
    desk->restore(journal->opened(), last);
  }
  void stop() {
    journal.reset();
    desk.reset();
    core.reset();
  }

  /// Looks again and again until it is so.
  template <class Condition>
  bool look_until(const Condition& condition) {
    auto work = boost::asio::make_work_guard(io);
    io.restart();
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    while (!condition() && std::chrono::steady_clock::now() < deadline) {
      desk->look();
      io.run_one_for(std::chrono::milliseconds{20});
    }
    return condition();
  }
  std::vector<boost::json::object> items(const std::string& op) {
    auto answer = std::make_shared<testing::FakeAnswer>();
    EXPECT_TRUE(desk->call({.op = op, .args = {}, .caller = {}}, answer)) << op;
    EXPECT_TRUE(answer->ended);
    return answer->items;
  }

  const testing::SmallSite small;
  ScratchFolder folder;
  config::Settings settings;
  boost::asio::io_context io;
  std::unique_ptr<journal::Journal> journal;
  std::unique_ptr<Core> core;
  std::unique_ptr<OfficeDesk> desk;
  /// The reports on record, by their ids.
  std::map<std::string, boost::json::object> reports() {
    std::promise<std::map<std::string, boost::json::object>> read;
    journal->read_events(
        journal::Lane::Event, 0, 1000, [&](const std::vector<journal::EventRecord>& records) {
          std::map<std::string, boost::json::object> bodies;
          for (const auto& record : records) {
            if (record.kind != "report") continue;
            auto body = boost::json::parse(record.body).as_object();
            const std::string id(body.at("id").as_string());
            EXPECT_TRUE(bodies.emplace(id, std::move(body)).second) << id << " twice";
          }
          read.set_value(std::move(bodies));
        });
    return read.get_future().get();
  }
  WallTime wall() const { return WallTime{now.time_since_epoch()}; }

  std::vector<notify::Letter> letters;
  std::vector<std::string> recorded;  ///< keys of letters that are on record
  std::vector<boost::json::object> unsent;
  std::chrono::sys_seconds now = sys_days{*date_from("2026-06-10")} + hours{12};
};

TEST_F(OfficeDeskTest, WritesOneLetterForEachReportAndEachDay) {
  start();
  ASSERT_TRUE(look_until([&] { return letters.size() == 1; })) << "the gauge is due in ten days";
  EXPECT_EQ(letters[0].subject, "due: 1, overdue: 0");
  now = sys_days{*date_from("2026-06-11")} + hours{8};
  ASSERT_TRUE(look_until([&] { return letters.size() == 2; }));
  EXPECT_THAT(letters[1].subject,
              HasSubstr("daily report 2026-06-10: no alarm, no accident; remarks: 2"));
  EXPECT_THAT(letters[1].text, HasSubstr("! hidden dangers: found 65, beyond their deadline 0"));
  EXPECT_THAT(letters[1].text, HasSubstr("found 65"));
  EXPECT_THAT(letters[1].key, HasSubstr("/report/daily/2026-06-10"));
  const auto sent = [&] {
    for (const auto& row : items("report-list")) {
      if (row.at("id") == "daily/2026-06-10") return row.at("state") == "sent";
    }
    return false;
  };
  EXPECT_TRUE(look_until(sent)) << "there is no park to wait for";
  stop();
  start();
  EXPECT_TRUE(look_until(sent));
  EXPECT_THAT(letters, SizeIs(2));
}

TEST_F(OfficeDeskTest, MakesUpForEachDayThatItWasOffAndShowsTheGap) {
  start();
  ASSERT_TRUE(look_until([&] { return letters.size() == 1; }));
  const WallTime off = wall();  // on the 10th at noon
  stop();
  now = sys_days{*date_from("2026-06-13")} + hours{8} + std::chrono::minutes{30};
  start(off);
  ASSERT_TRUE(look_until([&] { return reports().size() == 3; }));
  auto made = reports();
  const auto day = [](const char* text) {
    return unix_ms(WallTime{sys_days{*date_from(text)}.time_since_epoch()});
  };
  const auto gap = [&](const char* id, std::int64_t from, std::int64_t to, bool late) {
    const auto& report = made.at(id);
    EXPECT_EQ(report.at("gaps").as_array(), boost::json::array({{{"from", from}, {"to", to}}}))
        << id;
    EXPECT_EQ(report.at("zero"), false) << id;
    EXPECT_EQ(report.at("late"), late) << id;
  };
  gap("daily/2026-06-10", unix_ms(off), day("2026-06-11"), true);
  gap("daily/2026-06-11", day("2026-06-11"), day("2026-06-12"), true);
  gap("daily/2026-06-12", day("2026-06-12"), day("2026-06-13"), false);
  EXPECT_THAT(std::string(made.at("daily/2026-06-11").at("text").as_string()),
              HasSubstr("not watched, nothing is known"));
  EXPECT_EQ(made.at("daily/2026-06-11").at("availability").at("gateway").to_number<double>(), 0.0);
}

TEST_F(OfficeDeskTest, ALetterIsInTheBatchOfItsNewsAndLeavesWhenThatIsOnRecord) {
  start();
  ASSERT_TRUE(look_until([&] { return !recorded.empty(); }));
  EXPECT_THAT(recorded, ElementsAre(letters[0].key));
  stop();
  start();
  EXPECT_THAT(journal->opened().memory.documents,
              ::testing::Contains(site::Document{"letter", letters[0].key, "{}"}));
  unsent = {{{"id", "x"}, {"report", "letter"}}};
  EXPECT_EQ(items("report-list").back().at("id"), "x");
}

TEST_F(OfficeDeskTest, KeepsTheDrillThatHasEnded) {
  start();
  ASSERT_TRUE(look_until([&] { return !items("drill-list").empty(); }));
  EXPECT_EQ(items("drill-list").at(0).at("due"), "2026-12-10");
  desk->drill_done("leak", WallTime{(now - hours{24}).time_since_epoch()});
  EXPECT_EQ(items("drill-list").at(0).at("last"), "2026-06-09");
  stop();
  start();
  EXPECT_EQ(items("drill-list").at(0).at("due"), "2026-12-09");
}

TEST_F(OfficeDeskTest, CountsThePapersThatCannotBeRead) {
  start();
  EXPECT_EQ(desk->unreadable(), 0u);
  journal->append({.documents = {{"drill", "leak", R"({"last":"2026-06-09"})"},
                                 {"away", "1", R"({"from":-9223372036854775808,"to":1})"}}});
  stop();
  start();
  EXPECT_EQ(desk->unreadable(), 1u);
  EXPECT_EQ(items("drill-list").at(0).at("last"), "2026-06-09");
}

TEST_F(OfficeDeskTest, ReportsNothingBeforeItsMemoryIsThere) {
  start();
  ASSERT_TRUE(look_until([&] { return letters.size() == 1; }));
  stop();
  start();
  journal.reset();
  now += hours{48};
  for (int i = 0; i < 10; ++i) desk->look();
  io.restart();
  io.poll();
  EXPECT_THAT(letters, SizeIs(1));
  EXPECT_THAT(desk->problem(), HasSubstr("2 reports have not reached the park: daily/2026-06-11, "
                                         "daily/2026-06-10;"))
      << "but it is seen";
}

}  // namespace
}  // namespace hazgate::daemon
