#include "simulators/field/limit.hpp"

#include <algorithm>

namespace hazgate::sim {
namespace {

/// A state is named by its text, by true or false, or by its code.
bool is_state(const Value& state, const codec::Decoded& shown) {
  if (state == shown.value) return true;
  const auto code = as_number(state);
  return code && *code == shown.number;
}

}  // namespace

std::optional<Limit> Limit::of(const model::AlarmText& alarm) {
  Limit limit;
  limit.name_ = alarm.name;
  limit.deadband_ = alarm.deadband.value_or(0.0);
  if (alarm.kind == "state" && alarm.states) {
    limit.kind_ = Kind::State;
    limit.states_ = *alarm.states;
    return limit;
  }
  if ((alarm.kind != "high" && alarm.kind != "low") || !alarm.limit) return std::nullopt;
  limit.kind_ = alarm.kind == "high" ? Kind::High : Kind::Low;
  limit.limit_ = *alarm.limit;
  return limit;
}

bool Limit::is_beyond(const codec::Decoded& shown) const {
  switch (kind_) {
    case Kind::High:
      return shown.number >= limit_ || (beyond_ && shown.number > limit_ - deadband_);
    case Kind::Low:
      return shown.number <= limit_ || (beyond_ && shown.number < limit_ + deadband_);
    case Kind::State:
      break;
  }
  return std::any_of(states_.begin(), states_.end(),
                     [&](const Value& state) { return is_state(state, shown); });
}

bool Limit::is_crossed_by(const codec::Decoded& shown) {
  if (shown.quality != Quality::Good && shown.quality != Quality::OutOfRange) return false;
  const bool before = beyond_;
  beyond_ = is_beyond(shown);
  return beyond_ && !before;
}

}  // namespace hazgate::sim
