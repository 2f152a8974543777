#include "gateway/core/ledger/day.hpp"

#include <charconv>

namespace hazgate::ledger {
namespace {

constexpr int kFirstYear = 2000;
constexpr int kLastYear = 2199;
constexpr unsigned kMostDays = 3660;

std::optional<unsigned> digits(std::string_view text) {
  unsigned number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  return error == std::errc{} && stop == end ? std::optional(number) : std::nullopt;
}

std::string padded(unsigned number, std::size_t width) {
  std::string text = std::to_string(number);
  return std::string(width - std::min(width, text.size()), '0') + text;
}

}  // namespace

std::string day_text(Day day) {
  const std::chrono::year_month_day date(day);
  return padded(static_cast<unsigned>(static_cast<int>(date.year())), 4) + '-' +
         padded(static_cast<unsigned>(date.month()), 2) + '-' +
         padded(static_cast<unsigned>(date.day()), 2);
}

std::optional<Day> day_from(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = digits(text.substr(0, 4));
  const auto month = digits(text.substr(5, 2));
  const auto day = digits(text.substr(8, 2));
  if (!year || !month || !day) return std::nullopt;
  const auto date = std::chrono::year(static_cast<int>(*year)) / std::chrono::month(*month) /
                    std::chrono::day(*day);
  const bool fits = static_cast<int>(*year) >= kFirstYear && static_cast<int>(*year) <= kLastYear;
  return fits && date.ok() ? std::optional(Day(date)) : std::nullopt;
}

std::optional<Day> day_from(std::string_view text, Day today) {
  if (!text.ends_with('d')) return day_from(text);
  const auto count = digits(text.substr(0, text.size() - 1));
  if (!count || *count > kMostDays) return std::nullopt;
  return today + std::chrono::days{static_cast<int>(*count)};
}

int year_of(Day day) {
  return static_cast<int>(std::chrono::year_month_day(day).year());
}

}  // namespace hazgate::ledger
