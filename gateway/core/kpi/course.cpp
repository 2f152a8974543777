#include "gateway/core/kpi/course.hpp"

#include <algorithm>
#include <utility>

namespace hazgate::kpi {

Course::Passed Course::pass(WallTime stamp) {
  const WallTime before = std::exchange(last_, stamp);
  const bool jumped = stamp > end_ && before <= end_;
  const bool back = stamp < before;
  if (stamp <= end_) place_ = std::max(place_, stamp);
  const Duration elapsed = jumped || back ? Duration{} : Duration{stamp - before};
  return {.elapsed = elapsed, .place = place_, .stepped = jumped || back};
}

}  // namespace hazgate::kpi
