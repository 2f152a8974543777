#include "gateway/cli/table.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace hazgate::cli {
namespace {

constexpr std::size_t kGap = 2;
constexpr std::size_t kNarrowest = 8;  ///< what a column that gives way keeps

}  // namespace

void Table::add(std::vector<Cell> cells) {
  cells.resize(columns_.size());
  for (Cell& cell : cells) cell.text = printable(cell.text);
  rows_.push_back({std::move(cells), {}});
}

void Table::note(std::string_view text) {
  if (!rows_.empty()) rows_.back().notes.push_back(printable(text));
}

std::vector<std::size_t> Table::widths(std::size_t width) const {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    std::size_t widest = display_width(columns_[i].title);
    for (const Row& row : rows_) widest = std::max(widest, display_width(row.cells[i].text));
    widths.push_back(widest);
  }
  if (width == 0) return widths;
  std::size_t total = std::accumulate(widths.begin(), widths.end(), std::size_t{0});
  total += kGap * (widths.empty() ? 0 : widths.size() - 1);
  for (std::size_t i = 0; i < columns_.size() && total > width; ++i) {
    if (!columns_[i].gives_way) continue;
    const std::size_t keeps =
        std::min(widths[i], std::max(kNarrowest, display_width(columns_[i].title)));
    const std::size_t cut = std::min(total - width, widths[i] - keeps);
    widths[i] -= cut;
    total -= cut;
  }
  return widths;
}

std::string Table::line(const Row& row, const std::vector<std::size_t>& widths,
                        const Paint& paint) const {
  std::string line;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const bool last = i + 1 == columns_.size();
    const Cell& cell = row.cells[i];
    const bool unpadded = last && columns_[i].align == Align::Left;
    const std::string text = unpadded ? shortened(cell.text, widths[i])
                                      : fitted(cell.text, widths[i], columns_[i].align);
    line += paint(cell.colour, text);
    if (!last) line += std::string(kGap, ' ');
  }
  while (!line.empty() && line.back() == ' ') line.pop_back();
  return line + '\n';
}

std::string Table::text(const Paint& paint, std::size_t width) const {
  const std::vector<std::size_t> columns = widths(width);
  Row titles;
  for (const Column& column : columns_) titles.cells.push_back({column.title, Colour::Dim});
  std::string text = line(titles, columns, paint);
  for (const Row& row : rows_) {
    text += line(row, columns, paint);
    for (const std::string& note : row.notes) {
      const std::string indented = "    " + note;
      text += paint(Colour::Dim, width == 0 ? indented : shortened(indented, width)) + '\n';
    }
  }
  return text;
}

}  // namespace hazgate::cli
