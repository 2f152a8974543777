#include "drivers/codec/point_format.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace hazgate::codec {

namespace {

constexpr std::array<std::string_view, 4> kTables = {"coil", "discrete", "input", "holding"};
constexpr std::array<std::string_view, 13> kTypes = {
    "bool",  "bit",     "uint16",  "int16", "uint32", "int32", "uint64",
    "int64", "float32", "float64", "bcd16", "bcd32",  "string"};
constexpr std::array<std::string_view, 4> kOrders = {"ABCD", "CDAB", "BADC", "DCBA"};

template <class Enum, std::size_t Size>
std::optional<Enum> find(const std::array<std::string_view, Size>& texts, std::string_view text) {
  const auto found = std::find(texts.begin(), texts.end(), text);
  if (found == texts.end()) return std::nullopt;
  return static_cast<Enum>(found - texts.begin());
}

}  // namespace

std::string_view to_text(Table table) {
  return kTables[static_cast<std::size_t>(table)];
}
std::string_view to_text(RawType type) {
  return kTypes[static_cast<std::size_t>(type)];
}
std::string_view to_text(ByteOrder order) {
  return kOrders[static_cast<std::size_t>(order)];
}

std::optional<Table> table_from(std::string_view text) {
  return find<Table>(kTables, text);
}
std::optional<RawType> raw_type_from(std::string_view text) {
  return find<RawType>(kTypes, text);
}
std::optional<ByteOrder> byte_order_from(std::string_view text) {
  return find<ByteOrder>(kOrders, text);
}

}  // namespace hazgate::codec
