#include "simulators/modem/alphabet.hpp"

#include <algorithm>
#include <array>

namespace hazgate::sim {
namespace {

constexpr char16_t kReplacement = 0xFFFD;
constexpr std::uint8_t kEscape = 0x1B;

constexpr std::u16string_view kDefault =
    u"@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001BÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    u"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
static_assert(kDefault.size() == 128);

struct Extension {
  std::uint8_t septet;
  char16_t character;
};
constexpr std::array<Extension, 10> kExtension{{{0x0A, u'\f'},
                                                {0x14, u'^'},
                                                {0x28, u'{'},
                                                {0x29, u'}'},
                                                {0x2F, u'\\'},
                                                {0x3C, u'['},
                                                {0x3D, u'~'},
                                                {0x3E, u']'},
                                                {0x40, u'|'},
                                                {0x65, u'€'}}};

bool is_high(char16_t unit) {
  return unit >= 0xD800 && unit < 0xDC00;
}
bool is_low(char16_t unit) {
  return unit >= 0xDC00 && unit < 0xE000;
}

void append_utf8(std::string& out, char32_t c) {
  const auto byte = [&](char32_t value) { out += static_cast<char>(value); };
  if (c < 0x80) {
    byte(c);
  } else if (c < 0x800) {
    byte(0xC0 | (c >> 6));
    byte(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    byte(0xE0 | (c >> 12));
    byte(0x80 | ((c >> 6) & 0x3F));
    byte(0x80 | (c & 0x3F));
  } else {
    byte(0xF0 | (c >> 18));
    byte(0x80 | ((c >> 12) & 0x3F));
    byte(0x80 | ((c >> 6) & 0x3F));
    byte(0x80 | (c & 0x3F));
  }
}

/// How many bytes the sequence has that begins with this one; 0: none begins so.
std::size_t sequence_length(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first < 0xE0) return 2;
  if (first >= 0xE0 && first < 0xF0) return 3;
  if (first >= 0xF0 && first < 0xF5) return 4;
  return 0;
}

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

}  // namespace

std::u16string from_septets(std::span<const std::uint8_t> septets) {
  std::u16string text;
  for (std::size_t i = 0; i < septets.size(); ++i) {
    if (septets[i] != kEscape) {
      text += kDefault[septets[i] & 0x7F];
      continue;
    }
    if (++i == septets.size()) break;
    const auto found =
        std::find_if(kExtension.begin(), kExtension.end(),
                     [&](const Extension& entry) { return entry.septet == septets[i]; });
    text += found == kExtension.end() ? u' ' : found->character;
  }
  return text;
}

std::optional<Octets> to_septets(std::u16string_view text) {
  Octets septets;
  for (const char16_t c : text) {
    const auto at = kDefault.find(c);
    if (at != std::u16string_view::npos && at != kEscape) {
      septets.push_back(static_cast<std::uint8_t>(at));
      continue;
    }
    const auto found = std::find_if(kExtension.begin(), kExtension.end(),
                                    [&](const Extension& entry) { return entry.character == c; });
    if (found == kExtension.end()) return std::nullopt;
    septets.push_back(kEscape);
    septets.push_back(found->septet);
  }
  return septets;
}

Octets unpack_septets(std::span<const std::uint8_t> octets, std::size_t count, unsigned fill_bits) {
  Octets septets;
  std::size_t bit = fill_bits;
  for (; septets.size() < count && bit + 7 <= octets.size() * 8; bit += 7) {
    const std::size_t at = bit / 8;
    unsigned two = octets[at];
    if (at + 1 < octets.size()) two |= static_cast<unsigned>(octets[at + 1]) << 8;
    septets.push_back(static_cast<std::uint8_t>((two >> (bit % 8)) & 0x7F));
  }
  return septets;
}

Octets pack_septets(std::span<const std::uint8_t> septets, unsigned fill_bits) {
  Octets octets((fill_bits + septets.size() * 7 + 7) / 8, 0);
  std::size_t bit = fill_bits;
  for (const auto septet : septets) {
    const unsigned two = (septet & 0x7FU) << (bit % 8);
    octets[bit / 8] = static_cast<std::uint8_t>(octets[bit / 8] | (two & 0xFF));
    if (two > 0xFF) octets[bit / 8 + 1] = static_cast<std::uint8_t>(two >> 8);
    bit += 7;
  }
  return octets;
}

std::string to_utf8(std::u16string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_high(text[i]) && i + 1 < text.size() && is_low(text[i + 1])) {
      append_utf8(out, 0x10000 + ((static_cast<char32_t>(text[i]) - 0xD800) << 10) +
                           (static_cast<char32_t>(text[i + 1]) - 0xDC00));
      ++i;
    } else {
      append_utf8(out, is_high(text[i]) || is_low(text[i]) ? kReplacement : text[i]);
    }
  }
  return out;
}

std::u16string to_utf16(std::string_view utf8) {
  std::u16string text;
  for (std::size_t i = 0; i < utf8.size();) {
    const auto first = static_cast<unsigned char>(utf8[i]);
    const std::size_t length = sequence_length(first);
    char32_t c = length == 1 ? first : first & (0x7FU >> length);
    bool whole = length != 0 && i + length <= utf8.size();
    for (std::size_t k = 1; whole && k < length; ++k) {
      const auto next = static_cast<unsigned char>(utf8[i + k]);
      whole = (next & 0xC0) == 0x80;
      c = (c << 6) | (next & 0x3F);
    }
    if (!whole || (length == 3 && c < 0x800) || (length == 4 && c < 0x10000) || c > 0x10FFFF ||
        (c >= 0xD800 && c < 0xE000)) {
      text += kReplacement;
      ++i;
      continue;
    }
    i += length;
    if (c < 0x10000) {
      text += static_cast<char16_t>(c);
    } else {
      text += static_cast<char16_t>(0xD800 + ((c - 0x10000) >> 10));
      text += static_cast<char16_t>(0xDC00 + ((c - 0x10000) & 0x3FF));
    }
  }
  return text;
}

std::optional<Octets> from_hex(std::string_view digits) {
  if (digits.size() % 2 != 0) return std::nullopt;
  Octets octets;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    const int high = digit_of(digits[i]);
    const int low = digit_of(digits[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    octets.push_back(static_cast<std::uint8_t>(high * 16 + low));
  }
  return octets;
}

std::string to_hex(std::span<const std::uint8_t> octets) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string digits;
  for (const auto octet : octets) {
    digits += kDigits[octet >> 4];
    digits += kDigits[octet & 0x0F];
  }
  return digits;
}

}  // namespace hazgate::sim
