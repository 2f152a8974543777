#include "gateway/core/emergency/clock_texts.hpp"

#include <array>

namespace hazgate::emergency {
namespace {

struct Words {
  std::array<std::string_view, 5> duties;  ///< in the order of Duty
  std::string_view fire_supplement;
  std::array<std::string_view, 4> grades;  ///< in the order of AccidentGrade
  std::array<std::string_view, 4> stages;  ///< in the order of ReminderStage
  std::string_view drill, report, binds;
};

constexpr Words kSimplified = {
    {"1小时内:单位负责人报县级应急管理部门(国务院令第493号第九条)",
     "2小时内:逐级上报(国务院令第493号第十一条)", "24小时内:伤亡事故报告(当地规定)",
     "3日内:填报伤亡事故报表(当地规定)",
     "事故发生之日起30日内:补报伤亡人数变化(国务院令第493号第十三条)"},
    "事故发生之日起7日内(火灾):补报伤亡人数变化(国务院令第493号第十三条)",
    {"一般事故", "较大事故", "重大事故", "特别重大事故"},
    {"时限已过半", "时限将到", "时限已到,尚未报告", "已超时,尚未报告"},
    "【演练】",
    "事故报告:",
    "(时限最短,以此为准)"};

constexpr Words kTraditional = {
    {"1小時內:單位負責人報縣級應急管理部門(國務院令第493號第九條)",
     "2小時內:逐級上報(國務院令第493號第十一條)", "24小時內:傷亡事故報告(當地規定)",
     "3日內:填報傷亡事故報表(當地規定)",
     "事故發生之日起30日內:補報傷亡人數變化(國務院令第493號第十三條)"},
    "事故發生之日起7日內(火災):補報傷亡人數變化(國務院令第493號第十三條)",
    {"一般事故", "較大事故", "重大事故", "特別重大事故"},
    {"時限已過半", "時限將到", "時限已到,尚未報告", "已逾時,尚未報告"},
    "【演練】",
    "事故報告:",
    "(時限最短,以此為準)"};

constexpr Words kEnglish = {
    {"within 1 h, the head of the unit to the county's emergency department (Order 493 Art. 9)",
     "within 2 h, each level to the one above (Order 493 Art. 11)",
     "within 24 h, accident with casualties (local rule)",
     "within 3 d, written form of the accident (local rule)",
     "within 30 d of the accident, changed number of casualties (Order 493 Art. 13)"},
    "within 7 d of the fire, changed number of casualties (Order 493 Art. 13)",
    {"ordinary accident", "considerable accident", "major accident", "extraordinary accident"},
    {"half of the time has gone", "little time is left", "the time is up and it is not reported",
     "it is overdue and not reported"},
    "[DRILL] ",
    "Report of the accident: ",
    " (the shortest time: it binds)"};

const Words& words_of(std::string_view language) {
  if (language == "en") return kEnglish;
  return language == "zh-TW" ? kTraditional : kSimplified;
}

}  // namespace

std::string_view duty_text(Duty duty, bool fire, std::string_view language) {
  const Words& words = words_of(language);
  if (fire && duty == Duty::Supplement) return words.fire_supplement;
  return words.duties[static_cast<std::size_t>(duty)];
}

std::string_view accident_text(AccidentGrade grade, std::string_view language) {
  return words_of(language).grades[static_cast<std::size_t>(grade)];
}

std::string reminder_text(const ClockReminder& reminder, bool fire, std::string_view language) {
  const Words& words = words_of(language);
  std::string text(reminder.drill ? words.drill : "");
  text += words.report;
  text += words.stages[static_cast<std::size_t>(reminder.stage)];
  text += language == "en" ? ": " : ":";
  text += duty_text(reminder.duty, fire, language);
  if (reminder.binds) text += words.binds;
  return text;
}

}  // namespace hazgate::emergency
