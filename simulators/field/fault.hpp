#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "gateway/core/alarm/time.hpp"

namespace hazgate::sim {

enum class FaultKind : std::uint8_t { None, Silent, Exception, Late };

inline constexpr std::array<std::string_view, 4> kFaultTexts = {"none", "silent", "exception",
                                                                "late"};

constexpr std::string_view name_of(FaultKind kind) {
  return kFaultTexts[static_cast<std::size_t>(kind)];
}

/// What is wrong with how a device answers, for a while.
/// Units   at, lasts: scenario time; delay: real time
struct Fault {
  Duration at{};
  Duration lasts{};
  FaultKind kind = FaultKind::None;
  std::uint8_t code = 4;                     ///< Exception
  Duration delay = std::chrono::seconds{1};  ///< Late
};

}  // namespace hazgate::sim
