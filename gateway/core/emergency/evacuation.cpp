#include "gateway/core/emergency/evacuation.hpp"

#include <algorithm>

#include "gateway/core/emergency/bearing.hpp"

namespace hazgate::emergency {

bool EvacuationSector::holds(double direction) const {
  const double width = clockwise_between(from, to);
  return width == 0.0 || clockwise_between(from, direction) < width;  // 0 to 360 is all of it
}

Advice advise(const EvacuationSpec* spec, const Wind& wind) {
  Advice advice{.wind = wind};
  if (spec != nullptr) advice.all_round = spec->all_round;
  if (wind.state != WindState::Known) return advice;
  advice.keep_distance = false;
  advice.crosswind = {turned_into_circle(wind.direction + 90.0),
                      turned_into_circle(wind.direction - 90.0)};
  advice.upwind = wind.direction;
  if (spec == nullptr) return advice;
  const auto sector =
      std::find_if(spec->sectors.begin(), spec->sectors.end(),
                   [&](const EvacuationSector& one) { return one.holds(wind.direction); });
  if (sector != spec->sectors.end()) advice.routes = sector->routes;
  return advice;
}

/// While it is turning already, it must come back further to be near again.
bool TurnWatch::differs(const Wind& mean) const {
  const bool has = mean.state == WindState::Known;
  const bool had = frozen_.state == WindState::Known;
  if (has != had) return true;
  if (!has) return false;
  return angle_between(mean.direction, frozen_.direction) >
         (turning_since_ ? kTurn - kBack : kTurn);
}

bool TurnWatch::turned(const Wind& mean, Tick now) {
  if (!differs(mean)) {
    turning_since_.reset();
    return false;
  }
  if (!turning_since_) turning_since_ = now;
  if (now - *turning_since_ < kTurnFor) return false;
  frozen_ = mean;
  turning_since_.reset();
  return true;
}

std::optional<Tick> TurnWatch::deadline() const {
  if (!turning_since_) return std::nullopt;
  return *turning_since_ + kTurnFor;
}

}  // namespace hazgate::emergency
