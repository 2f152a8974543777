#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "drivers/codec/codec.hpp"
#include "drivers/device/event_queue.hpp"
#include "drivers/device/note.hpp"
#include "gateway/core/alarm/ids.hpp"
#include "gateway/core/alarm/time.hpp"

namespace hazgate::poll {

/// One point as it came off the bus.
struct PointReading {
  PointIndex point{};
  codec::Decoded decoded;
  device::Note note = device::Note::None;  ///< why it is not simply what its registers say
};

enum class DeviceAnswer : std::uint8_t {
  Answered,  ///< at least one reply, or an exception reply, came from the device
  Missed,    ///< no answer, but not yet often enough to call it lost; no readings
  Lost,      ///< no answer `comm_after` times in a row: every reading has Quality::Comm
};

/// What a read of a panel's queue of events gave.
struct QueueNews {
  bool read = false;  ///< whole, with an event or with none
  bool gap = false;   ///< an event may have been lost since the last news
  std::optional<device::PanelEvent> event;
  std::uint64_t ticket = 0;  ///< of the event: see BusWorker::recorded()
};

/// What one request of a device's poll gave. A device whose points need several requests sends
/// several of these; `complete` marks the last, so that a danger in the first never waits for it.
struct PollResult {
  DeviceIndex device{};
  DeviceAnswer answer = DeviceAnswer::Answered;
  bool complete = true;
  Tick at{};        ///< when the reply was received
  WallTime wall{};  ///< the same moment in UTC
  std::vector<PointReading> readings;
  std::shared_ptr<const QueueNews> queue;  ///< of a device with a queue of events
};

/// A point that the configuration no longer has.
inline constexpr PointIndex kNoPoint{0xFFFFFFFF};

/// The end of a write. A write counts as done when the read-back showed the value.
struct WriteResult {
  std::uint64_t ticket = 0;  ///< the one given in WriteRequest
  PointIndex point{};
  bool done = false;
  std::string error;  ///< when not done: what happened, for people
  Value read_back;
  Tick sent{};  ///< when the (last) write request was handed to the kernel
  Tick finished{};
  int attempts = 0;
};

/// The end of a raw read (`hazctl read`).
struct RawReadResult {
  std::uint64_t ticket = 0;
  std::string error;                 ///< empty: done
  std::vector<std::uint16_t> words;  ///< registers, or bits as 0/1
  bool refused = false;              ///< nothing was asked, and nothing will be: it must not
};

/// The bus was opened, was lost or could not be opened. Sent on change only.
struct BusChange {
  BusIndex bus{};
  bool open = false;
  std::string error;  ///< when not open: why, for people
  Tick at{};
  WallTime wall{};
};

/// A device with neighbours came near one of its limits, or is back.
struct NearLimit {
  DeviceIndex device{};
  bool near = false;
};

using Report = std::variant<PollResult, WriteResult, RawReadResult, BusChange, NearLimit>;

}  // namespace hazgate::poll
