#pragma once

#include "gateway/core/alarm/time.hpp"

namespace hazgate::poll {

/// The real clocks, for shells only; the pure parts are told the time.
Tick monotonic_now();
WallTime utc_now();

}  // namespace hazgate::poll
