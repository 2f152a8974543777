#include "gateway/cli/width.hpp"

#include <algorithm>
#include <array>

namespace hazgate::cli {
namespace {

using text::Character;
using text::first_of;
using text::is_control;

struct Span {
  char32_t first;
  char32_t last;
};

constexpr std::array kWide = std::to_array<Span>({
    {0x1100, 0x115F},   {0x231A, 0x231B},   {0x2329, 0x232A},   {0x23E9, 0x23EC},
    {0x2614, 0x2615},   {0x26A1, 0x26A1},   {0x2705, 0x2705},   {0x274C, 0x274C},
    {0x2E80, 0x303E},   {0x3041, 0x33FF},   {0x3400, 0x4DBF},   {0x4E00, 0xA4CF},
    {0xA960, 0xA97F},   {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE10, 0xFE19},
    {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},   {0x1F300, 0x1F64F},
    {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD},
});

constexpr std::array kZero = std::to_array<Span>({
    {0x0300, 0x036F},
    {0x200B, 0x200F},
    {0x202A, 0x202E},
    {0x2060, 0x2064},
    {0x20D0, 0x20FF},
    {0xFE00, 0xFE0F},
    {0xFE20, 0xFE2F},
    {0xFEFF, 0xFEFF},
    {0xE0100, 0xE01EF},
});

template <std::size_t N>
bool is_in(const std::array<Span, N>& spans, char32_t code) {
  return std::any_of(spans.begin(), spans.end(),
                     [code](const Span& span) { return code >= span.first && code <= span.last; });
}

std::size_t width_of(char32_t code) {
  if (is_control(code) || is_in(kZero, code)) return 0;
  return is_in(kWide, code) ? 2 : 1;
}

}  // namespace

std::size_t display_width(std::string_view utf8) {
  std::size_t width = 0;
  while (!utf8.empty()) {
    const Character next = first_of(utf8);
    width += width_of(next.code);
    utf8.remove_prefix(next.bytes);
  }
  return width;
}

std::string shortened(std::string_view utf8, std::size_t width) {
  if (display_width(utf8) <= width) return std::string(utf8);
  if (width == 0) return {};
  std::string cut;
  std::size_t used = 1;  // the ellipsis
  while (!utf8.empty()) {
    const Character next = first_of(utf8);
    used += width_of(next.code);
    if (used > width) break;
    cut += utf8.substr(0, next.bytes);
    utf8.remove_prefix(next.bytes);
  }
  return cut + "…";
}

std::string fitted(std::string_view utf8, std::size_t width, Align align) {
  std::string text = shortened(utf8, width);
  const std::string space(width - display_width(text), ' ');
  return align == Align::Left ? text + space : space + text;
}

std::vector<std::string> wrapped(std::string_view utf8, std::size_t width) {
  std::vector<std::string> lines;
  std::string line;
  std::size_t used = 0, good = 0;  // columns; bytes of the line that may stand alone
  while (!utf8.empty()) {
    const Character next = first_of(utf8);
    const std::size_t columns = width_of(next.code);
    const bool space = next.code == U' ';
    if (space || columns == 2) good = line.size();
    if (used + columns > width && !space) {
      const std::size_t end = good == 0 ? line.size() : good;
      const std::size_t from = end < line.size() && line[end] == ' ' ? end + 1 : end;
      lines.push_back(line.substr(0, end));
      line = line.substr(from);
      used = display_width(line);
      good = 0;
    }
    line += utf8.substr(0, next.bytes);
    used += columns;
    if (columns == 2) good = line.size();
    utf8.remove_prefix(next.bytes);
  }
  while (!line.empty() && line.back() == ' ') line.pop_back();
  if (!line.empty() || lines.empty()) lines.push_back(std::move(line));
  return lines;
}

}  // namespace hazgate::cli
