#include "gateway/core/office/letter.hpp"

#include <array>

#include "gateway/core/office/remarks.hpp"
#include "gateway/core/office/wording.hpp"

namespace hazgate::office {
namespace {

const char* kind_name(ReportKind kind, LetterLanguage language) {
  constexpr std::array<Both, kReportKindTexts.size()> kNames = {{{"daily report", "日报"},
                                                                 {"weekly report", "周报"},
                                                                 {"monthly report", "月报"},
                                                                 {"quarterly report", "季报"},
                                                                 {"half-year report", "半年报"},
                                                                 {"report", "专项报告"}}};
  return in(language, kNames[static_cast<std::size_t>(kind)]);
}

const char* priority_name(std::size_t priority, LetterLanguage language) {
  constexpr std::array<const char*, 4> kChinese = {"紧急", "高", "中", "低"};
  if (language == LetterLanguage::Chinese) return kChinese[priority];
  return kPriorityTexts[priority].data();
}

std::string days_of(const Round& round) {
  const std::string first = to_text(round.first);
  return round.first == round.last ? first : first + " – " + to_text(round.last);
}

std::string share_text(const std::optional<double>& share) {
  return share ? fmt::format("{:.2f} %", *share * 100) : "-";
}

std::string counted_text(const std::vector<kpi::Counted>& list) {
  std::string text;
  for (const kpi::Counted& one : list) {
    text += (text.empty() ? "" : ", ") + (one.id.empty() ? std::string("-") : one.id) + ' ' +
            std::to_string(one.count);
  }
  return text.empty() ? "-" : text;
}

std::string alarm_lines(const Contents& contents, LetterLanguage language) {
  std::string by_priority;
  for (std::size_t i = 0; i < contents.alarms.by_priority.size(); ++i) {
    by_priority += fmt::format("{}{} {}", i == 0 ? "" : ", ", priority_name(i, language),
                               contents.alarms.by_priority[i]);
  }
  return say(language, {"Alarms: {} ({}); quiet ones: {}\n", "报警：{}（{}）；静默报警：{}\n"},
             contents.alarms.alarms, by_priority, contents.quiet_alarms()) +
         say(language, {"  by area: {}\n", "  按区域：{}\n"}, counted_text(contents.by_area)) +
         say(language, {"  by source: {}\n", "  按重大危险源：{}\n"},
             counted_text(contents.by_source)) +
         say(language, {"  most frequent: {}\n", "  最频繁：{}\n"},
             counted_text(contents.alarms.top));
}

std::string ledger_lines(const LedgerCounts& ledger, LetterLanguage language) {
  return say(language,
             {"Hidden dangers: found {}, fixed on site {}, notices {}, done in time {}, re-checks "
              "passed {} of {}\n",
              "隐患：查处{}条，现场整改{}条，限期整改通知书{}份，限期完成{}条，复查合格{}/{}\n"},
             ledger.found, ledger.fixed_on_site, ledger.notices, ledger.done_in_time,
             ledger.rechecks_passed, ledger.rechecks) +
         say(language,
             {"  open {}, overdue {}, work stopped {}; listed by county {}, prefecture {}, "
              "province {}\n",
              "  未关闭{}条，逾期{}条，停工{}条；挂牌督办：县级{}条，州级{}条，省级{}条\n"},
             ledger.open, ledger.overdue, ledger.stop_work, ledger.county, ledger.prefecture,
             ledger.province);
}

std::string quiet_lines(const std::vector<QuietAlarm>& list) {
  std::string text;
  for (const QuietAlarm& alarm : list) {
    text += "  " + alarm.id + "  " + alarm.by + (alarm.reason.empty() ? "" : ": " + alarm.reason) +
            '\n';
  }
  return text;
}

std::string overdue_lines(const Contents& contents, LetterLanguage language) {
  std::string text = say(language, {"Overdue: {}\n", "逾期：{}\n"}, contents.overdue.size());
  for (const Deadline& deadline : contents.overdue) {
    text += say(language, {"  {} {}: due {}\n", "  {} {}：应于{}前完成\n"}, deadline.id,
                duty_name(deadline.duty, language), to_text(deadline.due));
  }
  return text;
}

std::string shares(const std::vector<Share>& list) {
  std::string text;
  for (const Share& share : list) {
    text += (text.empty() ? "" : ", ") + share.id + ' ' + share_text(share.answering);
  }
  return text.empty() ? "-" : text;
}

/// "nothing happened" only when there is nothing else to say either.
std::string outcome_text(const Contents& contents, LetterLanguage language) {
  const std::size_t remarks = remarks_of(contents, language).size();
  if (contents.watched().count() == 0) {
    return in(language, {"not watched, nothing is known", "无监测，情况不明"});
  }
  std::string text;
  if (!contents.is_zero()) {
    text = say(language, {"{} alarms, {} incidents", "报警{}次，事件{}起"}, contents.alarms.alarms,
               contents.incidents.opened);
    if (!contents.gaps.empty())
      text += in(language, {", not watched all the time", "，监测有中断"});
  } else if (remarks == 0) {
    return in(language, {"nothing happened", "零报告，无异常"});
  } else {
    text = in(language, {"no alarm, no accident", "零报告，无报警、无事故"});
  }
  if (remarks > 0) text += say(language, {"; remarks: {}", "；另有说明{}项"}, remarks);
  return text;
}

}  // namespace

LetterLanguage letter_language(std::string_view site_language) {
  return site_language == "en" ? LetterLanguage::English : LetterLanguage::Chinese;
}

std::string report_line(const Contents& contents, LetterLanguage language) {
  std::string line =
      fmt::format("{} {}: ", kind_name(contents.round.kind, language), days_of(contents.round));
  if (!contents.unreadable.empty()) {
    line += in(language, {"the record cannot be read", "记录无法读取"});
  } else {
    line += outcome_text(contents, language);
  }
  if (contents.late) line += in(language, {" (late)", "（迟报）"});
  if (contents.corrects) line += in(language, {" (corrected)", "（更正）"});
  return line;
}

LetterText report_letter(const Contents& contents, const std::string& site,
                         LetterLanguage language) {
  LetterText letter{.subject = report_line(contents, language)};
  std::string& text = letter.text;
  text = site + '\n' + letter.subject + "\n\n";
  if (!contents.unreadable.empty()) text += contents.unreadable + '\n';
  for (const Remark& remark : remarks_of(contents, language)) text += "! " + remark.text + '\n';
  text += alarm_lines(contents, language);
  text += say(language,
              {"Incidents: opened {}, closed {}, still open {}; drills {}\n",
               "事件：发生{}起，关闭{}起，未关闭{}起；演练{}次\n"},
              contents.incidents.opened, contents.incidents.closed, contents.incidents.open,
              contents.incidents.drills);
  text += say(language,
              {"Kept quiet now: shelved {}, out of service {}, suppressed {}\n",
               "当前静默：搁置{}，停用{}，抑制{}\n"},
              contents.shelved.size(), contents.out_of_service.size(), contents.suppressed.size());
  text += quiet_lines(contents.shelved) + quiet_lines(contents.out_of_service) +
          quiet_lines(contents.suppressed);
  text += overdue_lines(contents, language);
  text += ledger_lines(contents.ledger, language);
  text += say(language, {"In service: gateway {}\n", "投用率：网关{}\n"},
              share_text(contents.gateway_running));
  text += say(language, {"  devices: {}\n", "  设备：{}\n"}, shares(contents.devices));
  text += say(language, {"  links: {}\n", "  链路：{}\n"}, shares(contents.links));
  return letter;
}

std::string due_line(const Announcement& announcement, LetterLanguage language) {
  const Deadline& deadline = announcement.deadline;
  std::string what = deadline.id;
  if (!deadline.name.empty() && deadline.name != deadline.id) what += " (" + deadline.name + ")";
  const char* duty = duty_name(deadline.duty, language);
  const std::string due = to_text(deadline.due);
  if (announcement.stage == Stage::Overdue) {
    return say(
        language,
        {"{} {}: overdue, it was due on {} ({} days ago)", "{} {}：已逾期，期限{}（{}天前）"}, what,
        duty, due, -announcement.days);
  }
  return say(language, {"{} {}: due on {}, in {} days", "{} {}：期限{}，还有{}天"}, what, duty, due,
             announcement.days);
}

LetterText due_letter(const std::vector<Announcement>& announcements, const std::string& site,
                      LetterLanguage language) {
  std::size_t overdue = 0;
  for (const Announcement& each : announcements) overdue += each.stage == Stage::Overdue ? 1 : 0;
  LetterText letter;
  letter.subject = say(language, {"due: {}, overdue: {}", "到期提醒{}项，逾期{}项"},
                       announcements.size() - overdue, overdue);
  letter.text = site + '\n' + letter.subject + "\n\n";
  for (const Announcement& each : announcements) letter.text += due_line(each, language) + '\n';
  return letter;
}

}  // namespace hazgate::office
