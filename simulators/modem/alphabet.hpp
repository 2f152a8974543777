#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hazgate::sim {

using Octets = std::vector<std::uint8_t>;

/// The characters of septets, one septet per octet; an escape takes the next one from the extension
/// table.
/// Errors  none: what the tables do not have becomes a space, as the standard asks
/// Source  3GPP TS 23.038, 6.2.1
std::u16string from_septets(std::span<const std::uint8_t> septets);

/// Errors  none when a character is in neither table
std::optional<Octets> to_septets(std::u16string_view text);

/// Septets out of octets, the first one `fill_bits` into them (after a header).
/// Errors  fewer than asked for when the octets end
/// Source  3GPP TS 23.038, 6.1.2.1; TS 23.040, 9.2.3.24
Octets unpack_septets(std::span<const std::uint8_t> octets, std::size_t count, unsigned fill_bits);
Octets pack_septets(std::span<const std::uint8_t> septets, unsigned fill_bits);

/// Errors  none: half a surrogate pair, or bytes that are not UTF-8, become U+FFFD
std::string to_utf8(std::u16string_view text);
std::u16string to_utf16(std::string_view utf8);

/// Errors  none when a character is not a hexadecimal digit, or one is left over
std::optional<Octets> from_hex(std::string_view digits);
std::string to_hex(std::span<const std::uint8_t> octets);

}  // namespace hazgate::sim
