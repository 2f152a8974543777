#pragma once

#include <vector>

#include "drivers/model/device_model.hpp"
#include "drivers/model/mistakes.hpp"

/// How the points of a device hang together.
namespace hazgate::model {

/// Looks up the partners of the points of one device and notes their places.
/// Shape   complete: no point was given up, so that a name that is not there is a mistake;
///         poll: how often the device is read
void link_points(std::vector<ModelPoint>& points, bool complete, Duration poll, Mistakes& mistakes);

/// Whether the value is a whole number as it stands in its registers.
bool is_plain_integer(const codec::PointFormat& format);

}  // namespace hazgate::model
