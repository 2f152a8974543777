#include "simulators/field/signal.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace hazgate::sim {
namespace {

/// One draw of noise for each 50 ms: a detector's own filter is slower than that.
constexpr Duration kNoiseSlot = std::chrono::milliseconds{50};
/// A wave has this many steps, none shorter than a slot of noise.
constexpr int kWaveSteps = 256;

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

/// Gaussian.
double noise_at(const Signal& signal, Duration time) {
  const auto slot = static_cast<std::uint64_t>(time / kNoiseSlot);
  const double u = unit_interval(mixed(signal.seed ^ mixed(slot)));
  const double v = unit_interval(mixed(signal.seed + 1 + mixed(slot)));
  return signal.noise * std::sqrt(-2.0 * std::log(u)) * std::cos(2.0 * std::numbers::pi * v);
}

Duration wave_step(const Wave& wave) {
  return std::max(wave.period / kWaveSteps, kNoiseSlot);
}

/// Where in its period the wave of this signal begins, so that not all swing and step together.
Duration wave_shift(const Signal& signal) {
  const auto period = static_cast<std::uint64_t>(signal.wave.period.count());
  return Duration{static_cast<std::int64_t>(mixed(signal.seed) % period)};
}

double swing_at(const Signal& signal, Duration time) {
  const Duration step = wave_step(signal.wave);
  const Duration moment = (time + wave_shift(signal)) / step * step % signal.wave.period;
  const double share =
      static_cast<double>(moment.count()) / static_cast<double>(signal.wave.period.count());
  return signal.wave.height * std::sin(2.0 * std::numbers::pi * share);
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
  const bool still = signal.noise == 0.0 && signal.wave.height == 0.0;
  if (still || !number || flag) return value;
  double moved = *number;
  if (signal.noise != 0.0) moved += noise_at(signal, time);
  if (signal.wave.height != 0.0) moved += swing_at(signal, time);
  return moved;
}

Duration steady_until(const Signal& signal, Duration time) {
  Duration until = Duration::max();
  for (const Change& change : signal.changes) {
    if (time < change.at) {
      until = change.at;
      break;
    }
    if (time < change.at + change.over) return time;
  }
  if (signal.noise != 0.0) until = std::min(until, (time / kNoiseSlot + 1) * kNoiseSlot);
  if (signal.wave.height != 0.0) {
    const Duration step = wave_step(signal.wave), shift = wave_shift(signal);
    until = std::min(until, ((time + shift) / step + 1) * step - shift);
  }
  return until;
}

std::uint64_t seed_for(std::uint64_t seed, std::string_view point) {
  std::uint64_t hash = 0xCBF29CE484222325ULL;  // FNV-1a
  for (const char letter : point) {
    hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001B3ULL;
  }
  return mixed(seed ^ hash);
}

}  // namespace hazgate::sim
