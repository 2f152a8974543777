#pragma once

#include <array>
#include <cassert>
#include <cstddef>
#include <optional>

#include "gateway/core/alarm/time.hpp"

namespace hazgate::kpi {

/// The newest `kMost` moments at which something happened. No heap.
/// Thread  any, one at a time (pure)
template <std::size_t kMost>
class Recent {
 public:
  /// Shape   at: not before the one added last
  void add(Tick at) {
    next_ = (next_ + 1) % kMost;
    moments_[next_] = at;
    if (size_ < kMost) ++size_;
  }

  /// The k-th newest, 1 for the newest; nothing when there were fewer.
  /// Shape   1 <= k <= kMost
  std::optional<Tick> newest(std::size_t k) const {
    assert(k >= 1 && k <= kMost);
    if (k > size_) return std::nullopt;
    return moments_[(next_ + kMost + 1 - k) % kMost];
  }

  /// Whether at least k lie in the window that ends now: (now - window, now].
  bool holds(std::size_t k, Duration window, Tick now) const {
    const auto first = newest(k);
    return first && now - *first < window;
  }

 private:
  std::array<Tick, kMost> moments_{};
  std::size_t next_ = 0;  ///< place of the newest
  std::size_t size_ = 0;
};

}  // namespace hazgate::kpi
