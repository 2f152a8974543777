#include "gateway/notify/sms_text.hpp"

#include <cstddef>

namespace hazgate::notify {
namespace {

constexpr char32_t kReplacement = 0xFFFD;
constexpr char16_t kEllipsis = 0x2026;

constexpr bool is_high(char32_t unit) {
  return unit >= 0xD800 && unit < 0xDC00;
}
constexpr bool is_low(char32_t unit) {
  return unit >= 0xDC00 && unit < 0xE000;
}

/// Takes one character from the front, at least one byte of it.
char32_t next_character(std::string_view& rest) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(rest[i]); };
  const unsigned first = byte(0);
  std::size_t length = 1;
  char32_t least = 0;
  if (first >= 0xF0 && first < 0xF8) {
    length = 4;
    least = 0x10000;
  } else if (first >= 0xE0 && first < 0xF0) {
    length = 3;
    least = 0x800;
  } else if (first >= 0xC0 && first < 0xE0) {
    length = 2;
    least = 0x80;
  }
  char32_t value = length == 1 ? first : first & (0xFFU >> (length + 1));
  bool good = first < 0x80 || (length > 1 && length <= rest.size());
  for (std::size_t i = 1; good && i < length; ++i) {
    good = (byte(i) & 0xC0) == 0x80;
    value = value << 6 | (byte(i) & 0x3FU);
  }
  good = good && value >= least && value <= 0x10FFFF && !is_high(value) && !is_low(value);
  rest.remove_prefix(good ? length : 1);
  return good && value != 0 ? value : kReplacement;
}

void append(std::string& text, char32_t value) {
  const auto tail = [&](int shift) { text += static_cast<char>(0x80 | ((value >> shift) & 0x3F)); };
  if (value < 0x80) {
    text += static_cast<char>(value);
    return;
  }
  if (value < 0x800) {
    text += static_cast<char>(0xC0 | (value >> 6));
  } else if (value < 0x10000) {
    text += static_cast<char>(0xE0 | (value >> 12));
    tail(6);
  } else {
    text += static_cast<char>(0xF0 | (value >> 18));
    tail(12);
    tail(6);
  }
  tail(0);
}

}  // namespace

std::u16string to_units(std::string_view utf8) {
  std::u16string units;
  while (!utf8.empty()) {
    const char32_t value = next_character(utf8);
    if (value < 0x10000) {
      units += static_cast<char16_t>(value);
    } else {
      units += static_cast<char16_t>(0xD7C0 + (value >> 10));
      units += static_cast<char16_t>(0xDC00 + (value & 0x3FF));
    }
  }
  return units;
}

std::string from_units(std::u16string_view units) {
  std::string text;
  for (std::size_t i = 0; i < units.size(); ++i) {
    char32_t value = units[i];
    if (is_high(value) && i + 1 < units.size() && is_low(units[i + 1])) {
      value = ((value - 0xD7C0) << 10) + (units[++i] - char32_t{0xDC00});
    } else if (value == 0 || is_high(value) || is_low(value)) {
      value = kReplacement;
    }
    append(text, value);
  }
  return text;
}

std::vector<unsigned char> to_big_endian(std::u16string_view units) {
  std::vector<unsigned char> text;
  text.reserve(units.size() * 2 + 2);
  for (const char16_t unit : units) {
    text.push_back(static_cast<unsigned char>(unit >> 8));
    text.push_back(static_cast<unsigned char>(unit & 0xFF));
  }
  text.insert(text.end(), {0, 0});
  return text;
}

std::u16string from_big_endian(const unsigned char* text) {
  std::u16string units;
  for (; text[0] != 0 || text[1] != 0; text += 2) {
    units += static_cast<char16_t>(text[0] << 8 | text[1]);
  }
  return units;
}

std::u16string shortened_for_sms(std::u16string units) {
  if (units.size() <= kMostUnits) return units;
  std::size_t length = kMostUnits - 1;
  if (is_low(units[length])) --length;
  units.resize(length);
  units += kEllipsis;
  return units;
}

}  // namespace hazgate::notify
