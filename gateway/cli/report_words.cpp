#include "gateway/cli/report_words.hpp"

#include <chrono>
#include <fmt/core.h>

namespace hazgate::cli {

std::string ReportWords::moment(std::int64_t ms, bool millis) const {
  const auto local = zone.local(from_unix_ms(ms));
  const auto day = std::chrono::floor<std::chrono::days>(local);
  const std::chrono::year_month_day date(day);
  const std::string text = fmt::format("{:04}-{:02}-{:02} {}", static_cast<int>(date.year()),
                                       static_cast<unsigned>(date.month()),
                                       static_cast<unsigned>(date.day()), clock(ms));
  return millis ? fmt::format("{}.{:03}", text, ((ms % 1000) + 1000) % 1000) : text;
}

std::string ReportWords::clock(std::int64_t ms) const {
  const auto local = zone.local(from_unix_ms(ms));
  const std::chrono::hh_mm_ss time(local - std::chrono::floor<std::chrono::days>(local));
  return fmt::format("{:02}:{:02}:{:02}", time.hours().count(), time.minutes().count(),
                     time.seconds().count());
}

std::int64_t ReportWords::offset(std::int64_t ms) const {
  const WallTime moment = from_unix_ms(ms / 1000 * 1000);
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             zone.local(moment).time_since_epoch() - moment.time_since_epoch())
      .count();
}

}  // namespace hazgate::cli
