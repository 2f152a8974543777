#pragma once

#include <tl/expected.hpp>

#include "gateway/cli/arguments.hpp"
#include "gateway/control/client.hpp"

namespace hazgate::cli {

/// `backup FILE`: a whole, checked copy of the journal, with or without a daemon at work on it.
/// Errors  1: the site file has mistakes, FILE exists or cannot be written; 3: the journal is missing, damaged or a
///         newer one
/// Thread  one; blocks
tl::expected<int, control::CallError> back_up(const Arguments& arguments);

}  // namespace hazgate::cli
