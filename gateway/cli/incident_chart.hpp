#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "gateway/cli/incident_document.hpp"

/// Readings over time as inline SVG: lines that are told apart in black and white too, limits, marks,
/// and nothing drawn where no valid reading is.
/// Units   times: ms
/// Thread  any (pure)
namespace hazgate::cli {

struct ChartLine {
  std::string label;
  std::vector<CourseReading> readings;  ///< oldest first
};

struct ChartLevel {
  std::string label;
  double value = 0.0;
};

struct ChartMark {
  std::string label;
  std::int64_t t = 0;
};

struct Chart {
  std::string title;  ///< for those who cannot see it
  std::string unit;
  std::int64_t from = 0, to = 0;  ///< marks and readings outside stay out
  std::int64_t offset = 0;        ///< of local time
  std::vector<ChartLine> lines;
  std::vector<ChartLevel> limits;
  std::vector<ChartMark> marks;
  std::string no_valid;  ///< says what the grey stretches are
  std::string nothing;   ///< said instead of lines when there is no reading at all
  std::function<std::string(std::int64_t)> clock;  ///< "22:05:01"
};

/// One <svg> element.
std::string chart_svg(const Chart& chart);

}  // namespace hazgate::cli
