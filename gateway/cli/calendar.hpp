#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "gateway/core/kpi/report.hpp"

/// Shifts, days and months in local time.
namespace hazgate::cli {

enum class Per : std::uint8_t { Shift, Day, Month };

/// "shift", "day", "month"
std::optional<Per> per_from(std::string_view text);
std::string_view to_text(Per per);

/// From now on local time is that of this zone of the tz database (TZ), in the whole process.
/// Errors  a text: the machine does not know the zone
/// Thread  the only one
tl::expected<void, std::string> use_zone(const std::string& name);

/// The periods, ascending, that have a part in [since, until). Where clocks are put forward over a
/// beginning it is at that moment; where they are put back over one it is the first of the two.
/// Shape   shifts: minutes since midnight, ascending, at least one; taken for Per::Shift only
std::vector<kpi::Period> periods(Per per, const std::vector<std::chrono::minutes>& shifts,
                                 WallTime since, WallTime until);

}  // namespace hazgate::cli
