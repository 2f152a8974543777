#include "gateway/core/kpi/durations.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace hazgate::kpi {

void Durations::add(std::chrono::milliseconds duration) {
  const auto most = (std::uint64_t{1} << kMostBits) - 1;
  const auto ms = std::min(most, static_cast<std::uint64_t>(std::max<std::int64_t>(
                                     0, static_cast<std::int64_t>(duration.count()))));
  // Below 2^(kFine + 1) each value has a place of its own; above, its kFine + 1 leading bits do.
  const auto bits = static_cast<unsigned>(std::bit_width(ms));
  const unsigned shift = bits > kFine + 1 ? bits - kFine - 1 : 0;
  const std::size_t place = (std::size_t{shift} << kFine) + static_cast<std::size_t>(ms >> shift);
  ++counts_[place];
  ++count_;
}

std::optional<std::chrono::milliseconds> Durations::percentile(double share) const {
  if (count_ == 0) return std::nullopt;
  const auto rank = static_cast<std::uint64_t>(
      std::clamp(std::ceil(share * static_cast<double>(count_)), 1.0, static_cast<double>(count_)));
  std::uint64_t seen = 0;
  std::size_t place = 0;
  while ((seen += counts_[place]) < rank) ++place;
  const std::size_t octave = place >> kFine;
  const std::size_t shift = octave == 0 ? 0 : octave - 1;
  const std::uint64_t lead = place - (shift << kFine);
  const std::uint64_t longest = ((lead + 1) << shift) - 1;
  return std::chrono::milliseconds{static_cast<std::int64_t>(longest)};
}

}  // namespace hazgate::kpi
