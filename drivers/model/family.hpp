#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace hazgate::model {

/// What kind of hazard source a device watches.
enum class Family : std::uint8_t { Gas, PressureVessel, Lightning, Fire, Output, Other };

inline constexpr std::array<std::string_view, 6> kFamilyTexts = {
    "gas", "pressure-vessel", "lightning", "fire", "output", "other"};

constexpr std::string_view to_text(Family family) {
  return kFamilyTexts[static_cast<std::size_t>(family)];
}

}  // namespace hazgate::model
