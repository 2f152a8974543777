#include "gateway/daemon/clock_trust.hpp"

#include <sys/timex.h>

namespace hazgate::daemon {

bool is_clock_synchronised() {
  timex clock{};
  return adjtimex(&clock) != TIME_ERROR && (clock.status & STA_UNSYNC) == 0;
}

}  // namespace hazgate::daemon
