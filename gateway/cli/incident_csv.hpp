#pragma once

#include <string>
#include <string_view>

#include "gateway/cli/incident_rows.hpp"

namespace hazgate::cli {

/// One cell by RFC 4180, made harmless: a spreadsheet takes what begins with = + - @, a tab or a
/// carriage return for a formula, so an apostrophe goes before it, but not before a plain number.
/// Thread  any (pure)
std::string csv_cell(std::string_view text);

/// The timeline with a line of titles; UTF-8 with a byte order mark, lines end with CR LF.
std::string incident_csv(const IncidentDocument& document, const ReportWords& words);

}  // namespace hazgate::cli
