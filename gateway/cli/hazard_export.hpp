#pragma once

#include <string>

#include "gateway/cli/fields.hpp"
#include "gateway/cli/texts.hpp"

/// The ledger of hidden dangers as it is published and filed (S23: in public within the enterprise).
/// Thread  any (pure)
namespace hazgate::cli {

/// RFC 4180 in UTF-8 with a byte order mark, which spreadsheets need for Chinese. A cell that a spreadsheet
/// would take for a formula begins with an apostrophe.
std::string hazards_csv(const Items& items, Language language);

/// One page to print, complete in itself. `figures`: the item of `hazard kpi`.
std::string hazards_html(const Items& items, const Item& figures, Language language);

}  // namespace hazgate::cli
