#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "drivers/codec/point_format.hpp"
#include "drivers/device/point_rules.hpp"
#include "drivers/modbus/line.hpp"
#include "gateway/core/alarm/ids.hpp"
#include "gateway/core/alarm/time.hpp"

namespace hazgate::poll {

using modbus::Parity;
using modbus::SerialLine;
using modbus::TcpHost;

/// One point as the bus needs it. `danger`: it carries an alarm of critical or high priority, or is
/// needed to read a point that does.
struct PolledPoint {
  PointIndex index{};
  codec::PointFormat format;
  bool writable = false;
  bool danger = false;
  device::PointRules rules;
};

struct PolledDevice {
  DeviceIndex index{};
  std::string id;  ///< for messages
  std::uint8_t unit = 1;
  Duration period{};
  int comm_after = 3;  ///< misses in a row before the device is lost
  std::uint16_t max_registers = 125;
  std::uint16_t max_bits = 2000;
  std::uint16_t max_gap = 16;  ///< registers read through to save a request
  Duration turnaround{};       ///< silence this device wants before it is asked
  std::vector<PolledPoint> points;
};

/// Everything a bus worker needs to know; made by the configuration, never changed while it runs.
struct BusPlan {
  BusIndex index{};
  std::string id;
  modbus::Line line;
  Duration response_timeout = std::chrono::milliseconds{500};
  int retries = 1;  ///< further tries of a request within one poll
  std::vector<PolledDevice> devices;
};

}  // namespace hazgate::poll
