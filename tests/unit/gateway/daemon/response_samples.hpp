#pragma once

#include "gateway/core/site/response_memory.hpp"

/// Records with something else than the default in every field.
namespace hazgate::daemon::samples {

inline constexpr WallTime at(std::int64_t ms) {
  return from_unix_ms(1'780'000'000'000 + ms);
}

inline emergency::CallMemory call() {
  return {.incident = "leak-3",
          .name = "neighbour-first:acme:7",
          .people = {"li", "赵", "wang"},
          .via = {emergency::Via::Siren, emergency::Via::Email},
          .ack_within = std::chrono::microseconds{180'000'001},
          .at_once = 2,
          .repeat = std::chrono::microseconds{300'000'003},
          .notice = true,
          .round = 4,
          .state = emergency::CallState::Pausing,
          .since = at(123),
          .ended = true};
}

inline emergency::ErrandMemory errand() {
  using emergency::Via;
  using emergency::WayProgress;
  return {.incident = "leak-3",
          .name = "step:通知",
          .contact = "li",
          .round = 2,
          .turn = at(456),
          .gave_up = true,
          .ways = {{Via::Webhook, WayProgress::Refused, 3, at(789)},
                   {Via::Mqtt, WayProgress::Unknown, 1, at(790)}}};
}

inline emergency::NeighbourMemory neighbour() {
  return {.incident = "leak-3",
          .neighbour = "school",
          .drill = true,
          .downwind = true,
          .told = at(1),
          .asked = at(2),
          .reminders = 6,
          .acknowledged = at(3),
          .acknowledged_by = "duty room \"east\"",
          .note = "门窗关闭\n",
          .all_clear = at(4)};
}

inline emergency::ClockMemory clock() {
  return {.duty = emergency::Duty::Supplement,
          .started = at(5),
          .trusted = true,
          .elapsed = std::chrono::microseconds{7'200'000'009},
          .reminders = 11,
          .open = false,
          .reports = {{at(6), "li", "county", "by telephone", true},
                      {at(7), "wang", "city", "", false}}};
}

inline emergency::ClocksMemory clocks() {
  return {.incident = "leak-3",
          .drill = true,
          .fire = true,
          .casualties = {.deaths = 1, .serious = 2, .light = 3, .loss = 4'000'000'000'000},
          .casualties_by = "sun",
          .kept = at(8),
          .clocks = {clock(), {.duty = emergency::Duty::LevelUp, .started = at(9)}}};
}

inline site::AdviceMemory advice() {
  return {.incident = "leak-3",
          .wind = {.state = emergency::WindState::Calm,
                   .doubt = emergency::WindDoubt::Variable,
                   .speed = 0.1 + 0.2,
                   .mean_speed = 1.0 / 3.0,
                   .direction = 359.99999999999994}};
}

/// One of each.
inline site::ResponseMemory all() {
  site::ResponseMemory memory;
  memory.calls = {call()};
  memory.errands = {errand()};
  memory.neighbours = {neighbour()};
  memory.clocks = {clocks()};
  memory.advice = {advice()};
  return memory;
}

}  // namespace hazgate::daemon::samples
