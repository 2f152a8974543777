#pragma once

#include <cstdint>
#include <string>

#include "gateway/core/alarm/cause.hpp"
#include "gateway/core/alarm/flags.hpp"
#include "gateway/core/alarm/priority.hpp"
#include "gateway/core/alarm/state.hpp"
#include "gateway/core/alarm/time.hpp"

namespace hazgate::kpi {

using alarm::Cause;
using alarm::Flag;
using alarm::Flags;

/// One line of the record about one alarm: the `alarm` message of the contract.
struct Transition {
  WallTime t{};
  std::string id;
  Priority priority = Priority::Low;
  std::uint64_t occurrence = 0;
  alarm::State from = alarm::State::Normal;
  alarm::State to = alarm::State::Normal;
  Flags flags;  ///< after it
  Cause cause = Cause::Condition;
};

/// One alarm as it stands at a moment.
struct Standing {
  std::string id;
  alarm::State state = alarm::State::Normal;
  Flags flags;
  std::uint64_t occurrence = 0;  ///< the last one

  friend bool operator==(const Standing&, const Standing&) = default;
};

}  // namespace hazgate::kpi
