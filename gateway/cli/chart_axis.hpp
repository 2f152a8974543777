#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace hazgate::cli {

/// Round numbers along an axis: `low` and `high` are multiples of `step`.
/// Thread  any (pure)
struct Axis {
  double low = 0.0, high = 1.0, step = 1.0;

  std::vector<double> ticks() const;
  /// With as many decimals as the step has.
  std::string text(double tick) const;
};

/// Holds both ends, with steps of 1, 2 or 5 times a power of ten and at most `most` of them. What is
/// all above zero and not far from it begins there. Both ends alike, or no finite numbers, give an
/// axis around them.
Axis value_axis(double low, double high, std::size_t most = 6);

/// Round moments within a stretch: seconds, minutes, hours or days.
/// Units   ms; offset: of local time, so that hours and days are those on the wall
std::vector<std::int64_t> time_ticks(std::int64_t from, std::int64_t to, std::int64_t offset,
                                     std::size_t most = 8);

}  // namespace hazgate::cli
