#pragma once

#include <cstdint>
#include <string>

#include "gateway/cli/listings.hpp"

/// The parts of `incident show` that stand around its steps: each with a title, or nothing when there is nothing to say.
/// Units   now: ms since 1970-01-01 UTC
/// Thread  any (pure, but for the local time zone)
namespace hazgate::cli {

/// What is to be reported to the authorities, and what was: when, by whom, to whom.
std::string reports_text(const Item& incident, std::int64_t now, const Look& look);
/// Who was hurt, what was lost, and the grade of the accident that follows from it.
std::string harm_text(const Item& incident, const Look& look);
/// The wind now, the ways out as they were named, the neighbours.
/// Shape   look.width: not 0
std::string around_text(const Item& incident, std::int64_t now, const Look& look);
/// Who was told by which ways, and how far each has come.
std::string people_text(const Item& incident, const Look& look);

}  // namespace hazgate::cli
