#include "gateway/core/limits/order.hpp"

#include <algorithm>
#include <array>
#include <numeric>

namespace hazgate::limits {
namespace {

/// Whether the next rung may have the same value: LL, L, H, HH, trip, safety valve, MAWP.
constexpr std::array<bool, 7> kMayEqualNext = {false, false, false, true, false, true, true};

bool may_be_equal(Rung lower, Rung upper) {
  return std::all_of(kMayEqualNext.begin() + static_cast<std::ptrdiff_t>(lower),
                     kMayEqualNext.begin() + static_cast<std::ptrdiff_t>(upper),
                     [](bool may) { return may; });
}

}  // namespace

std::vector<Disorder> disorders(std::span<const Step> steps) {
  std::vector<std::size_t> upwards(steps.size());
  std::iota(upwards.begin(), upwards.end(), 0);
  std::sort(upwards.begin(), upwards.end(),
            [&](std::size_t a, std::size_t b) { return steps[a].rung < steps[b].rung; });
  std::vector<Disorder> found;
  for (std::size_t i = 1; i < upwards.size(); ++i) {
    const Step& lower = steps[upwards[i - 1]];
    const Step& upper = steps[upwards[i]];
    const bool equal = may_be_equal(lower.rung, upper.rung);
    if (lower.value < upper.value || (equal && lower.value == upper.value)) continue;
    found.push_back({upwards[i - 1], upwards[i], equal});
  }
  return found;
}

}  // namespace hazgate::limits
