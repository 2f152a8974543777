#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>

#include "gateway/daemon/board.hpp"
#include "gateway/daemon/messages.hpp"
#include "gateway/daemon/office_messages.hpp"
#include "gateway/daemon/office_papers.hpp"
#include "tests/support/fake_answer.hpp"
#include "tests/support/small_site.hpp"

namespace hazgate::daemon {
namespace {

namespace json = boost::json;
using office::date_from;
using ::testing::IsEmpty;

WallTime at(std::int64_t ms) {
  return from_unix_ms(ms);
}

/// Kept and given back.
OfficeMemory again(const OfficeMemory& memory,
                   const std::vector<std::pair<std::string, std::string>>& papers) {
  OfficeMemory after;
  for (const auto& [kind, id] : papers) {
    const site::Document paper = paper_of(memory, kind, id);
    EXPECT_FALSE(paper.body.empty()) << kind << ' ' << id;
    take_paper(paper, after);
  }
  return after;
}

TEST(OfficePapers, AreTheSameAfterARestart) {
  OfficeMemory memory;
  memory.deadlines.done["gd-101/calibration"] = {
      .on = *date_from("2026-05-20"), .by = "赵", .certificate = "JL\"7", .until = {}};
  memory.deadlines.done["li/certificate"] = {.on = *date_from("2026-05-20"),
                                             .until = date_from("2028-05-20")};
  memory.deadlines.drills["leak"] = {date_from("2026-03-01"), date_from("2026-01-01")};
  memory.deadlines.drills["fire"] = {{}, date_from("2026-01-01")};
  memory.deadlines.announced["equipment/gd-101/calibration"] = {
      *date_from("2026-05-20"), office::Stage::Overdue, *date_from("2026-05-21")};
  memory.returns.since[office::ReportKind::Weekly] = at(1'780'000'000'123);
  memory.returns.proofs["daily/2026-05-31"] = {
      .made = at(1'780'000'000'456), .late = true, .seq = 812, .sent = at(1'780'000'000'789)};
  memory.returns.proofs["daily/2026-06-01"] = {.made = at(1'780'000'000'456)};
  memory.away["1"] = {at(1), at(2'000)};
  memory.service.known = office::InService{.since = at(1'780'000'000'001), .confirmed = true};
  const OfficeMemory after = again(memory, {{"equipment", "gd-101/calibration"},
                                            {"equipment", "li/certificate"},
                                            {"drill", "leak"},
                                            {"drill", "fire"},
                                            {"due", "equipment/gd-101/calibration"},
                                            {"report", "weekly"},
                                            {"report", "daily/2026-05-31"},
                                            {"report", "daily/2026-06-01"},
                                            {"away", "1"},
                                            {"service", "gateway"}});
  EXPECT_EQ(after.service.known, memory.service.known);
  EXPECT_EQ(after.deadlines.done, memory.deadlines.done);
  EXPECT_EQ(after.deadlines.drills, memory.deadlines.drills);
  EXPECT_EQ(after.deadlines.announced, memory.deadlines.announced);
  EXPECT_EQ(after.returns.since, memory.returns.since);
  EXPECT_EQ(after.returns.proofs, memory.returns.proofs);
  EXPECT_EQ(after.away.at("1").to, at(2'000));
}

TEST(OfficePapers, OfWhatIsGoneAreForgotten) {
  for (const char* kind : {"equipment", "drill", "due", "report", "away", "service", "hazard"}) {
    EXPECT_EQ(paper_of({}, kind, "daily/x").body, "") << kind;
  }
}

/// A body of each kind as it is written, and the id that belongs to it.
struct Paper {
  const char* kind;
  const char* id;
  const char* body;
};
constexpr Paper kPapers[] = {
    {"equipment", "gd-101/calibration",
     R"({"by":"zhao","certificate":"7","on":"2026-05-20","until":"2028-05-20"})"},
    {"drill", "leak", R"({"last":"2026-03-01","known_since":"2026-01-01"})"},
    {"due", "equipment/gd-101/calibration",
     R"({"stage":"overdue","due":"2026-05-20","day":"2026-05-21"})"},
    {"report", "daily", R"({"since":1780000000123})"},
    {"report", "daily/2026-05-31", R"({"made":1780000000456,"late":true,"seq":8,"sent":7})"},
    {"away", "1", R"({"from":1,"to":2000})"},
};

void expect_nothing(const OfficeMemory& memory, const std::string& why) {
  EXPECT_THAT(memory.deadlines.done, IsEmpty()) << why;
  EXPECT_THAT(memory.deadlines.drills, IsEmpty()) << why;
  EXPECT_THAT(memory.deadlines.announced, IsEmpty()) << why;
  EXPECT_THAT(memory.returns.proofs, IsEmpty()) << why;
  EXPECT_THAT(memory.returns.since, IsEmpty()) << why;
  EXPECT_THAT(memory.away, IsEmpty()) << why;
}

TEST(OfficePapers, ThatAreDamagedAreNotTaken) {
  for (const Paper& paper : kPapers) {
    OfficeMemory memory;
    EXPECT_TRUE(take_paper({paper.kind, paper.id, paper.body}, memory)) << paper.body;
    std::vector<std::string> bodies = {"", "{", "[]", "7", "{}"};
    const json::object whole = json::parse(paper.body).as_object();
    for (const auto& [key, value] : whole) {
      for (const json::value& wrong :
           {json::value(nullptr), json::value(1.5), json::value("x"), json::value(json::array{7}),
            json::value(std::numeric_limits<std::int64_t>::min())}) {
        if (value.is_string() && wrong.is_string() && (key == "by" || key == "certificate"))
          continue;
        json::object garbled = whole;
        garbled[key] = wrong;
        bodies.push_back(json::serialize(garbled));
      }
    }
    for (const std::string& body : bodies) {
      OfficeMemory nothing;
      EXPECT_FALSE(take_paper({paper.kind, paper.id, body}, nothing)) << body;
      expect_nothing(nothing, body);
    }
  }
}

TEST(OfficePapers, OfOthersAreLeftAlone) {
  OfficeMemory memory;
  for (const char* body : {"", "{", R"({"from":1,"to":2})"}) {
    EXPECT_TRUE(take_paper({"hazard", "1", body}, memory)) << body;
  }
  expect_nothing(memory, "hazard");
}

TEST(OfficeMessages, SayEveryZero) {
  office::Contents contents;
  contents.round.key = "daily/2026-05-31";
  contents.round.period = {at(0), at(1000)};
  contents.until = at(1000);
  contents.round.first = contents.round.last = contents.made_on = *date_from("2026-05-31");
  const json::object report = report_object(contents, {"wang"}, office::LetterLanguage::English);
  EXPECT_EQ(report.at("zero"), true);
  EXPECT_EQ(report.at("alarms").at("by_priority"),
            json::parse(R"({"critical":0,"high":0,"medium":0,"low":0})"));
  EXPECT_EQ(report.at("alarms").at("quiet"),
            json::parse(R"({"shelved":0,"suppressed":0,"out-of-service":0})"));
  EXPECT_EQ(report.at("ledger").at("listed"),
            json::parse(R"({"county":0,"prefecture":0,"province":0})"));
  EXPECT_EQ(report.at("contacts"), json::parse(R"(["wang"])"));
  EXPECT_EQ(report.if_contains("on_demand"), nullptr);
  EXPECT_EQ(report.if_contains("corrects"), nullptr);
  EXPECT_EQ(report.if_contains("in_service"), nullptr);
  EXPECT_EQ(report.at("remarks"), json::array());
  EXPECT_EQ(report.at("gaps"), json::array());
}

TEST(OfficeMessages, AGapIsAGap) {
  office::Contents contents;
  contents.round.period = {at(0), at(10'000)};
  contents.until = at(10'000);
  contents.in_service = office::Start{at(1'000), {}};
  contents.gaps = {{at(2'000), at(9'000), {}, {}}};
  const json::object report = report_object(contents, {}, office::LetterLanguage::English);
  EXPECT_EQ(report.at("zero"), false);
  EXPECT_EQ(report.at("in_service"), 1'000);
  EXPECT_EQ(report.at("gaps"), json::parse(R"([{"from":2000,"to":9000}])"));
  EXPECT_EQ(report.at("remarks").at(0).at("kind"), "service");
  EXPECT_EQ(report.at("remarks").at(1).at("kind"), "gap");
}

TEST(OfficeMarks, AreShownWithEachPointOfTheDeviceAndInDescribe) {
  const testing::SmallSite small;
  Board board(small.spec);
  auto answer = std::make_shared<testing::FakeAnswer>();
  board.watch("*.gas", answer);
  const std::size_t before = answer->items.size();
  const DeviceIndex device = small.spec.points[hazgate::at(small.gas[0])].device;
  const json::object what{{"equipment", "gd-1"}, {"duty", "calibration"}, {"due", "2026-05-20"}};
  board.mark({{device, what}});
  EXPECT_EQ(board.point(small.gas[0]).at("overdue"), what);
  EXPECT_EQ(board.point(small.gas[0]).at("quality"), "not-yet") << "the quality is the reading's";
  EXPECT_EQ(board.point(small.gas[1]).if_contains("overdue"), nullptr);
  EXPECT_EQ(answer->items.size(), before + 1) << "who watches is told, of that device only";
  board.mark({{device, what}});
  EXPECT_EQ(answer->items.size(), before + 1);
  const auto described = json::parse(describe_message(small.spec, {}, board.overdue()));
  EXPECT_EQ(described.at("devices").at(hazgate::at(device)).at("overdue"), what);
  board.mark({});
  EXPECT_EQ(board.point(small.gas[0]).if_contains("overdue"), nullptr);
  EXPECT_EQ(answer->items.size(), before + 2);
}

}  // namespace
}  // namespace hazgate::daemon
