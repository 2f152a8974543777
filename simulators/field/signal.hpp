#pragma once

#include <cstdint>
#include <string_view>
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

/// A slow swing around the value, in small steps so that it is the same for a while.
struct Wave {
  double height = 0.0;
  Duration period{};
};

/// What one point of a simulated device reads over time. The same seed gives the same noise and the
/// same phase of the wave.
/// Units   value, wave: the point's unit; noise: standard deviation in that unit
struct Signal {
  Value start;
  std::vector<Change> changes;  ///< in the order of `at`
  double noise = 0.0;
  Wave wave;
  std::uint64_t seed = 0;

  bool is_constant() const { return changes.empty() && noise == 0.0 && wave.height == 0.0; }
};

/// The value at a time since the scenario began.
/// Thread  any (pure)
Value value_at(const Signal& signal, Duration time);

/// The moment before which value_at() stays what it is at `time`; `time` itself on a ramp.
/// Thread  any (pure)
Duration steady_until(const Signal& signal, Duration time);

/// A seed for one point, the same in every build.
std::uint64_t seed_for(std::uint64_t seed, std::string_view point);

}  // namespace hazgate::sim
