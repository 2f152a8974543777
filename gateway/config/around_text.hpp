#pragma once

#include <optional>
#include <string>
#include <vector>

#include "drivers/model/reader.hpp"
#include "gateway/config/reference.hpp"
#include "gateway/core/site/around_spec.hpp"

namespace hazgate::config {

/// [wind]
struct WindText {
  Reference speed, direction;  ///< word empty: missing
  emergency::WindRules rules;
};

/// One [[evacuation]]: one sector of one place.
struct EvacuationText {
  Reference table;
  Reference source, area;                      ///< word empty: missing
  Reference sector;                            ///< for messages
  std::optional<site::EvacuationSector> ways;  ///< none: the sector could not be read
  std::optional<double> all_round;
  Reference all_round_place;
};

struct NeighbourText {
  Reference id;
  std::vector<Reference> contacts;
  site::NeighbourSpec neighbour;  ///< without contacts; language empty: the site's
};

struct AroundText {
  std::optional<WindText> wind;
  std::vector<EvacuationText> evacuations;
  std::vector<NeighbourText> neighbours;
};

/// [wind], [[evacuation]] and [[neighbour]].
void read_around(model::TableReader& reader, AroundText& around);

}  // namespace hazgate::config
