#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "drivers/codec/point_format.hpp"
#include "drivers/codec/value.hpp"
#include "drivers/poll/bus_plan.hpp"
#include "drivers/poll/counters.hpp"
#include "drivers/poll/report.hpp"

namespace hazgate::poll {

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

  /// Writes go ahead of any pending poll: at most the transaction in flight is waited for. Never
  /// dropped; the end is reported as WriteResult, with read-back, after at most three attempts.
  void write(WriteRequest request);
  void read(RawRead request);

  BusCounters counters() const;

 private:
  struct Worker;
  std::unique_ptr<Worker> worker_;
};

}  // namespace hazgate::poll
