#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "drivers/poll/bus_plan.hpp"
#include "gateway/core/alarm/time.hpp"

namespace hazgate::poll {

/// Between two probes of a lost device, once the wait no longer doubles.
inline constexpr Duration kLongestProbeWait = std::chrono::seconds{8};

/// A device that was due for so long, and for ten periods, gets a turn as if it carried danger.
inline constexpr Duration kStarving = std::chrono::seconds{10};

/// When each device of a bus is asked, in three classes. A poll has to end before the next one of its
/// device is due: within a class the earliest such deadline goes first, then whoever waited longest; probes
/// have no deadline and go in the order in which they fell due.
///
///   Danger  devices with danger points: never late because of the others
///   Others  and who would starve behind danger that the bus cannot keep: after ten periods and ten
///           seconds a device gets a turn as if it carried danger
///   Probes  lost devices, when nobody else wants the bus; late by a second they are one of the others,
///           but not two within a time-out, so that many dead devices leave half of the time to the rest
///
/// Every period keeps its phase: deadlines lie on the device's grid, anchor + k * period, and never
/// drift; thirty-two devices share a phase. A poll that ends late is followed by the latest deadline that
/// has passed; those before it are skipped and counted. A device that misses is asked again after at
/// least its period and the response time-out; once it is lost, the wait doubles up to kLongestProbeWait, whatever
/// its period: a dead device costs its neighbours at most one time-out per wait, and one that returns
/// is noticed within 10 s.
/// Thread  any (pure; one owner)
class Schedule {
 public:
  /// Units   patience: the response time-out, what a miss costs; every device is first due at
  /// `start`
  Schedule(std::span<const PolledDevice> devices, Duration patience, Tick start, Tick anchor);

  /// The device to ask now.
  std::optional<std::size_t> due(Tick now) const;

  /// The same, among devices with danger points that answer: between two requests of any other
  /// device, these go first. Not while a device is starving, so that danger which the line cannot keep
  /// stops no poll for ever.
  std::optional<std::size_t> danger_due(Tick now) const;
  bool is_danger(std::size_t device) const { return devices_[device].danger; }
  Tick next_of(std::size_t device) const { return devices_[device].due; }

  /// The earliest deadline; Tick::max() without devices.
  Tick next() const;

  /// A poll begins, or begins again after it was cut off. Counts its deadline and those skipped since
  /// the last one.
  void begin(std::size_t device);

  /// The poll ended.
  void end(std::size_t device, bool answered, Tick now);

  /// The device cannot be asked before `until`; the others go on.
  void postpone(std::size_t device, Tick until);

  /// The device is asked again at `to`, when that is earlier than its deadline.
  void advance(std::size_t device, Tick to);

  /// From the next poll on the device has this period. Not between begin() and end().
  void set_period(std::size_t device, Duration period, Tick now);

  /// Goes on with a device where another schedule is with it; both have the same period for it.
  void take_over(std::size_t device, const Schedule& before, std::size_t its_place);

  /// The bus is back: whoever missed is asked at once.
  void hurry(Tick now);

  int misses(std::size_t device) const { return devices_[device].misses; }
  bool is_lost(std::size_t device) const;
  /// Deadlines so far, asked or skipped.
  std::uint64_t deadlines(std::size_t device) const { return devices_[device].deadlines; }

 private:
  enum class Class : std::uint8_t { Danger, Others, Probes };
  struct Device {
    Duration period{};
    int comm_after = 1;
    bool danger = false;
    Tick anchor{};
    Tick due{};
    Tick ended{};
    std::int64_t counted = 0;  ///< grid slot up to which deadlines are counted
    std::uint64_t deadlines = 0;
    bool begun = false;
    int misses = 0;
  };

  Class class_of(const Device& device, Tick now) const;
  static Tick deadline_of(const Device& device);
  /// Who is due in the best class that is not behind `last`.
  std::optional<std::size_t> first(Tick now, Class last) const;
  std::int64_t slot_of(const Device& device, Tick at) const;
  Tick start_of(const Device& device, std::int64_t slot) const;
  Duration wait_after_miss(const Device& device) const;

  Duration patience_;
  bool any_danger_ = false;
  Tick next_forced_probe_{};
  std::vector<Device> devices_;
};

}  // namespace hazgate::poll
