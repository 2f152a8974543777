#pragma once

#include <optional>

#include "drivers/model/device_model.hpp"
#include "drivers/model/reader.hpp"
#include "simulators/scenario/scenario.hpp"

namespace hazgate::sim {

/// Reads [[device.value]]: what one point does over time.
/// `model`: nullptr when it is unknown; then only the form is checked.
PointSignal read_value(model::TableReader& reader, const model::DeviceModel* model);

/// Reads [[device.fault]].
Fault read_fault(model::TableReader& reader);

/// Reads [[listen.fault]].
TimedLineFault read_line_fault(model::TableReader& reader, bool serial);

/// Reads [[device.event]]: what a panel with a queue says.
PoolEvent read_pool_event(model::TableReader& reader, const model::DeviceModel* model);

}  // namespace hazgate::sim
