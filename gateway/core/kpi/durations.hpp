#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace hazgate::kpi {

/// How long things took, for percentiles: counts in steps of less than 1 % of the value, so that its
/// size does not grow. From 0 to 2^40 ms (34 years); what is longer counts as that.
/// Thread  any, one at a time (pure)
class Durations {
 public:
  void add(std::chrono::milliseconds duration);  ///< less than nothing counts as nothing
  std::uint64_t count() const { return count_; }

  /// The shortest time that this share of all did not exceed (nearest rank), at most 1 % too long;
  /// none when there are none.
  /// Shape   0 < share <= 1
  std::optional<std::chrono::milliseconds> percentile(double share) const;

 private:
  static constexpr unsigned kFine = 7;  ///< 2^kFine steps between a power of two and the next
  static constexpr unsigned kMostBits = 40;
  static constexpr std::size_t kPlaces = std::size_t{kMostBits - kFine + 1} << kFine;

  std::array<std::uint32_t, kPlaces> counts_{};
  std::uint64_t count_ = 0;
};

}  // namespace hazgate::kpi
