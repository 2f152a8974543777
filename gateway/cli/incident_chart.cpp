#include "gateway/cli/incident_chart.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/core.h>
#include <optional>
#include <utility>

#include "gateway/cli/chart_axis.hpp"
#include "gateway/cli/width.hpp"
#include "gateway/text/html_text.hpp"

namespace hazgate::cli {
namespace {

using text::html_text;

// Units of the drawing; 1 is about a quarter of a millimetre on A4.
constexpr double kWidth = 720, kPlotHeight = 210;
constexpr double kLeft = 58, kRight = 92, kAxis = 34, kMarkRow = 14, kLegendRow = 16;
constexpr double kLetter = 5.6;  ///< of a column of text in the small size

struct Stroke {
  const char* colour;
  const char* dash;
};
constexpr auto kStrokes = std::to_array<Stroke>({{"#1f4e9c", ""},
                                                 {"#b3541e", "7 3"},
                                                 {"#1b7a4b", "2 2"},
                                                 {"#7a3b8f", "9 3 2 3"},
                                                 {"#5a5a5a", "4 4"},
                                                 {"#0c7c8c", "12 4"}});

/// Where things are: the plot's corners, and how values and times become places.
class Canvas {
 public:
  explicit Canvas(const Chart& chart) : chart_(chart) {
    for (const ChartMark& mark : chart.marks) marks_ += holds(mark.t) ? 1 : 0;
    for (const ChartLine& line : chart.lines) {
      for (const CourseReading& reading : line.readings) learn(reading);
    }
    if (!states_.empty()) {
      axis_ = {-0.5, static_cast<double>(states_.size()) - 0.5, 1.0};
      return;
    }
    for (const ChartLevel& limit : chart.limits) widen(limit.value);
    axis_ = any_ ? value_axis(low_, high_) : Axis{};
    for (const ChartLevel& limit : chart.limits) keep_off_edge(limit.value);
  }

  bool holds(std::int64_t t) const { return t >= chart_.from && t <= chart_.to; }
  double top() const { return 4 + kMarkRow * static_cast<double>(marks_); }
  double bottom() const { return top() + kPlotHeight; }
  static double right() { return kWidth - kRight; }
  const Axis& axis() const { return axis_; }
  const std::vector<std::string>& states() const { return states_; }

  double x(std::int64_t t) const {
    const double whole = static_cast<double>(std::max<std::int64_t>(1, chart_.to - chart_.from));
    return kLeft + (right() - kLeft) * static_cast<double>(t - chart_.from) / whole;
  }
  double y(double value) const {
    return bottom() - kPlotHeight * (value - axis_.low) / (axis_.high - axis_.low);
  }
  double y(const CourseReading& reading) const {
    return y(states_.empty() ? reading.value.value_or(0.0) : state_of(reading));
  }

 private:
  void learn(const CourseReading& reading) {
    if (!reading.usable || !holds(reading.t)) return;
    if (reading.value) {
      widen(*reading.value);
    } else if (std::find(states_.begin(), states_.end(), reading.text) == states_.end()) {
      states_.push_back(reading.text);
    }
  }
  void widen(double value) {
    if (!std::isfinite(value)) return;
    low_ = any_ ? std::min(low_, value) : value;
    high_ = any_ ? std::max(high_, value) : value;
    any_ = true;
  }
  /// A limit on the frame would not be seen.
  void keep_off_edge(double limit) {
    const double near = axis_.step * 0.05;
    if (limit > axis_.high - near) axis_.high += axis_.step;
    if (limit < axis_.low + near) axis_.low -= axis_.step;
  }
  double state_of(const CourseReading& reading) const {
    const auto found = std::find(states_.begin(), states_.end(), reading.text);
    return static_cast<double>(found - states_.begin());
  }

