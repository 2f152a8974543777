#include "gateway/core/office/round.hpp"

#include <algorithm>

namespace hazgate::office {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::months;
using std::chrono::sys_days;
using std::chrono::sys_seconds;

constexpr unsigned kUsualDeadline = 10;
constexpr int kLongestPeriod = 400;  // days

Date day_before(sys_days day) {
  return Date{day - days{1}};
}

std::string year_text(Date date) {
  return std::to_string(static_cast<int>(date.year()));
}

std::string key_of(ReportKind kind, Date first, Date made) {
  const auto month = static_cast<unsigned>(first.month());
  std::string period;
  switch (kind) {
    case ReportKind::Daily:
    case ReportKind::Weekly:
      period = to_text(first);
      break;
    case ReportKind::Monthly:
      period = to_text(first).substr(0, 7);
      break;
    case ReportKind::Quarterly:
      period = year_text(first) + "-Q" + std::to_string((month + 2) / 3);
      break;
    case ReportKind::HalfYear:
      period = year_text(first) + "-H" + std::to_string((month + 5) / 6);
      break;
    case ReportKind::Fixed:
      period = to_text(made);
      break;
  }
  return std::string(to_text(kind)) + '/' + period;
}

/// The date of the list before this one, in the year before when it is the first.
sys_days fixed_before(const ReportRules& rules, Date date) {
  const std::chrono::month_day day{date.month() / date.day()};
  const auto at = std::find(rules.fixed.begin(), rules.fixed.end(), day);
  const bool first = at == rules.fixed.begin();
  const auto before = first ? rules.fixed.back() : *(at - 1);
  const auto year = first ? date.year() - std::chrono::years{1} : date.year();
  return sys_days{year / before.month() / before.day()};
}

/// Where the period begins of the report that is made on this day; nothing: none is.
std::optional<sys_days> begin_of(const ReportRules& rules, ReportKind kind, sys_days made) {
  const Date date{made};
  const auto month = static_cast<unsigned>(date.month());
  const auto months_before = [&](unsigned every, int length) -> std::optional<sys_days> {
    if (date.day() != std::chrono::day{1} || (month - 1) % every != 0) return std::nullopt;
    return sys_days{date - months{length}};
  };
  switch (kind) {
    case ReportKind::Daily:
      return made - days{1};
    case ReportKind::Weekly:
      if (std::chrono::weekday{made} != rules.weekly) return std::nullopt;
      return made - days{7};
    case ReportKind::Monthly:
      return months_before(1, 1);
    case ReportKind::Quarterly:
      return months_before(3, 3);
    case ReportKind::HalfYear:
      return months_before(6, 6);
    case ReportKind::Fixed:
      break;
  }
  const std::chrono::month_day day{date.month() / date.day()};
  if (std::find(rules.fixed.begin(), rules.fixed.end(), day) == rules.fixed.end()) {
    return std::nullopt;
  }
  return fixed_before(rules, date);
}

/// Local.
sys_seconds deadline_of(const ReportRules& rules, ReportKind kind, sys_days made) {
  switch (kind) {
    case ReportKind::Daily:
    case ReportKind::Weekly:
      return made + rules.at + hours{1};
    case ReportKind::Fixed:
      return made + days{1};
    case ReportKind::Monthly:
    case ReportKind::Quarterly:
    case ReportKind::HalfYear:
      break;
  }
  const unsigned by = rules.monthly_by == 0 ? kUsualDeadline : rules.monthly_by;
  return made + days{by};
}

}  // namespace

std::optional<ReportKind> report_kind_from(std::string_view text) {
  const auto found = std::find(kReportKindTexts.begin(), kReportKindTexts.end(), text);
  if (found == kReportKindTexts.end()) return std::nullopt;
  return static_cast<ReportKind>(found - kReportKindTexts.begin());
}

bool has(const ReportRules& rules, ReportKind kind) {
  switch (kind) {
    case ReportKind::Daily:
      return true;
    case ReportKind::Weekly:
      return rules.weekly.has_value();
    case ReportKind::Monthly:
      return rules.monthly_by != 0;
    case ReportKind::Quarterly:
      return rules.quarterly;
    case ReportKind::HalfYear:
      return rules.half_yearly;
    case ReportKind::Fixed:
      return !rules.fixed.empty();
  }
  return false;
}

std::vector<Round> rounds(const ReportRules& rules, ReportKind kind, Date from, Date to,
                          const MomentOf& moment_of) {
  std::vector<Round> list;
  if (!has(rules, kind)) return list;
  for (sys_days made{from}; made <= sys_days{to}; made += days{1}) {
    const auto begin = begin_of(rules, kind, made);
    if (!begin) continue;
    list.push_back({.kind = kind,
                    .key = key_of(kind, Date{*begin}, Date{made}),
                    .first = Date{*begin},
                    .last = day_before(made),
                    .period = {moment_of(*begin), moment_of(made)},
                    .ready = moment_of(made + rules.at),
                    .deadline = moment_of(deadline_of(rules, kind, made))});
  }
  return list;
}

Round round_under_way(const ReportRules& rules, ReportKind kind, Date today,
                      const MomentOf& moment_of) {
  const sys_days tomorrow = sys_days{today} + days{1};
  // Looked for in two steps: the next day on which one is made, then that one alone.
  for (sys_days made = tomorrow; made < tomorrow + days{kLongestPeriod}; made += days{1}) {
    if (!begin_of(rules, kind, made)) continue;
    return rounds(rules, kind, Date{made}, Date{made}, moment_of).front();
  }
  return {.kind = kind};
}

}  // namespace hazgate::office
