#include "gateway/cli/incident_document.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/cli/digest.hpp"
#include "gateway/cli/pdf_printer.hpp"
#include "tests/unit/gateway/cli/incident_items.hpp"

namespace hazgate::cli {
namespace {

using testing::ElementsAre;

std::vector<std::string> order(const IncidentDocument& document) {
  std::vector<std::string> order;
  for (const RecordEntry& entry : document.entries) {
    order.push_back((entry.kind == "audit" ? "A" : "") + std::to_string(entry.seq));
  }
  return order;
}

TEST(IncidentDocument, TheRecordIsInItsOwnOrderWhateverTheClockSaid) {
  const IncidentDocument document = incident_document(incident_items());
  EXPECT_THAT(order(document), ElementsAre("10", "11", "12", "13", "14", "15", "16", "17", "18",
                                           "A4", "A5", "19", "20"));
  EXPECT_EQ(document.first_seq, 10U);
  EXPECT_EQ(document.last_seq, 20U);
  EXPECT_EQ(document.epoch, "e1");
  EXPECT_TRUE(document.has_beginning);
}

TEST(IncidentDocument, PiecesOfReadingsAreOneCourse) {
  const IncidentDocument document = incident_document(incident_items());
  ASSERT_EQ(document.points.size(), 1U);
  const PointCourse& point = document.points[0];
  ASSERT_EQ(point.readings.size(), 4U);
  EXPECT_TRUE(point.whole);
  EXPECT_EQ(point.readings[1].value, 64.0);
  EXPECT_FALSE(point.readings[2].usable);
  EXPECT_FALSE(point.readings[2].value.has_value());
}

TEST(IncidentDocument, TheLimitIsTheOneThatWasInForce) {
  const IncidentDocument document = incident_document(incident_items());
  EXPECT_EQ(document.points[0].limits[0].value, 50.0) << "not the 60 of today's configuration";
}

TEST(IncidentDocument, AlarmsThatDidNotComeAndAreNoTriggersStayOut) {
  const IncidentDocument document = incident_document(incident_items());
  ASSERT_EQ(document.alarms.size(), 2U);
  EXPECT_EQ(document.alarms[0].times, 1U);
  EXPECT_EQ(document.alarms[0].normal, 1'769'869'400'000);
  EXPECT_EQ(document.alarms[1].raised, kOpened);
  EXPECT_FALSE(document.alarms[1].normal.has_value()) << "gd-1.gas.HH has not come back";
  EXPECT_EQ(document.alarms[1].state, "active");
}

TEST(IncidentDocument, WithoutClocksThoseOfTheRules) {
  const IncidentDocument document = incident_document(incident_items());
  ASSERT_EQ(document.clocks.size(), 5U);
  const std::int64_t hour = 3'600'000;
  EXPECT_EQ(document.clocks[0].due, kOpened + hour);
  EXPECT_FALSE(document.clocks[1].due.has_value()) << "it begins when somebody was told";
  EXPECT_EQ(document.clocks[2].due, kOpened + 24 * hour);
  EXPECT_EQ(document.clocks[3].due, kOpened + 72 * hour);
  EXPECT_EQ(document.clocks[4].due, kOpened + 720 * hour);
}

TEST(IncidentDocument, WhatTheDaemonKnowsOfReportAndEnd) {
  const IncidentDocument document = incident_document(incident_items(
      R"({"accident":"ordinary","review":{"cause":"c","people":"p","measures":"m","education":"e"},
      "clocks":[{"clock":"1h","due":5,"reported":7,"by":"zhao","to":"county"}],
      "report":{"deaths":0,"injured":2,"loss":50000000,"scene":"pump bay"}})"));
  EXPECT_EQ(document.accident, "ordinary");
  EXPECT_EQ(document.closing.education, "e");
  ASSERT_EQ(document.clocks.size(), 1U);
  EXPECT_EQ(document.clocks[0].to, "county");
  EXPECT_EQ(document.losses.deaths, 0.0) << "zero is known, none is not";
  EXPECT_EQ(document.losses.injured, 2.0);
  EXPECT_FALSE(document.losses.missing.has_value());
  EXPECT_EQ(document.losses.scene, "pump bay");
}

TEST(IncidentDocument, TheAccidentFollowsFromTheHarmAndNotFromTheResponse) {
  Items items = incident_items(R"({"level":"I"})");
  const auto add = [&](const char* event) { items.push_back(Item{{"event", item(event)}}); };
  add(R"({"kind":"incident","seq":30,"t":1769868270000,"entry":"graded","grade":"I","by":"li"})");
  EXPECT_EQ(incident_document(items).accident, "")
      << "the grade of the response is none of its own";
  add(R"({"kind":"incident","seq":31,"t":1769868271000,"entry":"casualties",
      "casualties":{"deaths":2,"light":9},"by":"li"})");
  EXPECT_EQ(incident_document(items).accident, "ordinary");
  EXPECT_EQ(incident_document(items).losses.light, 9.0);
  add(R"({"kind":"incident","seq":32,"t":1769868272000,"entry":"casualties",
      "casualties":{"deaths":3},"by":"li"})");
  EXPECT_EQ(incident_document(items).accident, "considerable") << "three deaths";
  add(R"({"kind":"incident","seq":33,"t":1769868273000,"entry":"casualties",
      "casualties":{"deaths":3,"loss":50000000},"by":"li"})");
  EXPECT_EQ(incident_document(items).accident, "major");
}

TEST(IncidentDocument, TheJsonFormIsOneLineAndTheSameEachTime) {
  const IncidentDocument document = incident_document(incident_items());
  EXPECT_EQ(document.json, incident_document(incident_items()).json);
  EXPECT_EQ(document.json.find('\n'), std::string::npos);
  const auto form = boost::json::parse(document.json).as_object();
  EXPECT_EQ(form.at("timeline").as_array().size(), 13U);
  EXPECT_EQ(form.at("points").at(0).at("readings").as_array().size(), 4U);
  EXPECT_EQ(form.at("record").at("last_seq"), 20);
}

TEST(IncidentDocument, NothingAtAllIsNoReasonToFail) {
  const IncidentDocument document = incident_document({});
  EXPECT_FALSE(document.has_beginning);
  EXPECT_FALSE(document.opened().has_value());
  EXPECT_EQ(document.clocks.size(), 5U);
}

TEST(Digest, TheVectorsOfFips180) {
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(PdfPrinter, WithoutABrowserItNamesThePackage) {
  EXPECT_FALSE(find_browser("/nonexistent:relative/folder::").has_value());
  const auto pdf = print_pdf("<p>x</p>", "/nonexistent");
  ASSERT_FALSE(pdf.has_value());
  EXPECT_THAT(pdf.error(), testing::HasSubstr("package chromium"));
}

}  // namespace
}  // namespace hazgate::cli
