#pragma once

#include <tl/expected.hpp>

#include "gateway/cli/field_commands.hpp"

namespace hazgate::cli {

/// `hazard …`: the ledger of hidden dangers.
/// Errors  those of the daemon: 1, refused with what to do first
/// Thread  one; blocks
tl::expected<int, control::CallError> hazard(const Arguments& arguments, const Look& look,
                                             const Call& call);

}  // namespace hazgate::cli
