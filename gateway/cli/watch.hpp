#pragma once

#include <string>

#include "gateway/cli/listings.hpp"

namespace hazgate::cli {

/// The live screen, once a second, until q or Ctrl-C. A daemon that goes away is waited for.
/// Returns  the exit code; 3 with the reason in `error` when the daemon is not there at the start
/// Thread  one; blocks
int watch_screen(const std::string& socket, const std::string& pattern, const Look& look,
                 std::string& error);

}  // namespace hazgate::cli
