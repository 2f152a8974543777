#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <fmt/core.h>
#include <malloc.h>
#include <memory>
#include <spdlog/async.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <string>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "gateway/config/load.hpp"
#include "gateway/daemon/daemon.hpp"
#include "gateway/daemon/version.hpp"

namespace {

using hazgate::config::Settings;
using hazgate::daemon::Configuration;

constexpr int kDone = 0;
constexpr int kRefused = 1;
constexpr int kUsage = 2;
constexpr int kUnreachable = 3;

void print_remarks(const std::vector<hazgate::model::Mistake>& remarks) {
  for (const auto& remark : remarks) {
    fmt::print("remark: {}\n", hazgate::model::to_text(remark));
  }
}

void print_mistakes(const hazgate::model::Mistakes& mistakes) {
  for (const auto& mistake : mistakes.sorted()) {
    fmt::print(stderr, "{}\n", hazgate::model::to_text(mistake));
  }
}

/// Once for each configuration that is taken.
void log_remarks(const Settings& settings) {
  for (const auto& remark : settings.remarks) {
    spdlog::warn("{}", hazgate::model::to_text(remark));
  }
}

void set_up_log() {
  // Asynchronous, the oldest lines dropped first: a log that nobody reads must not stop the core.
  spdlog::init_thread_pool(1024, 1);
  auto logger = spdlog::create_async_nb<spdlog::sinks::stderr_sink_mt>("hazgated");
  logger->set_pattern("%Y-%m-%dT%H:%M:%S.%e %^%l%$ %v");
  spdlog::set_default_logger(logger);
  spdlog::flush_on(spdlog::level::info);
}

int run(const std::string& file, Configuration configuration) {
  const auto load = [&file]() -> Configuration {
    auto loaded = hazgate::config::load(file);
    if (loaded) {
      log_remarks(*loaded);
      return std::make_shared<const Settings>(std::move(*loaded));
    }
    spdlog::error("the configuration has mistakes; the old one stays");
    print_mistakes(loaded.error());
    return nullptr;
  };
  log_remarks(*configuration);
  // Between two daemons nobody else takes this signal, which would end the process.
  boost::asio::io_context no_one;
  const boost::asio::signal_set hold(no_one, SIGHUP);
  hazgate::daemon::Daemon::Handover handover;
  Configuration before;  // what ran, until what follows it runs
  while (true) {
    hazgate::daemon::Daemon daemon(configuration, load, std::move(handover));
    if (const auto started = daemon.start(); !started) {
      if (before == nullptr) {
        fmt::print(stderr, "hazgated: {}\n", started.error().text);
        return started.error().code;
      }
      handover = daemon.give_back(started.error().text);
      configuration = std::exchange(before, nullptr);
      continue;
    }
    spdlog::info("hazgated {} runs {}", hazgate::daemon::kVersion, file);
    if (daemon.run() == hazgate::daemon::Outcome::Stopped) return kDone;
    before = daemon.running();
    configuration = daemon.next();
    handover = daemon.finish();
  }
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{
      "hazgated: watches the hazard sources of one enterprise, alarms, runs the emergency plans,\n"
      "records, and reports to the park. Runs in the foreground and logs to standard error."};
  app.footer(
      "Examples:\n"
      "  hazgated --config /etc/hazgate/site.toml          run\n"
      "  hazgated --config site.toml --check               only check the configuration\n"
      "Signals: SIGTERM, SIGINT stop; SIGHUP reads the configuration again and changes what "
      "differs\n"
      "(mistakes leave the old one running).\n"
      "Exit codes: 0 done, 1 refused, 2 wrong usage, 3 something cannot be reached.");
  std::string file;
  bool check = false;
  app.add_option("--config", file, "the site file (TOML)")->required()->type_name("SITE.toml");
  app.add_flag("--check", check, "check the configuration, say every mistake, and exit");
  app.set_version_flag("--version", hazgate::daemon::kVersion);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const bool asked = error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success);
    app.exit(error);
    return asked ? kDone : kUsage;
  }
  if (::access(file.c_str(), R_OK) != 0) {
    fmt::print(stderr, "hazgated: cannot read {}: {}; check the path and its permissions\n", file,
               std::generic_category().message(errno));
    return kUnreachable;
  }
  std::vector<hazgate::model::Mistake> remarks;
  auto settings = hazgate::config::load(file, hazgate::config::default_model_path(), &remarks);
  if (!settings) print_mistakes(settings.error());
  if (check && settings) fmt::print("{}: no mistakes\n", file);
  if (check) print_remarks(remarks);
  if (!settings) return kRefused;
  if (check) return kDone;
  std::signal(SIGPIPE, SIG_IGN);
  mallopt(M_ARENA_MAX,
          2);  // a heap for each of a dozen threads costs a small box a megabyte or two
  set_up_log();
  const int code = run(file, std::make_shared<const Settings>(std::move(*settings)));
  spdlog::shutdown();
  return code;
}
