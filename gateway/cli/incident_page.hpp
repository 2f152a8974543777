#pragma once

#include <string>

#include "gateway/cli/listings.hpp"

/// `incident show`: what is most pressing first (what, since when, grade, who has answered, what runs and what
/// comes), then reports, harm, wind, neighbours, people, steps, and the timeline.
/// Thread  any (pure, but for the local time zone)
namespace hazgate::cli {

/// Shape   items: the incident, then the entries of its timeline
std::string incident_text(const Items& items, const Look& look);

/// The wind as it is measured: "3.2 m/s from the north (10°)", "not known yet, measuring since 10:02:11".
/// Units   now: ms since 1970-01-01 UTC; 0: not known
std::string wind_line(const Item& wind, std::int64_t now, Language language);

}  // namespace hazgate::cli
