#include <CLI/CLI.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/json.hpp>
#include <csignal>
#include <cstdio>
#include <fmt/core.h>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "simulators/field/slaves.hpp"

namespace {

using namespace hazgate::sim;
using Error = boost::system::error_code;

constexpr int kDone = 0, kRefused = 1, kUsage = 2, kUnreachable = 3;
constexpr std::chrono::milliseconds kUpdate{20};

struct Arguments {
  std::string scenario, log;
  std::vector<std::filesystem::path> models;
  double speed = 1.0;
  bool check = false;
  bool quiet = false;
};

/// One JSON object per line, to standard output and perhaps a file, at once.
class Log {
 public:
  Log(const std::string& file, bool quiet) : quiet_(quiet) {
    if (!file.empty()) file_.open(file, std::ios::app);
  }
  void operator()(const boost::json::object& event) {
    const auto& kind = event.at("event").get_string();
    if (quiet_ && kind != "listening" && kind != "ready" && kind != "end") return;
    const std::string line = boost::json::serialize(event);
    fmt::print("{}\n", line);
    std::fflush(stdout);
    if (file_.is_open()) file_ << line << std::endl;
  }

 private:
  bool quiet_;
  std::ofstream file_;
};

/// The running simulation: slaves, clock, commands on standard input.
class Simulation {
 public:
  Simulation(Scenario scenario, const Arguments& arguments)
      : log_(arguments.log, arguments.quiet),
        field_(std::move(scenario), arguments.speed,
               [this](const boost::json::object& event) { log_(event); }),
        tick_(io_),
        signals_(io_, SIGINT, SIGTERM),
        input_(io_) {}

  int run() {
    field_.start();
    const auto& listens = field_.scenario().listens;
    for (std::size_t i = 0; i < listens.size(); ++i) {
      const auto* tcp = std::get_if<TcpListen>(&listens[i].on);
      auto slaves = tcp != nullptr ? listen_tcp(io_, field_, i, *tcp)
                                   : listen_rtu(io_, field_, i, std::get<RtuListen>(listens[i].on));
      if (!slaves) {
        fmt::print(stderr, "hazsim: listen {}: {}\n", listens[i].id, slaves.error());
        return kUnreachable;
      }
      boost::json::object event{{"event", "listening"}, {"listen", listens[i].id}};
      for (const auto& [key, value] : (*slaves)->describe()) event[key] = value;
      log_(event);
      slaves_.push_back(std::move(*slaves));
    }
    log_({{"event", "ready"}});
    signals_.async_wait([this](Error cancelled, int) {
      if (!cancelled) io_.stop();
    });
    tick();
    Error no_input;
    input_.assign(::dup(STDIN_FILENO), no_input);
    if (!no_input) listen_to_input();
    io_.run();
    return kDone;
  }

 private:
  void tick() {
    tick_.expires_after(kUpdate);
    tick_.async_wait([this](Error cancelled) {
      if (cancelled) return;
      field_.update();
      if (field_.is_over() && !over_) {
        over_ = true;
        log_({{"event", "end"}});
        if (field_.scenario().stop_at_end) io_.stop();
      }
      tick();
    });
  }

  void listen_to_input() {
    boost::asio::async_read_until(input_, lines_, '\n', [this](Error ended, std::size_t) {
      if (ended) return;
      std::istream stream(&lines_);
      std::string line;
      std::getline(stream, line);
      const std::string error = field_.command(line);
      if (!error.empty()) fmt::print(stderr, "hazsim: {}\n", error);
      listen_to_input();
    });
  }

  Log log_;
  boost::asio::io_context io_{1};
  Field field_;
  std::vector<std::unique_ptr<Slaves>> slaves_;
  boost::asio::steady_timer tick_;
  boost::asio::signal_set signals_;
  boost::asio::posix::stream_descriptor input_;
  boost::asio::streambuf lines_{64 * 1024};
  bool over_ = false;
};

constexpr const char* kFooter =
    "Examples:\n"
    "  hazsim --scenario config/demo/scenario.toml --models config/devices\n"
    "  hazsim --scenario tank.toml --check\n"
    "Standard output: one JSON object per line (listening, ready, crossing, write, fault, set, "
    "end).\n"
    "Standard input takes lines such as {\"set\":\"gd-101.gas\",\"value\":60.0} and\n"
    "  {\"fault\":\"gd-101\",\"kind\":\"silent\"} (none, silent, exception, late).\n"
    "Exit codes: 0 done, 1 the scenario has mistakes, 2 wrong usage, 3 a port or pty cannot be "
    "had.";

int parse(int argc, char** argv, Arguments& arguments) {
  CLI::App app{
      "hazsim: simulated field devices as Modbus TCP and RTU slaves, driven by a scenario file"};
  app.footer(kFooter);
  app.add_option("--scenario", arguments.scenario, "the scenario file (TOML)")
      ->required()
      ->type_name("FILE.toml");
  app.add_option("--models", arguments.models,
                 "a folder of device models; those beside the scenario (devices/) come first")
      ->type_name("DIR")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  app.add_option("--log", arguments.log, "write the log to this file too")->type_name("FILE");
  app.add_option("--speed", arguments.speed, "scenario seconds per second")
      ->check(CLI::Range(0.001, 1000.0));
  app.add_flag("--check", arguments.check, "check the scenario, say every mistake, and exit");
  app.add_flag("--quiet", arguments.quiet, "print only listening, ready and end");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const bool asked = error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success);
    app.exit(error);
    return asked ? kDone : kUsage;
  }
  return -1;
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  if (const int code = parse(argc, argv, arguments); code >= 0) return code;
  arguments.models.emplace_back(HAZGATE_SOURCE_MODELS);
  auto scenario = load_scenario(arguments.scenario, arguments.models);
  if (!scenario) {
    for (const auto& mistake : scenario.error().sorted()) {
      fmt::print(stderr, "{}\n", hazgate::model::to_text(mistake));
    }
    return kRefused;
  }
  if (arguments.check) {
    fmt::print("{}: no mistakes\n", arguments.scenario);
    return kDone;
  }
  std::signal(SIGPIPE, SIG_IGN);
  return Simulation(std::move(*scenario), arguments).run();
}
