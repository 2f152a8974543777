#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "drivers/poll/bus_worker.hpp"
#include "drivers/poll/renumbering.hpp"
#include "gateway/config/settings.hpp"
#include "gateway/daemon/inbox.hpp"
#include "gateway/daemon/neighbours.hpp"

namespace hazgate::daemon {

using Configuration = std::shared_ptr<const config::Settings>;

/// A bus as commissioning needs it.
struct BusAtWork {
  Configuration configuration;  ///< keeps `plan`
  const poll::BusPlan* plan = nullptr;
  std::vector<const poll::PolledDevice*> devices;  ///< also of the other connections to its server
  std::shared_ptr<poll::BusWorker> worker;
};

/// The bus workers, and the way of their reports to the core. When the configuration changes, a bus
/// whose line is the same goes on (BusWorker::change); any other is stopped, by a thread of its own, and
/// its successor opens the port after that. What workers say in the old numbers until then is brought
/// into the new ones.
/// Thread  core; `take` is called on it
class Buses {
 public:
  using Take = std::function<void(poll::Report&&)>;

  Buses(boost::asio::io_context& io, Configuration configuration, Take take);
  ~Buses();  ///< stops
  Buses(const Buses&) = delete;
  Buses& operator=(const Buses&) = delete;

  void start();
  /// From now on `take` speaks in the numbers of `next`, and write() is understood in them.
  /// `renumbering`: from the configuration so far to the next.
  void change(Configuration next, const poll::Renumbering& renumbering);
  /// Waits for the transactions under way; what they gave is delivered.
  void stop();

  /// What one moment asks for.
  void write(std::vector<poll::WriteRequest> requests);
  /// See BusWorker::recorded().
  void recorded(DeviceIndex device, std::uint64_t ticket);
  /// Errors  a text: there is no such bus
  tl::expected<BusAtWork, std::string> find(const std::string& id) const;
  /// By BusIndex. A device that has just come is not among them until its worker has taken it.
  std::vector<poll::BusCounters> counters() const;
  std::uint64_t dropped() const { return inbox_.dropped(); }
  std::size_t waiting() const { return inbox_.waiting(); }  ///< reports, for the core
  std::uint64_t taken() const { return inbox_.taken(); }

 private:
  using Worker = std::shared_ptr<poll::BusWorker>;

  poll::BusWorker::Sink sink_for(const poll::BusPlan& plan);
  poll::BusPlan numbered(poll::BusPlan plan) const;
  Worker worker_for(const poll::BusPlan& plan);
  const poll::Renumbering* since(std::uint64_t generation) const;
  void meet_neighbours();
  void deliver(Letter&& letter);

  Take take_;
  Inbox inbox_;
  Configuration configuration_;
  std::uint64_t generation_ = 0;
  std::map<std::uint64_t, poll::Renumbering> before_;  ///< from that generation to this one
  std::shared_ptr<Neighbours> neighbours_;
  std::vector<Worker> workers_;         ///< by BusIndex
  boost::asio::thread_pool replacing_;  ///< stops what is replaced, one after the other
  bool stopped_ = false;
};

}  // namespace hazgate::daemon
