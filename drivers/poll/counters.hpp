#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "drivers/poll/conduct.hpp"
#include "gateway/core/alarm/ids.hpp"
#include "gateway/core/alarm/time.hpp"

namespace hazgate::poll {

struct DeviceCounters {
  DeviceIndex device{};
  bool answering = false;
  std::uint64_t requests = 0;
  std::uint64_t polls_due = 0;   ///< polls that the period asked for
  std::uint64_t polls_done = 0;  ///< polls that were asked and answered
  std::uint64_t timeouts = 0;
  std::uint64_t bad_frames = 0;      ///< CRC, length, wrong unit or function
  std::uint64_t crc_errors = 0;      ///< of the bad frames
  std::uint64_t foreign_frames = 0;  ///< of the bad frames: another unit's or transaction's
  std::uint64_t exceptions = 0;
  std::array<std::uint64_t, 12> exceptions_by_code{};  ///< 01 to 0B; at 0 all others
  std::uint64_t unconfirmed = 0;     ///< values beyond a limit that a second reading did not show
  bool fast = false;                 ///< at its fast period: near a limit, or a neighbour is
  std::vector<std::string> refused;  ///< registers set aside: "input 12: exception 02 (…)"
  Manner manner = Manner::Plain;
  std::string last_error;   ///< for people; empty when the last poll was good
  Duration response_p50{};  ///< of the last 64 answers
  Duration response_p99{};  ///< since the start
  Duration response_max{};
};

/// Units   lateness: from a poll's deadline to its first request, of devices that answer
struct BusCounters {
  std::uint64_t configuration = 0;  ///< BusPlan::configuration of the indices
  Duration lateness_p50{};
  Duration lateness_p99{};
  Duration lateness_max{};
  bool open = false;
  std::string error;
  std::uint64_t reconnects = 0;
  std::uint64_t late_replies = 0;  ///< late and foreign frames that were dropped
  std::uint64_t unasked = 0;  ///< requests before which something came that nobody had asked for
  double utilisation = 0.0;   ///< share of the last ten seconds that transactions took
  /// Transactions that ended and turns of the worker: stands still only while that hangs or rests.
  std::uint64_t progress = 0;
  Tick resting_until{};   ///< until then the worker waits for something to do
  bool babbling = false;  ///< something came unasked before one request of five, then
  std::vector<DeviceCounters> devices;
};

}  // namespace hazgate::poll
