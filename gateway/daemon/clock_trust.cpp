#include "gateway/daemon/clock_trust.hpp"

#include <sys/timex.h>

namespace hazgate::daemon {

bool is_clock_synchronised() {
  timex clock{};
  const int state = adjtimex(&clock);  // -1: not allowed to ask, so nothing is known
  return state >= 0 && state != TIME_ERROR && (clock.status & STA_UNSYNC) == 0;
}

bool ClockTrust::at(Tick now) {
  if (!asked_ || now - *asked_ >= kFor) {
    trusted_ = ask_();
    asked_ = now;
  }
  return trusted_;
}

}  // namespace hazgate::daemon
