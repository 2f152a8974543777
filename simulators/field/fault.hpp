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
  // TCP only:
  Closed,    ///< the connection ends in the middle of the reply
  HalfOpen,  ///< the connection stays, and nothing more comes on it
};

/// What is wrong with a whole line.
enum class LineFault : std::uint8_t {
  None,
  Cut,     ///< nothing gets through, in either direction
  Babble,  ///< RTU: something else talks, whoever speaks
};

inline constexpr std::array<std::string_view, 3> kLineFaultTexts = {"none", "cut", "babble"};

inline constexpr std::array<std::string_view, 12> kFaultTexts = {
    "none",  "silent",     "exception", "late", "lost",   "flipped",
    "extra", "wrong-unit", "truncated", "same", "closed", "half-open"};

constexpr std::string_view name_of(FaultKind kind) {
  return kFaultTexts[static_cast<std::size_t>(kind)];
}

constexpr std::string_view name_of(LineFault kind) {
  return kLineFaultTexts[static_cast<std::size_t>(kind)];
}

constexpr bool is_about_connections(FaultKind kind) {
  return kind == FaultKind::Closed || kind == FaultKind::HalfOpen;
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

/// Units   scenario time
struct TimedLineFault {
  Duration at{};
  Duration lasts{};
  LineFault kind = LineFault::None;
};

}  // namespace hazgate::sim
