#include "drivers/poll/readings.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "drivers/codec/codec.hpp"
#include "drivers/modbus/frame.hpp"
#include "drivers/modbus/request.hpp"

namespace hazgate::poll {

namespace {

/// Lets a reading be decoded where it stays: moving a hundred of them costs as much as decoding.
template <class Make>
struct InPlace {
  Make make;
  operator PointReading() const { return make(); }
};
template <class Make>
InPlace(Make) -> InPlace<Make>;

void add_zones(const PolledDevice& device, Quality quality, std::vector<PointReading>& readings) {
  for (const Zone& zone : device.zones) {
    readings.push_back({zone.index, {std::monostate{}, quality}});
  }
}

}  // namespace

Decoder::Decoder(const PolledDevice& device, const PlannedRead& read)
    : bits_(codec::is_bit_table(read.table)), count_(read.count) {
  entries_.reserve(read.points.size());
  for (const PlannedPoint& planned : read.points) {
    const PolledPoint& point = device.points[planned.place];
    codec::PointFormat format = point.format;
    format.address = 0;  // where it is has been settled: many points are alike but for that
    auto found = std::find(formats_.begin(), formats_.end(), format);
    if (found == formats_.end()) found = formats_.insert(found, std::move(format));
    entries_.push_back(
        {point.index, planned.offset, static_cast<std::uint16_t>(found - formats_.begin())});
  }
}

std::vector<PointReading> Decoder::decode(std::span<const std::uint8_t> data) const {
  std::vector<PointReading> readings;
  readings.reserve(entries_.size());
  if (bits_) {
    for (const Entry& entry : entries_) {
      readings.push_back({entry.point, codec::decode_bit(formats_[entry.format],
                                                         modbus::bit_at(data, entry.offset))});
    }
    return readings;
  }
  std::array<std::uint16_t, modbus::kMostReadRegisters> registers;
  if (count_ > registers.size() || data.size() != count_ * std::size_t{2}) {
    for (const Entry& entry : entries_) {
      readings.push_back({entry.point, {std::monostate{}, Quality::Fault}});
    }
    return readings;
  }
  for (std::size_t place = 0; place < count_; ++place) {
    registers[place] = modbus::register_at(data, place);
  }
  const std::span<const std::uint16_t> words(registers.data(), count_);
  for (const Entry& entry : entries_) {
    const codec::PointFormat& format = formats_[entry.format];
    const auto own = words.subspan(entry.offset, codec::width(format));
    readings.emplace_back(InPlace{[&] {
      return PointReading{entry.point, codec::decode_registers(format, own)};
    }});
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
  if (read.queue) add_zones(device, quality, readings);
  return readings;
}

std::vector<PointReading> without_value(const PolledDevice& device, Quality quality) {
  std::vector<PointReading> readings;
  readings.reserve(device.points.size());
  for (const PolledPoint& point : device.points) {
    readings.push_back({point.index, {std::monostate{}, quality}});
  }
  add_zones(device, quality, readings);
  return readings;
}

}  // namespace hazgate::poll
