#pragma once

#include <optional>
#include <string>
#include <vector>

#include "drivers/commission/guess.hpp"
#include "drivers/commission/trace.hpp"
#include "gateway/cli/listings.hpp"

/// What `scan`, `trace` and `guess` show.
/// Thread  any (pure, but for the local time zone)
namespace hazgate::cli {

/// A unit that was found, one line.
std::string found_line(const Item& found, const Look& look);
/// "[#####---------------] 62/247  unit 63  00:19 left", without a newline.
std::string progress_bar(const Item& progress, const Look& look);
/// The end of a scan: what was found, which configured devices are missing, what the polls lost.
std::string scan_summary(const Item& summary, const Look& look);

/// An item of `trace`. Errors: nothing when it is no frame.
std::optional<commission::TracedFrame> frame_from(const Item& item);
/// One line for people, with its newline.
std::string frame_line(const commission::TracedFrame& frame, const commission::Said& said,
                       const Look& look);
/// One object for programs.
Item frame_item(const commission::TracedFrame& frame, const commission::Said& said);

Item candidate_item(const commission::Candidate& candidate);
std::string candidates_text(const std::vector<commission::Candidate>& candidates, std::size_t most,
                            const Look& look);

}  // namespace hazgate::cli
