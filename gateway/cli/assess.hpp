#pragma once

#include <tl/expected.hpp>

#include "gateway/cli/arguments.hpp"
#include "gateway/cli/listings.hpp"
#include "gateway/control/client.hpp"

namespace hazgate::cli {

/// `assess --config FILE`: every source of the site with its terms; `assess --list [PATTERN]`: the
/// standard's tables. For people, or an object for each source or row.
/// Errors  1: the file has mistakes or no source; 3: it cannot be read
tl::expected<int, control::CallError> show_assessment(const Arguments& arguments, const Look& look);

}  // namespace hazgate::cli
