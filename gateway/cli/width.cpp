#include "gateway/cli/width.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace hazgate::cli {
namespace {

constexpr char32_t kBroken = 0xFFFD;

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

bool is_control(char32_t code) {
  const bool turns_direction =
      (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
  return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x2028 || code == 0x2029 ||
         turns_direction;
}

std::size_t width_of(char32_t code) {
  if (is_control(code) || is_in(kZero, code)) return 0;
  return is_in(kWide, code) ? 2 : 1;
}

struct Character {
  char32_t code = kBroken;
  std::size_t bytes = 1;
};

/// The first character of a text that is not empty; a byte that fits nowhere is one broken one.
Character first_of(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t bytes = lead >= 0xF0 && lead < 0xF5 ? 4 : lead >= 0xE0 && lead < 0xF0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < bytes) return {};
  char32_t code = lead & (0xFFU >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xC0U) != 0x80) return {};
    code = (code << 6U) | (byte(i) & 0x3FU);
  }
  const bool overlong = (bytes == 3 && code < 0x800) || (bytes == 4 && code < 0x10000);
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  if (overlong || surrogate || code > 0x10FFFF) return {};
  return {code, bytes};
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

std::string printable(std::string_view utf8) {
  std::string clean;
  while (!utf8.empty()) {
    const Character next = first_of(utf8);
    const bool broken = next.code == kBroken || is_control(next.code);
    clean += broken ? std::string_view("\uFFFD") : utf8.substr(0, next.bytes);
    utf8.remove_prefix(next.bytes);
  }
  return clean;
}

}  // namespace hazgate::cli
