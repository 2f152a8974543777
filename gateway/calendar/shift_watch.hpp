#pragma once

#include <optional>
#include <vector>

#include "gateway/calendar/zone.hpp"
#include "gateway/core/kpi/report.hpp"

namespace hazgate::calendar {

/// Notices that a shift is over. A clock that was put forward over several shifts ends them as one; put
/// back, it begins the shift anew and ends none.
/// Thread  any, one at a time (pure)
class ShiftWatch {
 public:
  /// The first look only learns which shift it is.
  /// Result  the shift that is over since the last look
  std::optional<kpi::Period> look(const Zone& zone, const std::vector<std::chrono::minutes>& shifts,
                                  WallTime now);
  /// That of the last look.
  const std::optional<kpi::Period>& current() const { return current_; }

 private:
  std::optional<kpi::Period> current_;
};

}  // namespace hazgate::calendar
