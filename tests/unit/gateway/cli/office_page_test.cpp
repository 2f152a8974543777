#include "gateway/cli/office_page.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cstdlib>
#include <ctime>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/cli/office_texts.hpp"
#include "gateway/core/office/deadlines.hpp"
#include "gateway/core/office/returns.hpp"

namespace hazgate::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class CliOffice : public testing::Test {
 protected:
  CliOffice() {
    ::setenv("TZ", "CST-8", 1);
    ::tzset();
  }
  static Item item(const char* text) { return boost::json::parse(text).as_object(); }
  const Look plain;
  const Look chinese{.language = Language::Chinese};
};

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

TEST_F(CliOffice, EveryTextAndWordIsThereInEveryLanguage) {
  for (std::size_t i = 0; i < kOfficeTexts; ++i) {
    const auto text = static_cast<OfficeText>(i);
    EXPECT_TRUE(is_ascii(say(text, Language::English))) << i;
    EXPECT_FALSE(say(text, Language::English).empty()) << i;
    EXPECT_FALSE(is_ascii(say(text, Language::Chinese))) << say(text, Language::English);
  }
  const auto translated = [](const auto& words) {
    for (const auto one : words) EXPECT_FALSE(is_ascii(office_word(one, Language::Chinese))) << one;
  };
  translated(office::kRoundStateTexts);
  translated(office::kStageTexts);
  translated(office::kDutyTexts);
}

TEST_F(CliOffice, ListsReports) {
  const Items rows = {item(R"({"id":"daily/2026-05-31","from":"2026-05-31","to":"2026-05-31",
    "state":"missing","due":1780275600000,"made":null,"sent":null})"),
                      item(R"({"id":"weekly/2026-05-25","from":"2026-05-25","to":"2026-05-31",
    "state":"sent","due":1780275600000,"made":1780272001000,"sent":1780272003000})")};
  EXPECT_EQ(reports_text(rows, plain),
            "REPORT             PERIOD                   STATE    DUE                  MADE        "
            "         "
            "SENT\n"
            "daily/2026-05-31   2026-05-31               missing  2026-06-01 09:00:00  -           "
            "         "
            "-\n"
            "weekly/2026-05-25  2026-05-25 – 2026-05-31  sent     2026-06-01 09:00:00  2026-06-01 "
            "08:00:01  "
            "2026-06-01 08:00:03\n");
  EXPECT_THAT(reports_text(rows, chinese), HasSubstr("缺报"));
  EXPECT_EQ(reports_text({}, plain), "no report is due yet\n");
}

TEST_F(CliOffice, ListsLettersThatHaveNotArrived) {
  const Items rows = {item(R"({"id":"gw/report/daily/2026-05-31.wang","report":"letter",
    "contact":"wang","subject":"daily report","state":"undeliverable","made":1780272001000,
    "error":"no answer"})")};
  EXPECT_EQ(reports_text(rows, plain),
            "REPORT          PERIOD        STATE          DUE  MADE                 SENT\n"
            "letter to wang  daily report  undeliverable  -    2026-06-01 08:00:01  -\n"
            "    no answer\n");
  EXPECT_THAT(reports_text(rows, chinese),
              AllOf(HasSubstr("信件，致 wang"), HasSubstr("无法送达")));
}

TEST_F(CliOffice, ShowsWhatAReportHasToSayBesides) {
  const Item report = item(R"({"id":"daily/2026-05-31","text":"no alarm, no accident; remarks: 1",
    "remarks":[{"kind":"drill","text":"drills: 1"}]})");
  EXPECT_THAT(report_text({report}, plain),
              HasSubstr("no alarm, no accident; remarks: 1\n! drills: 1\n"));
}

TEST_F(CliOffice, ShowsAReportWithItsZeros) {
  const Item report = item(R"({"id":"daily/2026-05-31","from":"2026-05-31","to":"2026-05-31",
    "text":"daily report 2026-05-31: nothing happened",
    "alarms":{"total":0,"by_priority":{"critical":0,"high":0},"by_area":[{"id":"north","count":0}],
      "by_source":[],"top":[]},"kpi":{"per_day":{"value":0,"verdict":"good"},
      "stale":{"value":9,"verdict":"bad"}},
    "incidents":{"opened":0,"closed":0},"quiet":{"shelved":[{"id":"a.b","by":"Wang","reason":"x"}],
      "out_of_service":[],"suppressed":[]},
    "overdue":[{"id":"gd-101","duty":"calibration","due":"2026-05-20"}],
    "ledger":{"found":0,"listed":{"county":0}},
    "availability":{"gateway":0.75,"devices":{"gd-101":1.0,"gd-102":null},"links":{}}})");
  EXPECT_EQ(report_text({report}, plain),
            "daily/2026-05-31  2026-05-31\n"
            "daily report 2026-05-31: nothing happened\n"
            "Alarms: 0 (critical 0, high 0)\n"
            "  by area: north 0\n"
            "  by source: none\n"
            "  most frequent: none\n"
            "  figures: per_day 0, stale 9 (bad)\n"
            "incidents: opened 0, closed 0\n"
            "kept quiet: shelved 1, out_of_service 0, suppressed 0\n"
            "  a.b  Wang  x\n"
            "overdue: 1\n"
            "  gd-101  calibration  2026-05-20\n"
            "hidden dangers: found 0, county 0\n"
            "in service: gateway 75.00 %\n"
            "  devices: gd-101 100.00 %, gd-102 -\n"
            "  links: -\n");
}

TEST_F(CliOffice, ListsWhatIsDue) {
  const Item one = item(R"({"what":"equipment","id":"gd-101","name":"north","duty":"calibration",
    "last":"2025-05-20","every":"1 year","due":"2026-05-20","days":-12,"stage":"overdue",
    "device":"gd-101","certificate":"JL-7","holder":"Zhao"})");
  EXPECT_THAT(
      equipment_text({one}, plain),
      AllOf(HasSubstr("gd-101     calibration  2025-05-20  1 year  2026-05-20   -12  overdue"),
            HasSubstr("gd-101  CERTIFICATE JL-7  HOLDER Zhao")));
  EXPECT_THAT(equipment_text({one}, chinese), AllOf(HasSubstr("已逾期"), HasSubstr("校准")));
  const Item drill = item(R"({"id":"leak","duty":"drill","last":null,"due":"2026-11-30","days":99,
    "stage":"none"})");
  EXPECT_THAT(drills_text({drill}, plain), AllOf(HasSubstr("never"), HasSubstr("in order")));
  EXPECT_THAT(equipment_text({}, plain), HasSubstr("[[equipment]]"));
}

TEST_F(CliOffice, MarksAReadingOfOverdueEquipment) {
  Item point = item(R"({"id":"gd-101.gas","name":"north","value":1.0,"quality":"good","t":0,
    "note":"the device is warming up","overdue":{"duty":"calibration","due":"2026-05-20"}})");
  EXPECT_THAT(points_text({point}, plain),
              HasSubstr("north: the device is warming up; calibration overdue since 2026-05-20"));
  EXPECT_THAT(point_line(point, chinese), HasSubstr("校准已逾期，期限2026-05-20"));
  point.erase("overdue");
  EXPECT_THAT(points_text({point}, plain), Not(HasSubstr("overdue")));
}

}  // namespace
}  // namespace hazgate::cli
