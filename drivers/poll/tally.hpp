#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "drivers/modbus/fault.hpp"
#include "drivers/poll/bus_plan.hpp"
#include "drivers/poll/conduct.hpp"
#include "drivers/poll/counters.hpp"
#include "drivers/poll/histogram.hpp"
#include "drivers/poll/response_times.hpp"

namespace hazgate::poll {

/// The counters of a bus.
/// Thread  any; written by the worker
class Tally {
 public:
  explicit Tally(const BusPlan& plan);

  /// The plan has changed. `places`: see places_before().
  void change(const BusPlan& plan, const std::vector<std::optional<std::size_t>>& places);

  void answered(std::size_t device, Duration time);
  void failed(std::size_t device, const modbus::Fault& fault);
  /// A poll of a device that answers begins so long after its deadline.
  void late_by(Duration lateness);
  /// A poll of the device ended; `whole`: everything that was asked was answered.
  void polled(std::size_t device, std::uint64_t deadlines, bool answering, bool whole);
  /// Registers that the device refuses, for people; empty: none any more.
  void refused(std::size_t device, std::vector<std::string> what);
  /// A value beyond a limit was not there any more when it was read again at once.
  void unconfirmed(std::size_t device);
  /// A panel gives one and the same event whenever its queue is read, or no longer.
  void same_event(std::size_t device, bool same);
  /// It is polled at its fast period now, or no longer.
  void pace(std::size_t device, bool fast);
  /// The median of the last answers; 0 before the first.
  Duration response_time(std::size_t device) const;
  /// How the bus is.
  struct BusNow {
    bool open = false;
    const std::string& error;
    std::uint64_t reconnects = 0;
    std::uint64_t late_replies = 0;
    std::uint64_t unasked = 0;
    std::uint64_t transactions = 0;
    Duration busy{};  ///< taken by transactions since the start
  };
  void bus(const BusNow& now, Tick at);
  /// The worker has nothing to do until then, unless it is called.
  void rests(Tick until);

  BusCounters snapshot() const;

 private:
  struct Device {
    DeviceCounters counters;
    std::optional<modbus::Fault> last;
    bool fresh = false;  ///< `last` came since the last poll ended
    ResponseTimes times;
    Histogram all_times;
    Conduct conduct;
    bool same_event = false;
  };
  /// Where the last ten seconds began.
  struct Mark {
    Tick at{};
    std::uint64_t unasked = 0;
    std::uint64_t transactions = 0;
    Duration busy{};
  };
  mutable std::mutex mutex_;
  std::vector<Device> devices_;
  BusCounters bus_;
  Mark mark_;
  Histogram lateness_;
};

}  // namespace hazgate::poll
