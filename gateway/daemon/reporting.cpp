#include "gateway/daemon/reporting.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <type_traits>
#include <utility>
#include <variant>

namespace hazgate::daemon {
namespace {

double distance(std::int64_t one, std::int64_t other) {
  const auto high = static_cast<std::uint64_t>(std::max(one, other));
  return static_cast<double>(high - static_cast<std::uint64_t>(std::min(one, other)));
}

double distance(std::uint64_t one, std::uint64_t other) {
  return static_cast<double>(std::max(one, other) - std::min(one, other));
}

/// NaN when one of them is: no number is near to that.
double distance(double one, double other) {
  return std::abs(one - other);
}

bool is_same(double one, double other) {
  return std::bit_cast<std::uint64_t>(one) == std::bit_cast<std::uint64_t>(other);
}

/// Whether a number has moved by more than the deadband.
struct Moved {
  double deadband;

  template <class Number>
  bool operator()(Number one, Number other) const {
    if constexpr (std::is_same_v<Number, double>) {
      if (is_same(one, other)) return false;
      return !(distance(one, other) <= deadband) || deadband == 0.0;
    } else {
      return one != other && distance(one, other) > deadband;
    }
  }
};

/// Whether the reading is not what was published; `numbers_too`: else numbers may be others.
bool differs(const journal::Reading& one, const journal::Reading& other, bool numbers_too,
             double deadband) {
  if (one.quality != other.quality || one.value.index() != other.value.index()) return true;
  return std::visit(
      [&](const auto& held) {
        using Held = std::decay_t<decltype(held)>;
        const auto& before = std::get<Held>(other.value);
        if constexpr (std::is_arithmetic_v<Held> && !std::is_same_v<Held, bool>) {
          return numbers_too && Moved{deadband}(held, before);
        } else {
          return held != before;
        }
      },
      one.value);
}

}  // namespace

void Reporting::set(const site::TelemetrySpec& spec, std::vector<double> deadbands,
                    Duration phase) {
  spec_ = spec;
  deadbands_ = std::move(deadbands);
  phase_ = phase;
}

bool Reporting::take(std::span<const journal::Reading> readings, Tick at) {
  const bool due = is_due(readings, at);
  polled_at_ = at;
  if (!due) return false;
  asked_for_ = false;
  published_at_ = at;
  if (spec_.mode != site::TelemetryMode::EveryPoll) seen_.assign(readings.begin(), readings.end());
  return true;
}

bool Reporting::is_due(std::span<const journal::Reading> readings, Tick at) const {
  if (spec_.mode == site::TelemetryMode::EveryPoll || asked_for_ || !published_at_) return true;
  if (seen_.size() != readings.size()) return true;
  if (spec_.mode == site::TelemetryMode::Interval) {
    return slot(at) != slot(*published_at_) || differs(readings, false);
  }
  // The next poll may come as much later as this one: then it would be too long.
  const Duration step = polled_at_ ? at - *polled_at_ : Duration{};
  return at - *published_at_ + step > spec_.silence || differs(readings, true);
}

bool Reporting::differs(std::span<const journal::Reading> readings, bool numbers_too) const {
  for (std::size_t i = 0; i < readings.size(); ++i) {
    const double deadband = i < deadbands_.size() ? deadbands_[i] : 0.0;
    if (daemon::differs(readings[i], seen_[i], numbers_too, deadband)) return true;
  }
  return false;
}

std::int64_t Reporting::slot(Tick at) const {
  return (at.time_since_epoch() + phase_) / spec_.every;
}

Duration phase_of(std::string_view device, Duration every) {
  std::uint32_t hash = 2166136261U;  // FNV-1a
  for (const char letter : device) {
    hash = (hash ^ static_cast<unsigned char>(letter)) * 16777619U;
  }
  return Duration(static_cast<Duration::rep>(static_cast<double>(every.count()) *
                                             (static_cast<double>(hash) / 4294967296.0)));
}

}  // namespace hazgate::daemon
