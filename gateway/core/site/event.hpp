#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "drivers/device/event_queue.hpp"
#include "drivers/device/note.hpp"
#include "gateway/core/alarm/ids.hpp"
#include "gateway/core/alarm/priority.hpp"
#include "gateway/core/alarm/quality.hpp"
#include "gateway/core/alarm/state.hpp"
#include "gateway/core/alarm/time.hpp"
#include "gateway/core/emergency/incident.hpp"

namespace hazgate::site {

enum class Cause : std::uint8_t {
  Condition,
  Clear,
  Ack,
  Reset,
  Shelve,
  Unshelve,
  Suppress,
  Unsuppress,
  Remove,
  Return,
  Restart,
  Config,
};

inline constexpr std::array<std::string_view, 12> kCauseTexts = {
    "condition", "clear",      "ack",    "reset",  "shelve",  "unshelve",
    "suppress",  "unsuppress", "remove", "return", "restart", "config"};

constexpr std::string_view to_text(Cause cause) {
  return kCauseTexts[static_cast<std::size_t>(cause)];
}

/// One transition of one alarm: the `alarm` message of the contract.
struct AlarmEvent {
  WallTime t{};
  AlarmIndex alarm{};
  std::string gone;  ///< id of an alarm that the configuration no longer has; `alarm` means nothing
  std::uint64_t occurrence = 0;
  alarm::State from = alarm::State::Normal;
  alarm::State to = alarm::State::Normal;
  Cause cause = Cause::Condition;
  std::optional<double> value;
  Quality quality = Quality::Good;
  std::string by;
  std::string note;
};

using emergency::EntryKind;
using emergency::IncidentEvent;
using emergency::IncidentMemory;
using emergency::StepProgress;

/// Somebody did something: the audit.
struct AuditEvent {
  WallTime t{};
  std::string by;
  std::string from;  ///< "control", "park", "daemon"
  std::string op;
  std::string target;
  std::string note;
  bool ok = true;
  std::string error;
};

/// What a fire panel said: the `panel` message.
struct PanelEvent {
  WallTime t{};
  DeviceIndex device{};
  std::optional<PointIndex> zone;  ///< that its part belongs to
  device::PanelEvent event;
};

/// What a device has said about one of its points that nobody may miss: the `note` message.
struct NoteEvent {
  WallTime t{};
  PointIndex point{};
  device::Note note = device::Note::None;
  std::optional<double> value;
};

using Event = std::variant<AlarmEvent, IncidentEvent, AuditEvent, PanelEvent, NoteEvent>;

/// What must be as it was after a restart.
struct AlarmMemory {
  std::string id;
  alarm::State state = alarm::State::Normal;
  std::uint64_t occurrence = 0;
  bool condition = false;
  WallTime since{};  ///< of the occurrence: when it became active
  std::optional<double> value;
  Quality quality = Quality::NotYet;
  std::string by, note;  ///< of the last acknowledgement
};

/// What one part of a fire panel has said and not taken back; nothing: it is forgotten.
struct PartMemory {
  std::string device;
  std::string part;
  unsigned conditions = 0;  ///< bits, see Panel
};

/// All that outlives the process, as the journal gives it back.
struct Memory {
  std::vector<AlarmMemory> alarms;
  std::vector<IncidentMemory> incidents;  ///< open ones, and closed ones as history
  std::uint64_t next_ticket = 1;          ///< orders with lower ones are from before
  std::vector<PartMemory> parts;
  std::vector<std::string> checked;  ///< panels whose state is known; none after a restart
  std::vector<std::string> asked;    ///< panels for which somebody has been asked to look; the same
};

}  // namespace hazgate::site
