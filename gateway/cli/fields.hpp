#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Reads the daemon's items. A field that is missing or of another kind is empty: an older or newer
/// daemon shows less, never nothing.
/// Thread  any (pure)
namespace hazgate::cli {

using Item = boost::json::object;
using Items = std::vector<Item>;

std::string text_of(const Item& item, std::string_view key);
bool flag_of(const Item& item, std::string_view key);
std::optional<double> number_of(const Item& item, std::string_view key);
std::optional<std::int64_t> integer_of(const Item& item, std::string_view key);
std::optional<double> as_number(const boost::json::value& value);
/// The object or the objects under a key; empty when there are none.
Item part_of(const Item& item, std::string_view key);
Items list_of(const Item& item, std::string_view key);
/// The texts under a key, "a, b".
std::string joined(const Item& item, std::string_view key);

/// For people: 52.3, on, fire, "-" for null or nothing.
std::string shown(const boost::json::value& value);
std::string shown(const Item& item, std::string_view key);
/// At most six significant digits, never an exponent for everyday numbers.
std::string shown(double number);
/// 512 B, 2.1 MB
std::string shown_bytes(double bytes);

}  // namespace hazgate::cli
