#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "drivers/codec/crc_order.hpp"
#include "drivers/codec/point_format.hpp"
#include "drivers/device/event_queue.hpp"
#include "drivers/device/point_rules.hpp"
#include "drivers/modbus/line.hpp"
#include "gateway/core/alarm/ids.hpp"
#include "gateway/core/alarm/time.hpp"

namespace hazgate::poll {

using modbus::Parity;
using modbus::SerialLine;
using modbus::TcpHost;

/// The limit of a critical or high alarm, for whoever decides how often to look.
/// Units   the point's; `back` lies on the safe side of `near`, `near` on that of `trip`
struct WatchedLimit {
  bool above = true;  ///< dangerous at and above the limit; otherwise at and below
  double trip = 0.0;
  double near = 0.0;  ///< from here on the device is polled at its fast period
  double back = 0.0;  ///< until it is back behind this

  friend bool operator==(const WatchedLimit&, const WatchedLimit&) = default;
};

/// One point as the bus needs it. `danger`: it carries an alarm of critical or high priority, or is
/// needed to read a point that does.
struct PolledPoint {
  PointIndex index{};
  codec::PointFormat format;
  bool writable = false;
  bool danger = false;
  Duration period{};  ///< read no oftener than that; 0: with each poll of its device
  device::PointRules rules;
  std::vector<WatchedLimit> limits;
  bool confirm = false;  ///< a first value beyond a limit is read again at once
};

/// A point without a register: the state of some parts of a fire panel, as its events tell it.
struct Zone {
  PointIndex index{};
  std::vector<std::string> parts;  ///< patterns of their codes
};

struct PolledDevice {
  DeviceIndex index{};
  std::string id;  ///< for messages
  std::uint8_t unit = 1;
  Duration period{};
  Duration fast{};       ///< period near a limit; 0: as always
  double fast_at = 0.8;  ///< share of the way to a limit from which on it is near
  int comm_after = 3;    ///< misses in a row before the device is lost
  std::uint16_t max_registers = 125;
  std::uint16_t max_bits = 2000;
  std::uint16_t max_gap = 16;  ///< registers read through to save a request
  Duration turnaround{};       ///< silence this device wants before it is asked
  codec::CrcOrder crc = codec::CrcOrder::LowFirst;
  std::vector<PolledPoint> points;
  std::optional<device::EventQueue> queue;
  std::vector<Zone> zones;              ///< of the queue
  std::vector<DeviceIndex> neighbours;  ///< polled fast with it, on any bus: they vote together
};

/// Whether it is never late because of the others.
inline bool is_danger(const PolledDevice& device) {
  return device.queue || std::any_of(device.points.begin(), device.points.end(),
                                     [](const PolledPoint& point) { return point.danger; });
}

/// Everything a bus worker needs to know; made by the configuration. See BusWorker::change().
struct BusPlan {
  std::uint64_t configuration = 0;  ///< in whose numbers it speaks
  BusIndex index{};
  std::string id;
  modbus::Line line;
  Duration response_timeout = std::chrono::milliseconds{500};
  int retries = 1;  ///< further tries of a request within one poll
  std::vector<PolledDevice> devices;
};

}  // namespace hazgate::poll
