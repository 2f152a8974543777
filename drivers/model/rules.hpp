#pragma once

#include "drivers/model/device_model.hpp"
#include "drivers/model/reader.hpp"

/// The keys of a [[point]] that say how points hang together: heartbeat, counter, decimals, unit_from,
/// status and what a status word claims.
namespace hazgate::model {

/// Reads the keys and checks them against the point itself.
/// Shape   the point's format, unit and writable are read; typed: table and type are known, so that the
///         keys can be checked against them
void read_rules(TableReader& reader, ModelPoint& point, bool typed);

}  // namespace hazgate::model
