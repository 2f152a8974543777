#pragma once

#include <optional>
#include <string>

#include "drivers/poll/bus_plan.hpp"
#include "drivers/poll/bus_worker.hpp"

namespace hazgate::poll {

/// Whether a read of these registers would take an event out of the device's queue.
/// Thread  any (pure)
bool touches_queue(const PolledDevice& device, codec::Table table, unsigned address,
                   unsigned count);

/// Why a person must not read these registers of the device, for people; nothing: he may.
/// Thread  any (pure)
std::optional<std::string> why_not_read(const PolledDevice& device, const RawRead& read);

}  // namespace hazgate::poll
