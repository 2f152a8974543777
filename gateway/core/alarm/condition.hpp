#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "gateway/core/alarm/sample.hpp"
#include "gateway/core/alarm/time.hpp"
#include "gateway/core/alarm/window.hpp"

namespace hazgate::alarm {

enum class ConditionKind : std::uint8_t {
  High,         ///< value >= limit; returns at value <= limit - deadband
  Low,          ///< value <= limit; returns at value >= limit + deadband
  Rate,         ///< change per minute over the window: >= limit, or <= limit when that is negative
  TimeToLimit,  ///< at its present rate the value reaches the limit within `within`
  Deviation,    ///< |value - other| >= limit
  Mean,         ///< mean over the window >= limit
  Increment,    ///< what a counter has counted within the window >= limit
  State,        ///< the raw code, or its bits under `mask`, is one of `codes`
  Stuck,        ///< the value has not moved by more than the deadband for the whole window
  BadQuality,   ///< the reading is not usable
  Differs,      ///< the device's own alarm (other) and the limit say different things
  Comm,         ///< the device does not answer; driven by DeviceAnswer, not by samples
  Vote,         ///< k of n other alarms
  System,       ///< of the gateway itself: a bus, the journal, an output
};

inline constexpr std::array<std::string_view, 14> kConditionKindTexts = {
    "high",  "low",   "rate",        "time-to-limit", "deviation", "mean", "increment",
    "state", "stuck", "bad-quality", "differs",       "comm",      "vote", "system"};

constexpr std::string_view to_text(ConditionKind kind) {
  return kConditionKindTexts[static_cast<std::size_t>(kind)];
}

/// Whether readings drive it.
constexpr bool is_of_samples(ConditionKind kind) {
  return kind != ConditionKind::Comm && kind != ConditionKind::Vote &&
         kind != ConditionKind::System;
}

/// Whether its figure is compared with `limit`.
constexpr bool has_limit(ConditionKind kind) {
  return kind != ConditionKind::State && kind != ConditionKind::Stuck &&
         kind != ConditionKind::BadQuality && is_of_samples(kind);
}

/// Whether judge() needs a Past to remember what came before.
constexpr bool has_past(ConditionKind kind) {
  return kind == ConditionKind::Rate || kind == ConditionKind::TimeToLimit ||
         kind == ConditionKind::Mean || kind == ConditionKind::Increment ||
         kind == ConditionKind::Stuck;
}

inline constexpr std::size_t kMostCodes = 16;

/// Units   limit, deadband: the point's, of Rate per minute; delays, window, within: sample time
struct ConditionParams {
  ConditionKind kind = ConditionKind::High;
  /// A reading above what the instrument can measure raises (High on a gas point): it counts as the
  /// highest alarm, never as nothing.
  bool over_range_raises = false;
  bool falling = false;  ///< TimeToLimit: the limit is below; Differs: the limit is a low one
  std::uint16_t min_samples = 5;  ///< Rate, TimeToLimit: fewer in the window give no rate
  std::uint32_t mask = 0;         ///< State: bits that are looked at; 0: all of the code
  double limit = 0.0;
  double deadband = 0.0;
  Duration on_delay{};
  Duration off_delay{};
  Duration window{};
  Duration within{};
  /// State: what raises. High, Low and Differs: what the other point says when the device itself is
  /// in alarm; none: there is no such point.
  std::array<std::int32_t, kMostCodes> codes{};
  std::size_t code_count = 0;
};

/// What its figure is compared with; none: with nothing.
constexpr std::optional<double> limit_of(const ConditionParams& params) {
  return has_limit(params.kind) ? std::optional(params.limit) : std::nullopt;
}

/// What one reading says about a condition, before any delay.
enum class Verdict : std::uint8_t {
  True,
  False,
  Hold,  ///< inside the deadband, or bad data: the condition stays what it honestly was
};

constexpr Verdict verdict_of(bool condition) {
  return condition ? Verdict::True : Verdict::False;
}

/// A verdict and the figure it was found by.
struct Judgement {
  Verdict verdict = Verdict::Hold;
  /// In the unit of the limit: the value, the rate, the deviation, the mean, the count; TimeToLimit:
  /// minutes. None when there is nothing to compare.
  std::optional<double> figure;
};

/// What a condition remembers of the readings before; only kinds with has_past() have one.
struct Past {
  Window window;
  double steady_at = 0.0;            ///< Stuck: the value it stands at
  std::optional<Tick> steady_since;  ///< and since when
};

/// What this sample says about the condition, given whether the condition is `active` now (the
/// deadband works on return only). Comm, Vote and System are never judged by a sample: Hold.
/// Shape   other: the last reading of the point that Deviation compares with, or that holds the
///         device's own alarm; null: none. past: not null where has_past(kind)
/// Errors  NaN, infinity and bad quality are Hold (but see over_range_raises); BadQuality is the
///         condition that is true for them. A gap, or a bad reading in the window, means no rate.
/// Source  IEC 62682:2022; domain.md 1.4, 2.3, 7.3
Judgement judge(const ConditionParams& params, bool active, const Sample& sample,
                const Sample* other = nullptr, Past* past = nullptr);

/// How long a stretch the window must hold before there is a figure; of an increment, before it clears.
Duration wanted_span(const ConditionParams& params);
/// Whether it does, with as many readings as the kind wants.
bool has_enough(const ConditionParams& params, const Window& window);

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
