#include "gateway/notify/ack_token.hpp"

#include <cstddef>

#include "gateway/notify/digest.hpp"

namespace hazgate::notify {
namespace {

constexpr std::size_t kMostTokenBytes = 512;
constexpr std::size_t kSignatureBytes = 16;
constexpr std::string_view kDigits = "0123456789ABCDEF";

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_';
}

std::string escaped(std::string_view id) {
  std::string text;
  for (const char c : id) {
    if (is_plain(c)) {
      text += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    text += '~';
    text += kDigits[byte >> 4U];
    text += kDigits[byte & 0xfU];
  }
  return text;
}

/// Lenient: what does not come from escaped() makes another token, and so no claim.
std::string unescaped(std::string_view text) {
  std::string id;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '~' || i + 2 >= text.size()) {
      id += text[i];
      continue;
    }
    const std::size_t high = kDigits.find(text[i + 1]);
    const std::size_t low = kDigits.find(text[i + 2]);
    id += static_cast<char>((high << 4U | low) & 0xffU);
    i += 2;
  }
  return id;
}

}  // namespace

std::string ack_token(const AckClaim& claim, std::string_view secret) {
  // No id holds a dot when escaped: two different claims never sign the same text.
  const std::string ids = escaped(claim.incident) + "." + escaped(claim.contact);
  const Digest digest = hmac_sha256(secret, "hazgate acknowledgement\n" + ids);
  return ids + "." + base64_url(bytes_of(digest).substr(0, kSignatureBytes));
}

std::optional<AckClaim> ack_claim(std::string_view token, std::string_view secret) {
  if (token.size() > kMostTokenBytes || secret.empty()) return std::nullopt;
  const std::size_t first = token.find('.');
  const std::size_t second = token.find('.', first == std::string_view::npos ? first : first + 1);
  if (first == std::string_view::npos || second == std::string_view::npos) return std::nullopt;
  AckClaim claim{unescaped(token.substr(0, first)),
                 unescaped(token.substr(first + 1, second - first - 1))};
  if (claim.incident.empty() || claim.contact.empty()) return std::nullopt;
  if (!equal_in_constant_time(ack_token(claim, secret), token)) return std::nullopt;
  return claim;
}

}  // namespace hazgate::notify
