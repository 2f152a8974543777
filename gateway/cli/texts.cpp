#include "gateway/cli/texts.hpp"

#include <algorithm>
#include <fmt/core.h>

namespace hazgate::cli {
namespace {

struct Entry {
  Text text;
  std::array<std::string_view, kLanguages> in;
};

constexpr std::array<Entry, kTexts> kCatalogue = {{
    {Text::Point, {"POINT", "测点"}},
    {Text::Value, {"VALUE", "数值"}},
    {Text::Quality, {"QUALITY", "质量"}},
    {Text::Time, {"TIME", "时间"}},
    {Text::Name, {"NAME", "名称"}},
    {Text::Alarm, {"ALARM", "报警"}},
    {Text::Priority, {"PRIORITY", "级别"}},
    {Text::State, {"STATE", "状态"}},
    {Text::Since, {"SINCE", "始于"}},
    {Text::Limit, {"LIMIT", "限值"}},
    {Text::Message, {"MESSAGE", "内容"}},
    {Text::Plan, {"PLAN", "预案"}},
    {Text::Level, {"LEVEL", "等级"}},
    {Text::Trigger, {"TRIGGERED BY", "触发报警"}},
    {Text::Incident, {"INCIDENT", "事件"}},
    {Text::Opened, {"OPENED", "开始"}},
    {Text::Acknowledged, {"ACKNOWLEDGED", "确认"}},
    {Text::Closed, {"CLOSED", "关闭"}},
    {Text::After, {"AFTER", "延时"}},
    {Text::Does, {"DOES", "动作"}},
    {Text::Target, {"TARGET", "对象"}},
    {Text::Progress, {"PROGRESS", "进度"}},
    {Text::Address, {"ADDRESS", "地址"}},
    {Text::Device, {"DEVICE", "设备"}},
    {Text::Bus, {"BUS", "总线"}},
    {Text::Answers, {"ANSWERS", "应答"}},
    {Text::Polls, {"POLLS", "轮询"}},
    {Text::Timeouts, {"TIMEOUTS", "超时"}},
    {Text::BadFrames, {"BAD FRAMES", "坏帧"}},
    {Text::InUse, {"IN USE", "占用"}},
    {Text::Exceptions, {"EXCEPTIONS", "异常"}},
    {Text::Response, {"RESPONSE ms", "响应 ms"}},
    {Text::LastError, {"LAST ERROR", "最近错误"}},
    {Text::Reconnects, {"RECONNECTS", "重连"}},
    {Text::Alarms, {"Alarms", "报警"}},
    {Text::Points, {"Points", "测点"}},
    {Text::Devices, {"devices", "设备"}},
    {Text::Uplink, {"uplink", "上行"}},
    {Text::Store, {"store", "存储"}},
    {Text::Steps, {"Steps", "步骤"}},
    {Text::Timeline, {"Timeline", "过程"}},
    {Text::Up, {"up", "已运行"}},
    {Text::Yes, {"yes", "是"}},
    {Text::No, {"no", "否"}},
    {Text::Open, {"open", "正常"}},
    {Text::Down, {"down", "中断"}},
    {Text::Connected, {"connected", "已连接"}},
    {Text::Disconnected, {"not connected", "未连接"}},
    {Text::NotConfigured, {"not configured", "未配置"}},
    {Text::ClockNotTrusted, {"the clock is not trusted", "时钟不可信"}},
    {Text::NoPoints, {"no point fits", "没有符合的测点"}},
    {Text::NoAlarms, {"no alarms", "没有报警"}},
    {Text::NoEvents, {"no events", "没有记录"}},
    {Text::NoPlans, {"no plans", "没有预案"}},
    {Text::NoIncidents, {"no incidents", "没有事件"}},
    {Text::NothingToAcknowledge, {"nothing to acknowledge", "没有需要确认的报警"}},
    {Text::NothingToSilence, {"no siren sounds", "没有鸣响的警笛"}},
    {Text::Silenced, {"silenced: {}", "已消音: {}"}},
    {Text::Healthy, {"all is well", "一切正常"}},
    {Text::NotHealthy, {"problems: {}", "问题: {}"}},
    {Text::Waiting, {"{} waiting", "待发 {}"}},
    {Text::EventsStored, {"{} events, {}", "{} 条记录, {}"}},
    {Text::Unacknowledged, {"{} unacknowledged", "{} 未确认"}},
    {Text::NotAcknowledged, {"not acknowledged", "未确认"}},
    {Text::AcknowledgedBy, {"acknowledged by {}", "{} 已确认"}},
    {Text::AllNormal, {"all normal", "全部正常"}},
    {Text::NoAnswer, {"NO ANSWER", "无应答"}},
    {Text::More, {"+{} more", "另有 {} 项"}},
    {Text::DueIn, {"in {}", "{} 后"}},
    {Text::Quit, {"q quits", "q 退出"}},
    {Text::Drill, {"DRILL", "演练"}},
    {Text::Written, {"{} = {}, read back", "{} = {}, 已回读"}},
    {Text::Unit, {"unit", "站号"}},
    {Text::Fits, {"FITS", "吻合"}},
    {Text::Meaning, {"MEANING", "解释"}},
    {Text::Configured, {"{}, configured", "{}, 已配置"}},
    {Text::TimeLeft, {"{} left", "剩余 {}"}},
    {Text::ScanFound, {"{} units found in {}", "发现 {} 个站, 用时 {}"}},
    {Text::ScanMissing, {"configured, but no answer: {}", "已配置但无应答: {}"}},
    {Text::ScanLeftOut,
     {"not asked, as reading takes events out: {}", "未询问（读取会取走事件）: {}"}},
    {Text::ScanHeld,
     {"polls held up by the scan: {}, at most {}", "被扫描推迟的轮询: {}, 最长 {}"}},
    {Text::FramesDropped,
     {"... {} frames dropped, too many to show", "... 丢弃 {} 帧, 来不及显示"}},
    {Text::TraceEnd, {"{} frames, {} dropped", "{} 帧, 丢弃 {} 帧"}},
    {Text::ForTheModel,
     {"For the device model, if the first is right:", "若第一项正确, 写入设备型号文件:"}},
    {Text::Substance, {"SUBSTANCE", "危险化学品"}},
    {Text::Tonnes, {"q t", "设计最大量 q t"}},
    {Text::CriticalTonnes, {"Q t", "临界量 Q t"}},
    {Text::CriticalFrom, {"Q FROM", "Q 依据"}},
    {Text::Ratio, {"q/Q", "比值 q/Q"}},
    {Text::Beta, {"BETA", "校正系数 β"}},
    {Text::BetaFrom, {"BETA FROM", "β 依据"}},
    {Text::Product, {"BETA q/Q", "β·q/Q"}},
    {Text::Row, {"NO", "序号"}},
    {Text::HazardClass, {"HAZARD CLASS", "危险性类别"}},
    {Text::Class, {"CLASS", "符号"}},
    {Text::Chinese, {"CHINESE", "中文名称"}},
    {Text::English, {"ENGLISH", "英文名称"}},
    {Text::TableRow, {"table 1, no. {}", "表1 序号{}"}},
    {Text::TableEntry, {"table {}, {}", "表{} {}"}},
    {Text::ProductionUnit, {"production unit", "生产单元"}},
    {Text::StorageUnit, {"storage unit", "储存单元"}},
    {Text::MajorHazard,
     {"S = sum of q/Q = {} >= 1: a major hazard source (formula 1)",
      "S = Σ q/Q = {} ≥ 1: 构成重大危险源 (式1)"}},
    {Text::NoMajorHazard,
     {"S = sum of q/Q = {} < 1: no major hazard source, no level (formula 1)",
      "S = Σ q/Q = {} < 1: 不构成重大危险源, 不分级 (式1)"}},
    {Text::Alpha,
     {"alpha = {}: {} people live within 500 m outside the plant (table 5)",
      "α = {}: 厂区边界外 500 m 范围内常住 {} 人 (表5)"}},
    {Text::Grade,
     {"R = alpha x sum of BETA q/Q = {} = {} (formula 2)", "R = α × Σ β·q/Q = {} = {} (式2)"}},
    {Text::FirstLevel, {"level 1 (the highest)", "一级"}},
    {Text::SecondLevel, {"level 2", "二级"}},
    {Text::ThirdLevel, {"level 3", "三级"}},
    {Text::FourthLevel, {"level 4 (the lowest)", "四级"}},
    {Text::LevelBounds, {"{}: {} (table 6)", "{}: {} (表6)"}},
    {Text::MainPerson, {"main person: {}", "主要负责人: {}"}},
    {Text::TechnicalPerson, {"technical person: {}", "技术负责人: {}"}},
    {Text::OperationalPerson, {"operational person: {}", "操作负责人: {}"}},
    {Text::NobodyNamed, {"nobody is named", "未指定"}},
    {Text::HazardRules,
     {"Formulas and tables: GB 18218-2018. The rows of its tables were taken from published\n"
      "transcriptions and not from the standard itself: verify those that count before you file.",
      "公式与各表: GB 18218-2018《危险化学品重大危险源辨识》。表中数据录自公开转录本, 未与标准\n"
      "正本核对: 备案前须逐条核实所用各行。"}},
    {Text::BetaByClass, {"by class", "按类别"}},
    {Text::NoSubstances, {"no substance and no class fits", "没有符合的危险化学品或类别"}},
    {Text::UnitId, {"UNIT", "站号"}},
    {Text::Poll, {"POLL", "周期"}},
    {Text::PollFast, {"FAST", "快速周期"}},
    {Text::Requests, {"REQUESTS", "请求"}},
    {Text::Bytes, {"BYTES", "字节"}},
    {Text::PollTime, {"TIME ms", "用时 ms"}},
    {Text::Share, {"SHARE", "占用"}},
    {Text::Danger, {"DANGER", "危险"}},
    {Text::InTime, {"IN TIME", "按时"}},
    {Text::AllFast, {"ALL FAST", "全部快速"}},
    {Text::OneDying, {"ONE DYING", "一台失联中"}},
    {Text::OneLost, {"ONE LOST", "一台已失联"}},
    {Text::AssumedLatency,
     {"assumed: every device takes {} ms to answer", "假定: 每台设备应答需 {} ms"}},
    {Text::AssumedNoLatency,
     {"assumed: every device answers at once, the least possible; --latency MS assumes another",
      "假定: 每台设备立即应答, 为最小可能值; 用 --latency MS 另行假定"}},
    {Text::NoWireTime,
     {"TCP: no time on the wire is counted, only requests x latency",
      "TCP: 不计线路传输时间, 仅计 请求数 x 应答时间"}},
    {Text::LineInUse, {"line in use: {}, danger alone {}", "线路占用: {}, 其中危险设备 {}"}},
    {Text::AllNearALimit, {"all at their fast period at once: {}", "全部设备同时按快速周期: {}"}},
    {Text::LongestRequest,
     {"longest request: {} ms, what a write to a siren may wait for",
      "最长请求: {} ms, 警笛写入最多等待的时间"}},
    {Text::Unanswered,
     {"a request that a dead device does not answer: {} ms, which it may wait for too; at the "
      "first miss {} of them",
      "失联设备的一次无应答请求: {} ms, 警笛写入也可能等待; 首次失联时 {} 次"}},
    {Text::InTimeMeans,
     {"IN TIME: every poll ends before the next is due, at the worst phase. ALL FAST: all near a\n"
      "limit at once. ONE DYING: while any other device falls silent. ONE LOST: any other is "
      "lost,\n"
      "and probed every {}.",
      "按时: 最坏相位下每次轮询在下一次到期前完成。全部快速: 全部设备同时接近限值。\n"
      "一台失联中: 任一其他设备停止应答而尚未判定失联。一台已失联: 任一其他设备已失联, 每 {} "
      "探测一次。"}},
    {Text::KpiPerDay, {"alarms per operator, a day", "每操作员每天报警数"}},
    {Text::KpiPerHour, {"alarms per operator, an hour", "每操作员每小时报警数"}},
    {Text::KpiPerTenMinutes, {"alarms per operator, 10 minutes", "每操作员每10分钟报警数"}},
    {Text::KpiMostInTenMinutes, {"most per operator in 10 minutes", "每操作员10分钟内最多报警数"}},
    {Text::KpiCrowdedShare, {"10-minute slots with more than 10", "超过10条报警的10分钟时段占比"}},
    {Text::KpiFloodShare, {"time in flood", "报警泛滥时间占比"}},
    {Text::KpiTopShare, {"share of the 10 most frequent", "最频繁10个报警的占比"}},
    {Text::KpiChattering, {"chattering alarms", "抖动报警"}},
    {Text::KpiFleeting, {"fleeting alarms", "瞬时报警"}},
    {Text::KpiStale, {"stale alarms, over 24 h", "陈旧报警（超过24小时）"}},
    {Text::KpiCriticalShare, {"share of critical", "紧急报警占比"}},
    {Text::KpiHighShare, {"share of high", "高级别报警占比"}},
    {Text::KpiMediumShare, {"share of medium", "中级别报警占比"}},
    {Text::KpiAcknowledgeMedian, {"time to acknowledge, median", "确认用时中位数"}},
    {Text::KpiAcknowledge95, {"time to acknowledge, 95 %", "95 % 确认用时"}},
    {Text::Kpi, {"FIGURE", "指标"}},
    {Text::KpiTarget, {"TARGET", "目标"}},
    {Text::KpiVerdict, {"VERDICT", "评价"}},
    {Text::KpiFromTo, {"{} to {}", "{} 至 {}"}},
    {Text::KpiSoFar, {"so far, until {}", "统计至 {}"}},
    {Text::KpiAlarms, {"alarms: {}; {}", "报警: {}; {}"}},
    {Text::KpiQuiet,
     {"raised under a flag, not heard: {}", "搁置、抑制或停用期间产生, 未提示: {}"}},
    {Text::KpiMost, {"most in a day {}, in an hour {}", "一天最多 {}, 一小时最多 {}"}},
    {Text::KpiFloods, {"floods: {}, the longest {}", "报警泛滥: {} 次, 最长 {}"}},
    {Text::KpiActive, {"active at the begin {}, at the end {}", "期初报警中 {}, 期末报警中 {}"}},
    {Text::KpiFlagTime,
     {"hours under a flag, of all alarms: {}", "各报警搁置、抑制、停用累计时长: {}"}},
    {Text::KpiClockSteps,
     {"the clock stepped {} times: durations over a step are too short",
      "时钟跳变 {} 次: 跨越跳变的时长偏短"}},
    {Text::KpiTop, {"most frequent: {}", "最频繁: {}"}},
    {Text::KpiChatteringAre, {"chattering: {}", "抖动: {}"}},
    {Text::KpiFleetingAre, {"fleeting: {}", "瞬时: {}"}},
    {Text::KpiStaleAre, {"stale: {}", "陈旧: {}"}},
}};

constexpr bool is_in_order() {
  for (std::size_t i = 0; i < kTexts; ++i) {
    if (static_cast<std::size_t>(kCatalogue[i].text) != i) return false;
  }
  return true;
}
static_assert(is_in_order(), "the catalogue has one entry for each Text, in the same order");

struct Word {
  std::string_view contract;
  std::string_view chinese;
};

constexpr auto kWords = std::to_array<Word>({
    // States of an alarm
    {"normal", "正常"},
    {"active", "报警"},
    {"acked", "已确认"},
    {"cleared", "已恢复未确认"},
    {"latched", "锁定未确认"},
    {"latched-acked", "锁定待复位"},
    // Flags
    {"shelved", "搁置"},
    {"suppressed", "抑制"},
    {"out-of-service", "停用"},
    // Priorities
    {"critical", "紧急"},
    {"high", "高"},
    {"medium", "中"},
    {"low", "低"},
    // Qualities
    {"good", "良好"},
    {"uncertain", "可疑"},
    {"out-of-range", "超量程"},
    {"fault", "故障"},
    {"warm-up", "预热"},
    {"the heartbeat of the device stands still", "设备心跳停止"},
    {"the device reports a fault", "设备报告故障"},
    {"the device is in calibration, test or inhibit", "设备处于标定、测试或抑制状态"},
    {"the device is warming up", "设备正在预热"},
    {"the device reports over-range", "设备报告超量程"},
    {"the device reports under-range", "设备报告低于量程"},
    {"the device sends a test value", "设备发送测试值"},
    {"the device asks for maintenance", "设备要求维护"},
    {"the device warms up for longer than it may", "设备预热超时"},
    {"the device is in calibration, test or inhibit for longer than it may",
     "设备标定、测试或抑制超时"},
    {"the device sends test values for longer than it may", "设备发送测试值超时"},
    {"the status word cannot be read", "状态字无法读取"},
    {"the number of decimals cannot be read", "小数位数无法读取"},
    {"the number of decimals is not 0 to 4", "小数位数不在0至4之间"},
    {"the unit cannot be read", "单位无法读取"},
    {"the device measures in another unit than the configured one", "设备的测量单位与配置不同"},
    {"the counter was reset or jumped; nothing was counted", "计数器被复位或跳变，未计数"},
    {"maintenance", "维护"},
    {"simulated", "模拟"},
    {"stuck", "卡死"},
    {"stale", "过期"},
    {"comm", "通信中断"},
    {"exception", "异常应答"},
    {"not-yet", "尚未读取"},
    // Causes
    {"condition", "条件成立"},
    {"clear", "条件消失"},
    {"ack", "确认"},
    {"reset", "复位"},
    {"shelve", "搁置"},
    {"unshelve", "取消搁置"},
    {"suppress", "抑制"},
    {"unsuppress", "取消抑制"},
    {"remove", "停用"},
    {"return", "恢复使用"},
    {"restart", "重启"},
    {"config", "配置变更"},
    // Kinds of events
    {"alarm", "报警"},
    {"incident", "事件"},
    {"report", "报告"},
    {"audit", "操作"},
    {"panel", "控制器"},
    {"note", "提示"},
    // Events of a fire panel and states of its zones
    {"fire", "火警"},
    {"start", "启动"},
    {"stop", "停止"},
    {"isolate", "屏蔽"},
    {"release", "解除屏蔽"},
    {"supervise", "监管"},
    {"feedback", "反馈"},
    {"action", "动作"},
    {"restore", "恢复"},
    {"status", "控制器状态"},
    {"unknown", "未知"},
    {"disabled", "屏蔽"},
    {"supervisory", "监管"},
    {"operated", "动作"},
    // Entries of an incident
    {"opened", "启动"},
    {"trigger", "触发"},
    {"write", "写入"},
    {"write-done", "写入成功"},
    {"write-failed", "写入失败"},
    {"notify", "通知"},
    {"publish", "发布"},
    {"skipped", "跳过"},
    {"acknowledged", "确认"},
    {"silenced", "消音"},
    {"resumed", "重启后继续"},
    {"closed", "关闭"},
    // Progress of a step
    {"waiting", "等待"},
    {"started", "执行中"},
    {"done", "完成"},
    {"failed", "失败"},
    // How a guess fits, and what is wrong with a frame
    {"exact", "精确"},
    {"rounded", "舍入"},
    {"near", "接近"},
    {"time-out", "超时"},
    {"crc", "校验错"},
    {"length", "长度错"},
    {"late", "迟到"},
    {"wrong-unit", "站号不符"},
    {"wrong-function", "功能码不符"},
    {"wrong-echo", "回写不符"},
    {"out-of-step", "失步"},
    {"lost", "连接中断"},
    // Periods and verdicts
    {"shift", "班次"},
    {"day", "日"},
    {"month", "月"},
    {"fair", "合格"},
    {"bad", "超限"},
    // Values
    {"on", "开"},
    {"off", "关"},
});

}  // namespace

Language language_of(std::string_view lc_all, std::string_view lc_messages, std::string_view lang) {
  const std::string_view first = !lc_all.empty()        ? lc_all
                                 : !lc_messages.empty() ? lc_messages
                                                        : lang;
  return first.substr(0, 2) == "zh" ? Language::Chinese : Language::English;
}

std::string_view say(Text text, Language language) {
  return kCatalogue[static_cast<std::size_t>(text)].in[static_cast<std::size_t>(language)];
}

std::string say(Text text, Language language, const std::string& a, const std::string& b) {
  return fmt::format(fmt::runtime(say(text, language)), a, b);
}

std::string_view word(std::string_view contract, Language language) {
  if (language == Language::English) return contract;
  const auto found = std::find_if(kWords.begin(), kWords.end(),
                                  [&](const Word& w) { return w.contract == contract; });
  return found == kWords.end() ? contract : found->chinese;
}

}  // namespace hazgate::cli
