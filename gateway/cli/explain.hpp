#pragma once

#include <tl/expected.hpp>

#include "gateway/cli/field_commands.hpp"

namespace hazgate::cli {

/// `explain ID`: why an alarm is, or is not, there. What the daemon knows comes first, the record
/// after it: when the record does not come in time the page says so and shows the rest.
/// Errors  2: --since is no time; those of the daemon: 1, no such alarm
/// Thread  one; blocks
tl::expected<int, control::CallError> explain(const Arguments& arguments, const Look& look,
                                              const Call& call);

}  // namespace hazgate::cli
