#include "drivers/poll/histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace hazgate::poll {

/// Below 8 us each microsecond has a bucket; above, the three bits after the leading one choose it.
std::size_t Histogram::bucket_of(std::uint64_t us) {
  if (us < kSteps) return static_cast<std::size_t>(us);
  const auto shift = static_cast<std::size_t>(std::bit_width(us)) - 1 - kStepsBits;
  const auto step = static_cast<std::size_t>(us >> shift) & (kSteps - 1);
  return std::min((shift + 1) * kSteps + step, kBuckets - 1);
}

/// The longest time that falls into it.
std::uint64_t Histogram::end_of(std::size_t bucket) {
  if (bucket < kSteps) return bucket;
  const std::size_t shift = bucket / kSteps - 1;
  return ((kSteps + bucket % kSteps + 1) << shift) - 1;
}

void Histogram::add(Duration time) {
  const auto us = static_cast<std::uint64_t>(std::max<Duration::rep>(time.count(), 0));
  ++counts_[bucket_of(us)];
  ++count_;
  longest_ = std::max(longest_, time);
}

Duration Histogram::percentile(double share) const {
  if (count_ == 0) return {};
  const auto wanted = std::max<std::uint64_t>(
      static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(count_))), 1);
  std::uint64_t seen = 0;
  for (std::size_t bucket = 0; bucket < kBuckets; ++bucket) {
    seen += counts_[bucket];
    if (seen < wanted) continue;
    return std::min(Duration{static_cast<Duration::rep>(end_of(bucket))}, longest_);
  }
  return longest_;
}

}  // namespace hazgate::poll
