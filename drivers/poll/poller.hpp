#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "drivers/poll/bus_plan.hpp"
#include "drivers/poll/bus_worker.hpp"
#include "drivers/poll/draining.hpp"
#include "drivers/poll/interpreter.hpp"
#include "drivers/poll/link.hpp"
#include "drivers/poll/plan.hpp"
#include "drivers/poll/readings.hpp"
#include "drivers/poll/request_queue.hpp"
#include "drivers/poll/schedule.hpp"
#include "drivers/poll/tally.hpp"
#include "drivers/poll/vigil.hpp"

namespace hazgate::poll {

/// Polls the devices of one bus as the schedule says and reports what each request gave.
///
/// - Between two requests of a device without danger points, those with danger that are due go first.
/// - Points with a period of their own are read with the first poll that is as late as that.
/// - Reads that missed go last, so that a device whose one block is dead still gives the others.
/// - A read that the device refuses is halved until the refused registers are known; they are set aside:
///   Quality::Exception, named in the counters, and asked again once a minute (every 2 s with a danger point). The others go on. What is
///   known stays known when the device is lost; when it takes again what it had refused, all is planned
///   anew.
/// - Which gaps are worth reading is decided with the device's measured response time.
/// - A device near a limit of a critical or high alarm, or with a neighbour that is, has its fast period.
/// - A first value beyond such a limit of a point with `confirm` is read again at once, and the second
///   reading counts; without a second reading the first does.
/// - A queue of events is read until it is empty, one event after the other is on record, with a pause as
///   long as the read itself took: it gets at most half of the line. A reply that was lost is a gap. A
///   panel that gives one and the same event again and again is polled at its period and named.
/// - Further tries within a poll are for devices that answer; one that missed gets a single try.
/// Thread  one owner
class Poller {
 public:
  /// `urgent` is called between any two requests and carries out waiting writes; true: not all that may be
  /// done now.
  Poller(const BusPlan& plan, Link& link, RequestQueue& queue, Tally& tally,
         const BusWorker::Sink& sink, std::function<bool()> urgent, Tick start);

  /// Goes on where another poller is with the devices that are the same. `places`: see places_before().
  void take_over(Poller& before, const std::vector<std::optional<std::size_t>>& places);

  /// Polls the one device that is due first; false when none is.
  bool poll_due(Tick now);
  Tick next() const { return schedule_.next(); }
  /// A neighbour of the device is near a limit, or no longer is any.
  void pace(DeviceIndex device, bool fast);
  void hurry(Tick now) { schedule_.hurry(now); }
  /// See BusWorker::recorded().
  void recorded(DeviceIndex device, std::uint64_t ticket);

 private:
  struct LiveRead {
    LiveRead(const PolledDevice& device, PlannedRead planned)
        : read(std::move(planned)), decoder(device, read) {}

    PlannedRead read;
    Decoder decoder;
    Tick next{};   ///< of a read with a period of its own
    Tick aside{};  ///< refused by itself: not asked before
    std::string refusal;
    int misses = 0;
    int rest = 0;  ///< polls it sits out
    bool splittable = true;
    std::vector<PlannedRead> instead;  ///< takes its place after this poll
  };
  struct Device {
    const PolledDevice* plan = nullptr;
    std::vector<LiveRead> reads;
    std::vector<std::size_t> order;
    int answers = 0;         ///< up to kMeasured
    bool plan_anew = false;  ///< after this poll
    std::optional<Interpreter> interpreter;
    std::optional<Vigil> vigil;
    bool near = false;    ///< itself
    bool called = false;  ///< by a neighbour
    Draining draining;    ///< of its queue of events
  };
  struct Poll {
    std::size_t index = 0;
    bool answered = false;
    bool whole = true;
    bool cut = false;    ///< by a stop or a change: as if it had not been
    bool event = false;  ///< it took one out of the queue
  };

  void poll(std::size_t index);
  void before_next(std::size_t index);
  Tick clear_at(std::size_t index) const;
  bool is_cut(const modbus::Fault& fault) const;
  bool was_unheard(Poll& poll);
  bool ask(Poll& poll, LiveRead& live, bool last);
  bool ask_queue(Poll& poll, LiveRead& live, bool last);
  bool miss(Poll& poll, LiveRead& live, bool last);
  void set_aside(const Poll& poll, LiveRead& live, const modbus::Fault& fault);
  void set_pace(std::size_t index);
  std::vector<PointReading> confirmed(std::size_t index, const LiveRead& live,
                                      modbus::Reply& reply);
  void settle(std::size_t index);
  void name_refused(std::size_t index);
  void split(Poll& poll, LiveRead& live, bool last);
  void finish(const Poll& poll);
  void replan(std::size_t index);
  Link::Result fetch(std::size_t index, const PlannedRead& read, int tries);
  bool wait_until_clear(const PolledDevice& device, const modbus::Request& request, bool strict);
  void send(std::size_t index, DeviceAnswer answer, bool complete, Tick at,
            std::vector<PointReading> readings);

  const BusPlan& plan_;
  Link& link_;
  RequestQueue& queue_;
  Tally& tally_;
  const BusWorker::Sink& sink_;
  std::function<bool()> urgent_;
  Schedule schedule_;
  std::vector<Device> devices_;
};

}  // namespace hazgate::poll
