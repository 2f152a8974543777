#include "gateway/calendar/shift_watch.hpp"

#include <algorithm>
#include <utility>

#include "gateway/calendar/periods.hpp"

namespace hazgate::calendar {

std::optional<kpi::Period> ShiftWatch::look(const Zone& zone,
                                            const std::vector<std::chrono::minutes>& shifts,
                                            WallTime now) {
  if (current_ && now >= current_->begin && now < current_->end) return std::nullopt;
  const auto found = periods(zone, Per::Shift, shifts, now, now + std::chrono::milliseconds{1});
  auto before = std::exchange(current_, found.front());
  if (!before || now < before->begin) return std::nullopt;
  before->end = std::max(before->end, current_->begin);
  return before;
}

}  // namespace hazgate::calendar
