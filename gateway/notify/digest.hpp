#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

/// What the signatures of letters and links are made of.
/// Thread  any (pure)
namespace hazgate::notify {

using Digest = std::array<std::uint8_t, 32>;

Digest sha256(std::string_view text);
/// Source  RFC 2104 over SHA-256
Digest hmac_sha256(std::string_view key, std::string_view text);

std::string_view bytes_of(const Digest& digest);
std::string hex(std::string_view bytes);     ///< small letters
std::string base64(std::string_view bytes);  ///< padded; RFC 4648, 4
/// For addresses: - and _ for + and /, no padding; RFC 4648, 5.
std::string base64_url(std::string_view bytes);
/// Everything but letters, digits and -._~ as %XX; RFC 3986, 2.3.
std::string percent_encoded(std::string_view text);

/// Takes as long for texts of the same size, wherever they differ.
bool equal_in_constant_time(std::string_view left, std::string_view right);

}  // namespace hazgate::notify
