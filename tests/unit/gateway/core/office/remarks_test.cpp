#include "gateway/core/office/remarks.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hazgate::office {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_days;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

constexpr auto kEnglish = LetterLanguage::English;
constexpr auto kChinese = LetterLanguage::Chinese;

std::chrono::sys_seconds local(WallTime at) {
  return std::chrono::floor<seconds>(
      std::chrono::sys_time<std::chrono::milliseconds>{at.time_since_epoch()});
}

/// A day on which all was watched.
class OfficeRemarks : public testing::Test {
 protected:
  OfficeRemarks() {
    c_.round.first = c_.round.last = *date_from("2026-05-31");
    c_.round.period = {begin_, begin_ + hours{24}};
    c_.until = c_.round.period.end;
    c_.gateway_running = 1.0;
    c_.devices = {{"gd-101", 1.0}, {"gd-102", std::nullopt}};
    c_.links = {{"uplink", 1.0}};
  }
  std::vector<std::string> lines(LetterLanguage language = kEnglish) const {
    std::vector<std::string> lines;
    for (const Remark& remark : remarks_of(c_, language)) {
      lines.push_back(std::string(to_text(remark.kind)) + ": " + remark.text);
    }
    return lines;
  }
  std::string line() const { return report_line(c_, kEnglish); }
  void gap(WallTime begin, WallTime end) {
    c_.gaps.push_back({begin, end, local(begin), local(end)});
  }

  const WallTime begin_{sys_days{*date_from("2026-05-31")}.time_since_epoch()};
  Contents c_;
};

TEST_F(OfficeRemarks, AreNoneOfAQuietDay) {
  EXPECT_THAT(lines(), IsEmpty());
  EXPECT_EQ(line(), "daily report 2026-05-31: nothing happened");
}

TEST_F(OfficeRemarks, LeaveZeroAZeroAndNeverCallItNothing) {
  c_.incidents.drills = 1;
  c_.overdue = {{.id = "gd-101", .duty = "calibration"}, {.id = "leak", .duty = "drill"}};
  c_.ledger.overdue = 2;
  c_.ledger.found = 1;
  c_.shelved = {{.id = "a.HH", .by = {}, .reason = {}, .until = {}}};
  c_.out_of_service = {{.id = "b.HH", .by = {}, .reason = {}, .until = {}}};
  c_.suppressed = {{.id = "c.HH", .by = {}, .reason = {}, .until = {}}};
  c_.devices[0].answering = 0.5;
  EXPECT_THAT(
      lines(),
      ElementsAre("drill: drills: 1", "overdue: overdue: 2 (gd-101 calibration, leak drill)",
                  "hidden-danger: hidden dangers: found 1, beyond their deadline 2, work "
                  "stopped 0",
                  "quiet: shelved: 1 (a.HH)", "quiet: out of service, bypassed: 1 (b.HH)",
                  "quiet: suppressed: 1 (c.HH)", "silent: did not answer: gd-101 12 h 0 min"));
  EXPECT_TRUE(c_.is_zero());
  EXPECT_EQ(line(), "daily report 2026-05-31: no alarm, no accident; remarks: 7");
  EXPECT_EQ(report_line(c_, kChinese), "日报 2026-05-31: 零报告，无报警、无事故；另有说明7项");
  EXPECT_THAT(report_letter(c_, "Acme", kChinese).text,
              AllOf(HasSubstr("! 逾期：2项（gd-101 校准, leak 演练）"),
                    HasSubstr("! 无应答：gd-101 12小时0分钟"),
                    HasSubstr("! 停用（旁路）的报警：1个（b.HH）")));
}

TEST_F(OfficeRemarks, EachAloneKeepsItFromBeingNothing) {
  const Contents quiet = c_;
  const auto remarked = [&](const char* kind) {
    EXPECT_THAT(lines(), ElementsAre(StartsWith(std::string(kind) + ": ")));
    EXPECT_THAT(line(), testing::Not(HasSubstr("nothing happened"))) << kind;
    c_ = quiet;
  };
  c_.incidents.drills = 1;
  remarked("drill");
  c_.overdue = {{.id = "gd-101", .duty = "calibration"}};
  remarked("overdue");
  c_.ledger.overdue = 1;
  remarked("hidden-danger");
  c_.ledger.stop_work = 1;
  remarked("hidden-danger");
  c_.suppressed = {{.id = "c.HH", .by = {}, .reason = {}, .until = {}}};
  remarked("quiet");
  c_.links[0].answering = 0.99;
  remarked("silent");
  c_.alarms.active_at_end = 1;
  remarked("standing");
}

TEST_F(OfficeRemarks, SayWhenItWasPutToWork) {
  c_.in_service = Start{begin_ + hours{7}, local(begin_ + hours{7})};
  EXPECT_THAT(lines(),
              ElementsAre("service: since 2026-05-31 07:00, when hazgate was put into service"));
  EXPECT_TRUE(c_.is_zero());
  c_.in_service = Start{begin_ + hours{31}, local(begin_ + hours{31})};
  EXPECT_THAT(lines(), ElementsAre("service: hazgate was put into service only on 2026-06-01 "
                                   "07:00; nobody watched before"));
  EXPECT_EQ(line(), "daily report 2026-05-31: not watched, nothing is known");
}

TEST_F(OfficeRemarks, SayEachGap) {
  gap(begin_, begin_ + minutes{90});
  gap(begin_ + hours{20}, begin_ + hours{20} + seconds{12});
  c_.gateway_running = 0.9;
  c_.devices[0].answering = c_.links[0].answering = 0.9;
  EXPECT_THAT(lines(),
              ElementsAre("gap: not watched from 2026-05-31 00:00 to 2026-05-31 01:30 (1 h 30 min)",
                          "gap: not watched from 2026-05-31 20:00 to 2026-05-31 20:00 (12 s)"));
  EXPECT_EQ(line(),
            "daily report 2026-05-31: 0 alarms, 0 incidents, not watched all the time; "
            "remarks: 2");
  for (int i = 0; i < 12; ++i) gap(begin_ + hours{21}, begin_ + hours{21} + seconds{12});
  EXPECT_EQ(lines().size(), 11U);
  EXPECT_EQ(lines().back(), "gap: and 4 gaps more");
}

TEST_F(OfficeRemarks, OfADayThatWasAGapSayThatNothingIsKnown) {
  gap(begin_, begin_ + hours{24});
  c_.gateway_running = c_.devices[0].answering = c_.links[0].answering = 0.0;
  EXPECT_FALSE(c_.is_zero());
  EXPECT_EQ(line(), "daily report 2026-05-31: not watched, nothing is known");
  EXPECT_EQ(lines(kChinese).front(),
            "gap: 2026-05-31 00:00至2026-06-01 00:00无监测（24小时0分钟）");
}

TEST_F(OfficeRemarks, NameTenThings) {
  for (int i = 0; i < 12; ++i)
    c_.overdue.push_back({.id = "e" + std::to_string(i), .duty = "drill"});
  EXPECT_THAT(lines().front(), AllOf(HasSubstr("overdue: 12 ("), HasSubstr("e9 drill, …)")));
  EXPECT_THAT(lines().front(), testing::Not(HasSubstr("e10")));
}

}  // namespace
}  // namespace hazgate::office
