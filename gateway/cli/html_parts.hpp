#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Pieces of a printed page. Every text that is given is escaped here, but for what is called `html`.
/// Thread  any (pure)
namespace hazgate::cli::html {

using Row = std::vector<std::string>;

/// A row that is to be seen at once.
struct MarkedRow {
  Row cells;
  bool marked = false;
};

std::string heading(const std::string& number, std::string_view title);
std::string paragraph(std::string_view text, std::string_view style = {});
/// `widths`: of the columns in percent; none: as it comes.
std::string table(const Row& titles, const std::vector<MarkedRow>& rows,
                  std::string_view style = {}, const std::vector<int>& widths = {});
/// Labels on the left; an empty value is a blank to write into.
std::string facts(const std::vector<std::pair<std::string, std::string>>& rows);
/// What is to be filled in by hand, so many lines; with what is known already above them.
std::string blank(std::string_view label, std::string_view known, int lines);

}  // namespace hazgate::cli::html
