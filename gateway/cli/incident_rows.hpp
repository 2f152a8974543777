#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gateway/cli/incident_document.hpp"
#include "gateway/cli/report_words.hpp"

/// The tables of an incident's report in words; HTML and CSV show the same.
/// Thread  any (pure)
namespace hazgate::cli {

struct TimelineRow {
  std::string number;  ///< "119"; of the audit "A12"
  std::int64_t t = 0;
  std::string kind;  ///< "incident", "alarm", "audit"
  std::string who, what, cause, result;
  bool failed = false;
};

/// Every entry of the record. A kind of entry that is not known is shown with its name and its fields.
std::vector<TimelineRow> timeline_rows(const IncidentDocument& document, const ReportWords& words);

struct OutputRow {
  std::optional<std::int64_t> step;  ///< that has ordered it
  std::string output;
  std::optional<std::int64_t> ordered, confirmed;
  std::uint64_t failures = 0;
  std::string result;  ///< what was read back, or the last error
};

/// One for each output and value that was ordered, in the order of the first order.
std::vector<OutputRow> output_rows(const IncidentDocument& document, const ReportWords& words);

struct PersonRow {
  std::int64_t t = 0;
  std::string what, who, how, note;
};

/// Who was told, and who answered.
std::vector<PersonRow> person_rows(const IncidentDocument& document, const ReportWords& words);

/// The brief course in sentences, from the record alone. incident_course.cpp
std::vector<std::string> course_lines(const IncidentDocument& document, const ReportWords& words);

/// "T-101 north dike (gd-101.gas)"; the id alone without a name.
std::string point_name(const PointCourse& point);
/// "1:02:05" without a unit smaller than a second.
std::string span_text(std::int64_t ms);

}  // namespace hazgate::cli
