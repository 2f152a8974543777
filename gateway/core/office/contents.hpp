#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gateway/core/kpi/goals.hpp"
#include "gateway/core/kpi/report.hpp"
#include "gateway/core/office/deadlines.hpp"
#include "gateway/core/office/round.hpp"

namespace hazgate::office {

/// The hidden dangers of the ledger, as the report counts them. Those of a period, then those of today.
/// Source  domain.md 0, S8, S9
struct LedgerCounts {
  std::uint64_t found = 0, fixed_on_site = 0, notices = 0, done_in_time = 0;
  std::uint64_t rechecks = 0, rechecks_passed = 0;
  std::uint64_t open = 0, overdue = 0, stop_work = 0;
  std::uint64_t county = 0, prefecture = 0, province = 0;  ///< listed for supervision at that level
};

struct IncidentCounts {
  std::uint64_t opened = 0, closed = 0,
                drills = 0;  ///< in the period; drills are none of the others
  std::uint64_t open = 0;    ///< at its end
};

/// An alarm that is kept quiet as the report is made.
struct QuietAlarm {
  std::string id;
  std::string by;  ///< who, or the rule that suppresses it
  std::string reason;
  std::optional<WallTime> until;
};

struct Share {
  std::string id;
  std::optional<double> answering;  ///< of the period, 0 to 1; none: not known
};

/// When the gateway was not there; clamped to what the report counts.
struct Gap {
  WallTime begin{}, end{};
  std::chrono::sys_seconds local_begin{}, local_end{};  ///< what clocks of the site showed
};

/// When the gateway was put to work.
struct Start {
  WallTime at{};
  std::chrono::sys_seconds local{};
};

/// One report. What counts something counts from nothing: zeros are said.
struct Contents {
  Round round;
  WallTime made{};
  Date made_on{};    ///< the same, in the time of the site
  WallTime until{};  ///< what is counted ends here: the period's end, or when it was made
  std::optional<Start> in_service;  ///< none: before the period, so that all of it counts
  std::vector<Gap> gaps;            ///< ascending, apart from each other
  bool late = false;
  bool on_demand = false;  ///< a person has asked for it; it is no proof
  std::optional<WallTime>
      corrects;            ///< when the one was made that a wrong clock had made too early
  std::string unreadable;  ///< why the record could not be read; empty: it was

  kpi::Report alarms;  ///< `top` has the ten most frequent ones
  std::vector<kpi::Counted> by_area, by_source;
  IncidentCounts incidents;
  std::vector<QuietAlarm> shelved, out_of_service, suppressed;
  std::vector<Deadline> overdue;  ///< drills too
  LedgerCounts ledger;
  std::optional<double> gateway_running;
  std::vector<Share> devices, links;

  std::uint64_t quiet_alarms() const;  ///< new occurrences that nobody heard
  /// What is counted: the period until `until`, from the start of service on.
  std::chrono::milliseconds counted() const;
  /// The same without the gaps.
  std::chrono::milliseconds watched() const;
  /// No alarm and no incident, which is known: the record could be read and nothing of the time was left
  /// unwatched. What else there is to say does not change it; see remarks_of().
  bool is_zero() const;
};

/// Where an alarm belongs; empty: nowhere.
struct Belongs {
  std::string area;
  std::vector<std::string> sources;
};

/// Counts every alarm of `all` where it belongs, areas and sources without alarms too, and leaves the
/// ten most frequent ones in `alarms.top`.
/// Shape   all.top has every alarm of the period; where: by alarm id
void count_alarms(Contents& contents, kpi::Report all, const std::map<std::string, Belongs>& where,
                  const std::vector<std::string>& areas, const std::vector<std::string>& sources);

}  // namespace hazgate::office
