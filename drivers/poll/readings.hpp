#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "drivers/poll/bus_plan.hpp"
#include "drivers/poll/plan.hpp"
#include "drivers/poll/report.hpp"

namespace hazgate::poll {

/// The points of a read, decoded from its reply.
/// Shape   data: the reply's data bytes, as many as the read asked for
std::vector<PointReading> decode_reply(const PolledDevice& device, const PlannedRead& read,
                                       std::span<const std::uint8_t> data);

/// The points of a read, or of a whole device, without a value and all of one bad quality.
std::vector<PointReading> without_value(const PolledDevice& device, const PlannedRead& read,
                                        Quality quality);
std::vector<PointReading> without_value(const PolledDevice& device, Quality quality);

}  // namespace hazgate::poll
