#include "gateway/cli/hazard_export.hpp"

#include <array>
#include <utility>
#include <vector>

#include "gateway/cli/hazard_page.hpp"
#include "gateway/cli/hazard_texts.hpp"

namespace hazgate::cli {
namespace {

constexpr auto kColumns = std::to_array<HazardText>(
    {HazardText::Number, HazardText::Found, HazardText::Area, HazardText::Danger,
     HazardText::GradeOf, HazardText::Measure, HazardText::Owner, HazardText::Funds,
     HazardText::Deadline, HazardText::Plan, HazardText::NoticeNo, HazardText::Status,
     HazardText::Marks, HazardText::Done, HazardText::Rechecks, HazardText::Signature});

std::string last_recheck(const Item& item, Language in) {
  const Items rechecks = list_of(item, "rechecks");
  if (rechecks.empty()) return {};
  const Item& last = rechecks.back();
  return std::string(hazard_word(text_of(last, "result"), in)) + ' ' + text_of(last, "day") + ' ' +
         text_of(last, "by");
}

std::vector<std::string> row_of(const Item& item, Language in) {
  return {text_of(item, "id"),
          hazard_moment(item, "found", text_of(item, "found_by")),
          text_of(item, "area"),
          text_of(item, "description"),
          std::string(hazard_word(text_of(item, "grade"), in)),
          text_of(item, "measure"),
          hazard_owner(item),
          text_of(item, "funds"),
          text_of(item, "deadline"),
          text_of(item, "plan"),
          text_of(item, "notice_no"),
          std::string(hazard_word(text_of(item, "state"), in)),
          hazard_marks(item, in),
          hazard_moment(item, "done", text_of(item, "done_by")),
          last_recheck(item, in),
          hazard_moment(item, "signature", text_of(part_of(item, "signature"), "by"))};
}

std::string csv_cell(const std::string& text) {
  constexpr std::string_view kFormula = "=+-@\t\r";
  std::string cell = "\"";
  if (!text.empty() && kFormula.find(text.front()) != std::string_view::npos) cell += '\'';
  for (const char c : text) {
    if (c == '"') cell += '"';
    cell += c;
  }
  return cell + '"';
}

template <class Cells>
std::string csv_line(const Cells& cells) {
  std::string line;
  for (const auto& cell : cells) {
    line += (line.empty() ? "" : ",") + csv_cell(std::string(cell));
  }
  return line + "\r\n";
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '"') {
      out += "&quot;";
    } else if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') {
      out += c;
    }
  }
  return out;
}

constexpr char kStyle[] =
    "body{font:11pt sans-serif;margin:1.5em}h1{font-size:16pt;text-align:center}"
    "table{border-collapse:collapse;width:100%;font-size:9pt}"
    "th,td{border:1px solid #444;padding:3px 5px;text-align:left;vertical-align:top;"
    "overflow-wrap:anywhere}th{background:#eee}tr.overdue td{background:#fdd}"
    "tr.closed td{color:#666}thead{display:table-header-group}tr{break-inside:avoid}"
    "p.sign{margin-top:3em;text-align:right}@page{size:A4 landscape;margin:12mm}";

std::string html_rows(const Items& items, Language in) {
  std::string rows;
  for (const Item& item : items) {
    const bool closed = text_of(item, "state") == "closed";
    rows += flag_of(item, "overdue") ? "<tr class=\"overdue\">"
            : closed                 ? "<tr class=\"closed\">"
                                     : "<tr>";
    for (const std::string& cell : row_of(item, in)) rows += "<td>" + escaped(cell) + "</td>";
    rows += "</tr>\n";
  }
  return rows;
}

std::string html_figures(const Item& figures, Language in) {
  const std::pair<HazardText, const char*> kFigures[] = {
      {HazardText::FoundCount, "found"},      {HazardText::FixedCount, "fixed_on_site"},
      {HazardText::NoticeCount, "notices"},   {HazardText::InTime, "in_time"},
      {HazardText::PassRate, "pass_percent"}, {HazardText::StillOpen, "open"},
      {HazardText::OverdueNow, "overdue"},    {HazardText::Stopped, "stop_work"}};
  std::string text =
      escaped(say(HazardText::FiguresOf, in, text_of(figures, "since"), text_of(figures, "until")));
  for (const auto& [title, key] : kFigures) {
    const std::string value = shown(figures, key);
    const bool rate = title == HazardText::PassRate && value != "-";
    text += "; " + escaped(say(title, in)) + ' ' + escaped(value) + (rate ? " %" : "");
  }
  return text;
}

}  // namespace

std::string hazards_csv(const Items& items, Language language) {
  std::vector<std::string> titles;
  for (const HazardText column : kColumns) titles.emplace_back(say(column, language));
  std::string text = "\xEF\xBB\xBF" + csv_line(titles);
  for (const Item& item : items) text += csv_line(row_of(item, language));
  return text;
}

std::string hazards_html(const Items& items, const Item& figures, Language language) {
  const std::string title = escaped(say(HazardText::Title, language));
  const std::string site = escaped(text_of(figures, "site"));
  std::string text = std::string("<!DOCTYPE html>\n<html lang=\"") +
                     (language == Language::Chinese ? "zh-CN" : "en") +
                     "\">\n<head><meta charset=\"utf-8\"><title>" + title + "</title><style>" +
                     kStyle + "</style></head>\n<body>\n<h1>" + site + (site.empty() ? "" : " ") +
                     title + "</h1>\n<p>" + html_figures(figures, language) + "</p>\n";
  if (items.empty()) {
    text += "<p>" + escaped(say(HazardText::ZeroReport, language)) + "</p>\n";
  } else {
    text += "<table>\n<thead><tr>";
    for (const HazardText column : kColumns) {
      text += "<th>" + escaped(say(column, language)) + "</th>";
    }
    text += "</tr></thead>\n<tbody>\n" + html_rows(items, language) + "</tbody>\n</table>\n";
  }
  return text + "<p class=\"sign\">" + escaped(say(HazardText::SignHere, language)) +
         "</p>\n</body>\n</html>\n";
}

}  // namespace hazgate::cli
