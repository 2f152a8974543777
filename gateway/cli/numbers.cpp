#include "gateway/cli/numbers.hpp"

#include <charconv>

namespace hazgate::cli {
namespace {

/// All of the text as one number.
template <class Number>
std::optional<Number> whole(std::string_view text, int base = 10) {
  Number number = 0;
  const char* last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, number, base);
  if (error != std::errc{} || end != last) return std::nullopt;
  return number;
}

}  // namespace

std::optional<std::uint64_t> number_from(std::string_view text) {
  const bool hex = text.substr(0, 2) == "0x" || text.substr(0, 2) == "0X";
  return hex ? whole<std::uint64_t>(text.substr(2), 16) : whole<std::uint64_t>(text);
}

boost::json::value value_from(const std::string& text) {
  if (const auto number = whole<std::int64_t>(text)) return *number;
  if (const auto number = whole<std::uint64_t>(text)) return *number;
  return boost::json::value(text);
}

}  // namespace hazgate::cli
