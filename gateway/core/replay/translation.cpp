#include "gateway/core/replay/translation.hpp"

#include <cmath>

namespace hazgate::replay {
namespace {

struct AsNumber {
  std::optional<double> operator()(std::monostate) const { return std::nullopt; }
  std::optional<double> operator()(bool value) const { return value ? 1.0 : 0.0; }
  std::optional<double> operator()(std::int64_t value) const { return static_cast<double>(value); }
  std::optional<double> operator()(std::uint64_t value) const { return static_cast<double>(value); }
  std::optional<double> operator()(double value) const { return value; }
  std::optional<double> operator()(std::string_view) const { return std::nullopt; }
};

}  // namespace

Translation::Translation(const site::SiteSpec& spec) : spec_(spec), last_(spec.points.size()) {
  for (std::size_t i = 0; i < spec.points.size(); ++i) {
    points_.emplace(spec.points[i].id, index_of<PointIndex>(i));
  }
  for (std::size_t i = 0; i < spec.devices.size(); ++i) {
    devices_.emplace(spec.devices[i].id, index_of<DeviceIndex>(i));
  }
}

Places Translation::places(const std::string& device,
                           const std::vector<std::string>& points) const {
  Places places;
  if (const auto found = devices_.find(device); found != devices_.end()) {
    places.device = found->second;
  }
  std::string id;
  for (const std::string& point : points) {
    id.assign(device).append(".").append(point);
    const auto found = points_.find(id);
    places.points.push_back(found == points_.end() ? std::nullopt : std::optional(found->second));
  }
  return places;
}

/// As codec::Decoded::number: the code of a state, 0 for a text.
std::optional<double> Translation::number(PointIndex point, const Reading& reading) const {
  const codec::PointFormat& format = spec_.points[at(point)].format;
  const auto* text = std::get_if<std::string_view>(&reading.value);
  if (!format.states.empty()) {
    if (text == nullptr) return std::nullopt;
    for (const codec::StateText& state : format.states) {
      if (state.text == *text) return static_cast<double>(state.code);
    }
    return std::nullopt;
  }
  if ((format.type == codec::RawType::String) != (text != nullptr)) return std::nullopt;
  return text != nullptr ? 0.0 : std::visit(AsNumber{}, reading.value);
}

bool Translation::was_above(PointIndex point) const {
  const auto& range = spec_.points[at(point)].format.range;
  const auto& last = last_[at(point)];
  if (!range || !last) return true;
  return range->high - *last <= *last - range->low;
}

std::optional<Sample> Translation::sample(PointIndex point, const Reading& reading, Tick at_tick) {
  Sample sample{.point = point, .quality = reading.quality, .at = at_tick};
  if (!is_usable(reading.quality)) {
    sample.above_range = reading.quality == Quality::OutOfRange && was_above(point);
    return sample;
  }
  const auto value = number(point, reading);
  if (!value) return std::nullopt;
  sample.value = *value;
  last_[at(point)] = value;
  return sample;
}

}  // namespace hazgate::replay
