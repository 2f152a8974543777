#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "drivers/poll/counters.hpp"
#include "gateway/core/alarm/state.hpp"
#include "gateway/core/site/spec.hpp"
#include "gateway/daemon/clock_steps.hpp"
#include "gateway/daemon/machine.hpp"
#include "gateway/daemon/reaction.hpp"
#include "gateway/daemon/watchdog.hpp"
#include "gateway/journal/journal.hpp"
#include "gateway/uplink/uplink.hpp"

namespace hazgate::daemon {

/// Everything about the gateway that can be counted, at one moment.
struct Figures {
  struct Bus {
    std::string id;
    poll::BusCounters counters;
  };
  struct Device {
    std::string id, bus;
    poll::DeviceCounters counters;
  };

  std::string version;
  Now now;
  WallTime started{};
  std::vector<Bus> buses;
  std::vector<Device> devices;
  std::optional<journal::JournalCounters> journal;  ///< none: it could not be opened
  bool disk_hangs = false;
  std::optional<uplink::Counters> uplink;  ///< none: the site has no park
  std::map<std::pair<Priority, alarm::State>, std::uint64_t> alarms;
  std::size_t incidents = 0;  ///< open ones, drills too
  std::vector<VitalSigns::Channel> channels;
  std::size_t reports_waiting = 0;
  std::uint64_t reports_taken = 0, reports_dropped = 0;
  Reaction::Figures reaction;
  ProcessFigures process;
  ClockFigures clock;
  ClockSteps clock_steps;
  bool watched = false;  ///< systemd waits for signs of life
  bool well = true;      ///< see Verdict::well
};

}  // namespace hazgate::daemon
