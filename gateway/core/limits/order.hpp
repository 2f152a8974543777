#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace hazgate::limits {

/// What may be set on one measured quantity, from below:
///   LL < L < H < HH <= trip < safety valve <= MAWP <= design
/// Any of them may be missing; those that are there keep their order.
/// Source  TSG 21-2016 (safety valve and MAWP); domain.md 2.2, 2.3
enum class Rung : std::uint8_t { LowLow, Low, High, HighHigh, Trip, SafetyValve, Mawp, Design };

struct Step {
  Rung rung = Rung::LowLow;
  double value = 0.0;
};

/// Two neighbours that do not stand in their order, as places in what was given.
struct Disorder {
  std::size_t lower = 0;
  std::size_t upper = 0;
  bool may_be_equal = false;  ///< then `lower` is above `upper`; else above or equal
};

/// Every pair of neighbours that is out of order; none means that all of them are in order.
/// Units   all values the same
/// Shape   each rung at most once, in any sequence
std::vector<Disorder> disorders(std::span<const Step> steps);

/// Whether one value could hold a high and a low alarm at the same time, by their deadbands: the
/// high one returns at limit - deadband, the low one at limit + deadband.
constexpr bool is_bridged(double low, double low_deadband, double high, double high_deadband) {
  return high - high_deadband <= low + low_deadband;
}

}  // namespace hazgate::limits
