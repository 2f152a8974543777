#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gateway/core/alarm/time.hpp"

namespace hazgate::daemon {

/// What is seen of everything that has to move, at one moment. Numbers only have to change.
struct VitalSigns {
  struct Bus {
    std::string id;
    std::uint64_t progress = 0;
    Tick resting_until{};    ///< it may stand still until then
    Duration transaction{};  ///< the longest that it may need for one, with a new connection
  };
  struct Journal {
    std::chrono::milliseconds in_disk{};  ///< so long the disk has not come back to its writer
    std::chrono::milliseconds overdue{};  ///< so long a commit should have begun, and has not
  };
  struct Channel {
    std::string id;           ///< "sms"
    std::size_t waiting = 0;  ///< letters without any receipt
    std::uint64_t receipts = 0;
  };

  Tick now{};
  std::vector<Bus> buses;
  bool may_end_for_bus = true;      ///< a bus that hangs may be a reason for a restart
  std::size_t reports_waiting = 0;  ///< of the buses, for the core
  std::uint64_t reports_taken = 0;
  std::optional<Tick> timer_due;  ///< when the site wants to be evaluated next
  std::optional<Journal> journal;
  std::vector<Channel> channels;
};

struct Verdict {
  bool well = true;                       ///< systemd may hear that the gateway lives
  std::vector<std::string> buses;         ///< ids of those that hang: an alarm
  bool for_bus = false;                   ///< not well, and a bus is a reason
  bool disk_hangs = false;                ///< an alarm
  std::vector<std::string> cannot_go_on;  ///< why not well, for people
};

/// Says whether the gateway as a whole goes on. A restart is asked for only where it may help:
///
///   what stands still                        an alarm after        no longer well after
///   a bus worker, beyond its rest            20 s + its time       thrice that, if it had gone for 1 min
///   a report, or a timer of the site         -                     5 s
///   the writer, and it is the disk's fault   10 s                  never: alarms go on without a record
///   the writer, and it is not                -                     10 s
///   every channel, with letters waiting      -                     5 min, if each had given a receipt
///
/// Restarts for a bus are counted by BusRestarts: the fourth is not asked for.
/// Who never went in this process would not go in the next one either: that is no reason for a restart.
/// Only time counts in which somebody looked: a process that was stopped, or a machine that slept,
/// has nothing to answer for.
/// Thread  any, one at a time (pure)
class Watchdog {
 public:
  static constexpr Duration kBusHangs = std::chrono::seconds{20};
  static constexpr Duration kBusHadGone = std::chrono::minutes{1};
  static constexpr Duration kCoreHangs = std::chrono::seconds{5};
  static constexpr Duration kDiskHangs = std::chrono::seconds{10};
  static constexpr Duration kWriterHangs = std::chrono::seconds{10};
  static constexpr Duration kChannelHangs = std::chrono::minutes{5};
  /// More than this between two looks was not watched.
  static constexpr Duration kLook = std::chrono::seconds{2};

  Verdict judge(const VitalSigns& signs);

 private:
  /// Something that has to change now and then.
  struct Pulse {
    std::uint64_t last = 0;
    bool seen = false;
    Duration still{};  ///< watched without a change, while there should have been one
    Duration gone{};   ///< watched while it went
    void look(std::uint64_t number, bool may_rest, Duration passed);
  };

  void judge_buses(const VitalSigns& signs, Duration passed, Verdict& verdict);
  void judge_core(const VitalSigns& signs, Duration passed, Verdict& verdict);
  void judge_journal(const VitalSigns& signs, Duration passed, Verdict& verdict);
  void judge_channels(const VitalSigns& signs, Duration passed, Verdict& verdict);

  std::optional<Tick> looked_;
  std::map<std::string, Pulse> buses_, channels_;
  Pulse reports_, timer_;
  Duration in_disk_{}, overdue_{};  ///< watched
};

}  // namespace hazgate::daemon
