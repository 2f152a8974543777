#pragma once

// A large site for `./dev bench alarm`: 1,250 devices of eight points, each point with LL, L, H and HH.

#include <array>
#include <cstddef>
#include <random>
#include <string>
#include <vector>

#include "gateway/core/alarm/sample.hpp"
#include "gateway/core/site/alarms.hpp"
#include "gateway/core/site/spec.hpp"

namespace hazgate::bench {

inline constexpr std::size_t kDevices = 1250;
inline constexpr std::size_t kPointsPerDevice = 8;
inline constexpr std::size_t kPoints = kDevices * kPointsPerDevice;

/// Units   the points'
/// Shape   low_low < low < normal < high < high_high
struct Limits {
  double low_low = 0.0, low = 0.0, normal = 0.0, high = 0.0, high_high = 0.0;
};

/// Eight kinds of points, as of a handful of device models; each device is set a little differently.
inline Limits limits_of(std::size_t point) {
  const auto kind = static_cast<double>(point % kPointsPerDevice + 1);
  const auto device = static_cast<double>(point / kPointsPerDevice % 50);
  const double span = 100.0 * kind + device;
  return {.low_low = 0.1 * span,
          .low = 0.2 * span,
          .normal = 0.5 * span,
          .high = 0.8 * span,
          .high_high = 0.9 * span};
}

/// Every fifth point's L and H wait: 10 % of the limits.
inline bool is_delayed(std::size_t point) {
  return point % 5 == 0;
}

/// 40,000 limits, 5 % of them latched, beside them 250 rates, 250 stuck, 200 votes 2oo3, the devices'
/// own alarms, 100 groups, 25 suppressions, a plan, and the gateway's own alarms.
site::SiteSpec made_site();

/// The readings of one cycle, device by device in the order in which their replies come in. Each cycle
/// one point in a hundred goes over a limit, for five cycles.
class Field {
 public:
  Field();
  /// Shape   kPoints samples, those of a device behind one another
  const std::vector<Sample>& next(Tick at);

 private:
  struct Excursion {
    int cycles_left = 0;
    double value = 0.0;
  };
  double reading(std::size_t point);

  std::mt19937_64 random_{1};
  std::vector<Excursion> excursions_;
  std::vector<std::size_t> order_;
  std::vector<Sample> samples_;
};

}  // namespace hazgate::bench
