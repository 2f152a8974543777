#pragma once

#include <optional>
#include <string>
#include <vector>

#include "simulators/modem/control.hpp"

namespace hazgate::sim {

/// What hazmodem was asked for.
struct ModemArguments {
  std::string link;
  std::string log;
  std::vector<Control> first;  ///< done before anybody can open the pty
  bool quiet = false;
};

/// The arguments, or the exit code: --help was asked for, or the usage is wrong (and was said).
struct ParsedModemArguments {
  ModemArguments arguments;
  std::optional<int> exit;
};
ParsedModemArguments parse_modem_arguments(int argc, const char* const* argv);

}  // namespace hazgate::sim
