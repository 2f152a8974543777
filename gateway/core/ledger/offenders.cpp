#include "gateway/core/ledger/offenders.hpp"

#include <algorithm>
#include <utility>

namespace hazgate::ledger {

bool Offenders::saw(const std::string& alarm, WallTime at, const Terms& terms) {
  Sightings& seen = seen_[alarm];
  std::erase_if(seen, [&](WallTime before) { return before > at || at - before >= terms.within; });
  seen.push_back(at);
  if (seen.size() < terms.repeats) return false;
  seen_.erase(alarm);
  return true;
}

void Offenders::restore(const std::string& alarm, Sightings sightings) {
  seen_[alarm] = std::move(sightings);
}

Sightings Offenders::of(const std::string& alarm) const {
  const auto found = seen_.find(alarm);
  return found == seen_.end() ? Sightings{} : found->second;
}

}  // namespace hazgate::ledger
