#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "gateway/core/alarm/sample.hpp"
#include "gateway/core/site/lists.hpp"
#include "gateway/core/site/spec.hpp"

namespace hazgate::site {

/// Which alarms mean nothing now, by design. A rule holds while the reading of its point is usable and
/// says so: bad data never masks an alarm. Before its first reading nobody knows.
/// Thread  any, one at a time (pure)
class Suppressions {
 public:
  explicit Suppressions(const SiteSpec& spec);

  /// Result  the alarms whose rules may have changed with this reading
  std::span<const AlarmIndex> take(const Sample& sample);

  /// Whether a rule holds for this alarm; none: no rule has said so, and one has not had a reading.
  std::optional<bool> holds(AlarmIndex alarm) const;
  /// The id of a rule that holds for it; null: none.
  const SuppressionSpec* rule(AlarmIndex alarm) const;

 private:
  const std::vector<SuppressionSpec>& rules_;
  std::vector<std::optional<bool>> holds_;
  Lists<std::size_t> rules_of_point_;
  Lists<std::size_t> rules_of_alarm_;
  std::vector<AlarmIndex> changed_;  ///< reused
};

}  // namespace hazgate::site
