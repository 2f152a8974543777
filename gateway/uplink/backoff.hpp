#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <random>

namespace hazgate::uplink {

/// How long to wait before the next round of brokers: 0.5 s, doubling to 30 s, each between half
/// and all of it, so that a hundred gateways do not come back in the same moment.
/// Thread  any, one at a time (pure)
class Backoff {
 public:
  static constexpr std::chrono::milliseconds kFirst{500};
  static constexpr std::chrono::milliseconds kMost{30'000};

  explicit Backoff(std::uint32_t seed) : random_(seed) {}

  std::chrono::milliseconds next() {
    const auto most = static_cast<int>(step_.count());
    step_ = std::min(step_ * 2, kMost);
    return std::chrono::milliseconds(std::uniform_int_distribution<int>(most / 2, most)(random_));
  }
  void reset() { step_ = kFirst; }

 private:
  std::minstd_rand random_;
  std::chrono::milliseconds step_ = kFirst;
};

}  // namespace hazgate::uplink
