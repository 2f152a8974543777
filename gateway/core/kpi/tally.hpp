#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "gateway/core/kpi/beginning.hpp"
#include "gateway/core/kpi/course.hpp"
#include "gateway/core/kpi/durations.hpp"
#include "gateway/core/kpi/report.hpp"
#include "gateway/core/kpi/slots.hpp"

namespace hazgate::kpi {

/// Which stretch of the record is read, and how the alarms stood at its begin.
struct Reading {
  WallTime
      begin{};  ///< a day (Terms::stale_after) before the first period, so that stale ones are known
  WallTime end{};                   ///< now
  std::vector<Period> periods;      ///< ascending, without overlap, none before begin
  std::vector<Standing> standings;  ///< at begin; see Beginning
};

/// Turns the record of the alarms, line by line, into a report for each period.
///
///   transition ─► course (time) ─► alarm (state) ─► counts of the period ─► at its end: report
///
/// An alarm that stands at the begin is taken as active since then, and as heard then if it waits to be
/// acknowledged and has no flag.
/// Clocks that step: see Course. A line whose stamp lies before the period under way counts in that one.
/// A gap in the record is made good by the next line's `from`.
/// Memory grows with the number of alarms, not with the record.
/// Thread  any, one at a time (pure)
/// Source  ISA-18.2, IEC 62682, EEMUA 191; domain.md 7.4
class Tally {
 public:
  Tally(const Terms& terms, Reading reading);

  /// The next line of the record. Reports of periods that have ended by then are put to `ended`.
  void take(const Transition& transition, std::vector<Report>& ended);
  /// The record ends: also the reports of the rest, until now.
  void finish(std::vector<Report>& ended);

 private:
  struct Alarm {
    alarm::State state = alarm::State::Normal;
    Flags flags;
    std::uint64_t occurrence = 0;  ///< 0: not known
    Tick active_since{};           ///< while it is active
    Tick shown_since{};            ///< while it is active and has no flag
    std::optional<Tick> heard;     ///< annunciated and not acknowledged
    Recent<16> chatter, fleet;
    // In this period
    std::uint64_t alarms = 0;
    bool chattering = false, fleeting = false, stale = false;
  };

  void pass(WallTime stamp, std::vector<Report>& ended);
  void move_on(Duration elapsed, WallTime place, std::vector<Report>& ended);
  void elapse(Duration elapsed);
  void open_period();
  void close_period(WallTime until, std::vector<Report>& ended);

  void catch_up(Alarm& alarm, alarm::State state);
  void become(Alarm& alarm, alarm::State state, Flags flags);
  void look_if_stale(Alarm& alarm) const;
  void annunciate(Alarm& alarm, Priority priority);
  void look_if_fleeting(Alarm& alarm);
  void list_alarms();

  Terms terms_;
  Reading reading_;
  Course course_;
  Tick now_{};  ///< the course's own time, from the begin of the reading
  WallTime place_{};
  std::size_t period_ = 0;  ///< the one under way, or the next
  bool in_period_ = false;
  Tick period_began_{};
  Report report_;
  Slots ten_minutes_, hours_, days_;
  FloodDetector flood_;
  Durations answers_;
  std::unordered_map<std::string, Alarm> alarms_;
  std::size_t active_ = 0;
  std::array<std::size_t, alarm::kAllFlags.size()> flagged_{};  ///< alarms by Flag
};

}  // namespace hazgate::kpi
