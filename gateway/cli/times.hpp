#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

/// Times for people, in the local time zone.
/// Units   ms: since 1970-01-01 UTC
namespace hazgate::cli {

/// From now on local time is that of this zone (TZ), in the whole process.
/// Shape   zone: a name that calendar::Zone::find knows
/// Thread  the only one
void show_times_of(const std::string& zone);

/// "2026-01-31 22:05:01"; with `millis` also ".123".
std::string local_time(std::int64_t ms, bool millis = false);
/// "22:05:01"
std::string local_clock(std::int64_t ms);
/// How long: "00:42", "12:05", "1:02:05", "3d 04h".
std::string duration_text(std::int64_t ms);
/// A step's delay: "0s", "90s", "3m", "2h".
std::string delay_text(double seconds);

/// What --since takes: "30m" ago (s, m, h, d), "2026-01-31", "2026-01-31 22:05", "…T22:05:01" in
/// local time, the same with a "Z" in UTC, or "22:05" today. Nothing when it is none of these.
std::optional<std::int64_t> since_from(std::string_view text, std::int64_t now_ms);

/// The same of an option of the command line. Errors: a text that says what may be written.
tl::expected<std::int64_t, std::string> time_argument(const char* option, const std::string& text,
                                                      std::int64_t now_ms);

/// How long, as --for takes it: "45s", "30m", "8h", "2d"; more than nothing. Nothing when it is none.
std::optional<std::int64_t> span_from(std::string_view text);

/// The wall clock.
std::int64_t now_ms();

}  // namespace hazgate::cli
