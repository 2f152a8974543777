#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "gateway/core/alarm/sample.hpp"
#include "gateway/core/alarm/time.hpp"

namespace hazgate::emergency {

enum class WindState : std::uint8_t { Known, Calm, Unknown };

/// Why the wind is Unknown.
enum class WindDoubt : std::uint8_t {
  None,
  NoInstrument,  ///< the site has no [wind]
  TooFew,        ///< less than half of the ten minutes has readings
  BadSpeed,      ///< the same, because the readings of the speed were bad
  BadDirection,  ///< the same, because the vane's were
  StuckVane,     ///< its reading has not moved while the speed has
  Variable,      ///< it blows, but from all sides
};

inline constexpr std::array<std::string_view, 3> kWindStateTexts = {"known", "calm", "unknown"};
inline constexpr std::array<std::string_view, 7> kWindDoubtTexts = {
    "none", "no-instrument", "too-few", "bad-speed", "bad-direction", "stuck-vane", "variable"};

constexpr std::string_view to_text(WindState state) {
  return kWindStateTexts[static_cast<std::size_t>(state)];
}
constexpr std::string_view to_text(WindDoubt doubt) {
  return kWindDoubtTexts[static_cast<std::size_t>(doubt)];
}

/// The mean wind of ten minutes.
/// Units   speed, mean_speed: m/s; direction: degrees FROM which it blows, [0, 360)
struct Wind {
  WindState state = WindState::Unknown;
  WindDoubt doubt = WindDoubt::NoInstrument;
  double speed = 0.0;       ///< of the vector mean; Known, Calm, Variable
  double mean_speed = 0.0;  ///< without regard to direction: never less; the same
  double direction = 0.0;   ///< Known only

  friend bool operator==(const Wind&, const Wind&) = default;
};

/// Units   calm_below: m/s
struct WindRules {
  double calm_below = 0.5;
  /// A vane that tells only sixteen directions stays on one for longer.
  Duration stuck_after = std::chrono::minutes{30};

  friend bool operator==(const WindRules&, const WindRules&) = default;
};

/// Vector mean of the last ten minutes from readings of speed and direction, each of which comes when
/// it comes: a speed is taken with the direction read last. Kept as sums of minutes, so that its size
/// does not grow and a minute read more often weighs no more; the oldest minute fades as the newest
/// fills. Bad readings are left out. While the vane is stuck the answer is Unknown, and when it
/// moves again the mean begins anew.
/// Thread  any, one at a time (pure)
/// Source  domain.md 8.3 (ten-minute vector mean, calm below 0.5 m/s, bad vane)
class WindMean {
 public:
  explicit WindMean(const WindRules& rules = {});

  /// Units   m/s
  void speed(const Sample& sample);
  /// Units   degrees FROM which it blows, 0 to 360
  void direction(const Sample& sample);

  /// Goes on with the readings of the one before, by its own rules.
  void take_over(const WindMean& before);

  /// Shape   now: not before the newest sample
  Wind mean(Tick now) const;
  /// Since when it measures: of the first reading that counts, after a start, a silence of ten minutes or a
  /// vane that was stuck. Nothing: there is none. A mean that is younger than ten minutes is one of that time.
  std::optional<Tick> since(Tick now) const;

  static constexpr int kMinutes = 10;
  /// A direction that is older says nothing about a speed.
  static constexpr Duration kPairWithin = std::chrono::seconds{90};
  /// A vane that stays while the speed has changed by so much is stuck. Units: m/s
  static constexpr double kSpeedVaries = 1.0;
  /// Vector mean over mean speed: below, the mean direction is none. 0.5: half of the time from one
  /// side, half from 120 degrees beside it.
  static constexpr double kLeastSteadiness = 0.5;

 private:
  struct Minute {
    std::int64_t number = -1;  ///< since the clock began; -1: never used
    double east = 0.0;         ///< sum of the components the wind comes from
    double north = 0.0;
    double speed = 0.0;
    std::uint32_t pairs = 0;
    bool bad_speed = false;
    bool bad_direction = false;
  };
  struct Reading {
    double value = 0.0;
    Tick at{};
  };
  /// Since when the vane has told exactly the same, and how the speed went meanwhile. A bad reading
  /// in between does not make it a vane that moves.
  struct Still {
    double direction = 0.0;
    Tick since{}, last{};
    std::optional<double> slowest, fastest;
  };
  struct Sums;

  Minute* minute_of(Tick at);
  Sums sums_at(Tick now) const;
  bool is_stuck() const;

  WindRules rules_;
  std::array<Minute, kMinutes + 1> minutes_{};
  std::optional<Reading> direction_;  ///< the last one, when it was good
  std::optional<Still> still_;
  std::optional<Tick> first_, last_;  ///< pairs, without ten minutes of silence between two of them
};

}  // namespace hazgate::emergency
