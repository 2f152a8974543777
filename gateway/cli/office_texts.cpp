#include "gateway/cli/office_texts.hpp"

#include <algorithm>
#include <array>

namespace hazgate::cli {
namespace {

struct Entry {
  OfficeText text;
  std::array<std::string_view, kLanguages> in;
};

constexpr std::array<Entry, kOfficeTexts> kCatalogue = {{
    {OfficeText::Report, {"REPORT", "报告"}},
    {OfficeText::Period, {"PERIOD", "期间"}},
    {OfficeText::DueBy, {"DUE", "期限"}},
    {OfficeText::Made, {"MADE", "生成"}},
    {OfficeText::Sent, {"SENT", "送达"}},
    {OfficeText::NoReports, {"no report is due yet", "暂无应报报告"}},
    {OfficeText::LetterTo, {"letter to ", "信件，致 "}},
    {OfficeText::Equipment, {"EQUIPMENT", "设备"}},
    {OfficeText::DutyTitle, {"DUTY", "事项"}},
    {OfficeText::Last, {"LAST", "上次"}},
    {OfficeText::Every, {"EVERY", "周期"}},
    {OfficeText::DaysLeft, {"DAYS", "天数"}},
    {OfficeText::Certificate, {"CERTIFICATE", "证书编号"}},
    {OfficeText::Holder, {"HOLDER", "持有人"}},
    {OfficeText::NoEquipment,
     {"the register is empty; write [[equipment]] in the site file",
      "设备台账为空；请在配置文件中填写[[equipment]]"}},
    {OfficeText::NoDrills, {"the site has no plan to drill", "没有需要演练的预案"}},
    {OfficeText::Never, {"never", "从未"}},
    {OfficeText::OverdueSince, {"{} overdue since {}", "{}已逾期，期限{}"}},
    {OfficeText::Quiet, {"kept quiet", "静默报警"}},
    {OfficeText::Overdue, {"overdue", "逾期"}},
    {OfficeText::Incidents, {"incidents", "事件"}},
    {OfficeText::Ledger, {"hidden dangers", "隐患"}},
    {OfficeText::Availability, {"in service", "投用率"}},
    {OfficeText::Gateway, {"gateway", "网关"}},
    {OfficeText::Devices, {"devices", "设备"}},
    {OfficeText::Links, {"links", "链路"}},
    {OfficeText::ByArea, {"by area", "按区域"}},
    {OfficeText::BySource, {"by source", "按重大危险源"}},
    {OfficeText::Top, {"most frequent", "最频繁"}},
    {OfficeText::Figures, {"figures", "指标"}},
    {OfficeText::Nothing, {"none", "无"}},
}};

constexpr bool is_in_order() {
  for (std::size_t i = 0; i < kOfficeTexts; ++i) {
    if (kCatalogue[i].text != static_cast<OfficeText>(i)) return false;
  }
  return true;
}
static_assert(is_in_order(), "the catalogue has one entry for each OfficeText, in the same order");

struct Word {
  std::string_view contract, chinese;
};

constexpr auto kWords = std::to_array<Word>({
    {"coming", "未到期"},
    {"due", "待生成"},
    {"missing", "缺报"},
    {"waiting", "待送达"},
    {"undeliverable", "无法送达"},
    {"stuck", "逾期未送达"},
    {"sent", "已送达"},
    {"late", "迟报"},
    {"none", "正常"},
    {"30-days", "30天内到期"},
    {"7-days", "7天内到期"},
    {"overdue", "已逾期"},
    {"calibration", "校准"},
    {"inspection", "检验"},
    {"certificate", "证书"},
    {"drill", "演练"},
    {"total", "总数"},
    {"opened", "发生"},
    {"closed", "关闭"},
    {"open", "未关闭"},
    {"drills", "演练"},
    {"shelved", "搁置"},
    {"out_of_service", "停用"},
    {"suppressed", "抑制"},
    {"found", "查处"},
    {"fixed_on_site", "现场整改"},
    {"notices", "整改通知书"},
    {"done_in_time", "限期完成"},
    {"rechecks", "复查"},
    {"rechecks_passed", "复查合格"},
    {"stop_work", "停工"},
    {"county", "县级"},
    {"prefecture", "州级"},
    {"province", "省级"},
});

}  // namespace

std::string_view say(OfficeText text, Language language) {
  return kCatalogue[static_cast<std::size_t>(text)].in[static_cast<std::size_t>(language)];
}

std::string_view office_word(std::string_view contract, Language language) {
  if (language == Language::English) return contract == "none" ? "in order" : contract;
  const auto found = std::find_if(kWords.begin(), kWords.end(),
                                  [&](const Word& one) { return one.contract == contract; });
  return found == kWords.end() ? word(contract, language) : found->chinese;
}

}  // namespace hazgate::cli
