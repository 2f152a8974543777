#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "gateway/core/alarm/time.hpp"

namespace hazgate::site {

/// Which of a device's polls the park receives. Every one of them is recorded.
enum class TelemetryMode : std::uint8_t {
  EveryPoll,
  Interval,  ///< one in each `every`
  OnChange,  ///< when a value has moved by more than its deadband, or after `silence`
};
inline constexpr std::array<std::string_view, 3> kTelemetryModeTexts = {"every-poll", "interval",
                                                                        "on-change"};

struct TelemetrySpec {
  TelemetryMode mode = TelemetryMode::EveryPoll;
  Duration every = std::chrono::seconds{10};
  Duration silence = std::chrono::seconds{60};  ///< the longest between two

  friend bool operator==(const TelemetrySpec&, const TelemetrySpec&) = default;
};

}  // namespace hazgate::site
