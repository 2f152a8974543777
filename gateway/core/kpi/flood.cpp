#include "gateway/core/kpi/flood.hpp"

#include <algorithm>
#include <cassert>

namespace hazgate::kpi {

FloodDetector::FloodDetector(const FloodLimits& limits) : limits_(limits) {
  assert(limits_.ends_below >= 1 && limits_.ends_below < limits_.begins_at);
  assert(limits_.begins_at <= kMost && limits_.window > Duration{});
}

FloodStep FloodDetector::count(Tick now) {
  // After Ended fewer than ends_below lie in the window, so that this one does not begin another.
  const FloodStep before = run(now);
  recent_.add(latest_);
  if (in_flood_) {
    ++flood_.alarms;
    return FloodStep::None;
  }
  if (!recent_.holds(limits_.begins_at, limits_.window, latest_)) return before;
  in_flood_ = true;
  flood_ = {.began = latest_, .alarms = limits_.begins_at};
  return FloodStep::Began;
}

FloodStep FloodDetector::run(Tick now) {
  latest_ = std::max(latest_, now);
  const auto end = deadline();
  if (!end || latest_ < *end) return FloodStep::None;
  in_flood_ = false;
  flood_.ended = *end;
  return FloodStep::Ended;
}

/// Fewer than ends_below are left when the ends_below-th newest leaves the window.
std::optional<Tick> FloodDetector::deadline() const {
  if (!in_flood_) return std::nullopt;
  return *recent_.newest(limits_.ends_below) + limits_.window;
}

}  // namespace hazgate::kpi
