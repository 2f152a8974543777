#include "gateway/cli/explain_texts.hpp"

#include <array>

namespace hazgate::cli {
namespace {

struct Entry {
  Why text;
  std::array<std::string_view, kLanguages> in;
};

constexpr std::array<Entry, kWhys> kCatalogue = {{
    {Why::Normal, {"normal", "正常"}},
    {Why::Unacknowledged, {"unacknowledged", "报警未确认"}},
    {Why::Acknowledged, {"acknowledged", "报警已确认"}},
    {Why::ReturnedUnacknowledged, {"returned to normal, unacknowledged", "恢复正常未确认"}},
    {Why::LatchedUnacknowledged, {"latched, unacknowledged", "锁存未确认"}},
    {Why::LatchedAcknowledged, {"latched, acknowledged", "锁存已确认"}},
    {Why::High, {"high", "高限"}},
    {Why::Low, {"low", "低限"}},
    {Why::Rate, {"rate of change", "变化率"}},
    {Why::TimeToLimit, {"time to the limit", "到限时间"}},
    {Why::Deviation, {"deviation", "偏差"}},
    {Why::Mean, {"mean", "均值"}},
    {Why::Increment, {"increment", "增量"}},
    {Why::State, {"state", "状态"}},
    {Why::Stuck, {"stuck", "卡死"}},
    {Why::BadQuality, {"bad quality", "质量不良"}},
    {Why::Differs, {"difference from the device's own alarm", "与设备自身报警不一致"}},
    {Why::Comm, {"communication", "通信"}},
    {Why::Vote, {"vote", "表决"}},
    {Why::System, {"of the gateway", "网关自身"}},
    {Why::IsValue, {"value", "数值"}},
    {Why::IsRate, {"change over {}", "{} 内的变化率"}},
    {Why::IsTimeToLimit,
     {"time until {} is reached at the present rate", "按当前变化率到达 {} 的时间"}},
    {Why::IsDeviation, {"distance from {}", "与 {} 之差"}},
    {Why::IsMean, {"mean over {}", "{} 均值"}},
    {Why::IsIncrement, {"count within {}", "{} 内计数"}},
    {Why::IsState, {"the reading is one of: {}", "读数为: {}"}},
    {Why::IsBits, {"one of the bits {} is set", "位 {} 之一置位"}},
    {Why::IsStuck, {"not moved by more than {} for {}", "变化不超过 {} 已达 {}"}},
    {Why::IsBadQuality, {"the reading cannot be used", "读数不可用"}},
    {Why::IsDiffers, {"{} and the limit of {} say different things", "{} 与限值 {} 的判断不一致"}},
    {Why::IsComm, {"{} does not answer", "{} 无应答"}},
    {Why::IsVote,
     {"{} of {} members in alarm; a bad or bypassed one counts as: {}",
      "{} / {} 成员报警即成立; 不良或旁路成员按: {}"}},
    {Why::IsSystem, {"reported by the gateway itself", "由网关自身判定"}},
    {Why::AtLeast, {"{} >= {}, returns at <= {}", "{} ≥ {}, 回到 ≤ {} 时恢复"}},
    {Why::AtMost, {"{} <= {}, returns at >= {}", "{} ≤ {}, 回到 ≥ {} 时恢复"}},
    {Why::Delays, {"on-delay {}, off-delay {}", "延时报警 {}, 延时恢复 {}"}},
    {Why::Latches, {"latched: stays until reset", "锁存: 复位前保持"}},
    {Why::OverRange, {"a reading above the range raises it", "超上量程即报警"}},
    {Why::OwnSays, {"or {} says {}", "或 {} 报 {}"}},
    {Why::NeverRead,
     {"It is not there: nothing has been read since the start.", "未报警: 启动后尚无读数。"}},
    {Why::BadRaisesNothing,
     {"It is not there, and cannot come now: the reading is bad ({}), which does not raise it.",
      "未报警, 目前也无法判定: 读数不良（{}）, 不会触发此报警。"}},
    {Why::NotYet,
     {"It is not there yet: the condition has held since {}, the on-delay ends in {}.",
      "尚未报警: 条件自 {} 起成立, 延时还剩 {}。"}},
    {Why::NotYetHeld,
     {"It is not there yet: the on-delay has run since {}, but cannot end while the last reading "
      "does not say so.",
      "尚未报警: 延时自 {} 起计, 但最近读数无法判定, 延时不能结束。"}},
    {Why::WindowTooShort,
     {"It is not there: the window does not hold enough readings to judge by.",
      "未报警: 窗口内读数不足, 无法判定。"}},
    {Why::AwayFromLimit,
     {"It is not there: {} is {} away from the limit of {}.",
      "未报警: {} 距限值还差 {}, 限值 {}。"}},
    {Why::NotThatState, {"It is not there: the reading is {}.", "未报警: 读数为 {}。"}},
    {Why::NotHolding, {"It is not there: its condition does not hold.", "未报警: 条件不成立。"}},
    {Why::BeyondLimit,
     {"It is there because {} has reached the limit of {} and is {} beyond it.",
      "报警原因: {} 已达限值 {}, 超出 {}。"}},
    {Why::IsThatState, {"It is there because the reading is {}.", "报警原因: 读数为 {}。"}},
    {Why::AboveRange,
     {"It is there because the reading ({}) is above what the instrument can measure, which counts "
      "as the highest alarm.",
      "报警原因: 读数（{}）超出仪表上量程, 按最高级报警处理。"}},
    {Why::IsBad,
     {"It is there because the reading cannot be used ({}).", "报警原因: 读数不可用（{}）。"}},
    {Why::Holds, {"It is there because its condition holds.", "报警原因: 条件成立。"}},
    {Why::VoteHolds,
     {"It is there because {} members count as in alarm and {} are enough.",
      "报警原因: {} 个成员计为报警, 达到 {} 个即成立。"}},
    {Why::VoteHoldsNot,
     {"It is not there: {} members count as in alarm and {} are needed.",
      "未报警: {} 个成员计为报警, 需要 {} 个。"}},
    {Why::DoesNotAnswer, {"It is there because {} does not answer.", "报警原因: {} 无应答。"}},
    {Why::OwnAlarm,
     {"It is there because the device says so itself: {} is {}, while its value is {}.",
      "报警原因: 设备自身报警, {} 为 {}, 而测量值为 {}。"}},
    {Why::StillBad,
     {"It is still there: the reading is bad ({}), and bad data never clears an alarm.",
      "报警保持: 读数不良（{}）, 不良数据不会使报警恢复。"}},
    {Why::StillDeadband,
     {"It is still there: {} is inside the deadband; it returns at {}.",
      "报警保持: {} 在死区内, 到 {} 才恢复。"}},
    {Why::StillOffDelay,
     {"It is still there: the condition has been gone since {}, the off-delay ends in {}.",
      "报警保持: 条件自 {} 起消失, 恢复延时还剩 {}。"}},
    {Why::StillUndecided,
     {"It is still there: what is known now does not say that the condition is gone.",
      "报警保持: 目前所知不足以判定条件已消失。"}},
    {Why::WantsAcknowledge,
     {"The condition is gone, but nobody has acknowledged it: acknowledge it.",
      "条件已消失, 但尚未确认: 请确认。"}},
    {Why::WantsBoth,
     {"The condition is gone. It is latched: acknowledge it, then reset it.",
      "条件已消失。报警锁存: 请先确认, 再复位。"}},
    {Why::WantsReset,
     {"The condition is gone and it was acknowledged. It is latched: reset it.",
      "条件已消失, 已确认。报警锁存: 请复位。"}},
    {Why::Quiet,
     {"It is quiet: it sounds nowhere and starts no plan while a flag lies over it.",
      "已静默: 有标记期间不发声, 不启动预案。"}},
    {Why::OccurrenceSince, {"occurrence {}, since {} ({})", "第 {} 次, 始于 {} (已 {})"}},
    {Why::Message, {"message", "内容"}},
    {Why::Action, {"action", "处置"}},
    {Why::Basis, {"basis", "依据"}},
    {Why::Condition, {"condition", "条件"}},
    {Why::Reading, {"reading", "读数"}},
    {Why::Other, {"other point", "比较测点"}},
    {Why::Delay, {"delay", "延时"}},
    {Why::Window, {"window", "窗口"}},
    {Why::Flag, {"flag", "标记"}},
    {Why::VoteLine, {"vote", "表决"}},
    {Why::PartOf, {"part of", "参与"}},
    {Why::AcknowledgedLine, {"answered", "已确认"}},
    {Why::FirstOut, {"first of group {}", "{} 组首出报警"}},
    {Why::OnDelay, {"on-delay", "报警延时"}},
    {Why::OffDelay, {"off-delay", "恢复延时"}},
    {Why::DelayRuns, {"{} runs since {}, {} left", "{}自 {} 起计, 剩余 {}"}},
    {Why::DelayHeld,
     {"; it cannot end while the last reading does not say so", "; 读数无法判定时不能结束"}},
    {Why::WindowReadings, {"{} readings (at least {})", "{} 个读数（至少 {}）"}},
    {Why::WindowSpan, {"over {} (at least {})", "跨度 {}（至少 {}）"}},
    {Why::WindowEnough, {"enough to judge by", "足以判定"}},
    {Why::WindowFew, {"too few to judge by", "不足以判定"}},
    {Why::StandsAt, {"stands at {} since {}", "停在 {}, 自 {} 起"}},
    {Why::ShelvedUntil, {"shelved by {} until {}: {}", "{} 搁置至 {}: {}"}},
    {Why::RemovedUntil, {"out of service by {} until {}: {}", "{} 停用至 {}: {}"}},
    {Why::RemovedOpen,
     {"out of service by {} until somebody returns it: {}", "{} 停用, 直至有人恢复: {}"}},
    {Why::SuppressedBy,
     {"suppressed by rule {} while {} is {}; approved by {}",
      "规则 {} 抑制, 当 {} 为 {}; 批准人 {}"}},
    {Why::VoteCounts, {"{} count as in alarm, {} needed", "{} 个计为报警, 需要 {} 个"}},
    {Why::VoteDegraded, {"{} of {}, degraded to {} of {}", "{}/{}, 降级为 {}/{}"}},
    {Why::InVote, {"vote {}", "表决 {}"}},
    {Why::InGroup, {"group {}", "首出组 {}"}},
    {Why::InRule, {"suppression rule {}", "抑制规则 {}"}},
    {Why::RuleHolds, {"suppression rule {}, which holds now", "抑制规则 {}（当前成立）"}},
    {Why::InPlan, {"plan {}", "预案 {}"}},
    {Why::InOpenPlan, {"plan {}, incident {} is open", "预案 {}, 事件 {} 进行中"}},
    {Why::BadHolds,
     {"a bad reading can neither clear nor mask it", "不良读数既不能恢复也不能掩盖报警"}},
    {Why::Members, {"Members", "表决成员"}},
    {Why::CountsAs, {"COUNTS AS", "计为"}},
    {Why::AsAlarm, {"in alarm", "报警"}},
    {Why::AsNormal, {"not in alarm", "未报警"}},
    {Why::AsDropped, {"left out", "不计"}},
    {Why::Bypassed, {"bypassed", "旁路"}},
    {Why::Readings, {"Readings", "相关读数"}},
    {Why::Beyond, {"beyond", "超限"}},
    {Why::NoReadings, {"no readings on record", "没有读数记录"}},
    {Why::HourExtremes,
     {"since {}: lowest {} at {}, highest {} at {}", "自 {}: 最低 {} ({}), 最高 {} ({})"}},
    {Why::NotAllReadings,
     {"only a part of the record was looked at; there may be more", "仅查看了部分记录, 可能还有"}},
    {Why::Story, {"Who did what", "操作与变化"}},
    {Why::NotAllEvents,
     {"looked back to {} only; there may be more", "仅回看至 {}, 更早的可能还有"}},
    {Why::Unreadable, {"The record cannot be read: {}", "记录无法读取: {}"}},
    {Why::Failing,
     {"The journal is failing, the newest may be missing here: {}",
      "存储故障, 最新内容可能缺失: {}"}},
}};

constexpr bool is_in_order() {
  for (std::size_t i = 0; i < kWhys; ++i) {
    if (static_cast<std::size_t>(kCatalogue[i].text) != i) return false;
  }
  return true;
}
static_assert(is_in_order(), "the catalogue has one entry for each Why, in the same order");

}  // namespace

std::string say(Why text, Language language, std::initializer_list<std::string_view> parts) {
  const std::string_view form =
      kCatalogue[static_cast<std::size_t>(text)].in[static_cast<std::size_t>(language)];
  std::string filled;
  std::size_t from = 0;
  for (const std::string_view part : parts) {
    const std::size_t place = form.find("{}", from);
    if (place == std::string_view::npos) break;
    filled.append(form.substr(from, place - from)).append(part);
    from = place + 2;
  }
  return filled.append(form.substr(from));
}

}  // namespace hazgate::cli
