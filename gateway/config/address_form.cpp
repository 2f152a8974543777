#include "gateway/config/address_form.hpp"

#include <algorithm>
#include <array>

namespace hazgate::config {
namespace {

constexpr std::size_t kLeastDigits = 6;
constexpr std::size_t kMostDigits = 15;
constexpr std::size_t kMostAddressBytes = 254;  // RFC 5321, 4.5.3.1.3, without the brackets

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_visible(char c) {
  return c > 0x20 && c < 0x7f;
}

std::string in_small_letters(std::string_view text) {
  std::string small(text);
  for (char& c : small) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return small;
}

/// "host", "host:443", "[::1]:443". Empty: neither.
std::string_view without_port(std::string_view authority) {
  const std::size_t end = authority.starts_with('[')
                              ? authority.find(']') + 1
                              : std::min(authority.find(':'), authority.size());
  if (end == 0) return {};  // a bracket that is not closed
  const std::string_view port = authority.substr(end);
  const bool is_port = port.empty() || (port.front() == ':' && port.size() <= 6 &&
                                        std::all_of(port.begin() + 1, port.end(), is_digit));
  return is_port ? authority.substr(0, end) : std::string_view();
}

}  // namespace

bool is_phone_number(std::string_view text) {
  if (!text.starts_with('+')) return false;
  text.remove_prefix(1);
  return text.size() >= kLeastDigits && text.size() <= kMostDigits &&
         std::all_of(text.begin(), text.end(), is_digit);
}

bool is_mail_address(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == std::string_view::npos || at == 0 || at + 1 == text.size()) return false;
  return text.size() <= kMostAddressBytes && text.find('@', at + 1) == std::string_view::npos &&
         std::all_of(text.begin(), text.end(), is_visible) &&
         text.find_first_of("\"(),:;<>[\\]") == std::string_view::npos;
}

std::string web_host(std::string_view url) {
  if (!std::all_of(url.begin(), url.end(), is_visible)) return {};
  const std::size_t colon = url.find("://");
  if (colon == std::string_view::npos) return {};
  const std::string scheme = in_small_letters(url.substr(0, colon));
  if (scheme != "http" && scheme != "https") return {};
  url.remove_prefix(colon + 3);
  url = url.substr(0, url.find_first_of("/?#\\"));
  const std::size_t at = url.rfind('@');
  if (at != std::string_view::npos) url.remove_prefix(at + 1);
  return in_small_letters(without_port(url));
}

}  // namespace hazgate::config
