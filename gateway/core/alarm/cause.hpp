#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace hazgate::alarm {

/// Why an alarm or its flags changed. The texts are the contract's.
enum class Cause : std::uint8_t {
  Condition,
  Clear,
  Ack,
  Reset,
  Shelve,
  Unshelve,
  Suppress,
  Unsuppress,
  Remove,
  Return,
  Restart,
  Config,
};

inline constexpr std::array<std::string_view, 12> kCauseTexts = {
    "condition", "clear",      "ack",    "reset",  "shelve",  "unshelve",
    "suppress",  "unsuppress", "remove", "return", "restart", "config"};

constexpr std::string_view to_text(Cause cause) {
  return kCauseTexts[static_cast<std::size_t>(cause)];
}

}  // namespace hazgate::alarm
