#include "gateway/cli/html_parts.hpp"

#include <fmt/core.h>

#include "gateway/text/html_text.hpp"

namespace hazgate::cli::html {
namespace {

using text::html_text;

std::string style_of(std::string_view style) {
  return style.empty() ? std::string() : fmt::format(" class=\"{}\"", html_text(style));
}

}  // namespace

std::string heading(const std::string& number, std::string_view title) {
  return fmt::format("<h2>{} {}</h2>\n", html_text(number), html_text(title));
}

std::string paragraph(std::string_view text, std::string_view style) {
  return fmt::format("<p{}>{}</p>\n", style_of(style), html_text(text));
}

std::string table(const Row& titles, const std::vector<MarkedRow>& rows, std::string_view style,
                  const std::vector<int>& widths) {
  std::string html = fmt::format("<table{}>", style_of(style));
  if (!widths.empty()) html += "<colgroup>";
  for (const int width : widths) html += fmt::format("<col style=\"width:{}%\">", width);
  html += widths.empty() ? "<thead><tr>" : "</colgroup><thead><tr>";
  for (const std::string& title : titles) html += "<th>" + html_text(title) + "</th>";
  html += "</tr></thead><tbody>\n";
  for (const MarkedRow& row : rows) {
    html += row.marked ? "<tr class=\"marked\">" : "<tr>";
    for (const std::string& cell : row.cells) html += "<td>" + html_text(cell) + "</td>";
    html += "</tr>\n";
  }
  return html + "</tbody></table>\n";
}

std::string facts(const std::vector<std::pair<std::string, std::string>>& rows) {
  std::string html = "<table class=\"facts\"><tbody>\n";
  for (const auto& [label, value] : rows) {
    html += "<tr><th>" + html_text(label) + "</th><td>" + html_text(value) + "</td></tr>\n";
  }
  return html + "</tbody></table>\n";
}

std::string blank(std::string_view label, std::string_view known, int lines) {
  std::string html = "<div class=\"blank\">";
  if (!label.empty()) html += "<span class=\"label\">" + html_text(label) + "</span>";
  if (!known.empty()) html += "<span class=\"known\">" + html_text(known) + "</span>";
  for (int i = 0; i < lines; ++i) html += "<div class=\"line\"></div>";
  return html + "</div>\n";
}

}  // namespace hazgate::cli::html
