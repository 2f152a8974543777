#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "drivers/codec/point_format.hpp"
#include "gateway/cli/listings.hpp"

/// What `read` shows of the words that a device answered.
/// Thread  any (pure)
namespace hazgate::cli {

struct Words {
  codec::Table table = codec::Table::Holding;
  std::uint16_t address = 0;  ///< zero-based, of the first
  std::vector<std::uint16_t> words;
};

/// Each register in hex, binary, unsigned and signed. Of two registers also what they are as 32-bit
/// numbers in all four orders, so that an engineer sees at a glance which one makes sense.
std::string words_text(const Words& words, const Look& look);

/// What the words are as values of one type, one after the other.
struct Typed {
  codec::RawType type = codec::RawType::Uint16;
  codec::ByteOrder order = codec::ByteOrder::ABCD;
};
/// {"address","words","value"} each; a value that is none (NaN, bad BCD) is null. Words left over at
/// the end make no value.
Items typed_items(const Words& words, const Typed& typed);
std::string typed_text(const Items& items, const Typed& typed, const Look& look);

/// Registers that one value takes; a string takes all of `count`.
std::uint16_t registers_of(codec::RawType type, std::uint16_t count);

}  // namespace hazgate::cli
