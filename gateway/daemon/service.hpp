#pragma once

#include <optional>
#include <string>

#include "gateway/core/alarm/time.hpp"

namespace hazgate::daemon {

/// What systemd is told of this process (Type=notify); without systemd nothing happens.
/// Source  sd_notify(3), sd_watchdog_enabled(3)
/// Thread  one
class Service {
 public:
  Service();

  void ready();      ///< the core runs, or goes on after reloading()
  void reloading();  ///< ready() follows, whatever comes of it
  void stopping();   ///< the process ends
  void feed();       ///< the gateway as a whole goes on
  /// One line for people, in `systemctl status`; the same again is not sent.
  void say(const std::string& line);

  /// How often systemd wants to hear feed(); none: never.
  const std::optional<Duration>& interval() const { return interval_; }

 private:
  std::optional<Duration> interval_;
  std::string said_;
};

}  // namespace hazgate::daemon
