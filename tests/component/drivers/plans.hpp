#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "drivers/poll/bus_plan.hpp"

namespace hazgate::test {

inline poll::PolledPoint point(std::uint32_t index, codec::Table table, int address,
                               bool writable = false) {
  poll::PolledPoint made;
  made.index = PointIndex{index};
  made.format.table = table;
  made.format.address = static_cast<std::uint16_t>(address);
  made.format.type = codec::is_bit_table(table) ? codec::RawType::Bool : codec::RawType::Uint16;
  made.writable = writable;
  return made;
}

inline poll::PolledDevice device(std::uint32_t index, int unit,
                                 std::vector<poll::PolledPoint> points) {
  poll::PolledDevice made;
  made.index = DeviceIndex{index};
  made.id = "device-" + std::to_string(index);
  made.unit = static_cast<std::uint8_t>(unit);
  made.period = std::chrono::milliseconds{20};
  made.points = std::move(points);
  return made;
}

inline poll::BusPlan tcp_plan(std::uint16_t port, std::vector<poll::PolledDevice> devices) {
  poll::BusPlan made;
  made.id = "plc";
  made.line = modbus::TcpHost{"127.0.0.1", port};
  made.response_timeout = std::chrono::milliseconds{100};
  made.retries = 1;
  made.devices = std::move(devices);
  return made;
}

inline poll::BusPlan rtu_plan(const std::string& path, std::vector<poll::PolledDevice> devices) {
  poll::BusPlan made = tcp_plan(0, std::move(devices));
  made.id = "rs485";
  made.line = modbus::SerialLine{path, 115200, modbus::Parity::None, 1};
  return made;
}

}  // namespace hazgate::test
