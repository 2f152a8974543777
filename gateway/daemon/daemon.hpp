#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "gateway/config/settings.hpp"
#include "gateway/control/server.hpp"
#include "gateway/daemon/commissioning.hpp"
#include "gateway/daemon/core.hpp"
#include "gateway/daemon/gateway_desk.hpp"
#include "gateway/daemon/inbox.hpp"
#include "gateway/daemon/neighbours.hpp"
#include "gateway/daemon/park_commands.hpp"

namespace hazgate::daemon {

enum class Outcome : std::uint8_t {
  Stopped,
  Reload,   ///< start anew with the configuration that `reload` has read
  Restart,  ///< start anew with the same: the journal can be opened at last
};

/// Why the gateway could not start; `code` is the exit code.
struct StartError {
  int code = 1;
  std::string text;
};

/// The composition root: builds everything in the order in which data flows, owns it, and takes it
/// down in reverse.
///
///   thread        owns                                        hands over by
///   bus (each)    its libmodbus context and schedule          Inbox ─► core
///   core          site, board, recorder, control, uplink      BusWorker::write, Journal::append
///   journal       SQLite                                      post ─► core
///   Paho's        the MQTT connection                         post ─► core
class Daemon {
 public:
  explicit Daemon(const config::Settings& settings);
  ~Daemon();
  Daemon(const Daemon&) = delete;
  Daemon& operator=(const Daemon&) = delete;

  /// Errors  the control socket is taken (3) or its folder is missing (3); the journal was written
  ///         by a newer hazgate (1). A bus, a broker or a disk that does not work is no error: it
  ///         is an alarm.
  tl::expected<void, StartError> start();
  /// Runs the core until a signal or `stop`. SIGHUP calls `reload`: true means stop and start anew.
  Outcome run(std::function<bool()> reload);

 private:
  tl::expected<void, StartError> open_journal();
  void retry_journal();
  journal::Journal::Sink journal_sink();
  void start_buses();
  void start_uplink();
  void await_signals(const std::function<bool()>& reload);
  void feed_watchdog();
  void stop();
  boost::json::object status() const;
  void write(poll::WriteRequest request);
  std::string read(const std::string& id, poll::RawRead request);
  tl::expected<BusAtWork, std::string> bus(const std::string& id);

  const config::Settings& settings_;
  boost::asio::io_context io_;
  std::unique_ptr<uplink::Uplink> uplink_;
  Core core_;
  Inbox inbox_;
  std::unique_ptr<journal::Journal> journal_;
  Commissioning commissioning_;
  GatewayDesk desk_;
  std::unique_ptr<ParkCommands> park_;
  std::unique_ptr<control::Server> server_;
  std::unique_ptr<Neighbours> neighbours_;  ///< outlives the workers
  std::vector<std::unique_ptr<poll::BusWorker>> buses_;
  boost::asio::signal_set signals_;
  boost::asio::steady_timer watchdog_;
  boost::asio::steady_timer journal_retry_;
  std::string journal_error_;
  Outcome outcome_ = Outcome::Stopped;
  Tick started_{};
};

}  // namespace hazgate::daemon
