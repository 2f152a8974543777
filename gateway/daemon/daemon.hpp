#pragma once

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <tl/expected.hpp>
#include <vector>

#include "gateway/calendar/shift_watch.hpp"
#include "gateway/config/settings.hpp"
#include "gateway/control/listener.hpp"
#include "gateway/control/server.hpp"
#include "gateway/daemon/bus_restarts.hpp"
#include "gateway/daemon/buses.hpp"
#include "gateway/daemon/commissioning.hpp"
#include "gateway/daemon/contact_desk.hpp"
#include "gateway/daemon/core.hpp"
#include "gateway/daemon/gateway_desk.hpp"
#include "gateway/daemon/ledger_desk.hpp"
#include "gateway/daemon/memory_without_record.hpp"
#include "gateway/daemon/metrics_page.hpp"
#include "gateway/daemon/office_desk.hpp"
#include "gateway/daemon/outbox_desk.hpp"
#include "gateway/daemon/park_commands.hpp"
#include "gateway/daemon/people.hpp"
#include "gateway/daemon/receipt_desk.hpp"
#include "gateway/daemon/service.hpp"
#include "gateway/daemon/watchdog.hpp"
#include "gateway/journal/opening.hpp"

namespace hazgate::daemon {

enum class Outcome : std::uint8_t {
  Stopped,
  Restart,  ///< start anew with next(): another store, uplink, socket or name
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
///   bus (each)    its line and schedule                       Inbox ─► core
///   core          site, board, recorder, control, uplink      BusWorker::write, Journal::append
///   journal       SQLite                                      post ─► core
///   Paho's        the MQTT connection                         post ─► core
class Daemon {
 public:
  /// `load` reads the configuration again; nothing when it has mistakes (said in the log). Called on a
  /// thread of its own.
  using Load = std::function<Configuration()>;
  /// What the next daemon in the same process must know, since no journal tells it.
  struct Handover {
    std::vector<site::PartMemory> parts;  ///< what fire panels have said and nobody can read again
    std::optional<site::Memory> memory;   ///< everything; nothing before the first daemon
    std::string recorded_in;              ///< the store that knows it, too; empty: none does
    journal::Journal::Batch unrecorded;
    std::vector<Unheard> unheard;               ///< by the offices, for want of a journal
    std::unique_ptr<control::Listener> socket;  ///< the next one's, which listens already
    /// Why the configuration that was to follow could not start. With it the one before goes on: it
    /// starts, whatever it must do without.
    std::string refused;
  };
  Daemon(Configuration configuration, Load load, Handover before = {});
  ~Daemon();
  Daemon(const Daemon&) = delete;
  Daemon& operator=(const Daemon&) = delete;

  /// Errors  another daemon answers on the control socket, or has the store while no socket can be
  ///         made (3); the journal was written by a newer hazgate (1). None after a refusal (Handover::refused). A bus, a broker or a disk that
  ///         does not work is no error: it is an alarm. A control socket that cannot be made is
  ///         tried again.
  tl::expected<void, StartError> start();
  /// Runs the core until a signal. SIGHUP loads the configuration and goes on with it: what has not
  /// changed goes on undisturbed.
  Outcome run();
  /// With which to start anew.
  Configuration next() const { return next_ == nullptr ? loaded_ : next_; }
  /// With which this one runs.
  Configuration running() const { return loaded_; }
  /// Ends, and gives what the next one must know, whatever its journal does.
  Handover finish();
  /// After a start that failed: what this one was given, for the configuration before.
  Handover give_back(std::string refused);

 private:
  /// What was read beside the core for a reload.
  struct Reading {
    Configuration next;                         ///< null: refused
    std::string refusal;                        ///< why
    std::unique_ptr<control::Listener> socket;  ///< of the next, when it has another one
  };
  static Reading prepare(const config::Settings& running, Configuration next);

