#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/codec/value.hpp"
#include "gateway/core/alarm/ids.hpp"
#include "gateway/core/alarm/time.hpp"

namespace hazgate::emergency {

enum class EntryKind : std::uint8_t {
  Opened,
  Trigger,  ///< another alarm of the plan, or the same one again, while the incident is open
  Write,
  WriteDone,
  WriteFailed,
  Notify,
  Publish,
  Skipped,
  Acknowledged,
  Silenced,
  Resumed,  ///< after a restart
  Closed,
};

inline constexpr std::array<std::string_view, 12> kEntryTexts = {
    "opened",  "trigger", "write",        "write-done", "write-failed", "notify",
    "publish", "skipped", "acknowledged", "silenced",   "resumed",      "closed"};

constexpr std::string_view to_text(EntryKind kind) {
  return kEntryTexts[static_cast<std::size_t>(kind)];
}

/// One entry of an incident's timeline: the `incident` message of the contract.
struct IncidentEvent {
  WallTime t{};
  std::string incident;  ///< "tank-farm-leak-3"
  std::string plan;      ///< "tank-farm-leak"
  EntryKind entry = EntryKind::Opened;
  std::optional<std::size_t> step;    ///< place in PlanSpec::steps
  std::optional<AlarmIndex> alarm;    ///< Opened, Trigger
  std::optional<PointIndex> point;    ///< Write, WriteDone, WriteFailed, Silenced
  Value value;                        ///< Write, WriteDone, Silenced
  std::string role;                   ///< Notify
  std::vector<std::string> via;       ///< Notify
  std::vector<std::string> contacts;  ///< Notify
  std::string text;                   ///< Notify, Publish, WriteFailed, Skipped
  std::string by;
  std::string note;
  bool drill = false;
};

enum class StepProgress : std::uint8_t { Waiting, Started, Done, Failed, Skipped };

inline constexpr std::array<std::string_view, 5> kProgressTexts = {"waiting", "started", "done",
                                                                   "failed", "skipped"};

constexpr std::string_view to_text(StepProgress progress) {
  return kProgressTexts[static_cast<std::size_t>(progress)];
}

/// What of an incident outlives the process.
struct IncidentMemory {
  std::string id;
  std::string plan;
  std::uint64_t number = 0;  ///< grows over all incidents of the gateway
  WallTime opened{};
  std::optional<WallTime> acknowledged;
  std::optional<WallTime> closed;
  std::string acknowledged_by, closed_by, note;
  std::vector<std::string> triggers;  ///< alarm ids
  std::vector<StepProgress> steps;
  bool silenced = false;
  bool drill = false;
};

}  // namespace hazgate::emergency
