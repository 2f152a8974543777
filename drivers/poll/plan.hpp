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
  Duration period{};        ///< the shortest of its points'; 0: with each poll
  bool queue = false;       ///< the queue of events, which every read takes one out of; no points
  std::vector<PlannedPoint> points;
};

/// What a line takes for one more request, and for one more byte in a reply.
struct RequestCost {
  Duration request{};
  Duration byte{};  ///< 0: bytes cost nothing worth counting (TCP)
};

/// Units   latency: what the device takes to answer, as far as it has been measured
/// Source  MODBUS over Serial Line V1.02, 2.5.1; domain.md 9.2
RequestCost cost_on(const modbus::Line& line, Duration turnaround, Duration latency);

/// The reads that fetch all points of a device in the least time: neighbours of the same table are
/// merged up to the device's limits; a gap of at most max_gap registers (16 times as many bits) is
/// read through when its bytes take no longer than one more request. Points with a period of their own are read apart, but for
/// those that lie within another read anyway. Reads with a danger point come first; otherwise by table and address, so that
/// the same device always gives the same plan. A queue of events is read apart and before all else; no
/// other read touches its registers.
/// Thread  any (pure)
std::vector<PlannedRead> plan_reads(const PolledDevice& device, const RequestCost& cost = {});

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
