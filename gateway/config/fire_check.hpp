#pragma once

#include "drivers/model/device_model.hpp"
#include "gateway/core/site/spec.hpp"

namespace hazgate::config {

/// Nothing holds a fire alarm back or hides it: refuses the keys that would, however it is judged or
/// voted. A fire alarm is one of a device of family fire with critical or high priority, or one
/// that is raised by the state "fire", whatever its priority; Comm and BadQuality are none.
/// `point`: nothing for a vote
/// Source  domain.md 4.1, 7.3, 12.3; GB 26875.1-2011 4.1.2
void check_fire(const model::AlarmText& text, const site::AlarmSpec& alarm,
                const site::PointSpec* point, model::Mistakes& mistakes);

}  // namespace hazgate::config
