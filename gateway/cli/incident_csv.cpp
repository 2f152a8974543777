#include "gateway/cli/incident_csv.hpp"

#include <charconv>
#include <fmt/core.h>

namespace hazgate::cli {
namespace {

bool is_number(std::string_view text) {
  double number = 0.0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  return error == std::errc{} && stop == end && text.find_first_of("0123456789") != text.npos;
}

/// Also behind spaces, which some programs cut off before they look.
bool may_be_formula(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \n");
  return first != std::string_view::npos &&
         std::string_view("=+-@\t\r").find(text[first]) != std::string_view::npos &&
         !is_number(text);
}

std::string line(std::initializer_list<std::string> cells) {
  std::string text;
  for (const std::string& cell : cells) {
    if (&cell != cells.begin()) text += ',';
    text += csv_cell(cell);
  }
  return text + "\r\n";
}

}  // namespace

std::string csv_cell(std::string_view text) {
  std::string cell = may_be_formula(text) ? "'" : "";
  cell += text;
  if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char letter : cell) {
    if (letter == '"') quoted += '"';
    quoted += letter;
  }
  return quoted + '"';
}

std::string incident_csv(const IncidentDocument& document, const ReportWords& words) {
  const auto& say = [&](ReportText text) { return words.say(text); };
  std::string text = "\xEF\xBB\xBF";
  text += line({say(ReportText::Seq), say(ReportText::Time) + " (" + words.zone_name + ")",
                say(ReportText::UtcTime), say(ReportText::Kind), say(ReportText::Who),
                say(ReportText::What), say(ReportText::Cause), say(ReportText::Result),
                say(ReportText::Drill)});
  const ReportWords utc;
  for (const TimelineRow& row : timeline_rows(document, words)) {
    std::string zulu = utc.moment(row.t, true) + "Z";
    zulu[10] = 'T';
    text += line({row.number, words.moment(row.t, true), zulu, row.kind, row.who, row.what,
                  row.cause, row.result, document.is_drill() ? say(ReportText::Drill) : ""});
  }
  return text;
}

}  // namespace hazgate::cli
