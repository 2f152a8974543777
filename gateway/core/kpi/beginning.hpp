#pragma once

#include <map>
#include <string>
#include <vector>

#include "gateway/core/kpi/transition.hpp"

namespace hazgate::kpi {

/// How every alarm stood when a stretch of the record begins: what the first transition of each tells
/// of the time before it, and for those that have none in the stretch, how they stand today.
/// Grows with the number of alarms, not with the record.
/// Thread  any, one at a time (pure)
class Beginning {
 public:
  explicit Beginning(WallTime begin) : begin_(begin) {}

  /// Every transition of the stretch, in the order of the record.
  void take(const Transition& transition);
  /// How an alarm stands today, and since when its occurrence is there. Asked for before the stretch
  /// is read, so that nothing falls between.
  void take_today(const Standing& today, WallTime since);

  /// Those that are not normal or have a flag.
  std::vector<Standing> standings() const;

 private:
  WallTime begin_;
  std::map<std::string, Standing> before_;  ///< those with a transition
  std::map<std::string, Standing> today_;
};

/// How the alarm stood before this transition.
Standing before(const Transition& transition);

/// Whether it begins a new occurrence, where the last one before it is known (0: it is not): the alarm
/// becomes active, or is active and sounds anew (a shelf ended, a re-alarm).
bool is_new(const Transition& transition, std::uint64_t occurrence_before);

}  // namespace hazgate::kpi
