#pragma once

#include <array>
#include <chrono>
#include <cstdint>

namespace hazgate::sim {

/// How late something was done, each time.
/// Thread  any (pure; one owner)
class Lateness {
 public:
  using Time = std::chrono::nanoseconds;

  void add(Time late);  ///< less than zero: in time

  std::uint64_t count() const { return count_; }
  /// No more than this late in so many of all cases; rounded up to a tenth of a millisecond, and the
  /// longest of all from 100 ms on.
  /// Shape   0 < share <= 1
  Time within(double share) const;
  Time longest() const { return longest_; }

 private:
  std::array<std::uint64_t, 1001>
      steps_{};  ///< [i]: up to i tenths of a millisecond; the last: longer
  std::uint64_t count_ = 0;
  Time longest_{};
};

}  // namespace hazgate::sim
