#pragma once

#include <algorithm>
#include <optional>

#include "gateway/core/alarm/time.hpp"

namespace hazgate::receipt {

/// So many in a second, and at once so many as have been saved up.
/// Thread  any, one at a time (pure)
class Allowance {
 public:
  constexpr Allowance(double per_second, double at_once)
      : per_second_(per_second), at_once_(at_once), left_(at_once) {}

  /// Whether one more is allowed; it is counted then.
  bool take(Tick now) {
    if (last_ && now > *last_) {
      const double elapsed_s = std::chrono::duration<double>(now - *last_).count();
      left_ = std::min(at_once_, left_ + elapsed_s * per_second_);
    }
    if (!last_ || now > *last_) last_ = now;
    if (left_ < 1.0) return false;
    left_ -= 1.0;
    return true;
  }

 private:
  double per_second_, at_once_, left_;
  std::optional<Tick> last_;
};

}  // namespace hazgate::receipt
