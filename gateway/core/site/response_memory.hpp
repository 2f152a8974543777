#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gateway/core/emergency/call.hpp"
#include "gateway/core/emergency/clocks.hpp"
#include "gateway/core/emergency/neighbours.hpp"

namespace hazgate::site {

/// The wind on which the ways out of an incident were named.
struct AdviceMemory {
  std::string incident;
  emergency::Wind wind;

  friend bool operator==(const AdviceMemory&, const AdviceMemory&) = default;
};

/// An incident that is closed, and for which nothing can come due any more: its records are put away, to be looked
/// at and not to be given back at a start.
struct RestMemory {
  std::string incident;
  std::vector<emergency::NeighbourMemory> neighbours;
  std::optional<emergency::ClocksMemory> clocks;

  friend bool operator==(const RestMemory&, const RestMemory&) = default;
};

/// What of the telling of people outlives the process; see Response.
struct ResponseMemory {
  std::vector<emergency::CallMemory> calls;
  std::vector<emergency::ErrandMemory> errands;
  std::vector<emergency::NeighbourMemory> neighbours;
  std::vector<emergency::ClocksMemory> clocks;
  std::vector<AdviceMemory> advice;
  std::vector<std::string> forgotten;  ///< record ids of calls and errands
  std::vector<RestMemory> at_rest;
  std::uint64_t next_ticket = 1;  ///< of messages

  bool empty() const {
    return calls.empty() && errands.empty() && neighbours.empty() && clocks.empty() &&
           advice.empty() && forgotten.empty() && at_rest.empty();
  }

  friend bool operator==(const ResponseMemory&, const ResponseMemory&) = default;
};

}  // namespace hazgate::site
