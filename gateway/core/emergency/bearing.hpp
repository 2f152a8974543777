#pragma once

#include <cmath>
#include <numbers>

namespace hazgate::emergency {

/// The same direction in [0, 360).
/// Units   degrees clockwise from north
constexpr double turned_into_circle(double degrees) {
  double rest = degrees - 360.0 * static_cast<double>(static_cast<long long>(degrees / 360.0));
  if (rest < 0.0) rest += 360.0;
  return rest >= 360.0 ? 0.0 : rest;  // a little below north rounds up to it
}

/// The smaller angle between two directions, 0 to 180.
/// Units   degrees
constexpr double angle_between(double one, double other) {
  const double turn = turned_into_circle(one - other);
  return turn > 180.0 ? 360.0 - turn : turn;
}

/// How far `to` lies clockwise from `from`, [0, 360).
/// Units   degrees
constexpr double clockwise_between(double from, double to) {
  return turned_into_circle(to - from);
}

inline double radians(double degrees) {
  return degrees * std::numbers::pi / 180.0;
}

inline double degrees(double radians) {
  return radians * 180.0 / std::numbers::pi;
}

}  // namespace hazgate::emergency
