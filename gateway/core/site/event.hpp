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
#include "gateway/core/alarm/cause.hpp"
#include "gateway/core/alarm/ids.hpp"
#include "gateway/core/alarm/priority.hpp"
#include "gateway/core/alarm/quality.hpp"
#include "gateway/core/alarm/standing.hpp"
#include "gateway/core/alarm/state.hpp"
#include "gateway/core/alarm/time.hpp"
#include "gateway/core/emergency/incident.hpp"
#include "gateway/core/site/document.hpp"
#include "gateway/core/site/response_memory.hpp"

namespace hazgate::site {

using alarm::Cause;

/// One transition of one alarm: the `alarm` message of the contract.
struct AlarmEvent {
  WallTime t{};
  AlarmIndex alarm{};
  std::string gone;  ///< id of an alarm that the configuration no longer has; `alarm` means nothing
  std::uint64_t occurrence = 0;
  alarm::State from = alarm::State::Normal;
  alarm::State to = alarm::State::Normal;
  alarm::Flags flags;  ///< after it
  Cause cause = Cause::Condition;
  std::optional<double> value;
  std::optional<double> limit;  ///< the one in force
  Quality quality = Quality::Good;
  std::string first_out;  ///< the group in which it came first; empty: none
  /// How often it has been announced with this; 0: it is the transition. With it: seq and time of the oldest
  /// message of it that the duty room has not confirmed (seq 0: not on record).
  unsigned announce = 0;
  std::uint64_t announce_of = 0;
  WallTime announced_since{};
  bool grouped = false;  ///< one of many in a flood, and not grave
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

/// Who put a flag over an alarm, and why.
struct FlagNote {
  WallTime since{};
  std::string by;
  std::string reason;

  friend bool operator==(const FlagNote&, const FlagNote&) = default;
};

/// What must be as it was after a restart.
struct AlarmMemory {
  std::string id;
  alarm::Saved saved;
  WallTime saved_at{};
  WallTime since{};  ///< of the occurrence: when it became active
  std::optional<double> value;
  Quality quality = Quality::NotYet;
  std::string by, note;  ///< of the last acknowledgement
  FlagNote shelf, removal;
  std::string first_out;  ///< the group in which it came first
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
  std::uint64_t next_incident = 1;        ///< number of the next one, at least
  std::vector<PartMemory> parts;
  std::vector<std::string> checked;  ///< panels whose state is known; none after a restart
  std::vector<std::string> asked;    ///< panels for which somebody has been asked to look; the same
  std::vector<Document> documents;
  ResponseMemory response;
};

}  // namespace hazgate::site
