#include "gateway/cli/incident_texts.hpp"

#include <algorithm>

namespace hazgate::cli {
namespace {

struct Entry {
  ReportText text;
  std::array<std::string_view, kReportLanguages> in;
};

constexpr std::array<Entry, kReportTexts> kCatalogue = {{
    {ReportText::Title,
     {"生产安全事故（事件）报告", "生產安全事故（事件）報告", "Incident report"}},
    {ReportText::DrillTitle, {"应急演练记录", "應急演練記錄", "Emergency drill record"}},
    {ReportText::Drill, {"演练", "演練", "DRILL"}},
    {ReportText::DrillNotice,
     {"本件为应急演练记录，不是真实事故。", "本件為應急演練記錄，不是真實事故。",
      "This is the record of a drill. No accident has happened."}},
    {ReportText::Incident, {"事件编号", "事件編號", "Incident"}},
    {ReportText::Plan, {"应急预案", "應急預案", "Emergency plan"}},
    {ReportText::Level, {"应急响应级别", "應變級別", "Response grade"}},
    {ReportText::Grade, {"事故等级", "事故等級", "Accident grade"}},
    {ReportText::NotGraded,
     {"未录入伤亡和损失", "未登錄傷亡和損失", "no casualties or loss have been entered"}},
    {ReportText::NoAccident,
     {"按第493号令第三条未构成事故等级", "按第493號令第三條未構成事故等級",
      "none by Order 493 Art. 3"}},
    {ReportText::Status, {"状态", "狀態", "Status"}},
    {ReportText::IsOpen, {"处置中", "處置中", "open"}},
    {ReportText::IsClosed, {"已关闭", "已關閉", "closed"}},
    {ReportText::Basis,
     {"内容按《生产安全事故报告和调查处理条例》（国务院令第493号）第十二条编排；空白处由人员填写。",
      "內容按《生產安全事故報告和調查處理條例》（國務院令第493號）第十二條編排；空白處由人員填寫。",
      "Contents in the order of State Council Order 493, Art. 12. What is blank is to be filled in "
      "by hand."}},
    {ReportText::UnitTitle, {"事故发生单位概况", "事故發生單位概況", "Unit overview"}},
    {ReportText::Enterprise, {"单位", "單位", "Enterprise"}},
    {ReportText::Site, {"场所", "場所", "Site"}},
    {ReportText::Park, {"园区", "園區", "Park"}},
    {ReportText::Gateway, {"安全网关", "安全閘道", "Gateway"}},
    {ReportText::Source, {"重大危险源", "重大危險源", "Major hazard source"}},
    {ReportText::SourceLevel, {"{}级", "{}級", "grade {}"}},
    {ReportText::NotMajor, {"未构成重大危险源", "未構成重大危險源", "below the threshold"}},
    {ReportText::Responsible, {"包保责任人", "包保責任人", "Persons responsible"}},
    {ReportText::MainPerson, {"主要负责人", "主要負責人", "main"}},
    {ReportText::TechnicalPerson, {"技术负责人", "技術負責人", "technical"}},
    {ReportText::OperationalPerson, {"操作负责人", "操作負責人", "operational"}},
    {ReportText::PlaceTitle,
     {"事故发生的时间、地点以及现场情况", "事故發生的時間、地點以及現場情況",
      "Time, place and scene"}},
    {ReportText::Time, {"时间", "時間", "Time"}},
    {ReportText::Ended, {"结束时间", "結束時間", "End"}},
    {ReportText::Duration, {"持续", "持續", "Duration"}},
    {ReportText::Place, {"地点", "地點", "Place"}},
    {ReportText::FirstAlarm, {"首个触发报警", "首個觸發警報", "First trigger"}},
    {ReportText::Scene, {"现场情况", "現場情況", "Scene"}},
    {ReportText::ZoneOfTimes, {"所有时间均为 {}", "所有時間均為 {}", "All times are {}"}},
    {ReportText::CourseTitle, {"事故的简要经过", "事故的簡要經過", "Brief course"}},
    {ReportText::CourseRaised, {"{}，{} 报警", "{}，{} 發出警報", "{}: alarm {}"}},
    {ReportText::CourseValue, {"读数 {}，限值 {}", "讀數 {}，限值 {}", "reading {}, limit {}"}},
    {ReportText::CourseOpened,
     {"{}，启动应急预案“{}”", "{}，啟動應急預案「{}」", "{}: emergency plan “{}” started"}},
    {ReportText::CourseOutputs,
     {"联动输出已确认 {} 项，失败 {} 次", "聯動輸出已確認 {} 項，失敗 {} 次",
      "Outputs confirmed: {}; failed attempts: {}"}},
    {ReportText::CourseTold, {"发出通知 {} 次", "發出通知 {} 次", "Notices sent: {}"}},
    {ReportText::CourseAcknowledged,
     {"{}，{} 确认（启动后 {}）", "{}，{} 確認（啟動後 {}）",
      "{}: acknowledged by {} ({} after the start)"}},
    {ReportText::CourseNotAcknowledged,
     {"尚无人员确认", "尚無人員確認", "Nobody has acknowledged it yet"}},
    {ReportText::CourseNormal,
     {"{}，触发报警全部恢复正常", "{}，觸發警報全部恢復正常",
      "{}: every triggering alarm back to normal"}},
    {ReportText::CourseClosed,
     {"{}，{} 关闭事件（历时 {}）", "{}，{} 關閉事件（歷時 {}）",
      "{}: closed by {} (it lasted {})"}},
    {ReportText::CourseOpen, {"事件尚未关闭", "事件尚未關閉", "The incident is still open"}},
    {ReportText::Supplement, {"补充", "補充", "To be added"}},
    {ReportText::LossTitle,
     {"伤亡人数和初步估计的直接经济损失", "傷亡人數和初步估計的直接經濟損失",
      "Casualties and first estimate of the direct loss"}},
    {ReportText::Deaths, {"死亡（人）", "死亡（人）", "Deaths"}},
    {ReportText::Injured, {"重伤（人）", "重傷（人）", "Seriously injured"}},
    {ReportText::Light, {"轻伤（人）", "輕傷（人）", "Slightly injured"}},
    {ReportText::Poisoned, {"急性中毒（人）", "急性中毒（人）", "Acutely poisoned"}},
    {ReportText::Missing, {"下落不明（人）", "下落不明（人）", "Missing"}},
    {ReportText::Loss, {"直接经济损失（元）", "直接經濟損失（元）", "Direct loss (CNY)"}},
    {ReportText::LossOther, {"说明", "說明", "Remarks"}},
    {ReportText::MeasuresTitle, {"已经采取的措施", "已經採取的措施", "Measures taken"}},
    {ReportText::OutputsTitle, {"联动输出", "聯動輸出", "Outputs"}},
    {ReportText::Output, {"输出", "輸出", "Output"}},
    {ReportText::Ordered, {"发出", "發出", "Ordered"}},
    {ReportText::Confirmed, {"回读确认", "回讀確認", "Confirmed"}},
    {ReportText::Failures, {"失败", "失敗", "Failed"}},
    {ReportText::NotConfirmed, {"未确认", "未確認", "not confirmed"}},
    {ReportText::NoOutputs, {"没有写入任何输出。", "沒有寫入任何輸出。", "No output was written."}},
    {ReportText::PeopleTitle, {"通知与确认", "通知與確認", "People told, and who answered"}},
    {ReportText::What, {"内容", "內容", "What"}},
    {ReportText::Whom, {"对象", "對象", "Whom"}},
    {ReportText::Who, {"人员", "人員", "Who"}},
    {ReportText::How, {"方式", "方式", "By"}},
    {ReportText::Note, {"备注", "備註", "Note"}},
    {ReportText::NobodyTold,
     {"没有发出通知，也无人确认。", "沒有發出通知，也無人確認。",
      "Nobody was told and nobody has answered."}},
    {ReportText::OtherMeasures, {"其他措施", "其他措施", "Other measures"}},
    {ReportText::ReadingsTitle, {"事发前后读数", "事發前後讀數", "Readings before and after"}},
    {ReportText::ChartOf, {"{} 的读数", "{} 的讀數", "Readings of {}"}},
    {ReportText::NoValid, {"无有效读数", "無有效讀數", "no valid reading"}},
    {ReportText::NoReadings, {"没有读数记录", "沒有讀數記錄", "no readings on record"}},
    {ReportText::MarkOpened, {"启动", "啟動", "opened"}},
    {ReportText::MarkAcknowledged, {"确认", "確認", "acknowledged"}},
    {ReportText::MarkClosed, {"关闭", "關閉", "closed"}},
    {ReportText::RecordBegins,
     {"此前没有读数记录：{}", "此前沒有讀數記錄：{}", "No readings on record before {}"}},
    {ReportText::ChartEnds,
     {"读数图止于 {}（最长 4 小时）", "讀數圖止於 {}（最長 4 小時）",
      "The chart ends at {} (4 hours at most)"}},
    {ReportText::NotWhole,
     {"{} 的读数没有全部读出", "{} 的讀數沒有全部讀出", "Not all readings of {} were read"}},
    {ReportText::LeftOut,
     {"另有 {} 个测点未列出", "另有 {} 個測點未列出", "{} more points are left out"}},
    {ReportText::Point, {"测点", "測點", "Point"}},
    {ReportText::AtOpening, {"启动时", "啟動時", "At the start"}},
    {ReportText::Lowest, {"最低", "最低", "Lowest"}},
    {ReportText::Highest, {"最高", "最高", "Highest"}},
    {ReportText::Last, {"最后", "最後", "Last"}},
    {ReportText::TimelineTitle, {"全过程记录", "全過程記錄", "Timeline"}},
    {ReportText::Seq, {"序号", "序號", "Seq"}},
    {ReportText::Cause, {"原因", "原因", "Cause"}},
    {ReportText::Result, {"结果", "結果", "Result"}},
    {ReportText::Step, {"步骤 {}", "步驟 {}", "step {}"}},
    {ReportText::Audit,
     {"序号前的 A 表示操作审计记录，单独编号。", "序號前的 A 表示操作稽核記錄，單獨編號。",
      "Numbers with an A are of the audit, which counts by itself."}},
    {ReportText::NoBeginning,
     {"事件开始时的记录已超过保存期限，不再可用。", "事件開始時的記錄已超過保存期限，不再可用。",
      "The record of the beginning is older than what is kept."}},
    {ReportText::AlarmsTitle, {"涉及的报警", "涉及的警報", "Alarms involved"}},
    {ReportText::Alarm, {"报警", "警報", "Alarm"}},
    {ReportText::Priority, {"优先级", "優先級", "Priority"}},
    {ReportText::Limit, {"限值", "限值", "Limit"}},
    {ReportText::Raised, {"首次报警", "首次警報", "First raised"}},
    {ReportText::Times, {"次数", "次數", "Times"}},
    {ReportText::AcknowledgedBy, {"确认", "確認", "Acknowledged"}},
    {ReportText::Normal, {"恢复正常", "恢復正常", "Normal again"}},
    {ReportText::NotNormal, {"未恢复", "未恢復", "not yet"}},
    {ReportText::IsTrigger, {"触发", "觸發", "trigger"}},
    {ReportText::IsMember, {"表决成员", "表決成員", "votes"}},
    {ReportText::ClocksTitle, {"报告时限", "報告時限", "Reporting deadlines"}},
    {ReportText::Clock, {"时限", "時限", "Deadline"}},
    {ReportText::Due, {"应报时间", "應報時間", "Due"}},
    {ReportText::Reported, {"已报时间", "已報時間", "Reported at"}},
    {ReportText::ReportedBy, {"报告人", "報告人", "By"}},
    {ReportText::ReportedTo, {"报告对象", "報告對象", "To"}},
    {ReportText::Late, {"迟报", "遲報", "late"}},
    {ReportText::Clock1h,
     {"1 小时：单位负责人向县级应急管理部门报告（第493号令第九条）",
      "1 小時：單位負責人向縣級應急管理部門報告（第493號令第九條）",
      "1 h: head of the unit to the county department (Order 493 Art. 9)"}},
    {ReportText::Clock2h,
     {"2 小时：逐级上报，自接报起每级不超过（第十一条）",
      "2 小時：逐級上報，自接報起每級不超過（第十一條）",
      "2 h: each level up, after it was told (Art. 11)"}},
    {ReportText::Clock24h,
     {"24 小时：伤亡事故报告（地方规定）", "24 小時：傷亡事故報告（地方規定）",
      "24 h: accident with casualties (local rule)"}},
    {ReportText::Clock3d,
     {"3 日：书面报表（地方规定）", "3 日：書面報表（地方規定）",
      "3 d: written form (local rule)"}},
    {ReportText::Clock30d,
     {"30 日：伤亡人数变化补报（第十三条）", "30 日：傷亡人數變化補報（第十三條）",
      "30 d: change of casualties (Art. 13)"}},
    {ReportText::DrillClocks,
     {"演练不上报；下列时限仅供练习。", "演練不上報；下列時限僅供練習。",
      "A drill is not reported; the deadlines are for practice only."}},
    {ReportText::FourTitle, {"“四不放过”", "「四不放過」", "The four that must be settled"}},
    {ReportText::FourCause, {"事故原因", "事故原因", "Cause"}},
    {ReportText::FourPeople, {"责任人员处理", "責任人員處理", "People handled"}},
    {ReportText::FourMeasures, {"整改措施", "整改措施", "Measures"}},
    {ReportText::FourEducation, {"教育培训", "教育培訓", "Education"}},
    {ReportText::OtherTitle,
     {"其他应当报告的情况", "其他應當報告的情況", "Other things to report"}},
    {ReportText::SignTitle, {"签字", "簽字", "Signatures"}},
    {ReportText::SignReporter, {"报告人", "報告人", "Reported by"}},
    {ReportText::SignSafety, {"安全负责人", "安全負責人", "Safety officer"}},
    {ReportText::SignHead, {"单位主要负责人", "單位主要負責人", "Head of the unit"}},
    {ReportText::SignSeal, {"单位（盖章）", "單位（蓋章）", "Seal of the unit"}},
    {ReportText::SignDate, {"日期", "日期", "Date"}},
    {ReportText::Proof,
     {"记录期 {}，事件序号 {} 至 {}；JSON 形式的 SHA-256：{}",
      "記錄期 {}，事件序號 {} 至 {}；JSON 形式的 SHA-256：{}",
      "Epoch {}, event seq {} to {}; SHA-256 of the JSON form: {}"}},
    {ReportText::Verify,
     {"核对：hazctl incident report {} --json | sha256sum",
      "核對：hazctl incident report {} --json | sha256sum",
      "Check it with: hazctl incident report {} --json | sha256sum"}},
    {ReportText::Made,
     {"本件由 hazctl 于 {} 生成", "本件由 hazctl 於 {} 產生", "Made by hazctl at {}"}},
    {ReportText::UtcTime, {"UTC 时间", "UTC 時間", "UTC time"}},
    {ReportText::Kind, {"类别", "類別", "Kind"}},
    {ReportText::GatewayItself, {"网关", "閘道", "gateway"}},
}};

constexpr bool is_in_order() {
  for (std::size_t i = 0; i < kReportTexts; ++i) {
    if (static_cast<std::size_t>(kCatalogue[i].text) != i) return false;
  }
  return true;
}
static_assert(is_in_order(), "the catalogue has one entry for each ReportText, in the same order");

}  // namespace

std::optional<ReportLanguage> report_language(std::string_view tag) {
  const auto found = std::find(kReportLanguageTags.begin(), kReportLanguageTags.end(), tag);
  if (found == kReportLanguageTags.end()) return std::nullopt;
  return static_cast<ReportLanguage>(found - kReportLanguageTags.begin());
}

std::string say(ReportText text, ReportLanguage language,
                std::initializer_list<std::string_view> parts) {
  std::string_view form =
      kCatalogue[static_cast<std::size_t>(text)].in[static_cast<std::size_t>(language)];
  std::string filled;
  for (const std::string_view part : parts) {
    const std::size_t hole = form.find("{}");
    if (hole == std::string_view::npos) break;
    filled += form.substr(0, hole);
    filled += part;
    form.remove_prefix(hole + 2);
  }
  return filled += form;
}

}  // namespace hazgate::cli
