#include <algorithm>
#include <set>

#include "gateway/config/site_check.hpp"

namespace hazgate::config {
namespace {

/// On the way from the safe end of the range to the limit `share` of it is still at ease.
poll::WatchedLimit watched(const alarm::ConditionParams& condition,
                           const codec::PointFormat& format, double share) {
  const bool above = condition.kind == alarm::ConditionKind::High;
  const double limit = condition.limit;
  double safe = above ? std::min(0.0, limit) : std::max(2 * limit, limit);
  if (format.range) safe = above ? format.range->low : format.range->high;
  const double way = above ? std::max(limit - safe, 0.0) : std::max(safe - limit, 0.0);
  const double near = limit + (above ? -1 : 1) * (1 - share) * way;
  const double hysteresis = std::max(condition.deadband, 0.01 * way);
  return {.above = above,
          .trip = limit,
          .near = near,
          .back = above ? near - hysteresis : near + hysteresis};
}

}  // namespace

/// What the bus workers watch by themselves: the limits of urgent alarms, and who votes together.
void SiteCheck::watch_limits(const std::vector<bool>& urgent) {
  const auto& alarms = settings_.site.alarms;
  const auto& points = settings_.site.points;
  std::map<PointIndex, std::vector<const site::AlarmSpec*>> limits;
  for (std::size_t i = 0; i < alarms.size(); ++i) {
    const auto kind = alarms[i].condition.kind;
    const bool is_limit = kind == alarm::ConditionKind::High || kind == alarm::ConditionKind::Low;
    if (urgent[i] && is_limit && alarms[i].point) limits[*alarms[i].point].push_back(&alarms[i]);
  }
  std::map<DeviceIndex, std::set<DeviceIndex>> together;
  for (std::size_t i = 0; i < alarms.size(); ++i) {
    if (!urgent[i] || alarms[i].members.empty()) continue;
    std::set<DeviceIndex> devices;
    for (const AlarmIndex member : alarms[i].members) {
      const auto& point = alarms[at(member)].point;
      if (point) devices.insert(points[at(*point)].device);
    }
    for (const DeviceIndex device : devices)
      together[device].insert(devices.begin(), devices.end());
  }
  for (poll::BusPlan& bus : settings_.buses) {
    for (poll::PolledDevice& device : bus.devices) {
      auto& others = together[device.index];
      others.erase(device.index);
      device.neighbours.assign(others.begin(), others.end());
      for (poll::PolledPoint& point : device.points) {
        point.limits.clear();
        for (const site::AlarmSpec* alarm : limits[point.index])
          point.limits.push_back(watched(alarm->condition, point.format, device.fast_at));
      }
    }
  }
}

}  // namespace hazgate::config