  const Chart& chart_;
  Axis axis_;
  std::vector<std::string> states_;
  std::size_t marks_ = 0;
  double low_ = 0.0, high_ = 0.0;
  bool any_ = false;
};

std::string text_at(double x, double y, const char* anchor, const char* style,
                    std::string_view text) {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\" class=\"{}\">{}</text>", x,
                     y, anchor, style, html_text(text));
}

std::string line_of(double x1, double y1, double x2, double y2, const char* style) {
  return fmt::format("<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" class=\"{}\"/>",
                     x1, y1, x2, y2, style);
}

std::string grid(const Chart& chart, const Canvas& on) {
  std::string svg;
  if (on.states().empty()) {
    for (const double tick : on.axis().ticks()) {
      svg += line_of(kLeft, on.y(tick), Canvas::right(), on.y(tick), "grid");
      svg += text_at(kLeft - 6, on.y(tick) + 3.5, "end", "tick", on.axis().text(tick));
    }
  }
  for (std::size_t i = 0; i < on.states().size(); ++i) {
    const double y = on.y(static_cast<double>(i));
    svg += line_of(kLeft, y, Canvas::right(), y, "grid");
    svg += text_at(kLeft - 6, y + 3.5, "end", "tick", on.states()[i]);
  }
  for (const std::int64_t t : time_ticks(chart.from, chart.to, chart.offset)) {
    svg += line_of(on.x(t), on.bottom(), on.x(t), on.bottom() + 4, "axis");
    svg += text_at(on.x(t), on.bottom() + 15, "middle", "tick", chart.clock(t));
  }
  return svg + fmt::format(
                   "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" "
                   "class=\"frame\"/>",
                   kLeft, on.top(), Canvas::right() - kLeft, kPlotHeight);
}

/// Stretches of valid readings that follow each other, and between them where there is none.
struct Pieces {
  std::vector<std::vector<CourseReading>> valid;
  std::vector<std::pair<std::int64_t, std::int64_t>> none;
};

Pieces pieces_of(const ChartLine& line, const Canvas& on, std::int64_t end) {
  Pieces pieces;
  std::optional<std::int64_t> lost;  ///< since then there is no valid reading
  bool in_piece = false;
  std::int64_t last = 0;
  for (const CourseReading& reading : line.readings) {
    if (!on.holds(reading.t)) continue;
    if (in_piece && (reading.gap || !reading.usable)) {
      lost = last;
      in_piece = false;
    }
    if (!reading.usable) {
      if (!lost) lost = reading.t;
    } else {
      if (lost) pieces.none.emplace_back(*lost, reading.t);
      lost.reset();
      if (!in_piece) pieces.valid.emplace_back();
      pieces.valid.back().push_back(reading);
      in_piece = true;
    }
    last = reading.t;
  }
  if (lost) pieces.none.emplace_back(*lost, end);
  return pieces;
}

std::string grey(const Pieces& pieces, const Canvas& on) {
  std::string svg;
  for (const auto& [from, to] : pieces.none) {
    svg += fmt::format(
        "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" class=\"none\"/>",
        on.x(from), on.top(), std::max(1.0, on.x(to) - on.x(from)), kPlotHeight);
  }
  return svg;
}

/// States go in steps: between two readings nobody knows when it changed, so at the later one.
std::string course(const Pieces& pieces, const Canvas& on, const Stroke& stroke) {
  std::string svg;
  for (const auto& piece : pieces.valid) {
    if (piece.size() == 1) {
      svg += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"2.2\" fill=\"{}\"/>",
                         on.x(piece.front().t), on.y(piece.front()), stroke.colour);
      continue;
    }
    std::string path;
    for (const CourseReading& reading : piece) {
      const double x = on.x(reading.t), y = on.y(reading);
      if (!path.empty() && !on.states().empty()) path += fmt::format("H{:.1f}", x);
      path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? 'M' : 'L', x, y);
    }
    svg += fmt::format(
        "<path d=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"1.6\" stroke-dasharray=\"{}\" "
        "stroke-linejoin=\"round\"/>",
        path, stroke.colour, *stroke.dash == '\0' ? "none" : stroke.dash);
  }
  return svg;
}

