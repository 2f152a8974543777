#include "gateway/cli/plan_texts.hpp"

#include <algorithm>
#include <array>
#include <fmt/core.h>

namespace hazgate::cli {
namespace {

struct Entry {
  PlanText text;
  std::array<std::string_view, kLanguages> in;
};

constexpr std::array<Entry, kPlanTexts> kCatalogue = {{
    {PlanText::Begins, {"begins with grade {}", "初始响应级别 {}"}},
    {PlanText::ByPerson, {"only a person starts it", "只能由人员启动"}},
    {PlanText::PerArea, {"an incident of its own for each area", "按区域分别启动"}},
    {PlanText::NoReport, {"no reporting clocks", "不计报告时限"}},
    {PlanText::RisesTo, {"rises to {} when {}", "升至 {} ({})"}},
    {PlanText::NeedOf, {"{} of {}", "至少 {} 个: {}"}},
    {PlanText::StaysAsItIs, {"the grade rises by a person only", "响应级别只能由人员提升"}},
    {PlanText::Follows, {"follows {}", "在 {} 之后"}},
    {PlanText::FromGrade, {"from grade {}", "{} 级及以上"}},
    {PlanText::Unless, {"unless {}", "除非 {}"}},
    {PlanText::AsksFirst, {"asks first, {}", "先询问人员 {}"}},
    {PlanText::Feedback, {"feedback {} within {}", "反馈 {} 限 {}"}},
    {PlanText::OnClose, {"at the end {}", "结束时 {}"}},
    {PlanText::InDrill, {"in drills too", "演练时也动作"}},
    {PlanText::AckWithin, {"the next person after {}", "{} 无人确认则通知下一人"}},
    {PlanText::AllAtOnce, {"all at once", "同时通知全部"}},
    {PlanText::Radius, {"within {} m", "{} 米以内"}},
    {PlanText::NotRunning, {"does not run now", "当前未启动"}},
    {PlanText::StepId, {"STEP", "步骤"}},
    {PlanText::When, {"AFTER", "延时"}},
    {PlanText::Conditions, {"AND", "条件"}},
    {PlanText::Running, {"RUNNING for {}, since {}", "响应中 {}, 始于 {}"}},
    {PlanText::Over, {"ENDED {} by {}, to be closed", "响应已结束 {} {}, 待关闭"}},
    {PlanText::PutToRest, {"CLOSED {} by {}", "已关闭 {} {}"}},
    {PlanText::Grade, {"response grade {}", "响应级别 {}"}},
    {PlanText::Nobody, {"ACKNOWLEDGED BY NOBODY for {}", "无人确认, 已 {}"}},
    {PlanText::AnsweredBy, {"acknowledged by {} {}", "{} 已确认 {}"}},
    {PlanText::StartedBy, {"started by", "启动"}},
    {PlanText::Now, {"now", "正在"}},
    {PlanText::Next, {"next", "下一步"}},
    {PlanText::Failed, {"FAILED", "失败"}},
    {PlanText::Nothing, {"nothing", "无"}},
    {PlanText::InTime, {"in {}", "{} 后"}},
    {PlanText::Overdue, {"OVERDUE by {}", "已超期 {}"}},
    {PlanText::AsksNow,
     {"asks: plan go {}, or veto; by itself in {}",
      "等待人员: plan go {}, 或 veto; {} 后自动执行"}},
    {PlanText::Silenced, {"sirens are silenced", "警笛已消音"}},
    {PlanText::HeadCount, {"people counted: {}", "清点人数: {}"}},
    {PlanText::Reports, {"Reports to the authorities", "上报时限"}},
    {PlanText::Clock, {"CLOCK", "时限"}},
    {PlanText::Due, {"DUE", "应报"}},
    {PlanText::Reported, {"REPORTED", "已报"}},
    {PlanText::ReportedBy, {"BY", "报告人"}},
    {PlanText::ReportedTo, {"TO", "报告对象"}},
    {PlanText::Binds, {"due first", "最先到期"}},
    {PlanText::NotYet, {"NOT YET", "未上报"}},
    {PlanText::WithCasualties, {"once casualties are entered", "录入伤亡后计时"}},
    {PlanText::Late, {"late", "迟报"}},
    {PlanText::Harm, {"Casualties", "伤亡损失"}},
    {PlanText::Deaths, {"deaths {}", "死亡 {} 人"}},
    {PlanText::Serious, {"seriously injured {}", "重伤 {} 人"}},
    {PlanText::Light, {"slightly injured {}", "轻伤 {} 人"}},
    {PlanText::Loss, {"direct loss {} CNY", "直接经济损失 {} 元"}},
    {PlanText::NoHarm, {"none has been entered", "尚未录入"}},
    {PlanText::Accident, {"accident grade: {}", "事故等级: {}"}},
    {PlanText::NoAccident, {"no accident by Order 493 Art. 3", "按第493号令第三条未构成事故等级"}},
    {PlanText::Wind, {"Wind now", "当前风况"}},
    {PlanText::WindAtStart, {"Ways out", "疏散建议"}},
    {PlanText::Measuring, {"not known yet, measuring since {}", "尚不明确, 自 {} 起测量"}},
    {PlanText::MeanSince, {"{}; measured since {} only", "{}; 自 {} 起测量, 不足十分钟"}},
    {PlanText::Neighbours, {"Neighbours", "周边单位"}},
    {PlanText::Told, {"told {}", "已通知 {}"}},
    {PlanText::Downwind, {"downwind", "下风向"}},
    {PlanText::AllClear, {"all clear {}", "已通知解除 {}"}},
    {PlanText::NoneTold, {"nobody was told", "未通知任何人"}},
    {PlanText::People, {"People told", "人员通知"}},
    {PlanText::LastWay, {"his turn was {}", "轮到时间 {}"}},
    {PlanText::Unanswered, {"NO ANSWER", "未确认"}},
    {PlanText::GaveUp, {"no way is left", "各渠道均失败"}},
    {PlanText::ThePlace, {"the source", "泄漏点"}},
}};

constexpr bool is_in_order() {
  for (std::size_t i = 0; i < kPlanTexts; ++i) {
    if (static_cast<std::size_t>(kCatalogue[i].text) != i) return false;
  }
  return true;
}
static_assert(is_in_order(), "the catalogue has one entry for each PlanText, in the same order");

struct Word {
  std::string_view contract;
  std::array<std::string_view, kLanguages> in;
};

constexpr auto kWords = std::to_array<Word>({
    {"1h", {"1 h  county", "1小时 县级"}},
    {"2h", {"2 h  each level up", "2小时 逐级上报"}},
    {"24h", {"24 h  local rule", "24小时 地方规定"}},
    {"3d", {"3 d  written form", "3日 书面报表"}},
    {"30d", {"30 d  supplement", "30日 补报"}},
    {"untried", {"not tried", "未尝试"}},
    {"under-way", {"under way", "发送中"}},
    {"unknown", {"no receipt", "无回执"}},
    {"failed", {"failed", "失败"}},
    {"sms", {"SMS", "短信"}},
    {"email", {"mail", "邮件"}},
    {"webhook", {"webhook", "网络接口"}},
    {"mqtt", {"MQTT", "MQTT"}},
    {"siren", {"siren", "警笛"}},
    {"neighbours", {"neighbours", "通知周边单位"}},
    {"acknowledged", {"acknowledged", "已有人确认"}},
    {"closed", {"closed", "已结束"}},
    {"cleared", {"cleared", "触发条件已消失"}},
    {"ordinary", {"ordinary", "一般"}},
    {"considerable", {"considerable", "较大"}},
    {"major", {"major", "重大"}},
    {"extraordinary", {"extraordinary", "特别重大"}},
});

}  // namespace

std::string_view say(PlanText text, Language language) {
  return kCatalogue[static_cast<std::size_t>(text)].in[static_cast<std::size_t>(language)];
}

std::string say(PlanText text, Language language, const std::string& a, const std::string& b) {
  return fmt::format(fmt::runtime(say(text, language)), a, b);
}

std::string_view plan_word(std::string_view contract, Language language) {
  const auto found = std::find_if(kWords.begin(), kWords.end(),
                                  [&](const Word& one) { return one.contract == contract; });
  return found == kWords.end() ? word(contract, language)
                               : found->in[static_cast<std::size_t>(language)];
}

}  // namespace hazgate::cli
