#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "drivers/poll/bus_plan.hpp"
#include "drivers/poll/plan.hpp"
#include "drivers/poll/report.hpp"

namespace hazgate::poll {

/// Decodes the replies to one read. Keeps what that takes close together: formats are shared by points
/// that are alike, so that a bus of many devices does not fall out of the cache.
class Decoder {
 public:
  Decoder(const PolledDevice& device, const PlannedRead& read);

  /// The points of a read, decoded from its reply.
  /// Shape   data: the reply's data bytes, as many as the read asked for
  std::vector<PointReading> decode(std::span<const std::uint8_t> data) const;

 private:
  struct Entry {
    PointIndex point{};
    std::uint16_t offset = 0;  ///< registers or bits from the start of the reply
    std::uint16_t format = 0;
  };
  bool bits_;
  std::uint16_t count_;
  std::vector<codec::PointFormat> formats_;
  std::vector<Entry> entries_;
};

/// The points of a read, or of a whole device, without a value and all of one bad quality.
std::vector<PointReading> without_value(const PolledDevice& device, const PlannedRead& read,
                                        Quality quality);
std::vector<PointReading> without_value(const PolledDevice& device, Quality quality);

}  // namespace hazgate::poll
