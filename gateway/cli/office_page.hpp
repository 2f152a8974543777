#pragma once

#include <string>

#include "gateway/cli/listings.hpp"

/// The office for people: reports, the equipment register, the drill clock.
/// Thread  any (pure, but for the local time zone)
namespace hazgate::cli {

std::string reports_text(const Items& reports, const Look& look);
/// One whole report; every count, zeros too.
std::string report_text(const Items& items, const Look& look);
std::string equipment_text(const Items& deadlines, const Look& look);
std::string drills_text(const Items& deadlines, const Look& look);

/// "calibration overdue since 2026-05-31" of a point whose device is overdue; otherwise empty.
std::string overdue_text(const Item& point, Language language);

}  // namespace hazgate::cli
