#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "drivers/commission/scan.hpp"
#include "drivers/poll/bus_plan.hpp"
#include "drivers/poll/bus_worker.hpp"
#include "drivers/poll/link.hpp"
#include "drivers/poll/request_queue.hpp"

namespace hazgate::poll {

/// Carries out a scan between the polls, one question at a time.
///
/// A question goes out where it fits before the next poll, even if nobody answers. When no such gap
/// comes for four times as long as the last one took, it goes out behind any poll, so that the scan has
/// at least a fifth of the time; but never while a write waits or a danger point is due: then it waits,
/// and after 10 s the scan ends saying so. Hence a poll is held up by at most one question. With other line settings the port is opened anew for each question and is back
/// with its own settings after it.
///
/// Keeps book of what the polls lost by it. Deadlines are learned by watching (`polled`).
/// Thread  one owner
class Prober {
 public:
  Prober(const BusPlan& plan, Link& link, RequestQueue& queue);

  /// Asks at most one question; whether it did.
  /// Units  next_poll: the earliest deadline; in the past while polls wait
  bool serve(Tick now, Tick next_poll);
  /// When serve() wants to be called; Tick::max() when there is nothing to do.
  Tick next() const;
  /// Ends a scan that is under way.
  void give_up();

  /// The plan has changed.
  void replan();

  /// A poll of a device ended that was due at `deadline`.
  void polled(DeviceIndex device, Tick deadline, Tick now, bool answered);

 private:
  struct Watched {
    Duration period{};
    bool danger = false;
    Tick due = Tick::max();  ///< unknown
    Duration held{};
  };
  struct Running {
    explicit Running(ScanRequest asked)
        : scan(std::move(asked.spec)), tell(std::move(asked.tell)) {}
    commission::Scan scan;
    std::function<void(ScanNews&&)> tell;
    Tick started{};
    Tick waiting{};   ///< since the last question
    Duration took{};  ///< which took so long
    ScanEnd figures;
  };

  bool begin(Tick now);
  Duration bound_of(const commission::Question& question) const;
  bool danger_waits(Tick now) const;
  std::optional<commission::FoundUnit> ask(const commission::Question& question);
  std::optional<commission::FoundUnit> ask_here(const commission::Question& question,
                                                modbus::Bus* other);
  void count_held(Tick from, Tick until);
  void end(std::string error);

  const BusPlan& plan_;
  Link& link_;
  RequestQueue& queue_;
  std::unordered_map<DeviceIndex, Watched> watched_;
  std::optional<Running> running_;
};

}  // namespace hazgate::poll
