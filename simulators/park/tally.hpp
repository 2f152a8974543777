#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "drivers/poll/histogram.hpp"
#include "gateway/core/alarm/time.hpp"

namespace hazgate::sim {

/// What happened to all light gateways together.
/// Thread  any, one at a time (pure)
struct Tally {
  std::uint64_t published = 0;     ///< sent to a broker, repeats too; of the lanes
  std::uint64_t acknowledged = 0;  ///< of the lanes
  std::uint64_t late = 0;          ///< sent as back-fill, or after a wait
  std::uint64_t retained = 0;      ///< state, describe, alarms: acknowledged
  std::uint64_t commands = 0;      ///< came in, and were refused
  std::uint64_t connected_first = 0;
  std::vector<WallTime> attempts;                 ///< to connect, of all
  std::vector<WallTime> reconnects;               ///< a connection was made again
  std::map<std::string, std::uint64_t> troubles;  ///< why connections ended or were not made
  poll::Histogram puback;                         ///< from the publish to its PUBACK

  void troubled_by(const std::string& why);
};

/// How many fell into each second of Unix time.
/// Units   seconds
std::map<std::int64_t, std::uint64_t> by_second(const std::vector<WallTime>& times);

/// "1 s  ████ 41" for each second from the first to the last; nothing when there is nothing.
std::string spread_text(const std::vector<WallTime>& times);

}  // namespace hazgate::sim
