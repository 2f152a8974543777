#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/codec/point_format.hpp"

namespace hazgate::device {

/// What a fire panel says has happened.
enum class PanelEventKind : std::uint8_t {
  Fire,
  Fault,
  Start,  ///< an output or a linkage
  Stop,
  Isolate,  ///< a part is disabled
  Release,
  Supervise,
  Feedback,
  Action,
  Reset,    ///< of the whole panel
  Restore,  ///< a fault or supervisory signal has gone
  Status,   ///< of the panel itself
  Unknown,  ///< a code that the model does not know
};

inline constexpr std::array<std::string_view, 13> kPanelEventTexts = {
    "fire",     "fault",  "start", "stop",    "isolate", "release", "supervise",
    "feedback", "action", "reset", "restore", "status",  "unknown"};

constexpr std::string_view to_text(PanelEventKind kind) {
  return kPanelEventTexts[static_cast<std::size_t>(kind)];
}

struct PanelEvent {
  PanelEventKind kind = PanelEventKind::Unknown;
  std::uint8_t code = 0;  ///< as the panel says it
  std::string part;       ///< code of the detector or module: its digits, "0020100100"
  std::optional<std::uint8_t> source, part_type;
  std::string raw;  ///< the data bytes in hexadecimal

  friend bool operator==(const PanelEvent&, const PanelEvent&) = default;
};

/// Where a panel keeps its queue of events: reading takes the first one out, and a reply that is lost
/// on the way is an event that is lost.
/// Units   event_at, source_at, type_at, part_from, part_to: bytes of the reply's data
struct EventQueue {
  struct Code {
    std::uint8_t code = 0;
    std::optional<PanelEventKind> kind;  ///< nothing: the queue is empty

    friend bool operator==(const Code&, const Code&) = default;
  };
  codec::Table table = codec::Table::Holding;
  std::uint16_t address = 0;
  std::uint16_t registers = 4;
  std::uint8_t event_at = 0;
  std::uint8_t part_from = 3, part_to = 7;
  std::optional<std::uint8_t> source_at, type_at;
  std::uint8_t controller = 0;  ///< digits in front of a part's code that name its controller
  std::vector<Code> codes;

  friend bool operator==(const EventQueue&, const EventQueue&) = default;
};

/// The event in the reply to a read of the queue; nothing when the queue is empty.
/// Shape   data.size() == 2 * queue.registers
/// Errors  any bytes are fine: a code that is not known is an event of kind Unknown
/// Thread  any (pure)
std::optional<PanelEvent> read_event(const EventQueue& queue, std::span<const std::uint8_t> data);

/// What the parts of one zone are together, worst first; the codes of its point.
enum class ZoneState : std::uint8_t { Normal, Fire, Fault, Disabled, Supervisory, Operated };

/// normal 0, fire 1, fault 2, disabled 3, supervisory 4, operated 5
std::vector<codec::StateText> zone_states();

}  // namespace hazgate::device
