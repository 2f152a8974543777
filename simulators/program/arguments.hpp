#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "simulators/fleet/fleet.hpp"

namespace hazgate::sim {

/// Exit codes of the contract.
inline constexpr int kDone = 0, kRefused = 1, kUsage = 2, kUnreachable = 3;

/// What the command line asks for: a scenario file, or a fleet.
struct Arguments {
  std::string scenario;
  std::vector<std::filesystem::path> models;
  std::optional<Fleet> fleet;
  BenchSite site;  ///< to write, unless its folder is empty
  std::string log;
  double speed = 1.0;
  bool check = false;
  bool quiet = false;
};

/// The arguments, or the exit code: --help was asked for, or the usage is wrong (and was said).
struct Parsed {
  Arguments arguments;
  std::optional<int> exit;
};
Parsed parse_arguments(int argc, const char* const* argv);

}  // namespace hazgate::sim
