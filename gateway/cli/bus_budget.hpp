#pragma once

#include <tl/expected.hpp>

#include "gateway/cli/arguments.hpp"
#include "gateway/cli/listings.hpp"
#include "gateway/control/client.hpp"

namespace hazgate::cli {

/// `budget [BUS] --config FILE`: what polling costs each bus and whether it is in time, for people or
/// an object for each bus.
/// Errors  1: the file has mistakes, or a poll of a device with danger points is late, with everybody
///         answering or with one other device lost; 2: no such bus; 3: the file cannot be read
tl::expected<int, control::CallError> show_budget(const Arguments& arguments, const Look& look);

}  // namespace hazgate::cli
