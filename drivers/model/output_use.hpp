#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace hazgate::model {

/// What a writable point is for. It decides what is never written to it, and who wins when two emergency
/// plans want different things of it.
enum class OutputUse : std::uint8_t {
  Other,        ///< the newest step wins
  Siren,        ///< on wins; `silence` switches it off
  Strobe,       ///< on wins
  Ventilation,  ///< fire wins: it is not started, and stopped
  Valve,        ///< only ever closed
};

inline constexpr std::array<std::string_view, 5> kOutputUseTexts = {"other", "siren", "strobe",
                                                                    "ventilation", "valve"};

/// What a device does with an output when nobody writes it any more.
inline constexpr std::array<std::string_view, 3> kOnLossTexts = {"holds", "off", "on"};

}  // namespace hazgate::model
