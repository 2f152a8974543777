#include "gateway/cli/gauge.hpp"

#include <algorithm>
#include <cmath>

namespace hazgate::cli {
namespace {

constexpr Glyphs kDrawn = {.full = "█",
                           .half = "▌",
                           .empty = "░",
                           .tick = "│",
                           .rule = "─",
                           .dot = "●",
                           .alarm = "▲",
                           .quiet = "△",
                           .done = "✓",
                           .running = "▶",
                           .failed = "✗",
                           .skipped = "–",
                           .waiting = "·",
                           .arrow = "→"};
constexpr Glyphs kPlain = {.full = "#",
                           .half = "=",
                           .empty = ".",
                           .tick = "|",
                           .rule = "-",
                           .dot = "*",
                           .alarm = "!",
                           .quiet = "-",
                           .done = "+",
                           .running = ">",
                           .failed = "x",
                           .skipped = "-",
                           .waiting = ".",
                           .arrow = "->"};

/// Where a value stands on a bar of so many steps.
std::size_t step_of(double value, const Gauge& gauge, std::size_t steps) {
  const double span = gauge.high - gauge.low;
  if (!(span > 0) || std::isnan(value)) return 0;
  const double share = std::clamp((value - gauge.low) / span, 0.0, 1.0);
  return static_cast<std::size_t>(std::lround(share * static_cast<double>(steps)));
}

struct Piece {
  std::string_view glyph;
  Colour colour = Colour::Dim;
};

}  // namespace

const Glyphs& glyphs(bool plain_ascii) {
  return plain_ascii ? kPlain : kDrawn;
}

std::string gauge_text(const Gauge& gauge, std::size_t width, const Glyphs& glyphs,
                       const Paint& paint) {
  if (width == 0) return {};
  std::vector<Piece> pieces(width, Piece{glyphs.empty});
  const std::size_t halves = gauge.has_value ? step_of(gauge.value, gauge, 2 * width) : 0;
  for (std::size_t i = 0; i < width; ++i) {
    if (halves > 2 * i) pieces[i] = {halves == 2 * i + 1 ? glyphs.half : glyphs.full, gauge.fill};
  }
  for (const Gauge::Mark& mark : gauge.marks) {
    if (mark.at <= gauge.low || mark.at >= gauge.high) continue;
    pieces[std::min(step_of(mark.at, gauge, width), width - 1)] = {glyphs.tick, mark.colour};
  }
  std::string text, run;
  for (std::size_t i = 0; i < width; ++i) {
    run += pieces[i].glyph;
    if (i + 1 < width && pieces[i + 1].colour == pieces[i].colour) continue;
    text += paint(pieces[i].colour, run);
    run.clear();
  }
  return text;
}

}  // namespace hazgate::cli
