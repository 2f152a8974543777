#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

/// What an office needs to know of the calendar.
/// Thread  any (pure)
namespace hazgate::office {

using Date = std::chrono::year_month_day;

/// A stretch of the calendar, not of time: a month has as many days as it has.
struct Span {
  int months = 0;
  int days = 0;

  friend bool operator==(const Span&, const Span&) = default;
};

/// So many months later on the same day of the month, on the last one of a month that has no such
/// day; then so many days later.
/// Shape   date is a day
Date plus(Date date, Span span);

/// From the one to the other; less than nothing when the other is earlier.
int days_between(Date from, Date to);

/// "2026-05-31"
std::string to_text(Date date);
/// Nothing when it is no day, or before 2000.
std::optional<Date> date_from(std::string_view text);

/// "6 months", "1 year", "90 days"
std::string to_text(Span span);
/// The same, "1 month" to "20 years"; nothing when it is none of these.
std::optional<Span> span_from(std::string_view text);

}  // namespace hazgate::office
