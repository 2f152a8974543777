#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>
#include <vector>

#include "drivers/poll/bus_plan.hpp"
#include "drivers/poll/bus_worker.hpp"
#include "drivers/poll/link.hpp"
#include "drivers/poll/request_queue.hpp"
#include "drivers/poll/tally.hpp"

namespace hazgate::poll {

/// Carries out writes (with read-back) and raw reads.
///
///   push ─► first write ─► read-back ─► done
///               │ ▲            │ shows another value, or none
///               ▼ └── again ◄──┘ ─► three times ─► not done
/// All first writes that wait go out before any read-back or further try: ten sirens sound before one of
/// them is verified. The rest goes one by one, so that danger has its turn in between.
///
/// A write is tried at most three times. A failed try goes behind the other writes; when a later write
/// to the same point has come meanwhile, the earlier one ends there. What the device refuses (exception
/// 01 to 03), an unknown point or a value that does not fit is not tried again.
/// Thread  one owner
class Writer {
 public:
  Writer(const BusPlan& plan, Link& link, RequestQueue& queue, Tally& tally,
         const BusWorker::Sink& sink);

  /// The plan has changed: finds the points anew, and ends the writes to those that are gone.
  void replan();

  /// All first writes, and at most one read-back or further try among them. Whether more could be done now.
  bool serve();
  /// At most one raw read.
  bool serve_read();
  /// Ends whatever waits, unsuccessfully.
  void give_up();

 private:
  struct Target {
    std::size_t device = 0;
    std::size_t place = 0;
  };
  enum class Next { Done, ReadBack, NotClear, TryAgain, TryAgainSoon, Stop };
  using Words = std::vector<std::uint16_t>;

  void find_points();
  void serve(PendingWrite write);
  void wait_as(Next next, PendingWrite& write) const;
  Next go_on(PendingWrite& write);
  Next attempt(PendingWrite& write, const Target& target, const Words& words);
  Next read_back(PendingWrite& write, const Target& target, const Words& words);
  Next failed(PendingWrite& write, const Target& target, const modbus::Fault& fault,
              const std::string& doing);
  Link::Result transact(std::size_t device, const modbus::Request& request);
  RawReadResult read(const RawRead& raw);
  void report(WriteResult&& result) const;

  const BusPlan& plan_;
  Link& link_;
  RequestQueue& queue_;
  Tally& tally_;
  const BusWorker::Sink& sink_;
  std::unordered_map<std::size_t, Target> targets_;
};

}  // namespace hazgate::poll
