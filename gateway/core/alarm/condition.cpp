#include "gateway/core/alarm/condition.hpp"

#include <cmath>

namespace hazgate::alarm {
namespace {

constexpr double kSecondsPerMinute = 60.0;

/// Above the limit raises, below limit - deadband returns; between them stays as it is.
Verdict against_high(double limit, double deadband, double value) {
  if (value >= limit) return Verdict::True;
  return value <= limit - deadband ? Verdict::False : Verdict::Hold;
}

Verdict against_low(double limit, double deadband, double value) {
  if (value <= limit) return Verdict::True;
  return value >= limit + deadband ? Verdict::False : Verdict::Hold;
}

bool has_code(const ConditionParams& params, double code) {
  for (std::size_t i = 0; i < params.code_count; ++i) {
    if (static_cast<double>(params.codes[i]) == code) return true;
  }
  return false;
}

bool is_comparable(const Sample& sample) {
  return is_usable(sample.quality) && std::isfinite(sample.value);
}

/// What no register can hold has no bits; to convert it is undefined and differs between machines.
bool has_bits(double code) {
  constexpr double kTwoTo63 = 9223372036854775808.0;
  return code >= -kTwoTo63 && code < kTwoTo63;
}

Verdict against_codes(const ConditionParams& params, double code) {
  if (params.mask == 0) return verdict_of(has_code(params, code));
  if (!has_bits(code)) return Verdict::Hold;
  const auto bits = static_cast<std::uint32_t>(static_cast<std::int64_t>(code)) & params.mask;
  if (params.code_count == 0) return verdict_of(bits != 0);
  return verdict_of(has_code(params, static_cast<double>(bits)));
}

/// What the device's own alarm says; False when there is no such point.
Verdict own_alarm(const ConditionParams& params, const Sample* other) {
  if (other == nullptr || params.code_count == 0) return Verdict::False;
  if (!is_comparable(*other)) return Verdict::Hold;
  return verdict_of(has_code(params, other->value));
}

/// In alarm when one of them is, out of it when both are.
Verdict either(Verdict ours, Verdict theirs) {
  if (ours == Verdict::True || theirs == Verdict::True) return Verdict::True;
  return ours == Verdict::Hold ? ours : theirs;
}

/// Inside the deadband an alarm that is not active has nothing to hold: the value is below its
/// limit.
Verdict settled(Verdict verdict, bool active) {
  return verdict == Verdict::Hold && !active ? Verdict::False : verdict;
}

Judgement judge_limit(const ConditionParams& params, bool active, const Sample& sample,
                      const Sample* other) {
  const Verdict theirs = own_alarm(params, other);
  if (!is_comparable(sample)) {
    const bool beyond = sample.quality == Quality::OutOfRange && sample.above_range;
    const bool raises = params.kind == ConditionKind::High && params.over_range_raises && beyond;
    return {either(raises ? Verdict::True : Verdict::Hold, theirs), std::nullopt};
  }
  const Verdict ours = params.kind == ConditionKind::High
                           ? against_high(params.limit, params.deadband, sample.value)
                           : against_low(params.limit, params.deadband, sample.value);
  return {either(settled(ours, active), theirs), sample.value};
}

/// Takes the sample into the window and gives the rate per minute, where there is one.
std::optional<double> rate(const ConditionParams& params, const Sample& sample, Past& past) {
  if (!is_comparable(sample)) {
    past.window.clear();
    return std::nullopt;
  }
  const auto between =
      static_cast<Duration::rep>(params.min_samples > 1 ? params.min_samples - 1 : 1);
  const Duration gap = params.window / between;
  if (!past.window.empty() && sample.at - past.window.last() > gap) past.window.clear();
  past.window.add(sample.at, sample.value, params.window);
  const auto slope = has_enough(params, past.window) ? past.window.slope() : std::nullopt;
  return slope ? std::optional(*slope * kSecondsPerMinute) : std::nullopt;
}

Judgement judge_rate(const ConditionParams& params, bool active, const Sample& sample, Past& past) {
  const auto change = rate(params, sample, past);
  if (!change) return {};
  const Verdict verdict = params.limit < 0.0 ? against_low(params.limit, params.deadband, *change)
                                             : against_high(params.limit, params.deadband, *change);
  return {settled(verdict, active), change};
}

/// An alarm that is active returns only when the limit is a quarter of the time further away.
Judgement judge_time(const ConditionParams& params, bool active, const Sample& sample, Past& past) {
  const auto change = rate(params, sample, past);
  if (!is_comparable(sample)) return {};
  const double way = params.falling ? sample.value - params.limit : params.limit - sample.value;
  if (way <= 0.0) return {Verdict::True, 0.0};
  if (!change) return {};
  const double speed = params.falling ? -*change : *change;
  if (!(speed > 0.0)) return {Verdict::False, std::nullopt};
  const double minutes = way / speed;
  const double within = std::chrono::duration<double>(params.within).count() / kSecondsPerMinute;
  return {settled(against_low(within, within / 4.0, minutes), active), minutes};
}

Judgement judge_deviation(const ConditionParams& params, bool active, const Sample& sample,
                          const Sample* other) {
  if (!is_comparable(sample) || other == nullptr || !is_comparable(*other)) return {};
  const double deviation = std::fabs(sample.value - other->value);
  return {settled(against_high(params.limit, params.deadband, deviation), active), deviation};
}

Judgement judge_mean(const ConditionParams& params, bool active, const Sample& sample, Past& past) {
  if (!is_comparable(sample)) return {};
  past.window.add(sample.at, sample.value, params.window);
  if (!has_enough(params, past.window)) return {};
  const double mean = past.window.mean();
  return {settled(against_high(params.limit, params.deadband, mean), active), mean};
}

/// What was counted before the window began nobody knows: an active alarm returns only when most of a
/// window has been seen.
Judgement judge_increment(const ConditionParams& params, bool active, const Sample& sample,
                          Past& past) {
  if (!is_comparable(sample)) return {};
  past.window.add(sample.at, sample.value, params.window);
  if (sample.value < past.window.oldest()) {  // it was reset
    past.window.clear();
    past.window.add(sample.at, sample.value, params.window);
  }
  const double counted = sample.value - past.window.oldest();
  const Verdict verdict = settled(against_high(params.limit, params.deadband, counted), active);
  const bool seen = has_enough(params, past.window);
  return {active && verdict == Verdict::False && !seen ? Verdict::Hold : verdict, counted};
}

/// While it is not known to stand still, time without a reading proves nothing.
Judgement judge_stuck(const ConditionParams& params, bool active, const Sample& sample,
                      Past& past) {
  if (!is_comparable(sample)) {
    if (!active) past.steady_since.reset();
    return {};
  }
  const bool moved = std::fabs(sample.value - past.steady_at) > params.deadband;
  if (!past.steady_since || moved) {
    const bool known = past.steady_since.has_value();
    past.steady_at = sample.value;
    past.steady_since = sample.at;
    // After a restart an active alarm has nothing to compare with yet.
    return {known || !active ? Verdict::False : Verdict::Hold, sample.value};
  }
  if (sample.at - *past.steady_since >= params.window) return {Verdict::True, sample.value};
  return {active ? Verdict::Hold : Verdict::False, sample.value};
}

Judgement judge_difference(const ConditionParams& params, const Sample& sample,
                           const Sample* other) {
  if (!is_comparable(sample) || other == nullptr || !is_comparable(*other)) return {};
  const Verdict ours = params.falling ? against_low(params.limit, params.deadband, sample.value)
                                      : against_high(params.limit, params.deadband, sample.value);
  const bool differs = ours != Verdict::Hold && ours != own_alarm(params, other);
  return {verdict_of(differs), sample.value};
}

}  // namespace

Duration wanted_span(const ConditionParams& params) {
  if (params.kind == ConditionKind::Rate || params.kind == ConditionKind::TimeToLimit) {
    return params.window / 2;
  }
  return (params.window * 3 + Duration{3}) / 4;
}

bool has_enough(const ConditionParams& params, const Window& window) {
  if (window.span() < wanted_span(params)) return false;
  if (params.kind == ConditionKind::Mean) return window.parts() * 2 >= Window::kSlots;
  if (params.kind == ConditionKind::Increment) return true;
  return window.samples() >= params.min_samples;
}

Judgement judge(const ConditionParams& params, bool active, const Sample& sample,
                const Sample* other, Past* past) {
  if (has_past(params.kind) && past == nullptr) return {};
  switch (params.kind) {
    case ConditionKind::High:
    case ConditionKind::Low:
      return judge_limit(params, active, sample, other);
    case ConditionKind::Rate:
      return judge_rate(params, active, sample, *past);
    case ConditionKind::TimeToLimit:
      return judge_time(params, active, sample, *past);
    case ConditionKind::Deviation:
      return judge_deviation(params, active, sample, other);
    case ConditionKind::Mean:
      return judge_mean(params, active, sample, *past);
    case ConditionKind::Increment:
      return judge_increment(params, active, sample, *past);
    case ConditionKind::State:
      if (!is_comparable(sample)) return {};
      return {against_codes(params, sample.value), sample.value};
    case ConditionKind::Stuck:
      return judge_stuck(params, active, sample, *past);
    case ConditionKind::BadQuality:
      if (!is_comparable(sample)) return {Verdict::True, std::nullopt};
      return {Verdict::False, sample.value};
    case ConditionKind::Differs:
      return judge_difference(params, sample, other);
    case ConditionKind::Comm:
    case ConditionKind::Vote:
    case ConditionKind::System:
      break;
  }
  return {};
}

bool Condition::take(const ConditionParams& params, Verdict verdict, Tick at) {
  if (verdict == Verdict::Hold) return false;
  if ((verdict == Verdict::True) == active) {
    since.reset();
    return false;
  }
  if (!since) since = at;
  const Duration delay = active ? params.off_delay : params.on_delay;
  if (at - *since < delay) return false;
  active = !active;
  since.reset();
  return true;
}

std::optional<Tick> Condition::due(const ConditionParams& params) const {
  if (!since) return std::nullopt;
  return *since + (active ? params.off_delay : params.on_delay);
}

}  // namespace hazgate::alarm
