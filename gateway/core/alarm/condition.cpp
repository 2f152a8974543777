#include "gateway/core/alarm/condition.hpp"

#include <cmath>

namespace hazgate::alarm {
namespace {

Verdict verdict_of(bool condition) {
  return condition ? Verdict::True : Verdict::False;
}

/// Above the limit raises, below limit - deadband returns; between them stays as it is.
Verdict against_high(const ConditionParams& params, double value) {
  if (value >= params.limit) return Verdict::True;
  return value <= params.limit - params.deadband ? Verdict::False : Verdict::Hold;
}

Verdict against_low(const ConditionParams& params, double value) {
  if (value <= params.limit) return Verdict::True;
  return value >= params.limit + params.deadband ? Verdict::False : Verdict::Hold;
}

Verdict against_codes(const ConditionParams& params, double code) {
  for (std::size_t i = 0; i < params.code_count; ++i) {
    if (params.codes[i] == code) return Verdict::True;
  }
  return Verdict::False;
}

bool has_comparable_value(const Sample& sample) {
  return is_usable(sample.quality) && std::isfinite(sample.value);
}

}  // namespace

Verdict judge(const ConditionParams& params, bool active, const Sample& sample) {
  const bool comparable = has_comparable_value(sample);
  if (params.kind == ConditionKind::BadQuality) return verdict_of(!comparable);
  if (!comparable) {
    const bool beyond = sample.quality == Quality::OutOfRange && sample.above_range;
    return params.kind == ConditionKind::High && params.over_range_raises && beyond ? Verdict::True
                                                                                    : Verdict::Hold;
  }
  Verdict verdict = Verdict::Hold;
  switch (params.kind) {
    case ConditionKind::High:
      verdict = against_high(params, sample.value);
      break;
    case ConditionKind::Low:
      verdict = against_low(params, sample.value);
      break;
    case ConditionKind::State:
      return against_codes(params, sample.value);
    case ConditionKind::BadQuality:
    case ConditionKind::Comm:
    case ConditionKind::Vote:
    case ConditionKind::System:
      return Verdict::Hold;
  }
  // Inside the deadband an alarm that is not active has nothing to hold: the value is below its
  // limit.
  return verdict == Verdict::Hold && !active ? Verdict::False : verdict;
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
