#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "drivers/codec/codec.hpp"
#include "drivers/model/device_model.hpp"

namespace hazgate::sim {

/// The registers and bits of one device as its model lays them out. Addresses between its points are
/// there and read as 0, addresses outside are not, as with real devices.
/// Thread  one owner
class Image {
 public:
  explicit Image(std::span<const model::ModelPoint> points);

  bool holds(codec::Table table, std::uint32_t address, std::uint32_t count) const;
  /// Bits as 0 and 1.
  /// Shape   holds(table, address, count)
  std::span<const std::uint16_t> words(codec::Table table, std::uint32_t address,
                                       std::uint32_t count) const;
  void put(codec::Table table, std::uint32_t address, std::uint16_t word);

  /// False when the point cannot hold the value; its registers stay as they were.
  bool show(const model::ModelPoint& point, const Value& value);
  /// What a master decodes.
  codec::Decoded read(const model::ModelPoint& point) const;

 private:
  struct Part {
    std::uint32_t begin = 0, end = 0;
    std::vector<std::uint16_t> words;
  };
  Part& part(codec::Table table) { return parts_[static_cast<std::size_t>(table)]; }
  const Part& part(codec::Table table) const { return parts_[static_cast<std::size_t>(table)]; }

  std::array<Part, 4> parts_;
};

/// Why the point cannot hold the value; empty when it can.
std::string why_not(const model::ModelPoint& point, const Value& value);

/// What a point reads that nobody gave a value: 0, false, the state with the lowest code.
Value rest_value(const codec::PointFormat& format);

}  // namespace hazgate::sim
