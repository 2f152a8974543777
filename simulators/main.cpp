#include <cerrno>
#include <cstdlib>
#include <fmt/core.h>
#include <string_view>
#include <system_error>
#include <unistd.h>

#include "simulators/park/park.hpp"
#include "simulators/program/simulation.hpp"

namespace {

using namespace hazgate::sim;

std::string reason() {
  return std::generic_category().message(errno);
}

/// The folders in which the gateway looks too, after those that were asked for.
std::vector<std::filesystem::path> model_folders(const Arguments& arguments) {
  auto folders = arguments.models;
  const char* given = std::getenv("HAZGATE_MODELS");
  if (given != nullptr && *given != '\0') folders.emplace_back(given);
  folders.emplace_back(HAZGATE_INSTALLED_MODELS);
  folders.emplace_back(HAZGATE_SOURCE_MODELS);
  return folders;
}

int run(const Arguments& arguments, Scenario scenario) {
  EventLog log(arguments.quiet);
  if (!arguments.log.empty() && !log.open(arguments.log)) {
    fmt::print(stderr, "hazsim: cannot write {}: {}; name a file that may be written\n",
               arguments.log, reason());
    return kUnreachable;
  }
  return simulate(std::move(scenario), arguments, log);
}

int run_scenario(const Arguments& arguments) {
  const std::string& file = arguments.scenario;
  if (::access(file.c_str(), R_OK) != 0) {
    fmt::print(stderr, "hazsim: cannot read {}: {}; check the path and its permissions\n", file,
               reason());
    return kUnreachable;
  }
  auto scenario = load_scenario(file, model_folders(arguments));
  if (!scenario) {
    for (const auto& mistake : scenario.error().sorted()) {
      fmt::print(stderr, "{}\n", hazgate::model::to_text(mistake));
    }
    return kRefused;
  }
  if (arguments.check) {
    fmt::print("{}: no mistakes\n", file);
    return kDone;
  }
  return run(arguments, std::move(*scenario));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1 && std::string_view(argv[1]) == "fleet") {
    const auto [arguments, exit] = parse_park_arguments(argc - 1, argv + 1);
    return exit ? *exit : run_park(arguments);
  }
  const auto [arguments, exit] = parse_arguments(argc, argv);
  if (exit) return *exit;
  if (arguments.fleet) return run(arguments, scenario_of(*arguments.fleet));
  return run_scenario(arguments);
}
