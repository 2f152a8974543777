#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hazgate::codec {

enum class Table : std::uint8_t { Coil, Discrete, Input, Holding };

enum class RawType : std::uint8_t {
  Bool,  ///< a coil or a discrete input; in a register: zero is false
  Bit,   ///< one bit of a register, 0 the least significant
  Uint16,
  Int16,
  Uint32,
  Int32,
  Uint64,
  Int64,
  Float32,
  Float64,
  Bcd16,
  Bcd32,
  String,
};

/// Order of the bytes over all registers of a value, named for a 32-bit value; 64-bit values follow
/// the same rule (CDAB: words reversed, BADC: bytes within each word swapped, DCBA: both).
enum class ByteOrder : std::uint8_t { ABCD, CDAB, BADC, DCBA };

struct Range {
  double low = 0.0;
  double high = 0.0;

  friend bool operator==(const Range&, const Range&) = default;
};

/// Of a String; the value is UTF-8.
enum class Encoding : std::uint8_t { Ascii, Gb18030 };

/// One code of an enumeration. What a code says about other points is in device::PointRules.
struct StateText {
  std::int64_t code = 0;
  std::string text;

  friend bool operator==(const StateText&, const StateText&) = default;
};

/// Where the value of one point is in a device and how it is read.
/// Units   address: zero-based PDU address; length: registers (String only); value = raw * scale +
/// offset
/// Shape   mask: neighbouring bits of an unsigned integer, or 0 for all of it; the lowest of them is
///         the raw value's lowest, so that a status register is several points
struct PointFormat {
  Table table = Table::Holding;
  std::uint16_t address = 0;
  RawType type = RawType::Uint16;
  ByteOrder order = ByteOrder::ABCD;
  std::uint8_t bit = 0;
  std::uint16_t length = 1;
  double scale = 1.0;
  double offset = 0.0;
  Encoding encoding = Encoding::Ascii;
  std::uint64_t mask = 0;
  std::optional<Range> range;          ///< outside: Quality::OutOfRange
  std::vector<std::uint64_t> invalid;  ///< raw bits that mean "no value": Quality::Fault
  std::vector<StateText> states;       ///< not empty: an enumeration, the value is the text

  friend bool operator==(const PointFormat&, const PointFormat&) = default;
};

constexpr bool is_bit_table(Table table) {
  return table == Table::Coil || table == Table::Discrete;
}

/// Registers (or, in a bit table, bits) that the value takes.
inline std::uint16_t width(const PointFormat& format) {
  if (is_bit_table(format.table)) return 1;
  switch (format.type) {
    case RawType::Bool:
    case RawType::Bit:
    case RawType::Uint16:
    case RawType::Int16:
    case RawType::Bcd16:
      return 1;
    case RawType::Uint32:
    case RawType::Int32:
    case RawType::Float32:
    case RawType::Bcd32:
      return 2;
    case RawType::Uint64:
    case RawType::Int64:
    case RawType::Float64:
      return 4;
    case RawType::String:
      return format.length;
  }
  return 1;
}

/// Whether the value is a number of something, and no switch, text or state.
inline bool is_measured(const PointFormat& format) {
  return format.states.empty() && !is_bit_table(format.table) && format.type != RawType::Bool &&
         format.type != RawType::Bit && format.type != RawType::String;
}

std::string_view to_text(Table table);      // "coil" "discrete" "input" "holding"
std::string_view to_text(RawType type);     // "bool" "bit" "uint16" ...
std::string_view to_text(ByteOrder order);  // "ABCD" ...
std::optional<Table> table_from(std::string_view text);
std::optional<RawType> raw_type_from(std::string_view text);
std::optional<ByteOrder> byte_order_from(std::string_view text);

}  // namespace hazgate::codec
