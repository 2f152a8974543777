#pragma once

#include <deque>
#include <map>
#include <string>

#include "gateway/core/alarm/time.hpp"
#include "gateway/core/ledger/terms.hpp"

namespace hazgate::ledger {

using Sightings = std::deque<WallTime>;

/// Counts how often the same alarm has come lately.
/// Thread  any, one at a time (pure)
/// Source  domain.md 0, S25
class Offenders {
 public:
  /// Whether it has come `terms.repeats` times within `terms.within`; then its count begins anew. Stamps
  /// ahead of the clock (it was put back) do not count.
  bool saw(const std::string& alarm, WallTime at, const Terms& terms);
  void restore(const std::string& alarm, Sightings sightings);
  void forget(const std::string& alarm) { seen_.erase(alarm); }
  /// What must outlive the process of this alarm; nothing: it has none.
  Sightings of(const std::string& alarm) const;

 private:
  std::map<std::string, Sightings> seen_;
};

}  // namespace hazgate::ledger
