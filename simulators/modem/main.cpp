#include <cerrno>
#include <csignal>
#include <fmt/core.h>
#include <system_error>

#include "simulators/modem/session.hpp"
#include "simulators/program/arguments.hpp"

namespace {

using namespace hazgate::sim;

void block_stop_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int number : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, number);
  ::sigprocmask(SIG_BLOCK, &set, nullptr);
}

}  // namespace

int main(int argc, char** argv) {
  block_stop_signals();
  const auto [arguments, exit] = parse_modem_arguments(argc, argv);
  if (exit) return *exit;
  EventLog log(arguments.quiet);
  if (!arguments.log.empty() && !log.open(arguments.log)) {
    fmt::print(stderr, "hazmodem: cannot write {}: {}; name a file that may be written\n",
               arguments.log, std::generic_category().message(errno));
    return kUnreachable;
  }
  const auto pty = Pty::open(arguments.link);
  if (!pty) {
    fmt::print(stderr, "hazmodem: {}\n", pty.error());
    return kUnreachable;
  }
  return play_modem(**pty, arguments, log);
}
