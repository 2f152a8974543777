#pragma once

#include <chrono>
#include <cstdint>

namespace hazgate::daemon {

/// What the kernel says of this process.
struct ProcessFigures {
  std::uint64_t resident_bytes = 0, virtual_bytes = 0;
  std::uint64_t open_files = 0, most_files = 0;
  std::uint64_t threads = 0;
  std::chrono::duration<double> cpu{};  ///< user and system
};

/// What the kernel says of its clock.
/// Source  adjtimex(2)
struct ClockFigures {
  bool synchronised = false;
  std::chrono::duration<double> offset{};      ///< that is still being slewed away
  std::chrono::duration<double> error{};       ///< estimated by who disciplines it
  std::chrono::duration<double> most_error{};  ///< grows while nobody does
};

/// Reads /proc of this process: no disk is asked. What cannot be read is 0.
/// Thread  any
ProcessFigures process_figures();
ClockFigures clock_figures();

}  // namespace hazgate::daemon
