#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/device/event_queue.hpp"
#include "gateway/core/alarm/time.hpp"
#include "simulators/field/pdu.hpp"

namespace hazgate::sim {

/// An event that a panel will give out once.
struct PoolEvent {
  Duration at{};
  std::string kind;                               ///< a word of the model's queue, "fire"
  std::string part;                               ///< its digits
  std::optional<std::uint8_t> source, part_type;  ///< left out: 1, the bus; 3, a smoke detector

  friend bool operator==(const PoolEvent&, const PoolEvent&) = default;
};

/// Why a panel cannot say an event.
struct Objection {
  std::string key;  ///< of the event: kind, part, source or part_type
  std::string problem;
  std::string remedy;
};

/// The queue of events of a fire panel: every read takes the first one out.
/// Thread  one owner
class EventPool {
 public:
  explicit EventPool(device::EventQueue queue) : queue_(std::move(queue)) {}

  /// Nothing when the panel can say it.
  std::optional<Objection> objection(const PoolEvent& event) const;
  /// Shape   there is no objection
  void add(PoolEvent event);
  /// The next event that has happened up to this time and stands in the queue from now on; to be
  /// called until there is none.
  std::optional<PoolEvent> bring(Duration time);
  /// The first one in the queue; nothing when it is empty.
  std::optional<PoolEvent> take();

  /// Whether the request has to do with the queue, and whether it is the very read of an event.
  bool touches(const Request& request) const;
  bool is_read(const Request& request) const;
  /// What a read of the queue says.
  std::vector<std::uint16_t> words(const std::optional<PoolEvent>& event) const;

 private:
  std::optional<std::uint8_t> code_of(std::string_view kind) const;
  std::string known_words() const;

  device::EventQueue queue_;
  std::deque<PoolEvent> to_come_;  ///< in the order of time
  std::deque<PoolEvent> queued_;
};

}  // namespace hazgate::sim
