#include "gateway/core/office/date.hpp"

#include <charconv>

namespace hazgate::office {
namespace {

using std::chrono::day;
using std::chrono::days;
using std::chrono::last;
using std::chrono::month;
using std::chrono::months;
using std::chrono::sys_days;
using std::chrono::year;

constexpr int kMonths = 12;
constexpr int kMostYears = 20;
constexpr int kEarliestYear = 2000;

std::optional<int> digits(std::string_view text) {
  int number = 0;
  if (text.empty() || text.front() < '0' || text.front() > '9') return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::string padded(unsigned number) {
  return (number < 10 ? "0" : "") + std::to_string(number);
}

std::string counted(int number, const char* one) {
  return std::to_string(number) + ' ' + one + (number == 1 ? "" : "s");
}

}  // namespace

Date plus(Date date, Span span) {
  Date later = date + months{span.months};
  if (!later.ok()) later = later.year() / later.month() / last;
  return span.days == 0 ? later : Date{sys_days{later} + days{span.days}};
}

int days_between(Date from, Date to) {
  return static_cast<int>((sys_days{to} - sys_days{from}).count());
}

std::string to_text(Date date) {
  return std::to_string(static_cast<int>(date.year())) + '-' +
         padded(static_cast<unsigned>(date.month())) + '-' +
         padded(static_cast<unsigned>(date.day()));
}

std::optional<Date> date_from(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto y = digits(text.substr(0, 4));
  const auto m = digits(text.substr(5, 2));
  const auto d = digits(text.substr(8, 2));
  if (!y || !m || !d || *y < kEarliestYear) return std::nullopt;
  const Date date = year{*y} / month{static_cast<unsigned>(*m)} / day{static_cast<unsigned>(*d)};
  return date.ok() ? std::optional(date) : std::nullopt;
}

std::string to_text(Span span) {
  if (span.months == 0) return counted(span.days, "day");
  if (span.months % kMonths == 0) return counted(span.months / kMonths, "year");
  return counted(span.months, "month");
}

std::optional<Span> span_from(std::string_view text) {
  const auto blank = text.find(' ');
  if (blank == std::string_view::npos) return std::nullopt;
  const auto number = digits(text.substr(0, blank));
  std::string_view unit = text.substr(blank + 1);
  if (unit.ends_with('s')) unit.remove_suffix(1);
  if (!number || *number < 1) return std::nullopt;
  if (unit == "day" && *number <= kMostYears * 366) return Span{.days = *number};
  if (unit == "month" && *number <= kMostYears * kMonths) return Span{.months = *number};
  if (unit == "year" && *number <= kMostYears) return Span{.months = *number * kMonths};
  return std::nullopt;
}

}  // namespace hazgate::office
