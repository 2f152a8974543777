#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "gateway/cli/listings.hpp"

/// The live screen of `watch`.
namespace hazgate::cli {

/// What the daemon said last.
struct Snapshot {
  Items points;
  Items alarms;    ///< all of them: their limits are marks on the bars
  Items incident;  ///< the newest open one, as `incident-show`; empty when there is none
  Item status;
  std::string error;  ///< not empty: the daemon does not answer, and this is old
  std::int64_t now_ms = 0;
};

struct ScreenSize {
  std::size_t columns = 80;
  std::size_t rows = 24;
};

/// The screen as exactly `rows` lines of at most `columns` columns, without newlines. Alarms come
/// first, then the plan that runs, then the points; what does not fit is counted, and points in
/// trouble are the last to give way.
/// Thread  any (pure, but for the local time zone)
std::vector<std::string> screen(const Snapshot& snapshot, ScreenSize size, const Look& look,
                                bool plain_ascii);

}  // namespace hazgate::cli
