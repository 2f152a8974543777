#pragma once

#include <tl/expected.hpp>

#include "gateway/cli/field_commands.hpp"

namespace hazgate::cli {

/// `alarms kpi`: how good the alarm system was, a table or an object for each shift, day or month,
/// newest last. The record is read twice, by number: how the alarms stood at its begin is known only
/// from what comes later.
/// Errors  2: --since is no time; those of the daemon, which may be older; 1: its time zone is not known
/// Thread  one; blocks; sets the local time zone of the process
tl::expected<int, control::CallError> alarm_kpi(const Arguments& arguments, const Look& look,
                                                const Call& call);

}  // namespace hazgate::cli
