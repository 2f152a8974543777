#pragma once

#include <cstddef>
#include <cstdint>

namespace hazgate {

/// Places in the site's tables, given out by the configuration in file order. Strong types, so that
/// a device is never taken for a point. The names people use are in site::SiteSpec.
enum class BusIndex : std::uint32_t {};
enum class DeviceIndex : std::uint32_t {};
enum class PointIndex : std::uint32_t {};
enum class AlarmIndex : std::uint32_t {};
enum class PlanIndex : std::uint32_t {};

template <class Index>
constexpr std::size_t at(Index index) {
  return static_cast<std::size_t>(index);
}

template <class Index>
constexpr Index index_of(std::size_t place) {
  return static_cast<Index>(place);
}

}  // namespace hazgate
