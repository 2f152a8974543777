#include "gateway/daemon/clock_steps.hpp"

namespace hazgate::daemon {

void ClockSteps::look(Tick tick, WallTime wall) {
  const Duration apart = wall.time_since_epoch() - tick.time_since_epoch();
  const Duration step = apart - apart_.value_or(apart);
  apart_ = apart;
  if (step < kStep && step > -kStep) return;
  ++count_;
  last_ = step;
  last_at_ = wall;
}

}  // namespace hazgate::daemon
