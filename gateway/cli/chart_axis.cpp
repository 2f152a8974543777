#include "gateway/cli/chart_axis.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/core.h>

namespace hazgate::cli {
namespace {

constexpr double kNearZero = 0.5;  ///< of the highest: the axis begins at zero
constexpr double kLeastStep = 1e-290;
constexpr double kSlack = 1e-9;  ///< of a step: 0.3 / 0.1 is not quite 3

double round_step(double rough) {
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= rough * (1.0 - kSlack)) return factor * power;
  }
  return 10.0 * power;
}

constexpr std::int64_t kSecond = 1'000;
constexpr std::int64_t kMinute = 60 * kSecond;
constexpr std::int64_t kHour = 60 * kMinute;

constexpr auto kTimeSteps = std::to_array<std::int64_t>(
    {kSecond, 2 * kSecond, 5 * kSecond, 10 * kSecond, 15 * kSecond, 30 * kSecond, kMinute,
     2 * kMinute, 5 * kMinute, 10 * kMinute, 15 * kMinute, 30 * kMinute, kHour, 2 * kHour,
     3 * kHour, 6 * kHour, 12 * kHour, 24 * kHour});

}  // namespace

std::vector<double> Axis::ticks() const {
  std::vector<double> ticks;
  const auto count = static_cast<int>(std::lround((high - low) / step));
  for (int i = 0; i <= count; ++i) ticks.push_back(low + step * i);
  return ticks;
}

std::string Axis::text(double tick) const {
  if (std::fabs(tick) < step * kSlack) tick = 0.0;
  if (std::max(std::fabs(low), std::fabs(high)) >= 1e7 || step < 1e-6) {
    return fmt::format("{:.6g}", tick);
  }
  const int decimals = std::max(0, static_cast<int>(std::ceil(-std::log10(step) - kSlack)));
  return fmt::format("{:.{}f}", tick, decimals);
}

Axis value_axis(double low, double high, std::size_t most) {
  if (!std::isfinite(low) || !std::isfinite(high)) return {};
  if (low > high) std::swap(low, high);
  if (low > 0.0 && low < kNearZero * high) low = 0.0;
  if (high < 0.0 && high > kNearZero * low) high = 0.0;
  if (high - low <= std::fabs(high) * kSlack) {
    const double around = high == 0.0 ? 1.0 : std::fabs(high) * 0.1;
    low -= around;
    high += around;
  }
  double step = round_step((high - low) / static_cast<double>(std::max<std::size_t>(1, most)));
  // Beyond that there are no steps: 1e308, or a difference that is not seen.
  if (!std::isfinite(step) || step < kLeastStep) return {};
  while (true) {
    const double first = std::floor(low / step + kSlack), last = std::ceil(high / step - kSlack);
    if (last - first <= static_cast<double>(most)) return {first * step, last * step, step};
    step = round_step(step * 1.5);
  }
}

std::vector<std::int64_t> time_ticks(std::int64_t from, std::int64_t to, std::int64_t offset,
                                     std::size_t most) {
  std::vector<std::int64_t> ticks;
  if (to <= from) return ticks;
  std::int64_t step = kTimeSteps.back();
  for (const std::int64_t each : kTimeSteps) {
    if ((to - from) / each > static_cast<std::int64_t>(most)) continue;
    step = each;
    break;
  }
  while ((to - from) / step > static_cast<std::int64_t>(most)) step += kTimeSteps.back();
  std::int64_t tick = (from + offset) / step * step - offset;
  if (tick < from) tick += step;
  for (; tick <= to; tick += step) ticks.push_back(tick);
  return ticks;
}

}  // namespace hazgate::cli