/// At the right edge, one below the other where they would meet.
std::string limits(const Chart& chart, const Canvas& on) {
  if (!on.states().empty()) return {};
  std::vector<ChartLevel> sorted = chart.limits;
  std::sort(sorted.begin(), sorted.end(),
            [](const auto& a, const auto& b) { return a.value > b.value; });
  std::string svg;
  double free = on.top();
  for (const ChartLevel& limit : sorted) {
    const double y = on.y(limit.value);
    const double label = std::max(y + 3.5, free);
    free = label + 11;
    svg += line_of(kLeft, y, Canvas::right(), y, "limit");
    svg += text_at(Canvas::right() + 5, label, "start", "limit-text", limit.label);
  }
  return svg;
}

/// Each label has a row of its own above the plot, on the side where there is room.
std::string marks(const Chart& chart, const Canvas& on) {
  std::string svg;
  double row = 0;
  for (const ChartMark& mark : chart.marks) {
    if (!on.holds(mark.t)) continue;
    const double x = on.x(mark.t), y = 4 + kMarkRow * row++;
    const std::string label = mark.label + " " + chart.clock(mark.t);
    const bool left = x > (kLeft + Canvas::right()) / 2;
    svg += line_of(x, y, x, on.bottom(), "mark");
    svg += text_at(x + (left ? -4 : 4), y + 9, left ? "end" : "start", "mark-text", label);
  }
  return svg;
}

struct Legend {
  std::string svg;
  double bottom = 0;
};

/// As many in a row as fit.
Legend legend(const Chart& chart, double top, bool has_gaps) {
  Legend legend{{}, top + kLegendRow};
  double x = kLeft;
  const auto place = [&](const std::string& label, const std::string& sample) {
    const double width = 34 + kLetter * static_cast<double>(display_width(label)) + 16;
    if (x > kLeft && x + width > kWidth) {
      x = kLeft;
      legend.bottom += kLegendRow;
    }
    const double y = legend.bottom - 4;
    legend.svg += fmt::format("<g transform=\"translate({:.1f} {:.1f})\">{}</g>", x, y - 4, sample);
    legend.svg += text_at(x + 32, y, "start", "legend", label);
    x += width;
  };
  for (std::size_t i = 0; i < chart.lines.size(); ++i) {
    const Stroke& stroke = kStrokes[i % kStrokes.size()];
    place(chart.lines[i].label,
          fmt::format("<path d=\"M0 0L26 0\" stroke=\"{}\" stroke-width=\"1.6\" "
                      "stroke-dasharray=\"{}\"/>",
                      stroke.colour, *stroke.dash == '\0' ? "none" : stroke.dash));
  }
  if (has_gaps)
    place(chart.no_valid, R"(<rect x="0" y="-5" width="26" height="10" class="none"/>)");
  return legend;
}

}  // namespace

std::string chart_svg(const Chart& chart) {
  const Canvas on(chart);
  std::string back, front;
  bool has_gaps = false;
  for (std::size_t i = 0; i < chart.lines.size(); ++i) {
    const Pieces pieces = pieces_of(chart.lines[i], on, chart.to);
    has_gaps = has_gaps || !pieces.none.empty();
    back += grey(pieces, on);
    front += course(pieces, on, kStrokes[i % kStrokes.size()]);
  }
  const Legend key = legend(chart, on.bottom() + kAxis - 14, has_gaps);
  std::string svg = fmt::format(
      "<svg class=\"chart\" viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" "
      "xmlns=\"http://www.w3.org/2000/svg\"><title>{}</title>",
      kWidth, key.bottom + 4, html_text(chart.title));
  svg += back + grid(chart, on) + limits(chart, on) + front + marks(chart, on) + key.svg;
  svg += text_at(kLeft - 6, on.top() - 8, "end", "unit", chart.unit);
  if (front.empty()) {
    svg += text_at((kLeft + Canvas::right()) / 2, on.top() + kPlotHeight / 2, "middle", "nothing",
                   chart.nothing);
  }
  return svg + "</svg>";
}

}  // namespace hazgate::cli
