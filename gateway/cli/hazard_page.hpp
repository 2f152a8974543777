#pragma once

#include <string>

#include "gateway/cli/fields.hpp"
#include "gateway/cli/listings.hpp"

/// The ledger of hidden dangers for people.
/// Thread  any (pure)
namespace hazgate::cli {

/// `hazard list`: the overdue ones first, then by deadline, those without an owner before them.
std::string hazards_text(const Items& items, const Look& look);
/// `hazard show`: everything.
std::string hazard_text(const Items& items, const Look& look);
/// What a command has changed, as it stands now.
std::string changed_hazards_text(const Items& items, const Look& look);
/// `hazard kpi`: every figure, also those that are zero.
std::string hazard_figures_text(const Items& items, const Look& look);
/// An event of kind "hazard" in one line.
std::string hazard_event(const Item& event, Language language);

/// "OVERDUE, WORK STOPPED, county": what is remarkable about it; empty: nothing.
std::string hazard_marks(const Item& item, Language language);
/// "measure, funds": what of the five is not written; empty: nothing.
std::string hazard_missing(const Item& item, Language language);
/// The owner by name.
std::string hazard_owner(const Item& item);
/// "2026-05-20 li" of a moment under `key`; empty: it has not come.
std::string hazard_moment(const Item& item, const char* key, const std::string& by = {});

}  // namespace hazgate::cli