  tl::expected<void, StartError> open_control();
  void retry_control();
  bool is_second() const;
  void say_without_control();
  tl::expected<void, StartError> open_journal();
  void begin_opening();
  tl::expected<void, StartError> take_journal(journal::Opening::Result journal);
  void opened_late();
  bool was_answered(const std::string& id);
  void retry_journal();
  void begin_without_record();
  void join_record();
  void tell_missed_shift();
  site::Memory remembered() const;
  journal::Journal::Sink journal_sink();
  void journal_warned(journal::Warning warning, const std::string& text);
  void announce(
      const std::string& notice);  ///< what a person should know of how the journal was opened
  void start_uplink();
  void restore_park(const journal::Opened& opened);
  void broker_refused(uplink::Ticket ticket, const std::string& why);
  void certificate_changed(const std::string& problem);
  void await_signals();
  void reload();
  void take(Reading reading);
  void refuse(const std::string& why);
  void change(Configuration next);
  void take(Configuration next);
  void take(const site::Event& event);
  Written remind(const ledger::Item& item, const ledger::Reminder& reminder);
  WallTime calendar_time() const;
  ledger::Moment ledger_moment() const;
  office::LedgerCounts ledger_counts(const kpi::Period& period) const;
  office::OfficeTime office_time() const;
  void describe();
  bool look_at_calendar();
  void note_season(const config::Settings* before);
  void set_zone();
  boost::json::object handover(const kpi::Period& shift, Now now);
  VitalSigns vital_signs() const;
  void watch_itself();
  void tell_hanging_buses(const Verdict& verdict);
  void lose(const poll::BusPlan& bus);
  void tell_hanging_disk(const Verdict& verdict);
  std::string hanging_disk() const;
  bool disk_keeps_waiting() const;
  void tell_end(const Verdict& verdict);
  void count_restarts(const Verdict& verdict);
  bool is_recorded() const;
  std::string status_line();
  Figures figures();
  std::size_t open_incidents();
  void show_metrics();
  boost::json::object machine_status() const;
  std::vector<std::string> hanging() const;
  void stop();
  boost::json::object status();
  std::string read(const std::string& id, poll::RawRead request);

  Configuration loaded_;
  Configuration configuration_;                     ///< of it, what is in force today
  Configuration next_;                              ///< needs a daemon of its own
  std::unique_ptr<control::Listener> next_socket_;  ///< held for it
  std::string refused_;                             ///< why the last reload was; empty: it was not
  Load load_;
  std::thread loader_;
  bool load_again_ = false;
  Handover handover_;
  std::vector<Unheard> unheard_;  ///< by the offices, which begin with the journal
  bool stopped_ = false;
  boost::asio::io_context io_;
  std::unique_ptr<uplink::Uplink> uplink_;
  Core core_;
  ReceiptDesk receipts_;
  Buses buses_;
  std::unique_ptr<journal::Journal> journal_;
  Commissioning commissioning_;
  LedgerDesk ledger_;
  GatewayDesk desk_;
  OfficeDesk office_;
  OutboxDesk outbox_;
  People people_;
  ContactDesk contacts_;
  std::unique_ptr<ParkCommands> park_;
  std::unique_ptr<control::Server> server_;
  boost::asio::signal_set signals_;
  Service service_;
  Watchdog watchdog_;
  Verdict verdict_;  ///< of the last look
  BusRestarts bus_restarts_;
  ClockSteps clock_steps_;
  std::unique_ptr<MetricsPage> metrics_;
  std::string metrics_address_;  ///< that was tried; empty: none
  std::string metrics_error_;    ///< why it is not there
  Tick metrics_again_{};
  boost::asio::steady_timer watch_timer_;
  boost::asio::steady_timer journal_retry_;
  std::unique_ptr<journal::Opening> opening_;  ///< set while the disk has not answered
  boost::asio::steady_timer control_retry_;
  boost::asio::steady_timer calendar_;
  calendar::Zone zone_;
  std::string zone_error_;  ///< the machine does not know it; empty: it does
  calendar::ShiftWatch shifts_;
  WallTime recorded_{};  ///< the latest stamp of the record before this start
  WallTime begun_{};     ///< without a record
  std::string journal_error_;
  std::array<std::string, 2> journal_warnings_;  ///< by journal::Warning
  std::string journal_warning_;                  ///< all of them; empty: none
  std::string control_error_;                    ///< why there is no control socket
  Outcome outcome_ = Outcome::Stopped;
  Tick started_{};
};

}  // namespace hazgate::daemon
