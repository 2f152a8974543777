#pragma once

#include <string>

#include "gateway/cli/incident_rows.hpp"

/// The numbered parts of the report, each without its heading.
/// Thread  any (pure)
namespace hazgate::cli {

std::string unit_section(const IncidentDocument& document, const ReportWords& words);
std::string place_section(const IncidentDocument& document, const ReportWords& words);
std::string course_section(const IncidentDocument& document, const ReportWords& words);
std::string loss_section(const IncidentDocument& document, const ReportWords& words);
std::string measures_section(const IncidentDocument& document, const ReportWords& words);
std::string timeline_section(const IncidentDocument& document, const ReportWords& words);
std::string alarms_section(const IncidentDocument& document, const ReportWords& words);
std::string clocks_section(const IncidentDocument& document, const ReportWords& words);
std::string four_section(const IncidentDocument& document, const ReportWords& words);
std::string other_section(const IncidentDocument& document, const ReportWords& words);
std::string signatures_section(const IncidentDocument& document, const ReportWords& words);

}  // namespace hazgate::cli
