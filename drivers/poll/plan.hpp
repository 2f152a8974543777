#pragma once

#include <cstdint>
#include <vector>

#include "drivers/codec/point_format.hpp"
#include "drivers/poll/bus_plan.hpp"

namespace hazgate::poll {

/// Where a point's value lies in the reply of a planned read.
struct PlannedPoint {
  std::uint32_t place = 0;   ///< in PolledDevice::points
  std::uint16_t offset = 0;  ///< registers or bits from the start of the read
};

/// One read request that serves one or more points.
struct PlannedRead {
  codec::Table table = codec::Table::Holding;
  std::uint16_t address = 0;
  std::uint16_t count = 0;  ///< registers or bits
  bool danger = false;      ///< serves a danger point
  std::vector<PlannedPoint> points;
};

/// The reads that fetch all points of a device with few requests: neighbours of the same table are
/// merged up to the device's limits, and gaps of at most max_gap registers (16 times as many bits)
/// are read through. Reads with a danger point come first; otherwise by table and address, so that
/// the same device always gives the same plan.
/// Thread  any (pure)
std::vector<PlannedRead> plan_reads(const PolledDevice& device);

/// A read in two or more pieces of at most half its length, not across a gap: asked when the device
/// refuses the whole, to find out which register it refuses. Points that share their registers stay
/// together; one piece means that the read cannot be split.
std::vector<PlannedRead> plan_halves(const PolledDevice& device, const PlannedRead& whole);

/// What to ask from now on instead of a read that was refused, given its pieces and which of them the
/// device refuses: those alone, the others merged again but not across a gap. When the device refuses
/// none of them, the whole was too long for it, and the pieces stay as they are.
std::vector<PlannedRead> plan_around(const PolledDevice& device,
                                     const std::vector<PlannedRead>& pieces,
                                     const std::vector<bool>& refused);

}  // namespace hazgate::poll
