#pragma once

#include <chrono>
#include <cstddef>
#include <vector>

namespace hazgate::ledger {

/// What the enterprise has agreed on; `[ledger]` of the site file.
struct Terms {
  std::size_t repeats = 5;              ///< so many times the same alarm
  std::chrono::hours within{168};       ///< in this time open an item by themselves
  std::vector<int> remind = {7, 3, 1};  ///< so many days before the deadline, the first the longest
  int recheck_days = 7;  ///< after so many days without a re-check it is asked for, daily

  friend bool operator==(const Terms&, const Terms&) = default;
};

}  // namespace hazgate::ledger
