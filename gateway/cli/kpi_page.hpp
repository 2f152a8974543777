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

/// The figures of two courses of the same time side by side, each coloured by its verdict; those of people's
/// answers are not among them.
std::string kpi_pair_text(const kpi::Report& recorded, const kpi::Report& replayed,
                          const Look& look);

/// {NAME: {value, target, limit, verdict}}
Item kpi_figures(const kpi::Report& report);

/// One object, as `--json` prints it: see docs/hazctl.md.
Item kpi_item(const kpi::Report& report, const PeriodKind& kind);

}  // namespace hazgate::cli
