#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <unistd.h>
#include <vector>

#include "gateway/cli/commands.hpp"
#include "gateway/cli/terminal.hpp"

namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): one thread
  return value == nullptr ? std::string() : value;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace hazgate::cli;
  const std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
  const auto arguments = arguments_from(words, HAZGATE_VERSION);
  if (!arguments) {
    std::fputs(arguments.error().out.c_str(), stdout);
    std::fputs(arguments.error().error.c_str(), stderr);
    return arguments.error().code;
  }
  Surroundings surroundings;
  surroundings.terminal = is_terminal(STDOUT_FILENO) && environment("TERM") != "dumb";
  surroundings.socket_variable = environment("HAZGATE_SOCKET");
  surroundings.look.language =
      language_of(environment("LC_ALL"), environment("LC_MESSAGES"), environment("LANG"));
  const bool colours = surroundings.terminal && environment("NO_COLOR").empty();
  surroundings.look.paint = Paint(colours);
  if (surroundings.terminal) surroundings.look.width = terminal_size().columns;
  return run(*arguments, surroundings);
}
