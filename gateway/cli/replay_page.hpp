#pragma once

#include <cstdint>
#include <string>

#include "gateway/cli/listings.hpp"
#include "gateway/core/replay/replay.hpp"

/// What another configuration would have raised, for people and for programs.
/// Thread  any (pure, but for the local time zone)
namespace hazgate::cli {

/// What a run knows beside its result.
struct ReplayFacts {
  std::string config;   ///< the site file
  std::string journal;  ///< the file
  std::string season;   ///< whose limits were taken; empty: the usual ones
  WallTime since{};     ///< of what was counted
  WallTime until{};
  Duration run{};                ///< how long it took
  std::uint64_t unreadable = 0;  ///< frames that the journal cannot give back
};

/// The alarms that differ, what changes most first (`all`: the others too), then the figures of both sides
/// with their goals, then what was left out. Ends with a newline.
std::string replay_text(const replay::Result& result, const ReplayFacts& facts, bool all,
                        const Look& look);

/// One alarm, and the whole, as `--json` prints them: see docs/hazctl.md.
Item replay_line_item(const replay::Line& line, const ReplayFacts& facts);
Item replay_item(const replay::Result& result, const ReplayFacts& facts);

}  // namespace hazgate::cli
