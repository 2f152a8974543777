#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "drivers/poll/bus_plan.hpp"
#include "gateway/core/alarm/time.hpp"

namespace hazgate::poll {

/// When each device of a bus is asked: those with danger points first, then the others; within each
/// class the earliest deadline first, then whoever waited longest. So that danger is never late
/// because of the others. Only a bus that cannot keep the periods of danger at all (see budget.hpp)
/// would leave the others without a turn: who is late by ten periods, and by ten seconds, gets one
/// as if it carried danger. A lost device is no danger any more: its probes wait. Every period keeps its phase: deadlines lie on the grid anchor + k *
/// period and never drift. A poll that ends late is followed by the latest deadline that has
/// passed; those before it are skipped and counted. A device that misses is asked again after at
/// least its period and the response time-out; once it is lost, the wait doubles up to 9 s, whatever its period, so that a dead device costs its
/// neighbours one time-out per wait, and one that returns is noticed within 10 s.
/// Thread  any (pure; one owner)
class Schedule {
 public:
  /// Units   patience: the response time-out, what a miss costs; every device is first due at
  /// `start`
  Schedule(std::span<const PolledDevice> devices, Duration patience, Tick start, Tick anchor);

  /// The device to ask now.
  std::optional<std::size_t> due(Tick now) const;

  /// The same, among devices with danger points that answer: between two requests of any other
  /// device, these go first.
  std::optional<std::size_t> danger_due(Tick now) const;
  bool is_danger(std::size_t device) const { return devices_[device].danger; }
  Tick next_of(std::size_t device) const { return devices_[device].due; }

  /// The earliest deadline; Tick::max() without devices.
  Tick next() const;

  /// A poll begins. Counts its deadline and those skipped since the last one.
  void begin(std::size_t device);

  /// The poll ended.
  void end(std::size_t device, bool answered, Tick now);

  /// The device cannot be asked before `until`; the others go on.
  void postpone(std::size_t device, Tick until);

  /// The bus is back: whoever missed is asked at once.
  void hurry(Tick now);

  int misses(std::size_t device) const { return devices_[device].misses; }
  bool is_lost(std::size_t device) const;
  /// Deadlines so far, asked or skipped.
  std::uint64_t deadlines(std::size_t device) const { return devices_[device].deadlines; }

 private:
  struct Device {
    Duration period{};
    int comm_after = 1;
    bool danger = false;
    Tick due{};
    Tick ended{};
    std::int64_t counted = 0;  ///< grid slot up to which deadlines are counted
    std::uint64_t deadlines = 0;
    int misses = 0;
  };

  int class_of(const Device& device, Tick now) const;
  std::optional<std::size_t> first(Tick now, int classes) const;
  std::int64_t slot_of(const Device& device, Tick at) const;
  Tick start_of(const Device& device, std::int64_t slot) const;
  Duration wait_after_miss(const Device& device) const;

  Duration patience_;
  Tick anchor_;
  std::vector<Device> devices_;
};

}  // namespace hazgate::poll
