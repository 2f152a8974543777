#pragma once

#include <optional>
#include <utility>

#include "gateway/cli/fields.hpp"
#include "gateway/core/kpi/transition.hpp"

/// Reads what the daemon says of alarms.
/// Thread  any (pure)
namespace hazgate::cli {

/// One event of kind "alarm". Nothing when it is no such, is a drill, or has states of another version;
/// a cause of another version is taken as `config`.
std::optional<kpi::Transition> transition_from(const Item& event);

/// One alarm of the alarms list, and since when its occurrence is there (1970: never).
std::optional<std::pair<kpi::Standing, WallTime>> standing_from(const Item& alarm);

}  // namespace hazgate::cli
