#include <algorithm>
#include <boost/json.hpp>
#include <fmt/core.h>
#include <map>

#include "gateway/cli/html_parts.hpp"
#include "gateway/cli/incident_chart.hpp"
#include "gateway/cli/incident_html.hpp"

namespace hazgate::cli {
namespace {

constexpr std::size_t kLinesInChart = 6;

bool is_of_states(const PointCourse& point) {
  return std::any_of(point.readings.begin(), point.readings.end(),
                     [](const CourseReading& r) { return r.usable && !r.value; });
}

/// Points of one unit share a chart; what has states, or no unit, has its own.
std::vector<std::vector<const PointCourse*>> charts_of(const IncidentDocument& document) {
  std::vector<std::vector<const PointCourse*>> charts;
  std::map<std::string, std::size_t> of_unit;
  for (const PointCourse& point : document.points) {
    const auto found = of_unit.find(point.unit);
    const bool alone = is_of_states(point) || point.unit.empty();
    if (!alone && found != of_unit.end() && charts[found->second].size() < kLinesInChart) {
      charts[found->second].push_back(&point);
      continue;
    }
    if (!alone) of_unit[point.unit] = charts.size();
    charts.push_back({&point});
  }
  return charts;
}

/// Where the record of these points begins: the chart shows no stretch that nothing is known of.
std::int64_t beginning(const std::vector<const PointCourse*>& points, std::int64_t from,
                       std::int64_t latest) {
  std::int64_t first = latest;
  for (const PointCourse* point : points) {
    if (!point->readings.empty()) first = std::min(first, point->readings.front().t);
  }
  return std::max(from, first);
}

/// One name for limits of the same kind and value: "HH 50".
std::vector<ChartLevel> levels_of(const std::vector<const PointCourse*>& points) {
  std::vector<ChartLevel> levels;
  for (const PointCourse* point : points) {
    for (const CourseLimit& limit : point->limits) {
      const bool short_of = limit.alarm.rfind(point->id + ".", 0) == 0;
      const std::string name = short_of ? limit.alarm.substr(point->id.size() + 1) : limit.name;
      ChartLevel level{name + " " + shown(limit.value), limit.value};
      const bool known = std::any_of(levels.begin(), levels.end(),
                                     [&](const ChartLevel& l) { return l.label == level.label; });
      if (!known) levels.push_back(std::move(level));
    }
  }
  return levels;
}

Chart chart_of(const std::vector<const PointCourse*>& points, const IncidentDocument& document,
               const ReportWords& words) {
  const std::int64_t opened = document.opened().value_or(document.from);
  Chart chart{.unit = points.front()->unit,
              .from = beginning(points, document.from, opened),
              .to = document.readings_to,
              .offset = words.offset(opened),
              .limits = levels_of(points),
              .no_valid = words.say(ReportText::NoValid),
              .nothing = words.say(ReportText::NoReadings),
              .clock = [&words](std::int64_t t) { return words.clock(t); }};
  std::string names;
  for (const PointCourse* point : points) {
    names += (names.empty() ? "" : ", ") + point->id;
    chart.lines.push_back({point_name(*point), point->readings});
  }
  chart.title = words.say(ReportText::ChartOf, {names});
  const auto mark = [&](ReportText text, const std::optional<std::int64_t>& t) {
    if (t) chart.marks.push_back({words.say(text), *t});
  };
  mark(ReportText::MarkOpened, document.opened());
  mark(ReportText::MarkAcknowledged, document.acknowledged());
  mark(ReportText::MarkClosed, document.closed());
  return chart;
}

std::string value_of(const CourseReading& reading, const ReportWords& words) {
  if (!reading.usable) return words.word(reading.quality);
  return reading.value ? shown(*reading.value) : reading.text;
}

html::MarkedRow figures(const PointCourse& point, const IncidentDocument& document,
                        const ReportWords& words) {
  const CourseReading *low = nullptr, *high = nullptr, *opening = nullptr;
  for (const CourseReading& reading : point.readings) {
    if (reading.t <= document.opened().value_or(0)) opening = &reading;
    if (!reading.usable || !reading.value) continue;
    if (low == nullptr || *reading.value < *low->value) low = &reading;
    if (high == nullptr || *reading.value > *high->value) high = &reading;
  }
  const auto say = [&](const CourseReading* reading) {
    return reading == nullptr ? std::string("–")
                              : value_of(*reading, words) + " (" + words.clock(reading->t) + ")";
  };
  std::string name = point_name(point);
  if (!point.unit.empty()) name += ", " + point.unit;
  return {{name, say(opening), say(low), say(high),
           say(point.readings.empty() ? nullptr : &point.readings.back())}};
}

std::string remarks(const IncidentDocument& document, const ReportWords& words) {
  std::string html;
  const std::int64_t opened = document.opened().value_or(document.from);
  std::vector<const PointCourse*> all;
  for (const PointCourse& point : document.points) all.push_back(&point);
  const std::int64_t first = beginning(all, document.from, opened);
  constexpr std::int64_t kMinute = 60'000;
  if (first > document.from + kMinute) {
    html += html::paragraph(words.say(ReportText::RecordBegins, {words.moment(first)}), "small");
  }
  if (document.readings_to < document.to) {
    html += html::paragraph(words.say(ReportText::ChartEnds, {words.moment(document.readings_to)}),
                            "small");
  }
  for (const PointCourse& point : document.points) {
    if (point.whole) continue;
    const std::string why = point.error.empty() ? "" : ": " + point.error;
    html += html::paragraph(words.say(ReportText::NotWhole, {point.id}) + why, "small");
  }
  for (const PointCourse& point : document.points) {
    if (point.overdue_since.empty()) continue;
    const bool calibration = point.overdue_duty == "calibration";
    html += html::paragraph(
        words.say(calibration ? ReportText::CalibrationOverdue : ReportText::InspectionOverdue,
                  {point.id, point.overdue_since}));
  }
  if (document.points_left_out > 0) {
    html += html::paragraph(
        words.say(ReportText::LeftOut, {std::to_string(document.points_left_out)}), "small");
  }
  return html;
}

}  // namespace

std::string readings_section(const IncidentDocument& document, const ReportWords& words) {
  if (document.points.empty()) return html::paragraph(words.say(ReportText::NoReadings));
  std::string html;
  for (const auto& points : charts_of(document)) {
    html += "<figure>" + chart_svg(chart_of(points, document, words)) + "</figure>\n";
  }
  std::vector<html::MarkedRow> rows;
  for (const PointCourse& point : document.points) rows.push_back(figures(point, document, words));
  html += html::table(
      {words.say(ReportText::Point), words.say(ReportText::AtOpening),
       words.say(ReportText::Lowest), words.say(ReportText::Highest), words.say(ReportText::Last)},
      rows, "figures");
  return html + remarks(document, words);
}

}  // namespace hazgate::cli
