#pragma once

#include <tl/expected.hpp>

#include "gateway/cli/arguments.hpp"
#include "gateway/cli/listings.hpp"
#include "gateway/control/client.hpp"

namespace hazgate::cli {

/// `replay --config FILE --since T`: the samples of the journal through that configuration, and what it
/// would have raised beside what was raised. The journal is read as a file, with or without a daemon.
/// Errors  1: the file has mistakes, or the journal has nothing of that time; 2: no time; 3: the file
///         cannot be read, or the journal is missing, damaged or a newer one
/// Thread  one; blocks
tl::expected<int, control::CallError> replay_record(const Arguments& arguments, const Look& look);

}  // namespace hazgate::cli
