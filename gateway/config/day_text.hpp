#pragma once

#include <chrono>
#include <optional>
#include <string_view>

/// Days and times as they are written in a site file.
namespace hazgate::config {

/// "06-01"
std::optional<std::chrono::month_day> month_day_from(std::string_view text);
/// "2026-05-20", a day that there is
std::optional<std::chrono::year_month_day> date_from(std::string_view text);
/// "08:00", from "00:00" to "23:59"; minutes since midnight
std::optional<std::chrono::minutes> time_of_day_from(std::string_view text);

}  // namespace hazgate::config
