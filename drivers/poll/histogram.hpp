#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "gateway/core/alarm/time.hpp"

namespace hazgate::poll {

/// How long something took, each time since the start: eight steps to a doubling, so that a
/// percentile is at most 13 % above the truth and never below it. 1 us to 36 minutes.
/// Thread  any (pure; one owner)
class Histogram {
 public:
  void add(Duration time);
  std::uint64_t count() const { return count_; }
  Duration longest() const { return longest_; }
  /// Units   share: 0 to 1; 0.99 is p99
  /// Result  0 when nothing was added; never more than longest()
  Duration percentile(double share) const;

 private:
  static constexpr std::size_t kStepsBits = 3;
  static constexpr std::size_t kSteps = std::size_t{1} << kStepsBits;
  static constexpr std::size_t kBuckets = 30 * kSteps;
  static std::size_t bucket_of(std::uint64_t us);
  static std::uint64_t end_of(std::size_t bucket);

  std::array<std::uint64_t, kBuckets> counts_{};
  std::uint64_t count_ = 0;
  Duration longest_{};
};

}  // namespace hazgate::poll
