#pragma once

#include "gateway/cli/arguments.hpp"
#include "gateway/cli/listings.hpp"

namespace hazgate::cli {

/// What the commands know of where they run.
struct Surroundings {
  Look look;
  bool terminal = false;        ///< standard output is one
  std::string socket_variable;  ///< $HAZGATE_SOCKET
};

/// Does what was asked: the answer on standard output, one line on standard error when it went
/// wrong. Returns the exit code.
/// Thread  one; blocks
int run(const Arguments& arguments, const Surroundings& surroundings);

}  // namespace hazgate::cli
