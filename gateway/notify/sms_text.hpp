#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hazgate::notify {

/// UTF-8 as the units that an SMS counts in, and back.
/// Errors  none: what is not UTF-8, and half a surrogate pair, becomes U+FFFD; a NUL too
/// Thread  any (pure)
std::u16string to_units(std::string_view utf8);
std::string from_units(std::u16string_view units);

/// As libGammu keeps a text: the high byte of each unit first, ended by a zero unit.
std::vector<unsigned char> to_big_endian(std::u16string_view units);
std::u16string from_big_endian(const unsigned char* text);

/// At most this many units go out as one message: 15 pieces in Chinese, 7 in English.
inline constexpr std::size_t kMostUnits = 1000;

/// The text as it goes out: what is longer than kMostUnits ends in an ellipsis instead, never in the
/// middle of a character.
std::u16string shortened_for_sms(std::u16string units);

}  // namespace hazgate::notify
