#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "gateway/core/alarm/sample.hpp"
#include "gateway/core/alarm/time.hpp"

namespace hazgate::alarm {

enum class ConditionKind : std::uint8_t {
  High,        ///< value >= limit; returns at value <= limit - deadband
  Low,         ///< value <= limit; returns at value >= limit + deadband
  State,       ///< the raw code is one of `codes`
  BadQuality,  ///< the reading is not usable
  Comm,        ///< the device does not answer; driven by DeviceAnswer, not by samples
  Vote,        ///< k of n other alarms
  System,      ///< of the gateway itself: a bus, the journal, an output
};

inline constexpr std::array<std::string_view, 7> kConditionKindTexts = {
    "high", "low", "state", "bad-quality", "comm", "vote", "system"};

constexpr std::string_view to_text(ConditionKind kind) {
  return kConditionKindTexts[static_cast<std::size_t>(kind)];
}

inline constexpr std::size_t kMostCodes = 16;

/// Units   limit, deadband: the point's; delays: sample time
struct ConditionParams {
  ConditionKind kind = ConditionKind::High;
  double limit = 0.0;
  double deadband = 0.0;
  Duration on_delay{};
  Duration off_delay{};
  /// A reading above what the instrument can measure raises (High on a gas point): it counts as the
  /// highest alarm, never as nothing.
  bool over_range_raises = false;
  std::array<double, kMostCodes> codes{};
  std::size_t code_count = 0;
};

/// What one reading says about a condition, before any delay.
enum class Verdict : std::uint8_t {
  True,
  False,
  Hold,  ///< inside the deadband, or bad data: the condition stays what it honestly was
};

/// What this sample says about the condition, given whether the condition is `active` now (the
/// deadband works on return only). Comm, Vote and System are never judged by a sample: Hold.
/// Errors  NaN, infinity and bad quality are Hold (but see over_range_raises); BadQuality is the
///         condition that is true for them
/// Source  IEC 62682:2022; domain.md 7.3
Verdict judge(const ConditionParams& params, bool active, const Sample& sample);

/// A condition with its delays. An on-delay starts again when the condition drops, an off-delay
/// when it comes back; Hold keeps a running delay as it is but lets none end.
struct Condition {
  bool active = false;
  std::optional<Tick> since;  ///< when the verdict first differed from `active`

  /// Takes one verdict at its time; true when `active` changed.
  bool take(const ConditionParams& params, Verdict verdict, Tick at);
  /// When a verdict that stays would change `active` (for conditions that no sample drives).
  std::optional<Tick> due(const ConditionParams& params) const;
};

}  // namespace hazgate::alarm
