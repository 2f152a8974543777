#include "gateway/cli/hazard_texts.hpp"

#include <algorithm>
#include <array>
#include <fmt/core.h>

namespace hazgate::cli {
namespace {

struct Entry {
  HazardText text;
  std::array<std::string_view, kLanguages> in;
};

constexpr std::array<Entry, kHazardTexts> kCatalogue = {{
    {HazardText::Number, {"ITEM", "编号"}},
    {HazardText::Status, {"STATE", "状态"}},
    {HazardText::GradeOf, {"GRADE", "级别"}},
    {HazardText::Danger, {"DANGER", "隐患内容"}},
    {HazardText::Area, {"AREA", "区域"}},
    {HazardText::Source, {"SOURCE", "来源部位"}},
    {HazardText::Found, {"FOUND", "排查"}},
    {HazardText::Owner, {"OWNER", "整改责任人"}},
    {HazardText::Deadline, {"DEADLINE", "整改期限"}},
    {HazardText::Marks, {"MARKS", "标记"}},
    {HazardText::Measure, {"MEASURE", "整改措施"}},
    {HazardText::Funds, {"FUNDS", "整改资金"}},
    {HazardText::Plan, {"PLAN", "应急预案"}},
    {HazardText::NoticeNo, {"NOTICE", "通知书号"}},
    {HazardText::Started, {"STARTED", "开始整改"}},
    {HazardText::Done, {"DONE", "整改完成"}},
    {HazardText::ClosedOn, {"CLOSED", "销号"}},
    {HazardText::Alarms, {"ALARMS", "关联报警"}},
    {HazardText::Incident, {"INCIDENT", "关联事件"}},
    {HazardText::Signature, {"SIGNED", "主要负责人签字"}},
    {HazardText::Missing, {"NOT WRITTEN", "尚未落实"}},
    {HazardText::StopWork, {"WORK STOPPED", "责令停工"}},
    {HazardText::ListedAs, {"SUPERVISION", "挂牌督办"}},
    {HazardText::Overdue, {"OVERDUE", "逾期"}},
    {HazardText::Notes, {"Notes", "进展"}},
    {HazardText::Extensions, {"Extensions", "延期"}},
    {HazardText::Rechecks, {"Re-checks", "复查"}},
    {HazardText::Referrals, {"Referred to", "书面告知"}},
    {HazardText::None, {"no hidden danger in the ledger fits", "台账中没有符合的隐患"}},
    {HazardText::DaysLeft, {"{} days left", "剩余 {} 天"}},
    {HazardText::DaysOver, {"{} days overdue", "已逾期 {} 天"}},
    {HazardText::ApprovedBy, {"approved by {}", "{} 批准"}},
    {HazardText::Summary, {"{} items, {} overdue", "共 {} 条, 逾期 {} 条"}},
    {HazardText::FiguresOf, {"Hidden dangers, {} to {}", "隐患排查治理 {} 至 {}"}},
    {HazardText::FoundCount, {"found", "查处隐患"}},
    {HazardText::FixedCount, {"fixed on site", "现场整改"}},
    {HazardText::MajorCount, {"major", "重大隐患"}},
    {HazardText::NoticeCount, {"notices given", "下达限期整改通知书"}},
    {HazardText::InTime, {"done in time", "限期完成整改"}},
    {HazardText::Late, {"done late", "逾期完成"}},
    {HazardText::Missed, {"not done, overdue", "逾期未完成"}},
    {HazardText::Running, {"not done, not due yet", "整改中未到期"}},
    {HazardText::InTimeRate, {"in time, of those due", "按期整改率"}},
    {HazardText::Passed, {"re-checks passed", "复查合格"}},
    {HazardText::Failed, {"re-checks failed", "复查不合格"}},
    {HazardText::PassRate, {"re-check pass rate", "复查合格率"}},
    {HazardText::Extended, {"extensions", "批准延期"}},
    {HazardText::Closed, {"closed", "已销号"}},
    {HazardText::StillOpen, {"open today", "当前未销号"}},
    {HazardText::OverdueNow, {"overdue today", "当前逾期"}},
    {HazardText::Stopped, {"work stopped today", "当前停工整改"}},
    {HazardText::County, {"listed by the county", "县级挂牌督办"}},
    {HazardText::Prefecture, {"listed by the prefecture", "州（市）级挂牌督办"}},
    {HazardText::Province, {"listed by the province", "省级挂牌督办"}},
    {HazardText::Unreadable,
     {"documents of the ledger that cannot be read: {}; see the daemon's log",
      "台账中无法读取的文档: {}; 见守护进程日志"}},
    {HazardText::Title, {"Ledger of hidden dangers", "事故隐患排查治理台账"}},
    {HazardText::SignHere,
     {"Main responsible person (signature): ____________  Date: ____________",
      "主要负责人（签字）：____________  日期：____________"}},
    {HazardText::ZeroReport, {"Nothing was found (zero report).", "未发现事故隐患（零报告）。"}},
}};

constexpr bool is_in_order() {
  for (std::size_t i = 0; i < kHazardTexts; ++i) {
    if (static_cast<std::size_t>(kCatalogue[i].text) != i) return false;
  }
  return true;
}
static_assert(is_in_order(), "the catalogue has one entry for each text, in the same order");

struct Word {
  std::string_view contract;
  std::array<std::string_view, kLanguages> in;
};

constexpr auto kWords = std::to_array<Word>({
    // States
    {"open", {"open", "待落实"}},
    {"fixed-on-site", {"fixed on site", "现场整改待复查"}},
    {"noticed", {"notice given", "已下达通知"}},
    {"in-work", {"in work", "整改中"}},
    {"done-wait-recheck", {"done, to be re-checked", "已完成待复查"}},
    {"closed", {"closed", "已销号"}},
    // Grades and levels
    {"general", {"general", "一般"}},
    {"major", {"major", "重大"}},
    {"none", {"none", "无"}},
    {"county", {"county", "县级"}},
    {"prefecture", {"prefecture", "州（市）级"}},
    {"province", {"province", "省级"}},
    // The five
    {"measure", {"measure", "措施"}},
    {"owner", {"owner", "责任"}},
    {"funds", {"funds", "资金"}},
    {"deadline", {"deadline", "时限"}},
    {"plan", {"plan", "预案"}},
    // Re-checks and reminders
    {"pass", {"passed", "合格"}},
    {"fail", {"failed", "不合格"}},
    {"unassigned", {"nobody owns it", "无整改责任人"}},
    {"due-soon", {"due soon", "即将到期"}},
    {"overdue", {"overdue", "逾期"}},
    {"recheck", {"waits for its re-check", "待复查"}},
    // Entries of the record
    {"opened", {"opened", "登记"}},
    {"started", {"started", "开始整改"}},
    {"done", {"done", "整改完成"}},
    {"recheck-passed", {"re-check passed", "复查合格"}},
    {"recheck-failed", {"re-check failed", "复查不合格"}},
    {"extended", {"extended", "延期"}},
    {"assigned", {"assigned", "变更责任人"}},
    {"note", {"note", "进展"}},
    {"referred", {"referred", "书面告知"}},
    {"stop-work", {"work stopped", "责令停工"}},
    {"work-allowed", {"work allowed", "恢复施工"}},
    {"listed", {"listed", "挂牌督办"}},
    {"signed", {"signed", "签字"}},
    {"linked", {"linked", "关联报警"}},
    {"reminder", {"reminder", "提醒"}},
});

}  // namespace

std::string_view say(HazardText text, Language language) {
  return kCatalogue[static_cast<std::size_t>(text)].in[static_cast<std::size_t>(language)];
}

std::string say(HazardText text, Language language, const std::string& a, const std::string& b) {
  return fmt::format(fmt::runtime(say(text, language)), a, b);
}

std::string_view hazard_word(std::string_view contract, Language language) {
  const auto found = std::find_if(kWords.begin(), kWords.end(),
                                  [&](const Word& word) { return word.contract == contract; });
  return found == kWords.end() ? contract : found->in[static_cast<std::size_t>(language)];
}

}  // namespace hazgate::cli
