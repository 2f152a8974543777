#pragma once

#include <string>

#include "workload.hpp"

namespace hazgate::crash {

/// What a start after a crash may find: everything promised, nothing that was never handed in.
struct Expectation {
  Extent at_least, at_most;
  std::string epoch;  ///< counts when at_least.opened
};

/// Compares an open journal with what was handed in: what is wrong with it; empty: nothing.
std::string look_into(journal::Journal& journal, const Expectation& expected);

/// "ok", or what SQLite's integrity_check says about the closed journal, or that it left segments of
/// samples unclosed.
std::string integrity_of(const std::string& folder);

}  // namespace hazgate::crash
