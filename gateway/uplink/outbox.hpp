#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "gateway/journal/journal.hpp"
#include "gateway/uplink/lane_window.hpp"
#include "gateway/uplink/late_mark.hpp"
#include "gateway/uplink/sample_lane.hpp"

namespace hazgate::uplink {

/// An event of a time when the journal is broken; its seq is only ours.
struct Unjournaled {
  std::uint64_t seq = 0;
  std::string kind;
  std::string body;
};

/// Names one message in flight.
struct Ticket {
  enum class Of : std::uint8_t { Event, Sample, Unjournaled, Other };
  Of of = Of::Other;
  std::uint64_t seq = 0;
};

struct Outgoing {
  Ticket ticket;
  /// Valid until the next call of the outbox.
  std::variant<const journal::EventRecord*, const journal::SampleRecord*, const Unjournaled*>
      record;
  bool late = false;  ///< waited for a connection, or comes after younger ones of its lane
};

struct ReadRequest {
  journal::Lane lane = journal::Lane::Event;
  std::uint64_t after = 0;
  std::size_t limit = 0;
};

/// What goes out next: events before samples, of these the live before the back-fill. Each kind has a window
/// of its own (SampleLane::window), so that samples never hold up an event. The journal is the queue; this holds its end only.
/// Thread  any, one at a time (pure)
class Outbox {
 public:
  static constexpr std::size_t kEventWindow =
      16;  ///< both windows are below what Link hands to Paho
  static constexpr std::size_t kMostUnjournaled = 1000;

  /// `backfill`: samples of the back-fill a second at most, 0: as many as the line takes.
  explicit Outbox(std::uint32_t backfill = 0) : samples_(backfill) {}

  /// `old_event`: events up to here were on record before this process opened the journal.
  void attach(const journal::Ends& ends, std::uint64_t old_event, Tick now);
  void connected(Tick now);
  void committed(journal::Committed&& committed, Tick now);
  void send_unjournaled(const std::string& kind, const std::string& body, Tick now);

  std::optional<ReadRequest> wanted_read();  ///< each is asked for once, until its read_done
  void read_done(std::vector<journal::EventRecord>&& records);
  void read_done(std::vector<journal::SampleRecord>&& records);
  void retry();  ///< asks again where a read gave nothing

  std::optional<Outgoing> next(Tick now);
  void sized(Ticket ticket, std::size_t bytes);  ///< how big what next() gave came to be
  bool acknowledged(Ticket ticket, Tick now);    ///< true: sent() or ahead() changed
  /// When next() has to be asked again though nothing happened.
  std::optional<Tick> wake_at(Tick now) const;
  void disconnected();

  std::uint64_t sent(journal::Lane lane) const;
  const journal::Spans& ahead() const { return samples_.ahead(); }  ///< of the sample lane
  std::uint64_t lag(journal::Lane lane) const;
  std::size_t in_flight() const { return events_in_flight_ + samples_.in_flight(); }
  std::size_t held() const { return events_.held() + samples_.held(); }
  std::uint64_t dropped_unjournaled() const { return dropped_unjournaled_; }

 private:
  std::optional<Outgoing> next_event(Tick now);

  LaneWindow<journal::EventRecord> events_{1024};
  SampleLane samples_;
  LaneWindow<Unjournaled> unjournaled_{kMostUnjournaled};
  LateMark event_age_, unjournaled_age_;
  std::size_t events_in_flight_ = 0;  ///< unjournaled ones too
  std::uint64_t last_unjournaled_ = 0, dropped_unjournaled_ = 0;
};

}  // namespace hazgate::uplink
