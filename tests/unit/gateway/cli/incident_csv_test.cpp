#include "gateway/cli/incident_csv.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/gateway/cli/incident_items.hpp"

namespace hazgate::cli {
namespace {

using testing::HasSubstr;

TEST(IncidentCsv, CellsAreQuotedByRfc4180) {
  EXPECT_EQ(csv_cell(""), "");
  EXPECT_EQ(csv_cell("plain 罐区"), "plain 罐区");
  EXPECT_EQ(csv_cell("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_cell("say \"no\""), "\"say \"\"no\"\"\"");
  EXPECT_EQ(csv_cell("two\nlines"), "\"two\nlines\"");
  EXPECT_EQ(csv_cell("cr\rhere"), "\"cr\rhere\"");
}

TEST(IncidentCsv, NoCellIsAFormula) {
  EXPECT_EQ(csv_cell("=1+1"), "'=1+1");
  EXPECT_EQ(csv_cell("+8613800000001"), "'+8613800000001");
  EXPECT_EQ(csv_cell("-cmd|' /C calc'!A0"), "'-cmd|' /C calc'!A0");
  EXPECT_EQ(csv_cell("@SUM(A1,A2)"), "\"'@SUM(A1,A2)\"");
  EXPECT_EQ(csv_cell("\t=1"), "'\t=1");
  EXPECT_EQ(csv_cell("\r=1"), "\"'\r=1\"");
  EXPECT_EQ(csv_cell("  =1"), "'  =1");
  EXPECT_EQ(csv_cell("\n=1"), "\"'\n=1\"");
  EXPECT_EQ(csv_cell("-inf"), "'-inf");
  EXPECT_EQ(csv_cell("-2+3"), "'-2+3");
  EXPECT_EQ(csv_cell("-"), "'-");
}

TEST(IncidentCsv, ANumberStaysANumber) {
  for (const char* number : {"-5", "-0.25", "-1e3", "64", "3.5"}) {
    EXPECT_EQ(csv_cell(number), number);
  }
}

TEST(IncidentCsv, TheTimelineAsATable) {
  const ReportWords words{.zone = calendar::Zone::find("Asia/Shanghai").value(),
                          .zone_name = "Asia/Shanghai"};
  const std::string csv = incident_csv(incident_document(incident_items()), words);
  EXPECT_EQ(csv.substr(0, 3), "\xEF\xBB\xBF");
  EXPECT_THAT(csv,
              HasSubstr("Seq,Time (Asia/Shanghai),UTC time,Kind,Who,What,Cause,Result,DRILL\r\n"));
  EXPECT_THAT(
      csv, HasSubstr("\r\n10,2026-01-31 22:04:19.000,2026-01-31T14:04:19.000Z,alarm,gateway,"
                     "Alarm gd-1.gas.HH: normal → active,condition holds,\"64, Limit 50\",\r\n"));
  EXPECT_THAT(csv, HasSubstr("\"'+8613800000001, \"\"on my way\"\"\",\r\n"));
  EXPECT_THAT(csv, HasSubstr("\r\nA5,"));
  const std::string drill =
      incident_csv(incident_document(incident_items(R"({"drill":true})")), words);
  EXPECT_THAT(drill, HasSubstr(",DRILL\r\n10,"));
  EXPECT_THAT(drill, HasSubstr("Limit 50\",DRILL\r\n"));
}

}  // namespace
}  // namespace hazgate::cli
