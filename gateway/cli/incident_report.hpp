#pragma once

#include <tl/expected.hpp>

#include "gateway/cli/field_commands.hpp"

namespace hazgate::cli {

/// `incident report ID`: one incident as a document, in every form that was asked for, from one look
/// at the record. A file is there whole or not at all.
/// Errors  1: no such incident, no browser for --pdf; 2: no such language; 3: a file cannot be written
/// Thread  one; blocks
tl::expected<int, control::CallError> incident_report(const Arguments& arguments, const Call& call);

}  // namespace hazgate::cli
