#include <bit>
#include <cmath>
#include <cstdint>
#include <fmt/format.h>
#include <limits>

#include "drivers/codec/codec.hpp"
#include "drivers/codec/raw.hpp"
#include "drivers/codec/text.hpp"

namespace hazgate::codec {

namespace {

using Words = std::vector<std::uint16_t>;
template <class T>
using Result = tl::expected<T, std::string>;

tl::unexpected<std::string> refuse(std::string reason) {
  return tl::unexpected<std::string>(std::move(reason));
}

Words to_words(const PointFormat& format, std::uint64_t bits) {
  Words words(width(format));
  split(bits, format.order, words);
  return words;
}

/// The codes of an integer type, without fractions and BCD already unpacked.
struct Limits {
  std::int64_t low = 0;
  std::uint64_t high = 0;
};

Limits limits_of(RawType type) {
  switch (type) {
    case RawType::Uint16:
      return {0, UINT16_MAX};
    case RawType::Int16:
      return {INT16_MIN, INT16_MAX};
    case RawType::Uint32:
      return {0, UINT32_MAX};
    case RawType::Int32:
      return {INT32_MIN, INT32_MAX};
    case RawType::Uint64:
      return {0, UINT64_MAX};
    case RawType::Int64:
      return {INT64_MIN, INT64_MAX};
    case RawType::Bcd16:
      return {0, 9999};
    case RawType::Bcd32:
      return {0, 99999999};
    case RawType::Bool:
    case RawType::Bit:
      return {0, 1};
    case RawType::Float32:
    case RawType::Float64:
    case RawType::String:
      break;
  }
  return {};
}

Limits limits_of(const PointFormat& format) {
  if (format.mask != 0) return {0, format.mask >> std::countr_zero(format.mask)};
  return limits_of(format.type);
}

std::string does_not_fit(const PointFormat& format, const Value& value) {
  const Limits limits = limits_of(format);
  return fmt::format("{} does not fit {} (raw {} to {}, value = raw * {} + {})",
                     hazgate::to_text(value), to_text(format.type), limits.low, limits.high,
                     format.scale, format.offset);
}

std::uint64_t to_bcd(std::uint64_t number) {
  std::uint64_t bits = 0;
  for (int place = 0; number != 0; ++place, number /= 10) bits |= (number % 10) << (4 * place);
  return bits;
}

/// A raw code, checked against the type, as the bits of the registers.
Result<Words> integer_words(const PointFormat& format, const Value& value, bool negative,
                            std::uint64_t magnitude) {
  const Limits limits = limits_of(format);
  const std::uint64_t bits = negative ? std::uint64_t{0} - magnitude : magnitude;
  const bool fits = negative
                        ? std::uint64_t{0} - static_cast<std::uint64_t>(limits.low) >= magnitude
                        : magnitude <= limits.high;
  if (!fits) return refuse(does_not_fit(format, value));
  if (format.type == RawType::Bcd16 || format.type == RawType::Bcd32) {
    return to_words(format, to_bcd(bits));
  }
  return to_words(format, format.mask == 0 ? bits : bits << std::countr_zero(format.mask));
}

Result<Words> signed_words(const PointFormat& format, const Value& value, std::int64_t code) {
  const auto bits = static_cast<std::uint64_t>(code);
  return code < 0 ? integer_words(format, value, true, std::uint64_t{0} - bits)
                  : integer_words(format, value, false, bits);
}

/// A number in the point's unit; the nearest raw code is taken.
Result<Words> scaled_words(const PointFormat& format, const Value& value, double number) {
  const double raw = std::nearbyint((number - format.offset) / format.scale);
  if (!(std::abs(raw) < 0x1p64)) return refuse(does_not_fit(format, value));
  return integer_words(format, value, raw < 0, static_cast<std::uint64_t>(std::abs(raw)));
}

Result<Words> number_words(const PointFormat& format, const Value& value) {
  const auto number = as_number(value);
  if (!number || std::holds_alternative<bool>(value)) {
    return refuse(fmt::format("a number is needed for {}, not {}", to_text(format.type),
                              hazgate::to_text(value)));
  }
  if (format.type == RawType::Float32 || format.type == RawType::Float64) {
    const double raw = (*number - format.offset) / format.scale;
    const bool fits = format.type == RawType::Float64
                          ? std::isfinite(raw)
                          : std::abs(raw) <= double{std::numeric_limits<float>::max()};
    if (!fits) return refuse(fmt::format("{} does not fit {}", *number, to_text(format.type)));
    return to_words(format, format.type == RawType::Float64
                                ? std::bit_cast<std::uint64_t>(raw)
                                : std::bit_cast<std::uint32_t>(static_cast<float>(raw)));
  }
  if (format.scale == 1.0 && format.offset == 0.0) {
    if (const auto* code = std::get_if<std::int64_t>(&value)) {
      return signed_words(format, value, *code);
    }
    if (const auto* code = std::get_if<std::uint64_t>(&value)) {
      return integer_words(format, value, false, *code);
    }
  }
  return scaled_words(format, value, *number);
}

Result<Words> state_words(const PointFormat& format, const Value& value) {
  for (const StateText& state : format.states) {
    const auto* text = std::get_if<std::string>(&value);
    const auto number = as_number(value);
    if ((text != nullptr && *text == state.text) ||
        (number && *number == static_cast<double>(state.code))) {
      return signed_words(format, value, state.code);
    }
  }
  return refuse(fmt::format("\"{}\" is none of the point's states", hazgate::to_text(value)));
}

Result<Words> bool_words(const PointFormat& format, const Value& value) {
  const auto number = as_number(value);
  if (!number || (*number != 0.0 && *number != 1.0)) {
    return refuse(fmt::format("true or false is needed, not {}", hazgate::to_text(value)));
  }
  return to_words(format, *number != 0.0 ? 1 : 0);
}

Result<Words> text_words(const PointFormat& format, const Value& value) {
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr)
    return refuse(fmt::format("a text is needed, not {}", hazgate::to_text(value)));
  const auto bytes = from_utf8(*text, format.encoding);
  if (!bytes) {
    return refuse(fmt::format("the text is not {}", format.encoding == Encoding::Ascii
                                                        ? "plain ASCII"
                                                        : "printable GB18030"));
  }
  if (bytes->size() > std::size_t{format.length} * 2) {
    return refuse(
        fmt::format("the text has {} bytes, the point holds {}", bytes->size(), format.length * 2));
  }
  Words words(format.length);
  for (std::size_t place = 0; place < bytes->size(); ++place) {
    const auto byte = static_cast<unsigned char>((*bytes)[place]);
    const auto shifted = static_cast<std::uint16_t>(byte << (place % 2 == 0 ? 8 : 0));
    words[place / 2] = static_cast<std::uint16_t>(words[place / 2] | shifted);
  }
  Words ordered(words.size());
  for (std::size_t place = 0; place < words.size(); ++place) {
    ordered[place] = ordered_word(words, place, format.order);
  }
  return ordered;
}

}  // namespace

tl::expected<std::vector<std::uint16_t>, std::string> encode(const PointFormat& format,
                                                             const Value& value) {
  if (!has_value(value)) return refuse("there is no value to write");
  if (!format.states.empty() && format.type != RawType::Bit) return state_words(format, value);
  if (is_bit_table(format.table)) return bool_words(format, value);
  switch (format.type) {
    case RawType::Bool:
      return bool_words(format, value);
    case RawType::Bit:
      return refuse("one bit of a register cannot be written alone; write the whole register");
    case RawType::String:
      return text_words(format, value);
    default:
      return number_words(format, value);
  }
}

bool is_same_write(const PointFormat& format, const Value& one, const Value& other) {
  const auto words = encode(format, one);
  return words && words == encode(format, other);
}

}  // namespace hazgate::codec
