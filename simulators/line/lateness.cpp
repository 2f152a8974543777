#include "simulators/line/lateness.hpp"

#include <algorithm>
#include <cmath>

namespace hazgate::sim {

namespace {

constexpr Lateness::Time kStep = std::chrono::microseconds{100};

}  // namespace

void Lateness::add(Time late) {
  late = std::max(late, Time{});
  const auto step = static_cast<std::size_t>((late + kStep - Time{1}) / kStep);
  ++steps_[std::min(step, steps_.size() - 1)];
  ++count_;
  longest_ = std::max(longest_, late);
}

Lateness::Time Lateness::within(double share) const {
  const auto wanted = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(count_)));
  std::uint64_t seen = 0;
  for (std::size_t step = 0; step + 1 < steps_.size(); ++step) {
    seen += steps_[step];
    if (seen >= wanted) return std::min(Time{kStep * step}, longest_);
  }
  return longest_;
}

}  // namespace hazgate::sim
