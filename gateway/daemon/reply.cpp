#include <algorithm>
#include <charconv>
#include <fmt/core.h>

#include "gateway/daemon/letters.hpp"

namespace hazgate::daemon {
namespace {

constexpr std::size_t kDigits = 4;

constexpr char kOther = '?';

/// Full-width digits, separators and blanks as their narrow twins; everything else that is not ASCII as kOther.
std::string narrow(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = [&](std::size_t place) {
      return place < text.size() ? static_cast<unsigned char>(text[place]) : 0U;
    };
    if (byte(i) < 0x80U) {
      plain += text[i++];
      continue;
    }
    // U+FF01 to U+FF3F: EF BC 81 to EF BC BF
    const bool is_wide =
        byte(i) == 0xEFU && byte(i + 1) == 0xBCU && byte(i + 2) >= 0x81U && byte(i + 2) <= 0xBFU;
    const bool is_blank = byte(i) == 0xE3U && byte(i + 1) == 0x80U && byte(i + 2) == 0x80U;
    plain += is_wide ? static_cast<char>(byte(i + 2) - 0x81U + 0x21U) : is_blank ? ' ' : kOther;
    for (++i; i < text.size() && (byte(i) & 0xC0U) == 0x80U;) ++i;
  }
  return plain;
}

bool is_digit(char letter) {
  return letter >= '0' && letter <= '9';
}

/// Whether the number goes on behind this place: ".5", ":32", "-11", "/30".
bool goes_on(std::string_view text, std::size_t separator, std::size_t digit) {
  return separator < text.size() && digit < text.size() && is_digit(text[digit]) &&
         std::string_view(".:-/").find(text[separator]) != std::string_view::npos;
}

/// "tank-farm-leak-3": 3
std::uint64_t number_in(std::string_view incident) {
  const auto dash = incident.rfind('-');
  std::uint64_t number = 0;
  if (dash != std::string_view::npos) {
    std::from_chars(incident.data() + dash + 1, incident.data() + incident.size(), number);
  }
  return number;
}

/// "00 03": all the digits of the text when there are four of them, with nothing but blanks between.
std::string spaced_code(std::string_view text) {
  std::string code;
  bool broken = false;
  for (const char letter : text) {
    if (!is_digit(letter)) {
      broken = broken || (!code.empty() && letter != ' ');
      continue;
    }
    if (broken || code.size() == kDigits) return {};
    code += letter;
  }
  return code.size() == kDigits ? code : std::string();
}

}  // namespace

std::string reply_code(std::uint64_t number) {
  return fmt::format("{:04}", number % 10'000);
}

std::string reply_code(std::string_view incident) {
  return reply_code(number_in(incident));
}

std::optional<Reply> reply_of(std::string_view sms_text) {
  const std::string text = narrow(sms_text);
  Reply reply;
  for (std::size_t begin = 0; begin < text.size();) {
    if (!is_digit(text[begin])) {
      ++begin;
      continue;
    }
    std::size_t end = begin;
    while (end < text.size() && is_digit(text[end])) ++end;
    const bool goes_before = begin >= 2 && goes_on(text, begin - 1, begin - 2);
    const bool is_number = end - begin == kDigits && !goes_before && !goes_on(text, end, end + 1);
    const std::string code = text.substr(begin, end - begin);
    const bool is_new =
        std::find(reply.codes.begin(), reply.codes.end(), code) == reply.codes.end();
    if (is_number && is_new) reply.codes.push_back(code);
    begin = end;
  }
  if (reply.codes.empty()) {
    if (std::string code = spaced_code(text); !code.empty()) reply.codes = {std::move(code)};
  }
  return reply.codes.empty() ? std::nullopt : std::optional(std::move(reply));
}

}  // namespace hazgate::daemon
