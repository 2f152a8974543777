#pragma once

#include <vector>

#include "drivers/model/device_model.hpp"
#include "drivers/model/reader.hpp"

/// The keys of a [[point]] that say how points hang together: heartbeat, counter, decimals, unit_from,
/// status and what a status word claims.
namespace hazgate::model {

/// Reads the keys and checks them against the point itself.
/// Shape   the point's format, unit and writable are read; typed: table and type are known, so that the
///         keys can be checked against them
void read_rules(TableReader& reader, ModelPoint& point, bool typed);

/// Looks up the partners of the points of one device and notes their places.
/// Shape   complete: no point was given up, so that a name that is not there is a mistake;
///         poll: how often the device is read
void link_points(std::vector<ModelPoint>& points, bool complete, Duration poll, Mistakes& mistakes);

}  // namespace hazgate::model
