#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "gateway/core/alarm/priority.hpp"
#include "gateway/core/alarm/state.hpp"
#include "gateway/core/alarm/time.hpp"

namespace hazgate::kpi {

/// What lies over an alarm and keeps it quiet, in the order of the contract.
enum class Flag : std::uint8_t { Shelved, Suppressed, OutOfService };

inline constexpr std::size_t kFlags = 3;
inline constexpr std::array<std::string_view, kFlags> kFlagTexts = {"shelved", "suppressed",
                                                                    "out-of-service"};

/// By Flag.
using Flags = std::array<bool, kFlags>;

constexpr bool any(const Flags& flags) {
  return flags[0] || flags[1] || flags[2];
}

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

/// One line of the record about one alarm: the `alarm` message of the contract.
struct Transition {
  WallTime t{};
  std::string id;
  Priority priority = Priority::Low;
  std::uint64_t occurrence = 0;
  alarm::State from = alarm::State::Normal;
  alarm::State to = alarm::State::Normal;
  Flags flags{};  ///< after it
  Cause cause = Cause::Condition;
};

/// One alarm as it stands at a moment.
struct Standing {
  std::string id;
  alarm::State state = alarm::State::Normal;
  Flags flags{};
  std::uint64_t occurrence = 0;  ///< the last one

  friend bool operator==(const Standing&, const Standing&) = default;
};

}  // namespace hazgate::kpi
