#include "drivers/codec/codec.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <optional>

#include "drivers/codec/raw.hpp"
#include "drivers/codec/text.hpp"

namespace hazgate::codec {

namespace {

Decoded fault(double number = 0.0) {
  return Decoded{std::monostate{}, Quality::Fault, false, number};
}

/// A raw integer: its 64 bits, two's complement when it is signed.
struct Integer {
  std::uint64_t bits = 0;
  bool is_signed = false;

  std::int64_t as_signed() const { return static_cast<std::int64_t>(bits); }
  double number() const {
    return is_signed ? static_cast<double>(as_signed()) : static_cast<double>(bits);
  }
  /// As the code of a state; nothing when it does not fit.
  std::optional<std::int64_t> code() const {
    if (!is_signed && bits > static_cast<std::uint64_t>(INT64_MAX)) return std::nullopt;
    return as_signed();
  }
};

Integer from_unsigned(std::uint64_t bits) {
  return {bits, false};
}

Integer from_signed(std::int64_t raw) {
  return {static_cast<std::uint64_t>(raw), true};
}

std::optional<std::uint64_t> from_bcd(std::uint64_t bits, int nibbles) {
  std::uint64_t number = 0;
  for (int place = nibbles - 1; place >= 0; --place) {
    const std::uint64_t nibble = (bits >> (4 * place)) & 0xFU;
    if (nibble > 9) return std::nullopt;
    number = number * 10 + nibble;
  }
  return number;
}

std::optional<Integer> integer_of(RawType type, std::uint64_t bits) {
  switch (type) {
    case RawType::Uint16:
    case RawType::Uint32:
    case RawType::Uint64:
      return from_unsigned(bits);
    case RawType::Int16:
      return from_signed(static_cast<std::int16_t>(bits));
    case RawType::Int32:
      return from_signed(static_cast<std::int32_t>(bits));
    case RawType::Int64:
      return from_signed(static_cast<std::int64_t>(bits));
    case RawType::Bcd16:
    case RawType::Bcd32: {
      const auto number = from_bcd(bits, type == RawType::Bcd16 ? 4 : 8);
      if (!number) return std::nullopt;
      return from_unsigned(*number);
    }
    case RawType::Bool:
    case RawType::Bit:
    case RawType::Float32:
    case RawType::Float64:
    case RawType::String:
      break;
  }
  return std::nullopt;
}

Decoded enumeration(const PointFormat& format, std::optional<std::int64_t> code, double number) {
  if (code) {
    for (const StateText& state : format.states) {
      if (state.code == *code) return {state.text, Quality::Good, false, number};
    }
  }
  return fault(number);
}

/// Judges the number against the range and lets the value pass when it is inside.
template <class Raw>
Decoded judged(const PointFormat& format, Raw value, double number) {
  if (!std::isfinite(number)) return fault();
  if (format.range && (number < format.range->low || number > format.range->high)) {
    return {std::monostate{}, Quality::OutOfRange, number > format.range->high, number};
  }
  return {value, Quality::Good, false, number};
}

Decoded boolean(const PointFormat& format, bool bit) {
  const double number = bit ? 1.0 : 0.0;
  if (!format.states.empty()) return enumeration(format, bit ? 1 : 0, number);
  return {bit, Quality::Good, false, number};
}

Decoded real(const PointFormat& format, double raw) {
  if (!std::isfinite(raw)) return fault();
  const double number = scaled(raw, format.scale, format.offset);
  return judged(format, number, number);
}

/// Printable text up to the first NUL, without the blanks at the end; anything else is a fault.
Decoded text(const PointFormat& format, std::span<const std::uint16_t> words) {
  std::string bytes;
  bytes.reserve(words.size() * 2);
  for (std::size_t place = 0; place < words.size(); ++place) {
    const std::uint16_t word = ordered_word(words, place, format.order);
    bytes.push_back(static_cast<char>(word >> 8));
    bytes.push_back(static_cast<char>(word & 0xFFU));
  }
  bytes.erase(std::find(bytes.begin(), bytes.end(), '\0'), bytes.end());
  while (!bytes.empty() && bytes.back() == ' ') bytes.pop_back();
  auto text = to_utf8(bytes, format.encoding);
  if (!text) return fault();
  return {std::move(*text), Quality::Good, false, 0.0};
}

}  // namespace

Decoded decode_registers(const PointFormat& format, std::span<const std::uint16_t> words) {
  assert(words.size() == width(format));
  if (format.type == RawType::String) return text(format, words);
  std::uint64_t bits = join(words, format.order);
  if (format.mask != 0) bits = (bits & format.mask) >> std::countr_zero(format.mask);
  const auto& invalid = format.invalid;
  if (std::find(invalid.begin(), invalid.end(), bits) != invalid.end()) return fault();
  switch (format.type) {
    case RawType::Bool:
      return boolean(format, bits != 0);
    case RawType::Bit:
      return boolean(format, ((bits >> format.bit) & 1U) != 0);
    case RawType::Float32:
      return real(format, widened(std::bit_cast<float>(static_cast<std::uint32_t>(bits))));
    case RawType::Float64:
      return real(format, std::bit_cast<double>(bits));
    default:
      break;
  }
  const auto integer = integer_of(format.type, bits);
  if (!integer) return fault();
  const double number = integer->number();
  if (!format.states.empty()) return enumeration(format, integer->code(), number);
  if (format.scale != 1.0 || format.offset != 0.0) return real(format, number);
  return integer->is_signed ? judged(format, integer->as_signed(), number)
                            : judged(format, integer->bits, number);
}

Decoded decode_bit(const PointFormat& format, bool bit) {
  return boolean(format, bit);
}

}  // namespace hazgate::codec
