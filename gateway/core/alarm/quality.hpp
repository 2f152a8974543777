#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace hazgate {

/// What a reading is worth. The texts are those of the contract (MQTT, hazctl).
enum class Quality : std::uint8_t {
  Good,
  Uncertain,    ///< usable, but something about it is in doubt
  OutOfRange,   ///< outside what the instrument can measure
  Fault,        ///< the device says so, or the raw value is its sentinel for "no value"
  WarmUp,       ///< the device is warming up
  Maintenance,  ///< calibration, bump test, inhibit
  Simulated,    ///< a test value, usable and marked
  Stuck,        ///< it should have changed and did not
  Stale,        ///< too old
  Comm,         ///< the device does not answer
  Exception,    ///< the device answered with a Modbus exception
  NotYet,       ///< never read since the start
};

inline constexpr std::array<std::string_view, 12> kQualityTexts = {
    "good",      "uncertain", "out-of-range", "fault", "warm-up",   "maintenance",
    "simulated", "stuck",     "stale",        "comm",  "exception", "not-yet"};

constexpr std::string_view to_text(Quality quality) {
  return kQualityTexts[static_cast<std::size_t>(quality)];
}

/// Whether the value may be shown, sent and compared with a limit. A bad reading has no value.
constexpr bool is_usable(Quality quality) {
  return quality == Quality::Good || quality == Quality::Uncertain || quality == Quality::Simulated;
}

}  // namespace hazgate
