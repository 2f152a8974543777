#include "drivers/poll/readings.hpp"

#include <array>

#include "drivers/codec/codec.hpp"
#include "drivers/modbus/frame.hpp"
#include "drivers/modbus/request.hpp"

namespace hazgate::poll {

std::vector<PointReading> decode_reply(const PolledDevice& device, const PlannedRead& read,
                                       std::span<const std::uint8_t> data) {
  std::vector<PointReading> readings;
  readings.reserve(read.points.size());
  if (codec::is_bit_table(read.table)) {
    for (const PlannedPoint& planned : read.points) {
      const PolledPoint& point = device.points[planned.place];
      readings.push_back(
          {point.index, codec::decode_bit(point.format, modbus::bit_at(data, planned.offset))});
    }
    return readings;
  }
  std::array<std::uint16_t, modbus::kMostReadRegisters> registers;
  if (read.count > registers.size() || data.size() != read.count * std::size_t{2}) {
    return without_value(device, read, Quality::Fault);
  }
  for (std::size_t place = 0; place < read.count; ++place) {
    registers[place] = modbus::register_at(data, place);
  }
  const std::span<const std::uint16_t> words(registers.data(), read.count);
  for (const PlannedPoint& planned : read.points) {
    const PolledPoint& point = device.points[planned.place];
    const auto own = words.subspan(planned.offset, codec::width(point.format));
    readings.push_back({point.index, codec::decode_registers(point.format, own)});
  }
  return readings;
}

std::vector<PointReading> without_value(const PolledDevice& device, const PlannedRead& read,
                                        Quality quality) {
  std::vector<PointReading> readings;
  readings.reserve(read.points.size());
  for (const PlannedPoint& planned : read.points) {
    readings.push_back({device.points[planned.place].index, {std::monostate{}, quality}});
  }
  return readings;
}

std::vector<PointReading> without_value(const PolledDevice& device, Quality quality) {
  std::vector<PointReading> readings;
  readings.reserve(device.points.size());
  for (const PolledPoint& point : device.points) {
    readings.push_back({point.index, {std::monostate{}, quality}});
  }
  return readings;
}

}  // namespace hazgate::poll
