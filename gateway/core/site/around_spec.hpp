#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gateway/core/alarm/ids.hpp"
#include "gateway/core/emergency/evacuation.hpp"
#include "gateway/core/emergency/neighbours.hpp"
#include "gateway/core/emergency/wind.hpp"

/// What is around an incident: wind, ways out, neighbours.
namespace hazgate::site {

/// The points that measure the wind.
/// Units   speed: m/s; direction: degrees FROM which it blows
struct WindSpec {
  PointIndex speed{};
  PointIndex direction{};
  emergency::WindRules rules;
};

using emergency::EvacuationSector;
using emergency::EvacuationSpec;
using emergency::NeighbourSpec;

struct AroundSpec {
  std::optional<WindSpec> wind;
  std::vector<EvacuationSpec> evacuations;  ///< one for each source or area that has them
  std::vector<NeighbourSpec> neighbours;    ///< in the order of the file
};

/// The ways out of a source, else of its area; nothing when neither has any.
const EvacuationSpec* evacuation_of(const AroundSpec& around, const std::string& source,
                                    const std::string& area);

}  // namespace hazgate::site
