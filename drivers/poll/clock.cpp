#include "drivers/poll/clock.hpp"

#include <chrono>

namespace hazgate::poll {

Tick monotonic_now() {
  return Tick{
      std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now().time_since_epoch())};
}

WallTime utc_now() {
  return WallTime{std::chrono::duration_cast<WallTime::duration>(
      std::chrono::system_clock::now().time_since_epoch())};
}

}  // namespace hazgate::poll
