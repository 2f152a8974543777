#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "gateway/core/alarm/ids.hpp"
#include "gateway/core/alarm/quality.hpp"
#include "gateway/core/alarm/sample.hpp"
#include "gateway/core/site/spec.hpp"

namespace hazgate::replay {

/// One reading as the record has it; a text lives as long as the frame that it stands in.
struct Reading {
  std::variant<std::monostate, bool, std::int64_t, std::uint64_t, double, std::string_view> value;
  Quality quality = Quality::NotYet;
};

/// Where the readings of a recorded frame belong in a configuration.
struct Places {
  std::optional<DeviceIndex> device;
  std::vector<std::optional<PointIndex>> points;  ///< none: the configuration has no such point
};

/// Turns what was recorded under one configuration into samples of another one. A record holds values
/// with their unit, so that another scale, address or range of the configuration changes nothing in them.
/// A reading outside its range is recorded without a value. Which side it was on is told by the last
/// value: the nearer end of the point's range; above when there was none, as nothing may hide there.
/// Thread  any, one at a time (pure)
class Translation {
 public:
  explicit Translation(const site::SiteSpec& spec);

  Places places(const std::string& device, const std::vector<std::string>& points) const;

  /// Nothing when the point is another one here: a text for a number, a state that it does not know.
  std::optional<Sample> sample(PointIndex point, const Reading& reading, Tick at);

 private:
  std::optional<double> number(PointIndex point, const Reading& reading) const;
  bool was_above(PointIndex point) const;

  const site::SiteSpec& spec_;
  std::unordered_map<std::string, PointIndex> points_;
  std::unordered_map<std::string, DeviceIndex> devices_;
  std::vector<std::optional<double>> last_;  ///< value that could be used, of each point
};

}  // namespace hazgate::replay
