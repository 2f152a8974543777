#include "drivers/poll/vigil.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace hazgate::poll {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::optional<double> number_of(const codec::Decoded& decoded) {
  if (decoded.quality == Quality::OutOfRange) return decoded.above_range ? kInfinity : -kInfinity;
  if (!is_usable(decoded.quality) || std::isnan(decoded.number)) return std::nullopt;
  return decoded.number;
}

bool reaches(const WatchedLimit& limit, double number, double mark) {
  return limit.above ? number >= mark : number <= mark;
}

}  // namespace

Vigil::Vigil(const PolledDevice& device) {
  for (const PolledPoint& point : device.points) {
    for (const WatchedLimit& limit : point.limits) {
      limits_.push_back({.point = point.index, .limit = limit, .confirm = point.confirm});
    }
  }
}

void Vigil::take_over(const Vigil& before) {
  if (limits_.size() != before.limits_.size()) return;
  for (std::size_t i = 0; i < limits_.size(); ++i) {
    if (limits_[i].limit != before.limits_[i].limit) continue;
    limits_[i].near = before.limits_[i].near;
    limits_[i].beyond = before.limits_[i].beyond;
  }
}

bool Vigil::wants_confirmation(std::span<const PointReading> readings) const {
  return std::any_of(limits_.begin(), limits_.end(), [&](const Watched& watched) {
    if (!watched.confirm || watched.beyond) return false;
    return std::any_of(readings.begin(), readings.end(), [&](const PointReading& reading) {
      const auto number =
          reading.point == watched.point ? number_of(reading.decoded) : std::nullopt;
      return number && reaches(watched.limit, *number, watched.limit.trip);
    });
  });
}

void Vigil::take(std::span<const PointReading> readings) {
  if (limits_.empty()) return;
  for (const PointReading& reading : readings) {
    const auto number = number_of(reading.decoded);
    if (!number) continue;
    for (Watched& watched : limits_) {
      if (watched.point != reading.point) continue;
      const WatchedLimit& limit = watched.limit;
      watched.near = reaches(limit, *number, watched.near ? limit.back : limit.near);
      watched.beyond = reaches(limit, *number, limit.trip);
    }
  }
}

bool Vigil::is_near() const {
  return std::any_of(limits_.begin(), limits_.end(),
                     [](const Watched& watched) { return watched.near; });
}

}  // namespace hazgate::poll
