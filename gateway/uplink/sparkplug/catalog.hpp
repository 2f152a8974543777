#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "gateway/journal/record.hpp"

namespace hazgate::uplink::sparkplug {

/// Source  Sparkplug 3.0.0, 6.4.16 (the numbers)
enum class Datatype : std::uint8_t {
  Int16 = 2,
  Int32 = 3,
  Int64 = 4,
  UInt16 = 6,
  UInt32 = 7,
  UInt64 = 8,
  Double = 10,
  Boolean = 11,
  String = 12,
};

/// One point as the host knows it.
struct Metric {
  std::string name;  ///< without the device: "gas"
  Datatype datatype = Datatype::Double;
  std::string unit;         ///< "%LEL"; may be empty
  std::uint64_t alias = 0;  ///< given by the Catalog, unique over the whole edge node

  friend bool operator==(const Metric&, const Metric&) = default;
};

struct Device {
  std::string id;
  std::vector<Metric> metrics;

  friend bool operator==(const Device&, const Device&) = default;
};

/// Everything that will ever be sent: a birth says all of it, and another catalog needs new births.
/// Thread  any, one at a time (pure)
class Catalog {
 public:
  Catalog() = default;
  /// Gives the aliases, from 1 in the order of the devices.
  explicit Catalog(std::vector<Device> devices);

  const std::vector<Device>& devices() const { return devices_; }
  const Device* find(const std::string& id) const;
  /// Where each point of a frame is in the device; null: it is not there (any more).
  static std::vector<const Metric*> columns(const Device& device,
                                            const journal::FrameLayout& layout);

  friend bool operator==(const Catalog&, const Catalog&) = default;

 private:
  std::vector<Device> devices_;
};

}  // namespace hazgate::uplink::sparkplug
