#include "gateway/cli/incident_html.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <fmt/core.h>

#include "gateway/cli/html_parts.hpp"
#include "gateway/cli/incident_sections.hpp"
#include "gateway/text/html_text.hpp"

namespace hazgate::cli {
namespace {

using text::html_text;

using T = ReportText;

/// Families of the systems that people print from, those of the language first.
constexpr std::array<const char*, kReportLanguages> kFonts = {
    R"("Noto Sans CJK SC","Source Han Sans SC","Microsoft YaHei","PingFang SC","WenQuanYi Zen Hei",)"
    R"("WenQuanYi Micro Hei",SimHei,sans-serif)",
    R"("Noto Sans CJK TC","Source Han Sans TC","Microsoft JhengHei","PingFang TC","WenQuanYi Zen Hei",)"
    R"("WenQuanYi Micro Hei",sans-serif)",
    R"("Liberation Sans",Arial,Helvetica,"Noto Sans CJK SC","Microsoft YaHei","PingFang SC",)"
    R"("WenQuanYi Zen Hei",sans-serif)"};

constexpr const char* kStyle = R"(
html{-webkit-print-color-adjust:exact;print-color-adjust:exact}
body{color:#111;font-size:10.5pt;line-height:1.45;max-width:182mm;margin:8mm auto;padding:0 4mm}
h1{font-size:19pt;text-align:center;margin:0 0 2mm}
h2{font-size:12.5pt;margin:6mm 0 2mm;border-bottom:1.5px solid #333;break-after:avoid}
h3{font-size:10.5pt;margin:3mm 0 1mm;break-after:avoid}
p{margin:1mm 0}ul{margin:1mm 0;padding-left:6mm}
.small{font-size:8.5pt;color:#444}.warning{font-weight:bold;color:#a11}
table{border-collapse:collapse;width:100%;margin:1mm 0 2mm;table-layout:auto}
th,td{border:1px solid #888;padding:.9mm 1.4mm;text-align:left;vertical-align:top;font-size:9pt;
overflow-wrap:anywhere;white-space:pre-line}
thead{display:table-header-group}
tr{break-inside:avoid}
th{background:#eee;font-weight:bold}
.facts th{width:26%}.facts td{height:1.5em}
.losses th,.losses td{text-align:center;width:20%}.losses td{height:2.4em;font-size:12pt}
.timeline,.alarms,.clocks{table-layout:fixed}
.timeline td:nth-child(2),.clocks td:nth-child(2),.figures td+td{white-space:nowrap}
.timeline td,.alarms td{font-size:8pt;padding:.5mm 1mm}
.clocks td{height:2.6em}
.marked td{background:#fbe4e1}
figure{margin:2mm 0;break-inside:avoid}
.chart{width:100%;height:auto;display:block}
.chart text{font-size:10px;fill:#222}.chart .tick{font-size:9.5px;fill:#444}
.chart .grid{stroke:#e2e2e2}.chart .axis{stroke:#444}
.chart .frame{fill:none;stroke:#444}.chart .none{fill:#000;fill-opacity:.13}
.chart .limit{stroke:#b00020;stroke-dasharray:5 3}.chart .limit-text{fill:#b00020}
.chart .mark{stroke:#222;stroke-width:.9}.chart .mark-text{font-weight:bold}
.chart .nothing{font-size:14px;fill:#777}
.blank{margin:1.5mm 0;break-inside:avoid}.blank .label{font-weight:bold;margin-right:3mm}
.blank .known{white-space:pre-line}.line{border-bottom:1px solid #777;height:7mm}
.signatures{display:grid;grid-template-columns:1fr 1fr;gap:5mm 10mm;break-inside:avoid}
.proof{margin-top:6mm;border-top:1px solid #888;padding-top:1mm;overflow-wrap:anywhere;
break-inside:avoid}
.drill-line{border:2px solid #a11;color:#a11;font-weight:bold;text-align:center;padding:1mm;margin:2mm 0}
.drill-mark{position:fixed;inset:0;display:flex;align-items:center;justify-content:center;
pointer-events:none;z-index:9}
.drill-mark span{transform:rotate(-35deg);font-size:110pt;font-weight:bold;letter-spacing:.1em;
color:#c00;opacity:.16;white-space:nowrap}
@media print{body{max-width:none;margin:0;padding:0}}
)";

/// Into a string of CSS only what has no meaning there.
std::string page_rule(const std::string& id) {
  const bool plain = std::all_of(id.begin(), id.end(), [](const char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') || letter == '-' || letter == '.' || letter == '_';
  });
  return "@page{size:A4;margin:15mm 14mm 17mm;" +
         (plain ? "@bottom-left{content:\"" + id + "\";font-size:8pt;color:#555}" : std::string()) +
         "@bottom-right{content:counter(page) \" / \" counter(pages);font-size:8pt;color:#555}}\n";
}

std::string head(const IncidentDocument& document, const ReportWords& words,
                 const std::string& title) {
  const auto language = static_cast<std::size_t>(words.language);
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
      "style-src 'unsafe-inline'\">\n<meta name=\"viewport\" content=\"width=device-width\">\n"
      "<title>{} {}</title>\n<style>\n{}body{{font-family:{}}}{}</style>\n</head>\n<body>\n",
      to_text(words.language), html_text(title), html_text(document.id()), page_rule(document.id()),
      kFonts[language], kStyle);
}

/// That nobody has said anything is not the same as that nobody was hurt.
std::string accident_text(const IncidentDocument& document, const ReportWords& words) {
  if (!document.accident.empty()) return words.word(document.accident);
  const Losses& known = document.losses;
  const bool said =
      known.deaths || known.injured || known.light || known.poisoned || known.missing || known.loss;
  return words.say(said ? T::NoAccident : T::NotGraded);
}

std::string summary(const IncidentDocument& document, const ReportWords& words) {
  const std::string name = text_of(document.incident, "name");
  const bool closed = document.closed().has_value();
  std::vector<std::pair<std::string, std::string>> rows{
      {words.say(T::Incident), document.id()},
      {words.say(T::Plan), name.empty() ? text_of(document.incident, "plan") : name},
      {words.say(T::Level), text_of(document.incident, "level")}};
  if (!document.is_drill()) {
    rows.emplace_back(words.say(T::Grade), accident_text(document, words));
  }
  rows.emplace_back(words.say(T::Status), words.say(closed ? T::IsClosed : T::IsOpen));
  return html::facts(rows);
}

std::string proof(const IncidentDocument& document, const ReportWords& words,
                  const Making& making) {
  const std::string line = words.say(T::Proof, {document.epoch, std::to_string(document.first_seq),
                                                std::to_string(document.last_seq), making.digest});
  return "<div class=\"proof\">" + html::paragraph(line, "small") +
         (document.closed() ? html::paragraph(words.say(T::Verify, {document.id()}), "small")
                            : std::string()) +
         html::paragraph(words.say(T::Made, {words.moment(making.at)}), "small") + "</div>\n";
}

struct Section {
  ReportText title;
  std::string (*html)(const IncidentDocument&, const ReportWords&);
};

constexpr auto kSections = std::to_array<Section>({{T::UnitTitle, unit_section},
                                                   {T::PlaceTitle, place_section},
                                                   {T::CourseTitle, course_section},
                                                   {T::LossTitle, loss_section},
                                                   {T::MeasuresTitle, measures_section},
                                                   {T::ReadingsTitle, readings_section},
                                                   {T::TimelineTitle, timeline_section},
                                                   {T::AlarmsTitle, alarms_section},
                                                   {T::ClocksTitle, clocks_section},
                                                   {T::FourTitle, four_section},
                                                   {T::OtherTitle, other_section},
                                                   {T::SignTitle, signatures_section}});

}  // namespace

std::string incident_html(const IncidentDocument& document, const ReportWords& words,
                          const Making& making) {
  const bool drill = document.is_drill();
  const std::string title = words.say(drill ? T::DrillTitle : T::Title);
  std::string html = head(document, words, title);
  if (drill) {
    html += "<div class=\"drill-mark\"><span>" + html_text(words.say(T::Drill)) + "</span></div>\n";
  }
  html += "<h1>" + html_text(title) + "</h1>\n";
  if (drill) html += html::paragraph(words.say(T::DrillNotice), "drill-line");
  html += html::paragraph(words.say(T::Basis), "small") + summary(document, words);
  html += html::paragraph(words.say(T::ZoneOfTimes, {words.zone_name}), "small");
  std::size_t number = 0;
  for (const Section& section : kSections) {
    html += html::heading(std::to_string(++number) + ".", words.say(section.title));
    html += section.html(document, words);
  }
  return html + proof(document, words, making) + "</body>\n</html>\n";
}

}  // namespace hazgate::cli
