#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/core/alarm/time.hpp"
#include "gateway/core/kpi/report.hpp"
#include "gateway/core/office/date.hpp"

namespace hazgate::office {

enum class ReportKind : std::uint8_t { Daily, Weekly, Monthly, Quarterly, HalfYear, Fixed };

inline constexpr std::array<std::string_view, 6> kReportKindTexts = {
    "daily", "weekly", "monthly", "quarterly", "half-year", "fixed"};

constexpr std::string_view to_text(ReportKind kind) {
  return kReportKindTexts[static_cast<std::size_t>(kind)];
}
std::optional<ReportKind> report_kind_from(std::string_view text);

/// Which reports the site owes: [report]. The daily one always.
/// Source  domain.md 0, S4, S8, S24, S33
struct ReportRules {
  std::chrono::minutes at = std::chrono::hours{8};  ///< local time of day at which they are made
  std::optional<std::chrono::weekday> weekly = std::chrono::Monday;
  unsigned monthly_by = 10;  ///< day of the month; 0: no monthly one
  bool quarterly = true;
  bool half_yearly = true;
  std::vector<std::chrono::month_day> fixed;  ///< ascending
  std::vector<std::string> to;                ///< ids of contacts

  friend bool operator==(const ReportRules&, const ReportRules&) = default;
};

bool has(const ReportRules& rules, ReportKind kind);

/// When clocks of the site show this local time; see calendar::Zone::moment_of.
using MomentOf = std::function<WallTime(std::chrono::sys_seconds local)>;

/// One report of one period.
///
///  kind       | period              | made (at `at`)   | must be there by
///  -----------+---------------------+------------------+-----------------------------------------
///  daily      | the day before      | every day        | an hour later
///  weekly     | the 7 days before   | that weekday     | an hour later
///  monthly    | the month before    | the 1st          | the end of the day monthly_by
///  quarterly  | the quarter before  | 1st of Jan, …    | the same (the 10th without monthly_by)
///  half-year  | the half before     | 1st of Jan, Jul  | the same
///  fixed      | since the last such | that day         | the end of that day
///             | date                |                  |
struct Round {
  ReportKind kind = ReportKind::Daily;
  /// "daily/2026-05-31" "weekly/2026-05-25" (its first day) "monthly/2026-05" "quarterly/2026-Q2"
  /// "half-year/2026-H1" "fixed/2026-07-20" (the date)
  std::string key;
  Date first{}, last{};  ///< days of the period, both in it
  kpi::Period period;
  WallTime ready{};
  WallTime deadline{};
};

/// The reports of a kind that are made on these days, ascending.
std::vector<Round> rounds(const ReportRules& rules, ReportKind kind, Date from, Date to,
                          const MomentOf& moment_of);

/// That of the period which is under way.
/// Shape   has(rules, kind)
Round round_under_way(const ReportRules& rules, ReportKind kind, Date today,
                      const MomentOf& moment_of);

}  // namespace hazgate::office
