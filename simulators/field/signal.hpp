#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "drivers/codec/value.hpp"
#include "gateway/core/alarm/time.hpp"

namespace hazgate::sim {

/// At this moment the value goes to `to`: at once, or in a straight line over `over`.
struct Change {
  Duration at{};
  Value to;
  Duration over{};
};

/// What one point of a simulated device reads over time. The same seed gives the same noise.
/// Units   value: the point's unit; noise: standard deviation in that unit
struct Signal {
  Value start;
  std::vector<Change> changes;  ///< in the order of `at`
  double noise = 0.0;
  std::uint64_t seed = 0;

  bool is_constant() const { return changes.empty() && noise == 0.0; }
};

/// The value at a time since the scenario began.
/// Thread  any (pure)
Value value_at(const Signal& signal, Duration time);

}  // namespace hazgate::sim
