#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "drivers/codec/point_format.hpp"
#include "drivers/codec/value.hpp"
#include "drivers/commission/scan.hpp"
#include "drivers/poll/bus_plan.hpp"
#include "drivers/poll/counters.hpp"
#include "drivers/poll/frame_buffer.hpp"
#include "drivers/poll/report.hpp"

namespace hazgate::poll {

struct Renumbering;

/// A panel may hold a fire behind the event that waits to be recorded: a disk that hangs holds it no
/// longer than that, and after the first time not at all, until it is in time again (draining.hpp).
inline constexpr Duration kRecordPatience = std::chrono::milliseconds{500};

struct WriteRequest {
  std::uint64_t ticket = 0;
  PointIndex point{};
  Value value;
};

struct RawRead {
  std::uint64_t ticket = 0;
  std::uint8_t unit = 1;
  codec::Table table = codec::Table::Holding;
  std::uint16_t address = 0;
  std::uint16_t count = 1;
};

/// The end of a scan, and what it cost the polls.
struct ScanEnd {
  std::string error;  ///< why it is not whole; empty when it is
  bool cancelled = false;
  std::size_t found = 0;
  std::size_t questions = 0;
  Duration took{};
  Duration held_most{};  ///< the longest that a poll had to wait for a question of the scan
  std::uint64_t polls_held = 0;
  std::uint64_t polls = 0;  ///< done meanwhile
};

/// After each question: where the scan is, and the unit that is now known, if any; last of all its end.
struct ScanNews {
  std::optional<commission::FoundUnit> found;
  commission::ScanProgress progress;
  std::optional<ScanEnd> end;
};

struct ScanRequest {
  commission::ScanSpec spec;
  std::function<void(ScanNews&&)> tell;  ///< on the worker's thread; must not block
};

/// Owns one bus: its libmodbus context, its schedule and its thread. Opens the bus by itself and
/// again after every loss, with back-off; a bus that cannot be opened is a BusChange, never an
/// error of construction.
/// Thread  all public functions from any thread; `sink` is called on the worker's thread and must
///         not block
class BusWorker {
 public:
  using Sink = std::function<void(Report&&)>;

  BusWorker(BusPlan plan, Sink sink);
  ~BusWorker();  ///< stops
  BusWorker(const BusWorker&) = delete;
  BusWorker& operator=(const BusWorker&) = delete;

  void start();
  void stop();  ///< waits for the transaction in flight, then for the thread; idempotent

  /// Goes on with another plan for the same line (has_same_line), at the latest behind the transaction in
  /// flight: devices that are the same keep their place in time, their connection, what was learned and
  /// counted of them; no poll of theirs is lost. From this call on all requests are in the numbers of the
  /// new plan; reports are from the moment on in which they come to the new `sink`.
  void change(BusPlan plan, Sink sink, const Renumbering& renumbering);

  /// Writes go ahead of any pending poll: at most the transaction in flight is waited for. Read-backs and
  /// further attempts follow behind all first ones, in turn with danger and ahead of all other polls. Never
  /// dropped; the end is reported as WriteResult, with read-back, after at most three attempts.
  void write(WriteRequest request);
  /// Of one moment: all of them are sent before any is read back.
  void write_all(std::vector<WriteRequest> requests);
  void read(RawRead request);

  /// The device's neighbours are near a limit (it is polled at its fast period), or no longer.
  void pace(DeviceIndex device, bool fast);

  /// The event of this ticket (QueueNews) is on record, or cannot be brought there now: only then is the
  /// next one taken out of the panel's queue. Without this call it is taken after kRecordPatience.
  void recorded(DeviceIndex device, std::uint64_t ticket);

  /// Asks unit after unit between the polls (see prober.hpp). False while another scan runs. Told the
  /// end in any case, also after cancel_scan() and stop().
  bool scan(ScanRequest request);
  void cancel_scan();

  /// From the next transaction on every frame goes into `buffer`; null: no longer, and nothing is
  /// spent on it.
  void trace(std::shared_ptr<FrameBuffer> buffer);

  BusCounters counters() const;

 private:
  struct Worker;
  std::unique_ptr<Worker> worker_;
};

}  // namespace hazgate::poll
