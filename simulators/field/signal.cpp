#include "simulators/field/signal.hpp"

#include <cmath>
#include <numbers>

namespace hazgate::sim {
namespace {

/// A well mixed 64-bit number from another (splitmix64): noise that any time may be asked for.
std::uint64_t mixed(std::uint64_t x) {
  x += 0x9E3779B97F4A7C15ULL;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31);
}

double unit_interval(std::uint64_t x) {
  return (static_cast<double>(x >> 11) + 0.5) * 0x1.0p-53;
}

/// Gaussian, one draw for each 50 ms: a detector's own filter is slower than that.
double noise_at(const Signal& signal, Duration time) {
  const auto slot = static_cast<std::uint64_t>(time / std::chrono::milliseconds{50});
  const double u = unit_interval(mixed(signal.seed ^ mixed(slot)));
  const double v = unit_interval(mixed(signal.seed + 1 + mixed(slot)));
  return signal.noise * std::sqrt(-2.0 * std::log(u)) * std::cos(2.0 * std::numbers::pi * v);
}

Value between(const Value& from, const Change& change, Duration time) {
  const auto a = as_number(from), b = as_number(change.to);
  const Duration passed = time - change.at;
  if (change.over <= Duration{} || passed >= change.over || !a || !b) return change.to;
  const double share =
      static_cast<double>(passed.count()) / static_cast<double>(change.over.count());
  return *a + (*b - *a) * share;
}

}  // namespace

Value value_at(const Signal& signal, Duration time) {
  Value value = signal.start;
  for (const Change& change : signal.changes) {
    if (time < change.at) break;
    value = between(value, change, time);
  }
  const auto number = as_number(value);
  const bool flag = std::holds_alternative<bool>(value);
  if (signal.noise == 0.0 || !number || flag) return value;
  return *number + noise_at(signal, time);
}

}  // namespace hazgate::sim
