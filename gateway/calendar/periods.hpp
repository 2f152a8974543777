#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/calendar/zone.hpp"
#include "gateway/core/kpi/report.hpp"

/// Shifts, days and months in local time.
namespace hazgate::calendar {

enum class Per : std::uint8_t { Shift, Day, Month };

/// "shift", "day", "month"
std::optional<Per> per_from(std::string_view text);
std::string_view to_text(Per per);

/// The periods, ascending, that have a part in [since, until). Where clocks are put forward over a
/// beginning it is at that moment; where they are put back over one it is the first of the two.
/// Shape   shifts: minutes since midnight, ascending, at least one; taken for Per::Shift only
std::vector<kpi::Period> periods(const Zone& zone, Per per,
                                 const std::vector<std::chrono::minutes>& shifts, WallTime since,
                                 WallTime until);

}  // namespace hazgate::calendar
