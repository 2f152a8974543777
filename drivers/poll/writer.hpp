#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>

#include "drivers/poll/bus_plan.hpp"
#include "drivers/poll/bus_worker.hpp"
#include "drivers/poll/link.hpp"
#include "drivers/poll/request_queue.hpp"
#include "drivers/poll/tally.hpp"

namespace hazgate::poll {

/// Carries out writes (with read-back) and raw reads.
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

  /// All writes that may be tried now.
  void serve();
  /// At most one raw read.
  bool serve_read();
  /// Ends whatever waits, unsuccessfully.
  void give_up();

 private:
  struct Target {
    std::size_t device = 0;
    std::size_t place = 0;
  };
  enum class Next { Done, TryAgain, TryAgainSoon, Stop };

  void find_points();
  void serve(PendingWrite write);
  Next attempt(PendingWrite& write);
  Next read_back(PendingWrite& write, const Target& target,
                 const std::vector<std::uint16_t>& words);
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
