#pragma once

#include <cstdint>
#include <string>

#include "gateway/cli/incident_rows.hpp"

namespace hazgate::cli {

/// What the last line says of the making.
struct Making {
  std::int64_t at = 0;  ///< ms
  std::string digest;   ///< SHA-256 of the JSON form with its newline
};

/// The report as one HTML file for A4: no script, nothing from elsewhere, inline drawings. In a drill
/// every page bears its mark.
/// Thread  any (pure)
/// Source  State Council Order 493, Art. 12
std::string incident_html(const IncidentDocument& document, const ReportWords& words,
                          const Making& making);

/// The charts with their table. incident_readings.cpp
std::string readings_section(const IncidentDocument& document, const ReportWords& words);

}  // namespace hazgate::cli
