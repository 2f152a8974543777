#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/cli/style.hpp"
#include "gateway/cli/width.hpp"

namespace hazgate::cli {

struct Cell {
  std::string text;
  Colour colour = Colour::None;
};

struct Column {
  std::string title;
  Align align = Align::Left;
  bool gives_way = false;  ///< is cut first when the terminal is too narrow
};

/// A table for people: columns as wide as their widest cell, two spaces apart.
/// Thread  any (pure)
class Table {
 public:
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  /// One row; missing cells are empty. Cells are made printable.
  void add(std::vector<Cell> cells);
  /// A line under the last row, indented and dim.
  void note(std::string_view text);
  bool empty() const { return rows_.empty(); }
  std::size_t size() const { return rows_.size(); }

  /// Lines with their newlines; `width` 0: as wide as it gets.
  std::string text(const Paint& paint, std::size_t width = 0) const;

 private:
  struct Row {
    std::vector<Cell> cells;
    std::vector<std::string> notes;
  };
  std::vector<std::size_t> widths(std::size_t width) const;
  std::string line(const Row& row, const std::vector<std::size_t>& widths,
                   const Paint& paint) const;

  std::vector<Column> columns_;
  std::vector<Row> rows_;
};

}  // namespace hazgate::cli
