#pragma once

#include <tl/expected.hpp>

#include "gateway/cli/field_commands.hpp"

namespace hazgate::cli {

/// `history POINT`: its readings, or with --every what they were in each step; each piece when it comes.
/// Errors  2: --since or --until is no time, or they are the wrong way round; those of the daemon: 1, no such
///         point; 3, no record
/// Thread  one; blocks
tl::expected<int, control::CallError> history(const Arguments& arguments, const Look& look,
                                              const Call& call);

}  // namespace hazgate::cli
