#include "gateway/cli/registers.hpp"

#include <array>
#include <boost/json.hpp>
#include <fmt/core.h>
#include <span>

#include "drivers/codec/codec.hpp"

namespace hazgate::cli {
namespace {

using codec::ByteOrder;
using codec::RawType;

codec::PointFormat format_of(const Words& words, const Typed& typed, std::size_t length) {
  codec::PointFormat format;
  format.table = words.table;
  format.type = typed.type;
  format.order = typed.order;
  format.length = static_cast<std::uint16_t>(length);
  return format;
}

boost::json::value to_json(const Value& value) {
  struct Visitor {
    boost::json::value operator()(std::monostate) const { return nullptr; }
    boost::json::value operator()(bool flag) const { return flag; }
    boost::json::value operator()(std::int64_t number) const { return number; }
    boost::json::value operator()(std::uint64_t number) const { return number; }
    boost::json::value operator()(double number) const { return number; }
    boost::json::value operator()(const std::string& text) const {
      return boost::json::value(text);
    }
  };
  return std::visit(Visitor{}, value);
}

std::string binary(std::uint16_t word) {
  const std::string bits = fmt::format("{:016b}", word);
  return fmt::format("{} {} {} {}", bits.substr(0, 4), bits.substr(4, 4), bits.substr(8, 4),
                     bits.substr(12));
}

std::string all_orders(const Words& words, const Look& look) {
  constexpr std::array kTypes = {RawType::Float32, RawType::Int32, RawType::Uint32};
  constexpr std::array kOrders = {ByteOrder::ABCD, ByteOrder::CDAB, ByteOrder::BADC,
                                  ByteOrder::DCBA};
  Table table({{"TYPE"},
               {"ABCD", Align::Right},
               {"CDAB", Align::Right},
               {"BADC", Align::Right},
               {"DCBA", Align::Right}});
  for (const RawType type : kTypes) {
    std::vector<Cell> row{{std::string(codec::to_text(type))}};
    for (const ByteOrder order : kOrders) {
      const auto decoded =
          codec::decode_registers(format_of(words, {type, order}, words.words.size()), words.words);
      row.push_back({hazgate::to_text(decoded.value)});
    }
    table.add(std::move(row));
  }
  return table.text(look.paint, look.width);
}

}  // namespace

std::uint16_t registers_of(RawType type, std::uint16_t count) {
  codec::PointFormat format;
  format.type = type;
  format.length = count;
  return codec::width(format);
}

std::string words_text(const Words& words, const Look& look) {
  const std::string address(say(Text::Address, look.language));
  if (codec::is_bit_table(words.table)) {
    Table bits({{address, Align::Right}, {std::string(say(Text::Value, look.language))}});
    for (std::size_t i = 0; i < words.words.size(); ++i) {
      bits.add({{std::to_string(words.address + i)},
                {std::string(word(words.words[i] != 0 ? "on" : "off", look.language))}});
    }
    return bits.text(look.paint, look.width);
  }
  Table table({{address, Align::Right},
               {"HEX"},
               {"BINARY"},
               {"UINT16", Align::Right},
               {"INT16", Align::Right}});
  for (std::size_t i = 0; i < words.words.size(); ++i) {
    const std::uint16_t each = words.words[i];
    table.add({{std::to_string(words.address + i)},
               {fmt::format("0x{:04X}", each)},
               {binary(each)},
               {std::to_string(each)},
               {std::to_string(static_cast<std::int16_t>(each))}});
  }
  std::string text = table.text(look.paint, look.width);
  if (words.words.size() == 2) text += '\n' + all_orders(words, look);
  return text;
}

Items typed_items(const Words& words, const Typed& typed) {
  Items items;
  const auto all = std::span(words.words);
  const bool bits = codec::is_bit_table(words.table);
  const std::size_t each =
      bits ? 1 : registers_of(typed.type, static_cast<std::uint16_t>(all.size()));
  for (std::size_t i = 0; each > 0 && i + each <= all.size(); i += each) {
    const auto part = all.subspan(i, each);
    const auto format = format_of(words, typed, each);
    const auto decoded =
        bits ? codec::decode_bit(format, part[0] != 0) : codec::decode_registers(format, part);
    boost::json::array raw(part.begin(), part.end());
    items.push_back({{"address", words.address + i},
                     {"words", std::move(raw)},
                     {"value", to_json(decoded.value)}});
  }
  return items;
}

std::string typed_text(const Items& items, const Typed& typed, const Look& look) {
  const std::string type(codec::to_text(typed.type));
  Table table({{std::string(say(Text::Address, look.language)), Align::Right},
               {type, Align::Right},
               {"HEX"}});
  for (const Item& item : items) {
    std::string hex;
    for (const auto& raw : item.at("words").as_array()) {
      hex += fmt::format("{}{:04X}", hex.empty() ? "" : " ", raw.to_number<std::uint16_t>());
    }
    table.add({{shown(item, "address")}, {shown(item, "value")}, {std::move(hex)}});
  }
  return table.text(look.paint, look.width);
}

}  // namespace hazgate::cli
