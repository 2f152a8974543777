#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "drivers/device/status_word.hpp"
#include "gateway/core/alarm/time.hpp"

namespace hazgate::device {

/// What a point says about itself and about the other points of its device, beyond its format.
/// Shape   partners: places in the device's list of points; a partner has no partners of its own
struct PointRules {
  Duration heartbeat{};  ///< 0: none; unchanged for longer makes the whole device Stuck
  bool counter = false;  ///< it wraps or is reset; its value only grows
  std::uint64_t counter_max_step = 0;      ///< most between two readings
  std::optional<std::uint32_t> decimals;   ///< partner that holds d: value = raw * 10^-d
  std::optional<std::uint32_t> unit_from;  ///< partner whose state must be `unit`
  std::string unit;                        ///< the one that limits are written in
  std::vector<std::uint32_t> status;       ///< partners that are status words
  StatusMap status_map;                    ///< not empty: this point is a status word

  /// Whether there is anything to do beyond decoding.
  bool any() const {
    return heartbeat > Duration{} || counter || decimals || unit_from || !status.empty() ||
           !status_map.empty();
  }
  friend bool operator==(const PointRules&, const PointRules&) = default;
};

}  // namespace hazgate::device
