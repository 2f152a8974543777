#include "gateway/daemon/service.hpp"

#include <cstdint>
#include <systemd/sd-daemon.h>

#include "drivers/poll/clock.hpp"

namespace hazgate::daemon {

Service::Service() {
  std::uint64_t interval_us = 0;
  if (sd_watchdog_enabled(0, &interval_us) > 0) {
    interval_ = Duration{static_cast<Duration::rep>(interval_us)};
  }
}

void Service::ready() {
  sd_notify(0, "READY=1");
}

void Service::reloading() {
  const auto now = poll::monotonic_now().time_since_epoch().count();
  sd_notify(0, ("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(now)).c_str());
}

void Service::stopping() {
  sd_notify(0, "STOPPING=1");
}

void Service::feed() {
  sd_notify(0, "WATCHDOG=1");
}

void Service::say(const std::string& line) {
  if (line == said_) return;
  said_ = line;
  sd_notify(0, ("STATUS=" + line).c_str());
}

}  // namespace hazgate::daemon
