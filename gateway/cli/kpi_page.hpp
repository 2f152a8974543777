#pragma once

#include <string>

#include "gateway/calendar/periods.hpp"
#include "gateway/cli/listings.hpp"
#include "gateway/core/kpi/goals.hpp"

/// How good the alarm system was in one period, for people and for programs.
/// Thread  any (pure, but for the local time zone)
namespace hazgate::cli {

/// What a period is, beside its report.
struct PeriodKind {
  calendar::Per per = calendar::Per::Day;
  std::string timezone;
};

/// Every figure with target, limit and verdict, then the worst offenders. Ends with a newline.
std::string kpi_text(const kpi::Report& report, const PeriodKind& kind, const Look& look);

/// One object, as `--json` prints it: see docs/hazctl.md.
Item kpi_item(const kpi::Report& report, const PeriodKind& kind);

}  // namespace hazgate::cli
