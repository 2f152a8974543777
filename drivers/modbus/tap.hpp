#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>

#include "drivers/modbus/fault.hpp"
#include "gateway/core/alarm/time.hpp"

namespace hazgate::modbus {

enum class Direction : std::uint8_t { Sent, Received };

/// What passed on a bus, for whoever listens in. A silence where an answer was due is one, too:
/// received, without bytes, with the fault.
struct Frame {
  Tick at{};
  Direction direction = Direction::Sent;
  bool serial = false;                  ///< RTU with its CRC; otherwise TCP with its header
  std::span<const std::uint8_t> bytes;  ///< good during the call only
  std::optional<Fault> fault;           ///< received: why it is not the answer
  bool unasked = false;  ///< came when nobody waited (late, or noise) and was dropped
};

/// Called on the bus's thread; must not block.
using Tap = std::function<void(const Frame&)>;

}  // namespace hazgate::modbus
