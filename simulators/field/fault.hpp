#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "gateway/core/alarm/time.hpp"

namespace hazgate::sim {

enum class FaultKind : std::uint8_t {
  None,
  Silent,
  Exception,
  Late,
  // The reply is spoilt on its way:
  Lost,       ///< a byte is missing
  Flipped,    ///< one or two bits
  Extra,      ///< one to four bytes before it
  WrongUnit,  ///< it says that another unit sent it
  Truncated,
  Same,  ///< always the first one again
};

inline constexpr std::array<std::string_view, 10> kFaultTexts = {
    "none",    "silent", "exception",  "late",      "lost",
    "flipped", "extra",  "wrong-unit", "truncated", "same"};

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
  double share = 1.0;                        ///< of the requests, drawn from the seed
};

}  // namespace hazgate::sim
