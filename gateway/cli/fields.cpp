#include "gateway/cli/fields.hpp"

#include <array>
#include <boost/json.hpp>
#include <cmath>
#include <fmt/core.h>

namespace hazgate::cli {

namespace json = boost::json;

std::string text_of(const Item& item, std::string_view key) {
  const json::value* value = item.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

bool flag_of(const Item& item, std::string_view key) {
  const json::value* value = item.if_contains(key);
  return value != nullptr && value->is_bool() && value->get_bool();
}

std::optional<double> as_number(const json::value& value) {
  if (value.is_double()) return value.get_double();
  if (value.is_int64()) return static_cast<double>(value.get_int64());
  if (value.is_uint64()) return static_cast<double>(value.get_uint64());
  return std::nullopt;
}

std::optional<double> number_of(const Item& item, std::string_view key) {
  const json::value* value = item.if_contains(key);
  return value == nullptr ? std::nullopt : as_number(*value);
}

std::optional<std::int64_t> integer_of(const Item& item, std::string_view key) {
  const json::value* value = item.if_contains(key);
  if (value == nullptr) return std::nullopt;
  json::error_code error;
  const auto number = value->to_number<std::int64_t>(error);
  if (error) return std::nullopt;
  return number;
}

Item part_of(const Item& item, std::string_view key) {
  const json::value* value = item.if_contains(key);
  return value != nullptr && value->is_object() ? value->get_object() : Item{};
}

Items list_of(const Item& item, std::string_view key) {
  Items items;
  const json::value* value = item.if_contains(key);
  if (value == nullptr || !value->is_array()) return items;
  for (const json::value& each : value->get_array()) {
    if (each.is_object()) items.push_back(each.get_object());
  }
  return items;
}

std::string joined(const Item& item, std::string_view key) {
  const json::value* value = item.if_contains(key);
  if (value == nullptr || !value->is_array()) return {};
  std::string all;
  for (const json::value& each : value->get_array()) {
    if (!all.empty()) all += ", ";
    all += shown(each);
  }
  return all;
}

std::string shown(double number) {
  const double size = std::fabs(number);
  if (size >= 1e6 && size < 1e15) return fmt::format("{:.0f}", number);
  return fmt::format("{:.6g}", number);
}

std::string shown(const json::value& value) {
  if (value.is_string()) return std::string(value.get_string());
  if (value.is_bool()) return value.get_bool() ? "on" : "off";
  if (value.is_int64()) return std::to_string(value.get_int64());
  if (value.is_uint64()) return std::to_string(value.get_uint64());
  if (value.is_double()) return shown(value.get_double());
  return "-";
}

std::string shown(const Item& item, std::string_view key) {
  const json::value* value = item.if_contains(key);
  return value == nullptr ? "-" : shown(*value);
}

std::string shown_bytes(double bytes) {
  constexpr std::array<const char*, 5> kUnits = {"B", "kB", "MB", "GB", "TB"};
  std::size_t unit = 0;
  while (bytes >= 1000 && unit + 1 < kUnits.size()) {
    bytes /= 1000;
    ++unit;
  }
  return unit == 0 ? fmt::format("{:.0f} B", bytes) : fmt::format("{:.1f} {}", bytes, kUnits[unit]);
}

}  // namespace hazgate::cli
