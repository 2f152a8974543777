#include "gateway/cli/times.hpp"

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <fmt/core.h>

namespace hazgate::cli {
namespace {

constexpr std::int64_t kSecond = 1000;
constexpr std::int64_t kMinute = 60 * kSecond;
constexpr std::int64_t kHour = 60 * kMinute;
constexpr std::int64_t kDay = 24 * kHour;

std::tm local(std::int64_t ms) {
  const auto seconds = static_cast<std::time_t>(std::floor(static_cast<double>(ms) / 1000.0));
  std::tm parts{};
  ::localtime_r(&seconds, &parts);
  return parts;
}

std::optional<std::int64_t> ago(std::string_view text) {
  std::int64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc{} || count < 0 || count > 1'000'000'000) return std::nullopt;
  if (end + 1 != text.data() + text.size()) return std::nullopt;
  switch (*end) {
    case 's':
      return count * kSecond;
    case 'm':
      return count * kMinute;
    case 'h':
      return count * kHour;
    case 'd':
      return count * kDay;
    default:
      return std::nullopt;
  }
}

/// Whether all of the text fits the form.
bool reads_as(const std::string& text, const char* form, std::tm& parts) {
  const char* end = ::strptime(text.c_str(), form, &parts);
  return end != nullptr && *end == '\0';
}

}  // namespace

std::string local_clock(std::int64_t ms) {
  const std::tm parts = local(ms);
  return fmt::format("{:02}:{:02}:{:02}", parts.tm_hour, parts.tm_min, parts.tm_sec);
}

void show_times_of(const std::string& zone) {
  ::setenv("TZ", zone == "UTC" ? "UTC0" : (":" + zone).c_str(),
           1);  // NOLINT(concurrency-mt-unsafe)
  ::tzset();
}

std::string local_time(std::int64_t ms, bool millis) {
  const std::tm parts = local(ms);
  std::string text =
      fmt::format("{:04}-{:02}-{:02} ", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday) +
      local_clock(ms);
  if (millis) text += fmt::format(".{:03}", ((ms % 1000) + 1000) % 1000);
  return text;
}

std::string duration_text(std::int64_t ms) {
  if (ms < 0) ms = 0;
  if (ms >= kDay) return fmt::format("{}d {:02}h", ms / kDay, ms % kDay / kHour);
  const std::int64_t seconds = ms % kMinute / kSecond;
  if (ms < kHour) return fmt::format("{:02}:{:02}", ms / kMinute, seconds);
  return fmt::format("{}:{:02}:{:02}", ms / kHour, ms % kHour / kMinute, seconds);
}

std::string delay_text(double seconds) {
  const auto ms = static_cast<std::int64_t>(std::llround(seconds * 1000));
  if (ms != 0 && ms % kHour == 0) return fmt::format("{}h", ms / kHour);
  if (ms != 0 && ms % kMinute == 0) return fmt::format("{}m", ms / kMinute);
  return fmt::format("{:g}s", seconds);
}

std::optional<std::int64_t> since_from(std::string_view text, std::int64_t now) {
  if (const auto span = ago(text)) return now - *span;
  std::string rest(text);
  const bool utc = !rest.empty() && rest.back() == 'Z';
  if (utc) rest.pop_back();
  constexpr std::array kForms = {"%Y-%m-%d",       "%Y-%m-%d %H:%M",    "%Y-%m-%d %H:%M:%S",
                                 "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%H:%M",
                                 "%H:%M:%S"};
  for (const char* form : kForms) {
    std::tm parts{};
    if (form[1] == 'H') {  // today
      parts = local(now);
      parts.tm_sec = 0;
    }
    if (!reads_as(rest, form, parts)) continue;
    parts.tm_isdst = -1;
    const std::time_t seconds = utc ? ::timegm(&parts) : std::mktime(&parts);
    return static_cast<std::int64_t>(seconds) * kSecond;
  }
  return std::nullopt;
}

std::int64_t now_ms() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

tl::expected<std::int64_t, std::string> time_argument(const char* option, const std::string& text,
                                                      std::int64_t now_ms) {
  if (const auto time = since_from(text, now_ms)) return *time;
  return tl::unexpected(std::string(option) + ' ' + text +
                        " is no time; write 30m, 2h, 7d, \"22:05\", 2026-01-31 or "
                        "\"2026-01-31 22:05\"");
}

std::optional<std::int64_t> span_from(std::string_view text) {
  const bool relative =
      !text.empty() && std::string_view("smhd").find(text.back()) != std::string_view::npos;
  const auto back = relative ? since_from(text, 0) : std::nullopt;
  if (!back || *back >= 0) return std::nullopt;
  return -*back;
}

}  // namespace hazgate::cli
