#include "simulators/program/simulation.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/json.hpp>
#include <csignal>
#include <fcntl.h>
#include <fmt/core.h>
#include <istream>
#include <unistd.h>

#include "simulators/field/slaves.hpp"

namespace hazgate::sim {
namespace {

using Error = boost::system::error_code;

/// How late a crossing or a fault may be noted when no master asks.
constexpr std::chrono::milliseconds kUpdate{20};
constexpr std::size_t kMostLine = 64 * 1024;

/// Standard input as a description of its own: non-blocking mode must not reach the terminal, which
/// standard output and the shell share.
int open_input() {
  const int own = ::open("/proc/self/fd/0", O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
  return own >= 0 ? own : ::dup(STDIN_FILENO);
}

/// The running simulation: slaves, clock, commands on standard input.
class Simulation {
 public:
  Simulation(Scenario scenario, const Arguments& arguments, EventLog& log)
      : arguments_(arguments),
        log_(log),
        field_(std::move(scenario), arguments.speed,
               [this](const boost::json::object& event) { log_(event); }),
        tick_(io_),
        signals_(io_, SIGINT, SIGTERM),
        input_(io_) {
    if (std::signal(SIGHUP, SIG_IGN) != SIG_IGN) signals_.add(SIGHUP);  // unless under nohup
    signals_.async_wait([this](Error cancelled, int) {
      if (!cancelled) io_.stop();
    });
  }

  int run() {
    field_.start();
    std::string reason = listen();
    if (reason.empty() && !arguments_.site.folder.empty()) {
      reason = write_site(*arguments_.fleet, arguments_.site, port_);
    }
    if (!reason.empty()) {
      fmt::print(stderr, "hazsim: {}\n", reason);
      return kUnreachable;
    }
    log_({{"event", "ready"}});
    tick();
    Error no_input;
    input_.assign(open_input(), no_input);
    if (!no_input) listen_to_input();
    io_.run();
    report_lateness();
    return kDone;
  }

 private:
  /// Errors  a text for people
  std::string listen() {
    const auto& listens = field_.scenario().listens;
    for (std::size_t i = 0; i < listens.size(); ++i) {
      const auto* tcp = std::get_if<TcpListen>(&listens[i].on);
      auto slaves = tcp != nullptr ? listen_tcp(io_, field_, i, *tcp)
                                   : listen_rtu(io_, field_, i, std::get<RtuListen>(listens[i].on));
      if (!slaves) return "listen " + listens[i].id + ": " + slaves.error();
      boost::json::object event{{"event", "listening"}, {"listen", listens[i].id}};
      for (const auto& [key, value] : (*slaves)->describe()) event[key] = value;
      if (const auto* port = event.if_contains("port")) {
        port_ = port->to_number<std::uint16_t>();
      }
      log_(event);
      slaves_.push_back(std::move(*slaves));
    }
    return {};
  }

  void tick() {
    tick_.expires_after(kUpdate);
    tick_.async_wait([this](Error cancelled) {
      if (cancelled) return;
      field_.update();
      if (field_.is_over() && !over_) {
        over_ = true;
        report_lateness();
        log_({{"event", "end"}});
        if (field_.scenario().stop_at_end) io_.stop();
      }
      tick();
    });
  }

  void report_lateness() {
    for (std::size_t i = 0; i < slaves_.size(); ++i) {
      const auto report = slaves_[i]->report_lateness();
      if (!report) continue;
      boost::json::object event{{"event", "lateness"}, {"listen", field_.scenario().listens[i].id}};
      event.insert(report->begin(), report->end());
      log_(event);
    }
  }

  void listen_to_input() {
    boost::asio::async_read_until(input_, lines_, '\n', [this](Error ended, std::size_t) {
      if (ended == boost::asio::error::not_found) {
        fmt::print(stderr, "hazsim: a line of more than {} bytes; commands are no longer read\n",
                   kMostLine);
      }
      if (ended) return;
      std::istream stream(&lines_);
      std::string line;
      std::getline(stream, line);
      const std::string error = line.empty() ? std::string() : field_.command(line);
      if (!error.empty()) fmt::print(stderr, "hazsim: {}\n", error);
      listen_to_input();
    });
  }

  const Arguments& arguments_;
  EventLog& log_;
  boost::asio::io_context io_{1};
  Field field_;
  std::vector<std::unique_ptr<Slaves>> slaves_;
  boost::asio::steady_timer tick_;
  boost::asio::signal_set signals_;
  boost::asio::posix::stream_descriptor input_;
  boost::asio::streambuf lines_{kMostLine};
  std::uint16_t port_ = 0;  ///< of the last TCP listen; a fleet has one
  bool over_ = false;
};

}  // namespace

int simulate(Scenario scenario, const Arguments& arguments, EventLog& log) {
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGTTIN, SIG_IGN);  // in the background of a terminal there are no commands
  return Simulation(std::move(scenario), arguments, log).run();
}

}  // namespace hazgate::sim
